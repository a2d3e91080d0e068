### Texts of the archivist's office and of verifying. Words as in docs/words.md.


## The archive is opened or made

office-open-title = Open the archive
office-open-body = The archive on this computer is locked. The passphrase opens list, descriptions and files; nothing readable is written to the disk.
office-open-go = Open
office-make-title = There is no archive on this machine yet
office-make-body = Choose a passphrase of at least 12 characters, best five or six random words. Nobody can reset it: without it the archive cannot be opened, but what devices sent stays with the server.
office-make-go = Make the archive
office-passphrase = Passphrase
office-passphrase-again = The same passphrase once more
office-passphrase-differs = The two passphrases differ.
office-passphrase-show = Show what I type
office-opening = Opening…
office-locked-alone = { $minutes ->
    [one] Locked after { $minutes } minute without use.
   *[other] Locked after { $minutes } minutes without use.
}
office-locked-kept = What you searched and ticked is there again once the archive is open.
office-locked-shares = The shares that were typed were deleted: they are secret words, and nobody was here to watch over them.
office-close = Lock
office-back = Back
office-stop = Stop
office-choose = Choose
office-choose-folder = Choose a folder
office-why-path = Give the path first, or choose it.

## Intake

intake-title = Take in evidence
intake-organisation = Folder of the organisation
intake-organisation-hint = The folder that “testamur org init” made, usually on a stick that is kept locked away.
intake-read = Read the folder
intake-of = { $name }: shares needed for the archive key: { $threshold } of { $shares }.
intake-shares = Shares of the archive key
intake-shares-hint = Type the 36 words of each page, or the line under its QR code. The key lives in memory for this intake only.
intake-shares-erased = The archive locked itself, and the shares that were typed were deleted: type them again.
intake-share = Share { $number }
intake-share-more = Another share
intake-witness-shares = Names of witnesses
intake-witness-open = Open them too: both shares of the key to the names are here
intake-witness-hint = Without its shares the names of witnesses are taken in and stay sealed.
intake-witness-custodian = Share of the custodian
intake-witness-second = Share of the second person
intake-from = Where from
intake-from-server = From the organisation’s server
intake-from-folder = From a folder: brought on a stick, or copied from a device by cable
intake-server = Server
intake-passphrase = Passphrase of the organisation’s keys
intake-passphrase-needed = Type it first: the organisation’s keys are locked.
intake-proxy = Proxy, if you use one
intake-folder = Folder
intake-folder-hint = It is read and never changed.
intake-go = Begin
intake-running = Taking in
intake-stopping = Stopping: what is in hand is taken in first
intake-done = Everything that the source has is here
intake-stopped = Stopped
intake-failed = The intake could not go on
intake-progress = { $entries } new entries, { $parts } parts opened and checked, { $size }.
intake-safe = What was taken in is kept: if the lid closes or the power goes, the next intake goes on from there.
intake-stop = Stop
found-detail = Technical detail (English)
found-title = What was noticed

## The list

list-search = Search words of notes, answers, text files and names of files, kinds and states
list-search-short = Search
list-narrow = Narrow the list
list-kind = What it is
list-kind-all = Any kind
list-method = How it came
list-problem = Problems
list-problem-yes = with problems
list-problem-away = not taken in yet
list-problem-no = without problems
list-doubt = Signer
list-delivered = Delivery
list-delivered-yes = delivered
list-delivered-no = not delivered
list-device = Device
list-loading = Looking…
list-all = Show all
list-earlier = Back to the search before
list-nothing = The archive is empty
list-nothing-next = Take in what devices sent to the server or what was brought to you.
list-nothing-found = Nothing matches
list-nothing-found-where = Searched are notes, answers, names of files, the words of text files up to 1 MB, kinds and states; not what pictures show or recordings say.
list-days-reversed = The day “to” lies before the day “from”: no day lies between them.
list-nothing-found-next = Try the beginning of a word, another spelling or fewer conditions. Names of witnesses stand in the list without a title: no word finds them.
list-choose = Choose { $title }
list-choose-none = Choose none
list-witness = Names of witnesses
list-untitled = Item { $item }
office-kind-photo = Photo
office-kind-video = Video
office-kind-audio = Sound
office-kind-document = Document
office-kind-testimony = Testimony
office-kind-form = Filled form
office-kind-note = Note
office-kind-official-claim = Official claim
office-kind-held-head = Another device’s check code
office-kind-interrupted = Cut-off recording
office-kind-found = Found parts
office-kind-unknown = Not opened
office-method-captured = captured in the app
office-method-imported = imported from elsewhere
office-method-entered = entered by hand
office-note-quarantined = Parts are no good
office-note-unlinked = Signatures do not reach the device’s first entry
office-note-ended = After its device’s end
office-note-copied-key = Device key copied
office-note-not-admitted = Device not admitted
office-note-ticket-shared = Invitation used twice
office-note-ended-later = Device ended later
office-note-wanted = Parts are missing
office-note-away = Not taken in yet
office-note-interrupted = Cut off
office-note-unfinished = Not finished yet
office-note-stood-out = Something stood out
office-note-sealed = Opens with the key to the names
office-note-delivered = Delivered
office-note-noted = Registered
office-note-alone = No server confirms it

## The devices of the archive

