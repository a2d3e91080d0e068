## The locked vault's passphrase

locked-make-body = Сейф хранит настройки и незаконченную работу под парольной фразой. Забытую не восстановит никто: лучше всего несколько слов, известных только вам.
locked-open-body = Сейф хранит настройки и незаконченную работу под вашей парольной фразой.
locked-passphrase = Парольная фраза
locked-again = То же ещё раз
locked-differs = Введённое дважды не совпадает. Ничего не сделано. Введите оба раза заново.
locked-show = Показывать, что я ввожу
locked-make = Завести сейф
locked-open = Открыть сейф
locked-working = Одну минуту…

trouble-vault-locked-what = Сейф не открыт
trouble-vault-locked-means = Ничего не потеряно. Запечатанному парольная фраза не нужна, оно идёт своим путём.
trouble-vault-locked-next = Откройте сейф парольной фразой и попробуйте снова.

trouble-vault-absent-what = Сейфа ещё нет
trouble-vault-absent-means = Ничего не потеряно. Запечатанному парольная фраза не нужна, оно идёт своим путём.
trouble-vault-absent-next = Заведите его со своей парольной фразой и попробуйте снова.

trouble-passphrase-wrong-what = Эта парольная фраза не открывает сейф
trouble-passphrase-wrong-means = Ничего не изменилось и не потеряно.
trouble-passphrase-wrong-next = Проверьте язык клавиатуры и заглавные буквы, потом введите снова.

trouble-passphrase-empty-what = Парольная фраза не введена
trouble-passphrase-empty-means = Ничего не изменилось и не потеряно.
trouble-passphrase-empty-next = Введите парольную фразу и попробуйте снова.
