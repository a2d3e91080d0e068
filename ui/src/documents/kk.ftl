### What a record says, as a document: to read in the archive, and to print for a lawyer.

## What an item is called

title-testimony = Куә сөзі: { $name }
title-consent = Келісім: { $name }
title-consent-unnamed = Келісім
title-withdrawal = Келісімді қайтарып алу: { $name }
title-withdrawal-unnamed = Келісімді қайтарып алу
title-form =
    { $count ->
        [one] { $form }, { $count } жауап
       *[other] { $form }, { $count } жауап
    }
title-form-station = { $form }, { $station }-сайлау учаскесі
title-form-unnamed = «{ $id }» формасы
title-tag = Белгі: { $tag }, { $item } материалына
title-tag-alone = Белгі: { $tag }
title-tally-more = Санақ: { $what }, біреу қосылды
title-tally-less = Санақ: { $what }, біреу шегерілді
title-held = Қол басылды: «Мені ұстап жатыр»

## Answers

doc-five-yes = Иә
doc-five-no = Жоқ
doc-five-unknown = Адам білмейді
doc-five-refused = Адам айтқысы келмеді
doc-five-not-asked = Сұралмады
doc-choice-yes = Келісті
doc-choice-no = Келіспеді
doc-choice-later = Шешілмеген, демек келісім жоқ
doc-choice-not-asked = Сұралмаған, демек келісім жоқ
doc-known-saw = өзі көрді
doc-known-heard = өзі естіді
doc-known-told = басқалар айтты
doc-known-inferred = өз қорытындысы
doc-known-not-asked = қайдан білетіні сұралмады
doc-not-asked =
    { $count ->
        [one] { $count } сұрақ қойылмады
       *[other] { $count } сұрақ қойылмады
    }
doc-not-applicable =
    { $count ->
        [one] { $count } сұрақтың қатысы жоқ
       *[other] { $count } сұрақтың қатысы жоқ
    }
doc-none-said = болмады делінді

## The testimony

doc-person = Адам
doc-interview = Сұхбат
doc-from-to = { $from } – { $to }
doc-identity = Есім карточкасы
doc-identity-not-asked = Сұралмады
doc-identity-refused = Адам өзін атағысы келмеді
doc-identity-no-compartment = Толтырылмады: мұнда куәлардың есімдерін ешкім сақтамайды
doc-identity-sealed = Бөлек мөрленген, есімдер кілтімен ашылады
doc-identity-here = Бөлек мөрленген, осында ашық
doc-identity-closed = Бөлек мөрленген. Ол осында, есімдер кілтін күтіп тұр
doc-before-alone = Басқа ешкім естімеді
doc-before-safe = Сол жерде сол кезде сөйлеу қауіпсіз болды
doc-before-language = Адамның тілі
doc-before-interpreter = Біреу аударып отырды
doc-before-child = 18 жасқа толмаған
doc-before-guardian = Ата-анасы немесе қамқоршысы қасында болды және келісті
doc-before-heard-before = Әңгімесін бұрын да жазып алған
doc-before-first-account = Көлемі
doc-extent-short = Қысқа алғашқы әңгіме
doc-extent-long = Толық түрі, бөлімдермен
doc-before-long-form-reason = Неге толық түрі
doc-recordings = Дыбысжазбалар
doc-recording = { $number }-дыбысжазба
doc-stretch = { $what }, { $from } – { $to }
doc-account = Әңгімесі
doc-section-account = Қысқаша
doc-section-before = Оған дейін
doc-section-taken = Ұстап алу
doc-section-van = Көлікте
doc-section-station = Полиция бөлімшесінде
doc-section-court = Сотта
doc-section-other = Тағы басқа
doc-when = Қашан
doc-where = Қайда
doc-sound = Дыбыс
doc-told-in = Айтқан тілі
doc-fact-water = Ішуге су берілді
doc-fact-food = Тамақ берілді
doc-fact-lawyer = Адвокат жіберілді
doc-fact-relatives-told = Туыстарына хабарланды
doc-fact-phone-taken = Телефоны алынды
doc-fact-footage-erased = Фото немесе бейне өшірілді
doc-fact-force = Күш қолданылды
doc-no-words = Сөздер жазылмаған.
doc-added = Оқып бергенде қосылғаны
doc-read-not-read = Адамға оқып берілмеген.
doc-read-right = Оқып берілді. Адам дұрыс деді.
doc-read-changed = Оқып берілді. Адам сөз қосты; алғашқы сөздері қалды.
doc-read-left-out = Адам бұл бөлімді қайтарып алды. Ондағы сөздер куә сөзі мөрленбей тұрып өшірілді.
doc-closing = Аяқтау
doc-sign-drawn = Соңына дейін оқып берілді, адам салған белгімен аяқталды.
doc-sign-voice = Соңына дейін оқып берілді, адамның өз дауысымен аяқталды.
doc-sign-agreed-not-signed = Соңына дейін оқып берілді. Адам келісті, белгі қалдырмады.
doc-sign-stopped = Ертерек тоқтатылып, адамның қалауымен сақталды. Соңына дейін оқып берілмеді: адам дұрыс деп растаған жоқ.
doc-drawn = Қолмен салынған белгі
doc-stood-out = Назар аударарлығы
doc-finding-not-safe = Адам сөйлеу қауіпті деді.
doc-finding-not-alone = Басқа біреу ести алатын.
doc-finding-initials = Бүркеншік ат бас әріптерге ұқсайды.
doc-finding-names-the-person = Сөздерде есім карточкасындағы есім немесе нөмір тұруы мүмкін. Біреуге бермес бұрын қараңыз.
doc-finding-in = { $section }: { $finding }
doc-finding-other = Құрылғының ескертуі: { $key }

