### The archivist's office and verifying.


## The archive is opened or made

office-open-title = Мұрағатты ашу
office-open-body = Осы компьютердегі мұрағат құлыптаулы. Құпия сөйлем тізімді, жазбаларды және медианы ашады; оқылатын ештеңе жадтан шықпайды.
office-open-go = Ашу
office-make-title = Бұл компьютерде әлі мұрағат жоқ
office-make-body = Кемінде 12 таңбадан тұратын құпия сөйлем таңдаңыз, ең дұрысы бес-алты кездейсоқ сөз. Оны ешкім қалпына келтіре алмайды: онсыз мұрағат ашылмайды, бірақ құрылғылар жібергені серверде қалады.
office-make-go = Мұрағат жасау
office-passphrase = Құпия сөйлем
office-passphrase-again = Сол сөйлем тағы бір рет
office-passphrase-differs = Екі сөйлем бірдей емес.
office-passphrase-show = Жазғанымды көрсету
office-opening = Ашылуда…
office-locked-alone = Мұрағат құлыпталды: терезе { $minutes } минут бойы пайдаланылмады.
office-locked-kept = Мұрағат ашылғанда, іздегеніңіз бен белгілегеніңіз қайта шығады.
office-locked-shares = Жазылған үлестер өшірілді: олар құпия сөздер, ал оларды қарайтын ешкім болмады.
office-close = Құлыптау
office-back = Артқа
office-stop = Тоқтату
office-choose = Таңдау
office-choose-folder = Қалта таңдау

## Intake

intake-title = Материал қабылдау
intake-organisation = Ұйымның қалтасы
intake-organisation-hint = «testamur org init» командасы жасаған қалта, әдетте құлыптаулы сақталатын флешкада.
intake-read = Қалтаны оқу
intake-of = { $name }: мұрағат кілті { $shares } үлестің { $threshold } үлесінен құралады.
intake-shares = Мұрағат кілтінің үлестері
intake-shares-hint = Әр беттегі 36 сөзді немесе QR-кодтың астындағы жолды жазыңыз. Кілт жадта тек осы қабылдау кезінде болады.
intake-shares-erased = Мұрағат өздігінен құлыпталды, жазылған үлестер өшірілді: оларды қайта жазыңыз.
intake-share = { $number }-үлес
intake-share-more = Тағы бір үлес
intake-witness-shares = Куәлар бөлімі
intake-witness-open = Оны да ашу: екі үлесі де осында
intake-witness-hint = Үлестері болмаса, куәлардың есімдері қабылданады да, мөрленген күйінде қалады.
intake-witness-custodian = Сақтаушының үлесі
intake-witness-second = Екінші адамның үлесі
intake-from = Қайдан
intake-from-server = Ұйымның серверінен
intake-from-folder = Қалтадан: тасымалдауыш немесе кабельмен әкелінген құрылғы қоймасы
intake-server = Сервер
intake-passphrase = Ұйым кілттерінің құпия сөйлемі
intake-proxy = Прокси, егер керек болса
intake-folder = Қалта
intake-folder-hint = Ол оқылады, ешқашан өзгертілмейді.
intake-go = Бастау
intake-running = Қабылдау жүріп жатыр
intake-stopping = Тоқтатылуда: алдымен басталғаны жазылады
intake-done = Дереккөзде бардың бәрі қабылданды
intake-stopped = Тоқтатылды
intake-failed = Қабылдауды жалғастыру мүмкін болмады
intake-progress = Тізбектерде жаңа жазба: { $entries }, ашылып тексерілген бөлік: { $parts }, { $size }.
intake-safe = Не болса да, қабылданғаны аман: қақпақ жабылса не тоқ өшсе, келесі қабылдау сол жерден жалғасады.
intake-stop = Тоқтату
found-title = Не байқалды

## The list

list-search = Жазбалар, жауаптар, мәтіндік файлдар мен файл атауларындағы сөздерді, түрі мен күйін іздеу
list-search-short = Іздеу
list-narrow = Іріктеу
list-kind = Бұл не
list-kind-all = Түрі: бәрі
list-method = Қалай пайда болды
list-problem = Мәселелер
list-problem-yes = мәселесі бар
list-problem-no = мәселесі жоқ
list-doubt = Кім қол қойған
list-delivered = Жеткізілуі
list-delivered-yes = жеткізілген
list-delivered-no = жеткізілмеген
list-device = Құрылғы
list-loading = Ізделуде…
list-all = Бәрін көрсету
list-earlier = Бұрынғы іздеуге қайту
list-nothing = Мұрағат бос
list-nothing-next = Құрылғылар серверге жібергенді немесе сізге әкелінгенді қабылдаңыз.
list-nothing-found = Ештеңе табылмады
list-nothing-found-where = Жазбалардан, жауаптардан, файл атауларынан, 1 МБ-қа дейінгі мәтіндік файлдардағы сөздерден, түрі мен күйінен ізделеді; суретте көрінетін не жазбада естілетін нәрседен ізделмейді.
list-nothing-found-next = Сөздің басын, басқа жазылуын немесе азырақ шартты байқап көріңіз. Куәлардың есімдері ешбір тізімде жоқ.
list-choose = Таңдау: { $title }
list-choose-none = Таңдауды алып тастау
list-witness = Куәлар бөлімі
list-untitled = Материал { $item }
office-kind-photo = Фото
office-kind-video = Бейне
office-kind-audio = Дыбыс
office-kind-document = Құжат
office-kind-testimony = Куә сөзі
office-kind-form = Толтырылған сауалнама
office-kind-note = Жазба
office-kind-official-claim = Ресми мәлімдеме
office-kind-held-head = Басқа құрылғы тізбегінің басы
office-kind-interrupted = Үзілген жазба
office-kind-unknown = Ашылмаған
office-method-captured = қолданбада түсірілген
office-method-imported = басқа жерден енгізілген
office-method-entered = қолмен енгізілген
office-note-quarantined = Жарамсыз бөліктер бар
office-note-unlinked = Қолтаңбалар тізбектің басына жетпейді
office-note-ended = Құрылғы ұйымнан шығарылған соң
office-note-copied-key = Құрылғы кілті көшірілген
office-note-not-admitted = Құрылғы қабылданбаған
office-note-ticket-shared = Шақыру екі рет қолданылған
office-note-ended-later = Құрылғы кейінірек ұйымнан шығарылған
office-note-wanted = Бөліктер жетіспейді
office-note-interrupted = Үзілген
office-note-unfinished = Әлі аяқталмаған
office-note-sealed = Куәлар кілтімен мөрленген
office-note-delivered = Жеткізілген
office-note-noted = Белгіленген
office-note-alone = Ешбір сервер растамайды

