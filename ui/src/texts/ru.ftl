app-name = Testamur
settings = Язык и вид
language = Язык
theme = Вид
theme-auto = Авто
theme-light = Светлый
theme-dark = Тёмный
theme-sun = Солнце

## Troubles

item = Материал { $item }
refreshing = Подсчёт…
again = Попробовать снова
means = Что с материалами:
next = Что делать:

trouble-home-in-use-what = Приложение уже запущено
trouble-home-in-use-means = Ничего не потеряно. Данными пользуется другое окно или команда testamur; вдвоём они могли бы испортить реестр.
trouble-home-in-use-next = Перейдите в другое окно или закройте его и попробуйте снова.

trouble-home-unavailable-what = Диск не ответил
trouble-home-unavailable-means = Запечатанное раньше не тронуто. Новое нельзя запечатать, пока диск не ответит.
trouble-home-unavailable-next = Проверьте, что накопитель подключён и что этому пользователю можно на него писать. Потом попробуйте снова.

trouble-disk-full-what = На диске нет места
trouble-disk-full-means = Запечатанное раньше цело и действительно. Новое запечатать нельзя.
trouble-disk-full-next = Освободите место, но не удаляйте ничего из этого приложения. Потом попробуйте снова.

trouble-file-no-room-what = Файл больше, чем свободное место на диске
trouble-file-no-room-means = Из него ничего не запечатано. Запечатанное раньше цело, для снимков и меньших файлов место ещё есть.
trouble-file-no-room-next = Освободите место, но не удаляйте ничего из этого приложения, и примите файл ещё раз. Или примите его в офисе.

trouble-home-damaged-what = Данные приложения повреждены
trouble-home-damaged-means = Ничего не изменено и не удалено. Доставленное хранит сервер.
trouble-home-damaged-next = Не снимайте этим устройством. Сохраните его как есть и отнесите в организацию.

trouble-home-unsupported-what = Здесь работала более новая версия приложения
trouble-home-unsupported-means = Ничего не потеряно. Эта версия не понимает того, что написала новая, и не трогает его.
trouble-home-unsupported-next = Установите самую новую версию приложения.

trouble-invitation-malformed-what = Это не приглашение или только его часть
trouble-invitation-malformed-means = На этом устройстве ничего не изменилось.
trouble-invitation-malformed-next = Выберите файл, который дала ваша организация, или скопируйте весь его текст, от первой до последней скобки.

trouble-invitation-unsupported-what = Приглашение новее этого приложения
trouble-invitation-unsupported-means = На этом устройстве ничего не изменилось.
trouble-invitation-unsupported-next = Установите самую новую версию приложения, потом присоединитесь.

trouble-invitation-refused-what = Подписи приглашения неверны
trouble-invitation-refused-means = На этом устройстве ничего не изменилось. Возможно, приглашение подменили или оно для другой роли.
trouble-invitation-refused-next = Не пользуйтесь им. Попросите новое, лучше всего лично.

trouble-invitation-renews-what = Это приглашение обновляет устройство, которое уже присоединилось
trouble-invitation-renews-means = Ничего не изменилось. Это устройство ещё не присоединилось, обновлять нечего.
trouble-invitation-renews-next = Попросите приглашение для нового устройства или откройте это на том устройстве, для которого оно сделано.

trouble-invitation-foreign-what = Это приглашение другой организации
trouble-invitation-foreign-means = Ничего не изменилось. Устройство остаётся у своей организации.
trouble-invitation-foreign-next = Попросите свою организацию обновить допуск. Чтобы снимать для другой, возьмите другое устройство.

trouble-invitation-other-what = Это приглашение обновляет другое устройство
trouble-invitation-other-means = На этом устройстве ничего не изменилось.
trouble-invitation-other-next = Назовите организации пять слов кода этого устройства и попросите приглашение для него.

trouble-invitation-new-what = Это приглашение для нового устройства
trouble-invitation-new-means = Ничего не изменилось. Это устройство уже присоединилось, и таким приглашением его допуск не обновить.
trouble-invitation-new-next = Назовите организации пять слов кода этого устройства и попросите приглашение, которое его обновляет.

trouble-invitation-used-what = Это устройство уже приняло это приглашение
trouble-invitation-used-means = Ничего не изменилось: допуск по нему уже есть в реестре устройства.
trouble-invitation-used-next = Отправьте то, что ждёт, чтобы сервер учёл обновление. Для нового обновления попросите другое приглашение.

trouble-invitation-spent-what = Этим приглашением уже воспользовалось другое устройство
trouble-invitation-spent-means = На этом устройстве ничего не изменилось. По приглашению допускают одно устройство и один раз; его секрет удалили, когда им воспользовались.
trouble-invitation-spent-next = Попросите у организации новое. Если нужно обновить допуск этого устройства, назовите ей пять слов его кода.

