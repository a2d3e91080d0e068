## A form being filled in

form-loading = Форма ашылуда
form-loading-body = Әзірге ештеңе жазылған жоқ.
form-leave = Формалар тізіміне
form-none-title = Ешбір форма ашық емес
form-none-body = Оны «Форма» бөлімінен таңдаңыз. Сейфте сақталғаны сонда күтіп тұр.
form-required = (сұрау керек)
form-parts = Форманың бөліктері
form-step = { $steps } қадамның { $step }-қадамы
form-parts-open = Бөліктер
form-part-answered = Жауап бар: { $answered } / { $asked }
form-part-required = Әлі сұрау керек: { $count }
form-part-mend = Түзету керек: { $count }
form-part-look = Қайта қарау керек: { $count }
form-back = Артқа
form-review = Қарап шығуға қайту
form-next = Әрі қарай
left = Қалғаны ({ $count }): { $names }

## Answers

form-states = Жауаптың күйі: { $label }
form-no-answer = Жауап жоқ…
form-no-rows = Болған жоқ немесе жауап жоқ…
form-state-value = Жауап бар
form-state-unknown = Белгісіз
form-state-refused = Бас тартты
form-state-not-asked = Сұралмаған
form-state-not-applicable = Қатысы жоқ
form-kept-aside = Мұнда енгізілген бөлек қойылды. Осы жауап таңдаулы тұрғанда ол мөрленбейді.
form-depends-now = Жоғарыдағы жауапқа қарай сұралады
form-depends-not = Жоғарыдағы кейбір жауаптарда ғана сұралады
form-sign-mend = Түзетіңіз
form-sign-look = Қайта қараңыз
form-say-what = Нақтылау…
form-words = Өз сөзімен айтылғаны
form-length = { $length } таңба, ең көбі { $most }
form-mode = Қаншалықты дәл: { $label }
form-mode-exact = Дәл
form-mode-about = Шамамен
form-mode-range = Аралық
form-range-from = { $label }: басы
form-range-to = { $label }: соңы
form-understood = Былай түсінілді: { $what }
form-not-understood = Түсініксіз: { $what }
form-at-least = кемінде { $value }
form-at-most = ең көбі { $value }
form-about = шамамен { $value }
form-cannot-tell = Әзірге айту мүмкін емес
form-missing = Жетпейтіні: { $name }
form-missing-more = Жетпейтіні: { $name }, тағы { $more }
form-true = Иә
form-false = Жоқ
form-place-row = { $label }, { $row }-жол

## Dates

form-date-shape = Қалай айтылды: { $label }
form-date-shape-at = Нақты уақыт
form-date-shape-on = Нақты күн
form-date-shape-between = Аралық
form-date-shape-since = Сол кезде немесе кейінірек
form-date-shape-until = Сол кезде немесе ертерек
form-date-part-day = Күн
form-date-part-month = Ай
form-date-part-year = Жыл
form-date-part-time = Уақыт
form-date-part-about = шамамен
form-date-blank = Белгісізін бос қалдырыңыз. Күнді бірінші өріске тұтас жазуға да болады: 17.05.2019.
form-date-blank-when = Белгісізін бос қалдырыңыз. Уақыт үшін толық күн керек; оны бірінші өріске тұтас жазуға болады: 17.05.2019 14:20.
form-date-unclear = Бұл әлі күн емес. Жылын, айын, күнін санмен жазыңыз немесе белгісізін бос қалдырыңыз.
form-date-unclear-when = Бұл әлі күн емес. Жылын, айын, күнін санмен жазыңыз, белгісізін бос қалдырыңыз. Уақыт үшін толық күн керек; болмаса, уақытты сөзбен жазыңыз.
form-date-fault-short-year = Жылды төрт цифрмен жазыңыз, мысалы 1980.
form-date-fault-no-such-day = Күнтізбеде мұндай күн жоқ.
form-date-fault-unclear = Мұны күн деп оқу мүмкін болмады. Мысалы, былай жазыңыз: 17.05.1980, 17 мамыр 1980, 05.1980 немесе 1980.
form-date-written = Мысалы, 17.05.1980, 17 мамыр 1980, 05.1980 немесе 1980, белгілі болғанынша.
form-date-since = { $date } немесе кейінірек
form-date-until = { $date } немесе ертерек
form-date-between = басы: { $from }; соңы: { $to }
form-date-about = шамамен { $date }
form-date-uncertain = { $date } (анық емес)
form-date-time = { $date }, { $time }
form-date-no-year = жылы белгісіз
form-date-no-month = айы белгісіз
form-date-no-day = күні белгісіз
form-date-years = { $from }–{ $to } аралығындағы бір жыл
form-date-day = { $day } күні
form-clock-date = Күні
form-clock-offset = UTC-дан айырмасы
form-point-lat = Ендік, градус
form-point-lon = Бойлық, градус
form-point-accuracy = Дәлдігі, метр
form-point-unread = Түсініксіз: 43.2389 немесе 43° 14′ 20″ N түрінде жазыңыз.
form-unread = Түсініксіз

