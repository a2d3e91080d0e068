## Settings

settings-readable = Anyone who takes this device can read these choices. Nothing private is among them.
settings-save = Save
settings-proxy = Sending: directly or through a proxy
settings-proxy-note = Leave it empty to send directly. With a SOCKS5 proxy, for example Tor, the network here does not learn which server you send to. An office’s own proxy (http://host:port) does.
settings-proxy-address = Proxy
settings-proxy-example = For example, for Tor on this device:
settings-proxy-set = Everything is sent through the proxy from now on.
settings-proxy-none = Everything is sent directly from now on.
settings-vault = The locked vault
settings-vault-open = The vault is open.
settings-lock-now = Lock now
settings-lock-after = Lock it when nobody uses the app for
settings-lock-recording = This locks the vault also while a video or sound is recorded: the recording goes on. While an interview is recorded, the vault stays open.
settings-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
 }
settings-panic = Emergency destruction
settings-panic-first = What was captured cannot be opened on this device anyway, by you or by anybody. “I cannot open it” is true, and enough.
settings-panic-review = Your organisation lets you look at what you captured. So can whoever makes you unlock the vault.
settings-panic-price = Destroying is a choice. It destroys evidence that was not sent, it may provoke whoever is before you, and it may be a crime.
settings-panic-choice = What is destroyed
settings-panic-trial = In practice mode everything is always deleted: what opens it lies beside it.
settings-panic-where = Hold the bar below until it is full. On the clock after “they are taking me”, hold the small bar at the bottom. A screen reader calls it “Bar at the bottom”. Letting go before does nothing.
panic-off = Nothing
panic-off-note = There is no bar for destroying.
panic-keys = The keys
panic-keys-note = This device can sign, send and open nothing any more. Sealed parts stay, and your organisation can still take them by cable. It can be seen that this was done.
panic-everything = Everything
panic-everything-note = The keys, then all sealed parts. What was not delivered is lost for ever. That the app was used can still be seen.
panic-hold = Hold to destroy
panic-hold-long = Hold for a second and a half to destroy what was chosen. Letting go before does nothing.
panic-working = Destroying…
panic-done = What was chosen is destroyed.

trouble-panic-unfinished-what = Not everything could be destroyed
trouble-panic-unfinished-means = Some keys or files may still be on this device.
trouble-panic-unfinished-next = Hold again. The next start of the app goes on with it too.

trouble-proxy-refused-what = This is not the address of a proxy
trouble-proxy-refused-means = Nothing was changed. Nothing is lost.
trouble-proxy-refused-next = Write it like the example, with a host and a port, and without a name or password in it.

trial-title = This is practice mode
trial-body = Organisation and server are on this device. Use it to learn, and for nothing that matters.
trial-shares = The keys of practice mode and the shares of its archive key lie here. Whoever reads this folder can open everything that was captured in practice mode:
trial-silent = The server of practice mode does not answer. Close the app and open it again.
trial-end = End practice and delete
trial-ask = End practice mode and delete all of it?
trial-ask-note = The organisation, the server, the archive and everything that was captured and made in practice mode are deleted. Nobody else has it. A laboratory might still find remains on the disk.
trial-delete = Delete all of it
trial-ended = Practice mode has ended. It is deleted, with everything that was captured in it.
trial-ending = Deleting…
trial-keep = Keep it

about-title = About
about-version = Testamur { $version }
about-policy = Rules of your organisation, version { $version }
about-read = Show versions and the program’s checksum
about-reading = Reading the program…
about-build = SHA-256 of the program that is running. Compare it with what your organisation publishes:
about-build-none = The program could not be read, so it has no checksum here.
about-licence = Free software under the GNU Affero General Public License, version 3 or later.
