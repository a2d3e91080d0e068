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
refreshing = Считаем…
again = Попробовать снова
means = Что с материалами:
next = Что делать:

trouble-home-in-use-what = Хранилище этого устройства уже открыто
trouble-home-in-use-means = Ничего не потеряно. Им пользуется другое окно или команда testamur, а двое сразу могли бы испортить цепочку.
trouble-home-in-use-next = Перейдите в другое окно или закройте его и попробуйте снова.

trouble-home-unavailable-what = Диск не ответил
trouble-home-unavailable-means = Запечатанное раньше не тронуто. Новое нельзя запечатать, пока диск не ответит.
trouble-home-unavailable-next = Проверьте, что накопитель подключён и что этому пользователю можно на него писать. Потом попробуйте снова.

trouble-disk-full-what = На диске нет места
trouble-disk-full-means = Запечатанное раньше цело и действительно. Новое запечатать нельзя.
trouble-disk-full-next = Освободите место, но не удаляйте ничего из этого приложения. Потом попробуйте снова.

trouble-home-damaged-what = Хранилище этого устройства повреждено
trouble-home-damaged-means = Ничего не изменено и не удалено. Доставленное цело на сервере.
trouble-home-damaged-next = Не снимайте этим устройством нового. Сохраните его как есть и отнесите в организацию.

trouble-home-unsupported-what = Этим хранилищем пользовалась более новая версия приложения
trouble-home-unsupported-means = Ничего не потеряно. Эта версия не понимает записанного новой и не трогает его.
trouble-home-unsupported-next = Установите самую новую версию приложения.

trouble-invitation-malformed-what = Это не приглашение целиком
trouble-invitation-malformed-means = На этом устройстве ничего не изменилось.
trouble-invitation-malformed-next = Скопируйте его полностью, от первой до последней скобки, или откройте сам файл.

trouble-invitation-unsupported-what = Приглашение новее этого приложения
trouble-invitation-unsupported-means = На этом устройстве ничего не изменилось.
trouble-invitation-unsupported-next = Установите самую новую версию приложения, потом присоединитесь.

trouble-invitation-refused-what = Подписи приглашения неверны
trouble-invitation-refused-means = На этом устройстве ничего не изменилось. Возможно, приглашение подменили или оно для другой роли.
trouble-invitation-refused-next = Не пользуйтесь им. Попросите новое, лучше всего лично.

trouble-already-joined-what = На этом устройстве уже есть хранилище
trouble-already-joined-means = Ничего не изменилось. Запечатанное остаётся запечатанным для той организации, для которой снималось.
trouble-already-joined-next = Чтобы снимать для другой организации, возьмите другое устройство или другую папку хранилища.

trouble-destroyed-what = Ключи этого устройства уничтожены
trouble-destroyed-means = Запечатанное остаётся запечатанным; доставленное хранит сервер. Ничего нового для этой организации снять нельзя.
trouble-destroyed-next = Если запечатанные части ещё здесь, принесите устройство в организацию. Чтобы продолжить, завершите это хранилище в настройках и вступите заново.

trouble-no-home-what = На этом устройстве ещё нет хранилища
trouble-no-home-means = Ничего не снято, поэтому ничего не потеряно.
trouble-no-home-next = Сначала откройте приглашение или попробуйте приложение без организации.

trouble-source-failed-what = Файл или запись прервались
trouble-source-failed-means = Всё, что успело прийти, запечатано и отмечено как прерванное. Если не пришло ничего, ничего и не сохранено.
trouble-source-failed-next = Проверьте, подключён ли ещё файл или устройство, и добавьте заново.

trouble-file-empty-what = Файл пуст
trouble-file-empty-means = Он не добавлен: запечатывать нечего. Пустыми выглядят и сокеты и каналы системы.
trouble-file-empty-next = Проверьте, тот ли это файл. Если важно, что он пуст, запечатайте об этом заметку.

trouble-not-a-file-what = Прочитать это как файл не получается
trouble-not-a-file-means = Это папка или устройство, или файла уже нет на месте. Ничего из этого не добавлено.
trouble-not-a-file-next = Откройте папку и выберите файлы в ней или проверьте, на месте ли файл.

trouble-stopped-what = Остановлено
trouble-stopped-means = Всё, что успело прийти, запечатано и отмечено как прерванное.
trouble-stopped-next = Делать ничего не нужно. Можно добавить заново.

trouble-no-recording-what = Эта запись уже не идёт
trouble-no-recording-means = Запечатано всё, кроме самое большее последней секунды.
trouble-no-recording-next = Начните новую запись.

trouble-bad-request-what = Приложение не поняло само себя
trouble-bad-request-means = Запечатанное раньше не затронуто.
trouble-bad-request-next = Закройте приложение и откройте снова. Если повторится, скажите организации, на каком экране.

trouble-camera-missing-what = Камера не найдена
trouble-camera-missing-means = Ничего не потеряно. Звук, заметки и файлы по-прежнему можно запечатать.
trouble-camera-missing-next = Подключите камеру или записывайте звук.