## Мұрағаттың құрылғылары

devices-title = Құрылғылар
devices-body = Бес сөзді құрылғы иесімен дауыстап салыстырыңыз. Уақыт құрылғының өз сағаты бойынша.
devices-none = Әлі ешбір құрылғы ештеңе әкелген жоқ.
devices-loading = Құрылғылар оқылуда…
devices-first = алғаш рет
devices-last = соңғы рет
devices-items = Материалдарын көрсету
devices-happened = Ұйым ол туралы не айтты
devices-state-unknown = Белгісіз: тізбегінің басы мұнда жоқ
devices-state-elsewhere = Басқа ұйымға бапталған
devices-state-not-admitted = Қабылданбаған: ұйымның билеті жоқ
devices-state-shared = Күмәнді: шақыруын басқа құрылғы да пайдаланған
devices-state-admitted = Билеті бойынша қабылданған
devices-state-confirmed = Расталған: коды салыстырылған
devices-state-renewed = { $seq }-жазбадан бастап қайта қабылданған
devices-state-ended-after = Ұйымнан шығарылған: { $seq }-жазбадан кейінгінің бәрі ұйымдікі емес
devices-state-ended-from = Ұйымнан шығарылған: { $seq }-жазбадан бастап ештеңе ұйымдікі емес
devices-confirmed = Коды салыстырылған соң расталған
devices-renewed = { $seq }-жазбада қайта қабылданған
devices-end-after = { $seq }-жазбадан кейін ұйымнан шығарылған
devices-end-from = { $seq }-жазбадан бастап ұйымнан шығарылған
devices-end-unknown = Мұнда жоқ жазбадан бастап ұйымнан шығарылған
devices-end-unlogged = оны әлі ешбір журнал сақтамайды: серверден дереу қабылдаңыз
devices-shares = Сол шақыруды { $code } де пайдаланған
devices-command = Осы құрылғыны растау немесе ұйымнан шығару
devices-command-body = Оған ұйымның кілтімен қол қойылады, сондықтан ұйымның қалтасы тұрған жерде мына командалардың бірімен жасалады. Ұйымнан шығармас бұрын команда қанша материалға әсер ететінін айтып, қайта сұрайды.

## One item

item-title = Материал
item-loading = Жазба оқылуда…
item-witness = Куәлар бөлімінен: мұны осында тек сіз көресіз, ол тізімдерде жоқ және ешбір пакетке кірмейді.
item-media = Медиа
item-no-media = Медиа жоқ.
item-record = Жазба
item-no-record = Жазба ашылмаған. Ол келгенше тек уақыты мен көлемі белгілі.
item-record-sealed = Жазба куәлар кілтін күтуде. Оның екі үлесімен қайта қабылдаңыз.
item-answers = Бес жауап
item-judging = Әр байт тексерілуде. Ұзақ жазбаларға уақыт керек.
item-custody = Кімде, қашан болды
office-medium = { $number }-медиа
office-medium-picture = { $name } фотосы, түсірілген күйінде
office-medium-play = Ойнату
player-pause = Кідірту
player-mute = Дыбысты өшіру
player-unmute = Дыбысты қосу
player-place = Жазбадағы орын
player-controls = Ойнатқыш
office-medium-loading = Жадта ашылуда: { $size } ішінен { $loaded }…
office-medium-unplayable = Бұл ойнатқыш пішімді білмейді немесе файл оған тым ұзақ. Байттардың өзі қол қойылған күйінде: пакет жасап, басқа ойнатқышпен ашыңыз.
office-medium-no-shape = Мұндай файлдар осында көрсетілмейді. Оны аямайтын компьютерде ашу үшін пакет жасаңыз.
text-guessed = Файл UTF-8 емес. Мұнда ол Windows-1251 ретінде оқылды, басқа әріптер бұрыс көрінуі мүмкін.
text-encoding = { $encoding } ретінде оқылды.
text-rest = { $size } ішінен алғашқы { $shown } көрсетілді. Қалғанын оқу үшін пакет жасаңыз.
text-empty = Файл бос.
office-medium-interrupted = Жазба үзілген. Соңғы ең көбі бір секундтан басқасының бәрі осында.
office-medium-type = Түрі
office-medium-size = Көлемі
office-record-what = Не
office-record-claimed = Қашан, құрылғы сағаты бойынша
office-record-place = Қайда
office-record-accuracy = { $metres } м дәлдікпен
office-record-language = Тілі
office-record-note = Жазба
office-place-entered = (қолмен енгізілген)
office-place-gnss = (жерсерік бойынша)
office-place-network = (желі бойынша)
office-place-file = (файлдан)
office-no-place-not-asked = сұралмаған
office-no-place-refused = адам айтқысы келмеді
office-no-place-unavailable = белгісіз
office-said-range = { $from } мен { $to } аралығында
office-said-about = шамамен { $value }
office-said-unknown = адам білмейді
office-said-refused = адам жауап бергісі келмеді
office-said-not-applicable = қатысы жоқ
custody-signed = Құрылғы { $seq }-жазбаға қол қойды
custody-claims = Оның сағаты { $at } көрсетті. Бұл мәлімдеме ғана, дәлел емес.
custody-unlinked = Қолтаңбаны құрылғының алғашқы жазбасына дейін қадағалау мүмкін емес.
custody-noted = { $log } журналында, { $index }-орын.
custody-not-noted = Әзірге ешбір журналда жоқ.
custody-delivered = { $server } сервері мұны сақтайтынына қол қойды
custody-none = Бұл туралы бірде-бір жазба келген жоқ.

## The five answers

