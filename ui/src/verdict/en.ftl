### What a verdict says of items, files and times, and what to do next after an intake, a bundle or a report.

intake-show =
    { $count ->
        [one] Show the { $count } new item
       *[other] Show the { $count } new items
    }
bundle-verify = Verify this bundle now
bundle-show = Show in folder

## When it existed

times-latest-proven = Existed at the latest at { $at }: proven ({ $who }; log { $log }, checkpoint { $size }).
times-latest-untrusted = Existed at the latest at { $at }, if the log { $log } can be trusted: nobody vouches for its keys here ({ $who }; checkpoint { $size }).
times-latest-claimed = Existed at the latest at { $at }: not proven, only the device names that state of the log ({ $who }; log { $log }, checkpoint { $size }).
times-latest-order = It stands in the log { $log } by checkpoint { $size }. The time of that is not proven.
times-latest-none = By when it existed: not proven.
times-earliest-proven = Not earlier than { $at }: proven ({ $who }; log { $log }, checkpoint { $size }).
times-earliest-untrusted = Not earlier than { $at }, if the log { $log } can be trusted: nobody vouches for its keys here ({ $who }; checkpoint { $size }).
times-earliest-claimed = Not earlier than { $at }: not proven, only the device names that state of the log ({ $who }; log { $log }, checkpoint { $size }).
times-earliest-order = Signed after checkpoint { $size } of the log { $log }. The time of that is not proven.
times-earliest-none = Not earlier than: not proven.
times-all-latest = { $count } of { $all } items existed at the latest at { $at }: proven.
times-all-untrusted = { $count } of { $all } items existed at the latest at { $at }, if the log can be trusted: nobody vouches for its keys here.
times-all-none = By when they existed: not proven.
times-not-these = This holds for what the device signed, not for the altered bytes that are here.
status-time-partly = latest time proven

## Items and files

found-items = Items, each with its own answers
found-row-passed = all right
found-row-earliest = what was checked is right; not earlier: not proven
found-row-open = not checked: { $names }
found-row-failed = something is wrong
found-rows-more =
    { $count ->
        [one] Show { $count } more
       *[other] Show { $count } more
    }
found-medium = A file without a name
found-open = Open it
found-picture = Photo { $name }, as it is in the bundle
found-picture-altered = Altered photo { $name }: not the one that was signed
found-altered = Altered: this is not what the device signed.
found-nameless = { $kind } { $item }
found-unplayable = This player does not know the format, or the file is too long for it. Unpack the bundle and open it with another player.
file-receipts = receipts of the server
file-description = the description of an item
file-description-of = the description of { $item }
file-entries = the entries that the devices signed
file-manifest = the list of items
file-sums = the list of checksums
file-policies = rules of the organisation
file-entry-details = details of entries
answers-whole = Whole: { $things }.
answers-whole-more = Whole: { $things } and { $more } more.
answers-lost = Not whole, or nothing can be said without what is missing: { $things }.
answers-lost-more = Not whole, or nothing can be said without what is missing: { $things } and { $more } more.
answers-list-or = SHA256SUMS, the bundle’s list of checksums, does not agree with { $things }. Nothing tells which of the two was altered: it may be the list itself.
answers-list-or-more = SHA256SUMS, the bundle’s list of checksums, does not agree with { $things } and { $more } more. Nothing tells which of the two was altered: it may be the list itself.
answers-right-items =
    { $count ->
        [one] Nothing is wrong with { $count } item.
       *[other] Nothing is wrong with { $count } items.
    }
file-whole = matches
file-altered = altered
file-missing = missing
file-withheld = withheld
about-more =
    { $count ->
        [one] and { $count } more item
       *[other] and { $count } more items
    }
answers-wrong-here = Wrong: { $things }.
answers-wrong-more = Wrong: { $things } and { $more } more.
answers-care = { $things }: { $said }
answers-care-more = { $things } and { $more } more: { $said }
answers-list = The bundle’s list of checksums, SHA256SUMS, was changed: it differs at { $things }.
answers-list-more = The bundle’s list of checksums, SHA256SUMS, was changed: it differs at { $things } and { $more } more.
answers-list-whole = The files of the items are what their devices signed, as far as they are here.
answers-litter =
    { $count ->
        [one] Beside the bundle lies a file that is no part of it: it was not read.
       *[other] Beside the bundle lie { $count } files that are no part of it: they were not read.
    }
answers-dark =
    { $count ->
        [one] Of one item nothing can be said without what is missing.
       *[other] Of { $count } items nothing can be said without what is missing.
    }
answers-others =
    { $count ->
        [one] Nothing is wrong with the other item.
       *[other] Nothing is wrong with the other { $count } items.
    }
short-content = Content
short-signer = Signer
short-time = Time
short-completeness = Completeness
short-delivery = Delivery

## The report

report-id = Number of the item
report-existed = By when it existed
report-pictures = With small pictures
report-drawing = The small pictures are being made…
printed-printed = Handed to the printer at { $at }.
printed-saved = The PDF was written at { $at }.
printed-folder = in the folder { $folder }
printed-cancelled = Nothing was printed: the dialog was closed.
printed-unknown = Handed to the system’s print dialog at { $at }.
