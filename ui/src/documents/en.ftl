### What a record says, as a document: to read in the archive, and to print for a lawyer.

## What an item is called

title-testimony = Testimony of { $name }
title-consent = Consent of { $name }
title-consent-unnamed = Consent
title-withdrawal = Consent taken back by { $name }
title-withdrawal-unnamed = Consent taken back
title-form =
    { $count ->
        [one] { $form }, { $count } answer
       *[other] { $form }, { $count } answers
    }
title-form-station = { $form }, polling station { $station }
title-form-unnamed = Form “{ $id }”
title-tag = Tag: { $tag }, about { $item }
title-tag-alone = Tag: { $tag }
title-tally-more = Count: { $what }, one more
title-tally-less = Count: { $what }, one taken back
title-held = The hand was held: “They are taking me”

## Answers

doc-five-yes = Yes
doc-five-no = No
doc-five-unknown = The person does not know
doc-five-refused = The person would rather not say
doc-five-not-asked = Not asked
doc-choice-yes = Agreed
doc-choice-no = Not agreed
doc-choice-later = Undecided, so not agreed
doc-choice-not-asked = Not asked, so not agreed
doc-known-saw = saw it
doc-known-heard = heard it
doc-known-told = was told it
doc-known-inferred = concluded it
doc-known-not-asked = not asked how the person knows
doc-not-asked =
    { $count ->
        [one] { $count } not asked
       *[other] { $count } not asked
    }
doc-not-applicable =
    { $count ->
        [one] { $count } does not apply
       *[other] { $count } do not apply
    }
doc-none-said = said to be none

## The testimony

doc-person = Person
doc-interview = Interview
doc-from-to = { $from } to { $to }
doc-identity = Name card
doc-identity-not-asked = Not asked
doc-identity-refused = The person would rather not say
doc-identity-no-compartment = Not taken: nobody keeps the names of witnesses here
doc-identity-sealed = Sealed apart, opens with the key to the names
doc-identity-here = Sealed apart, and open here
doc-identity-closed = Sealed apart. It is here, and waits for the key to the names
doc-before-alone = Nobody else could hear
doc-before-safe = Safe to talk there and then
doc-before-language = The person’s language
doc-before-interpreter = Somebody interpreted
doc-before-child = Under 18
doc-before-guardian = A parent or guardian was there and agreed
doc-before-heard-before = An account had been taken before
doc-before-first-account = Extent
doc-extent-short = A short first account
doc-extent-long = The long form, in sections
doc-before-long-form-reason = Why the long form
doc-recordings = Recordings
doc-recording = Recording { $number }
doc-stretch = { $what }, { $from } to { $to }
doc-account = The account
doc-section-account = In short
doc-section-before = Before it
doc-section-taken = Being taken
doc-section-van = In the vehicle
doc-section-station = At the police station
doc-section-court = In court
doc-section-other = Anything else
doc-when = When
doc-where = Where
doc-sound = Sound
doc-told-in = Told in
doc-fact-water = Water to drink
doc-fact-food = Food
doc-fact-lawyer = A lawyer was let in
doc-fact-relatives-told = Relatives were told
doc-fact-phone-taken = The phone was taken
doc-fact-footage-erased = Photos or videos were deleted
doc-fact-force = Force was used
doc-no-words = No words were written down.
doc-added = Added when it was read back
doc-read-not-read = Not read back to the person.
doc-read-right = Read back. The person said that it is right.
doc-read-changed = Read back. The person added something; the first words stay.
doc-read-left-out = The person withdrew this section. Its words were deleted before the testimony was sealed.
doc-closing = Closing
doc-sign-drawn = Read back to the end and closed with a sign that the person drew.
doc-sign-voice = Read back to the end and closed in the person’s own voice.
doc-sign-agreed-not-signed = Read back to the end. The person agreed and left no sign.
doc-sign-stopped = Stopped early and kept as the person wished. It was not read back to the end: the person has not said that it is right.
doc-drawn = A sign drawn by hand
doc-stood-out = What stood out
doc-finding-not-safe = The person said that it was not safe to talk.
doc-finding-not-alone = Somebody else could hear.
doc-finding-initials = The pseudonym looks like initials.
doc-finding-names-the-person = A name or number of the name card may stand in the words. Look before you hand them on.
doc-finding-in = { $section }: { $finding }
doc-finding-other = The device marked: { $key }

