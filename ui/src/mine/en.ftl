## Mine: what was captured here

mine-list = What was captured here, newest first
mine-opening = Reading…
mine-empty = Nothing is here yet.
mine-empty-next = What you capture appears here at once, and whether it was sent.
mine-legend = Where each item is now:
mine-legend-sealed = sealed here
mine-legend-noted = registered with the server, content still only here
mine-legend-delivered = delivered
mine-legend-size = Sizes are those of the sealed parts; the file itself is somewhat smaller.
mine-live = Recording
mine-item = Sealed item
mine-sealed-why = After a lock or a new start nobody sees here what an item is, you neither. Your organisation opens it in its archive; time and size tell which one you mean.
mine-going-on = being recorded
mine-cut-off = cut off
mine-sending = Sending…
mine-waiting = Waiting to send
mine-calm = Nothing waits to be sent.
mine-off = Sending is switched off on this device.
mine-send = Send now
mine-next = Next try in { $time }.
mine-used = Parts sent since the app was opened: { $parts }; { $up } sent, { $down } received.
mine-review = What you may see
mine-review-locked = Your organisation lets you look at what you captured. Unlock the vault to see names of files and small pictures. Whoever makes you unlock it sees them too.
mine-review-unlock = Unlock the vault
mine-review-open = The vault is open: names of files and small pictures are shown.
mine-review-lock = Lock now
mine-tag = { $kind }: say what it was. Tags so far: { $count }

## Mine: why something has not been sent yet

sending-bad-address-what = The address of the server cannot be used
sending-bad-address-means = Nothing can be sent now. Nothing is lost; what was not sent yet is only on this device.
sending-bad-address-next = Ask your organisation for corrected rules.

sending-proxy-address-what = The proxy of this app is not a proxy’s address
sending-proxy-address-means = Nothing is sent past it. Nothing is lost; what was not sent yet is only on this device.
sending-proxy-address-next = Correct the proxy in the settings, or empty it to send directly.

sending-no-network-what = No network. The app tries again by itself.
sending-no-network-means = What was captured is sealed; what was not sent yet is only on this device.
sending-no-network-next = Move to where there is a network, or bring the device to the office.

sending-name-not-found-what = The server’s name cannot be found. The app tries again by itself.
sending-name-not-found-means = Nothing can be sent now: the name may be blocked here. Nothing is lost; what was not sent yet is only on this device.
sending-name-not-found-next = Try another network, or set a SOCKS5 proxy in the settings, for example Tor.

sending-unreachable-what = The server does not answer. The app tries again by itself.
sending-unreachable-means = Nothing can be sent now: the server is down, or blocked here. Nothing is lost; what was not sent yet is only on this device.
sending-unreachable-next = Wait, try another network, or set a SOCKS5 proxy in the settings.

sending-proxy-what = The proxy does not work. The app tries again by itself.
sending-proxy-means = Nothing can be sent now. Nothing is lost; what was not sent yet is only on this device.
sending-proxy-next = Start the proxy (with Tor, wait until it is connected), or remove it in the settings.

sending-tls-identity-changed-what = Somebody else answers in the server’s place
sending-tls-identity-changed-means = Nothing was sent to them, so nothing was revealed.
sending-tls-identity-changed-next = Do not go on in this network. Try another one. If it stays, ask your organisation by another way.

sending-tls-failed-what = The connection is not secure
sending-tls-failed-means = Nothing can be sent now. It may be the login page of a network, or a device that blocks.
sending-tls-failed-next = Sign in to the network if it asks for that, or try another network or a SOCKS5 proxy.

sending-interrupted-what = The connection was cut. The app goes on by itself.
sending-interrupted-means = What the server confirmed stays confirmed. The rest is only on this device.
sending-interrupted-next = Nothing to do. It goes on where it stopped.

sending-timed-out-what = The server answers too slowly. The app goes on by itself.
sending-timed-out-means = What the server confirmed stays confirmed. The rest is only on this device.
sending-timed-out-next = Nothing to do, or move to a better connection. It goes on where it stopped.

sending-unauthenticated-what = The server does not know this device, or no longer trusts it
sending-unauthenticated-means = Nothing more is taken. Nothing is lost; what was not sent yet is only on this device.
sending-unauthenticated-next = Ask your organisation whether this device was removed or the server was set back, and for an invitation that renews this device.

sending-refused-what = The server refuses the request
sending-refused-means = Nothing is lost. What the server did not take is only on this device.
sending-refused-next = Ask your organisation. Bring the device to the office if you can.

sending-ticket-spent-what = The invitation was used by another device
sending-ticket-spent-means = Nothing is lost, but it is only here and cannot be sent yet.
sending-ticket-spent-next = Ask your organisation for an invitation that renews this device. Tell them if it was not you who used the first one.

sending-ticket-expired-what = The invitation expired before the first sending
sending-ticket-expired-means = Nothing is lost, but it is only here and cannot be sent yet.
sending-ticket-expired-next = Tell your organisation the five words under This device, and ask for an invitation that renews it.

