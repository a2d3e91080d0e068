### Texts that every screen may say. Each screen has its own beside it, in its folder; scripts/texts.mjs checks that all
### languages carry the same keys. Words as in docs/words.md.

app-name = Testamur
# Marks what comes next as belonging to the app's own settings.
settings = Language and appearance
language = Language
theme = Appearance
theme-auto = Auto
theme-light = Light
theme-dark = Dark
theme-sun = Sun

## Troubles: what happened, what it means for the evidence, what to do

item = Item { $item }
refreshing = Counting…
again = Try again
means = For the evidence:
next = What to do:

trouble-home-in-use-what = The app is already running
trouble-home-in-use-means = Nothing was lost. Another window or the testamur command is using the data, and two at once could spoil the register.
trouble-home-in-use-next = Use the other window, or close it and try again.

trouble-home-unavailable-what = The disk did not answer
trouble-home-unavailable-means = What was sealed before is untouched. Nothing new can be sealed until the disk answers.
trouble-home-unavailable-next = Check that storage is connected and that this user may write to it. Then try again.

trouble-disk-full-what = The disk is full
trouble-disk-full-means = What was sealed before is not lost, and valid. Nothing new can be sealed.
trouble-disk-full-next = Free some space, but delete nothing of this app. Then try again.

trouble-file-no-room-what = This file is larger than the room on the disk
trouble-file-no-room-means = Nothing of it was sealed. What was sealed before is not lost, and photos and smaller files still have room.
trouble-file-no-room-next = Free some space, but delete nothing of this app, and take the file in again. Or take it in at the office.

trouble-home-damaged-what = The data of the app is damaged
trouble-home-damaged-means = Nothing was changed or deleted. What was delivered is safe with the server.
trouble-home-damaged-next = Do not use this device for new work. Keep it as it is and bring it to your organisation.

trouble-home-unsupported-what = A newer version of the app was used here
trouble-home-unsupported-means = Nothing was lost. This version does not understand what the newer one wrote, and leaves it alone.
trouble-home-unsupported-next = Install the newest version of the app.

trouble-invitation-malformed-what = This is not an invitation, or only a piece of one
trouble-invitation-malformed-means = Nothing was changed on this device.
trouble-invitation-malformed-next = Choose the file that your organisation gave you, or copy its whole text, from the first to the last bracket.

trouble-invitation-unsupported-what = The invitation is newer than this app
trouble-invitation-unsupported-means = Nothing was changed on this device.
trouble-invitation-unsupported-next = Install the newest version of the app, then join.

trouble-invitation-refused-what = The invitation’s signatures do not hold
trouble-invitation-refused-means = Nothing was changed on this device. Somebody may have altered the invitation, or it is meant for another role.
trouble-invitation-refused-next = Do not use it. Ask for a new one, face to face if you can.

trouble-invitation-renews-what = This invitation renews a device that joined before
trouble-invitation-renews-means = Nothing was changed. This device has not joined yet, so there is nothing to renew.
trouble-invitation-renews-next = Ask for an invitation for a new device, or open this one on the device that it is for.

trouble-invitation-foreign-what = The invitation is another organisation’s
trouble-invitation-foreign-means = Nothing was changed. This device stays with its own organisation.
trouble-invitation-foreign-next = Ask your own organisation to renew this device. To capture for another one, use another device.

trouble-invitation-other-what = The invitation renews another device
trouble-invitation-other-means = Nothing was changed on this device.
trouble-invitation-other-next = Tell your organisation the five words of this device’s code, and ask for an invitation for it.

trouble-invitation-new-what = The invitation is for a new device
trouble-invitation-new-means = Nothing was changed. This device has joined already, and an invitation for a new device cannot renew it.
trouble-invitation-new-next = Tell your organisation the five words of this device’s code, and ask for an invitation that renews it.

trouble-invitation-used-what = This device has taken this invitation already
trouble-invitation-used-means = Nothing was changed: what it admitted is in this device’s register.
trouble-invitation-used-next = Send what waits, so that the server registers it. To be renewed again, ask for another invitation.

