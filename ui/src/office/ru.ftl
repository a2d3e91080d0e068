### The archivist's office and verifying.


## The archive is opened or made

office-open-title = Открыть архив
office-open-body = Архив на этом компьютере заперт. Фраза-пароль открывает список, записи и медиа; ничто читаемое не покидает память.
office-open-go = Открыть
office-make-title = На этом компьютере ещё нет архива
office-make-body = Выберите фразу-пароль не короче 12 знаков, лучше пять-шесть случайных слов. Сбросить её не может никто: без неё архив не открыть, но присланное устройствами остаётся на сервере.
office-make-go = Создать архив
office-passphrase = Фраза-пароль
office-passphrase-again = Та же фраза ещё раз
office-passphrase-differs = Фразы не совпадают.
office-passphrase-show = Показывать, что я пишу
office-opening = Открывается…
office-locked-alone = { $minutes ->
    [one] Архив заперт: окном не пользовались { $minutes } минуту.
    [few] Архив заперт: окном не пользовались { $minutes } минуты.
    [many] Архив заперт: окном не пользовались { $minutes } минут.
   *[other] Архив заперт: окном не пользовались { $minutes } минуты.
}
office-locked-kept = Поиск и отмеченное вернутся, как только архив будет открыт.
office-locked-shares = Введённые доли стёрты: это секретные слова, а присмотреть за ними было некому.
office-close = Запереть
office-back = Назад
office-stop = Остановить
office-choose = Выбрать
office-choose-folder = Выбрать папку

## Intake

intake-title = Принять материалы
intake-organisation = Папка организации
intake-organisation-hint = Папка, которую создала команда «testamur org init», обычно на флешке, которую хранят под замком.
intake-read = Прочитать папку
intake-of = { $name }: ключ архива складывается из { $threshold } долей из { $shares }.
intake-shares = Доли ключа архива
intake-shares-hint = Введите 36 слов с каждой страницы или строку под QR-кодом. Ключ живёт в памяти только на время приёма.
intake-shares-erased = Архив заперся сам, и введённые доли стёрты: введите их ещё раз.
intake-share = Доля { $number }
intake-share-more = Ещё одна доля
intake-witness-shares = Отсек свидетелей
intake-witness-open = Открыть и его: обе его доли здесь
intake-witness-hint = Без этих долей имена свидетелей принимаются и остаются запечатанными.
intake-witness-custodian = Доля хранителя
intake-witness-second = Доля второго человека
intake-from = Откуда
intake-from-server = С сервера организации
intake-from-folder = Из папки: носитель или хранилище устройства, привезённое по кабелю
intake-server = Сервер
intake-passphrase = Фраза-пароль ключей организации
intake-proxy = Прокси, если он нужен
intake-folder = Папка
intake-folder-hint = Её читают и никогда не меняют.
intake-go = Начать
intake-running = Идёт приём
intake-stopping = Остановка: сначала дописывается начатое
intake-done = Всё, что есть в источнике, принято
intake-stopped = Остановлено
intake-failed = Приём не удалось продолжить
intake-progress = Новых записей в цепочках: { $entries }, открыто и проверено частей: { $parts }, { $size }.
intake-safe = Принятое уже в безопасности, что бы ни случилось: если закрыть крышку или пропадёт ток, следующий приём продолжит с того же места.
intake-stop = Остановить
found-title = Что замечено

## The list

list-search = Искать слова в заметках, ответах, текстовых файлах и названиях файлов, вид и состояние
list-search-short = Поиск
list-narrow = Отобрать
list-kind = Что это
list-kind-all = Любой вид
list-method = Как появилось
list-problem = Проблемы
list-problem-yes = с проблемами
list-problem-no = без проблем
list-delivered = Доставка
list-delivered-yes = доставленное
list-delivered-no = не доставленное
list-device = Устройство
list-loading = Ищем…
list-all = Показать всё
list-nothing = Архив пуст
list-nothing-next = Примите то, что устройства отправили на сервер, или то, что вам привезли.
list-nothing-found = Ничего не найдено
list-nothing-found-where = Поиск идёт по заметкам, ответам, названиям файлов, словам текстовых файлов до 1 МБ, виду и состоянию, но не по тому, что видно на снимках или слышно в записях.
list-nothing-found-next = Попробуйте начало слова, другое написание или меньше условий. Имён свидетелей нет ни в одном списке.
list-choose = Выбрать: { $title }
list-choose-none = Снять выбор
list-witness = Отсек свидетелей
list-untitled = Материал { $item }
office-kind-photo = Фото
office-kind-video = Видео
office-kind-audio = Звук
office-kind-document = Документ
office-kind-testimony = Рассказ свидетеля
office-kind-form = Заполненная анкета
office-kind-note = Заметка
office-kind-official-claim = Официальное заявление
office-kind-held-head = Конец цепочки другого устройства
office-kind-interrupted = Прерванная запись
office-kind-unknown = Не открыто
office-method-captured = снято в приложении
office-method-imported = добавлено из другого места
office-method-entered = введено вручную
office-note-quarantined = Есть негодные части
office-note-unlinked = Подписи не доходят до начала цепочки
office-note-wanted = Не хватает частей
office-note-interrupted = Прервано
office-note-unfinished = Ещё не завершено
office-note-sealed = Запечатано ключом свидетелей
office-note-delivered = Доставлено
office-note-noted = Отмечено
office-note-alone = Ни один сервер не подтверждает

