app-name = Testamur
settings = Тіл мен көрініс
language = Тіл
theme = Көрініс
theme-auto = Авто
theme-light = Жарық
theme-dark = Қараңғы
theme-sun = Күн

## Troubles

item = Материал { $item }
refreshing = Саналуда…
again = Қайталап көру
means = Материалдар жайы:
next = Не істеу керек:

trouble-home-in-use-what = Қолданба іске қосылып тұр
trouble-home-in-use-means = Ештеңе жоғалған жоқ. Деректерді басқа терезе немесе testamur командасы пайдалануда; екеуі бірге тізілімді бүлдіруі мүмкін еді.
trouble-home-in-use-next = Басқа терезеге өтіңіз немесе оны жауып, қайталап көріңіз.

trouble-home-unavailable-what = Диск жауап бермеді
trouble-home-unavailable-means = Бұрын мөрленгенге ештеңе болған жоқ. Диск жауап бергенше жаңасын мөрлеу мүмкін емес.
trouble-home-unavailable-next = Жад құрылғысы қосулы екенін және осы пайдаланушыға жазуға рұқсат барын тексеріңіз. Содан кейін қайталап көріңіз.

trouble-disk-full-what = Дискіде орын жоқ
trouble-disk-full-means = Бұрын мөрленгеннің бәрі сақтаулы және жарамды. Жаңасын мөрлеу мүмкін емес.
trouble-disk-full-next = Орын босатыңыз, бірақ осы қолданбадан ештеңе өшірмеңіз. Содан кейін қайталап көріңіз.

trouble-file-no-room-what = Файл дискідегі бос орыннан үлкен
trouble-file-no-room-means = Одан ештеңе мөрленген жоқ. Бұрын мөрленгеннің бәрі сақтаулы, суреттер мен кішірек файлдарға әлі орын бар.
trouble-file-no-room-next = Орын босатыңыз, бірақ осы қолданбадан ештеңе өшірмеңіз, сосын файлды қайта қабылдаңыз. Немесе оны кеңседе қабылдаңыз.

trouble-home-damaged-what = Қолданба деректері бүлінген
trouble-home-damaged-means = Ештеңе өзгертілген де, өшірілген де жоқ. Жеткізілгенін сервер сақтайды.
trouble-home-damaged-next = Бұл құрылғымен жаңа ештеңе түсірмеңіз. Оны сол күйінде сақтап, ұйымыңызға апарыңыз.

trouble-home-unsupported-what = Мұнда қолданбаның жаңарақ нұсқасы жұмыс істеген
trouble-home-unsupported-means = Ештеңе жоғалған жоқ. Бұл нұсқа жаңасы жазғанды түсінбейді және оған тиіспейді.
trouble-home-unsupported-next = Қолданбаның ең жаңа нұсқасын орнатыңыз.

trouble-invitation-malformed-what = Бұл шақыру емес немесе оның бір бөлігі ғана
trouble-invitation-malformed-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-invitation-malformed-next = Ұйымыңыз берген файлды таңдаңыз немесе оның бүкіл мәтінін бірінші жақшадан соңғысына дейін көшіріңіз.

trouble-invitation-unsupported-what = Шақыру осы қолданбадан жаңарақ
trouble-invitation-unsupported-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-invitation-unsupported-next = Қолданбаның ең жаңа нұсқасын орнатып, содан кейін қосылыңыз.

trouble-invitation-refused-what = Шақырудың қолтаңбалары дұрыс емес
trouble-invitation-refused-means = Бұл құрылғыда ештеңе өзгерген жоқ. Шақыруды біреу өзгерткен немесе ол басқа рөлге арналған болуы мүмкін.
trouble-invitation-refused-next = Оны пайдаланбаңыз. Жаңасын сұраңыз, мүмкін болса, өзімен бетпе-бет.

trouble-invitation-renews-what = Бұл шақыру бұрын қосылған құрылғыны қайта қабылдайды
trouble-invitation-renews-means = Ештеңе өзгерген жоқ. Бұл құрылғы әлі қосылмаған, сондықтан қайта қабылдайтын ештеңе жоқ.
trouble-invitation-renews-next = Жаңа құрылғыға арналған шақыру сұраңыз немесе мұны өзі арналған құрылғыда ашыңыз.

trouble-invitation-foreign-what = Бұл — басқа ұйымның шақыруы
trouble-invitation-foreign-means = Ештеңе өзгерген жоқ. Құрылғы өз ұйымында қалады.
trouble-invitation-foreign-next = Өз ұйымыңыздан осы құрылғыны қайта қабылдауды сұраңыз. Басқа ұйым үшін түсіру керек болса, басқа құрылғы алыңыз.

