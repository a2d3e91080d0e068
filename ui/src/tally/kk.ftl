## Сөзсіз санау

tally-empty = Көрген әрқайсысы үшін белгіні басыңыз. Бірін кеміту үшін басып тұрыңыз. Әр басу уақытымен мөрленеді.
tally-body = Қазір экранда: { $count }. Бірін кеміту үшін белгіні басып тұрыңыз. Әр басу уақытымен мөрленді.
tally-one-more = Тағы біреу
tally-person-to-van = Автозакқа әкетілді
tally-baton = Резеңке таяқ
tally-hurt = Жарақат алған адам
tally-child = Бала
tally-press = Баспасөз
tally-mask = Бетперделі қызметкер
tally-bus = Ұсталған адамдар автобусы
tally-cannon = Су атқыш
tally-force = Күш қолдану
tally-gas = Газ
tally-dog = Ит
tally-vehicle = Көлік
tally-undo = Соңғы басуды болдырмау: { $what }
tally-undo-less = Соңғы кемітуді болдырмау: { $what }
tally-undo-nothing = Соңғы басуды болдырмау
settings-tally-words = Санау белгілерінің астындағы сөздер