sending-not-admitted-what = The organisation has not confirmed this register yet
sending-not-admitted-means = This device had to begin a new register. Nothing is lost, but what is new is only here and cannot be sent yet.
sending-not-admitted-next = Tell your organisation the five words under This device, so that it confirms them or gives an invitation that renews it. Until then take what is here to the archive on a stick.
sending-ticket-elsewhere-what = The invitation is for another server
sending-ticket-elsewhere-means = Nothing is lost, but it is only here and cannot be sent yet.
sending-ticket-elsewhere-next = Tell your organisation the five words under This device, and ask for an invitation that renews it.

sending-organisation-unknown-what = The server does not know your organisation
sending-organisation-unknown-means = Nothing more is taken. Nothing is lost; what was not sent yet is only on this device.
sending-organisation-unknown-next = Tell your organisation that its server does not know it yet.

sending-code-needed-what = The server takes a further organisation only by a code
sending-code-needed-means = Nothing more is taken. Nothing is lost; what was not sent yet is only on this device.
sending-code-needed-next = Ask the people who run the server for an unused code.

sending-policy-unknown-what = The server does not know the rules that this device follows
sending-policy-unknown-means = Nothing is lost, but it is only here and cannot be sent yet.
sending-policy-unknown-next = Tell your organisation that its server has not got its newest rules.

sending-policy-older-what = The server has newer rules of your organisation
sending-policy-older-means = Nothing more is taken. Nothing is lost; what was not sent yet is only on this device.
sending-policy-older-next = Tell your organisation: the invitation has to be made with its newest rules.

sending-quota-what = The space that the server grants is used up
sending-quota-means = The server holds what it confirmed. The rest is only on this device.
sending-quota-next = Ask your organisation for more space. Delete nothing here before that.

sending-no-room-what = The server has no room on its disk
sending-no-room-means = The server holds what it confirmed. Your evidence is kept here and leaves as soon as there is room.
sending-no-room-next = Tell your organisation, or whoever runs the server. Delete nothing here before that.

sending-too-large-what = Something is larger than the server takes
sending-too-large-means = Nothing is lost; what was not sent yet is only on this device.
sending-too-large-next = Ask your organisation to raise the server’s limit.

sending-rate-what = The server asks to slow down. The app goes on by itself.
sending-rate-means = What the server confirmed stays confirmed. The rest is only on this device.
sending-rate-next = Nothing to do. Wait a while.

sending-clock-what = This device’s clock is wrong
sending-clock-means = What was captured stays valid. The server does not take requests that are dated like this.
sending-clock-next = Set the clock of this device, then send again.

sending-unsupported-what = This app and the server do not understand each other’s version
sending-unsupported-means = Nothing is lost; what was not sent yet is only on this device.
sending-unsupported-next = Update the app, or ask your organisation to update the server.

sending-server-error-what = The server failed. The app tries again by itself.
sending-server-error-means = It confirmed nothing in that answer. Nothing is lost; what was not sent yet is only on this device.
sending-server-error-next = Wait. If it stays, tell your organisation.

sending-bad-reply-what = The server’s answer cannot be read
sending-bad-reply-means = It was not believed. Nothing is lost; what was not sent yet is only on this device.
sending-bad-reply-next = Send again later. If it stays, tell your organisation.

sending-false-receipt-what = The server gave a receipt that does not hold
sending-false-receipt-means = It was not believed. Nothing is lost; what was not sent yet is only on this device.
sending-false-receipt-next = Delete nothing. Tell your organisation: the server is broken or lies.

sending-log-set-back-what = The server was set back to an older state
sending-log-set-back-means = It says so itself and signs nothing more for its log. Nothing is lost, but what was not delivered is only on this device.
sending-log-set-back-next = Delete nothing. Tell your organisation, or whoever runs the server: it has to restore the newer state or begin a new log.

sending-log-contradiction-what = The server’s log contradicts what it signed before
sending-log-contradiction-means = It was set back, or it shows different people different histories. Nothing of it was believed. Nothing is lost; what was not sent yet is only on this device.
sending-log-contradiction-next = Delete nothing. Tell your organisation and keep this device: the two signed states in it prove the contradiction.

sending-parts-left-what = Some parts were not taken
sending-parts-left-means = The server did not take them or lost them, or they could not be read here. They stay on this device.
sending-parts-left-next = Send again. If it stays, tell your organisation.

sending-parts-damaged-what = Some sealed parts cannot be read here
sending-parts-damaged-means = They are cut, missing or unreadable on this device: they are lost unless a copy exists. Everything else was sent as usual.
sending-parts-damaged-next = Look for a copy: a backup of this device’s folder or a folder on a stick. Show the organisation the status screen: it names the items.

sending-disk-what = The storage of this device failed
sending-disk-means = The server holds what it confirmed. Receipts that could not be kept are asked for again.
sending-disk-next = Send again. If it stays, bring the device to the office while it can still be read.

sending-disk-full-what = The storage of this device is full
sending-disk-full-means = The server holds what it confirmed. Receipts that could not be kept are asked for again.
sending-disk-full-next = Free some space, but delete nothing of this app. Then send again.

sending-enrolment-what = The invitation kept on this device cannot be sent
sending-enrolment-means = Nothing is lost, but it is only here and cannot be sent yet.
sending-enrolment-next = Ask your organisation for an invitation that renews this device.

sending-bug-what = The app made a mistake while sending
sending-bug-means = Nothing is lost; what was not sent yet is only on this device.
sending-bug-next = Close the app and open it again. If it happens again, tell your organisation when it happened.