## Consent

doc-consent = Келісім
doc-consent-filed = Мөрленген уақыты: { $when }
doc-consent-missing = Бұл адамның келісімі мұрағатта жоқ. Ол болмаса, ештеңеге келісілмеген деп есептеңіз.
doc-withdrawn = Келісім қайтарып алынды: { $when }. Енді ештеңеге келісім жоқ.
doc-withdrawal = Адам бұрын берген барлық келісімін қайтарып алады. Енді ештеңеге келісім жоқ.
doc-replaced = Кейінгі келісіммен ауыстырылған.
doc-child = 18 жасқа толмаған
doc-guardian = Ата-анасы немесе қамқоршысы қасында болды және келісті
doc-written-down = Айтқанын мәтін етіп жазу
doc-recorded = Дауысын дыбысқа жазу
doc-assent = Баланың өз келісімі
doc-uses = Не үшін пайдалануға болады
doc-use = Не үшін
doc-decision = Шешімі
doc-until = мерзімі: { $when }
doc-until-open = қайтарып алғанша
doc-in-voice = Дауыспен айтылған
doc-explained-in = Түсіндірілген тілі
doc-risks-named = Қауіптері айтылды
doc-can-change-told = Ойын қалай өзгертуге болатыны айтылды
doc-how = Келісім қалай берілді
doc-how-none = Айтылмаған
doc-how-voice = Адамның өз дауысымен
doc-how-sign = Салынған белгімен
doc-how-witnessed = Біреудің көзінше айтылды: { $by }
doc-use-internal-list = Ұйымның өз тізімі
doc-use-name-in-public = Есімі жария тізімде
doc-use-pseudonymous-publication = Әңгімесі бүркеншік атпен жарияланады
doc-use-lawyer = Адвокат
doc-use-un-and-regional-bodies = БҰҰ және аймақтық органдар
doc-use-court-abroad = Басқа елдің соты
doc-use-court-here = Осы елдің соты
doc-use-media = Журналистер
doc-use-research = Зерттеу

## Identity card

doc-name = Есімі
doc-other-names = Басқа есімдері
doc-birth = Туған күні
doc-contact = Қауіпсіз байланысу жолы
doc-remark = Кім екенін білдіретін басқа нәрсе

## Forms, tags and records that are not known

doc-edition = «{ $id }», { $version }-нұсқа
doc-form-unknown = Қолданбаның бұл нұсқасы бұл форманы білмейді. Сұрақтар мен жауаптар форманың өз атауларымен тұр.
doc-unknown = Бұл сипаттамада қолданбаның осы нұсқасы білмейтін нәрсе бар. Ол сипаттаманың өз атауларымен тұр.
doc-end = Соңында айтылғаны
doc-end-at = Аяқталуы
doc-end-added = Қосылды: { $value }
doc-end-added-before = Басында { $before } тұрған жерге қосылды: { $value }
doc-end-corrected = Түзетілді: { $value }
doc-end-corrected-before = Алдымен { $before }, кейін { $value } деп түзетілді
doc-end-contradicted = Басына қайшы: { $value }
doc-end-contradicted-before = Басында { $before }, соңында { $value } делінген
doc-end-dated = Бұған кейін қол қойылды: құрылғы сағаты бойынша { $when }. Одан ертерек айтылғаны дәлелденбеген.
doc-beyond = Сипаттамада тағы не айтылған
doc-row = { $label }, { $row }
doc-more = Тағы { $count }; олар көрсетілмеген.
doc-tag-sure = { $tag }
doc-tag-not-sure = { $tag }, анық емес
doc-text = Сөздер
doc-held = Қол { $when } басып тұрылды. Сол кездегі соңғы тізілім жазбасы: № { $seq },

## What belongs together

related-title = Байланысты материалдар
related-consent = Куә сөзін жазуға берілген келісім
related-consent-back = Осы келісіммен жазылған куә сөзі
related-withdraws = Мына келісімді қайтарып алады
related-withdraws-back = Келісімді қайтарып алған
related-supersedes = Мынаның орнына
related-supersedes-back = Мынамен ауыстырылған
related-recording = Сұхбат дыбысжазбасы
related-recording-back = Мына сұхбаттың дыбысжазбасы
related-voice = Адам келісетін дыбысжазба
related-voice-back = Осы дыбысжазбада келісім берілген
related-identity = Есім карточкасы
related-identity-back = Мынаның есім карточкасы
related-about = Мынаған қатысты
related-about-back = Осыған қатысты
related-same-file = Осы файлдың өзі, тағы бір рет қабылданған
related-same-person = Сол адам туралы
related-not-here = Бұл мұрағатта жоқ
related-sealed = Куәлардың есімдері

## On paper

paper-print = Құжатты басып шығару
paper-item = Нөмірі
paper-record = Сипаттаманың SHA-256 мәні
paper-device = Құрылғы
paper-organisation = Ұйым
paper-not-after = Бар болған, ең кеші
paper-proven = { $when }: дәлелденген, журнал { $log }
paper-claimed = { $when }: тек құрылғы айтады, дәлелденбеген
paper-no-time = Дәлелденбеген
paper-answers = Тексерілгені
paper-not-judged = Әлі тексерілмеген
paper-limit = Бәрі сәйкес келсе, сипаттама өзгермеген және көрсетілген уақытта бар болған. Айтылғанның рас екенін бұл дәлелдемейді.
paper-printed = Басып шығарылған уақыты: { $when }
