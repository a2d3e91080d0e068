### Texts of the archivist's desk.

desk-list = Items
desk-preview = The chosen line
desk-preview-none = Choose a line to see it here.
desk-view = How it is shown
desk-table = Table
desk-grid = Pictures
desk-blur = Blur pictures until they are pressed
desk-reveal = Show it
desk-verify = Verify
desk-nth = { $number } of { $count }
desk-next = Next
desk-previous = Previous
desk-large = Large
desk-zoom-in = Nearer
desk-zoom-out = Farther
desk-choose-all = Choose all found
desk-picture-missing = Parts of this picture are missing, so it cannot be drawn.

## Filters and order

desk-any-way = Any method
desk-any-problem = Any state
desk-any-delivery = Delivered or not
desk-any-signer = Any signer
desk-any-mark = Marked or not
desk-any-device = Any device
desk-from = from
desk-to = to
desk-day-written = dd.mm.yyyy
desk-day-unclear = Write a day like 17.05.2026 or 17 May 2026.
desk-of-day = Items of { $date }
desk-newest = New by the last intake
desk-marked = Own marks
desk-marked-not-looked-at = not looked at
desk-marked-looked-at = looked at
desk-marked-important = important
desk-marked-own-note = with a note
desk-order = Order
desk-ascending = Ascending
desk-descending = Descending
desk-sort-claimed = Time
desk-sort-title = Title
desk-sort-kind = Kind
desk-sort-bytes = Size
desk-sort-device = Device
desk-sort-arrived = Arrival
desk-column-choose = Chosen
desk-column-picture = Picture
desk-column-state = State; the tray means: delivered, a server holds all of it
desk-column-marks = Marks

## The item in sight

desk-answer-content = Content
desk-answer-signer = Signer
desk-answer-time = Time
desk-answer-completeness = Completeness
desk-answer-delivery = Delivery
desk-answer-why = Show why
desk-reasons = The five answers with their reasons
desk-files = Files and checksums
desk-id = Item
desk-important = Important
desk-looked = Looked at
desk-noted = Has a note
desk-note = Own note
desk-note-stays = It stays in the locked archive and leaves with no bundle.
desk-note-kept = Kept in the locked archive.

## Keys

desk-keys = Keys
desk-keys-close = Close the list of keys
desk-keys-layout = Letters count by their place on the keyboard, whatever language it writes.
desk-key-move = from item to item
desk-key-next = next, previous
desk-key-far = first, last, a page on or back
desk-key-open = play or pause; a picture: large
desk-key-full = full screen and back
desk-key-scroll = in full screen, or where a long text has the focus: scroll it
desk-key-leave = back to the list
desk-key-zoom = nearer, farther, fitted
desk-key-reveal = show what is blurred
desk-key-choose = choose, or take back
desk-key-range = with a move or a click: choose all on the way
desk-key-all = choose all found
desk-key-none = choose none
desk-key-bundle = make a bundle of the chosen
desk-key-important = important
desk-key-looked = looked at
desk-key-note = write a note
desk-key-search = search
desk-key-help = this list
desk-doubt-ended = After the end
desk-doubt-ended-later = Ended later
desk-doubt-copied-key = Key copied
desk-doubt-not-admitted = Not admitted
desk-doubt-ticket-shared = Invitation shared
