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
screen-back = Артқа
opening = Ашылуда…

banner-trial = Байқау: бәрі осы құрылғыда қалады. Бұл басқа ешкімде жоқ.
banner-destroyed = Осы құрылғының кілттері жойылған. Ештеңе қосуға да, жіберуге де болмайды.
banner-label = Хабарлар
banner-close = Бұл хабарды жабу
screen-form = Форма
