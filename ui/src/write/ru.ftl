## What can be written down

write-new = Начать
write-about-testimony = Рассказ человека: сначала согласие, имя отдельно
write-about-detention = Одно задержание одного человека, без имён
write-about-vote-count = Бумага участка вместе с её снимками
write-begun = Ещё не запечатано
write-begun-none = Незаконченного нет. Начните что-нибудь ниже: начатое будет ждать вас здесь.
write-locked = Незаконченные беседы и формы лежат в запертом хранилище. Они появятся, когда вы его откроете.
write-answered =
    { $count ->
        [one] Отвечен { $count } вопрос
        [few] Отвечено { $count } вопроса
        [many] Отвечено { $count } вопросов
       *[other] Отвечено { $count } вопроса
    }
write-not-kept = Только в памяти: исчезнет, когда приложение закроют
write-kept = Сохранено { $time }
write-older = От другой версии формы
write-sealed = Уже запечатано: остался только черновик. Удалите его.
write-unknown-form = Форма
write-resume = Продолжить
write-resume-named = Продолжить: { $title }
write-discard = Удалить
write-discard-named = Удалить: { $title }
write-discard-sure = Удалить? Введённое нельзя будет вернуть.
write-discard-no = Оставить