## One item

item-title = Материал
item-loading = Читаем запись…
item-witness = Из отсека свидетелей: это видите здесь только вы, этого нет в списках, и ни в один пакет оно не попадёт.
item-media = Медиа
item-no-media = Медиа нет.
item-record = Запись
item-no-record = Запись не открыта. Пока она не придёт, известны только время и размеры.
item-record-sealed = Запись ждёт ключа свидетелей. Повторите приём с обеими его долями.
item-answers = Пять ответов
item-judging = Проверяется каждый байт. Длинные записи требуют времени.
item-custody = У кого и когда это было
office-medium = Медиа { $number }
office-medium-picture = Фото { $name }, как снято
office-medium-play = Воспроизвести
office-medium-loading = Открываем в памяти: { $loaded } из { $size }…
office-medium-unplayable = Этот проигрыватель не знает формата, или файл для него слишком длинный. Сами байты такие, как подписаны: сохраните пакет и откройте другим проигрывателем.
office-medium-no-shape = Файлы такого типа здесь не показываются. Сохраните пакет, чтобы открыть его на компьютере, который не жалко.
text-guessed = Файл не в UTF-8. Здесь он прочитан как Windows-1251; буквы других алфавитов могут выглядеть неверно.
text-encoding = Прочитано как { $encoding }.
text-rest = Показаны первые { $shown } из { $size }. Чтобы прочитать остальное, сохраните пакет.
text-empty = Файл пуст.
office-medium-interrupted = Запись прервана. Здесь всё, кроме самое большее последней секунды.
office-medium-type = Тип
office-medium-size = Размер
office-record-what = Что
office-record-claimed = Когда, по часам устройства
office-record-place = Где
office-record-accuracy = с точностью до { $metres } м
office-record-language = Язык
office-record-note = Заметка
office-place-entered = (введено вручную)
office-place-gnss = (по спутникам)
office-place-network = (по сети)
office-place-file = (из файла)
office-no-place-not-asked = не спрашивали
office-no-place-refused = человек не захотел указать
office-no-place-unavailable = неизвестно
office-said-range = от { $from } до { $to }
office-said-about = примерно { $value }
office-said-unknown = человек не знает
office-said-refused = человек не захотел отвечать
office-said-not-applicable = не относится
custody-signed = Устройство подписало запись { $seq }
custody-claims = Его часы показывали { $at }. Это заявление, а не доказательство.
custody-unlinked = Подпись нельзя проследить до первой записи устройства.
custody-noted = В журнале { $log }, место { $index }.
custody-not-noted = Пока ни в одном журнале.
custody-delivered = Сервер { $server } подписал, что хранит это
custody-none = Ни одной записи об этом не пришло.

## The five answers

question-content = Содержание: те ли это байты, что были подписаны?
question-signer = Подпись: какое устройство и кто за ним стоит?
question-time = Время: когда это существовало?
question-completeness = Полнота: не пропущено ли что-нибудь?
question-delivery = Доставка: подтверждает ли это сервер?
status-remark = замечание
status-passed = проверено, верно
status-not-checked = не проверено
status-failed = проверено, неверно
answers-right = Ничего неверного нет. Проверено и верно: { $names }.
answers-right-still = Проверено и верно: { $names }.
answers-none = Ничего неверного нет, но и проверить ничего не удалось.
answers-wrong = Проверено и неверно: { $names }.
answers-open = Не проверено: { $names }.
answers-open-why = Чего не хватает, сказано у каждого ответа.
answers-earliest = Не проверено: не сделано ли это раньше заявленного. По подписям и журналу этого здесь не узнать; не позже какого времени это существовало, доказано.
answers-limit = Если всё проверено и верно, доказано, что файл не менялся и когда он существовал. Была ли сцена настоящей, это не доказывает.
reason-details = Слова самой проверки (по-английски)

## Verify

verify-title = Проверить пакет
verify-body = Пакет проверяется здесь сам по себе, без сети и без архива. Его читают и никогда не меняют.
verify-drop = Пакет (zip): выберите или перетащите сюда
verify-pick = Выбрать файл
verify-path = Или путь к файлу zip либо к папке
verify-path-hint = Папка читается как есть; ссылки внутри неё не принимаются.
verify-go = Проверить
verify-policy = Выбрать файл политики
verify-policy-none = Без этой политики
verify-trusts = Чьи ключи считаются, говорит политика «{ $name }».
verify-trusts-nobody = Доверия пока нет ни к кому. Чьи ключи считаются, говорит политика, полученная не вместе с пакетом, или политика открытого архива.
verify-working = Проверяем { $name }…
verify-read = Прочитано { $read } из { $size }.
verdict-of = Итог проверки: { $name }
verdict-trusted = Организация { $name }, ключу которой вы доверяете.
verdict-untrusted = Пакет называет организацию { $name }; здесь за это никто не ручается.

