## The locked vault's passphrase

locked-make-body = Сейф баптау мен аяқталмаған жұмысты құпия сөзбен сақтайды. Ұмытылғанын ешкім қалпына келтіре алмайды: тек өзіңіз білетін бірнеше сөз ең жақсысы.
locked-open-body = Сейф баптау мен аяқталмаған жұмысты құпия сөзіңізбен сақтайды.
locked-passphrase = Құпия сөз
locked-again = Соны тағы бір рет
locked-differs = Екеуі бірдей емес. Ештеңе жасалған жоқ. Екеуін де қайта теріңіз.
locked-show = Тергенімді көрсету
locked-make = Сейф жасау
locked-open = Сейфті ашу
locked-working = Бір сәт…

trouble-vault-locked-what = Сейф ашық емес
trouble-vault-locked-means = Ештеңе жоғалған жоқ. Мөрленгенге құпия сөз керек емес, ол өз жолымен кете береді.
trouble-vault-locked-next = Сейфті құпия сөзіңізбен ашып, қайталап көріңіз.

trouble-vault-absent-what = Сейф әлі жоқ
trouble-vault-absent-means = Ештеңе жоғалған жоқ. Мөрленгенге құпия сөз керек емес, ол өз жолымен кете береді.
trouble-vault-absent-next = Оны өз құпия сөзіңізбен жасап, қайталап көріңіз.

trouble-passphrase-wrong-what = Бұл құпия сөз сейфті ашпайды
trouble-passphrase-wrong-means = Ештеңе өзгерген де, жоғалған да жоқ.
trouble-passphrase-wrong-next = Пернетақтаның тілі мен бас әріптерін тексеріп, қайта теріңіз.

trouble-passphrase-empty-what = Құпия сөз терілмеген
trouble-passphrase-empty-means = Ештеңе өзгерген де, жоғалған да жоқ.
trouble-passphrase-empty-next = Құпия сөзіңізді теріп, қайталап көріңіз.