question-content = Мазмұны: бұл қол қойылған байттар ма?
question-signer = Қолтаңба: қай құрылғы және оның артында кім тұр?
question-time = Уақыты: бұл қашан болған?
question-completeness = Толықтығы: ештеңе қалып қоймады ма?
question-delivery = Жеткізілуі: мұны сервер растай ма?
status-remark = ескерту
status-passed = тексерілді, дұрыс
status-not-checked = тексерілмеді
status-failed = тексерілді, дұрыс емес
answers-right = Дұрыс емес ештеңе жоқ. Тексеріліп, дұрысы: { $names }.
answers-right-still = Тексеріліп, дұрысы: { $names }.
answers-none = Дұрыс емес ештеңе жоқ, бірақ ештеңені тексеру де мүмкін болмады.
answers-wrong = Тексеріліп, дұрыс емесі: { $names }.
answers-open = Тексерілмегені: { $names }.
answers-open-why = Не жетіспейтіні әр жауаптың астында айтылған.
answers-earliest = Тексерілмегені: бұл мәлімделгеннен бұрын жасалмады ма. Мұнда оны қолтаңбалар мен журналдан білу мүмкін емес; қай уақыттан кеш еместігі дәлелденген.
answers-limit = Бәрі тексеріліп, дұрыс болса, файлдың өзгермегені және қашан болғаны дәлелденген. Көріністің шынайы болғанын бұл дәлелдемейді.
reason-details = Тексерушінің өз сөздері (ағылшынша)

## Verify

verify-title = Пакетті тексеру
verify-body = Пакет осында өз бетінше, желісіз және мұрағатсыз тексеріледі. Ол оқылады, ешқашан өзгертілмейді.
verify-drop = Пакет (zip): таңдаңыз немесе осында сүйреп әкеліңіз
verify-pick = Файл таңдау
verify-path = Немесе zip не қалтаның жолы
verify-path-hint = Қалта сол күйінде оқылады; ішіндегі сілтемелер қабылданбайды.
verify-go = Тексеру
verify-policy = Саясат файлын таңдау
verify-policy-none = Бұл саясатсыз
verify-trusts = Кімнің кілті саналатынын «{ $name }» саясаты айтады.
verify-trusts-nobody = Әзірге ешкімге сенім жоқ. Кімнің кілттері саналатынын пакеттен бөлек алынған саясат немесе ашық мұрағаттың саясаты айтады.
verify-working = { $name } тексерілуде…
verify-read = { $size } ішінен { $read } оқылды.
verdict-of = Тексеру қорытындысы: { $name }
verdict-trusted = { $name } ұйымы, оның кілтіне сенесіз.
verdict-untrusted = Пакет { $name } ұйымын атайды; бұған осында ешкім кепіл емес.

## A bundle

bundle-title = Пакет жасау
bundle-body = Пакетте таңдалған материалдар және сот не сарапшы өз бетінше тексеруі үшін керектінің бәрі болады.
bundle-without-media = Медиасын ашпау
bundle-without-record = Жазбасын және файл атауларын ашпау
bundle-reveals = Ашылмағаннан таңба ғана қалады. Пакет бұл құрылғылар тағы қанша материал жасағанын және қашан екенін де көрсетеді, бірақ мазмұнын емес.
bundle-where = Қалай және қайда
bundle-zip = Бір zip файл
bundle-folder = Қалта
bundle-path = Жаңа пакеттің жолы
bundle-refused-why = Куәлар бөлімі ешбір пакетке кірмейді, ішінен не жасырылса да.
bundle-refused-back = Оларды қайтару
bundle-go = Пакетті сақтау
bundle-working = Сақталуда…
bundle-made-name = Атауы: { $name }
bundle-made-folder = Орналасқан қалтасы: { $folder }
bundle-next = Оны қолына түскен кез келген адам оқи алады. Бермес бұрын тағы бір тексеріңіз.

## The report

report-title = Есеп
report-print = Басып шығару немесе PDF сақтау
report-pdf = PDF алу үшін жүйе терезесінде «Файлға басып шығаруды» таңдаңыз.
report-heading = Тексеру есебі
report-source = Не тексерілді
report-own = Өз мұрағатының материалдары
report-judged = Қашан, осы компьютердің сағаты бойынша
report-organisation = Ұйым және оның кілті
report-trusted = есепті жасаған адам оған сенеді
report-trusted-own = осы мұрағаттың ұйымы
report-untrusted = осында оған ешкім кепіл емес
report-items = Материалдар
report-all = Бәрі бірге
report-item = { $number }-материал
report-device = Құрылғы (алғашқы жазба)
report-claimed = Құрылғы мәлімдеген
bound-unknown = белгісіз
voucher-nobody = сағатына ешкім кепіл емес
voucher-server = сервер сағаты бойынша
voucher-cosigner = қоса қол қоюшының сағаты бойынша
report-means = Бұл нені білдіреді
report-means-yes = «Тексерілді, дұрыс» дегені: тексеру жүргізіліп, расталды. «Тексерілмеді» дегені: тексеруге керек нәрсе жоқ; бұл жақсы да, жаман да емес.
report-means-no = Бәрі тексеріліп, дұрыс болса, байттардың өзгермегені және қашан болғаны дәлелденген. Көріністің шынайылығын да, онда кім болғанын да бұл дәлелдемейді.
report-again = Мұны кез келген адам басқа компьютерде, бізсіз қайталай алады:
report-again-own = Осы материалдардан пакет жасаңыз, сонда кез келген адам мұны басқа компьютерде, бізсіз қайталай алады:

## Troubles at the office

