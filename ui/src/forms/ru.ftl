## A form being filled in

form-loading = Форма открывается…
form-loading-body = Пока ничего не записано.
form-leave = К списку форм
form-none-title = Ни одна форма не открыта
form-none-body = Выберите её в разделе «Формы». Сохранённое в сейфе ждёт там.
form-required = (надо спросить)
form-parts = Части формы
form-step = Шаг { $step } из { $steps }
form-parts-open = Части
form-part-answered = Есть ответ: { $answered } из { $asked }
form-part-required = Ещё надо спросить: { $count }
form-part-mend = Надо исправить: { $count }
form-part-look = Посмотреть ещё раз: { $count }
form-back = Назад
form-review = Назад к просмотру
form-next = Дальше
left = Осталось ({ $count }): { $names }

## Answers

form-states = Состояние ответа: { $label }
form-no-answer = Нет ответа…
form-no-rows = Не было, или нет ответа…
form-state-value = Есть ответ
form-state-unknown = Неизвестно
form-state-refused = Отказ
form-state-not-asked = Не спрошено
form-state-not-applicable = Не относится
form-kept-aside = Введённое здесь отложено. Пока выбран этот ответ, оно не запечатывается.
form-depends-now = Спрашивается по ответу выше
form-depends-not = Спрашивается лишь при некоторых ответах выше
form-sign-mend = Исправьте
form-sign-look = Посмотрите ещё раз
form-say-what = Уточнить…
form-words = Как сказано, своими словами
form-length = { $length } знаков из { $most }
form-mode = Насколько точно: { $label }
form-mode-exact = Точно
form-mode-about = Около
form-mode-range = От … до …
form-range-from = { $label }: от
form-range-to = { $label }: до
form-understood = Понято так: { $what }
form-not-understood = Не понято: { $what }
form-at-least = минимум { $value }
form-at-most = максимум { $value }
form-about = примерно { $value }
form-cannot-tell = Пока нельзя сказать
form-missing = Не хватает: { $name }
form-missing-more = Не хватает: { $name } и ещё { $more }
form-true = Да
form-false = Нет
form-place-row = { $label }, строка { $row }

## Dates

form-date-shape = Как сказано: { $label }
form-date-shape-at = Точное время
form-date-shape-on = Точная дата
form-date-shape-between = Промежуток
form-date-shape-since = Тогда или позже
form-date-shape-until = Тогда или раньше
form-date-part-day = День
form-date-part-month = Месяц
form-date-part-year = Год
form-date-part-time = Время
form-date-part-about = около
form-date-blank = Неизвестное оставьте пустым. Можно написать всю дату в первом поле: 17.05.2019.
form-date-blank-when = Неизвестное оставьте пустым. Для времени нужна вся дата; её можно написать в первом поле: 17.05.2019 14:20.
form-date-unclear = Это ещё не дата. Укажите год, месяц и день цифрами или оставьте неизвестное пустым.
form-date-unclear-when = Это ещё не дата. Год, месяц и день пишите цифрами, неизвестное оставьте пустым. Для времени нужна вся дата; без неё запишите время словами.
form-date-fault-short-year = Напишите год четырьмя цифрами, например 1980.
form-date-fault-no-such-day = Такого дня в календаре нет.
form-date-fault-unclear = Прочитать это как дату не получается. Напишите, например, 17.05.1980, 17 мая 1980, 05.1980 или 1980.
form-date-written = Например, 17.05.1980, 17 мая 1980, 05.1980 или 1980, насколько известно.
form-date-since = { $date } или позже
form-date-until = { $date } или раньше
form-date-between = { $from } – { $to }
form-date-about = около: { $date }
form-date-uncertain = { $date } (не наверняка)
form-date-time = { $date }, { $time }
form-date-no-year = год неизвестен
form-date-no-month = месяц неизвестен
form-date-no-day = день неизвестен
form-date-years = какой-то год с { $from } по { $to }
form-date-day = день { $day }
form-clock-date = Дата
form-clock-offset = Разница с UTC
form-point-lat = Широта, градусы
form-point-lon = Долгота, градусы
form-point-accuracy = С точностью до, метров
form-point-unread = Не понято: напишите как 43.2389 или как 43° 14′ 20″ с. ш.
form-unread = Не понято

