## The window around every screen

screens = Экраны
screen-capture = Съёмка
screen-tally = Счёт
screen-write = Записать
screen-mine = Моё
screen-more = Ещё
screen-settings = Настройки
screen-status = Это устройство
opening = Открывается…
screen-form = Форма
