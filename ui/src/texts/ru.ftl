language-name = Русский
app-name = Testamur
settings = Язык и вид
language = Язык
theme = Вид
theme-auto = Авто
theme-light = Светлый
theme-dark = Тёмный

## While the vault opens

loading-title = Открываем хранилище этого устройства
loading-body = Считаем, что здесь запечатано. Если приложение было прервано во время записи, она сейчас завершается как положено.

## No home yet

join-title = На этом устройстве ещё нет хранилища
join-body = Вставьте или откройте приглашение, которое вам дала организация. Не нужны ни учётная запись, ни почта, ни связь.
join-label = Приглашение
join-placeholder = Вставьте сюда текст приглашения
join-file = Открыть файл
join-go = Присоединиться
join-working = Присоединяемся…
join-empty = Сначала вставьте приглашение или откройте его файл.
join-care = Берите приглашение только у человека, которого знаете. Оно решает, кто сможет открыть то, что вы снимете.
join-done = Устройство присоединено к организации { $organisation }. Отныне всё снятое запечатывается для неё.

## The vault's state

state-title-calm = Всё уже вне этого устройства
state-title-empty = Готово. Пока ничего не снято
state-title-waiting =
    { $count ->
        [one] Ещё не доставлен { $count } материал
        [few] Ещё не доставлены { $count } материала
        [many] Ещё не доставлено { $count } материалов
       *[other] Ещё не доставлено { $count } материала
    }
state-body-calm = Сервер подписью подтвердил, что хранит каждый байт. Доставленное уже нельзя потерять вместе с устройством.
state-body-empty = Снятое появится здесь числом. Открыть его на этом устройстве не может никто, и вы тоже.
state-body-waiting = До доставки это может уничтожить тот, кто отберёт или сломает устройство. Открыть его здесь или незаметно удалить не может никто.

way = Как далеко дошли материалы
way-items = Запечатано здесь
way-items-note =
    { $count ->
        [one] материал в цепочке устройства
        [few] материала в цепочке устройства
        [many] материалов в цепочке устройства
       *[other] материала в цепочке устройства
    }
way-noted = Отмечено
way-noted-note = Журнал сервера доказывает, когда они уже были
way-delivered = Доставлено
way-delivered-note = Сервер подписал, что хранит каждый байт

waiting = Ждёт отправки
waiting-none = Ничего не ждёт.
waiting-parts =
    { $count ->
        [one] { $count } часть, { $size }
        [few] { $count } части, { $size }
        [many] { $count } частей, { $size }
       *[other] { $count } части, { $size }
    }
waiting-unenrolled = Сервер ещё не знает это устройство. Узнает при первой связи.

head = Вершина цепочки
head-seq = Запись № { $seq }
head-body = Если этот код есть у кого-то ещё, он докажет позднейшее удаление.

details = Для вашей организации
details-organisation = Организация
details-policy = Правила
details-policy-version = версия { $version }
details-device = Устройство
details-head = Вершина целиком

refresh = Пересчитать
refreshing = Считаем…

## Findings

findings = Обнаружено при открытии хранилища

finding-adopted-what =
    { $count ->
        [one] { $count } часть была запечатана, но ещё не подписана.
        [few] { $count } части были запечатаны, но ещё не подписаны.
        [many] { $count } частей были запечатаны, но ещё не подписаны.
       *[other] { $count } части были запечатаны, но ещё не подписаны.
    }
finding-adopted-means = Теперь подписано. Ничего не потеряно.
finding-adopted-next = Делать ничего не нужно.

finding-interrupted-what =
    { $count ->
        [one] { $count } запись была прервана.
        [few] { $count } записи были прерваны.
        [many] { $count } записей были прерваны.
       *[other] { $count } записи были прерваны.
    }
finding-interrupted-means = Сохранено всё, кроме последней секунды в худшем случае, и отмечено как прерванное.
finding-interrupted-next = Делать ничего не нужно. Если можете, расскажите организации, что её прервало.

finding-torn-what =
    { $count ->
        [one] { $count } файл был неполным.
        [few] { $count } файла были неполными.
        [many] { $count } файлов были неполными.
       *[other] { $count } файла были неполными.
    }
finding-torn-means = Он не был подписан, поэтому в цепочке ничего не пропало. Он отложен и не удалён.
finding-torn-next = Оставьте устройство как есть и сообщите организации.

finding-lost-what =
    { $count ->
        [one] На диске нет { $count } запечатанной части.
        [few] На диске нет { $count } запечатанных частей.
        [many] На диске нет { $count } запечатанных частей.
       *[other] На диске нет { $count } запечатанной части.
    }
finding-lost-means = Подписанная запись осталась и доказывает, что она была. Если её доставили, она есть у сервера.
finding-lost-next = Не снимайте этим устройством нового, пока его не посмотрит организация.

finding-item = Материал { $item }

## Troubles

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

trouble-file-unreadable-what = Файл не удалось прочитать
trouble-file-unreadable-means = На этом устройстве ничего не изменилось.
trouble-file-unreadable-next = Проверьте, что файл на месте, или вставьте его текст.

trouble-file-too-large-what = Файл слишком велик для приглашения
trouble-file-too-large-means = На этом устройстве ничего не изменилось.
trouble-file-too-large-next = Выберите файл приглашения, который вам дала организация.

trouble-bug-what = Приложение ошиблось
trouble-bug-means = Запечатанное раньше не тронуто.
trouble-bug-next = Закройте приложение и откройте снова. Если повторится, скажите организации, какой экран вы видели.

trouble-item = Материал { $item }
