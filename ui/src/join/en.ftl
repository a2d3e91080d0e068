## The first minute

join-title = Open an invitation
join-body = Your organisation gives it to you. No account, no email and no network are needed.
join-file = Open a file
join-reading = The file is being read. A picture of many codes takes some seconds.
join-paste = Paste text
join-scan = Scan a code
join-label = Invitation
join-placeholder = Paste the text of the invitation here
join-go = Join
join-other = Another way
join-working = Joining…
join-empty = Paste an invitation first.
join-care = Take an invitation only from a person you know. It decides who will be able to open what you capture.
join-done = This device has joined { $organisation }. From now on, what it captures is sealed to that organisation.
join-ended = Its invitation ended on { $time }, or this clock is wrong: you can capture, and nothing can be sent until the organisation renews this device. See This device.
join-scan-view = What the camera sees
join-scan-opening = The camera is opening…
join-scan-hint = Hold the code before the camera. Pictures are not kept.
join-scan-some = { $read } of { $total } codes are read. Show the next one, in any order.
join-scan-foreign = That code is not an invitation to Testamur.
join-scan-newer = That code was made by a newer version. Install the newest version of the app.
join-scan-instead = Without a camera, open the invitation’s file or paste its text.
join-trial-title = No invitation?
join-trial-body = Try it in practice mode: a small organisation and a server are made on this device, only to learn. Everything stays here, and nobody else has it.
join-trial = Start practice mode
join-trial-name = Practice organisation
join-trial-working = Practice mode is being prepared…

trouble-trial-server-what = The server of practice mode could not be started
trouble-trial-server-means = Nothing was lost. What was captured is sealed on this device.
trouble-trial-server-next = Close the app, open it again and try once more.

trouble-trial-port-taken-what = Another program uses the address of the server of practice mode
trouble-trial-port-taken-means = Nothing was lost. What was captured is sealed on this device and cannot be sent for now.
trouble-trial-port-taken-next = Close the other program or restart this computer, then open the app again.

trouble-trial-stays-what = Not all of practice mode could be deleted
trouble-trial-stays-means = What is left may still hold what was captured in practice mode.
trouble-trial-stays-next = Close other programs that use its folder and end practice mode again.

trouble-no-trial-what = There is no practice mode on this device
trouble-no-trial-means = Nothing was changed or deleted.
trouble-no-trial-next = Nothing to do.