trouble-invitation-log-what = Приглашение действует на сервере, которого это устройство не знает
trouble-invitation-log-means = На этом устройстве ничего не изменилось.
trouble-invitation-log-next = Попросите новое приглашение, сделанное по самым новым правилам организации.

trouble-already-joined-what = Устройство уже настроено
trouble-already-joined-means = Ничего не изменилось. Запечатанное остаётся запечатанным для той организации, для которой снималось.
trouble-already-joined-next = Чтобы снимать для другой организации, возьмите другое устройство.

trouble-destroyed-what = Ключи этого устройства уничтожены
trouble-destroyed-means = Запечатанное остаётся запечатанным; доставленное хранит сервер. Ничего нового для этой организации снять нельзя.
trouble-destroyed-next = Если запечатанное ещё здесь, отнесите устройство в организацию. Она подготовит его заново.

trouble-no-home-what = Устройство ещё не настроено
trouble-no-home-means = Ничего не снято, поэтому ничего не потеряно.
trouble-no-home-next = Сначала откройте приглашение или начните учебный режим.

trouble-source-failed-what = Файл, видео или звук прервались
trouble-source-failed-means = Всё, что успело прийти, запечатано и помечено как прерванное. Если не пришло ничего, ничего и не сохранено.
trouble-source-failed-next = Проверьте, подключён ли ещё файл или устройство, и добавьте заново.

trouble-file-empty-what = Файл пуст или не читается
trouble-file-empty-means = Он не добавлен. Пустыми могут выглядеть и ссылка в никуда, и файл, который нельзя читать, и канал системы.
trouble-file-empty-next = Откройте его в другой программе. Если он и вправду пуст и это важно, запечатайте об этом заметку.

trouble-not-a-file-what = Прочитать это как файл не получается
trouble-not-a-file-means = Это папка или устройство, или файла уже нет на месте. Ничего из этого не добавлено.
trouble-not-a-file-next = Папку принимает кнопка «Принять папку». Если это был файл, проверьте, на месте ли он.

trouble-folder-empty-what = В этой папке нет файлов
trouble-folder-empty-means = Ничего не запечатано.
trouble-folder-empty-next = Выберите другую папку.

trouble-folder-too-large-what = В этой папке больше 5000 файлов
trouble-folder-too-large-means = Ничего не запечатано: для окна этот список слишком длинный.
trouble-folder-too-large-next = Принимайте папки внутри неё по одной или всю командой testamur add FOLDER, когда это окно закрыто.

trouble-no-file-what = Это не файл
trouble-no-file-means = Это канал, устройство, сокет или папка с данными этого приложения. Из него ничего не принято.
trouble-no-file-next = Ничего делать не нужно.

trouble-link-left-what = Это ссылка, которая ведёт за пределы папки или никуда
trouble-link-left-means = По ней не переходили. Ничего не принято.
trouble-link-left-next = Если нужно то, на что она ведёт, выберите сам этот файл.

trouble-stopped-what = Остановлено
trouble-stopped-means = Всё, что успело прийти, запечатано и помечено как прерванное.
trouble-stopped-next = Делать ничего не нужно. Можно добавить заново.

trouble-no-recording-what = Это видео или звук уже не идёт
trouble-no-recording-means = Запечатано всё, кроме, возможно, последней секунды.
trouble-no-recording-next = Начните заново.

trouble-bad-request-what = Внутренняя ошибка приложения
trouble-bad-request-means = Запечатанное раньше не тронуто.
trouble-bad-request-next = Закройте приложение и откройте снова. Если повторится, скажите организации, какой экран вы видели.

trouble-camera-missing-what = Камера не найдена
trouble-camera-missing-means = Ничего не потеряно. Звук, заметки и файлы по-прежнему можно запечатать.
trouble-camera-missing-next = Подключите камеру или записывайте звук.

trouble-camera-refused-what = Камеру использовать не разрешено
trouble-camera-refused-means = Ничего не потеряно. Звук, заметки и файлы по-прежнему можно запечатать.
trouble-camera-refused-next = Разрешите Testamur камеру в настройках устройства и попробуйте снова.

trouble-camera-lost-what = Камера отключилась
trouble-camera-lost-means = Запечатано всё, кроме, возможно, последней секунды; видео помечено как прерванное.
trouble-camera-lost-next = Проверьте, не занята ли камера другим приложением, и попробуйте снова.

trouble-camera-withheld-what = Система пока отключила камеру
trouble-camera-withheld-means = Снятое раньше запечатано. Видео идёт, но пока остаётся чёрным; фото сделать нельзя.
trouble-camera-withheld-next = Так делают звонок, другое приложение или выключатель приватности. Когда это кончится, изображение вернётся само.