trouble-invitation-other-what = Бұл шақыру басқа құрылғыны қайта қабылдайды
trouble-invitation-other-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-invitation-other-next = Ұйымға осы құрылғы кодының бес сөзін айтып, соған арналған шақыру сұраңыз.

trouble-invitation-new-what = Бұл шақыру жаңа құрылғыға арналған
trouble-invitation-new-means = Ештеңе өзгерген жоқ. Бұл құрылғы қосылып қойған, мұндай шақырумен қайта қабылданбайды.
trouble-invitation-new-next = Ұйымға осы құрылғы кодының бес сөзін айтып, оны қайта қабылдайтын шақыру сұраңыз.

trouble-invitation-used-what = Бұл құрылғы бұл шақыруды қабылдап қойған
trouble-invitation-used-means = Ештеңе өзгерген жоқ: осы шақыру бойынша қабылдау құрылғының тізілімінде бар.
trouble-invitation-used-next = Сервер тіркеуі үшін күтіп тұрғанды жіберіңіз. Тағы қайта қабылдану үшін басқа шақыру сұраңыз.

trouble-invitation-spent-what = Бұл шақыруды басқа құрылғы пайдаланып қойған
trouble-invitation-spent-means = Бұл құрылғыда ештеңе өзгерген жоқ. Шақырумен бір құрылғы бір рет қана қабылданады; пайдаланылған кезде оның құпиясы өшірілген.
trouble-invitation-spent-next = Ұйымнан жаңасын сұраңыз. Осы құрылғыны қайта қабылдау керек болса, ұйымға оның кодының бес сөзін айтыңыз.

trouble-invitation-log-what = Шақыру бұл құрылғы білмейтін серверде жарамды
trouble-invitation-log-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-invitation-log-next = Ұйымның ең жаңа ережелерімен жасалған жаңа шақыру сұраңыз.

trouble-already-joined-what = Құрылғы бапталып қойылған
trouble-already-joined-means = Ештеңе өзгерген жоқ. Мөрленген нәрсе қай ұйым үшін түсірілсе, соған мөрленген күйінде қалады.
trouble-already-joined-next = Басқа ұйым үшін түсіру керек болса, басқа құрылғы алыңыз.

trouble-destroyed-what = Бұл құрылғының кілттері жойылған
trouble-destroyed-means = Мөрленгені мөрленген күйінде қалады; жеткізілгенін сервер сақтайды. Бұл ұйым үшін енді түсіре алмайсыз.
trouble-destroyed-next = Мөрленгендер әлі осында болса, құрылғыны ұйымыңызға апарыңыз. Ол құрылғыны қайта дайындайды.

trouble-no-home-what = Құрылғы әлі бапталмаған
trouble-no-home-means = Ештеңе түсірілмеген, сондықтан ештеңе жоғалған жоқ.
trouble-no-home-next = Алдымен шақыруды ашыңыз немесе жаттығу режимін бастаңыз.

trouble-source-failed-what = Файл, бейне немесе дыбыс үзіліп қалды
trouble-source-failed-means = Соған дейін келгеннің бәрі мөрленді және үзілген деп көрсетілді. Ештеңе келмесе, ештеңе сақталған жоқ.
trouble-source-failed-next = Файл немесе құрылғы әлі қосулы тұрғанын тексеріп, қайта енгізіңіз.

trouble-file-empty-what = Файл бос немесе оқылмайды
trouble-file-empty-means = Ол енгізілген жоқ. Ештеңеге апармайтын сілтеме, оқуға рұқсат жоқ файл және жүйе арнасы да бос болып көрінуі мүмкін.
trouble-file-empty-next = Оны басқа бағдарламамен ашып көріңіз. Шынымен бос болса және соның маңызы болса, ол туралы ескертпе мөрлеңіз.

trouble-not-a-file-what = Мұны файл ретінде оқу мүмкін емес
trouble-not-a-file-means = Бұл — қалта немесе құрылғы, әйтпесе файл орнында жоқ. Одан ештеңе енгізілген жоқ.
trouble-not-a-file-next = Қалтаны «Қалтаны қабылдау» түймесі алады. Файл болса, оның орнында екенін тексеріңіз.

trouble-folder-empty-what = Бұл қалтада файл жоқ
trouble-folder-empty-means = Ештеңе мөрленген жоқ.
trouble-folder-empty-next = Басқа қалтаны таңдаңыз.

