## Settings

settings-readable = Anyone who takes this device can read these choices. Nothing private is among them.
settings-save = Save
settings-proxy = Sending: straight or through a proxy
settings-proxy-note = Leave it empty to send straight. With a SOCKS5 proxy, for example Tor, the network here does not learn which server you send to.
settings-proxy-address = Proxy
settings-proxy-set = Everything is sent through the proxy from now on.
settings-proxy-none = Everything is sent straight from now on.
settings-vault = The locked vault
settings-vault-open = The vault is open.
settings-lock-now = Lock now
settings-lock-after = Lock it when nobody uses the app for
settings-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
 }
settings-panic = Panic
settings-panic-first = What was captured cannot be opened on this device anyway, by you or by anybody. “I cannot open it” is true, and enough.
settings-panic-price = Destroying is a choice. It destroys evidence that was not sent, it may provoke whoever is before you, and it may be a crime.
settings-panic-choice = What a panic destroys
settings-panic-trial = In a trial a panic always deletes everything: the trial keeps what opens it beside it.
settings-panic-where = Hold the bar below until it is full. On the clock after “they are taking me”, hold the small bar at the bottom. Letting go before does nothing.
panic-off = Nothing
panic-off-note = There is no panic on this device.
panic-keys = The keys
panic-keys-note = This device can sign, send and open nothing any more. Sealed parts stay, and your organisation can still take them by cable. It can be seen that this was done.
panic-everything = Everything
panic-everything-note = The keys, and then all sealed parts. What was not delivered is lost for ever.
panic-hold = Hold to destroy
panic-hold-long = Panic: hold for a second and a half to destroy what was chosen. Letting go before does nothing.
panic-working = Destroying…
panic-done = Destroyed.

trouble-panic-unfinished-what = Not everything could be destroyed
trouble-panic-unfinished-means = Some keys or files may still be on this device.
trouble-panic-unfinished-next = Hold again. The next start of the app goes on with it too.

trouble-proxy-refused-what = This is not the address of a proxy
trouble-proxy-refused-means = Nothing was changed. What was captured is safe.
trouble-proxy-refused-next = Write it like the example, with a host and a port, and without a name or password in it.

trial-title = This is a trial
trial-body = Organisation and server are on this device. Use it to learn, and for nothing that matters.
trial-shares = The keys of the trial and the shares of its archive key lie here. Whoever reads this folder can open everything that was captured in the trial:
trial-silent = The trial’s server does not answer. Close the app and open it again.
trial-end = End the trial
trial-ask = End the trial and delete all of it?
trial-ask-note = The organisation, the server and everything that was captured in the trial are deleted. Nobody else has it.
trial-delete = Delete all of it
trial-ending = Deleting…
trial-keep = Keep it

about-title = About
about-version = Testamur { $version }
about-policy = Your organisation’s policy, version { $version }
about-read = Show versions and the program’s digest
about-reading = Reading the program…
about-build = SHA-256 of the program that is running. Compare it with what your organisation publishes:
about-build-none = The program could not be read, so it has no digest here.
about-licence = Free software under the GNU Affero General Public License, version 3 or later.
