## They are taking me

taken-hold = They are taking me. Hold for two seconds
taken-done = Done.
taken-clock = Clock
taken-back = Hold for two seconds to go back
taken-bar = Bar at the bottom
taken-failed = Not all done.

## After the clock

taken-after = At { $time }:
taken-after-stopped = { $count ->
    [one] { $count } recording stopped.
   *[other] { $count } recordings stopped.
 }
taken-after-sealed = Sealed.
taken-after-failed = Not everything could be done. What was sealed before is still sealed; recordings are closed at the next start.
taken-after-locked = Vault locked.
taken-after-sent = Everything sent.
taken-after-waits = { $count ->
    [one] { $count } item is not sent yet.
   *[other] { $count } items are not sent yet.
 }

## Rehearsal

practise-title = Rehearse the hold
practise-about = Hold the hand, see the clock, come back. In a rehearsal nothing is stopped, sealed, locked or sent.
practise-begin = Rehearse
practise-mark = REHEARSAL. Nothing happens.
practise-hand = 1 of 2. Hold this hand for two seconds. The real hand stays in the bar, and works.
practise-hand-both = 1 of 2. Hold the hand for two seconds: this one, or the one in the bar. Until the rehearsal is over both only rehearse.
practise-hand-label = Rehearsal hand. Hold for two seconds
practise-clock = 2 of 2. This is what others see. Hold the clock for two seconds to come back.
practise-leave = Leave the rehearsal
rehearsal-ends =
    { $seconds ->
        [one] The rehearsal ends by itself in { $seconds } second.
       *[other] The rehearsal ends by itself in { $seconds } seconds.
    }
practise-late = The rehearsal ended by itself. The hand in the bar is real again.
practise-done = Rehearsal over. Nothing was stopped, sealed, locked or sent.
practise-real = The real hand stops and seals every recording, locks, and sends first what proves that nothing was left out. The real clock fills the window and says nothing: hold it for two seconds to come back.
practise-again = Once more
