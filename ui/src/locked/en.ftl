## The locked vault: interviews and unfinished forms

locked-looking = Looking whether the vault is open. Nothing is changed.
locked-make-body = What is not finished is kept in a locked vault on this device. Choose a passphrase for it: four or more words that have nothing to do with each other. Nobody can open it without the passphrase, and nobody can give you a new one. What is sealed does not need it.
locked-open-body = Type the passphrase of this device’s vault.
locked-passphrase = Passphrase
locked-again = The same passphrase once more
locked-differs = The two are not the same yet.
locked-show = Show what I type
locked-make = Make the vault
locked-open = Unlock
locked-working = Opening. This takes a moment on purpose…

trouble-vault-locked-what = The vault is locked.
trouble-vault-locked-means = What was saved in it is safe. Nothing was lost.
trouble-vault-locked-next = Unlock it with the passphrase and go on where you stopped.

trouble-vault-absent-what = This device has no locked vault yet.
trouble-vault-absent-means = What is sealed here is safe and does not need one. Only unfinished work does.
trouble-vault-absent-next = Choose a passphrase to make it.

trouble-passphrase-wrong-what = This passphrase does not open the vault or the archive.
trouble-passphrase-wrong-means = Nothing was changed and nothing was lost.
trouble-passphrase-wrong-next = Check capital letters and the keyboard’s language, then try again.

trouble-passphrase-empty-what = No passphrase was typed.
trouble-passphrase-empty-means = Nothing was changed.
trouble-passphrase-empty-next = Type the passphrase.