devices-title = Devices
devices-body = Compare the five words by voice with the person who holds the device. Times are those of its own clock.
devices-none = No device has brought anything yet.
devices-loading = Reading the devices…
devices-first = first seen
devices-last = last seen
devices-items = Show its items
devices-happened = What the organisation said of it
devices-state-unknown = Not known: its first entry is not here
devices-state-elsewhere = Set up for another organisation
devices-state-not-admitted = Not admitted: no invitation of the organisation says so
devices-state-shared = In question: its invitation was used by another device too
devices-state-admitted = Admitted by its invitation
devices-state-confirmed = Confirmed: its code was compared
devices-state-renewed = Admitted again since entry { $seq }
devices-state-ended-after = Ended: what comes after entry { $seq } is not the organisation’s
devices-state-ended-from = Ended: from entry { $seq } on nothing is the organisation’s
devices-confirmed = Confirmed after its code was compared
devices-renewed = Admitted again at entry { $seq }
devices-end-after = Ended after entry { $seq }
devices-end-from = Ended from entry { $seq } on
devices-end-unknown = Ended from an entry on that is not here
devices-end-unlogged = no log holds that yet: take in from the server at once
devices-continues = Says that it goes on from { $code }
devices-shares = Its invitation was used by { $code } too
devices-command = To confirm or to end this device
devices-command-body = The organisation’s key signs that, so it is done where its folder is, by one of these commands. First lock this archive with “{ office-close }” at its top: while it is open here, no command can write to it. The command asks for the archive’s passphrase, then for that of the organisation’s keys. Before an end it says how many items stand behind it, and asks.

## One item

item-title = Item
item-loading = Reading the description…
item-witness = Names of witnesses: this is shown here to you alone, stands in no list and leaves in no bundle.
item-witness-sealed = Names of witnesses: nothing of this is open here. It stands in no list and leaves in no bundle.
item-media = Files
item-no-media = There are no files.
item-record = Description
item-no-record = No description was opened. Until it comes, only times and sizes are known.
item-record-sealed = The description waits for the key to the names. Take in again with both of its shares.
item-answers = The five answers
item-judging = Every byte is being checked. Long recordings take a while.
item-custody = Who had it when
office-medium = File { $number }
office-medium-picture = Photo { $name }, as it was captured
office-medium-play = Play
player-play-or-pause = Play or pause
player-sound = Sound on or off
player-pause = Pause
player-mute = Sound off
player-unmute = Sound on
player-place = Place in the recording
player-controls = Player
office-medium-loading = Opening { $loaded } of { $size } in memory…
office-medium-unplayable = This player does not know the format, or the file is too long for it. The bytes themselves are as they were signed: write a bundle and open it with another player.
office-medium-no-shape = Files of this type are not shown here. Write a bundle to open it on a machine that you can spare.
text-guessed = This file is not UTF-8. It is read as Windows-1251 here, and other letters may look wrong.
text-encoding = Read as { $encoding }.
text-rest = The first { $shown } of { $size } are shown. Write a bundle to read the rest.
text-empty = This file is empty.
office-medium-away = Nothing of this file is here yet, so nothing can be said about it. Take in evidence once more: what the server or the device has of it comes then.
office-medium-interrupted = It was cut off. All but the last second, at most, is here.
office-medium-type = Type
office-medium-size = Size
office-medium-date = Date of the file
office-medium-date-said = { $date }, as its file system said when it was brought in. A claim.
office-record-what = What
office-record-claimed = When, by the device’s clock
office-record-place = Where
office-record-accuracy = within { $metres } m
office-record-language = Language
office-record-note = Note
office-place-entered = (entered by hand)
office-place-gnss = (by satellite)
office-place-network = (by the network)
office-place-file = (from the file)
office-no-place-not-asked = not asked
office-no-place-refused = the person did not want to say
office-no-place-unavailable = not known
office-said-range = between { $from } and { $to }
office-said-about = about { $value }
office-said-unknown = the person does not know
office-said-refused = the person did not want to answer
office-said-not-applicable = does not apply
custody-signed = The device signed entry { $seq }
custody-claims = Its clock said { $at }. That is a claim.
custody-unlinked = Its signature cannot be followed back to the device’s first entry.
custody-noted = In the log { $log }, place { $index }.
custody-not-noted = In no log yet.
custody-delivered = The server { $server } signed that it holds it
custody-none = No entry about it has come.

## The five answers

question-content = Content: are the bytes the ones that were signed?
question-signer = Signer: which device, and who stands behind it?
question-time = Time: by when did it exist?
question-completeness = Completeness: was anything left out?
question-delivery = Delivery: does a server confirm it?
status-remark = remark
status-passed = checked, right
status-not-checked = not checked
status-failed = checked, wrong
answers-right = Nothing is wrong. Checked and right: { $names }.
answers-right-still = Checked and right: { $names }.
answers-none = Nothing is wrong, and nothing could be checked.
answers-none-still = Nothing could be checked.
answers-wrong = Checked and wrong: { $names }.
answers-open = Not checked: { $names }.
answers-open-why = What each of them needs stands below it.
answers-earliest = Not checked: whether it was made earlier than claimed. Signatures and the log cannot tell that here; by when it existed is proven.
answers-limit = If all is right, the file did not change and existed by the time shown. That the scene was real is not proven.
reason-details = The verifier’s own words (English)

## Verify

