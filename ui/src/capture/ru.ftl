## Съёмка

capture-photo = Сделать фото
capture-video = Записать видео
capture-audio = Записать звук
capture-readers = Организация изменила, кто сможет открыть то, что вы снимете с этого времени. Спросите того, кто вас пригласил, так ли это. Снятое раньше остаётся как было.
capture-looking = С этого времени снятое сможет посмотреть на этом устройстве тот, кто откроет сейф. Спросите того, кто вас пригласил, так ли это. Снятое раньше остаётся как было.
capture-policy = На это устройство пришли новые правила организации. Изменилось:
policy-changed-archive = Кто сможет открыть снятое
policy-changed-witnesses = Кто сможет открыть имена свидетелей
policy-changed-looking = Теперь снятое можно смотреть на этом устройстве
policy-changed-review = Как долго снятое можно смотреть на этом устройстве и можно ли ещё
policy-changed-servers = Куда это отправляется
policy-changed-logs = Чьи квитанции учитываются
policy-changed-keeping = Остаются ли запечатанные части здесь после доставки
policy-changed-forms = Используемые формы
policy-changed-name = Название организации
capture-stop = Стоп: остановить и запечатать
capture-import = Добавить файлы
capture-dark = Погасить экран, запись идёт
capture-light = Снова показать экран
capture-running = Запись идёт
capture-asking = Открывается камера…
capture-without-sound = Видео пишется без звука.
capture-broke = Аудио- или видеозапись остановилась. Всё до этого, кроме последней секунды, сохранено и запечатано; это есть в списке, там можно отметить, что это.
capture-silence = Микрофон слышит только тишину, возможно, он выключен. Запись идёт.
capture-back-camera = Камера снова работает.
capture-back-microphone = Микрофон снова работает.
capture-understood = Понятно
capture-close = Закрыть
capture-said-sealed = Запечатано.
capture-said-recording = Идёт запись.
capture-said-stopped = Остановлено и запечатано.

## После съёмки

capture-cut =
    { $count ->
        [1] Прервано видео или звук, начатое в { $time }. Сохранено и запечатано: { $size }.
        [one] Прервано видео- и звукозаписей: { $count } (последняя начата в { $time }). Сохранено и запечатано: { $size }.
        [few] Прервано видео- и звукозаписей: { $count } (последняя начата в { $time }). Сохранено и запечатано: { $size }.
        [many] Прервано видео- и звукозаписей: { $count } (последняя начата в { $time }). Сохранено и запечатано: { $size }.
       *[other] Прервано видео- и звукозаписей: { $count } (последняя начата в { $time }). Сохранено и запечатано: { $size }.
    }
review-what = Что это было?
review-picture = Только что снятое
review-not-kept = Метка не сохранена.
review-kept = Сохранено. Это уйдёт само.
review-kept-here = Сохранено.
review-skip = Пропустить
review-done = Готово
review-unsure = Метка не наверняка

tag-person-to-van = В автозак
tag-force = Насилие
tag-hurt = Ранение
tag-child = Ребёнок
tag-press = Пресса
tag-no-badge = Без жетона
tag-plate = Номер
tag-station = Полиция
tag-bus = Автобус

## Добавленные файлы

import-title = Файлы
import-count = Запечатано файлов: { $done } из { $count }
import-later =
    { $count ->
        [one] Затем будет добавлен ещё { $count } файл.
        [few] Затем будут добавлены ещё { $count } файла.
        [many] Затем будет добавлено ещё { $count } файлов.
       *[other] Затем будет добавлено ещё { $count } файла.
    }
import-waits = { $size }, ждёт
import-goes = { $size }, запечатывается
import-sealed = { $size }, запечатан как добавленный
import-changed = { $size }, изменился, пока его принимали. То, что успело прийти, запечатано, и в описании об этом сказано. Когда файл перестанет меняться, добавьте его ещё раз
import-cut-off = { $size }, остановлен; что успело прийти, запечатано
import-failed = { $size }, не добавлен
import-no-room = { $size }, не принят: на диске есть место для { $room }
import-left = { $size }, пропущен
import-nameless = Файл { $number }
import-hidden = Имена этих файлов убраны с экрана: устройством никто не пользовался.
import-cancel = Остановить
import-stays = Пока файлы не запечатаны, этот экран остаётся открытым. «Остановить» оставит остальные нетронутыми.
import-closing = Окно закрывают, пока принимаются файлы: запечатано { $done } из { $count }.
import-closing-means = Если закрыть сейчас, остальное не попадёт внутрь; от файла, который запечатывается, может сохраниться то, что успело прийти, с пометкой «прервано». То и другое возьмите потом ещё раз.
import-closing-stay = Запечатывать дальше
import-closing-leave = Прервать и закрыть
import-folder = Файл не выбран. Это окно берёт файлы, хоть сразу много. Для папки целиком, со всем, что в ней, есть своё окно.
import-folder-go = Принять папку
import-original = Исходный файл остался на месте, его может прочитать любой. Если это опасно, удалите его там, лучше после доставки.

## Слова на первое время

capture-word-photo = Фото
capture-word-video = Видео
capture-word-audio = Звук
capture-word-import = Файлы
capture-word-stop = Стоп
capture-word-count = Подсчёт
capture-word-close = Закрыть
capture-word-dark = Погасить
capture-sign-going-on = Идёт запись
capture-sign-sealed = Запечатано здесь
capture-sign-noted = Учтено, ещё не доставлено
capture-sign-delivered = Доставлено
capture-captured = Запечатано с открытия приложения: { $count }
capture-sound-only = Только звук
capture-level = Громкость в микрофоне
review-tag = Отметить, что это

kind-photo = Фото
kind-video = Видео
kind-sound = Звук
kind-file = Файл
kind-count = Подсчёт
kind-tag = Отметка
kind-form = Форма
