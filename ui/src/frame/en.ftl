## The window around every screen

screens = Screens
screen-waits = Opens once what goes on here has ended
screen-capture = Capture
screen-tally = Count
screen-write = Forms
screen-mine = List
screen-more = More
screen-settings = Settings
screen-status = This device
screen-office = Archive
screen-verify = Verify a bundle
screen-invitation = Start
opening = Opening…

banner-trial = Practice mode: everything stays on this device. Nobody else has it.
banner-trial-short = Practice mode
banner-trial-archive = Practice mode: a real archive opens only with shares that several people keep. Here they lie beside it.
banner-destroyed = The keys of this device were destroyed. Nothing can be added or sent. Sealed items may still be here.
banner-label = Notices
banner-close = Close this notice
screen-form = Form

closing-testimony = What was said and chosen since the last save is in this window only: it could not be saved. If the window closes now, it is lost.
closing-form = A form that was begun is in this window only: it is kept nowhere. If the window closes now, it is lost.
closing-loose = Words on the screen are kept nowhere yet: a card, an addition, a sign, or the six words of a testimony. If the window closes now, they are lost.
closing-bundle = A bundle is being written. If the window closes now, the bundle has to be made again. The evidence in the archive stays whole.
closing-stay = Stay here
closing-leave = Close and lose it
