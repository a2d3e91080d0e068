### A defender with a witness. Gentle, formal, nothing that suggests an answer.

screen-testimony = Testimony
testimony-steps = Steps of the interview
testimony-step-before = Before we begin
testimony-step-consent = Consent
testimony-step-who = Who
testimony-step-interview = The account
testimony-step-read-back = Reading back
testimony-step-sign-off = Closing
testimony-step-of = { $step } of { $steps } · { $name }
testimony-steps-all = All steps
testimony-back = Back
testimony-return = Back to “{ $step }”
testimony-forward = Go on
testimony-go-on = Go back
testimony-leave = Leave, go on later
testimony-reopen = Open it again
testimony-saved = Saved in the locked vault
testimony-saving = Saving…
testimony-unsaved = Not saved
testimony-unsaved-body = What was said is in this window only. It is saved by itself as soon as that is possible. Do not close the window.
testimony-working = Sealing…

## Begun and new

testimony-begin-body = Take testimony only where nobody disturbs you. What you type stays in the locked vault.
testimony-begin-sealed = Once it is sealed, nobody can open it on this device.
testimony-begin = Begin an interview
testimony-drafts = Begun and not sealed
testimony-drafts-none = Nothing is unfinished.
testimony-draft-unreadable = Cannot be read by this version
testimony-draft-at = { $step } · { $day }
testimony-draft-left = The testimony is sealed. Its draft could not be removed from the vault: delete it from the list, so that it is not sealed twice.
testimony-resume = Go on
testimony-delete = Delete
testimony-delete-body = The text you typed is deleted. What is sealed already (consent, sound, name card) stays.
testimony-delete-sure = Delete it
testimony-withdraw = Somebody takes back their consent
testimony-withdraw-body = A person may change their mind at any time. The six words of their testimony are enough. What was already made public cannot be called back.
testimony-withdraw-words = The six words
testimony-withdraw-go = Take back the consent
testimony-withdraw-done = Sealed. From the next sending on, your organisation knows that no use is agreed to any more.
testimony-withdraw-unknown = No testimony of this device has these six words. Check each word; if it was taken on another device, the office can find it.

## Answers

testimony-five-yes = Yes
testimony-five-no = No
testimony-five-unknown = Does not know
testimony-five-refused = Would rather not say
testimony-five-not-asked = Not asked
testimony-choice-yes = Yes
testimony-choice-no = No
testimony-choice-later = I will decide later
testimony-choice-not-asked = Not asked

## Before we begin

testimony-before-body = Ask calmly, one thing at a time. Whatever the person would rather not answer is not asked again.
testimony-before-alone = Are you two alone, so that nobody else can hear?
testimony-before-safe = Is it safe for the person to talk here and now?
testimony-before-language = The person’s language
testimony-before-interpreter = Does somebody interpret?
testimony-before-child = Is the person under 18?
testimony-before-child-note = A child is heard only with a parent’s or guardian’s consent and the child’s own, and only if it does not harm the child.
testimony-before-guardian = Is a parent or guardian here, and do they agree?
testimony-before-heard-before = Has anybody already taken an account from this person?
testimony-form = How much is taken down
testimony-form-why = A short first account is the rule. A later account that differs in details can be used against the person.
testimony-form-short = A short first account
testimony-form-long = The long form, in sections
testimony-form-ask-first = The long form opens once you have asked whether the person was heard before.
testimony-form-reason = Why is the long form needed all the same? (No names)
testimony-form-no-reason = No reason is needed for the long form: nobody has taken an account yet.
testimony-form-reason-here = The long form needs a reason; it is written here.
testimony-language-other = Another language
testimony-language-tag = Its code, for example uz or ky

## Consent

