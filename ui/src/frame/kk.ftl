## The window around every screen

screens = Экрандар
screen-capture = Түсіру
screen-tally = Санау
screen-write = Жазып алу
screen-mine = Менікі
screen-more = Тағы
screen-settings = Баптау
screen-status = Осы құрылғы
screen-office = Мұрағат
screen-verify = Пакетті тексеру
screen-invitation = Бастау
opening = Ашылуда…

banner-trial = Жаттығу режимі: бәрі осы құрылғыда қалады. Бұл басқа ешкімде жоқ.
banner-trial-archive = Жаттығу режимі: шын мұрағатты бірнеше адам сақтайтын кілт үлестері ғана ашады. Мұнда олар қасында жатыр.
banner-destroyed = Осы құрылғының кілттері жойылған. Ештеңе қосуға да, жіберуге де болмайды.
banner-label = Хабарлар
banner-close = Бұл хабарды жабу
screen-form = Форма
