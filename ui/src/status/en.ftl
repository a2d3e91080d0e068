## While the vault opens

loading-title = The app is opening
loading-body = What is sealed here is being counted. If the app was ended in the middle of a recording, it is being closed properly now.

## The vault's state

state-title-calm = Everything is delivered
state-title-checking = Receipts are being checked
state-title-empty = Ready. Nothing has been captured yet
state-title-pieces =
    { $count ->
        [one] Everything sealed here is delivered; of { $count } file only a piece was sealed
       *[other] Everything sealed here is delivered; of { $count } files only a piece was sealed
    }
state-title-waiting =
    { $count ->
        [one] { $count } item is not delivered yet
       *[other] { $count } items are not delivered yet
    }
state-body-calm = The server has signed that it holds every byte. Whoever takes this device can no longer destroy it. Sealed copies may still be here.
state-body-checking = After each start, nothing is called delivered before its receipts have been checked again. This takes a moment.
state-body-empty = What you capture will appear here as a number.
state-body-pieces = The rest of it was never sealed and is not with the server: it is only where its original is. The server has signed that it holds every byte that was sealed here.
state-body-waiting = Until delivery, whoever takes or breaks this device can destroy what is on it, but not unseen: the register shows the gap.
state-sealed = Nobody, including you, can open it on this device.
state-practice = Practice mode: what opens it lies on this device too.
state-review = Your organisation lets you look at it here. So can whoever makes you unlock it.

way = Where the evidence is now
way-items = Sealed here
way-items-note =
    { $count ->
        [one] item in this device’s register
       *[other] items in this device’s register
    }
way-noted = Registered
way-noted-note =
    { $count ->
        [0] The server’s log will prove that what you capture existed by then
        [one] of { $count } entry: the server’s log proves that it existed by then
       *[other] of { $count } entries, of which an item can make several: the server’s log proves that they existed by then
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
waiting-unenrolled = The server does not know this device yet. The first sending makes it known.
waiting-ended = The invitation of this device ended on { $time }, or this clock is wrong. No server takes this device by it. What is captured is sealed and stays here until your organisation renews this device: tell it the five words.

head = Check code
head-seq = Entry { $seq }
head-body = Whoever else holds this code can prove a later deletion.

device-code = The code of this device:
device-code-why = Your organisation finds the same words beside this device in its list of devices. Compare them by voice, in person or over a call.

details = For your organisation
details-organisation = Organisation
details-policy = Rules
details-policy-version = version { $version }
details-device = Device
details-head = Check code, in full

refresh = Refresh

renew-title = Renew this device
renew-body = Your organisation can admit this device again: after it was taken and came back, or where its first invitation expired. It makes an invitation for this device’s own code. What you capture after that is the organisation’s again.
renew-keeps = Nothing that is sealed here changes, and nothing is lost. Where your organisation had ended this device, what it signed between that and this renewal stays in question.
renew-go = Renew
renew-working = Renewing…
renew-done = The organisation has admitted this device again, at entry { $seq }. It counts once the server has registered it.

## Findings of the last start: what happened, what it means for the evidence, what to do

findings-care = Needs somebody’s attention
findings-calm = Mended when the app was started

finding-adopted-what =
    { $count ->
        [one] { $count } part was sealed but not yet signed.
       *[other] { $count } parts were sealed but not yet signed.
    }
finding-adopted-means = This is done now. Nothing was lost.
finding-adopted-next = Nothing to do.

finding-cut-file-what =
    { $count ->
        [one] { $count } file was cut off while it was taken in.
       *[other] { $count } files were cut off while they were taken in.
    }
finding-cut-file-means = Only a piece of it is sealed, and marked as cut off. The original is where it was.
finding-cut-file-next = Take the file in again from its original. The piece stays as it is.
finding-cut-file-know = I know of it; tell it no more

finding-interrupted-what =
    { $count ->
        [one] { $count } recording was cut off.
       *[other] { $count } recordings were cut off.
    }
finding-interrupted-means = All but the last second, at most, is kept and marked as cut off.
finding-interrupted-next = Nothing to do. Tell your organisation what ended it, if you can.

finding-set-aside-what =
    { $count ->
        [one] { $count } incomplete file is set aside.
       *[other] { $count } incomplete files are set aside.
    }
finding-set-aside-means = What is in them was never signed, so nothing is missing from the register. Nothing was deleted.
finding-set-aside-next = Keep this device as it is and tell your organisation.

finding-missing-what =
    { $count ->
        [one] { $count } sealed part is cut, missing or unreadable on the disk.
       *[other] { $count } sealed parts are cut, missing or unreadable on the disk.
    }
finding-missing-means = Nobody has confirmed getting this: it is lost unless a copy exists. The register still proves that it existed.
finding-missing-next = Do not use this device for new work before your organisation has looked at it.

finding-postponed-what =
    { $count ->
        [one] { $count } recording could not be closed: the disk is full.
       *[other] { $count } recordings could not be closed: the disk is full.
    }
finding-postponed-means = What is sealed of it is not lost, and valid.
finding-postponed-next = Free some space, but delete nothing of this app. It is ended by itself then.

finding-new-chain-what = The register of this device could not go on, so a new one was begun.
finding-new-chain-means = Nothing that was sealed is given up, and capturing goes on. Until your organisation confirms the new device code, what is new cannot be sent, and its signature is not checked.
finding-new-chain-next = Tell your organisation the five words under This device. It confirms them, or gives an invitation that renews this device.

finding-found-what =
    { $count ->
        [one] { $count } sealed part without a place in the register was found.
       *[other] { $count } sealed parts without a place in the register were found.
    }
finding-found-means = It is sealed once more and stands in the new register as found; it will be sent.
finding-found-next = There is nothing for you to do.

finding-signing-key-lost-what = The key for the next entry is lost.
finding-signing-key-lost-means = What is sealed here is not lost and can still be sent. Nothing new can be added to this register.
finding-signing-key-lost-next = Free some space, but delete nothing of this app. Then open the app again: it begins a new register.

