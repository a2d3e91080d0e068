## A form being filled in

form-loading = Opening the form
form-loading-body = Nothing is written yet.
form-leave = To the list of forms
form-none-title = No form is open
form-none-body = Choose one under “Forms”. What was kept in the locked vault waits there.
form-required = (must be asked)
form-parts = Parts of the form
form-step = Step { $step } of { $steps }
form-parts-open = Parts
form-part-answered = { $answered } of { $asked } answered
form-part-required = Still to be asked: { $count }
form-part-mend = To be mended: { $count }
form-part-look = To look at again: { $count }
form-back = Back
form-review = Back to the review
form-next = Next
left = { $count } left: { $names }

## Answers

form-states = State of the answer: { $label }
form-no-answer = No answer…
form-no-rows = None, or no answer…
form-state-value = Answered
form-state-unknown = Not known
form-state-refused = Refused
form-state-not-asked = Not asked
form-state-not-applicable = Does not apply
form-kept-aside = What was typed here is kept aside. It is not sealed while this stands.
form-depends-now = Asked by an answer above
form-depends-not = Asked only by some answers above
form-sign-mend = To be mended
form-sign-look = Look again
form-say-what = Say what…
form-words = In their own words
form-length = { $length } of { $most } characters
form-mode = How exact: { $label }
form-mode-exact = Exactly
form-mode-about = About
form-mode-range = From … to …
form-range-from = { $label }: from
form-range-to = { $label }: to
form-understood = Understood: { $what }
form-not-understood = Not understood: { $what }
form-at-least = at least { $value }
form-at-most = at most { $value }
form-about = about { $value }
form-cannot-tell = Cannot be told yet
form-missing = Missing: { $name }
form-missing-more = Missing: { $name }, and { $more } more
form-true = Yes
form-false = No
form-place-row = { $label }, row { $row }

## Dates

form-date-shape = How it was told: { $label }
form-date-shape-at = At a known time
form-date-shape-on = On a known day
form-date-shape-between = From one to another
form-date-shape-since = Then or later
form-date-shape-until = Then or earlier
form-date-part-day = Day
form-date-part-month = Month
form-date-part-year = Year
form-date-part-time = Time
form-date-part-about = about
form-date-blank = Leave blank what is not known. A whole date may go into the first field: 17.05.2019.
form-date-blank-when = Leave blank what is not known. A time needs the whole date, which may go into the first field: 17.05.2019 14:20.
form-date-unclear = This is no date yet. Give the year, and the month and day in numbers, or leave blank what is not known.
form-date-unclear-when = This is no date yet. Give the year, and the month and day in numbers, or leave blank what is not known. A time needs the whole date; without it, write the time in their words.
form-date-fault-short-year = Write the year with four digits, such as 1980.
form-date-fault-no-such-day = The calendar has no such day.
form-date-fault-unclear = This cannot be read as a date. Write it like 17.05.1980, 17 May 1980, 05.1980 or 1980.
form-date-written = For example 17.05.1980, 17 May 1980, 05.1980 or 1980, as far as it is known.
form-date-since = { $date } or later
form-date-until = { $date } or earlier
form-date-between = from { $from } to { $to }
form-date-about = about { $date }
form-date-uncertain = { $date } (uncertain)
form-date-time = { $date }, { $time }
form-date-no-year = year not known
form-date-no-month = month not known
form-date-no-day = day not known
form-date-years = some year from { $from } to { $to }
form-date-day = day { $day }
form-clock-date = Date
form-clock-offset = Distance from UTC
form-point-lat = Latitude, degrees
form-point-lon = Longitude, degrees
form-point-accuracy = Accurate to, metres
form-point-unread = Not understood: write it like 43.2389 or like 43° 14′ 20″ N.
form-unread = Not understood

## Rows

form-row = Row { $row }
form-row-add = Add a row
form-row-take-out = Take out
form-row-take-out-named = Take out row { $row }
form-row-taken = Row { $row } was taken out.
form-row-put-back = Put it back
form-rows-full = This form has room for { $most } rows.
form-rows-none = There were none
form-rows-listed = Listed: { $count }
form-rows-aside =
    { $count ->
        [one] { $count } row typed here is kept aside. It is not sealed while this stands.
       *[other] { $count } rows typed here are kept aside. They are not sealed while this stands.
    }

## Items

form-items-photo = Take a photo
form-items-file = Choose a file
form-items-sealing = Sealing…
form-items-here = Captured before
form-items-none = Nothing was captured on this device yet. Take a photo or choose a file.
form-items-more = Show older ones
form-items-take-out = Take out item { $item }
form-camera-finder = What the camera sees
form-camera-how = Fill the dashed frame with the whole page, in even light. Then photograph header, table, signatures and stamp one by one.
form-camera-shoot = Take the photo
form-camera-close = Close the camera

## What stands out

form-mend = Must be mended:
form-summary-mend =
    { $count ->
        [one] { $count } thing must be mended first
       *[other] { $count } things must be mended first
    }
