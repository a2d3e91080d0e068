## The locked vault's passphrase

locked-make-body = The locked vault keeps settings and unfinished work behind a passphrase. Nobody can recover a forgotten one: several words that only you know are best.
locked-open-body = The locked vault keeps settings and unfinished work behind your passphrase.
locked-passphrase = Passphrase
locked-again = The same once more
locked-differs = The two are not the same. Nothing was made. Type both again.
locked-show = Show what I type
locked-make = Make the vault
locked-open = Open the vault
locked-working = One moment…

trouble-vault-locked-what = The locked vault is not open
trouble-vault-locked-means = Nothing was lost. What is sealed needs no passphrase and goes on its way.
trouble-vault-locked-next = Open the vault with your passphrase, then try again.

trouble-vault-absent-what = There is no locked vault yet
trouble-vault-absent-means = Nothing was lost. What is sealed needs no passphrase and goes on its way.
trouble-vault-absent-next = Make one with a passphrase of your own, then try again.

trouble-passphrase-wrong-what = This passphrase does not open the vault
trouble-passphrase-wrong-means = Nothing was changed or lost.
trouble-passphrase-wrong-next = Check language and capital letters of the keyboard, then type it again.

trouble-passphrase-empty-what = No passphrase was typed
trouble-passphrase-empty-means = Nothing was changed or lost.
trouble-passphrase-empty-next = Type your passphrase, then try again.
