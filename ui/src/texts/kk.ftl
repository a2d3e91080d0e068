language-name = Қазақша
app-name = Testamur
settings = Тіл мен көрініс
language = Тіл
theme = Көрініс
theme-auto = Авто
theme-light = Жарық
theme-dark = Қараңғы

## While the vault opens

loading-title = Осы құрылғының қоймасы ашылуда
loading-body = Мұнда мөрленгеннің бәрі саналуда. Егер қолданба жазу кезінде үзілген болса, ол жазу қазір тиісінше аяқталуда.

## No home yet

join-title = Бұл құрылғыда әлі қойма жоқ
join-body = Ұйымыңыз берген шақыруды қойыңыз немесе ашыңыз. Тіркелгі де, пошта да, байланыс та керек емес.
join-label = Шақыру
join-placeholder = Шақырудың мәтінін осында қойыңыз
join-file = Файлды ашу
join-go = Қосылу
join-working = Қосылуда…
join-empty = Алдымен шақыруды қойыңыз немесе оның файлын ашыңыз.
join-care = Шақыруды тек өзіңіз танитын адамнан алыңыз. Түсіргеніңізді кім аша алатынын сол шешеді.
join-done = Құрылғы { $organisation } ұйымына қосылды. Енді түсірілгеннің бәрі сол ұйым үшін мөрленеді.

## The vault's state

state-title-calm = Бәрі осы құрылғыдан жеткізілді
state-title-empty = Дайын. Әзірге ештеңе түсірілген жоқ
state-title-waiting =
    { $count ->
        [one] { $count } материал әлі жеткізілген жоқ
       *[other] { $count } материал әлі жеткізілген жоқ
    }
state-body-calm = Сервер әр байтты сақтап тұрғанына қол қойды. Жеткізілген материал енді құрылғымен бірге жоғалмайды.
state-body-empty = Түсіргеніңіз осында сан болып көрінеді. Оны бұл құрылғыда ешкім, тіпті сіз де аша алмайсыз.
state-body-waiting = Жеткізілгенше құрылғыны тартып алған немесе сындырған адам оны жоя алады. Мұнда оны ешкім аша алмайды және білдіртпей өшіре алмайды.

way = Материалдар қайда жетті
way-items = Осында мөрленген
way-items-note =
    { $count ->
        [one] құрылғы тізбегіндегі материал
       *[other] құрылғы тізбегіндегі материал
    }
way-noted = Белгіленген
way-noted-note = Сервердің журналы олардың қашан болғанын дәлелдейді
way-delivered = Жеткізілген
way-delivered-note = Сервер әр байтты сақтап тұрғанына қол қойды

waiting = Жіберуді күтуде
waiting-none = Күтіп тұрған ештеңе жоқ.
waiting-parts =
    { $count ->
        [one] { $count } бөлік, { $size }
       *[other] { $count } бөлік, { $size }
    }
waiting-unenrolled = Сервер бұл құрылғыны әлі білмейді. Алғашқы байланыста біледі.

head = Тізбектің басы
head-seq = № { $seq } жазба
head-body = Бұл код тағы біреуде болса, ол кейінгі өшіруді дәлелдей алады.

details = Ұйымыңыз үшін
details-organisation = Ұйым
details-policy = Ереже
details-policy-version = { $version }-нұсқа
details-device = Құрылғы
details-head = Тізбектің басы, толық

refresh = Қайта санау
refreshing = Саналуда…

## Findings

findings = Қойма ашылғанда анықталғаны

finding-adopted-what =
    { $count ->
        [one] { $count } бөлік мөрленген, бірақ оған әлі қол қойылмаған еді.
       *[other] { $count } бөлік мөрленген, бірақ оларға әлі қол қойылмаған еді.
    }
finding-adopted-means = Енді қол қойылды. Ештеңе жоғалған жоқ.
finding-adopted-next = Ештеңе істеудің қажеті жоқ.

finding-interrupted-what =
    { $count ->
        [one] { $count } жазу үзіліп қалды.
       *[other] { $count } жазу үзіліп қалды.
    }
finding-interrupted-means = Соңғы бір секундтан басқасының бәрі сақталды және үзілген деп белгіленді.
finding-interrupted-next = Ештеңе істеудің қажеті жоқ. Мүмкін болса, оны не үзгенін ұйымыңызға айтыңыз.

finding-torn-what =
    { $count ->
        [one] { $count } файл толық емес болып шықты.
       *[other] { $count } файл толық емес болып шықты.
    }
finding-torn-means = Оған қол қойылмаған еді, сондықтан тізбекте ештеңе жетіспей тұрған жоқ. Ол бөлек қойылды, өшірілген жоқ.
finding-torn-next = Құрылғыны сол күйінде қалдырып, ұйымыңызға хабарлаңыз.

