## Түсіру

capture-photo = Фото түсіру
capture-video = Бейне жазу
capture-audio = Дыбыс жазу
capture-readers = Ұйым бұдан былай түсірілгенді кім аша алатынын өзгертті. Бұл рас па, сізді шақырған адамнан сұраңыз. Бұрын түсірілгені сол күйінде қалады.
capture-looking = Бұдан былай түсірілгенді осы құрылғының сейфін ашқан адам көре алады. Бұл рас па, сізді шақырған адамнан сұраңыз. Бұрын түсірілгені сол күйінде қалады.
capture-policy = Бұл құрылғыға ұйымның жаңа ережелері келді. Өзгергені:
policy-changed-archive = Түсірілгенді кім аша алады
policy-changed-witnesses = Куәлардың есімдерін кім аша алады
policy-changed-looking = Енді түсірілгенді осы құрылғыда көруге болады
policy-changed-review = Түсірілгенді осы құрылғыда қанша уақыт көруге болады және әлі бола ма
policy-changed-servers = Ол қайда жіберіледі
policy-changed-logs = Кімнің түбіртектері есептеледі
policy-changed-keeping = Жеткізілген соң мөрленген бөліктер мұнда қала ма
policy-changed-forms = Қолданылатын формалар
policy-changed-name = Ұйымның атауы
capture-stop = Тоқтату және мөрлеу
capture-import = Файл енгізу
capture-dark = Экранды сөндіру, жазу жалғасады
capture-light = Экранды қайта көрсету
capture-running = Жазылып жатқан уақыт
capture-asking = Камера ашылуда…
capture-without-sound = Бейне дыбыссыз жазылады.
capture-broke = Жазу тоқтады. Соңғы секундынан басқасының бәрі сақталды және мөрленді; ол тізімде бар, сол жерде не екенін белгілеуге болады.
capture-silence = Микрофоннан тек тыныштық келіп тұр: ол өшірулі болуы мүмкін. Жазу жалғасуда.
capture-back-camera = Камера қайта қосылды.
capture-back-microphone = Микрофон қайта қосылды.
capture-understood = Түсінікті
capture-close = Жабу
capture-said-sealed = Мөрленді.
capture-said-recording = Жазылуда.
capture-said-stopped = Тоқтатылып, мөрленді.

## Түсірген соң

capture-cut =
    { $count ->
        [1] { $time } басталған бейне немесе дыбыс үзіліп қалды. Сақталып, мөрленгені: { $size }.
        [one] { $count } бейне немесе дыбыс үзіліп қалды, соңғысы { $time } басталған. Сақталып, мөрленгені: { $size }.
       *[other] { $count } бейне немесе дыбыс үзіліп қалды, соңғысы { $time } басталған. Сақталып, мөрленгені: { $size }.
    }
review-what = Бұл не болды?
review-picture = Жаңа ғана түсірілген
review-not-kept = Белгі сақталмады.
review-kept = Сақталды. Бұл өзі жабылады.
review-kept-here = Сақталды.
review-skip = Өткізу
review-done = Дайын
review-unsure = Белгі анық емес

tag-person-to-van = Автозакқа
tag-force = Күш қолдану
tag-hurt = Жарақат
tag-child = Бала
tag-press = Баспасөз
tag-no-badge = Төсбелгісіз
tag-plate = Көлік нөмірі
tag-station = Полиция
tag-bus = Автобус

## Енгізілген файлдар

import-title = Файлдар
import-count = Мөрленген файл: { $count } ішінен { $done }
import-later =
    { $count ->
        [one] Одан кейін тағы { $count } файл енгізіледі.
       *[other] Одан кейін тағы { $count } файл енгізіледі.
    }
import-waits = { $size }, күтуде
import-goes = { $size }, мөрленуде
import-sealed = { $size }, енгізілген деп мөрленді
import-changed = { $size }, қабылданып жатқанда өзгерді. Келіп үлгергені мөрленді, бұл сипаттамасында көрсетілген. Файл өзгермей тұрғанда қайта қосыңыз
import-cut-off = { $size }, тоқтатылды; соған дейін келгені мөрленді
import-failed = { $size }, енгізу мүмкін болмады
import-no-room = { $size }, қабылданбады: дискіде { $room } орын бар
import-left = { $size }, енгізілмеді
import-nameless = { $number }-файл
import-hidden = Бұл файлдардың атаулары экраннан алынды: құрылғыны ешкім пайдаланбады.
import-cancel = Тоқтату
import-stays = Файлдар мөрленгенше бұл экран ашық тұрады. «Тоқтату» қалғанын қалдырады.
import-closing = Файлдар қабылданып жатқанда терезе жабылып барады: { $count } файлдың { $done } мөрленді.
import-closing-means = Қазір жапсаңыз, қалғаны алынбайды; мөрленіп жатқан файлдың сол кезге дейін келгені «үзілді» деген белгімен сақталуы мүмкін. Екеуін де кейін қайта алыңыз.
import-closing-stay = Мөрлей беру
import-closing-leave = Тоқтатып, жабу
import-folder = Файл таңдалмады. Бұл терезе файлдарды алады, бірден көп болса да. Ішіндегісімен бірге тұтас қалтаға арналған бөлек терезе бар.
import-folder-go = Қалтаны қабылдау
import-original = Түпнұсқа өз орнында, оны кез келген адам оқи алады. Қауіпті болса, сол жерден өшіріңіз, жеткізілген соң болғаны дұрыс.

## Алғашқы кездегі сөздер

capture-word-photo = Фото
capture-word-video = Бейне
capture-word-audio = Дыбыс
capture-word-import = Файл
capture-word-stop = Тоқтату
capture-word-count = Санау
capture-word-close = Жабу
capture-word-dark = Сөндіру
capture-sign-going-on = Жазылуда
capture-sign-sealed = Осында мөрленді
capture-sign-noted = Тіркелді, әлі жеткізілмеді
capture-sign-delivered = Жеткізілді
capture-captured = Қолданба ашылғалы мөрленгені: { $count }
capture-sound-only = Тек дыбыс
capture-level = Микрофондағы дыбыс деңгейі
review-tag = Не екенін белгілеу

kind-photo = Фото
kind-video = Бейне
kind-sound = Дыбыс
kind-file = Файл
kind-count = Санау
kind-tag = Белгі
kind-form = Форма
