### Құқық қорғаушы мен куә. Жұмсақ, ресми, жетелейтін сұрақсыз.

screen-testimony = Куә сөзі
testimony-steps = Сұхбат қадамдары
testimony-step-before = Бастамас бұрын
testimony-step-consent = Келісім
testimony-step-who = Кім
testimony-step-interview = Әңгіме
testimony-step-read-back = Оқып беру
testimony-step-sign-off = Аяқтау
testimony-step-of = { $step } / { $steps } · { $name }
testimony-steps-all = Барлық қадам
testimony-back = Артқа
testimony-return = «{ $step }» қадамына қайту
testimony-forward = Әрі қарай
testimony-go-on = Қайту
testimony-leave = Кейін жалғастыру
testimony-reopen = Қайта ашу
testimony-saved = Сейфте сақталды
testimony-saving = Сақталуда…
testimony-unsaved = Сақталмады
testimony-unsaved-body = Айтылғандар тек осы терезеде тұр. Мүмкін болған бойда өздігінен сақталады. Терезені жаппаңыз.
testimony-working = Мөрленуде…

## Басталғандар және жаңасы

testimony-begin-body = Куәмен екеуіңізге ешкім кедергі болмайтын жерде ғана сөйлесіңіз. Жазылғаны сейфте тұрады.
testimony-begin-sealed = Мөрленгенін бұл құрылғыда ешкім аша алмайды.
testimony-begin = Сұхбатты бастау
testimony-drafts = Басталған, әлі мөрленбеген
testimony-drafts-none = Аяқталмаған ештеңе жоқ.
testimony-draft-unreadable = Бұл нұсқа оқи алмайды
testimony-draft-at = { $step } · { $day }
testimony-draft-left = Куә сөзі мөрленді. Оның нобайын сейфтен өшіру мүмкін болмады: екі рет мөрленбес үшін оны тізімнен өшіріңіз.
testimony-resume = Жалғастыру
testimony-delete = Өшіру
testimony-delete-body = Жазылған мәтін өшіріледі. Мөрленгендер (келісім, дауыс, есім карточкасы) қалады.
testimony-delete-sure = Өшіру
testimony-withdraw = Адам келісімін қайтарып алады
testimony-withdraw-body = Ойын кез келген уақытта өзгертуге болады. Сұхбат соңында алған алты сөз жеткілікті. Жарияланып кеткенді қайтару мүмкін емес.
testimony-withdraw-words = Алты сөз
testimony-withdraw-go = Келісімді қайтарып алу
testimony-withdraw-done = Мөрленді. Келесі жіберуден кейін ұйым енді ешбір пайдалануға келісім жоғын біледі.
testimony-withdraw-unknown = Бұл құрылғыда мұндай алты сөзі бар куә сөзі жоқ. Әр сөзді тексеріңіз; ол басқа құрылғыда жазылған болса, кеңсе табады.

## Жауаптар

testimony-five-yes = Иә
testimony-five-no = Жоқ
testimony-five-unknown = Білмейді
testimony-five-refused = Айтқысы келмейді
testimony-five-not-asked = Сұралмады
testimony-choice-yes = Иә
testimony-choice-no = Жоқ
testimony-choice-later = Кейін шешемін
testimony-choice-not-asked = Сұралмады

## Бастамас бұрын

testimony-before-body = Сабырлы, бір-бірлеп сұраңыз. Адам жауап бергісі келмеген нәрсе екінші рет сұралмайды.
testimony-before-alone = Екеуіңіз оңаша отырсыздар ма, басқа ешкім естімей ме?
testimony-before-safe = Адамға осы жерде, қазір сөйлеу қауіпсіз бе?
testimony-before-language = Адамның тілі
testimony-before-interpreter = Аудармашы бар ма?
testimony-before-child = Адам 18 жасқа толмаған ба?
testimony-before-child-note = Бала ата-анасының немесе қамқоршысының және өзінің келісімімен, оған зияны тимейтін болса ғана тыңдалады.
testimony-before-guardian = Ата-анасы немесе қамқоршысы осында ма, келісе ме?
testimony-before-heard-before = Бұл адамның әңгімесін бұрын біреу жазып алды ма?
testimony-form = Қаншасы жазылады
testimony-form-why = Әдетте қысқа алғашқы әңгіме жазылады. Кейінгі әңгіменің ұсақ-түйегі өзгеше болса, оны адамның өзіне қарсы қолдануы мүмкін.
testimony-form-short = Қысқа алғашқы әңгіме
testimony-form-long = Толық форма, бөлімдермен
testimony-form-ask-first = Толық форма адам бұрын тыңдалған-тыңдалмағанын сұраған соң ашылады.
testimony-form-reason = Толық форма бәрібір неге керек? (Есім жазбаңыз)
testimony-form-no-reason = Толық формаға себеп керек емес: адам бұрын тыңдалмаған.
testimony-form-reason-here = Толық формаға себеп керек; ол осында жазылады.
testimony-language-other = Басқа тіл
testimony-language-tag = Оның коды, мысалы uz немесе ky