trouble-invitation-spent-what = Another device has used this invitation already
trouble-invitation-spent-means = Nothing was changed on this device. An invitation admits one device, once; its secret was deleted when it was used.
trouble-invitation-spent-next = Ask your organisation for a new one. If this device is to be renewed, tell it the five words of this device’s code.

trouble-invitation-log-what = The invitation is good at a server that this device does not know
trouble-invitation-log-means = Nothing was changed on this device.
trouble-invitation-log-next = Ask for a new invitation, made with the organisation’s newest rules.

trouble-already-joined-what = This device is already set up
trouble-already-joined-means = Nothing was changed. What is sealed stays sealed to the organisation it was captured for.
trouble-already-joined-next = To capture for another organisation, use another device.

trouble-destroyed-what = The keys of this device were destroyed
trouble-destroyed-means = What was sealed stays sealed; what was delivered is safe with the server. Nothing new can be captured for this organisation.
trouble-destroyed-next = If sealed items are still here, bring the device to your organisation. It can set the device up anew.

trouble-no-home-what = This device is not set up yet
trouble-no-home-means = Nothing was captured, so nothing was lost.
trouble-no-home-next = Open an invitation first, or start practice mode.

trouble-source-failed-what = The file or the recording broke off
trouble-source-failed-means = What came until then is sealed and marked as cut off. If nothing had come yet, nothing was kept.
trouble-source-failed-next = Check that the file or the device is still connected, then take it in again.

trouble-file-empty-what = The file is empty, or it cannot be read
trouble-file-empty-means = Nothing of it was taken in. A link that leads nowhere, a file that one may not read, and a pipe of the system can look empty, too.
trouble-file-empty-next = Open it with another program. Where it is truly empty, and that matters, seal a note that says so.

trouble-not-a-file-what = This cannot be read as a file
trouble-not-a-file-means = It is a folder or a device, or it is not there any more. Nothing of it was taken in.
trouble-not-a-file-next = A folder is taken in by Take in a folder. Else check that the file is still there.

trouble-folder-empty-what = There is no file in this folder
trouble-folder-empty-means = Nothing was sealed.
trouble-folder-empty-next = Choose another folder.

trouble-folder-too-large-what = This folder has more than 5,000 files
trouble-folder-too-large-means = Nothing was sealed: this list would be too long for the window.
trouble-folder-too-large-next = Take in the folders in it one by one, or all of it by the command testamur add FOLDER while this window is closed.

trouble-no-file-what = This is no file
trouble-no-file-means = It is a pipe, a device, a socket, or the folder of this app’s own data. Nothing of it was taken in.
trouble-no-file-next = Nothing to do.

trouble-link-left-what = This is a link that leads out of the folder, or nowhere
trouble-link-left-means = It was not followed. Nothing of it was taken in.
trouble-link-left-next = If you need what it leads to, choose that file itself.

trouble-stopped-what = Stopped
trouble-stopped-means = What came until then is sealed and marked as cut off.
trouble-stopped-next = Nothing to do. You can take it in again.

trouble-no-recording-what = That recording is not going on any more
trouble-no-recording-means = All but the last second, at most, is sealed.
trouble-no-recording-next = Start a new recording.

trouble-bad-request-what = Something went wrong inside the app
trouble-bad-request-means = What was sealed before is untouched.
trouble-bad-request-next = Close the app and open it again. If it happens again, tell your organisation which screen you saw.

trouble-camera-missing-what = No camera was found
trouble-camera-missing-means = Nothing was lost. Sound, notes and files can still be sealed.
trouble-camera-missing-next = Connect a camera, or record sound.

trouble-camera-refused-what = The camera may not be used
trouble-camera-refused-means = Nothing was lost. Sound, notes and files can still be sealed.
trouble-camera-refused-next = Allow the camera for Testamur in the settings of this device, then try again.

trouble-camera-lost-what = The camera stopped
trouble-camera-lost-means = All but the last second, at most, is sealed and marked as cut off.
trouble-camera-lost-next = Check whether another app uses the camera, then try again.

trouble-camera-withheld-what = The system has switched the camera off for now
trouble-camera-withheld-means = What was recorded before is sealed. The video goes on and stays black while this lasts; no photo can be taken.
trouble-camera-withheld-next = A call, another app or a switch for privacy does this. Once it is over, the picture comes back by itself.