trouble-microphone-missing-what = Микрофон не найден
trouble-microphone-missing-means = Ничего не потеряно. Видео пишется без звука, остальное работает как прежде.
trouble-microphone-missing-next = Подключите микрофон и попробуйте снова.

trouble-microphone-refused-what = Микрофон использовать не разрешено
trouble-microphone-refused-means = Ничего не потеряно. Видео пишется без звука, остальное работает как прежде.
trouble-microphone-refused-next = Разрешите Testamur микрофон в настройках устройства и попробуйте снова.

trouble-microphone-lost-what = Микрофон отключился
trouble-microphone-lost-means = Запечатано всё, кроме, возможно, последней секунды.
trouble-microphone-lost-next = Проверьте, не занят ли микрофон другим приложением, и попробуйте снова.

trouble-microphone-withheld-what = Система пока отключила микрофон
trouble-microphone-withheld-means = Снятое раньше запечатано. Всё идёт дальше, но пока без звука.
trouble-microphone-withheld-next = Так делают звонок, другое приложение или выключатель приватности. Когда это кончится, звук вернётся сам.

trouble-storage-withheld-what = Уже несколько секунд ничего не запечатывается
trouble-storage-withheld-means = Снятое раньше запечатано. То, что идёт сейчас, ждёт в памяти и пропадёт, если приложение закроется раньше.
trouble-storage-withheld-next = Продолжайте: всё будет принято, как только память устройства ответит. Если это не проходит, снимайте и другим устройством.

trouble-begin-withheld-what = Пока ещё ничего не записывается
trouble-begin-withheld-means = Снятое раньше остаётся как было.
trouble-begin-withheld-next = Останьтесь здесь: всё начнётся само, как только память устройства ответит. Если не начнётся, снимайте другим устройством.

trouble-devices-missing-what = Нет ни камеры, ни микрофона
trouble-devices-missing-means = Ничего не потеряно. Заметки, подсчёт, формы и файлы работают.
trouble-devices-missing-next = Подключите камеру или микрофон и попробуйте снова.

trouble-encoder-missing-what = Это устройство не может снимать видео и звук в приложении
trouble-encoder-missing-means = Ничего не потеряно. Фото, заметки и файлы по-прежнему можно запечатать.
trouble-encoder-missing-next = Снимайте обычной камерой устройства и добавляйте файл сюда, или делайте фото.

trouble-end-waiting-what = Видео или звук окончены, но запечатано ещё не всё
trouble-end-waiting-means = Принятое раньше запечатано. Остальное ждёт в памяти и пропадёт, если приложение закроется раньше.
trouble-end-waiting-next = Не закрывайте приложение: остальное будет запечатано, как только память устройства ответит. Дождитесь, пока в списке это станет законченным.

trouble-end-unconfirmed-what = Конец видео или звука не подтверждён
trouble-end-unconfirmed-means = Всё принятое до этого запечатано; открытой может быть разве что последняя секунда.
trouble-end-unconfirmed-next = Снимать можно сразу снова. Если потом в списке всё ещё стоит «идёт запись», закройте приложение и откройте снова.

trouble-file-unreadable-what = Файл не удалось прочитать
trouble-file-unreadable-means = На этом устройстве ничего не изменилось.
trouble-file-unreadable-next = Проверьте, что файл на месте, или вставьте его текст.

trouble-file-too-large-what = Файл слишком велик для приглашения
trouble-file-too-large-means = На этом устройстве ничего не изменилось.
trouble-file-too-large-next = Выберите файл приглашения, который вам дала организация.

trouble-picture-without-code-what = На этой картинке не прочитан ни один код приглашения
trouble-picture-without-code-means = На этом устройстве ничего не изменилось.
trouble-picture-without-code-next = Покажите код камере («Сканировать код») или откройте файл приглашения.

trouble-codes-missing-what = На этих картинках только часть кодов приглашения
trouble-codes-missing-means = На этом устройстве ничего не изменилось.
trouble-codes-missing-next = Откройте картинки всех кодов сразу или покажите коды камере («Сканировать код»).

trouble-bug-what = Приложение ошиблось
trouble-bug-means = Запечатанное раньше не тронуто.
trouble-bug-next = Закройте приложение и откройте снова. Если повторится, скажите организации, какой экран вы видели.

## How far an item has come

dots-going-on = Идёт запись. Всё, что старше секунды, запечатано.
dots-sealed = Запечатано на этом устройстве.
dots-noted = Запечатано и учтено: к этому времени оно уже было. Содержание ещё только здесь.
dots-delivered = Доставлено: сервер подписал, что хранит всё целиком.

## Boxes that scroll

scroll-more = Ниже есть ещё

passphrase-short = Она короткая: у кого окажется устройство, тот переберёт все такие. Надёжны пять и больше слов, не связанных друг с другом.
passphrase-short-go = Всё равно взять эту
