## What can be written down

write-new = Начать
write-about-testimony = Рассказ человека: сначала согласие, имя отдельно
write-about-detention = Одно задержание одного человека, без имён
write-about-vote-count = Протокол избирательного участка и его снимки
write-begun = Ещё не запечатано
write-begun-none = Незаконченного нет. Начните что-нибудь ниже.
write-locked = Незаконченные беседы и формы лежат в сейфе. Они появятся, когда вы его откроете.
write-interrupted = Сейф заперся, потому что здесь никого не было. Открытая форма или беседа лежит в нём, какой была, и откроется снова по парольной фразе.
write-answered = Есть ответы: { $count }
write-station = Избирательный участок № { $number }
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