trouble-passphrase-short-what = Құпия сөйлем тым қысқа
trouble-passphrase-short-means = Мұрағат әлі жасалған жоқ.
trouble-passphrase-short-next = Кемінде 12 таңба алыңыз, ең дұрысы бес-алты кездейсоқ сөз.
trouble-archive-in-use-what = Мұрағат басқа бағдарламада ашық
trouble-archive-in-use-means = Ештеңе жоғалған жоқ. Екеуі бірге мұрағатты бүлдіруі мүмкін еді.
trouble-archive-in-use-next = Басқа терезені жабыңыз немесе testamur командасы аяқталғанша күтіңіз.
trouble-archive-closed-what = Мұрағат жабық
trouble-archive-closed-means = Ештеңе жоғалған жоқ.
trouble-archive-closed-next = Оны құпия сөйлеммен ашыңыз.
trouble-archive-damaged-what = Мұрағаттағы бір нәрсе бұрынғыдай емес
trouble-archive-damaged-means = Осы дискідегі мөрленген бөлік немесе көрсеткіш өзгерген. Сервердегісіне тиілген жоқ.
trouble-archive-damaged-next = Дискіні сол күйінде сақтаңыз. Серверден қайта қабылдаңыз: жоғалғаны қайта жүктеледі. Көмектеспесе, басқа дискіде жаңа мұрағат жасаңыз.
trouble-archive-unsupported-what = Мұны жаңарақ нұсқа жасаған
trouble-archive-unsupported-means = Ештеңе өзгертілген жоқ. Бұл нұсқа түсінбегеніне тиіспейді.
trouble-archive-unsupported-next = Қолданбаның ең жаңа нұсқасын орнатыңыз.
trouble-archive-unavailable-what = Мұрағаттың дискісі жауап бермеді
trouble-archive-unavailable-means = Бұрын қабылданғаны сол күйінде қалады.
trouble-archive-unavailable-next = Дискінің қосулы екенін және оған жазуға болатынын тексеріп, қайталап көріңіз.
trouble-intake-running-what = Қабылдау жүріп жатыр
trouble-intake-running-means = Ештеңе жоғалған жоқ. Ол біткенше мұрағатты оқу мүмкін емес.
trouble-intake-running-next = Күтіңіз немесе тоқтатыңыз: келесісі сол жерден жалғасады.
trouble-shares-too-few-what = Үлес жетіспейді
trouble-shares-too-few-means = Ештеңе ашылған жоқ. Аз үлестен кілт туралы ештеңе білуге болмайды.
trouble-shares-too-few-next = Тағы бір сақтаушыдан үлес сұраңыз.
trouble-shares-faulty-what = Үлес қате жазылған, екі рет берілген немесе басқаларға сәйкес емес
trouble-shares-faulty-means = Ештеңе ашылған жоқ.
trouble-shares-faulty-next = Әр сөзді бетімен салыстырыңыз. Бір үлес артық берілсе, қайсысы қате екені көрінеді.
trouble-shares-foreign-what = Бұл үлестер басқа кілттікі немесе басқа жиынтықтікі
trouble-shares-foreign-means = Ештеңе ашылған жоқ.
trouble-shares-foreign-next = Әр бетте басылған жиынтықты және мұрағат кілті мен куәлар кілтінің үлестері өз өрістерінде тұрғанын тексеріңіз.
trouble-key-locked-what = Ұйымның кілттері құлыптаулы
trouble-key-locked-means = Серверге сұрау жіберілген жоқ.
trouble-key-locked-next = Мұрағаттың емес, ұйым кілттерінің құпия сөйлемін жазыңыз.
trouble-organisation-unreadable-what = Бұл ұйымның қалтасы емес немесе толық емес
trouble-organisation-unreadable-means = Ештеңе өзгертілген жоқ.
trouble-organisation-unreadable-next = Ішінде organisation.json жатқан қалтаны таңдаңыз.
trouble-organisation-foreign-what = Бұл мұрағат басқа ұйымдікі
trouble-organisation-foreign-means = Ештеңе қабылданған жоқ, сондықтан ештеңе араласқан жоқ.
trouble-organisation-foreign-next = Мұрағат қай ұйымдікі болса, сол ұйымның қалтасы мен үлестерін алыңыз.
trouble-server-unknown-what = Ұйымның ешбір саясатында бұл сервер аталмаған
trouble-server-unknown-means = Ештеңе жіберілген жоқ: саясатсыз серверді жалғаннан ажырату мүмкін емес.
trouble-server-unknown-next = Тізімнен сервер таңдаңыз немесе оны атайтын саясатқа қол қойыңыз.
trouble-source-unreachable-what = Сервер не қалта қолжетімсіз
trouble-source-unreachable-means = Соған дейін келгеннің бәрі жазылып, сақталды.
trouble-source-unreachable-next = Желіні, проксиді немесе кабельді тексеріңіз. Содан кейін қайта бастаңыз: қабылдау тоқтаған жерінен жалғасады.
trouble-path-missing-what = Бұл жолда ештеңе жоқ
trouble-path-missing-means = Ештеңе оқылған да, өзгертілген де жоқ.
trouble-path-missing-next = Жүйе терезесінде таңдаңыз немесе жолды басынан толық жазыңыз.
trouble-name-taken-what = Мұндай атаумен бір нәрсе бар
trouble-name-taken-means = Ештеңенің үстінен жазылған жоқ.
trouble-name-taken-next = Басқа атау таңдаңыз.
trouble-bundle-refused-what = Бұл пакетке кіре алмайды
trouble-bundle-refused-means = Ештеңе жазылған жоқ. Куәлар бөліміндегі материал, одан не алынса да, ешқашан шықпайды; немесе бір пакетке тым көп.
trouble-bundle-refused-next = Куәлар бөлімінің материалдарын алып тастаңыз немесе азырақ таңдаңыз.
trouble-bundle-unreadable-what = Бұл пакет емес немесе оны соңына дейін оқу мүмкін болмады
trouble-bundle-unreadable-means = Ондағы материалдар туралы ештеңе айтылмайды: жақсы да, жаман да емес.
trouble-bundle-unreadable-next = Оны алған жерден қайта көшіріңіз. Көмектеспесе, жасаушысынан басқа көшірмесін сұраңыз.
trouble-bundle-unsupported-what = Бұл zip басқа бағдарламамен немесе жаңарақ нұсқамен жиналған
trouble-bundle-unsupported-means = Ондағы материалдар туралы ештеңе айтылмайды. Қайта жиналған zip енді жасалған пакет емес.
trouble-bundle-unsupported-next = Оны ашып, қалтаны тексеріңіз немесе ең жаңа нұсқасын орнатыңыз.
trouble-policy-unreadable-what = Бұл саясат емес немесе оның қолтаңбасы дұрыс емес
trouble-policy-unreadable-means = Ол тексеру үшін пайдаланылған жоқ.
trouble-policy-unreadable-next = Ұйымнан саясат файлын (policy.dsse) сұраңыз, ең дұрысы бетпе-бет.
trouble-parts-missing-what = Кейбір бөліктері әлі жоқ
trouble-parts-missing-means = Барының бәрі бүтін. Қай бөліктер жоқ екені тізімде айтылған.
trouble-parts-missing-next = Серверден немесе құрылғының өзінен қайта қабылдаңыз.
trouble-cannot-show-what = Бұл құрылғыда қалталарды көрсететін бағдарлама жоқ
trouble-cannot-show-means = Пакет жазылды және өз орнында жатыр.
trouble-cannot-show-next = Оның қалтасын өрістегі жол бойынша ашыңыз.