trouble-microphone-missing-what = No microphone was found
trouble-microphone-missing-means = Nothing was lost. Video is recorded without sound; everything else works as before.
trouble-microphone-missing-next = Connect a microphone, then try again.

trouble-microphone-refused-what = The microphone may not be used
trouble-microphone-refused-means = Nothing was lost. Video is recorded without sound; everything else works as before.
trouble-microphone-refused-next = Allow the microphone for Testamur in the settings of this device, then try again.

trouble-microphone-lost-what = The microphone stopped
trouble-microphone-lost-means = All but the last second, at most, is sealed.
trouble-microphone-lost-next = Check whether another app uses the microphone, then try again.

trouble-microphone-withheld-what = The system has switched the microphone off for now
trouble-microphone-withheld-means = What was recorded before is sealed. The recording goes on and stays silent while this lasts.
trouble-microphone-withheld-next = A call, another app or a switch for privacy does this. Once it is over, the sound comes back by itself.

trouble-storage-withheld-what = Nothing has been sealed for some seconds
trouble-storage-withheld-means = What was recorded before is sealed. What comes now waits in memory and is lost if the app ends first.
trouble-storage-withheld-next = Go on: it is taken in as soon as the storage answers. If this stays, record with another device too.

trouble-begin-withheld-what = The recording does not begin yet
trouble-begin-withheld-means = Nothing is being recorded yet. What was recorded before stays as it is.
trouble-begin-withheld-next = Stay here: it begins by itself as soon as the storage answers. If it does not, record with another device.

trouble-devices-missing-what = Neither camera nor microphone
trouble-devices-missing-means = Nothing was lost. Notes, counts, forms and files work.
trouble-devices-missing-next = Connect a camera or a microphone, then try again.

trouble-encoder-missing-what = This device cannot record video or sound in the app
trouble-encoder-missing-means = Nothing was lost. Photos, notes and files can still be sealed.
trouble-encoder-missing-next = Record with the device’s own camera and bring the file in here, or take photos.

trouble-end-waiting-what = The recording has ended, and not all of it is sealed yet
trouble-end-waiting-means = What was taken in before is sealed. The rest waits in memory and is lost if the app ends first.
trouble-end-waiting-next = Leave the app open: the rest is sealed as soon as the storage answers. Until the list shows it as finished, do not close the app.

trouble-end-unconfirmed-what = The end of the recording was not confirmed
trouble-end-unconfirmed-means = What was taken in until then is sealed; at most its last second is still open.
trouble-end-unconfirmed-next = You can record again at once. If the list still shows “being recorded” later, close the app and open it again.

trouble-file-unreadable-what = The file could not be read
trouble-file-unreadable-means = Nothing was changed on this device.
trouble-file-unreadable-next = Check that the file is still there, or paste its text.

trouble-file-too-large-what = The file is too large to be an invitation
trouble-file-too-large-means = Nothing was changed on this device.
trouble-file-too-large-next = Choose the invitation file that your organisation gave you.

trouble-picture-without-code-what = No code of an invitation was read in this picture
trouble-picture-without-code-means = Nothing was changed on this device.
trouble-picture-without-code-next = Hold the code before the camera with Scan a code, or open the invitation’s file.

trouble-codes-missing-what = These pictures show only some of the invitation’s codes
trouble-codes-missing-means = Nothing was changed on this device.
trouble-codes-missing-next = Open the pictures of all its codes at once, or hold the codes before the camera with Scan a code.

trouble-bug-what = The app made a mistake
trouble-bug-means = What was sealed before is untouched.
trouble-bug-next = Close the app and open it again. If it happens again, tell your organisation which screen you saw.

## How far an item has come

dots-going-on = Being recorded. What is older than a second is sealed.
dots-sealed = Sealed on this device.
dots-noted = Sealed and registered: it existed by then at the latest. The content is still only here.
dots-delivered = Delivered: the server has signed that it holds every byte.

## Boxes that scroll

scroll-more = More below

passphrase-short = It is short: who takes this device can try all such. Five or more words that do not belong together hold.
passphrase-short-go = Take this one all the same
