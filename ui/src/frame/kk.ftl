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
opening = Ашылуда…
