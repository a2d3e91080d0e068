## The window around every screen

screens = Экраны
screen-capture = Съёмка
screen-tally = Счёт
screen-write = Записать
screen-mine = Моё
screen-more = Ещё
screen-settings = Настройки
screen-status = Это устройство
screen-office = Архив
screen-verify = Проверить пакет
opening = Открывается…