testimony-consent-body = Read each card aloud. Wait. No answer is expected in advance, and any of them may be “no”.
testimony-consent-language = The language in which you explain all this
testimony-consent-aloud = The cards are shown in the language you read aloud: { $language }.
testimony-consent-written = May what you tell us be written down?
testimony-consent-written-hint = Without a yes nothing is written down, and we stop here.
testimony-only-yes = Only a yes leads on.
testimony-after-no = We stop here. At the foot of this page you can delete the answers.
testimony-after-no-sealed = At the foot of this page this answer is sealed, and the consent is taken back.
testimony-said-no = The person does not agree, so the interview ends here. Nothing was sealed about it and nothing is sent; only these answers still stand on this device.
testimony-said-later = The person has not decided, so nothing is written down. Nothing was sealed about it and nothing is sent. Leave it to go on later, or delete the answers.
testimony-stop-here = Stop here, delete the answers
testimony-consent-recorded = May your voice be recorded too?
testimony-consent-recorded-hint = You can be recognised by your voice. The account can be taken without it.
testimony-consent-assent = And you yourself: do you want to tell us?
testimony-consent-assent-hint = To the child, in simple words. “No” is enough, whatever the parent or guardian says.
testimony-consent-uses = What it may be used for
testimony-consent-uses-body = Each use is decided alone. What you do not agree to will not happen.
testimony-use-internal-list = Our own list
testimony-use-about-internal-list = Only the organisation sees it, to help and to count.
testimony-use-name-in-public = Your name in a public list
testimony-use-about-name-in-public = Everybody can read it, also those you may fear. It cannot be called back.
testimony-use-pseudonymous-publication = Your account in public, without your name
testimony-use-about-pseudonymous-publication = Under another name. People who know what happened may still recognise you.
testimony-use-lawyer = A lawyer
testimony-use-about-lawyer = Who may use it to defend you or others.
testimony-use-un-and-regional-bodies = United Nations and regional bodies
testimony-use-about-un-and-regional-bodies = Who may ask the government about it.
testimony-use-court-abroad = A court in another country
testimony-use-about-court-abroad = The other side may get to read it.
testimony-use-court-here = A court in this country
testimony-use-about-court-here = The other side may get to read it, and you may be called.
testimony-use-media = Journalists
testimony-use-about-media = Who decide themselves what they print.
testimony-use-research = Research
testimony-use-about-research = Counting and comparing, without names.
testimony-until = Until when?
testimony-until-open = Until I take it back
testimony-until-months =
    { $months ->
        [one] For { $months } month
       *[other] For { $months } months
    }
testimony-until-day = Until a certain day
testimony-until-this = Until { $day }
testimony-risks = Please say these aloud
testimony-risks-device = This device can be taken. What is sealed on it can be opened only by the organisation, not here.
testimony-risks-device-review = This device can be taken. Whoever makes us open the vault on it may be able to read what was sealed here, but not your name card.
testimony-risks-known = Whoever knows what happened to you may recognise you in the account, even without a name.
testimony-risks-public = What has once been public cannot be called back.
testimony-risks-safe = You may stop at any moment, leave out anything, and refuse any answer. Nobody is angry with you for it.
testimony-risks-named = I have named these risks
testimony-change-body = You can change your mind later: tell us the six words that you get at the end. You do not have to give a reason.
testimony-change-told = I have said how to change one’s mind
testimony-how = How does the person agree?
testimony-how-hint = One way is enough.
testimony-how-here = What belongs to the chosen way stands here.
testimony-how-none = Not asked
testimony-how-voice = In their own voice
testimony-how-sign = By drawing a sign
testimony-how-witnessed = By saying so before somebody
testimony-how-by = Who stands by? A role, no name
testimony-how-voice-first = The voice is recorded only after “yes” to writing down and to recording.
testimony-how-voice-answer = The voice is recorded once this is answered.
testimony-how-voice-record = Record a few seconds
testimony-voice-stop = Stop ({ $seconds } s)
testimony-voice-again = Sealed. Record again
testimony-voice-first = Voice: after “yes”
testimony-voice-answer = Voice: after the answer
testimony-voice-busy = Sound is being recorded
testimony-voice-cut = The recording of { $when } was cut off. It is sealed by itself, and is nobody’s answer here. Please record it again.
testimony-voice-cut-kept = The recording of { $when } was cut off. It is sealed by itself; the one before it stands.
testimony-voice-replay = Listen once more
testimony-file-consent = Seal the consent
testimony-file-refusal = Seal the refusal

## A sign that is drawn