## A bundle

bundle-title = Сделать пакет
bundle-body = Пакет содержит выбранные материалы и всё, что нужно суду или эксперту, чтобы проверить их самостоятельно.
bundle-without-media = Не раскрывать медиа
bundle-without-record = Не раскрывать запись и названия файлов
bundle-reveals = От нераскрытого остаётся отпечаток. Пакет также показывает, сколько ещё материалов сделали эти устройства и когда, но не их содержание.
bundle-where = Как и куда
bundle-zip = Один файл zip
bundle-folder = Папка
bundle-path = Путь нового пакета
bundle-refused-why = Отсек свидетелей не попадает ни в один пакет, что бы в нём ни скрыть.
bundle-refused-back = Вернуть их
bundle-go = Сохранить пакет
bundle-working = Сохраняется…
bundle-made-name = Имя: { $name }
bundle-made-folder = В папке: { $folder }
bundle-next = Его может прочитать любой, кому он попадёт. Перед передачей проверьте его ещё раз.

## The report

report-title = Отчёт
report-print = Напечатать или сохранить PDF
report-pdf = В системном окне выберите «Печать в файл», чтобы получить PDF.
report-heading = Отчёт о проверке
report-source = Что проверялось
report-own = Материалы собственного архива
report-judged = Когда, по часам этого компьютера
report-organisation = Организация и её ключ
report-trusted = ей доверяет составитель отчёта
report-trusted-own = организация этого архива
report-untrusted = здесь за неё никто не ручается
report-items = Материалов
report-all = Всё вместе
report-item = Материал { $number }
report-device = Устройство (первая запись)
report-claimed = Заявлено устройством
bound-unknown = неизвестно
voucher-nobody = за час никто не ручается
voucher-server = по часам сервера
voucher-cosigner = по часам соподписавшего
report-means = Что это значит
report-means-yes = «Проверено, верно» значит: проверка сделана и сошлась. «Не проверено» значит: не хватает чего-то нужного для проверки; это ни хорошо, ни плохо.
report-means-no = Если всё проверено и верно, доказано, что байты не менялись и когда они существовали. Была ли сцена настоящей и кто в ней был, это не доказывает.
report-again = Каждый может повторить это на другом компьютере, без нас:
report-again-own = Сделайте из этих материалов пакет, и каждый сможет повторить это на другом компьютере, без нас:

## Troubles at the office