## Consent

doc-consent = Consent
doc-consent-filed = Sealed on { $when }
doc-consent-missing = No consent of this person is in this archive. Without it, assume that nothing is agreed to.
doc-withdrawn = Consent was taken back on { $when }. No use is agreed to any more.
doc-withdrawal = The person takes back every consent given before. No use is agreed to any more.
doc-replaced = Replaced by a later consent.
doc-child = Under 18
doc-guardian = A parent or guardian was there and agreed
doc-written-down = Being written down
doc-recorded = Recording of the voice
doc-assent = The child’s own assent
doc-uses = What it may be used for
doc-use = Use
doc-decision = Decision
doc-until = until { $when }
doc-until-open = until taken back
doc-in-voice = Said in a recording
doc-explained-in = Explained in
doc-risks-named = The risks were named
doc-can-change-told = How to change one’s mind was told
doc-how = How it was given
doc-how-none = Not said
doc-how-voice = In the person’s own voice
doc-how-sign = By drawing a sign
doc-how-witnessed = Said before somebody: { $by }
doc-use-internal-list = The organisation’s own list
doc-use-name-in-public = The name in a public list
doc-use-pseudonymous-publication = The account in public, under the pseudonym
doc-use-lawyer = A lawyer
doc-use-un-and-regional-bodies = United Nations and regional bodies
doc-use-court-abroad = A court in another country
doc-use-court-here = A court in this country
doc-use-media = Journalists
doc-use-research = Research

## Identity card

doc-name = Name
doc-other-names = Other names
doc-birth = Born
doc-contact = How to reach the person safely
doc-remark = Anything else that says who it is

## Forms, tags and records that are not known

doc-edition = “{ $id }”, version { $version }
doc-form-unknown = This version of the app does not know this form. Questions and answers stand under the form’s own names.
doc-unknown = This description says something that this version of the app does not know. It stands under the description’s own names.
doc-end = Said at the end
doc-end-at = Ended
doc-end-added = Added: { $value }
doc-end-added-before = Added where the beginning has { $before }: { $value }
doc-end-corrected = Corrected: { $value }
doc-end-corrected-before = First { $before }, corrected to { $value }
doc-end-contradicted = Contradicts the beginning: { $value }
doc-end-contradicted-before = The beginning says { $before }, the end { $value }
doc-end-dated = This was signed later, at { $when } by the device’s clock. It is only as old as that.
doc-beyond = What the description says beyond that
doc-row = { $label }, { $row }
doc-more = And { $count } more, which are not shown.
doc-tag-sure = { $tag }
doc-tag-not-sure = { $tag }, not sure
doc-text = Words
doc-held = The hand was held at { $when }. The check code was then that of entry { $seq } of the register,

## What belongs together

related-title = Belongs together
related-consent = Consent that it was taken under
related-consent-back = Testimony taken under it
related-withdraws = Takes back the consent of
related-withdraws-back = Consent taken back by
related-supersedes = Takes the place of
related-supersedes-back = Replaced by
related-recording = Sound of it
related-recording-back = Sound of
related-voice = Sound of the person agreeing
related-voice-back = Agreed to in this sound
related-identity = Name card
related-identity-back = Name card of
related-about = Is about
related-about-back = Is about this
related-same-file = The same file, brought in once more
related-same-person = About the same person
related-not-here = Not in this archive
related-sealed = Names of witnesses

## On paper

paper-print = Print this document
paper-item = Item
paper-record = SHA-256 of the description
paper-device = Device
paper-organisation = Organisation
paper-not-after = Existed at the latest
paper-proven = { $when }: proven, by the log { $log }
paper-claimed = { $when }: said by the device alone, not proven
paper-no-time = Not proven
paper-answers = Checked
paper-not-judged = Not checked yet
paper-limit = If all is right, this description did not change and existed by the time shown. That what it says is true is not proven.
paper-printed = Printed on { $when }
