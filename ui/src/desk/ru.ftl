### Тексты рабочего стола архивариуса.

desk-list = Материалы
desk-preview = Выбранная строка
desk-preview-none = Выберите строку, и она появится здесь.
desk-view = Как показывать
desk-table = Таблица
desk-grid = Снимки
desk-blur = Размывать снимки, пока на них не нажали
desk-reveal = Показать
desk-verify = Проверить
desk-nth = { $number } из { $count }
desk-next = Следующий
desk-previous = Предыдущий
desk-large = Крупно
desk-zoom-in = Ближе
desk-zoom-out = Дальше
desk-choose-all = Выбрать всё найденное
desk-picture-missing = Частей этого снимка не хватает, поэтому показать его нельзя.

## Отбор и порядок

desk-any-way = Любой способ
desk-any-problem = Любое состояние
desk-any-delivery = Любая доставка
desk-any-signer = Любая подпись
desk-any-mark = Любые пометки
desk-any-device = Все устройства
desk-from = с
desk-to = по
desk-day-written = дд.мм.гггг
desk-day-unclear = Напишите день так: 17.05.2026 или 17 мая 2026.
desk-of-day = Материалы за { $date }
desk-newest = Новое при последнем приёме
desk-marked = Свои пометки
desk-marked-not-looked-at = не просмотрено
desk-marked-looked-at = просмотрено
desk-marked-important = важно
desk-marked-own-note = с заметкой
desk-order = Порядок
desk-ascending = По возрастанию
desk-descending = По убыванию
desk-sort-claimed = Время
desk-sort-title = Название
desk-sort-kind = Вид
desk-sort-bytes = Размер
desk-sort-device = Устройство
desk-sort-arrived = Приём
desk-column-choose = Выбрано
desk-column-picture = Снимок
desk-column-state = Состояние; значок лотка: доставлено, сервер хранит всё
desk-column-marks = Пометки

## Материал перед глазами

desk-answer-content = Содержание
desk-answer-signer = Подпись
desk-answer-time = Время
desk-answer-completeness = Полнота
desk-answer-delivery = Доставка
desk-answer-why = Показать почему
desk-reasons = Пять ответов с основаниями
desk-files = Файлы и контрольные суммы
desk-id = Материал
desk-important = Важно
desk-looked = Просмотрено
desk-noted = Есть заметка
desk-note = Своя заметка
desk-note-stays = Остаётся в запертом архиве и не попадает ни в один пакет.
desk-note-kept = Сохранено в запертом архиве.

## Клавиши

desk-keys = Клавиши
desk-keys-close = Закрыть список клавиш
desk-keys-layout = Буквы считаются по месту на клавиатуре, на каком бы языке она ни писала.
desk-key-move = от материала к материалу
desk-key-next = следующий, предыдущий
desk-key-far = первый, последний, страница вперёд или назад
desk-key-open = слушать, смотреть или пауза; снимок — крупно
desk-key-full = во весь экран и обратно
desk-key-scroll = во весь экран или в выбранном длинном тексте: листать его
desk-key-leave = назад к списку
desk-key-zoom = ближе, дальше, целиком
desk-key-reveal = показать размытое
desk-key-choose = выбрать или снять выбор
desk-key-range = с переходом или щелчком: выбрать всё по пути
desk-key-all = выбрать всё найденное
desk-key-none = снять весь выбор
desk-key-bundle = собрать пакет из выбранного
desk-key-important = важно
desk-key-looked = просмотрено
desk-key-note = написать заметку
desk-key-search = поиск
desk-key-help = этот список
desk-doubt-ended = После исключения
desk-doubt-ended-later = Исключено позже
desk-doubt-copied-key = Ключ скопирован
desk-doubt-not-admitted = Без допуска
desk-doubt-ticket-shared = Общее приглашение