trouble-camera-refused-what = Камеру использовать не разрешено
trouble-camera-refused-means = Ничего не потеряно. Звук, заметки и файлы по-прежнему можно запечатать.
trouble-camera-refused-next = Разрешите Testamur камеру в настройках устройства и попробуйте снова.

trouble-camera-lost-what = Камеру отняли
trouble-camera-lost-means = Запечатано всё, кроме самое большее последней секунды; запись отмечена как прерванная.
trouble-camera-lost-next = Проверьте, не занята ли камера другим приложением, и попробуйте снова.

trouble-camera-withheld-what = Система пока отключила камеру
trouble-camera-withheld-means = Записанное раньше запечатано. Запись идёт, но пока это длится, она чёрная; фото сделать нельзя.
trouble-camera-withheld-next = Так делают звонок, другое приложение или выключатель приватности. Когда это кончится, изображение вернётся само.

trouble-microphone-missing-what = Микрофон не найден
trouble-microphone-missing-means = Ничего не потеряно. Звук записать нельзя, остальное работает как прежде.
trouble-microphone-missing-next = Подключите микрофон и попробуйте снова.

trouble-microphone-refused-what = Микрофон использовать не разрешено
trouble-microphone-refused-means = Ничего не потеряно. Звук записать нельзя, остальное работает как прежде.
trouble-microphone-refused-next = Разрешите Testamur микрофон в настройках устройства и попробуйте снова.

trouble-microphone-lost-what = Микрофон отняли
trouble-microphone-lost-means = Запечатано всё, кроме самое большее последней секунды.
trouble-microphone-lost-next = Проверьте, не занят ли микрофон другим приложением, и попробуйте снова.

trouble-microphone-withheld-what = Система пока отключила микрофон
trouble-microphone-withheld-means = Записанное раньше запечатано. Запись идёт, но пока это длится, она без звука.
trouble-microphone-withheld-next = Так делают звонок, другое приложение или выключатель приватности. Когда это кончится, звук вернётся сам.

trouble-storage-withheld-what = Уже несколько секунд ничего не запечатывается
trouble-storage-withheld-means = Записанное раньше запечатано. То, что идёт сейчас, ждёт в памяти и пропадёт, если приложение закроется раньше.
trouble-storage-withheld-next = Продолжайте: всё будет принято, как только память устройства ответит. Если это не проходит, снимайте и другим устройством.

trouble-begin-withheld-what = Запись ещё не начинается
trouble-begin-withheld-means = Пока ничего не записывается. Записанное раньше остаётся как было.
trouble-begin-withheld-next = Останьтесь здесь: запись начнётся сама, как только память устройства ответит. Если не начнётся, снимайте другим устройством.

trouble-devices-missing-what = Нет ни камеры, ни микрофона
trouble-devices-missing-means = Ничего не потеряно. Заметки, счёт, формы и файлы работают.
trouble-devices-missing-next = Подключите камеру или микрофон и попробуйте снова.

trouble-encoder-missing-what = Это устройство не может записывать видео и звук в приложении
trouble-encoder-missing-means = Ничего не потеряно. Фото, заметки и файлы по-прежнему можно запечатать.
trouble-encoder-missing-next = Снимайте обычной камерой устройства и добавляйте файл сюда, или делайте фото.

trouble-end-waiting-what = Запись окончена, но запечатана ещё не вся
trouble-end-waiting-means = Принятое раньше запечатано. Остальное ждёт в памяти и пропадёт, если приложение закроется раньше.
trouble-end-waiting-next = Не закрывайте приложение: остальное будет запечатано, как только память устройства ответит. Дождитесь, пока в «Моё» запись станет законченной.

trouble-end-unconfirmed-what = Конец записи не подтверждён
trouble-end-unconfirmed-means = Всё принятое до этого запечатано; открытой может быть самое большее последняя секунда.
trouble-end-unconfirmed-next = Записывать можно сразу снова. Если потом в «Моё» она всё ещё идёт, закройте приложение и откройте снова: это её закроет.

trouble-file-unreadable-what = Файл не удалось прочитать
trouble-file-unreadable-means = На этом устройстве ничего не изменилось.
trouble-file-unreadable-next = Проверьте, что файл на месте, или вставьте его текст.

trouble-file-too-large-what = Файл слишком велик для приглашения
trouble-file-too-large-means = На этом устройстве ничего не изменилось.
trouble-file-too-large-next = Выберите файл приглашения, который вам дала организация.

trouble-bug-what = Приложение ошиблось
trouble-bug-means = Запечатанное раньше не тронуто.
trouble-bug-next = Закройте приложение и откройте снова. Если повторится, скажите организации, какой экран вы видели.

## How far an item has come

dots-going-on = Идёт запись. Всё, что старше секунды, запечатано.
dots-sealed = Запечатано на этом устройстве.
dots-noted = Запечатано и отмечено: журнал сервера доказывает, когда это существовало.
dots-delivered = Доставлено: сервер подписал, что хранит каждый байт.

## Boxes that scroll

scroll-more = Ниже есть ещё