## What an intake notices

found-log-contradiction = Журнал не сервер бірге дұрыс бола алмайтын екі нәрсеге қол қойған
found-log-contradiction-next = Бұл қолдан жасаудың ең күшті белгісі. Екі мәлімдемені де сақтап, бұл сервердің жаңа түбіртектеріне сенбей, ұйымға бірден хабарлаңыз.
found-fork = Құрылғының тізбегі екіге айырылған: оны көшірген немесе артқа қайтарған
found-fork-next = Екі тармақ та сақталды. Қайсысын құрылғының қай көшірмесі жасағанын анықтаңыз.
found-gap = Жазбалар осында жоқ жазбаны күтіп тұр
found-gap-next = Олар сақталды, күткені келгенде орнына тұрады. Құрылғының өзінен не басқа көзден қабылдаңыз.
found-key-reused = Құрылғы бір қол қою кілтін екі рет атаған
found-key-reused-next = Одан кейінгі жазбаларға сақ болыңыз: құрылғы кілттерін өшірмеген.
found-entry-refused = Жазба қабылданбады: қолтаңбасы немесе тізбектегі орны дұрыс емес
found-entry-refused-next = Ол шетке қойылды, ешқандай күші жоқ. Қайдан келгенін анықтаңыз.
found-foreign-organisation = Басқа ұйымның құрылғысы
found-foreign-organisation-next = Одан ештеңе қабылданған жоқ. Жазбалары неге сонда жатқанын анықтаңыз.
found-item-claimed-twice = Екі құрылғы бір материалды атайды
found-item-claimed-twice-next = Ол бірінші естілгенге тиесілі. Екінші құрылғыға мұқият қараңыз.
found-sealed-to-others = Бөлік бөгделерге де ашық болуы мүмкін
found-sealed-to-others-next = Оның тақырыбындағы алушылар саясаттағыдай емес. Оны тек мұрағат оқи алады деп сенбес бұрын құрылғыны қарап шығыңыз.
found-part-quarantined = Бөлік ашылмайды немесе жазбада айтылғандай емес
found-part-quarantined-next = Ол келген күйінде шетке қойылды. Құрылғының өзінен алып көріңіз.
found-part-wrong-bytes = Дереккөз жазбада аталғаннан басқа байттар берді
found-part-wrong-bytes-next = Олар шетке қойылды. Дұрысы басқа дереккөзде болуы мүмкін.
found-part-missing = Дереккөзде бөлік жоқ
found-part-missing-next = Ол ізделуде қалады. Кейінірек немесе құрылғыдан қайта қабылдаңыз.
found-part-lost = Бөлік мұрағаттың өз дискісінен жоғалған
found-part-lost-next = Ол қайта жүктеледі. Дискіні тексеріңіз.
found-record-unreadable = Жазба оқылмайды немесе басқа материалды атайды
found-record-unreadable-next = Ол сол күйінде сақталды. Құрылғы бағдарламасын жасағандардан сұраңыз.
found-receipt-refused = Түбіртек дұрыс емес
found-receipt-refused-next = Оның күші жоқ; материалдардың өзі қалады. Серверден қайта қабылдаңыз.
found-unknown-log = Ешбір саясатта аталмаған журналдың түбіртегі
found-unknown-log-next = Бұл журнал ұйымдікі ме, соны сұраңыз.
found-log-unchecked = Журнал белгілерінің сәйкестігін сұрайтын ешкім болмады
found-log-unchecked-next = Серверден қабылдау мұны тексереді.
found-policy-refused = Материалдар жанындағы саясат бұл ұйымдікі емес
found-policy-refused-next = Ол пайдаланылмады. Оны кім қойғанын анықтаңыз.
found-word-refused = Құрылғы туралы мәлімдеме бұл ұйымдікі емес
found-word-refused-next = Ол пайдаланылмады. Оны кім әкелгенін анықтаңыз.
found-malformed = Бір нәрсені оқу мүмкін болмады
found-malformed-next = Ол қалдырылды. Дереккөзді қайта көшіріңіз.
found-unsupported = Жаңарақ нұсқаның бір нәрсесі
found-unsupported-next = Ең жаңа нұсқасын орнатып, қайта қабылдаңыз.

## What each finding of a verdict says