## Rows

form-row = { $row }-жол
form-row-add = Жол қосу
form-row-take-out = Алып тастау
form-row-take-out-named = { $row }-жолды алып тастау
form-row-taken = { $row }-жол алынды.
form-row-put-back = Қайтару
form-rows-full = Бұл формаға { $most } жол сыяды.
form-rows-none = Біреуі де болған жоқ
form-rows-listed = Тізілді: { $count }
form-rows-aside =
    { $count ->
        [one] Енгізілген { $count } жол бөлек қойылды. Осы жауап таңдаулы тұрғанда ол мөрленбейді.
       *[other] Енгізілген { $count } жол бөлек қойылды. Осы жауап таңдаулы тұрғанда олар мөрленбейді.
    }

## Items

form-items-photo = Суретке түсіру
form-items-file = Файл таңдау
form-items-sealing = Мөрленуде…
form-items-here = Бұрын түсірілгені
form-items-none = Бұл құрылғыда әзірге ештеңе түсірілмеген. Суретке түсіріңіз немесе файл таңдаңыз.
form-items-more = Бұрынғыларын көрсету
form-items-take-out = { $item } материалын алып тастау
form-camera-finder = Камера көріп тұрған көрініс
form-camera-how = Біркелкі жарықта бүкіл бетті үзік сызықты жақтауға сыйдырыңыз. Содан кейін тақырыбын, кестесін, қолдарын, мөрін бөлек түсіріңіз.
form-camera-shoot = Түсіру
form-camera-close = Камераны жабу

## What stands out

form-mend = Түзету керек:
form-summary-mend =
    { $count ->
        [one] Алдымен { $count } жерді түзету керек
       *[other] Алдымен { $count } жерді түзету керек
    }
form-summary-mend-body = Бұлармен форманы мөрлеу мүмкін емес. Енгізгеніңіздің ештеңесі жоғалған жоқ.
form-summary-look =
    { $count ->
        [one] { $count } жерді қайта қараңыз
       *[other] { $count } жерді қайта қараңыз
    }
form-summary-look-body = Қағазда солай болса немесе адам солай айтса, өзгертпеңіз. Сол күйінде, осы ескертумен мөрленеді.
form-summary-aside =
    { $count ->
        [one] Басқа жауаптарға қарағанда { $count } жауаптың қатысы жоқ
       *[other] Басқа жауаптарға қарағанда { $count } жауаптың қатысы жоқ
    }
form-summary-aside-body = Оларды алып тастаңыз немесе соған себеп болған жауапты өзгертіңіз. Ешкімнің сөзі өздігінен жоғалмайды.
form-summary-take-out = Алып тастау
form-summary-reach = Сол жерге өту
form-summary-more =
    { $count ->
        [one] Тағы { $count } жер көрсетілмеген. Алдымен осыларын түзетіңіз.
       *[other] Тағы { $count } жер көрсетілмеген. Алдымен осыларын түзетіңіз.
    }
form-finding-required = Мұны сұрау керек. «Белгісіз» де, «бас тартты» да жауап.
form-finding-out-of-range = Форма мұндай санды қабылдамайды. Қайта қараңыз; дұрыс болса, ескертпеге жазыңыз.
form-finding-out-of-range-between = Форма { $min }–{ $max } аралығындағы санды қабылдайды. Қайта қараңыз; дұрыс болса, ескертпеге жазыңыз.
form-finding-out-of-range-least = Форма { $min } немесе одан үлкен санды қабылдайды. Қайта қараңыз; дұрыс болса, ескертпеге жазыңыз.
form-finding-out-of-range-most = Форма { $max } немесе одан кіші санды қабылдайды. Қайта қараңыз; дұрыс болса, ескертпеге жазыңыз.
form-finding-not-whole = Мұнда тек цифрмен жазылған бүтін сан керек.
form-finding-not-a-number = Мұнда сан керек, мысалы 2,5.
form-finding-not-a-text = Мұнда сөз керек.
form-finding-too-long = Тым ұзын: { $most } таңба сыяды. Қысқартыңыз немесе қалғанын ескертпе етіп мөрлеңіз.
form-finding-not-a-choice = Ұсынылғанның бірін таңдаңыз.
form-finding-not-a-date = Форма мұндай күнді түсінбейді. Белгісізін бос қалдырыңыз; тәулік уақыты үшін күні толық болуы керек.
form-finding-not-a-time = Бұл тәулік уақыты емес. 11:40 түрінде жазыңыз.
form-finding-not-a-datetime = Бұл күн мен уақыт емес. Күнді 09.06.2019, уақытты 11:40, UTC-ден айырманы +05:00 түрінде жазыңыз.
form-finding-not-items = 1-ден 64-ке дейін материал таңдаңыз.
form-finding-not-a-point = Бұл орын емес. Ендікті -90 мен 90, бойлықты -180 мен 180 аралығында градуспен жазыңыз.
form-finding-range = Соңы басынан бұрын немесе бір шеті жоқ. Екі шетін де жазыңыз.
form-finding-rows = Жолдар форма рұқсат еткеннен көп немесе аз.
form-finding-state = Мұндай жауап бұл сұраққа сай емес. Қайта енгізіңіз.
form-finding-words = Сөздер мұнда тым ұзын. Қысқартыңыз немесе қалғанын ескертпе етіп мөрлеңіз.
form-finding-no-answer = Мұнда жауап берілмейді.
form-finding-other = Мұнда назар аударатын нәрсе бар ({ $key }). Қайта қараңыз.