## Rows

form-row = Строка { $row }
form-row-add = Добавить строку
form-row-take-out = Убрать
form-row-take-out-named = Убрать строку { $row }
form-row-taken = Строка { $row } убрана.
form-row-put-back = Вернуть
form-rows-full = В этой форме помещается строк: { $most }.
form-rows-none = Не было ни одного
form-rows-listed = Перечислено: { $count }
form-rows-aside =
    { $count ->
        [one] { $count } введённая строка отложена. Пока выбран этот ответ, она не запечатывается.
        [few] { $count } введённые строки отложены. Пока выбран этот ответ, они не запечатываются.
        [many] { $count } введённых строк отложено. Пока выбран этот ответ, они не запечатываются.
       *[other] { $count } введённой строки отложено. Пока выбран этот ответ, они не запечатываются.
    }

## Items

form-items-photo = Сделать снимок
form-items-file = Выбрать файл
form-items-sealing = Запечатывается…
form-items-here = Снятое раньше
form-items-none = На этом устройстве ещё ничего не снято. Сделайте снимок или выберите файл.
form-items-more = Показать более ранние
form-items-take-out = Убрать материал { $item }
form-camera-finder = Что видит камера
form-camera-how = Поместите в пунктирную рамку всю страницу при ровном свете. Потом снимите отдельно шапку, таблицу, подписи и печать.
form-camera-shoot = Снять
form-camera-close = Закрыть камеру

## What stands out

form-mend = Надо исправить:
form-summary-mend =
    { $count ->
        [one] Сначала надо исправить { $count } место
        [few] Сначала надо исправить { $count } места
        [many] Сначала надо исправить { $count } мест
       *[other] Сначала надо исправить { $count } места
    }
form-summary-mend-body = С этим форму запечатать нельзя. Ничего из введённого не потеряно.
form-summary-look =
    { $count ->
        [one] Посмотрите ещё раз: { $count } место
        [few] Посмотрите ещё раз: { $count } места
        [many] Посмотрите ещё раз: { $count } мест
       *[other] Посмотрите ещё раз: { $count } места
    }
form-summary-look-body = Если так на бумаге или так сказал человек, оставьте. Запечатается как есть, с этой пометкой.
form-summary-aside =
    { $count ->
        [one] { $count } ответ не относится к делу по другим ответам
        [few] { $count } ответа не относятся к делу по другим ответам
        [many] { $count } ответов не относятся к делу по другим ответам
       *[other] { $count } ответа не относятся к делу по другим ответам
    }
form-summary-aside-body = Уберите их или измените ответ, из-за которого они не относятся. Ничьи слова сами не исчезают.
form-summary-take-out = Убрать
form-summary-reach = Перейти туда
form-summary-more = Не показано ещё мест: { $count }. Сначала исправьте эти.
form-finding-required = Об этом надо спросить. «Неизвестно» и «отказ» тоже ответы.
form-finding-out-of-range = Такого числа форма не допускает. Посмотрите ещё раз; если оно верно, запишите его в замечаниях.
form-finding-out-of-range-between = Форма принимает число от { $min } до { $max }. Посмотрите ещё раз; если оно верно, запишите его в замечаниях.
form-finding-out-of-range-least = Форма принимает число от { $min }. Посмотрите ещё раз; если оно верно, запишите его в замечаниях.
form-finding-out-of-range-most = Форма принимает число до { $max }. Посмотрите ещё раз; если оно верно, запишите его в замечаниях.
form-finding-not-whole = Здесь нужно целое число, одними цифрами.
form-finding-not-a-number = Здесь нужно число, например 2,5.
form-finding-not-a-text = Здесь нужны слова.
form-finding-too-long = Слишком длинно: помещается знаков: { $most }. Сократите или запечатайте остальное заметкой.
form-finding-not-a-choice = Выберите из предложенного.
form-finding-not-a-date = Такой даты форма не понимает. Неизвестное оставьте пустым; для времени суток нужна вся дата.
form-finding-not-a-time = Это не время суток. Запишите его как 11:40.
form-finding-not-a-datetime = Это не дата и время. Напишите дату как 09.06.2019, время как 11:40, отличие от UTC как +05:00.
form-finding-not-items = Выберите от 1 до 64 материалов.
form-finding-not-a-point = Это не место. Укажите широту от -90 до 90 и долготу от -180 до 180 в градусах.
form-finding-range = Конец раньше начала или одного края нет. Укажите оба края.
form-finding-rows = Строк больше или меньше, чем допускает форма.
form-finding-state = Такой ответ к этому вопросу не подходит. Введите его заново.
form-finding-words = Слова здесь слишком длинные. Сократите или запечатайте остальное заметкой.
form-finding-no-answer = Здесь отвечать не на что.
form-finding-other = Здесь что-то требует внимания ({ $key }). Посмотрите ещё раз.