trouble-folder-too-large-what = Бұл қалтада 5000-нан көп файл бар
trouble-folder-too-large-means = Ештеңе мөрленген жоқ: бұл тізім терезе үшін тым ұзын.
trouble-folder-too-large-next = Ішіндегі қалталарды бір-бірлеп қабылдаңыз немесе осы терезе жабық кезде бәрін testamur add FOLDER командасымен қабылдаңыз.

trouble-no-file-what = Бұл файл емес
trouble-no-file-means = Бұл арна, құрылғы, сокет немесе осы қолданба деректерінің қалтасы. Одан ештеңе қабылданған жоқ.
trouble-no-file-next = Ештеңе істеудің қажеті жоқ.

trouble-link-left-what = Бұл қалтадан тысқа апаратын немесе ешқайда апармайтын сілтеме
trouble-link-left-means = Ол ашылған жоқ. Ештеңе қабылданған жоқ.
trouble-link-left-next = Ол апаратын файл керек болса, сол файлдың өзін таңдаңыз.

trouble-stopped-what = Тоқтатылды
trouble-stopped-means = Соған дейін келгеннің бәрі мөрленді және үзілген деп көрсетілді.
trouble-stopped-next = Ештеңе істеудің қажеті жоқ. Қайта енгізуге болады.

trouble-no-recording-what = Бұл жазу енді жүріп жатқан жоқ
trouble-no-recording-means = Соңғы бір секундтан басқасының бәрі мөрленген.
trouble-no-recording-next = Жазуды қайта бастаңыз.

trouble-bad-request-what = Қолданбаның ішкі қатесі
trouble-bad-request-means = Бұрын мөрленгені сол күйінде.
trouble-bad-request-next = Қолданбаны жауып, қайта ашыңыз. Қайталанса, қай экранды көргеніңізді ұйымыңызға айтыңыз.

trouble-camera-missing-what = Камера табылмады
trouble-camera-missing-means = Ештеңе жоғалған жоқ. Дыбысты, ескертпені және файлды бұрынғыдай мөрлеуге болады.
trouble-camera-missing-next = Камераны қосыңыз немесе дыбыс жазыңыз.

trouble-camera-refused-what = Камераны пайдалануға рұқсат жоқ
trouble-camera-refused-means = Ештеңе жоғалған жоқ. Дыбысты, ескертпені және файлды бұрынғыдай мөрлеуге болады.
trouble-camera-refused-next = Құрылғының баптауларында Testamur үшін камераға рұқсат беріп, қайталап көріңіз.

trouble-camera-lost-what = Камера ажырап қалды
trouble-camera-lost-means = Соңғы бір секундтан басқасының бәрі мөрленді, бейне үзілген деп көрсетілді.
trouble-camera-lost-next = Камераны басқа қолданба пайдаланып тұрмағанын тексеріп, қайталап көріңіз.

trouble-camera-withheld-what = Жүйе камераны әзірге өшіріп қойды
trouble-camera-withheld-means = Бұған дейін жазылғаны мөрленген. Жазу жалғасады, бірақ сурет қара болады; әзірге фото түсіру мүмкін емес.
trouble-camera-withheld-next = Мұны қоңырау, басқа қолданба немесе құпиялық ажыратқышы жасайды. Ол біткенде көрініс өзі қайта келеді.

trouble-microphone-missing-what = Микрофон табылмады
trouble-microphone-missing-means = Ештеңе жоғалған жоқ. Бейне дыбыссыз жазылады, қалғаны бұрынғыдай істейді.
trouble-microphone-missing-next = Микрофонды қосып, қайталап көріңіз.

trouble-microphone-refused-what = Микрофонды пайдалануға рұқсат жоқ
trouble-microphone-refused-means = Ештеңе жоғалған жоқ. Бейне дыбыссыз жазылады, қалғаны бұрынғыдай істейді.
trouble-microphone-refused-next = Құрылғының баптауларында Testamur үшін микрофонға рұқсат беріп, қайталап көріңіз.

trouble-microphone-lost-what = Микрофон ажырап қалды
trouble-microphone-lost-means = Соңғы бір секундтан басқасының бәрі мөрленді.
trouble-microphone-lost-next = Микрофонды басқа қолданба пайдаланып тұрмағанын тексеріп, қайталап көріңіз.

trouble-microphone-withheld-what = Жүйе микрофонды әзірге өшіріп қойды
trouble-microphone-withheld-means = Бұған дейін жазылғаны мөрленген. Жазу жалғасады, бірақ осы кезде дыбыссыз болады.
trouble-microphone-withheld-next = Мұны қоңырау, басқа қолданба немесе құпиялық ажыратқышы жасайды. Ол біткенде дыбыс өзі қайта келеді.

