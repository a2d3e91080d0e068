## Capture

capture-photo = Take a photo
capture-video = Record video
capture-audio = Record sound
capture-readers = The organisation changed who can open what you capture from now on. Ask the person who invited you whether that is right. What was captured before stays as it was.
capture-looking = From now on, whoever opens the locked vault of this device can look at what you capture. Ask the person who invited you whether that is right. What was captured before stays as it was.
capture-policy = The organisation’s new rules have reached this device. They changed:
policy-changed-archive = Who can open what you capture
policy-changed-witnesses = Who can open the names of witnesses
policy-changed-looking = That it may be looked at on this device
policy-changed-review = How long it may be looked at on this device, or that it no longer may
policy-changed-servers = Where it is sent
policy-changed-logs = Whose receipts count
policy-changed-keeping = Whether sealed parts stay here after delivery
policy-changed-forms = The forms in use
policy-changed-name = The organisation’s name
capture-stop = Stop and seal
capture-import = Bring in files
capture-dark = Dark screen, goes on recording
capture-light = Show the screen again
capture-running = Recording for
capture-asking = The camera is being opened…
capture-without-sound = The video is recorded without sound.
capture-broke = The recording has stopped. What came until then, but for its last second, is kept and sealed; it is in the list, and can be tagged there.
capture-silence = Only silence comes from the microphone: it may be switched off. The recording goes on.
capture-back-camera = The camera is back.
capture-back-microphone = The microphone is back.
capture-understood = Understood
capture-close = Close
capture-said-sealed = Sealed.
capture-said-recording = Recording.
capture-said-stopped = Stopped and sealed.

## After a shot

capture-cut =
    { $count ->
        [one] The recording begun at { $time } was cut off. { $size } of it are kept, sealed.
       *[other] { $count } recordings were cut off, the last begun at { $time }. { $size } of them are kept, sealed.
    }
review-what = What was it?
review-picture = What was just captured
review-not-kept = The tag was not kept.
review-kept = Kept. This goes away by itself.
review-kept-here = Kept.
review-skip = Skip
review-done = Done
review-unsure = Not sure of the tag

tag-person-to-van = Person into van
tag-force = Force
tag-hurt = Hurt
tag-child = Child
tag-press = Press
tag-no-badge = No badge
tag-plate = Plate
tag-station = Police station
tag-bus = Bus

## Files brought in

import-title = Files
import-count = Files sealed: { $done } of { $count }
import-later =
    { $count ->
        [one] { $count } more file comes next.
       *[other] { $count } more files come next.
    }
import-waits = { $size }, waits
import-goes = { $size }, is being sealed
import-sealed = { $size }, sealed as imported
import-changed = { $size }, changed while it was taken in. What came is sealed, and its description says so. Bring it in again once nothing writes to it
import-cut-off = { $size }, stopped; what came until then is sealed
import-failed = { $size }, not taken in
import-no-room = { $size }, not taken in: the disk has room for { $room }
import-left = { $size }, left out
import-nameless = File { $number }
import-hidden = The names of these files left the screen because nobody used the device.
import-cancel = Stop
import-stays = Until these are sealed this screen stays open. Stop leaves the rest out.
import-closing = The window is being closed while files are taken in: { $done } of { $count } are sealed.
import-closing-means = Close now, and the rest is left out; of the file that is being sealed, what came until then may be kept, as cut off. Take both in again later.
import-closing-stay = Go on sealing
import-closing-leave = Stop and close
import-folder = No file was chosen. This dialog takes files, many at once. A whole folder, with the folders in it, has a dialog of its own.
import-folder-go = Take in a folder
import-original = The original stays where it is, readable. Delete it there if it is dangerous, best once the copy here is delivered.

## Words for the first uses

capture-word-photo = Photo
capture-word-video = Video
capture-word-audio = Sound
capture-word-import = Files
capture-word-stop = Stop
capture-word-count = Count
capture-word-close = Close
capture-word-dark = Dark
capture-sign-going-on = Recording
capture-sign-sealed = Sealed here
capture-sign-noted = Registered, not delivered yet
capture-sign-delivered = Delivered
capture-captured = Sealed since the app was opened: { $count }
capture-sound-only = Sound only
capture-level = How loud the microphone is
review-tag = Say what it was

kind-photo = Photo
kind-video = Video
kind-sound = Sound
kind-file = File
kind-count = Count
kind-tag = Tag
kind-form = Form
