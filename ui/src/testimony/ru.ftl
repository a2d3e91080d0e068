### Правозащитник и свидетель. Бережно, на «вы», без наводящих вопросов.

screen-testimony = Рассказ свидетеля
testimony-steps = Шаги беседы
testimony-step-before = Прежде чем начать
testimony-step-consent = Согласие
testimony-step-who = Кто
testimony-step-interview = Рассказ
testimony-step-read-back = Чтение вслух
testimony-step-sign-off = Завершение
testimony-step-of = { $step } из { $steps } · { $name }
testimony-steps-all = Все шаги
testimony-back = Назад
testimony-return = Назад к шагу «{ $step }»
testimony-forward = Дальше
testimony-go-on = Вернуться
testimony-leave = Выйти, продолжить позже
testimony-reopen = Открыть снова
testimony-saved = Сохранено в сейфе
testimony-saving = Сохраняется…
testimony-unsaved = Не сохранено
testimony-unsaved-body = Сказанное есть только в этом окне. Оно сохранится само, как только это станет возможно. Не закрывайте окно.
testimony-working = Запечатывается…

## Начатые и новая

testimony-begin-body = Беседуйте только там, где вам никто не помешает. Написанное лежит в сейфе.
testimony-begin-sealed = Запечатанное на этом устройстве не откроет никто.
testimony-begin = Начать беседу
testimony-drafts = Начатые и не запечатанные
testimony-drafts-none = Незаконченного нет.
testimony-draft-unreadable = Эта версия не может его прочитать
testimony-draft-at = { $step } · { $day }
testimony-draft-left = Рассказ запечатан. Удалить его черновик из сейфа не удалось: удалите его из списка, чтобы не запечатать дважды.
testimony-resume = Продолжить
testimony-delete = Удалить
testimony-delete-body = Написанный текст будет удалён. Уже запечатанное (согласие, звук, карточка с именем) останется.
testimony-delete-sure = Удалить
testimony-withdraw = Человек отзывает согласие
testimony-withdraw-body = Передумать можно в любое время. Достаточно шести слов, которые человек получил в конце беседы. То, что уже опубликовано, вернуть нельзя.
testimony-withdraw-words = Шесть слов
testimony-withdraw-go = Отозвать согласие
testimony-withdraw-done = Запечатано. После ближайшей отправки организация будет знать, что согласия больше нет ни на что.
testimony-withdraw-unknown = На этом устройстве нет рассказа с такими шестью словами. Проверьте каждое слово; если беседа была на другом устройстве, рассказ найдут в офисе.

## Ответы

testimony-five-yes = Да
testimony-five-no = Нет
testimony-five-unknown = Не знает
testimony-five-refused = Не хочет говорить
testimony-five-not-asked = Не спрашивали
testimony-choice-yes = Да
testimony-choice-no = Нет
testimony-choice-later = Решу позже
testimony-choice-not-asked = Не спрашивали

## Прежде чем начать

testimony-before-body = Спрашивайте спокойно, по одному. То, на что человек не хочет отвечать, второй раз не спрашивают.
testimony-before-alone = Вы вдвоём, и больше никто не слышит?
testimony-before-safe = Безопасно ли человеку говорить здесь и сейчас?
testimony-before-language = Язык человека
testimony-before-interpreter = Кто-нибудь переводит?
testimony-before-child = Человеку меньше 18 лет?
testimony-before-child-note = Ребёнка выслушивают только с согласия родителя или опекуна и самого ребёнка и только если это ему не повредит.
testimony-before-guardian = Здесь ли родитель или опекун и согласен ли он?
testimony-before-heard-before = Этого человека уже кто-нибудь опрашивал?
testimony-form = Сколько записывать
testimony-form-why = Обычно берут короткий первый рассказ. Если поздний рассказ разойдётся в подробностях, это могут обратить против человека.
testimony-form-short = Короткий первый рассказ
testimony-form-long = Полная форма, по разделам
testimony-form-ask-first = Полная форма откроется, когда вы спросите, выслушивали ли человека раньше.
testimony-form-reason = Почему всё-таки нужна полная форма? (Без имён)
testimony-form-no-reason = Для полной формы причина не нужна: человека ещё не опрашивали.
testimony-form-reason-here = Для полной формы нужна причина; её пишут здесь.
testimony-language-other = Другой язык
testimony-language-tag = Его код, например uz или ky