verdict-all-parts = Құрылғы қол қойған бөліктердің бәрі осында.
verdict-all-withheld = Бұл материалдан ештеңе ашылмаған.
verdict-details-withheld = Осы материалдың кейбір жазбаларының егжей-тегжейі ашылмаған не оқылмайды: олар не айтатыны белгісіз.
verdict-bounds-contradict = Уақытты шектейтін сағаттар бір-біріне қайшы келеді.
verdict-chain = Бұл материалдың жазбалары құрылғының алғашқы жазбасынан бір тізбек құрайды, әрқайсысына алдыңғысы атаған кілт қол қойған.
verdict-claimed-after-noted = Құрылғы мәлімдеген уақыт сервер мұны білдім деген уақыттан кеш.
verdict-claimed-after-vouched = Құрылғы мәлімдеген уақыт қоса қол қоюшылар кворумы мұны көрген уақыттан кеш.
verdict-claimed-before-seen = Құрылғы сервер мүмкін дегеннен ертерек уақытты мәлімдейді.
verdict-claimed-in-the-future = Құрылғы осы тексеруден кейінгі уақытты мәлімдейді.
verdict-claims-go-back = Екі жазба арасында құрылғының сағаты артқа кеткен.
verdict-clock-jump = Құрылғының сағаты жылжытылған.
verdict-commitments = Ашылған әр бөлік құрылғы қол қойғанмен байтына дейін бірдей.
verdict-confirmed = Ұйым құрылғының кодын салыстырып, оны растаған.
verdict-consistency = Журналдың бір күйі екіншісін жалғастыратыны дәлелденбеген.
verdict-consistency-of-nothing = Дәлелдеме осында ешкім атамаған журнал күйлерін байланыстырады.
verdict-copied-key = Құрылғы кілтінің көшірмесімен басқа жерде де қол қойылған, журналда сол бұрын тұр: бұған кімнің қолы қойылғанын айту мүмкін емес.
verdict-copied-key-unnoted = Құрылғы кілтінің көшірмесімен басқа жерде де қол қойылған, қайсысы бұрын болғанын ешбір журнал көрсетпейді.
verdict-cosignature = Қоса қол қоюшының қолтаңбасы дұрыс емес, ол есепке алынбайды.
verdict-custody-differs = Сервердің мәлімдемесі жазбалардағыдан басқаны айтады, ол есепке алынбайды.
verdict-custody-in-the-future = Сервер мәлімдемесінің күні осы тексеруден кейін.
verdict-custody-incomplete = Сервер мәлімдемелері бұл материалдың бөліктерін не жазбаларын қалдырып кеткен.
verdict-custody-signature = Мәлімдемеге журнал кілті қол қоймаған, ол есепке алынбайды.
verdict-custody-withheld = Сервер мәлімдемелерінің егжей-тегжейі ашылмаған не оқылмайды: онда ол сақтайтын бөліктер аталады.
verdict-delivered = Бұл журналда бар және сервер әр бөлігін сақтайтынына қол қойған.
verdict-ended = Журнал мұны белгілегенше, ұйым құрылғының енді өзінікі емес екенін мәлімдеген: құрылғыны тартып алған, жоғалтқан немесе көшірмелеген.
verdict-ended-later = Ұйым құрылғының енді өзінікі емес екенін кейінірек мәлімдеген; оның журнал мұны белгілегенге дейін айтылғанын ештеңе көрсетпейді.
verdict-enrolled = Құрылғыны ұйымның өз билеті қабылдаған.
verdict-enrolled-elsewhere = Құрылғы басқа ұйымға бапталған.
verdict-file-changed = Файл пакеттің таңбалар тізімінде аталғаны емес.
verdict-file-damaged = Файл жолда бүлінген: ол жазылған файл емес.
verdict-file-long = Файлдың соңында ешкім қол қоймаған байттар бар.
verdict-file-missing = Тізімдегі файл мұнда жоқ.
verdict-file-short = Файл тым ерте аяқталады.
verdict-file-twice = Бір файл екі медиа үшін көрсетілген.
verdict-fork = Екі түрлі жазбаның нөмірі бірдей: құрылғыны көшірген немесе артқа қайтарған, сосын екі рет пайдаланған.
verdict-interrupted = Жазба үзілген. Соңғы ең көбі бір секундтан басқасының бәрі осында.
verdict-interval = Мәлімделген уақыт дәлелденген аралықта жатыр.
verdict-key-hint = Белгіде қол қойған кілт емес, басқасы аталған.
verdict-key-reused = Жазба бұрын қолданылған кілтті атайды, онымен екі рет қол қоюға болады.
verdict-log-key = Саясат кілттері жарамсыз журналды атайды.
verdict-log-not-trusted = Журнал кілттері пакеттің өзінен алынған, оларға басқа ешкім кепіл емес.
verdict-log-retired = Түбіртек қолданыстан шыққан журналдан, оны журналдың соңғы күйімен ештеңе байланыстырмайды.
verdict-log-unknown = Түбіртек саясатта аталмаған журналдан.
verdict-lower-claimed = Бұған дейін журналдың қай күйін білгенін тек құрылғының өзі айтады.
verdict-lower-without-time = Бұл журналдың белгілі күйінен кейін жасалған; сағатын ешкім айтпайды.
verdict-media-differ = Жазба мұнда көрсетілгеннен басқа медианы айтады.
verdict-media-digest = Файл жазбада таңбасы көрсетілгені емес.
verdict-media-order = Көрсетілген медиа бөлік-бөлігімен бірінен кейін бірі келмейді.
verdict-media-size = Файлдың көлемі жазбада көрсетілгендей емес.
verdict-more = Құрылғы не журнал туралы тағы бар.
verdict-named-after = Кейінгі жазбалар аяқталған материалды қайта атайды; олар ол туралы ештеңе айтпайды.
verdict-newer-policy = Пакетте сіз сенетін ұйымның жаңарақ саясаты бар; оның кілттері саналады.
verdict-no-content = Жазбалардың өзі мазмұнды көрсетпейді.
verdict-no-entries = Осында құрылғының бұл материал туралы бірде-бір жазбасы жоқ.
verdict-no-entry = Мұнда көрсетілген бөлікке ешбір жазба кепіл емес.
verdict-no-gap = Құрылғының алғашқы жазбасынан соңғысына дейін бірде-біреуі қалмаған.
verdict-no-genesis = Құрылғының алғашқы жазбасы осында жоқ.
verdict-no-items = Бірде-бір материал ашылмаған.
verdict-no-lower-bound = Бұл мәлімделгеннен бұрын жасалмағанын ештеңе дәлелдемейді.
verdict-no-opening = Бастапқы жазба жоқ: бұл қандай материал екені тек соңында айтылған.
verdict-no-path = Материал айтылған жазба осында жоқ немесе құрылғының алғашқы жазбасымен байланыспаған.
verdict-no-policy = Ұйымның саясаты жоқ, сондықтан кімнің кілті саналатынын айтатын ешкім жоқ.
verdict-no-receipts = Сервердің бірде-бір түбіртегі жоқ.
verdict-no-upper-bound = Бұл қай уақытқа қарай болғанына құрылғыдан басқа ешкім кепіл емес.
verdict-not-admitted = Құрылғы осы ұйымға бапталғанын айтады, бірақ ұйымның өз билеті оны растамайды.
verdict-not-delivered = Ешбір сервер бөліктерді сақтайтынына қол қоймаған.
verdict-not-finished = Осы жазба бойынша материал аяқталмаған: ол үзіліп, жабылмаған немесе кейінгі жазбалар осында жоқ.
verdict-not-here = Бұл материалдың кейбір бөліктері әлі мұрағатта жоқ; оларды ешкім жасырмайды.
verdict-nothing-here = Бұл материалдан әзірге ештеңе ашылмаған.
verdict-not-joined = Жазбалар алғашқысымен байланыспаған, сондықтан оларға кімнің кілті қол қоюы керек екенін айту мүмкін емес.
verdict-not-noted = Жазбалардың журналдан дұрыс түбіртегі жоқ.
verdict-opening-contradicted = Материалдың соңы бастапқы жазбада айтылғанды алмастырады.
verdict-opening-withheld = Бастапқы жазба ашылмаған: соңында басқа нәрсе айтылмағанын тексеру мүмкін емес.
verdict-organisation = Бұл сіз сенетін ұйым.
verdict-organisation-unknown = Аталған ұйымға ешкім кепіл емес.
verdict-other-items = Бұл құрылғылар осында көрсетілмеген басқа материалдар да жасаған.
verdict-other-organisation = Сіз сенетін ұйым емес, басқасы аталған.
verdict-other-print = Пакеттің өз тізімі пішім талап еткендей жазылмаған; оған ешкім қол қоймайды.
verdict-part-again = Бөлік туралы бірнеше рет айтылған; алғашқысы есептеледі.
verdict-part-changed = Файлдың бөлігі құрылғы қол қойғандай емес.
verdict-part-missing = Ортасындағы бөліктерді ешбір жазба айтпайды.
verdict-part-not-listed = Жазба атаған бөлік мұнда көрсетілмеген де, жасырылмаған да.
verdict-part-size = Бөліктің көлемі мүмкін емес.
verdict-pause = Осы материалдың жазбалары арасында он секундтан көп уақыт өткен.
verdict-policy-not-by-organisation = Ішіндегі саясатқа ұйым қол қоймаған.
verdict-policy-unknown = Жазба мұнда жоқ саясатқа сүйенеді, сондықтан оның ұйым саясаты екенін ешкім айта алмайды.
verdict-quorum = Қоса қол қойғандар саясат талап еткеннен аз.
verdict-receipt-does-not-hold = Түбіртек дәлелдеуге тиісін дәлелдемейді, ол есепке алынбайды.
verdict-receipt-unreadable = Түбіртек оқылмайды, ол есепке алынбайды.
verdict-receipt-without-entry = Түбіртек осында жоқ жазбаға берілген.
verdict-receipts = Барлық түбіртек саясаттағы журнал кілттері бойынша дұрыс.
verdict-record-after-entry = Жазба оны алып келген қолтаңбадан кеш уақытты мәлімдейді.
verdict-record-before-entry = Жазба алғашқы қолтаңбадан көп бұрынғы уақытты мәлімдейді, ал түсірілімге бірден қол қойылады.
verdict-record-changed = Жазба құрылғы қол қойғандай емес.
verdict-record-of-another-item = Жазба басқа материалдікі.
verdict-record-unreadable = Жазба қол қойылғанның өзі, бірақ оны оқу мүмкін емес.
verdict-record-version = Жазба бұл тексеруші білетіннен жаңарақ нұсқада.
verdict-renewal-refused = Құрылғы ұйым оны қайта қабылдағанын айтады, бірақ ұйымның өз билеті оны растамайды.
verdict-renewed = Ұйым құрылғыны қайта қабылдады.
verdict-salt-missing = Бөлікті тексеруге керек нәрсе жоқ.
verdict-seen-after-noted = Жазба өзі белгіленгеннен кейін пайда болған журнал күйін атайды.
verdict-seen-goes-back = Құрылғы журналдың бұрынғыдан ескі күйін білген.
verdict-server-clock = Сервердің сағаты артқа кеткен.
verdict-server-fork = Сервер мәлімдемелердің екі тізбегін жүргізген.
verdict-stray-file = Файл пакеттің ешбір материалына жатпайды.
verdict-sums = Әр файлдың таңбасы пакет тізіміндегідей.
verdict-ticket-shared = Бір шақыруды екі құрылғы пайдаланған, бұл құрылғы бірінші болғанын ештеңе көрсетпейді.
verdict-two-histories = Бір журналдың екі тарихы бір-біріне қайшы.
verdict-unknown-fields = Қол қойылған деректе бұл тексеруші білмейтін өрістер бар. Олар қол қойылған күйінде сақталады және бірде-бір жауапты өзгертпейді.
verdict-two-policies = Ұйым бірі екіншісінің жалғасы емес екі саясатқа қол қойған.
verdict-unknown-file = Бұл тексеруші білмейтін түрдегі файлға ештеңе кепіл емес.
verdict-unlisted-file = Файл пакеттің таңбалар тізімінде жоқ.
verdict-unreadable-line = Пакеттің кей жолдары оқылмайды, олар есепке алынбайды.
verdict-unsigned-line = Кей жолдарға лайықты ешбір кілт қол қоймаған: ол ешкімнің сөзі емес.
verdict-upper-without-time = Бұл журналда бар; сағатын ешкім айтпайды.
verdict-uptime-goes-back = Қолданбаның бір іске қосылуында құрылғының жұмыс уақыты артқа кеткен.
verdict-waiting = Жазбалар осында жоқ жазбаны күтіп тұр; олардың шын екенін әзірге ешкім айта алмайды.
verdict-withheld = Бөліктер әдейі ашылмаған; олардың бар екенін жазбалар дәлелдейді.
verdict-zip-damaged = Zip-тің өзі жолда бүлінген. Одан әлі оқылатыны тексерілді.