verify-title = Verify a bundle
verify-body = A bundle is judged here on its own, without a network and without an archive. It is read and never changed.
verify-drop = A bundle (zip): choose it or drop it here
verify-pick = Choose a file
verify-path = Or the path of a zip or of a folder
verify-path-hint = A folder is read as it lies; links in it are refused.
verify-go = Verify
verify-policy = Choose the file of the rules
verify-policy-none = Without those rules
verify-trusts = The rules “{ $name }” say whose keys count.
verify-trusts-nobody = Trusted: nobody yet. Rules that came to you another way than the bundle say whose keys count; so do those of an open archive.
verify-working = Verifying { $name }…
verify-read = { $read } of { $size } read.
verdict-of = Result for { $name }
verdict-trusted = Organisation { $name }, whose key you trust.
verdict-trusted-unnamed = Checked with the organisation’s key that you trust.
verdict-untrusted = It names the organisation { $name }; nobody vouches for that here.
verdict-untrusted-unnamed = It names an organisation without a name that can be read here; nobody vouches for that here.

## A bundle

bundle-title = Make a bundle
bundle-body = A bundle holds chosen items with everything that a court or an expert needs to judge them alone.
bundle-without-media = Withhold its files
bundle-without-record = Withhold its description and names of files
bundle-reveals = What is withheld leaves its checksum. The bundle also shows how many other items these devices made, and when, but nothing of them.
bundle-where = How and where
bundle-zip = One zip file
bundle-folder = A folder
bundle-path = Path of the new bundle
bundle-refused-why = They are names of witnesses, which leave in no bundle, whatever is withheld of them.
bundle-purpose = What is it for?
bundle-purpose-why = It holds what persons told. They agreed to each use apart, and only what they agreed to goes out.
bundle-purpose-none = Choose a use
bundle-why-judging = First it is looked up which items may go out.
bundle-why-purpose = First say what the bundle is for.
bundle-consent-why = They are accounts of persons who did not agree to this use, or took it back. Leave them out, or withhold their descriptions and files.
bundle-form-why = A form asks no consent: its account leaves only withheld. Leave it out, or withhold its description and files.
bundle-withhold-all = Withhold its description and files
bundle-settled = Of these items nothing is shown.
bundle-named-why = The device found it, and says so in the description. Before anything is written, open the account and look; then let it go as it is, or withhold it.
bundle-named-settled = You have decided about each account that may hold a name.
bundle-open = Open it
bundle-looked = I have looked: it may go as it is
bundle-unopened = First open the account.
bundle-unreadable = It cannot be opened here. Withhold it.
bundle-why-named = First decide about the account that seems to hold a name.
bundle-rechoose = Go back and choose others
bundle-refused-back = Put them back
bundle-go = Write the bundle
bundle-why-refused = First decide about the items that cannot go out.
bundle-working = Writing…
bundle-made-name = Name: { $name }
bundle-made-folder = In the folder: { $folder }
bundle-next = It is readable by anyone who gets it. Verify it once more before you hand it over.

## The report

report-title = Report
report-print = Print or save as PDF
report-pdf = In the system’s dialog choose “Print to file” for a PDF.
report-heading = Verification report
report-source = What was verified
report-own = Items of your own archive
report-judged = When, by this computer’s clock
report-organisation = Organisation and its key
report-trusted = trusted by whoever made this report
report-trusted-own = the organisation of this archive
report-untrusted = nobody vouches for it here
report-items = Items
report-all = Everything together
report-item = Item { $number }
report-device = Device (first entry)
report-claimed = Claimed by the device
bound-unknown = not known
voucher-nobody = nobody vouches for the time
voucher-server = by the server’s clock
voucher-cosigner = by a cosigner’s clock
report-means = What this means
report-means-yes = “Checked, right” means: the check was made and it holds. “Not checked” means: something that the check needs is missing; that is neither good nor bad.
report-means-no = If all is right, the bytes did not change and existed by the time shown. That the scene was real, and who was in it, is not proven.
report-again = Anyone can repeat this on another machine, without us:
report-again-own = Make a bundle of these items, and anyone can repeat this on another machine, without us:

## Troubles at the office