## Согласие

testimony-consent-body = Прочитайте каждую карточку вслух. Подождите. Ни один ответ не подразумевается, и любой может быть «нет».
testimony-consent-language = Язык, на котором вы всё это объясняете
testimony-consent-aloud = Карточки показаны на языке, на котором вы читаете: { $language }.
testimony-consent-written = Можно ли записать ваш рассказ текстом?
testimony-consent-written-hint = Без вашего «да» ничего не записывается, и мы на этом остановимся.
testimony-only-yes = Дальше ведёт только «да».
testimony-after-no = На этом мы останавливаемся. Внизу страницы можно удалить ответы.
testimony-after-no-sealed = Внизу страницы этот ответ запечатывается, и согласие отзывается.
testimony-said-no = Человек не согласен, и беседа на этом заканчивается. Об этом ничего не запечатано и ничего не отправляется; на этом устройстве остались только эти ответы.
testimony-said-later = Человек ещё не решил, поэтому ничего не записывается. Об этом ничего не запечатано и ничего не отправляется. Выйдите, чтобы продолжить позже, или удалите ответы.
testimony-stop-here = Закончить и удалить ответы
testimony-consent-recorded = Можно ли записать и ваш голос, на звук?
testimony-consent-recorded-hint = По голосу вас могут узнать. Рассказ можно взять и без него.
testimony-consent-assent = А ты хочешь рассказать?
testimony-consent-assent-hint = Это спрашивают у ребёнка простыми словами. Его «нет» достаточно, что бы ни сказал родитель или опекун.
testimony-consent-uses = Для чего это можно использовать
testimony-consent-uses-body = Каждое решается отдельно. То, на что вы не согласны, не случится.
testimony-use-internal-list = Наш собственный список
testimony-use-about-internal-list = Его видит только организация, чтобы помогать и считать.
testimony-use-name-in-public = Ваше имя в публичном списке
testimony-use-about-name-in-public = Его прочтёт кто угодно, и те, кого вы опасаетесь, тоже. Вернуть это нельзя.
testimony-use-pseudonymous-publication = Ваш рассказ открыто, без имени
testimony-use-about-pseudonymous-publication = Под другим именем. Те, кто знает о случившемся, всё же могут вас узнать.
testimony-use-lawyer = Адвокат
testimony-use-about-lawyer = Может защищать этим вас или других.
testimony-use-un-and-regional-bodies = ООН и региональные органы
testimony-use-about-un-and-regional-bodies = Могут спросить об этом правительство.
testimony-use-court-abroad = Суд в другой стране
testimony-use-about-court-abroad = Другая сторона, возможно, это прочтёт.
testimony-use-court-here = Суд в этой стране
testimony-use-about-court-here = Другая сторона, возможно, это прочтёт, и вас могут вызвать.
testimony-use-media = Журналисты
testimony-use-about-media = Они сами решают, что печатать.
testimony-use-research = Исследования
testimony-use-about-research = Подсчёты и сравнения, без имён.
testimony-until = На какой срок?
testimony-until-open = Пока я не отзову
testimony-until-months =
    { $months ->
        [one] На { $months } месяц
        [few] На { $months } месяца
        [many] На { $months } месяцев
       *[other] На { $months } месяца
    }