## Keeping

form-keep-not = Незаконченная форма не сохранится, когда приложение закроют или запрут. Чтобы запечатать её, парольная фраза не нужна.
form-keep-open = Сохраняется в сейфе, пока вы пишете.
form-kept-at = Сохранено в сейфе в { $time }.
form-keep-failed = Незаконченная форма пока только в памяти. Она сохранится сама, как только это станет возможно.
form-keep-unlock = Открыть сейф
form-keep-make = Создать сейф

## Sealing

form-seal-title = Просмотреть и запечатать
form-seal-untouched = Ответов нет. Если запечатать так, везде будет стоять «не спрошено».
form-seal-count =
    { $count ->
        [one] Есть ответы: { $count }. Остальные запечатаются как «не спрошено», а не как «нет».
        [few] Есть ответы: { $count }. Остальные запечатаются как «не спрошено», а не как «нет».
        [many] Есть ответы: { $count }. Остальные запечатаются как «не спрошено», а не как «нет».
       *[other] Есть ответы: { $count }. Остальные запечатаются как «не спрошено», а не как «нет».
    }
form-given-title = Ваши ответы
form-given-body = Нажмите на ответ, чтобы вернуться к полю.
form-given-items =
    { $count ->
        [one] { $count } материал
        [few] { $count } материала
       [many] { $count } материалов
       *[other] { $count } материала
    }
form-given-left = Без ответа: { $count }
form-seal-hindered = Не запечатано: сначала надо кое-что исправить. Это названо выше, и туда можно перейти.
form-seal-still-here = Всё введённое осталось на месте.
form-seal-language = На каком языке слова в форме
form-seal-body = Запечатанное никто не изменит и никто на этом устройстве не прочтёт, если организация не разрешила просмотр. Сеть не нужна.
form-seal-go = Запечатать форму
form-seal-working = Запечатывается…
form-sealed-title = Запечатано
form-sealed-body = Форма запечатана на этом устройстве. Она отправится сама, как только будет сеть.
form-sealed-draft-left = Черновик остался в сейфе. Когда он будет открыт, удалите черновик в разделе «Формы», чтобы не запечатать то же дважды.
form-sealed-done = Готово
form-sealed-another = Заполнить ещё одну

## Troubles

trouble-form-unfinished-what = Сначала в форме надо кое-что исправить
trouble-form-unfinished-means = Ничего не запечатано, и ничего из введённого не потеряно.
trouble-form-unfinished-next = Исправьте то, на что указывает форма, и запечатайте её.

trouble-form-too-large-what = В форме слишком много слов
trouble-form-too-large-means = В таком виде она не принята. Введённое осталось на экране.
trouble-form-too-large-next = Сократите самые длинные ответы или запечатайте лишнее отдельной заметкой.

trouble-form-changed-what = Этот черновик от другой версии формы
trouble-form-changed-means = Ничего не потеряно. Черновик лежит в сейфе как был.
trouble-form-changed-next = Откройте его той версией приложения, которой он записан, или начните форму заново и удалите черновик.

trouble-no-draft-what = Этого черновика здесь больше нет
trouble-no-draft-means = Его запечатали или удалили. Запечатанное цело.
trouble-no-draft-next = Если форму ещё надо заполнить, начните её заново.
