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
trouble-vault-locked-means = What was saved in it is still there. Nothing was lost.
trouble-vault-locked-next = Unlock it with the passphrase and go on where you stopped.

trouble-vault-absent-what = This device has no locked vault yet.
trouble-vault-absent-means = What is sealed here does not need one. Only unfinished work does.
trouble-vault-absent-next = Choose a passphrase to make it.

trouble-passphrase-wrong-what = This passphrase does not open the vault or the archive.
trouble-passphrase-wrong-means = Nothing was changed and nothing was lost.
trouble-passphrase-wrong-next = Check capital letters and the keyboard’s language, then try again.
trouble-vault-wrong-what = This passphrase does not open the vault.
trouble-vault-wrong-means = Nothing was changed and nothing was lost.
trouble-vault-wrong-next = Check capital letters and the keyboard’s language, then try again.

trouble-home-exchanged-what = This vault was made for another device.
trouble-home-exchanged-means = Somebody has exchanged this device’s register or its organisation. The vault stays locked. Strangers may be able to open what was captured since.
trouble-home-exchanged-next = Capture nothing with this device. Keep it as it is and bring it to your organisation.

trouble-policy-set-back-what = Somebody has put older rules of the organisation back.
trouble-policy-set-back-means = Newer ones were in force here. People whom the organisation has taken off may be able to open what was captured since. The vault stays locked.
trouble-policy-set-back-next = Capture nothing with this device. Tell your organisation and ask for its newest rules.

trouble-reviewer-exchanged-what = Somebody had exchanged who may look at things here.
trouble-reviewer-exchanged-means = They may be able to open what was captured since the vault was last unlocked. It is set right now.
trouble-reviewer-exchanged-next = Tell your organisation. To go on, unlock the vault again.

trouble-passphrase-empty-what = No passphrase was typed.
trouble-passphrase-empty-means = Nothing was changed.
trouble-passphrase-empty-next = Type the passphrase.
