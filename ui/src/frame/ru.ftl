## The window around every screen

screens = Экраны
screen-waits = Откроется, когда закончится то, что идёт сейчас
screen-capture = Съёмка
screen-tally = Подсчёт
screen-write = Формы
screen-mine = Список
screen-more = Ещё
screen-settings = Настройки
screen-status = Это устройство
screen-office = Архив
screen-verify = Проверить пакет
screen-invitation = Начало
opening = Открывается…

banner-trial = Учебный режим: всё только на этом устройстве, больше ни у кого.
banner-trial-archive = Учебный режим: настоящий архив открывают только доли ключа, которые хранят несколько человек. Здесь они лежат рядом.
banner-destroyed = Ключи уничтожены: добавлять и отправлять нельзя. Запечатанное может ещё лежать здесь.
banner-label = Сообщения
banner-close = Закрыть это сообщение
screen-form = Форма

closing-testimony = То, что рассказано и выбрано с последнего сохранения, есть только в этом окне: сохранить его не удалось. Если окно сейчас закрыть, оно пропадёт.
closing-form = Начатая форма есть только в этом окне: она нигде не сохранена. Если окно сейчас закрыть, она пропадёт.
closing-stay = Остаться
closing-leave = Закрыть и потерять