trouble-passphrase-short-what = The passphrase is too short
trouble-passphrase-short-means = No archive was made yet.
trouble-passphrase-short-next = Take at least 12 characters, best five or six random words.
trouble-archive-in-use-what = Another program has the archive open
trouble-archive-in-use-means = Nothing was lost. Two at once could spoil the archive.
trouble-archive-in-use-next = Close the other window or wait until the testamur command has ended.
trouble-archive-closed-what = The archive is closed
trouble-archive-closed-means = Nothing was lost.
trouble-archive-closed-next = Open it with its passphrase.
trouble-archive-damaged-what = Something in the archive is not what it was
trouble-archive-damaged-means = A sealed part or the index was changed on this disk. What the server holds is untouched.
trouble-archive-damaged-next = Keep the disk as it is. Take in again from the server: what was lost is fetched anew. If it stays, make a new archive on another disk.
trouble-archive-unsupported-what = A newer version made this
trouble-archive-unsupported-means = Nothing was changed. This version leaves alone what it does not understand.
trouble-archive-unsupported-next = Install the newest version of the app.
trouble-archive-unavailable-what = The archive’s disk did not answer
trouble-archive-unavailable-means = What was taken in before stays as it is.
trouble-archive-unavailable-next = Check that the disk is connected and may be written to. Then try again.
trouble-intake-running-what = An intake is going on
trouble-intake-running-means = Nothing was lost. Until it ends the archive cannot be read.
trouble-intake-running-next = Wait for it, or stop it: the next one goes on from there.
trouble-shares-too-few-what = More shares are needed
trouble-shares-too-few-means = Nothing was opened. Fewer shares say nothing about the key.
trouble-shares-too-few-next = Ask another keeper for a share.
trouble-shares-faulty-what = A share is mistyped, given twice or does not fit the others
trouble-shares-faulty-means = Nothing was opened.
trouble-shares-faulty-next = Compare each word with its page. With one share more than needed, the wrong one can be told.
trouble-shares-foreign-what = These shares belong to another key or another set
trouble-shares-foreign-means = Nothing was opened.
trouble-shares-foreign-next = Check the set printed on each page, and that shares of the archive key and of the key to the names are in their own fields.
trouble-key-locked-what = The organisation’s keys are locked
trouble-key-locked-means = Nothing was asked of the server.
trouble-key-locked-next = Type the passphrase of the organisation’s keys, not that of the archive.
trouble-key-passphrase-wrong-what = This passphrase does not open the organisation’s keys.
trouble-key-passphrase-wrong-means = Nothing was asked of the server.
trouble-key-passphrase-wrong-next = Check capital letters and the keyboard’s language, and type the passphrase of the organisation’s keys, not that of the archive.
trouble-organisation-unreadable-what = This is not an organisation’s folder, or not all of it
trouble-organisation-unreadable-means = Nothing was changed.
trouble-organisation-unreadable-next = Choose the folder with organisation.json in it.
trouble-organisation-foreign-what = This archive belongs to another organisation
trouble-organisation-foreign-means = Nothing was taken in, so that nothing is mixed.
trouble-organisation-foreign-next = Use the folder and the shares of the organisation whose archive this is.
trouble-server-unknown-what = No rules of the organisation name that server
trouble-server-unknown-means = Nothing was sent: without the rules nobody can tell the server from an impostor.
trouble-server-unknown-next = Choose one of the servers in the list, or sign rules that name it.
trouble-source-unreachable-what = The server or the folder could not be reached
trouble-source-unreachable-means = What came until then is taken in and kept.
trouble-source-unreachable-next = Check the network, the proxy or the cable. Then begin again: the intake goes on where it was.
trouble-path-missing-what = There is nothing at that path
trouble-path-missing-means = Nothing was read and nothing was changed.
trouble-path-missing-next = Choose it in the system’s dialog, or type the whole path from the beginning.
trouble-name-taken-what = There is something with that name already
trouble-name-taken-means = Nothing was overwritten.
trouble-name-taken-next = Choose another name.
trouble-consent-missing-what = The persons did not agree to this
trouble-consent-missing-means = Nothing was written. An account leaves only for a use that its person agreed to and did not take back.
trouble-consent-missing-next = Choose another use, or leave these items out.
trouble-name-found-what = An account seems to hold a name of its witness
trouble-name-found-means = Nothing was written. Its description says so.
trouble-name-found-next = Open the account and look. Then say that it may go as it is, or withhold its description and files.
trouble-bundle-refused-what = This cannot go into a bundle
trouble-bundle-refused-means = Nothing was written. The names of witnesses never leave, whatever is withheld of them; or there is too much for one bundle.
trouble-bundle-refused-next = Take out the names of witnesses, or choose fewer.
trouble-bundle-disk-full-what = The disk for the bundle is full
trouble-bundle-disk-full-means = No bundle was made. The evidence in the archive is whole.
trouble-bundle-disk-full-next = Make room there or choose another disk. Then make the bundle again.
trouble-bundle-unwritten-what = The disk for the bundle did not answer
trouble-bundle-unwritten-means = There is no whole bundle on it. The evidence in the archive is whole.
trouble-bundle-unwritten-next = Check that the disk is connected and may be written to. Then try again.
trouble-bundle-unreadable-what = This is not a bundle, or it could not be read to its end
trouble-bundle-unreadable-means = Nothing is said about the evidence in it: neither good nor bad.
trouble-bundle-unreadable-next = Copy it again from where it came. If it stays so, ask its maker for another copy.
trouble-bundle-unsupported-what = This zip was packed by another program, or by a newer version
trouble-bundle-unsupported-means = Nothing is said about the evidence in it. A zip that was packed again is no longer the bundle that was made.
trouble-bundle-unsupported-next = Unpack it and verify the folder, or install the newest version.
trouble-policy-unreadable-what = These are not rules of an organisation, or their signature does not hold
trouble-policy-unreadable-means = They were not used to judge anything.
trouble-policy-unreadable-next = Ask the organisation for the file of its rules (policy.dsse), best face to face.
trouble-parts-missing-what = Parts of this are not here yet
trouble-parts-missing-means = What is here is intact. The list says which parts are missing.
trouble-parts-missing-next = Take in again, from the server or from the device itself.
trouble-cannot-show-what = No program on this device shows folders
trouble-cannot-show-means = The bundle is written, and stays where it is.
trouble-cannot-show-next = Open its folder by its path, as it stands in the field.

## What an intake notices