## Келісім

testimony-consent-body = Әр карточканы дауыстап оқыңыз. Күте тұрыңыз. Ешбір жауап алдын ала күтілмейді, кез келгені «жоқ» болуы мүмкін.
testimony-consent-language = Мұның бәрін қай тілде түсіндіріп отырсыз
testimony-consent-aloud = Карточкалар дауыстап оқылатын тілде көрсетілген: { $language }.
testimony-consent-written = Айтқаныңызды мәтін етіп жазуға бола ма?
testimony-consent-written-hint = Сіз «иә» демесеңіз, ештеңе жазылмайды, біз осымен тоқтаймыз.
testimony-only-yes = Әрі қарай тек «иә» жауабы апарады.
testimony-after-no = Біз осымен тоқтаймыз. Беттің соңында жауаптарды өшіруге болады.
testimony-after-no-sealed = Беттің соңында бұл жауап мөрленеді, келісім қайтарып алынады.
testimony-said-no = Адам келіспейді, әңгіме осымен аяқталады. Бұл туралы ештеңе мөрленген жоқ, ештеңе жіберілмейді; осы құрылғыда тек осы жауаптар қалды.
testimony-said-later = Адам әлі шешкен жоқ, сондықтан ештеңе жазылмайды. Бұл туралы ештеңе мөрленген жоқ, ештеңе жіберілмейді. Кейін жалғастыру үшін шығыңыз немесе жауаптарды өшіріңіз.
testimony-stop-here = Осымен аяқтап, жауаптарды өшіру
testimony-consent-recorded = Дауысыңызды да дыбысқа жазуға бола ма?
testimony-consent-recorded-hint = Дауысыңыздан сізді танып қоюы мүмкін. Әңгімеңізді онсыз да жазып алуға болады.
testimony-consent-assent = Ал сенің өзіңнің айтқың келе ме?
testimony-consent-assent-hint = Мұны баладан қарапайым сөзбен сұраңыз. Ата-анасы немесе қамқоршысы не десе де, баланың «жоқ» дегені жеткілікті.
testimony-consent-uses = Мұны не үшін пайдалануға болады
testimony-consent-uses-body = Әрқайсысы бөлек шешіледі. Сіз келіспеген нәрсе болмайды.
testimony-use-internal-list = Өзіміздің тізім
testimony-use-about-internal-list = Оны тек ұйым көреді: көмектесу және санау үшін.
testimony-use-name-in-public = Есіміңіз жария тізімде
testimony-use-about-name-in-public = Оны кез келген адам, сіз сескенетіндер де оқи алады. Қайтарып алу мүмкін емес.
testimony-use-pseudonymous-publication = Әңгімеңіз жарияланады, есіміңіз жазылмайды
testimony-use-about-pseudonymous-publication = Басқа атпен. Болған істі білетіндер бәрібір сізді тануы мүмкін.
testimony-use-lawyer = Адвокат
testimony-use-about-lawyer = Сізді немесе басқаларды қорғауға пайдалана алады.
testimony-use-un-and-regional-bodies = БҰҰ және өңірлік органдар
testimony-use-about-un-and-regional-bodies = Олар бұл туралы үкіметтен сұрай алады.
testimony-use-court-abroad = Басқа елдегі сот
testimony-use-about-court-abroad = Қарсы тарап оны оқуы мүмкін.
testimony-use-court-here = Осы елдегі сот
testimony-use-about-court-here = Қарсы тарап оны оқуы мүмкін, сізді шақыруы да мүмкін.
testimony-use-media = Журналистер
testimony-use-about-media = Нені жариялауды олар өздері шешеді.
testimony-use-research = Зерттеу
testimony-use-about-research = Есімсіз санау және салыстыру.
testimony-until = Қай уақытқа дейін?
testimony-until-open = Өзім қайтарып алғанша
testimony-until-months =
    { $months ->
        [one] { $months } айға
       *[other] { $months } айға
    }