testimony-pad = A place to draw a sign
testimony-pad-keys = Draw with a finger or a mouse. With the keyboard: arrow keys move the pen, the space bar puts it down and lifts it.
testimony-pad-taps = Draw by single taps
testimony-pad-clear = Clear
testimony-pad-down = The pen is down.
testimony-pad-some = Something is drawn.
testimony-pad-none = Nothing is drawn.
testimony-pad-not-your-name = Any mark will do. Please no signature as in a passport, and no name: a known signature tells who it is.

## Who

testimony-pseudonym = What we call the person from now on
testimony-pseudonym-body = Chosen at random. It says nothing about the person. No initials, please.
testimony-pseudonym-another = Another one
testimony-identity = Who it is
testimony-identity-body = Only if the person wishes. The card is sealed at once to the two people who keep the witnesses’ names. It leaves this screen and cannot be opened on this device.
testimony-identity-open = Write the card
testimony-identity-refuse = The person would rather not say
testimony-identity-refused = The person would rather not say. That is all right.
testimony-identity-name = Name
testimony-identity-other = Other names
testimony-identity-born = Born
testimony-identity-contact = How to reach the person safely
testimony-identity-remark = Anything else that says who it is
testimony-identity-once = Check it now: you will not see it again.
testimony-identity-seal = Seal the card
testimony-identity-cancel = Leave it empty
testimony-identity-sealed = The card is sealed. From here on there is only { $pseudonym }.
testimony-identity-watched = If a name from the card is typed into the account, you will be told.
testimony-identity-not-watched = Names are not compared any more, because the vault was locked or the app was closed since. Please write no names into the account.

## The account

testimony-interview-body = Let the person tell it in their own order. Write their words, not yours. Ask openly: what happened then? Do not ask whether they belong to anything.
testimony-sound-begin = Record the account
testimony-sound-again = Go on recording
testimony-sound-on = Recording
testimony-sound-not-agreed = The voice is not recorded: there is no consent to record the voice.
testimony-sound-count =
    { $count ->
        [0] No sound is recorded yet
        [one] { $count } recording, sealed
       *[other] { $count } recordings, sealed
    }
testimony-break = Take a break
testimony-tired = 45 minutes have passed. Please offer a break, and something to drink.
testimony-sections = Sections
testimony-section-account = In short
testimony-section-before = Before it
testimony-section-taken = Being taken
testimony-section-van = In the vehicle
testimony-section-station = At the police station
testimony-section-court = In court
testimony-section-other = Anything else
testimony-section-read = This section was read back. Its words stay as they are; something can be added under “Reading back”.
testimony-ask-account = What happened?
testimony-ask-before = What was there before it?
testimony-ask-taken = How did it happen?
testimony-ask-van = What happened on the way?
testimony-ask-station = What happened there?
testimony-ask-court = What happened in court?
testimony-ask-other = Is there anything else the person wants to say?
testimony-words-hint = In the person’s own words and language, one thing in a line. Mark how they know it.
testimony-line = Line { $number }
testimony-line-add = Another line
testimony-known = How does the person know?
testimony-known-saw = saw
testimony-known-heard = heard
testimony-known-told = was told
testimony-known-inferred = concluded
testimony-when = When
testimony-when-day = Day
testimony-when-month = Month
testimony-when-year = Year
testimony-when-time = Time
testimony-when-about = about
testimony-when-said-about = about { $when }
testimony-place = Where
testimony-facts = Facts
testimony-facts-body = Only what the person told of their own accord, or what you asked. What is left alone counts as not asked, never as “no”.
testimony-fact-water = Was there water to drink?
testimony-fact-food = Was there food?
testimony-fact-lawyer = Was a lawyer let in?
testimony-fact-relatives-told = Were relatives told?
testimony-fact-phone-taken = Was the phone taken away?
testimony-fact-footage-erased = Were photos or videos deleted?
testimony-fact-force = Was force used?
testimony-stop = The person wants to stop
testimony-stop-body = That is all right at any moment. May what was said so far be kept as it is? If not, go back, leave the interview and delete it.
testimony-stop-keep = Stop here, keep what was said

## Reading back