found-log-contradiction = A log or a server signed two things that cannot both be true
found-log-contradiction-next = This is the strongest sign of tampering there is. Keep both statements, trust no new receipt of that server, and tell the organisation at once.
found-fork = A device’s register is forked: two different entries claim one place in it
found-fork-next = Both branches are kept. Find out which copy of the device made which.
found-gap = Entries wait for one that is not here
found-gap-next = They are kept, and take their place when it comes. Take in from the device itself or from another source.
found-key-reused = A device named a signing key twice
found-key-reused-next = Treat its entries after that with care: with such a key something else could be signed in their place.
found-entry-refused = An entry was refused: its signature or its place in the register is wrong
found-entry-refused-next = It is set aside and counts for nothing. Find out where it came from.
found-foreign-organisation = A device of another organisation
found-foreign-organisation-next = Nothing of it was taken in. Ask why its entries lay there.
found-item-claimed-twice = Two devices name the same item
found-item-claimed-twice-next = It counts for the device that was known first. Look at the other one with care.
found-sealed-to-others = A part may be open to others
found-sealed-to-others-next = Its header has other recipients than the rules say. Look at the device before you trust that only the archive can read it.
found-part-quarantined = A part does not open, or is not what its entry says
found-part-quarantined-next = It is set aside as it came. Try the device itself.
found-part-wrong-bytes = The source gave other bytes than the entry names
found-part-wrong-bytes-next = They are set aside. Another source may have the right ones.
found-part-missing = The source does not have a part
found-part-missing-next = It is still looked for. Take in again later, or from the device.
found-part-unnamed = Sealed bytes that no entry of the register names
found-part-unnamed-next = They are kept sealed in the archive, and nobody opens them: without an entry nothing says what they are. Take the same source in again later: where the device files them, they become part of an item.
found-part-lost = A part was lost from this archive’s own disk
found-part-lost-next = It is fetched again. Check the disk.
found-record-unreadable = A description cannot be read, or names another item
found-record-unreadable-next = It is kept as it is. Ask who made the device’s software.
found-tiles-differ = Regions of a photo cannot be shown alone
found-tiles-differ-next = Its pixels are not those of the tiles that its description states, as this program decodes them. The file itself is as it was sealed.
found-tiles-unchecked = Whether regions of a photo can be shown alone is not known
found-tiles-unchecked-next = Its description states tiles that this program could not compare with its pixels: their seed or their kind is not known here, or the picture is of a kind that it does not read. The file itself is as it was sealed. Do not call regions of it proven.
found-receipt-refused = A receipt does not hold
found-receipt-refused-next = It counts for nothing; the evidence itself stays. Take in from the server again.
found-unknown-log = A receipt of a log that no rules name
found-unknown-log-next = Ask the organisation whether that log is theirs.
found-log-unchecked = Whether the log agrees with itself could not be checked. This says nothing against the items
found-log-unchecked-next = Take in from the server: that checks it. If this stays afterwards, ask the organisation.
found-policies-part = The organisation’s key signed two sets of rules that do not continue each other
found-policies-part-next = Somebody with that key made a second set. Ask the holder of the key which one is right. Until then the archive goes by what both share, or by the organisation’s folder; docs/archivist.md says how to choose.
found-policy-missing = Rules that the evidence names are not here
found-policy-missing-next = Whether its parts were sealed to others too is compared when they come: choose the organisation’s folder that has them, or take in a folder that the device wrote.
found-policy-refused = Rules that lay beside the evidence are not this organisation’s
found-policy-refused-next = They were not used. Ask who put them there.
found-word-refused = A word about a device is not this organisation’s
found-word-refused-next = It was not used. Ask who brought it.
found-malformed = Something could not be read
found-malformed-next = It was left out. Copy the source again.
found-unsupported = Something of a newer version
found-unsupported-next = Install the newest version, then take in again.

## What each finding of a verdict says

