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
screen-invitation = Начало
opening = Открывается…

banner-trial = Учебный режим: всё остаётся на этом устройстве. Больше ни у кого этого нет.
banner-trial-archive = Учебный режим: настоящий архив открывают только доли ключа, которые хранят несколько человек. Здесь они лежат рядом.
banner-destroyed = Ключи этого устройства уничтожены. Ничего нельзя ни добавить, ни отправить.
banner-label = Сообщения
banner-close = Закрыть это сообщение
screen-form = Форма