trouble-passphrase-short-what = Фраза-пароль слишком коротка
trouble-passphrase-short-means = Архив ещё не создан.
trouble-passphrase-short-next = Возьмите не меньше 12 знаков, лучше пять-шесть случайных слов.
trouble-archive-in-use-what = Архив открыт в другой программе
trouble-archive-in-use-means = Ничего не потеряно. Двое сразу могли бы испортить архив.
trouble-archive-in-use-next = Закройте другое окно или дождитесь конца команды testamur.
trouble-archive-closed-what = Архив закрыт
trouble-archive-closed-means = Ничего не потеряно.
trouble-archive-closed-next = Откройте его фразой-паролем.
trouble-archive-damaged-what = Что-то в архиве уже не такое, как было
trouble-archive-damaged-means = Запечатанная часть или указатель изменились на этом диске. То, что на сервере, не тронуто.
trouble-archive-damaged-next = Сохраните диск как есть. Повторите приём с сервера: потерянное загрузится заново. Если не поможет, создайте новый архив на другом диске.
trouble-archive-unsupported-what = Это создано более новой версией
trouble-archive-unsupported-means = Ничего не изменено. Эта версия не трогает того, чего не понимает.
trouble-archive-unsupported-next = Установите самую новую версию приложения.
trouble-archive-unavailable-what = Диск архива не ответил
trouble-archive-unavailable-means = Принятое раньше остаётся как было.
trouble-archive-unavailable-next = Проверьте, что диск подключён и на него можно писать. Потом попробуйте снова.
trouble-intake-running-what = Идёт приём материалов
trouble-intake-running-means = Ничего не потеряно. До его конца архив нельзя читать.
trouble-intake-running-next = Дождитесь конца или остановите: следующий приём продолжит с того же места.
trouble-shares-too-few-what = Нужно больше долей
trouble-shares-too-few-means = Ничего не открыто. По меньшему числу долей о ключе не узнать ничего.
trouble-shares-too-few-next = Попросите долю ещё у одного хранителя.
trouble-shares-faulty-what = Доля введена с ошибкой, дважды или не подходит к остальным
trouble-shares-faulty-means = Ничего не открыто.
trouble-shares-faulty-next = Сверьте каждое слово со страницей. Если дать на одну долю больше, видно, какая неверна.
trouble-shares-foreign-what = Эти доли от другого ключа или другого набора
trouble-shares-foreign-means = Ничего не открыто.
trouble-shares-foreign-next = Проверьте набор, напечатанный на каждой странице, и что доли ключа архива и ключа свидетелей стоят в своих полях.
trouble-key-locked-what = Ключи организации заперты
trouble-key-locked-means = К серверу не обращались.
trouble-key-locked-next = Введите фразу-пароль ключей организации, а не архива.
trouble-organisation-unreadable-what = Это не папка организации или не вся
trouble-organisation-unreadable-means = Ничего не изменено.
trouble-organisation-unreadable-next = Выберите папку, в которой лежит organisation.json.
trouble-organisation-foreign-what = Этот архив принадлежит другой организации
trouble-organisation-foreign-means = Ничего не принято, поэтому ничего не смешалось.
trouble-organisation-foreign-next = Возьмите папку и доли той организации, чей это архив.
trouble-server-unknown-what = Ни одна политика организации не называет этот сервер
trouble-server-unknown-means = Ничего не отправлено: без политики сервер не отличить от подставного.
trouble-server-unknown-next = Выберите сервер из списка или подпишите политику, которая его называет.
trouble-source-unreachable-what = До сервера или папки не удалось добраться
trouble-source-unreachable-means = Всё, что успело прийти, записано и в безопасности.
trouble-source-unreachable-next = Проверьте сеть, прокси или кабель. Потом начните снова: приём продолжится с того же места.
trouble-path-missing-what = По этому пути ничего нет
trouble-path-missing-means = Ничего не прочитано и не изменено.
trouble-path-missing-next = Выберите в системном окне или введите путь целиком, от начала.
trouble-name-taken-what = Что-то с таким именем уже есть
trouble-name-taken-means = Ничего не перезаписано.
trouble-name-taken-next = Выберите другое имя.
trouble-bundle-refused-what = Это не может войти в пакет
trouble-bundle-refused-means = Ничего не записано. Материал из отсека свидетелей не выходит никогда, что бы из него ни убрать; или всего слишком много для одного пакета.
trouble-bundle-refused-next = Уберите материалы отсека свидетелей или выберите меньше.
trouble-bundle-unreadable-what = Это не пакет или его не удалось прочитать до конца
trouble-bundle-unreadable-means = О материалах в нём ничего не сказано: ни хорошего, ни плохого.
trouble-bundle-unreadable-next = Скопируйте его ещё раз оттуда, откуда он взят. Если не поможет, попросите у составителя другую копию.
trouble-bundle-unsupported-what = Этот zip упакован другой программой или более новой версией
trouble-bundle-unsupported-means = О материалах в нём ничего не сказано. Переупакованный zip уже не тот пакет, который сделали.
trouble-bundle-unsupported-next = Распакуйте его и проверьте папку или установите самую новую версию.
trouble-policy-unreadable-what = Это не политика, или её подпись неверна
trouble-policy-unreadable-means = Для проверки она не использовалась.
trouble-policy-unreadable-next = Попросите у организации файл политики (policy.dsse), лучше лично.
trouble-parts-missing-what = Некоторых частей ещё нет
trouble-parts-missing-means = То, что есть, цело. В списке сказано, каких частей нет.
trouble-parts-missing-next = Повторите приём: с сервера или с самого устройства.
trouble-cannot-show-what = На этом устройстве нет программы, которая показывает папки
trouble-cannot-show-means = Пакет записан и лежит на своём месте.
trouble-cannot-show-next = Откройте его папку по пути, который стоит в поле.

## What an intake notices