verdict-all-parts = All parts that the device signed are here.
verdict-all-withheld = Nothing of this item is disclosed.
verdict-details-withheld = The details of some of this item’s entries are withheld or cannot be read: what they say of it is not known.
verdict-bounds-contradict = The clocks that bound the time contradict each other.
verdict-chain = The item’s entries follow each other from the device’s first entry, each signed by the key that the one before it named.
verdict-changed-while-read = The device says that this file changed while it was being taken in: its bytes may be a mixture of two states.
verdict-claimed-after-noted = The device claims a later time than the one at which the server says that it knew this.
verdict-claimed-after-vouched = The device claims a later time than that at which others, as many cosigners as the rules demand, had already seen this.
verdict-claimed-before-vouched = The device claims a time at which this cannot have been made yet: others, as many cosigners as the rules demand, show that it was made later.
verdict-claimed-before-seen = The device claims an earlier time than the server allows.
verdict-claimed-in-the-future = The device claims a time after this check.
verdict-claims-go-back = The device’s clock went back between two entries.
verdict-clock-jump = The device’s clock jumped: it shows another time than the device ran.
verdict-commitments = Every disclosed part is byte for byte what the device signed.
verdict-lines-shown = Single lines of the description are shown, each as the device sealed it.
verdict-line-not-of-record = A line is not proven to be of this item’s description, and says nothing.
verdict-confirmed = The organisation confirmed the device after comparing its code.
verdict-consistency = It is not proven that one state of the log continues the other.
verdict-consistency-of-nothing = A proof joins states of the log that nothing here names.
verdict-continues = The device says that it goes on from an earlier one, whose register could not be continued; nobody but itself says so.
verdict-copied-key = A copy of the device’s key was used elsewhere, and that use stands first in the log: nobody can tell whose hand signed this.
verdict-copied-key-unnoted = A copy of the device’s key was used elsewhere, and no log shows which use came first.
verdict-cosignature = A cosignature does not hold and is ignored.
verdict-custody-differs = A statement of the server says something else than the entries, and is ignored.
verdict-custody-in-the-future = The server’s statement is dated after this check.
verdict-custody-incomplete = The server’s statements leave out parts or entries of this item.
verdict-custody-signature = A statement is not signed by the log’s key, and is ignored.
verdict-custody-withheld = The details of the server’s statements are withheld or cannot be read: they name the parts that it holds.
verdict-delivered = It is in the log, and the server signed that it holds every part.
verdict-ended = The organisation had ended the device before any log registered this.
verdict-ended-later = The organisation ended the device later on; nothing shows that it said so before this was registered.
verdict-enrolled = The organisation’s own ticket admitted the device.
verdict-enrolled-elsewhere = The device was set up for another organisation.
verdict-file-changed = A file is not the one that the bundle’s list of checksums names.
verdict-file-damaged = A file is not the one whose checksum its zip lists. Whether that came about by chance or by somebody’s hand, nobody can tell from the bundle.
verdict-file-long = A file has bytes at its end that nobody signed.
verdict-file-missing = A file that is listed is not here.
verdict-file-short = A file ends too early.
verdict-file-twice = The same file is listed twice, for two files of an item.
verdict-files-differ = The bundle’s own files are not as listed: nothing here tells whether something is missing from them, or how much.
verdict-fork = Two different entries of the device claim the same number.
verdict-interrupted = It was cut off. All but the last second, at most, is here.
verdict-interval = The claimed time lies within the proven interval.
verdict-key-hint = A hint names another key than the one that signed.
verdict-key-reused = An entry names a key that was used before, so that it could sign twice.
verdict-log-key = The rules name a log whose keys cannot be used.
verdict-log-not-trusted = The log’s keys come from the bundle itself, and nobody else vouches for them.
verdict-log-retired = A receipt is by a log that went out of use, and nothing joins it to the log’s last state.
verdict-log-unknown = A receipt is by a log that the rules do not name.
verdict-lower-claimed = Only the device says which state of the log it knew before.
verdict-lower-without-time = It was made after a known state of the log; nobody vouches for the time of that.
verdict-media-differ = The description tells of other files than are listed here.
verdict-media-digest = A file is not the one whose checksum the description states.
verdict-media-order = The listed files do not follow each other part by part.
verdict-media-size = A file has another size than the description states.
verdict-more = There is more about the device or the log than is shown here.
verdict-named-after = Later entries name this item again after it was finished; they say nothing of it.
verdict-newer-policy = The bundle carries newer rules of the organisation you trust; their keys count.
verdict-no-content = Entries alone show no content.
verdict-no-entries = No entry of the device about this item is here.
verdict-no-entry = A part or a description that is listed here stands in nothing that the device signed.
verdict-no-gap = No entry is missing from the device’s first to its last one here.
verdict-no-genesis = The device’s first entry is not here.
verdict-no-items = No item is disclosed.
verdict-no-lower-bound = Nothing proves that it was not made earlier than claimed.
verdict-no-opening = The first entry has no opening: what this item is was said only at the end.
verdict-no-path = The entry as of which this item is told is not here, or is not joined to the device’s first one.
verdict-no-policy = There are no rules of the organisation, so nobody says whose keys count.
verdict-no-receipts = There is no receipt of any server.
verdict-no-upper-bound = Nobody but the device vouches for a time by which it existed.
verdict-not-at-fragments = Some parts of this recording do not begin where a piece of it does: they can be shown only together with the parts before them.
verdict-not-admitted = The device says that it was set up for this organisation, and no ticket of the organisation says so.
verdict-not-delivered = No server has signed that it holds the parts.
verdict-not-finished = As of this entry the item is not finished: it was cut off and never closed, or later entries are not here.
verdict-not-here = Parts of this item are not in the archive yet; nobody withholds them.
verdict-nothing-here = Nothing of this item has been opened yet.
verdict-not-joined = Entries are not joined to the device’s first one, so nobody can say whose key should have signed them.
verdict-not-noted = Entries have no receipt of a log that holds.
verdict-opening-contradicted = The end of this item contradicts what its opening says.
verdict-opening-withheld = The opening of this item is withheld, so nobody can see whether its end says something else.
verdict-organisation = The organisation is the one that you trust.
verdict-organisation-unknown = Nobody vouches for the organisation that is named.
verdict-other-items = These devices made other items too, of which nothing is shown here.
verdict-other-organisation = The bundle is of another organisation than the one that you trust.
verdict-other-print = The bundle’s own list is spelled in another way than the format has it; nobody signs it.
verdict-part-again = A part is stated more than once; the first statement counts.
verdict-part-changed = A part of a file is not what the device signed.
verdict-part-missing = Parts in the middle are stated by no entry.
verdict-part-not-listed = An entry states a part that is neither shown nor withheld here.
verdict-part-size = A part has an impossible size.
verdict-pause = More than ten seconds passed between entries of this item.
verdict-policy-not-by-organisation = The rules inside are not signed by the organisation.
verdict-policy-unknown = An entry follows rules that are not here, so nobody can say whether they are the organisation’s.
verdict-quorum = Fewer cosigners signed than the rules demand.
verdict-quorum-not-followed = Cosigners who are named by later rules alone, and not by those that the device followed, say another time than the device.
verdict-receipt-does-not-hold = A receipt does not prove what it should, and is ignored.
verdict-receipt-unreadable = A receipt cannot be read, and is ignored.
verdict-receipt-without-entry = A receipt is for an entry that is not here.
verdict-receipts = All receipts hold under the log keys of the rules.
verdict-record-after-entry = The description claims a later time than the entry that it stands in.
verdict-record-before-entry = The description claims a time long before its first entry, and a capture is entered as it happens.
verdict-record-changed = A description is not what the device signed.
verdict-record-of-another-item = The description belongs to another item.
verdict-record-unreadable = The description is the one that was signed, and it cannot be read.
verdict-record-version = The description is of a newer version than this verifier knows.
verdict-renewal-refused = The device says that the organisation admitted it again, and no ticket of the organisation says so.
verdict-renewed = The organisation admitted the device again.
verdict-salt-missing = What is needed to check a part is missing.
verdict-seen-after-noted = An entry names a state of the log that was made after the entry itself was registered.
verdict-seen-goes-back = The device knew an older state of the log than before.
verdict-server-clock = The server’s clock went back.
verdict-server-fork = The server kept two registers of statements.
verdict-stray-file = A file belongs to no item of the bundle.
verdict-sums = Every file has the checksum that the bundle’s list names.
verdict-ticket-settled = Another device used the same invitation, and the organisation confirmed that one before any log registered this.
verdict-ticket-settled-later = Another device used the same invitation, and the organisation confirmed that one; nothing shows that it said so before this was registered.
verdict-ticket-shared = Two devices used one invitation, and nothing shows that this one was first.
verdict-two-histories = Two histories of the same log contradict each other.
verdict-unknown-fields = What was signed says more than this verifier knows. It is kept as it was signed, and changes no answer.
verdict-two-policies = The organisation signed two sets of rules of which neither follows from the other.
verdict-unknown-file = Nothing vouches for a file of a kind that this verifier does not know.
verdict-unlisted-file = A file is not in the bundle’s list of checksums.
verdict-unlisted-system = Computers make a file of this name by themselves when a folder is opened or copied. Nothing but its name was read.
verdict-unlisted-read = A file was judged though the bundle’s list of checksums does not have it.
verdict-unreadable-line = Lines of the bundle cannot be read, and are ignored.
verdict-unsigned-line = Lines are signed by no key that could sign them: they are nobody’s word.
verdict-upper-without-time = It is in the log; nobody vouches for the time of that.
verdict-uptime-goes-back = The device’s running time went back within one run of the app.
verdict-waiting = Entries wait for one that is not here; nobody can say yet whether they are genuine.
verdict-withheld = Parts are withheld on purpose; the entries prove that they exist.
verdict-zip-cut = The zip ends too early: its end is missing.
verdict-zip-damaged = The zip does not agree with itself: something in it is not as it was packed. What can still be read of it was judged. Whether that came about by chance or by somebody’s hand, nobody can tell from the bundle.