testimony-read-body = Read each section aloud, slowly. The person decides about each.
testimony-read-nothing = Nothing has been told yet.
testimony-read-right = The person says it is right.
testimony-read-changed = Read back, with something added.
testimony-read-left-out = The person withdrew this section. Its words are gone from here.
testimony-read-is-right = It is right
testimony-read-change = Add or correct something
testimony-read-leave = Withdraw this section
testimony-read-leave-body = The words of this section will be deleted and cannot be brought back. It will show only that there was a section. Sound that was recorded stays sealed.
testimony-read-leave-sure = The person withdraws it
testimony-read-tell-again = The person wants to tell it again
testimony-read-added = Added when it was read back
testimony-read-add-label = What does the person add?
testimony-read-add = Add it

## Closing

testimony-sign-body = Everything was read back. How would the person like to close it? None of the three is better than another.
testimony-sign = Closing
testimony-sign-none = Not asked
testimony-sign-drawn = Draw a sign
testimony-sign-voice = Say so
testimony-sign-agreed-not-signed = Agreed, not signed
testimony-sign-agreed-body = The person says that it is right and leaves no sign.
testimony-sign-voice-record = Record a few seconds
testimony-sign-this = Close it like this
testimony-signed-drawn = Closed with a drawn sign.
testimony-signed-voice = Closed in the person’s voice.
testimony-signed-agreed-not-signed = Agreed, not signed.
testimony-signed-stopped = Stopped early. It will say that it was not read back to the end.
testimony-signed-named =
    { $count ->
        [one] A name or number of the card still stands in the account: { $words }. Change it now, or seal it knowingly.
       *[other] { $count } names or numbers of the card still stand in the account: { $words }. Change them now, or seal them knowingly.
    }
testimony-file-body = Once it is sealed, nobody can open it on this device, and its draft is removed.
testimony-file-body-review = Once it is sealed, nobody can change it, and its draft is removed.
testimony-file = Seal the testimony
testimony-unsign = Not yet, go back

## Sealed

testimony-done = The testimony is sealed
testimony-done-body = Thank you. What { $pseudonym } told is sealed. It is still on this device until it is delivered.
testimony-words = Six words
testimony-words-body = The person may remember or write them down. They say nothing about anybody, and are enough to find this testimony or to take back consent.
testimony-words-once = They are shown only now, and never again. Write them down before you go on.
testimony-words-language = Language of the six words
testimony-next = What happens next
testimony-next-send = It is sent by itself as soon as there is a network. Until then it is only on this device: keep it well.
testimony-next-doctor = If the person was hurt: a doctor within 24 hours, and a medical certificate.
testimony-next-lawyer = A lawyer, if the person wants one.
testimony-next-relatives = Do relatives know where the person is?
testimony-next-reprisal = If anybody threatens the person for having talked, please tell us at once.
testimony-next-withdraw = Consent can be taken back at any time with the six words.
testimony-done-leave = The words are written down, finish

## What a rule refuses, and what to do

testimony-refused-consent-not-filed = The consent on the cards is not sealed as it stands. Go to “Consent” and seal it; then this opens.
testimony-refused-consent-not-filed-here = The consent on the cards is not sealed as it stands. Seal it with the button below.
testimony-refused-need-consent = There is no consent to this: no account is written down or recorded.
testimony-refused-ask-first = Please ask first: this question was not put yet.
testimony-refused-language-needed = Choose the language in which you explained it.
testimony-refused-risks-needed = Please name the risks and tick it.
testimony-refused-change-needed = Please say how to change one’s mind and tick it.
testimony-refused-how-needed = Choose how the person agrees, and do it.
testimony-refused-voice-refused = The voice may not be recorded. Choose another way to agree.
testimony-refused-by-needed = Say who stands by: a role, no name.
testimony-refused-guardian-needed = A child’s parent or guardian has to agree. Answer it under “Consent”.
testimony-refused-guardian-needed-here = A parent or guardian must agree.
testimony-refused-assent-needed = The child has to agree too.
testimony-refused-reason-needed = The person was heard before, or may have been. Give a reason in words, or take a short first account.
testimony-refused-first-account = A first account has one section. What stands in the others must be left out first, or the long form kept.
testimony-refused-read-already = This was read back already. Its words stay; add something under “Reading back”.
testimony-refused-read-already-here = This was read back already. Its words stay; something can be added.
testimony-refused-not-read-back = Not everything was read back yet. Go to “Reading back”.
testimony-refused-not-read-back-here = This was not read back yet.
testimony-refused-signed = It is closed. To change something, go back from closing first.
testimony-refused-not-signed = It is not closed yet.
testimony-refused-nothing-told = Nothing has been told yet.
testimony-refused-too-long = It is longer than fits. A first account has at most 4,000 letters; make it shorter.
testimony-refused-too-many = There are more than fit.
testimony-refused-not-a-date = This is no date. Leave blank what is not known.
testimony-refused-not-a-language = This is no language code. Examples: kk, ru, uz.
testimony-refused-nothing-drawn = Nothing is drawn yet.
testimony-refused-name-needed = The card has no name.
testimony-refused-pseudonym-needed = The person needs to be called something.
testimony-refused-identity-sealed = The card is sealed already.
testimony-refused-other = This could not be taken. What was there before is unchanged. Leave the interview and take it up again.