## What to do about a finding

advice-again = Жасаушыдан пакетті басқа жолмен қайта сұраңыз.
advice-alarm = Қол қойылған екі нәрсе бір-біріне қайшы. Екеуін де сақтап, ұйымға және сервер иесіне хабарлаңыз.
advice-clock = Осы компьютердің сағатын тексеріп, қайта тексеріңіз.
advice-clocks = Кімнің сағаты қате болғанын анықтаңыз; оған дейін ешқайсысына сенбеңіз.
advice-copy = Пакетті келген жерінен қайта көшіріңіз. Өзгермесе, оны жасаған адамнан басқа көшірмесін сұраңыз.
advice-distrust = Оған сенбеңіз. Оны кім қойғанын анықтаңыз.
advice-fork = Құрылғы көшірілген не артқа қайтарылған ба, қай жазбаны қай көшірме жасағанын анықтаңыз.
advice-intake = Серверден немесе құрылғының өзінен қайта қабылдаңыз.
advice-log = Журналдан жетіспейтін дәлелдемені сұраңыз: оны серверден қабылдау жасайды.
advice-maker = Пакет жасаушыдан оны немесе неге қалдырғанын сұраңыз.
advice-newer = Жаңарақ нұсқаны алыңыз; оған дейін бұған сенбеңіз.
advice-earliest = Оны түсірген не жазған адамнан сұраңыз және сол сағат туралы тағы не белгілі болса, сонымен салыстырыңыз. Бұл қолдан жасаудың белгісі емес.
advice-opening = Тек бастапқы жазбаға сүйеніңіз және материалды кім аяқтағанын анықтаңыз.
advice-organisation = Ұйымнан сұраңыз.
advice-own-entry = Әр бөлік үшін оның өз жазбасының уақытына сүйеніңіз.
advice-person = Одан көп нәрсе көрінді ме, оны тек түсірген адам айта алады.
advice-policy = Пакеттен бөлек алынған ұйым саясатын көрсетіңіз.
advice-proven = Мәлімделген уақытқа емес, дәлелденген аралыққа сүйеніңіз.
advice-server = Сервердің немесе мұрағаттың көшірмесімен салыстырыңыз; иесінен сұраңыз.
advice-sync = Құрылғы жіберсін, серверден қабылдап, қайта тексеріңіз.
advice-together = Бәріне ортақ жауаптарды қараңыз.