found-log-contradiction = Журнал или сервер подписал две вещи, которые не могут быть верны обе
found-log-contradiction-next = Это самый сильный признак подделки. Сохраните оба заявления, не верьте новым квитанциям этого сервера и сразу сообщите организации.
found-fork = Цепочка устройства раздвоилась: его скопировали или откатили
found-fork-next = Обе ветви сохранены. Выясните, какая копия устройства сделала какую.
found-gap = Записи ждут ту, которой здесь нет
found-gap-next = Они сохранены и займут своё место, когда она придёт. Примите с самого устройства или из другого источника.
found-key-reused = Устройство дважды назвало один ключ подписи
found-key-reused-next = Относитесь к дальнейшим записям осторожно: устройство не стирало ключи.
found-entry-refused = Запись отклонена: неверна подпись или место в цепочке
found-entry-refused-next = Она отложена и ничего не значит. Выясните, откуда она взялась.
found-foreign-organisation = Устройство другой организации
found-foreign-organisation-next = Ничего из него не принято. Выясните, почему его записи там лежали.
found-item-claimed-twice = Два устройства называют один и тот же материал
found-item-claimed-twice-next = Он принадлежит тому, о ком узнали первым. Присмотритесь ко второму устройству.
found-sealed-to-others = Часть могла быть запечатана и для посторонних
found-sealed-to-others-next = В её заголовке не те получатели, что в политике. Осмотрите устройство, прежде чем считать, что прочесть её может только архив.
found-part-quarantined = Часть не открывается или не такая, как сказано в записи
found-part-quarantined-next = Она отложена в том виде, в каком пришла. Попробуйте само устройство.
found-part-wrong-bytes = Источник дал не те байты, что названы в записи
found-part-wrong-bytes-next = Они отложены. Верные могут быть в другом источнике.
found-part-missing = В источнике нет части
found-part-missing-next = Она остаётся в поиске. Повторите приём позже или с устройства.
found-part-lost = Часть пропала с диска самого архива
found-part-lost-next = Она загружается заново. Проверьте диск.
found-record-unreadable = Запись не читается или называет другой материал
found-record-unreadable-next = Она сохранена как есть. Спросите тех, кто сделал программу устройства.
found-receipt-refused = Квитанция неверна
found-receipt-refused-next = Она ничего не значит; сами материалы остаются. Повторите приём с сервера.
found-unknown-log = Квитанция журнала, которого нет ни в одной политике
found-unknown-log-next = Спросите организацию, её ли это журнал.
found-log-unchecked = Некого было спросить, согласуются ли отметки журнала
found-log-unchecked-next = Приём с сервера это проверит.
found-policy-refused = Политика рядом с материалами не от этой организации
found-policy-refused-next = Она не использовалась. Выясните, кто её положил.
found-word-refused = Заявление об устройстве не от этой организации
found-word-refused-next = Оно не использовалось. Выясните, кто его принёс.
found-malformed = Что-то не удалось прочитать
found-malformed-next = Это пропущено. Скопируйте источник ещё раз.
found-unsupported = Что-то от более новой версии
found-unsupported-next = Установите самую новую версию и повторите приём.

## What each finding of a verdict says

