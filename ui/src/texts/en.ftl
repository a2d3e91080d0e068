### Every text of the window in English. ru.ftl and kk.ftl carry the same keys; scripts/texts.mjs checks it.
### Words as in docs/glossary.md.

language-name = English
app-name = Testamur
# Marks what comes next as belonging to the app's own settings.
settings = Language and appearance
language = Language
theme = Appearance
theme-auto = Auto
theme-light = Light
theme-dark = Dark

## While the vault opens

loading-title = Opening this device’s home
loading-body = What is sealed here is being counted. If the app was ended in the middle of a recording, it is being closed properly now.

## No home yet

join-title = This device has no home yet
join-body = Paste or open the invitation that your organisation gave you. No account, no email and no network are needed.
join-label = Invitation
join-placeholder = Paste the text of the invitation here
join-file = Open a file
join-go = Join
join-working = Joining…
join-empty = Paste an invitation or open its file first.
join-care = Take an invitation only from a person you know. It decides who will be able to open what you capture.
join-done = This device has joined { $organisation }. From now on, what it captures is sealed to that organisation.

## The vault's state

state-title-calm = Everything has left this device
state-title-empty = Ready. Nothing has been captured yet
state-title-waiting =
    { $count ->
        [one] { $count } item is not delivered yet
       *[other] { $count } items are not delivered yet
    }
state-body-calm = The server has signed that it holds every byte. What was delivered can no longer be lost with this device.
state-body-empty = What you capture will appear here as a number.
state-body-waiting = Until delivery, whoever takes or breaks this device can destroy what is on it, but not unseen: the chain shows the hole.
state-sealed = Nobody, including you, can open it on this device.
state-review = Your organisation lets you look at it here. So can whoever makes you unlock it.

way = How far the evidence has come
way-items = Sealed here
way-items-note =
    { $count ->
        [one] item on this device’s chain
       *[other] items on this device’s chain
    }
way-noted = Noted
way-noted-note =
    { $count ->
        [one] of { $count } entry: the server’s log proves when it existed
       *[other] of { $count } entries: the server’s log proves when they existed
    }
way-delivered = Delivered
way-delivered-note =
    { $count ->
        [0] The server will sign once it holds every byte
        [one] of { $count } item: the server signed that it holds every byte
       *[other] of { $count } items: the server signed that it holds every byte
    }

waiting = Waiting to be sent
waiting-none = Nothing waits.
waiting-parts =
    { $count ->
        [one] { $count } part, { $size }
       *[other] { $count } parts, { $size }
    }
waiting-unenrolled = The server does not know this device yet. It will at the next contact.

head = Head of the chain
head-seq = Entry { $seq }
head-body = Whoever else holds this code can prove a later deletion.

details = For your organisation
details-organisation = Organisation
details-policy = Policy
details-policy-version = version { $version }
details-device = Device
details-head = Head, in full

refresh = Count again
refreshing = Counting…

## Findings of the last start: what happened, what it means for the evidence, what to do

findings-care = Needs somebody’s attention
findings-calm = Mended when the home was opened

finding-adopted-what =
    { $count ->
        [one] { $count } part was sealed but not yet signed.
       *[other] { $count } parts were sealed but not yet signed.
    }
finding-adopted-means = It was signed now. Nothing was lost.
finding-adopted-next = Nothing to do.

finding-interrupted-what =
    { $count ->
        [one] { $count } recording was cut off.
       *[other] { $count } recordings were cut off.
    }
finding-interrupted-means = Everything up to at most one second before the end is kept, and it is marked as interrupted.
finding-interrupted-next = Nothing to do. Tell your organisation what ended it, if you can.

finding-set-aside-what =
    { $count ->
        [one] { $count } incomplete file is set aside.
       *[other] { $count } incomplete files are set aside.
    }
finding-set-aside-means = What is in them was never signed, so nothing is missing from the chain. Nothing was deleted.
finding-set-aside-next = Keep this device as it is and tell your organisation.

finding-missing-what =
    { $count ->
        [one] { $count } sealed part is missing from the disk.
       *[other] { $count } sealed parts are missing from the disk.
    }
finding-missing-means = Nobody has acknowledged it, so it may be lost. Its entry remains and proves that it existed.
finding-missing-next = Do not use this device for new work before your organisation has looked at it.

finding-postponed-what =
    { $count ->
        [one] { $count } recording could not be closed: the disk is full.
       *[other] { $count } recordings could not be closed: the disk is full.
    }
finding-postponed-means = What is sealed of it is safe and valid.
finding-postponed-next = Free some space, but delete nothing of this app. Then open the app again.

finding-signing-key-lost-what = The key for the next entry is lost.
finding-signing-key-lost-means = What is sealed here is safe and can still be sent. Nothing new can be added to this chain.
finding-signing-key-lost-next = Do not capture with this device. Tell your organisation; it can prepare the device anew.

item = Item { $item }

## Troubles: what happened, what it means for the evidence, what to do

again = Try again
means = For the evidence:
next = What to do:

trouble-home-in-use-what = This device’s home is already open
trouble-home-in-use-means = Nothing was lost. Another window or the testamur command is using it, and two at once could spoil the chain.
trouble-home-in-use-next = Use the other window, or close it and try again.

trouble-home-unavailable-what = The disk did not answer
trouble-home-unavailable-means = What was sealed before is untouched. Nothing new can be sealed until the disk answers.
trouble-home-unavailable-next = Check that storage is connected and that this user may write to it. Then try again.

trouble-disk-full-what = The disk is full
trouble-disk-full-means = What was sealed before is safe and valid. Nothing new can be sealed.
trouble-disk-full-next = Free some space, but delete nothing of this app. Then try again.

trouble-home-damaged-what = This device’s home is damaged
trouble-home-damaged-means = Nothing was changed or deleted. What was delivered is safe with the server.
trouble-home-damaged-next = Do not use this device for new work. Keep it as it is and bring it to your organisation.

trouble-home-unsupported-what = A newer version of the app has used this home
trouble-home-unsupported-means = Nothing was lost. This version does not understand what the newer one wrote, and leaves it alone.
trouble-home-unsupported-next = Install the newest version of the app.

trouble-invitation-malformed-what = This is not a whole invitation
trouble-invitation-malformed-means = Nothing was changed on this device.
trouble-invitation-malformed-next = Copy all of it, from the first to the last bracket, or open the file itself.

trouble-invitation-unsupported-what = The invitation is newer than this app
trouble-invitation-unsupported-means = Nothing was changed on this device.
trouble-invitation-unsupported-next = Install the newest version of the app, then join.

trouble-invitation-refused-what = The invitation’s signatures do not hold
trouble-invitation-refused-means = Nothing was changed on this device. Somebody may have altered the invitation, or it is meant for another role.
trouble-invitation-refused-next = Do not use it. Ask for a new one, face to face if you can.

trouble-already-joined-what = This device already has a home
trouble-already-joined-means = Nothing was changed. What is sealed stays sealed to the organisation it was captured for.
trouble-already-joined-next = To capture for another organisation, use another device or another home folder.

trouble-file-unreadable-what = The file could not be read
trouble-file-unreadable-means = Nothing was changed on this device.
trouble-file-unreadable-next = Check that the file is still there, or paste its text.

trouble-file-too-large-what = The file is too large to be an invitation
trouble-file-too-large-means = Nothing was changed on this device.
trouble-file-too-large-next = Choose the invitation file that your organisation gave you.

trouble-bug-what = The app made a mistake
trouble-bug-means = What was sealed before is untouched.
trouble-bug-next = Close the app and open it again. If it happens again, tell your organisation which screen you saw.
