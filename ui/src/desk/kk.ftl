### Мұрағатшының жұмыс үстелінің мәтіндері.

desk-list = Материалдар
desk-preview = Таңдалған жол
desk-preview-none = Жолды таңдаңыз, ол осында көрінеді.
desk-view = Қалай көрсету
desk-table = Кесте
desk-grid = Суреттер
desk-blur = Суреттерді басқанша бұлыңғыр етіп көрсету
desk-reveal = Көрсету
desk-verify = Тексеру
desk-nth = { $number } / { $count }
desk-next = Келесі
desk-previous = Алдыңғы
desk-large = Үлкейту
desk-zoom-in = Жақындату
desk-zoom-out = Алыстату
desk-choose-all = Табылғанның бәрін таңдау
desk-picture-missing = Бұл суреттің бөліктері жетіспейді, сондықтан оны көрсету мүмкін емес.

## Іріктеу және рет

desk-any-way = Жолы: бәрі
desk-any-problem = Күйі: бәрі
desk-any-delivery = Жеткізілуі: бәрі
desk-any-signer = Қолы: бәрі
desk-any-mark = Белгісі: бәрі
desk-any-device = Құрылғысы: бәрі
desk-from = басы
desk-to = соңы
desk-day-written = кк.аа.жжжж
desk-day-unclear = Күнді былай жазыңыз: 17.05.2026 немесе 17 мамыр 2026.
desk-of-day = Мына уақыттың материалдары: { $date }
desk-newest = Соңғы қабылдаудағы жаңалары
desk-marked = Өз белгілерім
desk-marked-not-looked-at = қаралмаған
desk-marked-looked-at = қаралған
desk-marked-important = маңызды
desk-marked-own-note = ескертпесі бар
desk-order = Рет
desk-ascending = Өсу ретімен
desk-descending = Кему ретімен
desk-sort-claimed = Уақыты
desk-sort-title = Атауы
desk-sort-kind = Түрі
desk-sort-bytes = Көлемі
desk-sort-device = Құрылғы
desk-sort-arrived = Келуі
desk-column-choose = Таңдалған
desk-column-picture = Сурет
desk-column-state = Күйі; науа белгісі: жеткізілген, бәрі серверде сақтаулы
desk-column-marks = Белгілер

## Көз алдындағы материал

desk-answer-content = Мазмұны
desk-answer-signer = Қолтаңба
desk-answer-time = Уақыты
desk-answer-completeness = Толықтығы
desk-answer-delivery = Жеткізілуі
desk-answer-why = Себебін көрсету
desk-reasons = Бес жауап және олардың негіздері
desk-files = Файлдар және бақылау сомалары
desk-id = Материал
desk-important = Маңызды
desk-looked = Қаралды
desk-noted = Ескертпесі бар
desk-note = Өз ескертпем
desk-note-stays = Құлыпталған мұрағатта қалады, ешбір пакетпен кетпейді.
desk-note-kept = Құлыпталған мұрағатта сақталды.

## Пернелер

desk-keys = Пернелер
desk-keys-close = Пернелер тізімін жабу
desk-keys-layout = Қай тілде жазып тұрса да, әріптер пернетақтадағы орны бойынша саналады.
desk-key-move = материалдан материалға
desk-key-next = келесі, алдыңғы
desk-key-far = бірінші, соңғы, бір бет алға немесе артқа
desk-key-open = ойнату немесе кідірту; сурет болса — үлкейту
desk-key-full = толық экран және қайту
desk-key-scroll = толық экранда немесе таңдалған ұзын мәтінде: оны жылжыту
desk-key-leave = тізімге қайту
desk-key-zoom = жақын, алыс, толық көрініс
desk-key-reveal = бұлыңғырды көрсету
desk-key-choose = таңдау немесе алып тастау
desk-key-range = жылжығанда немесе шерткенде: жолдағының бәрін таңдау
desk-key-all = табылғанның бәрін таңдау
desk-key-none = таңдауды түгел алып тастау
desk-key-bundle = таңдалғаннан пакет жасау
desk-key-important = маңызды
desk-key-looked = қаралды
desk-key-note = ескертпе жазу
desk-key-search = іздеу
desk-key-help = осы тізім
desk-doubt-ended = Шығарылған соң
desk-doubt-ended-later = Кейін шығарылған
desk-doubt-copied-key = Кілті көшірілген
desk-doubt-not-admitted = Қабылданбаған
desk-doubt-ticket-shared = Шақыруы ортақ
