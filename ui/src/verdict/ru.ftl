### Что итог проверки говорит об материалах, файлах и времени и что делать дальше после приёма, пакета или отчёта.

intake-show =
    { $count ->
        [one] Показать { $count } новый материал
        [few] Показать { $count } новых материала
        [many] Показать { $count } новых материалов
       *[other] Показать { $count } новых материала
    }
bundle-verify = Проверить этот пакет сейчас
bundle-show = Показать в папке

## Когда это существовало

times-latest-proven = Существовало не позже { $at }: доказано ({ $who }; журнал { $log }, контрольная точка { $size }).
times-latest-untrusted = Существовало не позже { $at }, если журналу { $log } можно доверять: здесь за его ключи никто не ручается ({ $who }; контрольная точка { $size }).
times-latest-claimed = Существовало не позже { $at }: не доказано, это состояние журнала называет только устройство ({ $who }; журнал { $log }, контрольная точка { $size }).
times-latest-order = Есть в журнале { $log } к контрольной точке { $size }. Точное время не доказано.
times-latest-none = К какому времени это существовало: не доказано.
times-earliest-proven = Не раньше { $at }: доказано ({ $who }; журнал { $log }, контрольная точка { $size }).
times-earliest-untrusted = Не раньше { $at }, если журналу { $log } можно доверять: здесь за его ключи никто не ручается ({ $who }; контрольная точка { $size }).
times-earliest-claimed = Не раньше { $at }: не доказано, это состояние журнала называет только устройство ({ $who }; журнал { $log }, контрольная точка { $size }).
times-earliest-order = Подписано после контрольной точки { $size } журнала { $log }. Точное время не доказано.
times-earliest-none = Не раньше какого времени: не доказано.
times-all-latest = { $count } из { $all } материалов существовали не позже { $at }: доказано.
times-all-untrusted = { $count } из { $all } материалов существовали не позже { $at }, если журналу можно доверять: здесь за его ключи никто не ручается.
times-all-none = К какому времени они существовали: не доказано.
times-not-these = Это относится к тому, что подписало устройство, а не к изменённым байтам, которые здесь.
status-time-partly = не позже: доказано

## Материалы и файлы

found-items = Материалы, у каждого свои ответы
found-row-passed = всё верно
found-row-earliest = проверенное верно; не раньше: не доказано
found-row-open = не проверено: { $names }
found-row-failed = что-то неверно
found-rows-more =
    { $count ->
        [one] Показать ещё { $count }
        [few] Показать ещё { $count }
        [many] Показать ещё { $count }
       *[other] Показать ещё { $count }
    }
found-medium = Файл без имени
found-open = Открыть
found-picture = Фото { $name }, каким оно есть в пакете
found-picture-altered = Изменённое фото { $name }: подписано было не оно
found-altered = Изменено: это не то, что подписало устройство.
found-nameless = { $kind } { $item }
found-unplayable = Этот проигрыватель не знает формата, или файл для него слишком длинный. Распакуйте пакет и откройте файл другим проигрывателем.
file-whole = совпадает
file-altered = изменён
file-missing = отсутствует
file-withheld = не раскрыт
about-more =
    { $count ->
        [one] и ещё { $count } материал
        [few] и ещё { $count } материала
        [many] и ещё { $count } материалов
       *[other] и ещё { $count } материала
    }
answers-wrong-here = Неверно: { $things }.
answers-wrong-more = Неверно: { $things } и ещё { $more }.
answers-care = { $things }: { $said }
answers-care-more = { $things } и ещё { $more }: { $said }
answers-others =
    { $count ->
        [1] В остальном материале ничего неверного нет.
        [one] В остальных материалах ({ $count }) ничего неверного нет.
        [few] В остальных материалах ({ $count }) ничего неверного нет.
        [many] В остальных материалах ({ $count }) ничего неверного нет.
       *[other] В остальных материалах ({ $count }) ничего неверного нет.
    }
short-content = Содержание
short-signer = Подпись
short-time = Время
short-completeness = Полнота
short-delivery = Доставка

## Отчёт

report-id = Номер материала
report-existed = К какому времени существовало
report-pictures = С маленькими снимками
report-drawing = Готовятся маленькие снимки…
printed-printed = Передано принтеру в { $at }.
printed-saved = PDF записан в { $at }.
printed-folder = в папке { $folder }
printed-cancelled = Ничего не напечатано: окно закрыли.
printed-unknown = Передано в системное окно печати в { $at }.
