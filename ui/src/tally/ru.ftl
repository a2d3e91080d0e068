## Счёт без слов

tally-empty = Нажимайте на знак за каждого, кого видите. Удерживайте знак, чтобы убавить. Каждое нажатие запечатывается со временем.
tally-body = Сейчас на экране: { $count }. Удерживайте знак, чтобы убавить. Каждое нажатие запечатано со временем.
tally-one-more = Плюс один
tally-person-to-van = Увели в автозак
tally-baton = Дубинка
tally-hurt = Травма
tally-child = Ребёнок
tally-press = Пресса
tally-mask = Сотрудник в маске
tally-bus = Увозят автобусом
tally-cannon = Водомёт
tally-force = Насилие
tally-gas = Газ
tally-dog = Собака
tally-vehicle = Машина
tally-undo = Отменить последнее нажатие: { $what }
tally-undo-less = Отменить последнее убавление: { $what }
tally-undo-nothing = Отменить последнее нажатие
settings-tally-words = Слова под знаками подсчёта
