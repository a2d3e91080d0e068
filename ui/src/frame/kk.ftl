## The window around every screen

screens = Экрандар
screen-waits = Қазіргі іс аяқталған соң ашылады
screen-capture = Түсіру
screen-tally = Санау
screen-write = Форма
screen-mine = Тізім
screen-more = Тағы
screen-settings = Баптаулар
screen-status = Осы құрылғы
screen-office = Мұрағат
screen-verify = Пакетті тексеру
screen-invitation = Бастау
opening = Ашылуда…

banner-trial = Жаттығу режимі: бәрі тек осы құрылғыда, басқа ешкімде жоқ.
banner-trial-archive = Жаттығу режимі: шын мұрағатты бірнеше адам сақтайтын кілт үлестері ғана ашады. Мұнда олар қасында жатыр.
banner-destroyed = Кілттер жойылды: ештеңе қосылмайды, жіберілмейді. Мөрленгендер әлі осында болуы мүмкін.
banner-label = Хабарлар
banner-close = Бұл хабарды жабу
screen-form = Форма