## What to do about a finding

advice-again = Ask the maker for the bundle again, over another way.
advice-alarm = Two signed things contradict each other. Keep both, and tell the organisation and the server’s operator.
advice-clock = Check this computer’s clock, then judge again.
advice-clocks = Find out whose clock was wrong; until then rely on neither.
advice-copy = Copy the bundle again from where it came. If it stays so, ask its maker for another copy.
advice-distrust = Do not rely on it. Find out who put it there.
advice-foreign = Do not rely on who signed it. If you expected a bundle of that organisation, get its rules from the organisation itself and not with the bundle, and verify with them. Otherwise ask whoever gave you the bundle for that of the right organisation.
advice-fork = Find out whether the device was copied or set back, and which copy made which entry.
advice-intake = Take in again, from the server or from the device itself.
advice-log = Ask the log for the missing proof: an intake from the server does so.
advice-maker = Ask the bundle’s maker for it, or why it was left out.
advice-newer = Use a newer version; until then do not rely on it.
advice-earliest = Ask who made it, and compare it with what else is known of that time. It is no sign of tampering.
advice-opening = Rely on the opening alone, and find out who closed the item.
advice-organisation = Ask the organisation.
advice-own-entry = Rely for each part on the time of its own entry.
advice-person = Only the person who recorded can say whether more was seen.
advice-policy = Give the organisation’s rules, which you got another way than the bundle.
advice-proven = Rely on the proven interval, not on the claimed time.
advice-server = Compare with the copy of the server or of the archive; ask its operator.
advice-sync = Let the device send, take in from the server, then judge again.
advice-together = See the answers for everything together.

## Counts

unfinished-title =
    { $count ->
        [one] A bundle was not finished
       *[other] Bundles were not finished
    }
unfinished-what =
    { $count ->
        [one] The app ended while it wrote this bundle. The evidence in the archive is whole. The unfinished file holds readable evidence, and no one can verify it:
       *[other] The app ended while it wrote these bundles. The evidence in the archive is whole. The unfinished files hold readable evidence, and no one can verify them:
    }
