## What can be written down

write-new = Бастау
write-about-testimony = Адамның айтқаны: алдымен келісім, есімі бөлек
write-about-detention = Бір адамның бір рет ұсталуы, есімі жазылмайды
write-about-vote-count = Сайлау учаскесінің хаттамасы және суреттері
write-begun = Әлі мөрленбеген
write-begun-none = Аяқталмағаны жоқ. Төменнен біреуін бастаңыз.
write-locked = Аяқталмаған сұхбаттар мен формалар сейфте жатыр. Сейф ашылғанда көрінеді.
write-interrupted = Бұл жерде ешкім болмағандықтан, сейф құлыпталды. Ашық тұрған форма немесе сұхбат сол күйінде сейфте жатыр, құпия сөз тіркесімен қайта ашылады.
write-answered =
    { $count ->
        [one] { $count } сұраққа жауап берілді
       *[other] { $count } сұраққа жауап берілді
    }
write-station = № { $number } сайлау учаскесі
write-not-kept = Тек жадта: қолданба жабылғанда жоғалады
write-kept = Сақталды: { $time }
write-older = Форманың басқа нұсқасынан
write-sealed = Мөрленіп қойған: тек нобайы қалды. Оны өшіріңіз.
write-unknown-form = Форма
write-resume = Жалғастыру
write-resume-named = Жалғастыру: { $title }
write-discard = Өшіру
write-discard-named = Өшіру: { $title }
write-discard-sure = Өшірілсін бе? Енгізілгенді қайтару мүмкін болмайды.
write-discard-no = Қалсын
