## The window around every screen

screens = Screens
screen-capture = Capture
screen-tally = Count
screen-write = Write down
screen-mine = Mine
screen-more = More
screen-settings = Settings
screen-status = This device
screen-office = Archive
screen-verify = Verify a bundle
opening = Opening…