## What somebody should look at

testimony-finding-not-safe = The person says it is not safe. Think of stopping here.
testimony-finding-not-alone = Somebody else can hear. Think of another place.
testimony-may-not-alone = If somebody can hear you, think of another place.
testimony-may-not-safe = If it is not, think of stopping here.
testimony-finding-initials = This looks like initials. Whoever knows the person will know them by it.
testimony-finding-names-the-person = A name or number from the name card seems to stand here. Please check; you decide.
testimony-finding-names =
    { $count ->
        [one] A name or number from the name card seems to stand here: { $words }. Please check; you decide.
       *[other] { $count } names or numbers from the name card seem to stand here: { $words }. Please check; you decide.
    }
testimony-named-here = On the card: { $words }
testimony-named-word = “{ $word }”
testimony-named-before = One name from the card or several were found here while names were still compared. Nothing marks them any more: look for them yourself.
testimony-unwatched = Names are no longer compared. Look for them yourself.
testimony-unwatched-file = Read the account once more for names before you seal it.
testimony-names-none = There is no name card to compare with. Please write no names into the account.

## What is still open, in a few words

testimony-open-written = writing down
testimony-open-recorded = recording the voice
testimony-open-language = language of the explanation
testimony-open-risks = risks
testimony-open-change = how to change one’s mind
testimony-open-assent = the child’s own consent
testimony-open-guardian = parent or guardian
testimony-open-how = how the person agrees
testimony-open-witnessed = role of the person present
testimony-open-voice = a few seconds of the voice
testimony-open-sign = the drawn sign
testimony-open-until = the day it ends
testimony-open-pseudonym = what the person is called
testimony-open-name = name
testimony-open-birth = birth

## Words that nothing keeps yet

testimony-loose-card = The card is not sealed yet. Going on like this would lose it.
testimony-loose-card-keep = Seal the card
testimony-loose-card-drop = Leave it empty
testimony-loose-added = What was added is not kept yet. Going on like this would lose it.
testimony-loose-added-keep = Add it
testimony-loose-added-drop = Do not add it
testimony-loose-drawn = The sign is drawn and does not close anything yet. Going on like this would lose it.
testimony-loose-drawn-keep = Close it with this sign
testimony-loose-drawn-drop = Delete the sign
testimony-loose-words = Are the six words written down? They are not shown again.
testimony-loose-words-keep = Stay with the words
testimony-loose-words-drop = They are written down, go on

## Troubles

trouble-no-witness-compartment-what = Your organisation has nobody to keep the names of witnesses.
trouble-no-witness-compartment-means = Nothing about who the person is was taken or stored. The testimony is complete without it, under the pseudonym.
trouble-no-witness-compartment-next = Go on with the pseudonym. How to reach the person is agreed with them, not written here.

trouble-no-interview-what = This interview is not open any more.
trouble-no-interview-means = What was saved of it is in the locked vault.
trouble-no-interview-next = Open it again from the list.

## Why a button cannot be pressed

testimony-why-working = Wait a moment: the vault is being read.
testimony-why-six-words = Write the six words first.
testimony-why-sound = Sound is being recorded. Stop it first.
testimony-why-drawn = Nothing is drawn yet.
testimony-why-added = Nothing is added yet.
testimony-why-lines = No more than { $most } lines here.
