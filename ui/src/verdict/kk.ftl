### Тексеру қорытындысы материалдар, файлдар және уақыт туралы не айтады, қабылдаудан, пакеттен не есептен кейін не істеу керек.

intake-show =
    { $count ->
        [one] Жаңа { $count } материалды көрсету
       *[other] Жаңа { $count } материалды көрсету
    }
bundle-verify = Осы пакетті қазір тексеру
bundle-show = Қалтада көрсету

## Қашан болған

times-latest-proven = { $at } уақытына қарай бар болған: дәлелденген ({ $who }; { $log } журналы, { $size } бақылау нүктесі).
times-latest-untrusted = { $log } журналына сенуге болса, { $at } уақытына қарай бар болған: мұнда оның кілттеріне ешкім кепіл емес ({ $who }; { $size } бақылау нүктесі).
times-latest-claimed = { $at } уақытына қарай бар болған: дәлелденбеген, журналдың бұл күйін тек құрылғы атайды ({ $who }; { $log } журналы, { $size } бақылау нүктесі).
times-latest-order = { $log } журналында { $size } бақылау нүктесіне қарай бар. Нақты уақыты дәлелденбеген.
times-latest-none = Қай уақытқа қарай бар болғаны: дәлелденбеген.
times-earliest-proven = { $at } уақытынан бұрын емес: дәлелденген ({ $who }; { $log } журналы, { $size } бақылау нүктесі).
times-earliest-untrusted = { $log } журналына сенуге болса, { $at } уақытынан бұрын емес: мұнда оның кілттеріне ешкім кепіл емес ({ $who }; { $size } бақылау нүктесі).
times-earliest-claimed = { $at } уақытынан бұрын емес: дәлелденбеген, журналдың бұл күйін тек құрылғы атайды ({ $who }; { $log } журналы, { $size } бақылау нүктесі).
times-earliest-order = { $log } журналының { $size } бақылау нүктесінен кейін қол қойылған. Нақты уақыты дәлелденбеген.
times-earliest-none = Қай уақыттан бұрын емес: дәлелденбеген.
times-all-latest = { $all } материалдың ішінен { $count } материал { $at } уақытына қарай бар болған: дәлелденген.
times-all-untrusted = Журналға сенуге болса, { $all } материалдың ішінен { $count } материал { $at } уақытына қарай бар болған: мұнда оның кілттеріне ешкім кепіл емес.
times-all-none = Қай уақытқа қарай бар болғандары: дәлелденбеген.
times-not-these = Бұл құрылғы қол қойған нәрсеге қатысты, мұндағы өзгертілген байттарға емес.
status-time-partly = кеш еместігі дәлелденген

## Материалдар мен файлдар

found-items = Материалдар, әрқайсысының өз жауаптары бар
found-row-passed = бәрі дұрыс
found-row-earliest = тексерілгені дұрыс; бұрын еместігі дәлелденбеген
found-row-open = тексерілмегені: { $names }
found-row-failed = дұрыс емес нәрсе бар
found-rows-more =
    { $count ->
        [one] Тағы { $count } көрсету
       *[other] Тағы { $count } көрсету
    }
found-medium = Атауы жоқ файл
found-open = Ашу
found-picture = { $name } фотосы, пакетте қандай болса, сондай
found-picture-altered = Өзгертілген { $name } фотосы: қол қойылғаны бұл емес
found-altered = Өзгертілген: бұл құрылғы қол қойған нәрсе емес.
found-nameless = { $kind } { $item }
found-unplayable = Бұл ойнатқыш пішімді білмейді немесе файл ол үшін тым ұзын. Пакетті ашып, файлды басқа ойнатқышпен ашыңыз.
file-whole = сәйкес
file-altered = өзгертілген
file-missing = жоқ
file-withheld = көрсетілмеген
about-more =
    { $count ->
        [one] және тағы { $count } материал
       *[other] және тағы { $count } материал
    }
answers-wrong-here = Дұрыс емесі: { $things }.
answers-wrong-more = Дұрыс емесі: { $things } және тағы { $more }.
answers-care = { $things }: { $said }
answers-care-more = { $things } және тағы { $more }: { $said }
answers-others =
    { $count ->
        [one] Қалған { $count } материалда дұрыс емес ештеңе жоқ.
       *[other] Қалған { $count } материалда дұрыс емес ештеңе жоқ.
    }
short-content = Мазмұны
short-signer = Қолтаңба
short-time = Уақыты
short-completeness = Толықтығы
short-delivery = Жеткізілуі

## Есеп

report-id = Материал нөмірі
report-existed = Қай уақытқа қарай бар болған
report-pictures = Шағын суреттермен
report-drawing = Шағын суреттер дайындалуда…
printed-printed = Принтерге { $at } берілді.
printed-saved = PDF { $at } жазылды.
printed-folder = { $folder } қалтасында
printed-cancelled = Ештеңе басылған жоқ: терезе жабылды.
printed-unknown = Жүйенің басып шығару терезесіне { $at } берілді.
