## Counting without words

tally-empty = Tap a sign for each one you see. Hold it to take one back. Every tap is sealed with its time.
tally-body = On the screen now: { $count }. Hold a sign to take one back. Every tap is sealed with its time.
tally-one-more = One more
tally-person-to-van = Person taken into a van
tally-baton = Baton
tally-hurt = Hurt person
tally-child = Child
tally-press = Press
tally-mask = Masked officer
tally-bus = Bus with detained people
tally-cannon = Water cannon
tally-force = Force
tally-gas = Gas
tally-dog = Dog
tally-vehicle = Vehicle
tally-undo = Undo the last tap: { $what }
tally-undo-less = Undo the last taking back: { $what }
tally-undo-nothing = Undo the last tap
settings-tally-words = Words under the signs of the count