trouble-storage-withheld-what = Бірнеше секунд бойы ештеңе мөрленген жоқ
trouble-storage-withheld-means = Бұған дейін жазылғаны мөрленген. Қазір келіп жатқаны жадта күтіп тұр; қолданба бұрын жабылса, ол жоғалады.
trouble-storage-withheld-next = Жалғастыра беріңіз: құрылғының жады жауап бере салысымен бәрі қабылданады. Бұл өтпесе, басқа құрылғымен де жазыңыз.

trouble-begin-withheld-what = Жазу әлі басталған жоқ
trouble-begin-withheld-means = Әзірге ештеңе жазылып жатқан жоқ. Бұған дейін жазылғаны сол күйінде қалады.
trouble-begin-withheld-next = Осында қалыңыз: құрылғының жады жауап бере салысымен жазу өзі басталады. Басталмаса, басқа құрылғымен жазыңыз.

trouble-devices-missing-what = Камера да, микрофон да жоқ
trouble-devices-missing-means = Ештеңе жоғалған жоқ. Ескертпе, санау, форма және файл бұрынғыдай істейді.
trouble-devices-missing-next = Камераны немесе микрофонды қосып, қайталап көріңіз.

trouble-encoder-missing-what = Бұл құрылғы қолданбада бейне мен дыбыс жаза алмайды
trouble-encoder-missing-means = Ештеңе жоғалған жоқ. Фотоны, ескертпені және файлды бұрынғыдай мөрлеуге болады.
trouble-encoder-missing-next = Құрылғының өз камерасымен түсіріп, файлды осында енгізіңіз немесе фото түсіріңіз.

trouble-end-waiting-what = Жазу аяқталды, бірақ оның бәрі әлі мөрленген жоқ
trouble-end-waiting-means = Бұған дейін қабылданғаны мөрленген. Қалғаны жадта күтіп тұр; қолданба бұрын жабылса, ол жоғалады.
trouble-end-waiting-next = Қолданбаны жаппаңыз: құрылғының жады жауап бере салысымен қалғаны мөрленеді. Тізімде жазу аяқталған болып көрінгенше күтіңіз.

trouble-end-unconfirmed-what = Жазудың аяқталғаны расталмады
trouble-end-unconfirmed-means = Оған дейін қабылданғанның бәрі мөрленді; соңғы секунды ғана ашық қалуы мүмкін.
trouble-end-unconfirmed-next = Бірден қайта жаза аласыз. Кейін тізімде ол әлі «жазылып жатыр» болып тұрса, қолданбаны жауып, қайта ашыңыз.

trouble-file-unreadable-what = Файлды оқу мүмкін болмады
trouble-file-unreadable-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-file-unreadable-next = Файлдың орнында екенін тексеріңіз немесе оның мәтінін қойыңыз.

trouble-file-too-large-what = Файл шақыру болу үшін тым үлкен
trouble-file-too-large-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-file-too-large-next = Ұйымыңыз берген шақыру файлын таңдаңыз.

trouble-picture-without-code-what = Бұл суреттен шақырудың бірде-бір коды оқылмады
trouble-picture-without-code-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-picture-without-code-next = Кодты камераға көрсетіңіз («Кодты сканерлеу») немесе шақыру файлын ашыңыз.

trouble-codes-missing-what = Бұл суреттерде шақыру кодтарының тек бір бөлігі бар
trouble-codes-missing-means = Бұл құрылғыда ештеңе өзгерген жоқ.
trouble-codes-missing-next = Барлық кодтың суреттерін бірден ашыңыз немесе кодтарды камераға көрсетіңіз («Кодты сканерлеу»).

trouble-bug-what = Қолданба қателесті
trouble-bug-means = Бұрын мөрленгені сол күйінде.
trouble-bug-next = Қолданбаны жауып, қайта ашыңыз. Қайталанса, қай экранды көргеніңізді ұйымыңызға айтыңыз.

## How far an item has come

dots-going-on = Жазылуда. Бір секундтан бұрынғының бәрі мөрленген.
dots-sealed = Осы құрылғыда мөрленген.
dots-noted = Мөрленіп, тіркелді: сол уақытта бар болғаны дәлелденеді. Мазмұны әлі тек осында.
dots-delivered = Жеткізілді: сервер бәрін толық сақтайтынына қол қойды.

## Boxes that scroll

scroll-more = Төменде жалғасы бар

passphrase-short = Ол қысқа: құрылғы қолына түскен адам мұндайдың бәрін теріп көре алады. Бір-біріне қатысы жоқ бес немесе одан көп сөз берік болады.
passphrase-short-go = Бәрібір осыны алу