testimony-until-day = До определённого дня
testimony-until-this = До { $day }
testimony-risks = Пожалуйста, скажите это вслух
testimony-risks-device = Устройство могут забрать. Запечатанное на нём откроет только организация, и не здесь.
testimony-risks-device-review = Устройство могут забрать. Если нас заставят открыть сейф, запечатанное здесь смогут прочитать, кроме карточки с вашим именем.
testimony-risks-known = Тот, кто знает, что с вами случилось, может узнать вас в рассказе и без имени.
testimony-risks-public = То, что однажды опубликовано, вернуть нельзя.
testimony-risks-safe = Вы можете остановиться в любую минуту, что угодно пропустить и на что угодно не отвечать. Никто за это не рассердится.
testimony-risks-named = Риски названы
testimony-change-body = Позже вы можете передумать: назовите нам шесть слов, которые получите в конце. Объяснять причину не нужно.
testimony-change-told = Сказано, как передумать
testimony-how = Как человек выражает согласие?
testimony-how-hint = Достаточно одного способа.
testimony-how-here = Здесь появится то, что нужно для выбранного способа.
testimony-how-none = Не спрашивали
testimony-how-voice = Своим голосом
testimony-how-sign = Нарисованным знаком
testimony-how-witnessed = Устно, при ком-то
testimony-how-by = Кто присутствует? Роль, без имени
testimony-how-voice-first = Голос записывается на звук только после «да» и на текст, и на звук.
testimony-how-voice-answer = Голос записывается на звук, когда на это ответят.
testimony-how-voice-record = Записать звук, несколько секунд
testimony-voice-stop = Остановить ({ $seconds } с)
testimony-voice-again = Запечатано. Ещё раз
testimony-voice-first = Голос: после «да»
testimony-voice-answer = Голос: после ответа
testimony-voice-busy = Идёт запись звука
testimony-voice-cut = Голос, который начали записывать { $when }, прервался. Он запечатан сам по себе и ответом здесь не считается. Запишите ещё раз.
testimony-voice-cut-kept = Голос, который начали записывать { $when }, прервался. Он запечатан сам по себе; в силе тот, что записан до него.
testimony-voice-replay = Послушать ещё раз
testimony-file-consent = Запечатать согласие
testimony-file-refusal = Запечатать отказ

## Нарисованный знак

testimony-pad = Место, чтобы нарисовать знак
testimony-pad-keys = Рисуйте пальцем или мышью. С клавиатуры: стрелки двигают перо, пробел опускает и поднимает его.
testimony-pad-taps = Рисовать отдельными касаниями
testimony-pad-clear = Очистить
testimony-pad-down = Перо опущено.
testimony-pad-some = Что-то нарисовано.
testimony-pad-none = Ничего не нарисовано.
testimony-pad-not-your-name = Подойдёт любой знак. Пожалуйста, не подпись, как в паспорте, и не имя: по известной подписи узнают человека.

## Кто

testimony-pseudonym = Как дальше называть человека
testimony-pseudonym-body = Выбрано случайно. О человеке это ничего не говорит. Инициалов, пожалуйста, не надо.
testimony-pseudonym-another = Другое
testimony-identity = Кто это
testimony-identity-body = Только если человек хочет. Карточка сразу запечатывается для двух людей, которые хранят имена свидетелей. Она исчезает с экрана, и открыть её на этом устройстве нельзя.
testimony-identity-open = Заполнить карточку
testimony-identity-refuse = Человек не хочет говорить
testimony-identity-refused = Человек не хочет говорить, кто он. Это его право.
testimony-identity-name = Имя
testimony-identity-other = Другие имена
testimony-identity-born = Дата рождения
testimony-identity-contact = Как безопасно связаться с человеком
testimony-identity-remark = Что ещё говорит о том, кто это
testimony-identity-once = Проверьте сейчас: больше вы этого не увидите.
testimony-identity-seal = Запечатать карточку
testimony-identity-cancel = Оставить пустой
testimony-identity-sealed = Карточка запечатана. Дальше есть только { $pseudonym }.
testimony-identity-watched = Если имя с карточки окажется в рассказе, вам об этом скажут.
testimony-identity-not-watched = Имена больше не сравниваются: с тех пор сейф запирался или приложение закрывалось. Не пишите имён в рассказ.

## Рассказ

testimony-interview-body = Пусть человек рассказывает в своём порядке. Пишите его слова, не свои. Спрашивайте открыто: что было потом? Не спрашивайте, состоит ли он где-нибудь.
testimony-sound-begin = Записывать на звук
testimony-sound-again = Записывать дальше
testimony-sound-on = Идёт запись звука
testimony-sound-not-agreed = Голос не записывается на звук: согласия на это нет.
testimony-sound-count =
    { $count ->
        [0] Звукозаписей пока нет
        [one] { $count } звукозапись, запечатана
        [few] { $count } звукозаписи, запечатаны
        [many] { $count } звукозаписей, запечатано
       *[other] { $count } звукозаписи, запечатаны
    }
