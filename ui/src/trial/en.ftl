## Practice mode, seen as the archivist sees it

look-offer = Look at it as the archivist would
look-rows = Tap what you captured to see it as the archivist would.
look-title = As the archivist sees it
look-stage-delivered = Delivery to the practice server
look-stage-opened = Opening the practice archive
look-stage-taken-in = Taking in, every part checked
look-stage-done = , done
look-capturing = It is still being captured. It can be looked at once it has ended.
look-sending = Not delivered yet. It is on its way to the practice server…
look-sending-noted = Not delivered yet. The server has registered that it exists; its content is on the way…
look-opening = The practice archive is being opened…
look-taking-in = { $parts ->
    [0] Taking in…
    [one] Taking in: { $parts } part opened and checked…
   *[other] Taking in: { $parts } parts opened and checked…
 }
look-shares = Here one tap is enough, because practice mode keeps the shares of its archive key beside the archive. In real life different people keep them, and only several of them together can open the archive.
look-archive = In practice mode this archive opens without a passphrase, with the shares that lie beside it. In real life different people keep them.
