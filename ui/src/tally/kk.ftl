## Сөзсіз санау

tally-empty = Көргеніңіздің әрқайсысы үшін белгіні басыңыз. Ұстап тұру немесе −1 біреуін кемітеді. Әр басу уақытымен мөрленеді.
tally-body =
    { $count ->
        [one] Қолданба ашылғалы { $count } саналды. Әр басу уақытымен мөрленді.
       *[other] Қолданба ашылғалы { $count } саналды. Әр басу уақытымен мөрленді.
    }
tally-one-more = { $what }: { $count }. Тағы біреу
tally-one-less = { $what }: біреуге кем
tally-person-to-van = Адам автозакқа әкетілді
tally-baton = Таяқ
tally-hurt = Жараланған адам
tally-child = Бала
tally-press = Баспасөз
tally-mask = Бетперделі қызметкер
tally-bus = Ұсталғандар тиелген автобус
tally-cannon = Су атқыш
tally-force = Күш қолдану
tally-gas = Газ
tally-dog = Ит
tally-vehicle = Көлік