testimony-break = Сделать перерыв
testimony-tired = Прошло 45 минут. Предложите перерыв и воду.
testimony-sections = Разделы
testimony-section-account = Короткий рассказ
testimony-section-before = До этого
testimony-section-taken = Задержание
testimony-section-van = В машине
testimony-section-station = В отделе полиции
testimony-section-court = В суде
testimony-section-other = Остальное
testimony-section-read = Этот раздел уже прочитан вслух. Его слова остаются как есть; добавить можно в «Чтении вслух».
testimony-ask-account = Что произошло?
testimony-ask-before = Что было до этого?
testimony-ask-taken = Как это произошло?
testimony-ask-van = Что было в дороге?
testimony-ask-station = Что было там?
testimony-ask-court = Что было в суде?
testimony-ask-other = Хочет ли человек сказать что-нибудь ещё?
testimony-words-hint = Словами человека, на его языке, по одной фразе в строке. Отметьте, откуда он это знает.
testimony-line = Строка { $number }
testimony-line-add = Ещё строка
testimony-known = Откуда человек это знает?
testimony-known-saw = своими глазами
testimony-known-heard = на слух
testimony-known-told = со слов других
testimony-known-inferred = вывод
testimony-when = Когда
testimony-when-day = День
testimony-when-month = Месяц
testimony-when-year = Год
testimony-when-time = Время
testimony-when-about = примерно
testimony-when-said-about = примерно { $when }
testimony-place = Где
testimony-facts = Факты
testimony-facts-body = Только то, что человек сказал сам или о чём вы спросили. Нетронутое считается не спрошенным, а не ответом «нет».
testimony-fact-water = Была ли вода для питья?
testimony-fact-food = Была ли еда?
testimony-fact-lawyer = Пустили ли адвоката?
testimony-fact-relatives-told = Сообщили ли родным?
testimony-fact-phone-taken = Забирали ли телефон?
testimony-fact-footage-erased = Удаляли ли фото или видео?
testimony-fact-force = Применяли ли силу?
testimony-stop = Человек хочет остановиться
testimony-stop-body = Это можно в любую минуту. Можно ли сохранить сказанное до сих пор как есть? Если нет, вернитесь, выйдите из беседы и удалите её.
testimony-stop-keep = Остановить и сохранить

## Чтение вслух

testimony-read-body = Прочитайте каждый раздел вслух, медленно. О каждом решает человек.
testimony-read-nothing = Пока ничего не рассказано.
testimony-read-right = Человек говорит, что всё верно.
testimony-read-changed = Прочитано, с добавлением.
testimony-read-left-out = Человек отозвал этот раздел. Его слов здесь больше нет.
testimony-read-is-right = Всё верно
testimony-read-change = Добавить или поправить
testimony-read-leave = Отозвать раздел
testimony-read-leave-body = Слова этого раздела будут удалены, вернуть их нельзя. Останется видно только то, что раздел был. Снятый звук останется запечатанным.
testimony-read-leave-sure = Человек отзывает раздел
testimony-read-tell-again = Человек хочет рассказать заново
testimony-read-added = Добавлено при чтении
testimony-read-add-label = Что человек добавляет?
testimony-read-add = Добавить

## Завершение

testimony-sign-body = Всё прочитано вслух. Как человек хочет завершить? Ни один из трёх способов не лучше других.
testimony-sign = Завершение
testimony-sign-none = Не спрашивали
testimony-sign-drawn = Нарисовать знак
testimony-sign-voice = Сказать вслух
testimony-sign-agreed-not-signed = Согласие без подписи
testimony-sign-agreed-body = Человек говорит, что всё верно, и не оставляет знака.
testimony-sign-voice-record = Записать звук, несколько секунд
testimony-sign-this = Завершить так
testimony-signed-drawn = Завершено нарисованным знаком.
testimony-signed-voice = Завершено голосом человека.
testimony-signed-agreed-not-signed = Согласие без подписи.
testimony-signed-stopped = Остановлено раньше. Будет указано, что до конца это не прочитано.
testimony-signed-named =
    { $count ->
        [one] В рассказе всё ещё стоит { $count } имя или номер из карточки: { $words }. Исправьте сейчас или запечатайте осознанно.
        [few] В рассказе всё ещё стоят { $count } имени или номера из карточки: { $words }. Исправьте сейчас или запечатайте осознанно.
        [many] В рассказе всё ещё стоят { $count } имён или номеров из карточки: { $words }. Исправьте сейчас или запечатайте осознанно.
       *[other] В рассказе всё ещё стоят { $count } имени или номера из карточки: { $words }. Исправьте сейчас или запечатайте осознанно.
    }
