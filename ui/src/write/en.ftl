## What can be written down

write-new = Begin
write-about-testimony = What a person tells you: consent first, the name apart
write-about-detention = One detention of one person, without names
write-about-vote-count = The vote count of a polling station and its photos
write-begun = Not sealed yet
write-begun-none = Nothing is half done. Begin with one below.
write-locked = Unfinished interviews and forms lie in the locked vault. They are shown once it is open.
write-interrupted = The vault was locked because nobody was here. The form or interview that was open lies in it as it stood, and opens again with the passphrase.
write-answered =
    { $count ->
        [one] { $count } question answered
       *[other] { $count } questions answered
    }
write-station = Polling station { $number }
write-not-kept = In memory only: gone when the app is closed
write-kept = Kept { $time }
write-older = Begun in another version of the form
write-sealed = Sealed already: only this draft is left. Delete it.
write-unknown-form = A form
write-resume = Go on
write-resume-named = Go on with { $title }
write-discard = Delete
write-discard-named = Delete { $title }
write-discard-sure = Delete it? What was typed cannot be brought back.
write-discard-no = Keep it
