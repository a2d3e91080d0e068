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

closing-testimony = Соңғы сақтаудан бері айтылғаны мен таңдалғаны тек осы терезеде тұр: оны сақтау мүмкін болмады. Терезе қазір жабылса, ол жоғалады.
closing-form = Басталған форма тек осы терезеде тұр: ол еш жерде сақталмаған. Терезе қазір жабылса, ол жоғалады.
closing-stay = Қалу
closing-leave = Жауып, жоғалту