testimony-until-day = Белгілі бір күнге дейін
testimony-until-this = Мына күнге дейін: { $day }
testimony-risks = Мынаны дауыстап айтыңызшы
testimony-risks-device = Құрылғыны тартып алуы мүмкін. Онда мөрленгенді тек ұйым ғана аша алады, бұл жерде ашылмайды.
testimony-risks-device-review = Құрылғыны тартып алуы мүмкін. Сейфті ашуға мәжбүрлесе, мұнда мөрленгенді оқып қоюы мүмкін, тек есіміңіз жазылған карточканы оқи алмайды.
testimony-risks-known = Басыңыздан не өткенін білетін адам сізді есіміңіз болмаса да әңгімеңізден тануы мүмкін.
testimony-risks-public = Бір рет жарияланғанды қайтару мүмкін емес.
testimony-risks-safe = Кез келген сәтте тоқтай аласыз, қалағаныңызды айтпай қоя аласыз, кез келген сұраққа жауап бермей қоя аласыз. Ол үшін ешкім ренжімейді.
testimony-risks-named = Мен осы қауіптерді айттым
testimony-change-body = Кейін ойыңызды өзгерте аласыз: соңында алатын алты сөзді бізге айтыңыз. Себебін айтудың керегі жоқ.
testimony-change-told = Ойды қалай өзгертуге болатынын айттым
testimony-how = Адам келісімін қалай білдіреді?
testimony-how-hint = Бір тәсіл жеткілікті.
testimony-how-here = Таңдалған тәсілге керегі осы жерде шығады.
testimony-how-none = Сұралмады
testimony-how-voice = Өз дауысымен
testimony-how-sign = Белгі салып
testimony-how-witnessed = Біреудің көзінше айтып
testimony-how-by = Кім қатысып отыр? Рөлі, атын жазбаңыз
testimony-how-voice-first = Дауыс мәтінге де, дыбысқа да «иә» деген соң ғана жазылады.
testimony-how-voice-answer = Дауыс бұған жауап берілген соң жазылады.
testimony-how-voice-record = Бірнеше секунд жазу
testimony-voice-stop = Тоқтату ({ $seconds } с)
testimony-voice-again = Мөрленді. Қайта жазу
testimony-voice-first = Дауыс: «иә» деген соң
testimony-voice-answer = Дауыс: жауаптан кейін
testimony-voice-busy = Дыбыс жазылып жатыр
testimony-voice-cut = { $when } жазыла бастаған дауыс үзіліп қалды. Ол өз алдына мөрленді, бұл жерде жауап болып саналмайды. Қайтадан жазыңыз.
testimony-voice-cut-kept = { $when } жазыла бастаған дауыс үзіліп қалды. Ол өз алдына мөрленді; оның алдындағысы күшінде.
testimony-voice-replay = Тағы бір тыңдау
testimony-file-consent = Келісімді мөрлеу
testimony-file-refusal = Бас тартуды мөрлеу

## Салынған белгі

testimony-pad = Белгі салатын жер
testimony-pad-keys = Саусақпен немесе тінтуірмен салыңыз. Пернетақтамен: көрсеткілер қаламды жылжытады, бос орын пернесі оны түсіреді және көтереді.
testimony-pad-taps = Бір-бірлеп басып салу
testimony-pad-clear = Тазалау
testimony-pad-down = Қалам түсірулі.
testimony-pad-some = Бірдеңе салынған.
testimony-pad-none = Ештеңе салынбаған.
testimony-pad-not-your-name = Кез келген белгі жарайды. Паспорттағыдай қол қоймаңыз, атыңызды жазбаңыз: таныс қолтаңбадан адамды біліп қояды.

## Кім