verdict-all-parts = Все части, подписанные устройством, на месте.
verdict-all-withheld = Из этого материала ничего не раскрыто.
verdict-details-withheld = Подробности некоторых записей об этом материале не раскрыты или не читаются: что в них сказано, неизвестно.
verdict-bounds-contradict = Часы, ограничивающие время, противоречат друг другу.
verdict-chain = Записи этого материала образуют одну цепочку от первой записи устройства, и каждая подписана ключом, который назвала предыдущая.
verdict-claimed-after-noted = Устройство заявляет более позднее время, чем то, когда, по словам сервера, он об этом уже знал.
verdict-claimed-after-vouched = Устройство заявляет более позднее время, чем то, когда это уже видел кворум соподписавших.
verdict-claimed-before-seen = Устройство заявляет более раннее время, чем допускает сервер.
verdict-claimed-in-the-future = Устройство заявляет время позже этой проверки.
verdict-claims-go-back = Часы устройства между двумя записями ушли назад.
verdict-clock-jump = Часы устройства переводили.
verdict-commitments = Каждая раскрытая часть байт в байт такая, как подписало устройство.
verdict-confirmed = Организация подтвердила устройство, сверив его код.
verdict-consistency = Не доказано, что одно состояние журнала продолжает другое.
verdict-consistency-of-nothing = Доказательство связывает состояния журнала, которых здесь никто не называет.
verdict-copied-key = Копией ключа устройства подписывали ещё где-то, и в журнале это стоит раньше: нельзя сказать, чьей рукой подписано это.
verdict-copied-key-unnoted = Копией ключа устройства подписывали ещё где-то, и ни один журнал не показывает, что было раньше.
verdict-cosignature = Подпись соподписавшего неверна и не учитывается.
verdict-custody-differs = Заявление сервера говорит не то, что записи, и не учитывается.
verdict-custody-in-the-future = Заявление сервера датировано позже этой проверки.
verdict-custody-incomplete = Заявления сервера пропускают части или записи этого материала.
verdict-custody-signature = Заявление подписано не ключом журнала и не учитывается.
verdict-custody-withheld = Подробности заявлений сервера не раскрыты или не читаются: в них названы части, которые он хранит.
verdict-delivered = Это есть в журнале, и сервер подписал, что хранит каждую часть.
verdict-ended = Организация объявила это устройство больше не своим, и ни один журнал не отметил эту запись раньше: устройство отобрали, потеряли или скопировали.
verdict-ended-later = Позже организация объявила, что это устройство больше не её; ничто не показывает, что это было сказано до отметки в журнале.
verdict-enrolled = Устройство принято по билету самой организации.
verdict-enrolled-elsewhere = Устройство настроено для другой организации.
verdict-file-changed = Файл не тот, что назван в списке отпечатков пакета.
verdict-file-damaged = Файл повреждён в пути: он не тот, что был записан.
verdict-file-long = В конце файла есть байты, которых никто не подписывал.
verdict-file-missing = Файла из списка здесь нет.
verdict-file-short = Файл кончается слишком рано.
verdict-file-twice = Один файл указан для двух медиа.
verdict-fork = Две разные записи носят один номер: устройство скопировали или откатили и использовали дважды.
verdict-interrupted = Запись прервана. Здесь всё, кроме самое большее последней секунды.
verdict-interval = Заявленное время лежит в доказанном промежутке.
verdict-key-hint = Пометка называет не тот ключ, которым подписано.
verdict-key-reused = Запись называет уже использованный ключ, которым можно подписать дважды.
verdict-log-key = Политика называет журнал, ключи которого непригодны.
verdict-log-not-trusted = Ключи журнала взяты из самого пакета, и больше за них никто не ручается.
verdict-log-retired = Квитанция от журнала, который больше не используется, и ничто не связывает её с его последним состоянием.
verdict-log-unknown = Квитанция от журнала, которого нет в политике.
verdict-lower-claimed = Только само устройство говорит, какое состояние журнала знало до этого.
verdict-lower-without-time = Это сделано после известного состояния журнала; в котором часу, никто не говорит.
verdict-media-differ = Запись говорит не о тех медиа, что перечислены здесь.
verdict-media-digest = Файл не тот, чей отпечаток указан в записи.
verdict-media-order = Указанные медиа не следуют друг за другом часть за частью.
verdict-media-size = Размер файла не тот, что указан в записи.
verdict-more = Есть и другое об устройстве или журнале.
verdict-named-after = Более поздние записи снова называют этот материал после его завершения; о нём они ничего не говорят.
verdict-newer-policy = В пакете более новая политика организации, которой вы доверяете; считаются её ключи.
verdict-no-content = Одни записи не показывают содержания.
verdict-no-entries = Здесь нет ни одной записи устройства об этом материале.
verdict-no-entry = Ни одна запись не ручается за перечисленную здесь часть.
verdict-no-gap = От первой до последней записи устройства ни одна не пропущена.
verdict-no-genesis = Первой записи устройства здесь нет.
verdict-no-items = Ни один материал не раскрыт.
verdict-no-lower-bound = Ничто не доказывает, что это не сделано раньше заявленного.
verdict-no-opening = Начальной записи нет: что это за материал, сказано только в конце.
verdict-no-path = Записи, по которую рассказан этот материал, здесь нет, или она не связана с первой записью устройства.
verdict-no-policy = Нет политики организации, поэтому некому сказать, чьи ключи считаются.
verdict-no-receipts = Нет ни одной квитанции сервера.
verdict-no-upper-bound = Никто, кроме устройства, не ручается за то, к какому времени это существовало.
verdict-not-admitted = Устройство говорит, что настроено для этой организации; билета самой организации на это нет.
verdict-not-delivered = Ни один сервер не подписал, что хранит части.
verdict-not-finished = По эту запись материал не завершён: он прерван и не закрыт, или более поздних записей здесь нет.
verdict-not-here = Некоторых частей этого материала ещё нет в архиве; их никто не скрывает.
verdict-nothing-here = Из этого материала пока ничего не открыто.
verdict-not-joined = Записи не связаны с первой, поэтому нельзя сказать, чей ключ должен был их подписать.
verdict-not-noted = У записей нет верной квитанции журнала.
verdict-opening-contradicted = Завершение материала подменяет то, что сказано в начальной записи.
verdict-opening-withheld = Начальная запись не раскрыта: нельзя проверить, не сказано ли в конце другое.
verdict-organisation = Это организация, которой вы доверяете.
verdict-organisation-unknown = За названную организацию никто не ручается.
verdict-other-items = Эти устройства сделали и другие материалы, которые здесь не показаны.
verdict-other-organisation = Названа не та организация, которой вы доверяете.
verdict-other-print = Собственный перечень пакета записан не так, как велит формат; его никто не подписывает.
verdict-part-again = О части сказано больше одного раза; считается первое.
verdict-part-changed = Часть файла не такая, как подписало устройство.
verdict-part-missing = О частях в середине не говорит ни одна запись.
verdict-part-not-listed = Запись называет часть, которая здесь ни показана, ни скрыта.
verdict-part-size = У части невозможный размер.
verdict-pause = Между записями об этом материале прошло больше десяти секунд.
verdict-policy-not-by-organisation = Политика внутри подписана не организацией.
verdict-policy-unknown = Запись следует политике, которой здесь нет, поэтому никто не скажет, политика ли это организации.
verdict-quorum = Соподписавших меньше, чем требует политика.
verdict-receipt-does-not-hold = Квитанция не доказывает того, что должна, и не учитывается.
verdict-receipt-unreadable = Квитанция не читается и не учитывается.
verdict-receipt-without-entry = Квитанция на запись, которой здесь нет.
verdict-receipts = Все квитанции верны по ключам журналов из политики.
verdict-record-after-entry = Запись заявляет более позднее время, чем подпись, которая её несёт.
verdict-record-before-entry = Запись заявляет время задолго до первой подписи, а съёмка подписывается сразу.
verdict-record-changed = Запись не такая, как подписало устройство.
verdict-record-of-another-item = Запись от другого материала.
verdict-record-unreadable = Запись та самая, что подписана, но её нельзя прочитать.
verdict-record-version = Запись более новой версии, чем знает эта проверка.
verdict-renewal-refused = Устройство говорит, что организация приняла его заново; билета самой организации на это нет.
verdict-renewed = Организация приняла устройство заново.
verdict-salt-missing = Нет того, что нужно для проверки части.
verdict-seen-after-noted = Запись называет состояние журнала, возникшее после того, как её саму отметили.
verdict-seen-goes-back = Устройство знало более старое состояние журнала, чем раньше.
verdict-server-clock = Часы сервера ушли назад.
verdict-server-fork = Сервер вёл две цепочки заявлений.
verdict-stray-file = Файл не относится ни к одному материалу пакета.
verdict-sums = У каждого файла отпечаток из списка пакета.
verdict-ticket-shared = Двумя устройствами использовано одно приглашение, и ничто не показывает, что это было первым.
verdict-two-histories = Две истории одного журнала противоречат друг другу.
verdict-unknown-fields = В подписанном есть поля, которых эта проверка не знает. Они сохранены как подписаны и не меняют ни одного ответа.
verdict-two-policies = Организация подписала две политики, ни одна из которых не продолжает другую.
verdict-unknown-file = За файл неизвестного этой проверке вида никто не ручается.
verdict-unlisted-file = Файла нет в списке отпечатков пакета.
verdict-unreadable-line = Некоторые строки пакета не читаются и не учитываются.
verdict-unsigned-line = Некоторые строки не подписаны ни одним подходящим ключом: это ничьи слова.
verdict-upper-without-time = Это есть в журнале; в котором часу, никто не говорит.
verdict-uptime-goes-back = Время работы устройства ушло назад за один запуск приложения.
verdict-waiting = Записи ждут ту, которой здесь нет; подлинны ли они, пока сказать нельзя.
verdict-withheld = Части намеренно не раскрыты; записи доказывают, что они есть.
verdict-zip-damaged = Сам zip повреждён в пути. Проверено то, что в нём ещё читается.