form-summary-mend-body = The form cannot be sealed with these. Nothing you typed is lost.
form-summary-look =
    { $count ->
        [one] Look again at { $count } place
       *[other] Look again at { $count } places
    }
form-summary-look-body = If the paper or the person says so, leave it. It is sealed as it stands, with this remark beside it.
form-summary-aside =
    { $count ->
        [one] { $count } answer does not apply by the other answers
       *[other] { $count } answers do not apply by the other answers
    }
form-summary-aside-body = Take them out, or change the answer that makes them not apply. Nobody’s words vanish by themselves.
form-summary-take-out = Take it out
form-summary-reach = Go there
form-summary-more =
    { $count ->
        [one] { $count } more is not shown. Mend these first.
       *[other] { $count } more are not shown. Mend these first.
    }
form-finding-required = This must be asked. “Not known” and “refused” are answers.
form-finding-out-of-range = The number is outside what the form allows. Look again; if it is right, write it under remarks.
form-finding-out-of-range-between = The form takes a number from { $min } to { $max }. Look again; if it is right, write it under remarks.
form-finding-out-of-range-least = The form takes a number from { $min }. Look again; if it is right, write it under remarks.
form-finding-out-of-range-most = The form takes a number up to { $max }. Look again; if it is right, write it under remarks.
form-finding-not-whole = This must be a whole number, in digits alone.
form-finding-not-a-number = This must be a number, such as 2.5.
form-finding-not-a-text = This must be words.
form-finding-too-long = This is too long: the form has room for { $most } characters. Shorten it, or seal the rest as a note.
form-finding-not-a-choice = Choose one of what is offered.
form-finding-not-a-date = This is no date that the form understands. Leave blank what is not known; a time of day needs the whole date.
form-finding-not-a-time = This is no time of day. Write it as 11:40.
form-finding-not-a-datetime = This is no date and time. Write the date as 09.06.2019, the time as 11:40, the distance from UTC as +05:00.
form-finding-not-items = Choose 1 to 64 items.
form-finding-not-a-point = This is no place. Give latitude from -90 to 90 and longitude from -180 to 180, in degrees.
form-finding-range = The range ends before it begins, or an end is missing. Give both ends.
form-finding-rows = There are more or fewer rows than the form allows.
form-finding-state = This answer fits no question of this kind. Enter it again.
form-finding-words = Their own words are too long here. Shorten them, or seal the rest as a note.
form-finding-no-answer = Nothing can be answered here.
form-finding-other = Something stands out here ({ $key }). Look again.

## Keeping

form-keep-not = An unfinished form is not kept when the app is closed or locked. Sealing it needs no passphrase.
form-keep-open = Kept in the locked vault as you type.
form-kept-at = Kept in the locked vault at { $time }.
form-keep-failed = The unfinished form is in memory only. It is kept by itself as soon as that is possible.
form-keep-unlock = Open the locked vault
form-keep-make = Make a locked vault

## Sealing

form-seal-title = Look through and seal
form-seal-untouched = Nothing is answered. Sealed like this, the form says “not asked” everywhere.
form-seal-count =
    { $count ->
        [one] { $count } question answered. All others are sealed as not asked, never as “no”.
       *[other] { $count } questions answered. All others are sealed as not asked, never as “no”.
    }
form-given-title = Your answers
form-given-body = A tap leads to the field.
form-given-items =
    { $count ->
        [one] { $count } item
       *[other] { $count } items
    }
form-given-left =
    { $count ->
        [one] { $count } question has no answer
       *[other] { $count } questions have no answer
    }
form-seal-hindered = Not sealed: something must be mended first. It is named above, with the way to it.
form-seal-still-here = Everything you typed is still here.
form-seal-language = Language of the words in it
form-seal-body = Once sealed, nobody can change it, and nobody on this device can read it unless your organisation allows review. No network is needed.
form-seal-go = Seal the form
form-seal-working = Sealing…
form-sealed-title = Sealed
form-sealed-body = The form is sealed on this device. It is sent by itself as soon as there is a network.
form-sealed-draft-left = Its draft is still in the locked vault. Once the vault is open, delete the draft under “Forms”, so that nothing is sealed twice.
form-sealed-done = Done
form-sealed-another = Fill in another

## Troubles

trouble-form-unfinished-what = Something in the form must be mended first
trouble-form-unfinished-means = Nothing was sealed, and nothing you typed was lost.
trouble-form-unfinished-next = Mend what is marked in the form, then seal it.

trouble-form-too-large-what = The form holds too many words
trouble-form-too-large-means = It was not taken in like this. What you typed is still on the screen.
trouble-form-too-large-next = Shorten the longest answers, or seal what does not fit as a note of its own.

trouble-form-changed-what = This draft belongs to another version of its form
trouble-form-changed-means = Nothing was lost. The draft stays in the locked vault as it is.
trouble-form-changed-next = Open it with the version of the app that wrote it, or begin the form anew and delete the draft.

trouble-no-draft-what = This draft is not here any more
trouble-no-draft-means = It was sealed or deleted. What was sealed is not lost.
trouble-no-draft-next = Begin the form anew if it still has to be filled in.