testimony-pseudonym = Адамды бұдан әрі қалай атаймыз
testimony-pseudonym-body = Кездейсоқ таңдалған. Адам туралы ештеңе айтпайды. Аты-жөнінің бас әріптерін жазбаңыз.
testimony-pseudonym-another = Басқасы
testimony-identity = Бұл кім
testimony-identity-body = Адамның өзі қаласа ғана. Карточка куәлардың есімін сақтайтын екі адамға арнап бірден мөрленеді. Ол экраннан кетеді, бұл құрылғыда оны ашу мүмкін емес.
testimony-identity-open = Карточканы толтыру
testimony-identity-refuse = Адам айтқысы келмейді
testimony-identity-refused = Адам кім екенін айтқысы келмейді. Оған құқығы бар.
testimony-identity-name = Аты-жөні
testimony-identity-other = Басқа есімдері
testimony-identity-born = Туған күні
testimony-identity-contact = Адаммен қалай қауіпсіз байланысуға болады
testimony-identity-remark = Кім екенін білдіретін тағы не бар
testimony-identity-once = Қазір тексеріңіз: енді оны көрмейсіз.
testimony-identity-seal = Карточканы мөрлеу
testimony-identity-cancel = Бос қалдыру
testimony-identity-sealed = Карточка мөрленді. Осыдан бастап тек { $pseudonym } бар.
testimony-identity-watched = Карточкадағы есім әңгімеде кездессе, қолданба сізге айтады.
testimony-identity-not-watched = Есімдер енді салыстырылмайды: содан бері сейф құлыпталды немесе қолданба жабылды. Әңгімеге есім жазбаңыз.

## Әңгіме

testimony-interview-body = Адам өз ретімен айтсын. Өз сөзіңізді емес, оның сөзін жазыңыз. Ашық сұраңыз: содан кейін не болды? Бір жерге мүше ме деп сұрамаңыз.
testimony-sound-begin = Әңгімені дыбысқа жазу
testimony-sound-again = Әрі қарай жазу
testimony-sound-on = Дыбыс жазылып жатыр
testimony-sound-not-agreed = Дауыс дыбысқа жазылмайды: оған келісім жоқ.
testimony-sound-count =
    { $count ->
        [0] Дыбысжазба әлі жоқ
        [one] { $count } дыбысжазба, мөрленген
       *[other] { $count } дыбысжазба, мөрленген
    }
testimony-break = Үзіліс жасау
testimony-tired = 45 минут өтті. Үзіліс жасауды, су ішуді ұсыныңыз.
testimony-sections = Бөлімдер
testimony-section-account = Қысқа әңгіме
testimony-section-before = Оған дейін
testimony-section-taken = Ұстап алу
testimony-section-van = Көлікте
testimony-section-station = Полиция бөлімшесінде
testimony-section-court = Сотта
testimony-section-other = Басқасы
testimony-section-read = Бұл бөлім оқып берілді. Сөздері сол күйінде қалады; «Оқып беру» қадамында қосуға болады.
testimony-ask-account = Не болды?
testimony-ask-before = Оған дейін не болды?
testimony-ask-taken = Бұл қалай болды?
testimony-ask-van = Жолда не болды?
testimony-ask-station = Ол жерде не болды?
testimony-ask-court = Сотта не болды?
testimony-ask-other = Адамның тағы айтқысы келетіні бар ма?
testimony-words-hint = Адамның өз сөзімен, өз тілінде, әр жолға бір нәрседен. Қайдан білетінін белгілеңіз.
testimony-line = { $number }-жол
testimony-line-add = Тағы бір жол
testimony-known = Адам мұны қайдан біледі?
testimony-known-saw = көрді
testimony-known-heard = естіді
testimony-known-told = басқалар айтты
testimony-known-inferred = өз қорытындысы
testimony-when = Қашан
testimony-when-day = Күні
testimony-when-month = Айы
testimony-when-year = Жылы
testimony-when-time = Уақыты
testimony-when-about = шамамен
testimony-when-said-about = шамамен { $when }
testimony-place = Қай жерде
testimony-facts = Деректер
testimony-facts-body = Тек адамның өзі айтқаны немесе сіз сұрағаныңыз. Тиілмегені «жоқ» емес, сұралмаған болып саналады.
testimony-fact-water = Ішетін су болды ма?
testimony-fact-food = Тамақ болды ма?
testimony-fact-lawyer = Адвокат кіргізілді ме?
testimony-fact-relatives-told = Туыстарына хабарланды ма?
testimony-fact-phone-taken = Телефон алынды ма?
testimony-fact-footage-erased = Фото немесе видео өшірілді ме?
testimony-fact-force = Күш қолданылды ма?
testimony-stop = Адам тоқтағысы келеді
testimony-stop-body = Кез келген сәтте тоқтауға болады. Осы кезге дейін айтылғанды сол күйінде сақтауға бола ма? Болмаса, қайтыңыз, сұхбаттан шығып, оны өшіріңіз.
testimony-stop-keep = Тоқтап, айтылғанды сақтау

