## They are taking me

taken-hold = They are taking me. Hold for two seconds
taken-working = Sealing…
taken-done = Stopped and sealed. Locked. The head of the chain is sent first.
taken-clock = Clock
taken-back = Hold for two seconds to go back
taken-failed = Not everything could be done. What was sealed before is safe; recordings are closed at the next start.
