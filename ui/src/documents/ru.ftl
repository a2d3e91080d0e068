### What a record says, as a document: to read in the archive, and to print for a lawyer.

## What an item is called

title-testimony = Рассказ свидетеля: { $name }
title-consent = Согласие: { $name }
title-consent-unnamed = Согласие
title-withdrawal = Отзыв согласия: { $name }
title-withdrawal-unnamed = Отзыв согласия
title-form =
    { $count ->
        [one] { $form }, { $count } ответ
        [few] { $form }, { $count } ответа
        [many] { $form }, { $count } ответов
       *[other] { $form }, { $count } ответа
    }
title-form-station = { $form }, избирательный участок { $station }
title-form-unnamed = Форма «{ $id }»
title-tag = Метка: { $tag }, к материалу { $item }
title-tag-alone = Метка: { $tag }
title-tally-more = Подсчёт: { $what }, плюс один
title-tally-less = Подсчёт: { $what }, минус один
title-held = Удержана рука: «Меня задерживают»

## Answers

doc-five-yes = Да
doc-five-no = Нет
doc-five-unknown = Человек не знает
doc-five-refused = Человек не захотел говорить
doc-five-not-asked = Не спросили
doc-choice-yes = Согласие есть
doc-choice-no = Согласия нет
doc-choice-later = Не решено, значит, согласия нет
doc-choice-not-asked = Не спросили, значит, согласия нет
doc-known-saw = своими глазами
doc-known-heard = на слух
doc-known-told = со слов других
doc-known-inferred = вывод
doc-known-not-asked = не спросили, откуда это известно
doc-not-asked =
    { $count ->
        [one] { $count } вопрос не задан
        [few] { $count } вопроса не заданы
        [many] { $count } вопросов не задано
       *[other] { $count } вопроса не задано
    }
doc-not-applicable =
    { $count ->
        [one] { $count } не применим
        [few] { $count } не применимы
        [many] { $count } не применимы
       *[other] { $count } не применимы
    }
doc-none-said = сказано, что не было

## The testimony

doc-person = Человек
doc-interview = Беседа
doc-from-to = { $from } – { $to }
doc-identity = Карточка с именем
doc-identity-not-asked = Не спросили
doc-identity-refused = Человек не захотел назвать себя
doc-identity-no-compartment = Не составлена: имена свидетелей здесь никто не хранит
doc-identity-sealed = Запечатана отдельно, откроется ключом к именам
doc-identity-here = Запечатана отдельно, здесь она открыта
doc-identity-closed = Запечатана отдельно. Она здесь и ждёт ключа к именам
doc-before-alone = Никто другой не слышал
doc-before-safe = Говорить там и тогда было безопасно
doc-before-language = Язык человека
doc-before-interpreter = Кто-то переводил
doc-before-child = Младше 18 лет
doc-before-guardian = Родитель или опекун присутствовал и согласен
doc-before-heard-before = Этого человека опрашивали раньше
doc-before-first-account = Объём
doc-extent-short = Короткий первый рассказ
doc-extent-long = Подробно, по разделам
doc-before-long-form-reason = Почему подробно
doc-recordings = Звукозаписи
doc-recording = Звукозапись { $number }
doc-stretch = { $what }, с { $from } до { $to }
doc-account = Рассказ
doc-section-account = Коротко
doc-section-before = До этого
doc-section-taken = Задержание
doc-section-van = В машине
doc-section-station = В отделе полиции
doc-section-court = В суде
doc-section-other = Что-то ещё
doc-when = Когда
doc-where = Где
doc-sound = Звук
doc-told-in = Язык рассказа
doc-fact-water = Дали пить
doc-fact-food = Дали поесть
doc-fact-lawyer = Пустили адвоката
doc-fact-relatives-told = Сообщили родным
doc-fact-phone-taken = Забрали телефон
doc-fact-footage-erased = Удалили фото или видео
doc-fact-force = Применили силу
doc-no-words = Слова не записаны.
doc-added = Добавлено, когда прочли вслух
doc-read-not-read = Человеку не прочитано.
doc-read-right = Прочитано вслух. Человек сказал, что всё верно.
doc-read-changed = Прочитано вслух. Человек добавил слова; первые слова остались.
doc-read-left-out = Этот раздел отозван. Слова удалены до того, как рассказ запечатали.
doc-closing = Завершение
doc-sign-drawn = Прочитано до конца и завершено знаком, который нарисовал человек.
doc-sign-voice = Прочитано до конца и завершено голосом человека.
doc-sign-agreed-not-signed = Прочитано до конца. Человек согласился и не оставил знака.
doc-sign-stopped = Остановлено раньше и сохранено по желанию человека. До конца не прочитано: человек не подтвердил, что всё верно.
doc-drawn = Знак, нарисованный от руки
doc-stood-out = На что обратить внимание
doc-finding-not-safe = Человек сказал, что говорить было небезопасно.
doc-finding-not-alone = Кто-то ещё мог слышать.
doc-finding-initials = Псевдоним похож на инициалы.
doc-finding-names-the-person = В словах может стоять имя или номер с карточки с именем. Проверьте, прежде чем передавать.
doc-finding-in = { $section }: { $finding }
doc-finding-other = Пометка устройства: { $key }

