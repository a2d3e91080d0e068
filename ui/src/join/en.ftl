## No home yet

join-title = This device has no home yet
join-body = Paste or open the invitation that your organisation gave you. No account, no email and no network are needed.
join-label = Invitation
join-placeholder = Paste the text of the invitation here
join-file = Open a file
join-go = Join
join-working = Joining…
join-empty = Paste an invitation or open its file first.
join-care = Take an invitation only from a person you know. It decides who will be able to open what you capture.
join-done = This device has joined { $organisation }. From now on, what it captures is sealed to that organisation.