## Оқып беру

testimony-read-body = Әр бөлімді дауыстап, асықпай оқып беріңіз. Әр бөлім туралы адамның өзі шешеді.
testimony-read-nothing = Әзірге ештеңе айтылған жоқ.
testimony-read-right = Адам дұрыс дейді.
testimony-read-changed = Оқылды, қосымшасы бар.
testimony-read-left-out = Адам бұл бөлімді қайтарып алды. Сөздері мұнда жоқ.
testimony-read-is-right = Дұрыс
testimony-read-change = Қосу немесе түзету
testimony-read-leave = Бөлімді қайтарып алу
testimony-read-leave-body = Бұл бөлімнің сөздері өшіріледі, қайтару мүмкін емес. Тек бөлім болғаны көрініп қалады. Жазылған дыбыс мөрленген күйінде қалады.
testimony-read-leave-sure = Адам оны қайтарып алады
testimony-read-tell-again = Адам қайта айтқысы келеді
testimony-read-added = Оқып бергенде қосылды
testimony-read-add-label = Адам не қосады?
testimony-read-add = Қосу

## Аяқтау

testimony-sign-body = Бәрі оқып берілді. Адам қалай аяқтағысы келеді? Үш тәсілдің ешқайсысы басқасынан артық емес.
testimony-sign = Аяқтау
testimony-sign-none = Сұралмады
testimony-sign-drawn = Белгі салу
testimony-sign-voice = Дауыстап айту
testimony-sign-agreed-not-signed = Келісті, қол қоймады
testimony-sign-agreed-body = Адам дұрыс дейді, бірақ белгі қалдырмайды.
testimony-sign-voice-record = Бірнеше секунд жазу
testimony-sign-this = Осылай аяқтау
testimony-signed-drawn = Салынған белгімен аяқталды.
testimony-signed-voice = Адамның дауысымен аяқталды.
testimony-signed-agreed-not-signed = Келісті, қол қоймады.
testimony-signed-stopped = Ертерек тоқтатылды. Соңына дейін оқып берілмегені жазылады.
testimony-signed-named = Әңгімеде әлі карточкадағы { $count } есім немесе нөмір тұр: { $words }. Қазір түзетіңіз немесе біле тұра мөрлеңіз.
testimony-file-body = Мөрленгенін бұл құрылғыда ешкім аша алмайды, ал нобайы өшіріледі.
testimony-file-body-review = Мөрленгенін ешкім өзгерте алмайды, ал нобайы өшіріледі.
testimony-file = Куә сөзін мөрлеу
testimony-unsign = Әлі емес, қайту

## Тапсырылды

testimony-done = Куә сөзі мөрленді
testimony-done-body = Рақмет. «{ $pseudonym }» деген атпен жазылған сөз мөрленді. Жеткізілгенше ол тек осы құрылғыда.
testimony-words = Алты сөз
testimony-words-body = Адам оларды жаттап немесе көшіріп алуына болады. Олар ешкім туралы ештеңе айтпайды; осы сөздермен куә сөзін табуға немесе келісімді қайтарып алуға болады.
testimony-words-once = Олар тек қазір көрсетіледі, кейін ешқашан көрсетілмейді. Әрі қарай өтпес бұрын жазып алыңыз.
testimony-words-language = Алты сөздің тілі
testimony-next = Әрі қарай не болады
testimony-next-send = Желі пайда болғанда өзі жіберіледі. Оған дейін ол тек осы құрылғыда: құрылғыны сақтаңыз.
testimony-next-doctor = Адам жарақат алған болса: 24 сағат ішінде дәрігерге қаралып, анықтама алсын.
testimony-next-lawyer = Адам қаласа, адвокат.
testimony-next-relatives = Туыстары адамның қайда екенін біле ме?
testimony-next-reprisal = Айтқаны үшін біреу қорқытса, бізге бірден хабарлаңыз.
testimony-next-withdraw = Келісімді алты сөзбен кез келген уақытта қайтарып алуға болады.
testimony-done-leave = Сөздер жазып алынды, аяқтау