finding-lost-what =
    { $count ->
        [one] Дискіде { $count } мөрленген бөлік жоқ.
       *[other] Дискіде { $count } мөрленген бөлік жоқ.
    }
finding-lost-means = Қол қойылған жазба қалды және оның болғанын дәлелдейді. Жеткізілген болса, ол серверде бар.
finding-lost-next = Ұйымыңыз қарағанша бұл құрылғымен жаңа ештеңе түсірмеңіз.

finding-item = Материал { $item }

## Troubles

again = Қайталап көру
means = Материалдар жайы:
next = Не істеу керек:

trouble-home-in-use-what = Осы құрылғының қоймасы әлдеқашан ашық
trouble-home-in-use-means = Ештеңе жоғалған жоқ. Оны басқа терезе немесе testamur командасы пайдалануда, ал екеуі бірге тізбекті бүлдіруі мүмкін еді.
trouble-home-in-use-next = Басқа терезеге өтіңіз немесе оны жауып, қайталап көріңіз.

trouble-home-unavailable-what = Диск жауап бермеді
trouble-home-unavailable-means = Бұрын мөрленгенге ештеңе болған жоқ. Диск жауап бергенше жаңасын мөрлеу мүмкін емес.
trouble-home-unavailable-next = Жад құрылғысы қосулы екенін және осы пайдаланушыға жазуға рұқсат барын тексеріңіз. Содан кейін қайталап көріңіз.

trouble-disk-full-what = Дискіде орын жоқ
trouble-disk-full-means = Бұрын мөрленгеннің бәрі бүтін және жарамды. Жаңасын мөрлеу мүмкін емес.
trouble-disk-full-next = Орын босатыңыз, бірақ осы қолданбадан ештеңе өшірмеңіз. Содан кейін қайталап көріңіз.

trouble-home-damaged-what = Осы құрылғының қоймасы бүлінген
trouble-home-damaged-means = Ештеңе өзгертілген де, өшірілген де жоқ. Жеткізілгені серверде бүтін.
trouble-home-damaged-next = Бұл құрылғымен жаңа ештеңе түсірмеңіз. Оны сол күйінде сақтап, ұйымыңызға апарыңыз.

trouble-home-unsupported-what = Бұл қойманы қолданбаның жаңарақ нұсқасы пайдаланған
trouble-home-unsupported-means = Ештеңе жоғалған жоқ. Бұл нұсқа жаңасы жазғанды түсінбейді және оған тиіспейді.
trouble-home-unsupported-next = Қолданбаның ең жаңа нұсқасын орнатыңыз.

trouble-invitation-malformed-what = Бұл толық шақыру емес
trouble-invitation-malformed-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-invitation-malformed-next = Оны бірінші жақшадан соңғысына дейін толық көшіріңіз немесе файлдың өзін ашыңыз.

trouble-invitation-unsupported-what = Шақыру осы қолданбадан жаңарақ
trouble-invitation-unsupported-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-invitation-unsupported-next = Қолданбаның ең жаңа нұсқасын орнатып, содан кейін қосылыңыз.

trouble-invitation-refused-what = Шақырудың қолтаңбалары дұрыс емес
trouble-invitation-refused-means = Бұл құрылғыда ештеңе өзгерген жоқ. Шақыруды біреу өзгерткен болуы мүмкін, не ол басқа рөлге арналған.
trouble-invitation-refused-next = Оны пайдаланбаңыз. Жаңасын сұраңыз, мүмкін болса, өзімен бетпе-бет.

trouble-already-joined-what = Бұл құрылғыда қойма бар
trouble-already-joined-means = Ештеңе өзгерген жоқ. Мөрленген нәрсе қай ұйым үшін түсірілсе, соған мөрленген күйінде қалады.
trouble-already-joined-next = Басқа ұйым үшін түсіру керек болса, басқа құрылғыны немесе қойманың басқа қалтасын алыңыз.

trouble-file-unreadable-what = Файлды оқу мүмкін болмады
trouble-file-unreadable-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-file-unreadable-next = Файлдың орнында екенін тексеріңіз немесе оның мәтінін қойыңыз.

trouble-file-too-large-what = Файл шақыру болу үшін тым үлкен
trouble-file-too-large-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-file-too-large-next = Ұйымыңыз берген шақыру файлын таңдаңыз.

trouble-bug-what = Қолданба қателесті
trouble-bug-means = Бұрын мөрленгенге ештеңе болған жоқ.
trouble-bug-next = Қолданбаны жауып, қайта ашыңыз. Қайталанса, қай экранды көргеніңізді ұйымыңызға айтыңыз.

trouble-item = Материал { $item }
