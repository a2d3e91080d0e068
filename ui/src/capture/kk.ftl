## Түсіру

capture-photo = Фото түсіру
capture-video = Бейне жазу
capture-audio = Дыбыс жазу
capture-stop = Тоқтатып, мөрлеу
capture-import = Файл енгізу
capture-dark = Қара экран, жазу жалғасады
capture-light = Экранды қайта көрсету
capture-running = Жазылып жатқан уақыт
capture-asking = Камера ашылуда…
capture-without-sound = Бейне дыбыссыз жазылады.
capture-silence = Микрофоннан тек тыныштық келіп тұр: ол өшірулі болуы мүмкін. Жазу жалғасуда.
capture-back-camera = Камера қайта қосылды.
capture-back-microphone = Микрофон қайта қосылды.
capture-understood = Түсінікті
capture-close = Жабу
capture-said-sealed = Мөрленді.
capture-said-recording = Жазылуда.
capture-said-stopped = Тоқтатылып, мөрленді.

## Түсірген соң

review-what = Бұл не болды?
review-picture = Жаңа ғана түсірілген фото. Оны бұл құрылғыда қайта ашуға болмайды.
review-skip = Өткізіп жіберу
review-unsure = Сенімді емеспін

tag-person-to-van = Адамды автозакқа
tag-force = Күш қолдану
tag-hurt = Жарақат
tag-child = Бала
tag-press = Баспасөз
tag-no-badge = Төсбелгісіз
tag-plate = Көлік нөмірі
tag-station = Бөлімше
tag-bus = Автобус

## Енгізілген файлдар

import-title = Файлдар
import-count =
    { $count ->
        [one] { $count } файлдың { $done } мөрленді.
       *[other] { $count } файлдың { $done } мөрленді.
    }
import-later =
    { $count ->
        [one] Одан кейін тағы { $count } файл енгізіледі.
       *[other] Одан кейін тағы { $count } файл енгізіледі.
    }
import-waits = { $size }, күтуде
import-goes = { $size }, мөрленуде
import-sealed = { $size }, енгізілген деп мөрленді
import-cut-off = { $size }, тоқтатылды; соған дейін келгені мөрленді
import-failed = { $size }, енгізілмеді
import-left = { $size }, қалдырылды
import-nameless = { $number }-файл
import-hidden = Бұл файлдардың атаулары экраннан алынды: құрылғыны ешкім пайдаланбады.
import-cancel = Тоқтату
import-original = Түпнұсқа орнында, оқылатын күйде қалады. Бұл қауіпті болса, оны сол жерден жойыңыз.