## Keeping

form-keep-not = Аяқталмаған форма қолданба жабылғанда немесе құлыпталғанда сақталмайды. Оны мөрлеуге құпия сөз тіркесі керек емес.
form-keep-open = Жазып жатқанда сейфте сақталады.
form-kept-at = Сейфте сақталды: { $time }.
form-keep-failed = Аяқталмаған форма әзірше тек жадта тұр. Мүмкін болған бойда өздігінен сақталады.
form-keep-unlock = Сейфті ашу
form-keep-make = Сейф жасау

## Sealing

form-seal-title = Қарап шығып, мөрлеу
form-seal-untouched = Жауап жоқ. Осы күйінде мөрленсе, барлық жерде «сұралмаған» деп тұрады.
form-seal-count =
    { $count ->
        [one] { $count } сұраққа жауап берілді. Қалғаны «жоқ» деп емес, «сұралмаған» деп мөрленеді.
       *[other] { $count } сұраққа жауап берілді. Қалғаны «жоқ» деп емес, «сұралмаған» деп мөрленеді.
    }
form-given-title = Жауаптарыңыз
form-given-body = Өрісіне оралу үшін жауапты басыңыз.
form-given-items = { $count } материал
form-given-left = Жауапсыз: { $count }
form-seal-hindered = Мөрленген жоқ: алдымен түзететін нәрсе бар. Ол жоғарыда аталған, сол жерге өтуге болады.
form-seal-still-here = Енгізгеніңіздің бәрі орнында.
form-seal-language = Ондағы сөздердің тілі
form-seal-body = Мөрленгенді ешкім өзгерте алмайды, ұйым қарауға рұқсат бермесе, бұл құрылғыда ешкім оқи алмайды. Желі керек емес.
form-seal-go = Форманы мөрлеу
form-seal-working = Мөрленуде…
form-sealed-title = Мөрленді
form-sealed-body = Форма осы құрылғыда мөрленді. Желі болғанда өзі жіберіледі.
form-sealed-draft-left = Оның нобайы сейфте қалды. Бір нәрсе екі рет мөрленбеуі үшін сейф ашылғанда нобайды «Форма» бөлімінде өшіріңіз.
form-sealed-done = Дайын
form-sealed-another = Тағы біреуін толтыру

## Troubles

trouble-form-unfinished-what = Алдымен формада түзететін нәрсе бар
trouble-form-unfinished-means = Ештеңе мөрленген жоқ, енгізгеніңіздің ештеңесі жоғалған жоқ.
trouble-form-unfinished-next = Форма көрсеткен жерлерді түзетіп, мөрлеңіз.

trouble-form-too-large-what = Формада сөз тым көп
trouble-form-too-large-means = Осы күйінде қабылданған жоқ. Енгізгеніңіз экранда тұр.
trouble-form-too-large-next = Ең ұзын жауаптарды қысқартыңыз немесе сыймағанын бөлек ескертпе етіп мөрлеңіз.

trouble-form-changed-what = Бұл нобай форманың басқа нұсқасынан
trouble-form-changed-means = Ештеңе жоғалған жоқ. Нобай сейфте сол күйінде тұр.
trouble-form-changed-next = Оны жазған қолданба нұсқасымен ашыңыз немесе форманы басынан бастап, нобайды өшіріңіз.

trouble-no-draft-what = Бұл нобай енді мұнда жоқ
trouble-no-draft-means = Ол мөрленген немесе өшірілген. Мөрленгені сақтаулы.
trouble-no-draft-next = Форманы әлі толтыру керек болса, басынан бастаңыз.