## Consent

doc-consent = Согласие
doc-consent-filed = Запечатано { $when }
doc-consent-missing = Согласия этого человека в архиве нет. Пока его нет, считайте, что ни на что согласия не дано.
doc-withdrawn = Согласие отозвано { $when }. Больше нет согласия ни на что.
doc-withdrawal = Человек отзывает все согласия, данные раньше. Больше нет согласия ни на что.
doc-replaced = Заменено более поздним согласием.
doc-child = Младше 18 лет
doc-guardian = Родитель или опекун присутствовал и согласен
doc-written-down = Записать рассказ текстом
doc-recorded = Записать голос на звук
doc-assent = Согласие самого ребёнка
doc-uses = Для чего можно использовать
doc-use = Для чего
doc-decision = Решение
doc-until = до: { $when }
doc-until-open = пока не отозвано
doc-in-voice = Сказано голосом
doc-explained-in = Объяснено на языке
doc-risks-named = Риски названы
doc-can-change-told = Сказано, как передумать
doc-how = Как дано согласие
doc-how-none = Не указано
doc-how-voice = Голосом самого человека
doc-how-sign = Нарисованным знаком
doc-how-witnessed = Сказано при свидетеле: { $by }
doc-use-internal-list = Собственный список организации
doc-use-name-in-public = Имя в публичном списке
doc-use-pseudonymous-publication = Публикация рассказа под псевдонимом
doc-use-lawyer = Адвокат
doc-use-un-and-regional-bodies = ООН и региональные органы
doc-use-court-abroad = Суд в другой стране
doc-use-court-here = Суд в этой стране
doc-use-media = Журналисты
doc-use-research = Исследования

## Identity card

doc-name = Имя
doc-other-names = Другие имена
doc-birth = Дата рождения
doc-contact = Как безопасно связаться
doc-remark = Что ещё говорит о том, кто это

## Forms, tags and records that are not known

doc-edition = «{ $id }», версия { $version }
doc-form-unknown = Эта версия приложения не знает этой формы. Вопросы и ответы стоят под именами самой формы.
doc-unknown = В этом описании есть то, чего эта версия приложения не знает. Оно стоит под именами самого описания.
doc-end = Сказано в конце
doc-end-at = Окончание
doc-end-added = Добавлено: { $value }
doc-end-added-before = Добавлено там, где в начале стоит { $before }: { $value }
doc-end-corrected = Исправлено: { $value }
doc-end-corrected-before = Сначала { $before }, исправлено на { $value }
doc-end-contradicted = Противоречит началу: { $value }
doc-end-contradicted-before = В начале сказано { $before }, в конце { $value }
doc-end-dated = Это подписано позже, по часам устройства { $when }. Раньше этого времени оно не доказано.
doc-beyond = Что ещё сказано в описании
doc-row = { $label }, { $row }
doc-more = И ещё { $count }; они не показаны.
doc-tag-sure = { $tag }
doc-tag-not-sure = { $tag }, не наверняка
doc-text = Слова
doc-held = Руку держали { $when }. Последняя запись реестра тогда: № { $seq },

## What belongs together

related-title = Связанные материалы
related-consent = Согласие, по которому записан рассказ
related-consent-back = Рассказ, записанный по нему
related-withdraws = Отзывает согласие
related-withdraws-back = Согласие отозвано
related-supersedes = Заменяет
related-supersedes-back = Заменено на
related-recording = Звукозапись беседы
related-recording-back = Звукозапись беседы к
related-voice = Звукозапись, где человек соглашается
related-voice-back = Согласие дано в этой звукозаписи
related-identity = Карточка с именем
related-identity-back = Карточка с именем к
related-about = Относится к
related-about-back = Относится к этому
related-same-file = Тот же файл, принятый ещё раз
related-same-person = О том же человеке
related-not-here = Нет в этом архиве
related-sealed = Имена свидетелей

## On paper

paper-print = Напечатать документ
paper-item = Номер
paper-record = SHA-256 описания
paper-device = Устройство
paper-organisation = Организация
paper-not-after = Уже существовало к
paper-proven = { $when }: доказано, журнал { $log }
paper-claimed = { $when }: только со слов устройства, не доказано
paper-no-time = Не доказано
paper-answers = Проверено
paper-not-judged = Ещё не проверено
paper-limit = Если всё сошлось, описание не менялось и к указанному времени уже существовало. Правда ли то, что в нём сказано, это не доказывает.
paper-printed = Напечатано { $when }