## Ереже неге жібермейді және не істеу керек

testimony-refused-consent-not-filed = Карточкалардағы келісім осы күйінде мөрленген жоқ. «Келісім» қадамына өтіп, мөрлеңіз; сонда ашылады.
testimony-refused-consent-not-filed-here = Карточкалардағы келісім осы күйінде мөрленген жоқ. Төмендегі түймемен мөрлеңіз.
testimony-refused-need-consent = Бұған келісім жоқ: әңгіме де, дыбыс та жазылмайды.
testimony-refused-ask-first = Алдымен сұраңызшы: бұл сұрақ әлі қойылмаған.
testimony-refused-language-needed = Қай тілде түсіндіргеніңізді таңдаңыз.
testimony-refused-risks-needed = Қауіптерді айтып, белгілеңіз.
testimony-refused-change-needed = Ойды қалай өзгертуге болатынын айтып, белгілеңіз.
testimony-refused-how-needed = Адам қалай келісетінін таңдап, орындаңыз.
testimony-refused-voice-refused = Дауысты жазуға болмайды. Келісудің басқа жолын таңдаңыз.
testimony-refused-by-needed = Кім қатысып отырғанын жазыңыз: рөлін, атын жазбаңыз.
testimony-refused-guardian-needed = Ата-анасының немесе қамқоршысының келісімі керек. «Келісім» қадамында жауап беріңіз.
testimony-refused-guardian-needed-here = Ата-анасының немесе қамқоршысының келісімі керек.
testimony-refused-assent-needed = Баланың өзі де келісуі керек.
testimony-refused-reason-needed = Адамның сөзін бұрын біреу жазып алған немесе жазып алған болуы мүмкін. Себебін жазыңыз немесе қысқа алғашқы әңгімесін ғана алыңыз.
testimony-refused-first-account = Алғашқы әңгімеде бір бөлім бар. Алдымен басқаларындағыны алып тастаңыз немесе толық форманы қалдырыңыз.
testimony-refused-read-already = Бұл оқып берілген. Сөздері қалады; «Оқып беру» қадамында қосыңыз.
testimony-refused-read-already-here = Бұл оқып берілген. Сөздері қалады; қосуға болады.
testimony-refused-not-read-back = Әлі бәрі оқып берілген жоқ. «Оқып беру» қадамына өтіңіз.
testimony-refused-not-read-back-here = Бұл әлі оқып берілген жоқ.
testimony-refused-signed = Әңгіме аяқталған. Бірдеңе өзгерту үшін алдымен аяқтаудан қайтыңыз.
testimony-refused-not-signed = Әңгіме әлі аяқталған жоқ.
testimony-refused-nothing-told = Әзірге ештеңе айтылған жоқ.
testimony-refused-too-long = Бұл сыятыннан ұзын. Алғашқы әңгіме 4000 таңбадан аспайды; қысқартыңыз.
testimony-refused-too-many = Бұл сыятыннан көп.
testimony-refused-not-a-date = Мұндай күн жоқ. Белгісізін бос қалдырыңыз.
testimony-refused-not-a-language = Бұл тіл коды емес. Мысалдар: kk, ru, uz.
testimony-refused-nothing-drawn = Әзірге ештеңе салынбаған.
testimony-refused-name-needed = Карточкада аты-жөні жоқ.
testimony-refused-pseudonym-needed = Адамға бүркеншік ат керек.
testimony-refused-identity-sealed = Карточка мөрленіп қойған.
testimony-refused-other = Мұны қабылдау мүмкін болмады. Бұрынғысы өзгерген жоқ. Әңгімеден шығып, оны қайта ашыңыз.

## Назар аударатын нәрсе