## What to do about a finding

advice-again = Попросите у составителя пакет ещё раз, другим путём.
advice-alarm = Подписанное противоречит подписанному. Сохраните и то и другое и сообщите организации и владельцу сервера.
advice-clock = Проверьте часы этого компьютера и проверьте снова.
advice-clocks = Выясните, чьи часы ошибались; до тех пор не полагайтесь ни на одни.
advice-copy = Скопируйте пакет ещё раз оттуда, откуда он пришёл. Если не поможет, попросите другую копию у того, кто его сделал.
advice-distrust = Не полагайтесь на это. Выясните, кто это туда положил.
advice-fork = Выясните, копировали или откатывали ли устройство и какая копия сделала какую запись.
advice-intake = Повторите приём: с сервера или с самого устройства.
advice-log = Попросите у журнала недостающее доказательство: это делает приём с сервера.
advice-maker = Спросите составителя пакета, где это или почему пропущено.
advice-newer = Возьмите более новую версию; до тех пор не полагайтесь на это.
advice-earliest = Спросите того, кто это снял или записал, и сверьте с тем, что ещё известно о том часе. Это не признак подделки.
advice-opening = Полагайтесь только на начальную запись и выясните, кто завершил материал.
advice-organisation = Спросите организацию.
advice-own-entry = Для каждой части полагайтесь на время её собственной записи.
advice-person = Видно ли было больше, может сказать только тот, кто снимал.
advice-policy = Укажите политику организации, полученную не вместе с пакетом.
advice-proven = Полагайтесь на доказанный промежуток, а не на заявленное время.
advice-server = Сравните с копией сервера или архива; спросите их владельца.
advice-sync = Пусть устройство отправит, примите с сервера и проверьте снова.
advice-together = Смотрите ответы обо всём вместе.

## Counts

office-problems =
    { $count ->
        [one] { $count } с проблемами
        [few] { $count } с проблемами
        [many] { $count } с проблемами
       *[other] { $count } с проблемами
    }
intake-waiting =
    { $count ->
        [one] Осталась { $count } часть.
        [few] Осталось { $count } части.
        [many] Осталось { $count } частей.
       *[other] Осталось { $count } части.
    }
intake-items =
    { $count ->
        [one] Новое есть в { $count } материале.
        [few] Новое есть в { $count } материалах.
        [many] Новое есть в { $count } материалах.
       *[other] Новое есть в { $count } материала.
    }
intake-quarantined =
    { $count ->
        [one] { $count } часть негодна и отложена.
        [few] { $count } части негодны и отложены.
        [many] { $count } частей негодны и отложены.
       *[other] { $count } части негодны и отложены.
    }
