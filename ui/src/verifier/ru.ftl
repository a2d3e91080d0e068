### The verifier as one page (`cargo xtask verifier`). Words as in docs/words.md.

page-body = Пакет читается в этом браузере, без сети, и никогда не меняется. Ничто из него не покидает эту страницу.
page-drop = Пакет (zip или папка): выберите или перетащите сюда
page-zip = Выбрать файл
page-folder = Выбрать папку
page-key = Или ключ организации (64 буквы и цифры)
page-key-hint = От самой организации, а не вместе с пакетом. Укажите его до выбора пакета.
page-trusts-nobody = Доверия пока нет ни к кому. Чьи ключи считаются, говорят правила или ключ, полученные не вместе с пакетом.
page-trusts-key = Чей это должен быть пакет, говорит ключ ниже.
page-save = Сохранить ответы (JSON)
page-limits = Что может обещать эта страница
page-limits-rules = Она проверяет тем же кодом, что и программа «testamur verify».
page-limits-page = Если этот файл изменили, он может показать что угодно. Берите его там, чему доверяете, а не вместе с пакетом, и сверьте его контрольную сумму с названной там.
page-limits-browser = Браузер и его расширения видят то, что вы здесь открываете. Если людям грозит опасность, проверяйте программой на компьютере без сети.
trouble-organisation-key-unreadable-what = Это не ключ организации
trouble-organisation-key-unreadable-means = Ничего не проверено.
trouble-organisation-key-unreadable-next = В ключе 64 знака: цифры 0–9 и буквы a–f. Введите его снова или оставьте поле пустым.
trouble-organisation-key-other-what = Правила подписаны другим ключом, не тем, который введён
trouble-organisation-key-other-means = Ничего не проверено.
trouble-organisation-key-other-next = Спросите у организации, какой из двух верен, лучше лично.
trouble-verifier-failed-what = Браузер не смог закончить проверку
trouble-verifier-failed-means = О материалах в пакете ничего не сказано: ни хорошего, ни плохого.
trouble-verifier-failed-next = Закройте другие окна и попробуйте снова или возьмите более новый браузер. Если не поможет, проверьте программой «testamur verify».
