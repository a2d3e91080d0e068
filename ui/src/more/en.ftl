## What stands behind "more"

more-about-settings = Language, look, proxy, the locked vault, emergency destruction
more-about-status = What is sealed here, and what has reached the server
more-about-office = For the organisation: take in, look through, judge
more-about-verify = Check what somebody gave you, without a network