unfinished-delete =
    { $count ->
        [one] Delete the unfinished file
       *[other] Delete the unfinished files
    }
unfinished-next = Delete it here. Then choose the items and make the bundle again.
unfinished-leave = Leave it for now
office-away =
    { $count ->
        [one] { $count } not taken in yet (“{ intake-title }” brings it)
       *[other] { $count } not taken in yet (“{ intake-title }” brings them)
    }
office-problems =
    { $count ->
        [one] { $count } with problems
       *[other] { $count } with problems
    }
intake-waiting =
    { $count ->
        [one] { $count } part to go.
       *[other] { $count } parts to go.
    }
intake-items =
    { $count ->
        [one] { $count } item got something new.
       *[other] { $count } items got something new.
    }
intake-quarantined =
    { $count ->
        [one] { $count } part is no good and was set aside.
       *[other] { $count } parts are no good and were set aside.
    }
intake-missing =
    { $count ->
        [one] { $count } part is not with this source yet.
       *[other] { $count } parts are not with this source yet.
    }
intake-sealed =
    { $count ->
        [one] { $count } part waits for the key to the names.
       *[other] { $count } parts wait for the key to the names.
    }
devices-count =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
devices-entries =
    { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
intake-doubted-ended =
    { $count ->
        [one] { $count } item is of a device that the organisation ended before a log registered it: its signer is not checked.
       *[other] { $count } items are of a device that the organisation ended before a log registered them: their signer is not checked.
    }
intake-doubted-ended-later =
    { $count ->
        [one] { $count } item is of a device that was ended after a log registered it: it stays as it was.
       *[other] { $count } items are of a device that was ended after a log registered them: they stay as they were.
    }
intake-doubted-copied-key =
    { $count ->
        [one] { $count } item is of a device whose key was copied: its signer is not checked.
       *[other] { $count } items are of a device whose key was copied: their signer is not checked.
    }
intake-doubted-not-admitted =
    { $count ->
        [one] { $count } item is of a device that the organisation did not admit: its signer is not checked.
       *[other] { $count } items are of a device that the organisation did not admit: their signer is not checked.
    }
intake-doubted-ticket-shared =
    { $count ->
        [one] { $count } item is of a device whose invitation was used twice: its signer is not checked.
       *[other] { $count } items are of a device whose invitation was used twice: their signer is not checked.
    }
found-more =
    { $count ->
        [one] And { $count } more; the item’s page has all of its own.
       *[other] And { $count } more; each item’s page has all of its own.
    }
list-total =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
list-found =
    { $count ->
        [one] { $count } item found
       *[other] { $count } items found
    }
list-chosen-hidden =
    { $count ->
        [one] { $count } chosen, not among what is found
       *[other] { $count } chosen, none among what is found
    }
list-chosen =
    { $count ->
        [one] { $count } chosen
       *[other] { $count } chosen
    }
office-medium-missing =
    { $count ->
        [one] { $count } part is not here: { $numbers }. The rest is intact.
       *[other] { $count } parts are not here: { $numbers }. The rest is intact.
    }
office-medium-parts =
    { $count ->
        [one] { $count } part
       *[other] { $count } parts
    }
custody-held =
    { $count ->
        [one] At { $at } it held { $count } part, by the server’s clock.
       *[other] At { $at } it held { $count } parts, by the server’s clock.
    }
custody-more =
    { $count ->
        [one] And { $count } more entry.
       *[other] And { $count } more entries.
    }
reason-count =
    { $count ->
        [one] ({ $count } time)
       *[other] ({ $count } times)
    }
verdict-items =
    { $count ->
        [one] { $count } item is disclosed in it.
       *[other] { $count } items are disclosed in it.
    }
bundle-items =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
bundle-refused =
    { $count ->
        [one] { $count } chosen item cannot go out.
       *[other] { $count } chosen items cannot go out.
    }
bundle-named =
    { $count ->
        [one] { $count } account seems to hold a name of its witness.
       *[other] { $count } accounts seem to hold a name of their witness.
    }
bundle-without =
    { $count ->
        [one] Make it without this item
       *[other] Make it without these { $count }
    }
bundle-left-behind =
    { $count ->
        [one] { $count } chosen item stays behind.
       *[other] { $count } chosen items stay behind.
    }
bundle-withheld =
    { $count ->
        [one] { $count } file is withheld.
       *[other] { $count } files are withheld.
    }
bundle-away =
    { $count ->
        [one] Parts of one item were not taken in yet ({ $names }). The bundle would show them as withheld: take in evidence once more first.
       *[other] Parts of { $count } items were not taken in yet ({ $names }). The bundle would show them as withheld: take in evidence once more first.
    }
bundle-incomplete =
    { $count ->
        [one] Of { $count } item something is not in the archive; it is left out.
       *[other] Of { $count } items something is not in the archive; it is left out.
    }
report-left-out =
    { $count ->
        [one] And { $count } more item; the testamur command lists all.
       *[other] And { $count } more items; the testamur command lists all.
    }
bundle-made = The bundle is written. Items: { $items }, files: { $media }, { $size }.

trouble-cannot-print-what = This device cannot print from the app
trouble-cannot-print-means = Nothing was changed. The report is on the screen.
trouble-cannot-print-next = Open the bundle on a computer and print the report there.