testimony-file-body = Запечатанное на этом устройстве уже никто не откроет, а черновик удаляется.
testimony-file-body-review = Запечатанное уже никто не изменит, а черновик удаляется.
testimony-file = Запечатать рассказ
testimony-unsign = Ещё нет, вернуться

## Запечатано

testimony-done = Рассказ запечатан
testimony-done-body = Спасибо. Рассказ, записанный под именем «{ $pseudonym }», запечатан. Пока он не доставлен, он есть только на этом устройстве.
testimony-words = Шесть слов
testimony-words-body = Человек может их запомнить или переписать себе. Они ни о ком ничего не говорят, и по ним можно найти этот рассказ или отозвать согласие.
testimony-words-once = Они показываются только сейчас и больше никогда. Запишите их, прежде чем идти дальше.
testimony-words-language = Язык шести слов
testimony-next = Что будет дальше
testimony-next-send = Рассказ отправится сам, как только будет сеть. До тех пор он есть только на этом устройстве: берегите его.
testimony-next-doctor = Если человек пострадал: врач в течение 24 часов и медицинская справка.
testimony-next-lawyer = Адвокат, если человек хочет.
testimony-next-relatives = Знают ли родные, где человек?
testimony-next-reprisal = Если из-за рассказа угрожают, сразу скажите нам.
testimony-next-withdraw = Согласие можно отозвать в любое время по шести словам.
testimony-done-leave = Слова записаны, закончить

## Чему мешает правило и что делать

testimony-refused-consent-not-filed = Согласие на карточках ещё не запечатано в этом виде. Перейдите в «Согласие» и запечатайте его, тогда это откроется.
testimony-refused-consent-not-filed-here = Согласие на карточках ещё не запечатано в этом виде. Запечатайте его кнопкой внизу.
testimony-refused-need-consent = Согласия на это нет: ни рассказ, ни звук не записываются.
testimony-refused-ask-first = Сначала, пожалуйста, спросите: этот вопрос ещё не задан.
testimony-refused-language-needed = Выберите язык, на котором вы объясняли.
testimony-refused-risks-needed = Назовите, пожалуйста, риски и отметьте это.
testimony-refused-change-needed = Скажите, пожалуйста, как передумать, и отметьте это.
testimony-refused-how-needed = Выберите, как человек соглашается, и сделайте это.
testimony-refused-voice-refused = Голос записывать нельзя. Выберите другой способ согласиться.
testimony-refused-by-needed = Укажите, кто присутствует: роль, без имени.
testimony-refused-guardian-needed = Нужно согласие родителя или опекуна. Ответьте в «Согласие».
testimony-refused-guardian-needed-here = Нужно согласие родителя или опекуна.
testimony-refused-assent-needed = Согласиться должен и сам ребёнок.
testimony-refused-reason-needed = Человека уже выслушивали, или это возможно. Назовите причину словами или возьмите короткий первый рассказ.
testimony-refused-first-account = В первом рассказе один раздел. Сначала уберите сказанное в других или оставьте полную форму.
testimony-refused-read-already = Это уже прочитано вслух. Слова остаются; добавьте в «Чтении вслух».
testimony-refused-read-already-here = Это уже прочитано вслух. Слова остаются; можно добавить.
testimony-refused-not-read-back = Прочитано ещё не всё. Перейдите в «Чтение вслух».
testimony-refused-not-read-back-here = Это ещё не прочитано вслух.
testimony-refused-signed = Беседа завершена. Чтобы что-то изменить, сначала вернитесь из завершения.
testimony-refused-not-signed = Беседа ещё не завершена.
testimony-refused-nothing-told = Пока ничего не рассказано.
testimony-refused-too-long = Это длиннее, чем помещается. В первом рассказе не больше 4000 знаков; сократите.
testimony-refused-too-many = Это больше, чем помещается.
testimony-refused-not-a-date = Такой даты нет. Неизвестное оставьте пустым.
testimony-refused-not-a-language = Это не код языка. Примеры: kk, ru, uz.
testimony-refused-nothing-drawn = Пока ничего не нарисовано.
testimony-refused-name-needed = В карточке нет имени.
testimony-refused-pseudonym-needed = Человека нужно как-то называть.
testimony-refused-identity-sealed = Карточка уже запечатана.
testimony-refused-other = Это не удалось принять. Всё прежнее не изменилось. Выйдите из беседы и откройте её снова.