## Counts

office-problems =
    { $count ->
        [one] мәселесі бары { $count }
       *[other] мәселесі бары { $count }
    }
intake-waiting =
    { $count ->
        [one] Тағы { $count } бөлік қалды.
       *[other] Тағы { $count } бөлік қалды.
    }
intake-items =
    { $count ->
        [one] { $count } материалда жаңалық бар.
       *[other] { $count } материалда жаңалық бар.
    }
intake-quarantined =
    { $count ->
        [one] { $count } бөлік жарамсыз, шетке қойылды.
       *[other] { $count } бөлік жарамсыз, шетке қойылды.
    }
intake-missing =
    { $count ->
        [one] { $count } бөлік бұл дереккөзде әлі жоқ.
       *[other] { $count } бөлік бұл дереккөзде әлі жоқ.
    }
intake-sealed =
    { $count ->
        [one] { $count } бөлік куәлар кілтін күтуде.
       *[other] { $count } бөлік куәлар кілтін күтуде.
    }
devices-count = { $count } материал
devices-entries = { $count } жазба
intake-doubted-ended = { $count } материал журнал белгілегенге дейін ұйымнан шығарылған құрылғыдан: кімнің қолы екені тексерілмеген.
intake-doubted-ended-later = { $count } материал журнал белгілегеннен кейін ұйымнан шығарылған құрылғыдан: олар үшін ештеңе өзгермейді.
intake-doubted-copied-key = { $count } материал кілті көшірілген құрылғыдан: кімнің қолы екені тексерілмеген.
intake-doubted-not-admitted = { $count } материал ұйым қабылдамаған құрылғыдан: кімнің қолы екені тексерілмеген.
intake-doubted-ticket-shared = { $count } материал шақыруы екі рет пайдаланылған құрылғыдан: кімнің қолы екені тексерілмеген.
found-more =
    { $count ->
        [one] Тағы { $count }; материалдың бетінде ол туралы бәрі бар.
       *[other] Тағы { $count }; материалдың бетінде ол туралы бәрі бар.
    }
list-total =
    { $count ->
        [one] { $count } материал
       *[other] { $count } материал
    }
list-found =
    { $count ->
        [one] { $count } материал табылды
       *[other] { $count } материал табылды
    }
list-chosen-hidden = { $count } таңдалған, табылғандардың арасында жоқ
list-chosen =
    { $count ->
        [one] { $count } таңдалды
       *[other] { $count } таңдалды
    }
office-medium-missing =
    { $count ->
        [one] { $count } бөлік жоқ: { $numbers }. Қалғаны бүтін.
       *[other] { $count } бөлік жоқ: { $numbers }. Қалғаны бүтін.
    }
office-medium-parts =
    { $count ->
        [one] { $count } бөлік
       *[other] { $count } бөлік
    }
custody-held =
    { $count ->
        [one] Өз сағаты бойынша { $at } онда { $count } бөлік болды.
       *[other] Өз сағаты бойынша { $at } онда { $count } бөлік болды.
    }
custody-more =
    { $count ->
        [one] Тағы { $count } жазба.
       *[other] Тағы { $count } жазба.
    }
reason-count =
    { $count ->
        [one] ({ $count } рет)
       *[other] ({ $count } рет)
    }
verdict-items =
    { $count ->
        [one] Онда { $count } материал ашылған.
       *[other] Онда { $count } материал ашылған.
    }
bundle-items =
    { $count ->
        [one] { $count } материал
       *[other] { $count } материал
    }
bundle-refused =
    { $count ->
        [one] Таңдалған { $count } материалды сыртқа беруге болмайды.
       *[other] Таңдалған { $count } материалды сыртқа беруге болмайды.
    }
bundle-without =
    { $count ->
        [one] Осы материалсыз жасау
       *[other] Осы { $count } материалсыз жасау
    }
bundle-left-behind =
    { $count ->
        [one] Таңдалған { $count } материал пакетке кірмейді.
       *[other] Таңдалған { $count } материал пакетке кірмейді.
    }
bundle-withheld =
    { $count ->
        [one] { $count } файл ашылмады.
       *[other] { $count } файл ашылмады.
    }
bundle-incomplete =
    { $count ->
        [one] { $count } материалдың бір нәрсесі мұрағатта жоқ; ол қалдырылды.
       *[other] { $count } материалдың бір нәрсесі мұрағатта жоқ; ол қалдырылды.
    }
report-left-out =
    { $count ->
        [one] Тағы { $count } материал; testamur командасы бәрін көрсетеді.
       *[other] Тағы { $count } материал; testamur командасы бәрін көрсетеді.
    }
bundle-made = Пакет сақталды. Материал: { $items }, файл: { $media }, { $size }.

trouble-cannot-print-what = Бұл құрылғы қолданбадан басып шығара алмайды
trouble-cannot-print-means = Ештеңе өзгерген жоқ. Есеп экранда тұр.
trouble-cannot-print-next = Пакетті компьютерде ашып, есепті сол жерде басып шығарыңыз.
