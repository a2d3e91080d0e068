## Съёмка

capture-photo = Сделать фото
capture-video = Записать видео
capture-audio = Записать звук
capture-stop = Остановить и запечатать
capture-import = Добавить файлы
capture-dark = Чёрный экран, запись идёт
capture-light = Снова показать экран
capture-running = Запись идёт
capture-asking = Открывается камера…
capture-without-sound = Видео пишется без звука.
capture-silence = Микрофон передаёт только тишину: возможно, он выключен. Запись продолжается.
capture-back-camera = Камера снова работает.
capture-back-microphone = Микрофон снова работает.
capture-understood = Понятно
capture-close = Закрыть
capture-said-sealed = Запечатано.
capture-said-recording = Идёт запись.
capture-said-stopped = Остановлено и запечатано.

## После съёмки

review-what = Что это было?
review-picture = Только что снятое фото. На этом устройстве его больше нельзя открыть.
review-skip = Пропустить
review-unsure = Не уверен

tag-person-to-van = Человека в автозак
tag-force = Сила
tag-hurt = Ранение
tag-child = Ребёнок
tag-press = Пресса
tag-no-badge = Без жетона
tag-plate = Номер
tag-station = Отдел
tag-bus = Автобус

## Добавленные файлы

import-title = Файлы
import-count =
    { $count ->
        [one] Запечатан { $done } из { $count } файла.
        [few] Запечатано { $done } из { $count } файлов.
        [many] Запечатано { $done } из { $count } файлов.
       *[other] Запечатано { $done } из { $count } файлов.
    }
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
import-cut-off = { $size }, остановлен; что успело прийти, запечатано
import-failed = { $size }, не добавлен
import-left = { $size }, пропущен
import-nameless = Файл { $number }
import-hidden = Имена этих файлов убраны с экрана: устройством никто не пользовался.
import-cancel = Остановить
import-original = Исходный файл остаётся на месте и читается. Если это опасно, удалите его там.