## На что стоит взглянуть

testimony-finding-not-safe = Человек говорит, что это небезопасно. Подумайте, не остановиться ли.
testimony-finding-not-alone = Вас может слышать кто-то ещё. Подумайте о другом месте.
testimony-may-not-alone = Если кто-то слышит, подумайте о другом месте.
testimony-may-not-safe = Если нет, подумайте, не остановиться ли.
testimony-finding-initials = Это похоже на инициалы. Кто знает человека, узнает его по ним.
testimony-finding-names-the-person = Здесь, похоже, имя или номер из карточки. Проверьте; решать вам.
testimony-finding-names =
    { $count ->
        [one] Здесь, похоже, { $count } имя или номер из карточки: { $words }. Проверьте; решать вам.
        [few] Здесь, похоже, { $count } имени или номера из карточки: { $words }. Проверьте; решать вам.
        [many] Здесь, похоже, { $count } имён или номеров из карточки: { $words }. Проверьте; решать вам.
       *[other] Здесь, похоже, { $count } имени или номера из карточки: { $words }. Проверьте; решать вам.
    }
testimony-named-here = Есть в карточке: { $words }
testimony-named-word = «{ $word }»
testimony-named-before = Здесь было найдено одно имя с карточки или несколько, когда имена ещё сравнивались. Теперь они не показаны: найдите их сами.
testimony-unwatched = Имена больше не сравниваются. Проверяйте сами.
testimony-unwatched-file = Перечитайте рассказ перед тем, как запечатать: нет ли в нём имён.
testimony-names-none = Карточки с именем нет, сравнивать не с чем. Не пишите имён в рассказ.

## Что ещё не сделано, в двух словах

testimony-open-written = запись текстом
testimony-open-recorded = можно ли записывать голос
testimony-open-language = язык объяснения
testimony-open-risks = риски
testimony-open-change = как передумать
testimony-open-assent = согласие самого ребёнка
testimony-open-guardian = родитель или опекун
testimony-open-how = способ согласия
testimony-open-witnessed = роль того, кто присутствует
testimony-open-voice = несколько секунд голоса
testimony-open-sign = нарисованный знак
testimony-open-until = день окончания
testimony-open-pseudonym = псевдоним
testimony-open-name = имя
testimony-open-birth = рождение

## Слова, которые ещё нигде не сохранены

testimony-loose-card = Карточка ещё не запечатана. Если продолжить так, она пропадёт.
testimony-loose-card-keep = Запечатать карточку
testimony-loose-card-drop = Оставить пустой
testimony-loose-added = Дополнение ещё не сохранено. Если продолжить так, оно пропадёт.
testimony-loose-added-keep = Добавить
testimony-loose-added-drop = Не добавлять
testimony-loose-drawn = Знак нарисован, но рассказ им ещё не завершён. Если продолжить так, знак пропадёт.
testimony-loose-drawn-keep = Завершить этим знаком
testimony-loose-drawn-drop = Удалить знак
testimony-loose-words = Шесть слов записаны? Больше они показаны не будут.
testimony-loose-words-keep = Остаться и переписать
testimony-loose-words-drop = Записаны, идти дальше

## Неполадки

trouble-no-witness-compartment-what = В вашей организации некому хранить имена свидетелей.
trouble-no-witness-compartment-means = Ничего о том, кто этот человек, не взято и не сохранено. Рассказ полон и без этого, под псевдонимом.
trouble-no-witness-compartment-next = Продолжайте с псевдонимом. О связи договоритесь с человеком, не записывая здесь.

trouble-no-interview-what = Эта беседа больше не открыта.
trouble-no-interview-means = Всё сохранённое лежит в сейфе.
trouble-no-interview-next = Откройте её снова из списка.

## Why a button cannot be pressed

testimony-why-working = Подождите: читается сейф.
testimony-why-six-words = Сначала впишите шесть слов.
testimony-why-sound = Идёт запись звука. Сначала остановите её.
testimony-why-drawn = Пока ничего не нарисовано.
testimony-why-added = Пока ничего не добавлено.
testimony-why-lines = Здесь помещается строк: { $most }.