testimony-finding-not-safe = Адам қауіпсіз емес дейді. Тоқтауды ойластырыңыз.
testimony-finding-not-alone = Сізді басқа біреу естуі мүмкін. Басқа жерді ойластырыңыз.
testimony-may-not-alone = Біреу естісе, басқа жерді ойластырыңыз.
testimony-may-not-safe = Қауіпсіз болмаса, тоқтауды ойластырыңыз.
testimony-finding-initials = Бұл аты-жөнінің бас әріптеріне ұқсайды. Адамды білетіндер оны содан таниды.
testimony-finding-names-the-person = Мұнда карточкадағы есім немесе нөмір тұрған сияқты. Тексеріңіз; шешетін өзіңіз.
testimony-finding-names = Мұнда карточкадағы { $count } есім немесе нөмір тұрған сияқты: { $words }. Тексеріңіз; шешетін өзіңіз.
testimony-named-here = Карточкада бар: { $words }
testimony-named-word = «{ $word }»
testimony-named-before = Есімдер салыстырылып тұрғанда, мұнда карточкадағы бір немесе бірнеше есім табылған. Енді олар көрсетілмейді: өзіңіз тауып қараңыз.
testimony-unwatched = Есімдер енді салыстырылмайды. Өзіңіз қараңыз.
testimony-unwatched-file = Мөрлемес бұрын әңгімені тағы бір оқып, есім жоқ па, қараңыз.
testimony-names-none = Есім карточкасы жоқ, салыстыратын ештеңе жоқ. Әңгімеге есім жазбаңыз.

## Әлі жасалмағаны, бір-екі сөзбен

testimony-open-written = мәтін етіп жазу
testimony-open-recorded = дауысты жазу
testimony-open-language = түсіндірілген тіл
testimony-open-risks = қауіп-қатерлер
testimony-open-change = ойды қалай өзгертуге болады
testimony-open-assent = баланың өз келісімі
testimony-open-guardian = ата-анасы немесе қамқоршысы
testimony-open-how = қалай келісетіні
testimony-open-witnessed = қатысып отырған адамның рөлі
testimony-open-voice = бірнеше секунд дауыс
testimony-open-sign = салынған белгі
testimony-open-until = аяқталатын күні
testimony-open-pseudonym = бүркеншік аты
testimony-open-name = есімі
testimony-open-birth = туған күні

## Әлі еш жерде сақталмаған сөздер

testimony-loose-card = Карточка әлі мөрленген жоқ. Осылай жалғастырсаңыз, ол жоғалады.
testimony-loose-card-keep = Карточканы мөрлеу
testimony-loose-card-drop = Бос қалдыру
testimony-loose-added = Қосылған сөз әлі сақталған жоқ. Осылай жалғастырсаңыз, ол жоғалады.
testimony-loose-added-keep = Қосу
testimony-loose-added-drop = Қоспау
testimony-loose-drawn = Белгі салынды, бірақ сұхбат онымен әлі аяқталған жоқ. Осылай жалғастырсаңыз, белгі жоғалады.
testimony-loose-drawn-keep = Осы белгімен аяқтау
testimony-loose-drawn-drop = Белгіні өшіру
testimony-loose-words = Алты сөз жазып алынды ма? Олар қайта көрсетілмейді.
testimony-loose-words-keep = Қалып, көшіріп алу
testimony-loose-words-drop = Жазып алынды, әрі қарай өту

## Ақаулар

trouble-no-witness-compartment-what = Ұйымыңызда куәлардың есімін сақтайтын ешкім жоқ.
trouble-no-witness-compartment-means = Адамның кім екені туралы ештеңе алынған да, сақталған да жоқ. Куә сөзі онсыз да толық, бүркеншік атпен.
trouble-no-witness-compartment-next = Бүркеншік атпен жалғастырыңыз. Байланысты адаммен келісіңіз, мұнда жазбаңыз.

trouble-no-interview-what = Бұл сұхбат енді ашық емес.
trouble-no-interview-means = Сақталғаны сейфте.
trouble-no-interview-next = Оны тізімнен қайта ашыңыз.

## Why a button cannot be pressed

testimony-why-working = Күте тұрыңыз: сейф оқылуда.
testimony-why-six-words = Алдымен алты сөзді жазыңыз.
testimony-why-sound = Дыбыс жазылып жатыр. Алдымен оны тоқтатыңыз.
testimony-why-drawn = Әлі ештеңе салынған жоқ.
testimony-why-added = Әлі ештеңе қосылған жоқ.
testimony-why-lines = Мұнда ең көбі { $most } жол.