intake-missing =
    { $count ->
        [one] { $count } части в этом источнике ещё нет.
        [few] { $count } частей в этом источнике ещё нет.
        [many] { $count } частей в этом источнике ещё нет.
       *[other] { $count } части в этом источнике ещё нет.
    }
intake-sealed =
    { $count ->
        [one] { $count } часть ждёт ключа свидетелей.
        [few] { $count } части ждут ключа свидетелей.
        [many] { $count } частей ждут ключа свидетелей.
       *[other] { $count } части ждут ключа свидетелей.
    }
found-more =
    { $count ->
        [one] И ещё { $count }; на странице материала есть всё о нём.
        [few] И ещё { $count }; на странице материала есть всё о нём.
        [many] И ещё { $count }; на странице материала есть всё о нём.
       *[other] И ещё { $count }; на странице материала есть всё о нём.
    }
list-total =
    { $count ->
        [one] { $count } материал
        [few] { $count } материала
        [many] { $count } материалов
       *[other] { $count } материала
    }
list-found =
    { $count ->
        [one] Найден { $count } материал
        [few] Найдено { $count } материала
        [many] Найдено { $count } материалов
       *[other] Найдено { $count } материала
    }
list-chosen-hidden = Выбрано: { $count }, среди найденного этого нет
list-chosen =
    { $count ->
        [one] Выбран { $count }
        [few] Выбрано { $count }
        [many] Выбрано { $count }
       *[other] Выбрано { $count }
    }
office-medium-missing =
    { $count ->
        [one] Нет { $count } части: { $numbers }. Остальное цело.
        [few] Нет { $count } частей: { $numbers }. Остальное цело.
        [many] Нет { $count } частей: { $numbers }. Остальное цело.
       *[other] Нет { $count } части: { $numbers }. Остальное цело.
    }
office-medium-parts =
    { $count ->
        [one] { $count } часть
        [few] { $count } части
        [many] { $count } частей
       *[other] { $count } части
    }
custody-held =
    { $count ->
        [one] { $at } по его часам у него была { $count } часть.
        [few] { $at } по его часам у него было { $count } части.
        [many] { $at } по его часам у него было { $count } частей.
       *[other] { $at } по его часам у него было { $count } части.
    }
custody-more =
    { $count ->
        [one] И ещё { $count } запись.
        [few] И ещё { $count } записи.
        [many] И ещё { $count } записей.
       *[other] И ещё { $count } записи.
    }
reason-count =
    { $count ->
        [one] ({ $count } раз)
        [few] ({ $count } раза)
        [many] ({ $count } раз)
       *[other] ({ $count } раза)
    }
verdict-items =
    { $count ->
        [one] В нём раскрыт { $count } материал.
        [few] В нём раскрыто { $count } материала.
        [many] В нём раскрыто { $count } материалов.
       *[other] В нём раскрыто { $count } материала.
    }
bundle-items =
    { $count ->
        [one] { $count } материал
        [few] { $count } материала
        [many] { $count } материалов
       *[other] { $count } материала
    }
bundle-refused =
    { $count ->
        [one] { $count } выбранный материал нельзя передать.
        [few] { $count } выбранных материала нельзя передать.
        [many] { $count } выбранных материалов нельзя передать.
       *[other] { $count } выбранного материала нельзя передать.
    }
bundle-without =
    { $count ->
        [one] Сделать без { $count } материала
        [few] Сделать без этих { $count }
        [many] Сделать без этих { $count }
       *[other] Сделать без этих { $count }
    }
bundle-left-behind =
    { $count ->
        [one] { $count } выбранный материал не войдёт в пакет.
        [few] { $count } выбранных материала не войдут в пакет.
        [many] { $count } выбранных материалов не войдут в пакет.
       *[other] { $count } выбранного материала не войдёт в пакет.
    }
bundle-withheld =
    { $count ->
        [one] Не раскрыт { $count } файл.
        [few] Не раскрыто { $count } файла.
        [many] Не раскрыто { $count } файлов.
       *[other] Не раскрыто { $count } файла.
    }
bundle-incomplete =
    { $count ->
        [one] У { $count } материала чего-то нет в архиве; это пропущено.
        [few] У { $count } материалов чего-то нет в архиве; это пропущено.
        [many] У { $count } материалов чего-то нет в архиве; это пропущено.
       *[other] У { $count } материала чего-то нет в архиве; это пропущено.
    }
report-left-out =
    { $count ->
        [one] И ещё { $count } материал; команда testamur покажет все.
        [few] И ещё { $count } материала; команда testamur покажет все.
        [many] И ещё { $count } материалов; команда testamur покажет все.
       *[other] И ещё { $count } материала; команда testamur покажет все.
    }
bundle-made = Пакет сохранён. Материалов: { $items }, файлов: { $media }, { $size }.

trouble-cannot-print-what = Это устройство не может печатать из приложения
trouble-cannot-print-means = Ничего не изменилось. Отчёт на экране.
trouble-cannot-print-next = Откройте пакет на компьютере и напечатайте отчёт там.
