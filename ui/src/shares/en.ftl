### Shares of the archive key and of the witness key, as they are typed.

share-count = { $words } of 36 words
share-good = Share { $number } of set { $set }
share-missing = This share is still missing.
share-unfinished = This share is not complete yet.
share-unknown-word = Word { $word } is not in the list of words.
share-replace = Write “{ $word }” there
share-too-many-words = There are more than 36 words: one stands there twice, or two shares are in one field.
share-check = Each word is in the list, but one of them is not the word on the page. Compare them one by one.
share-unreadable = This cannot be read as a share.
share-of-witnesses = This is a share of the key to the names. It belongs in the fields for the names of witnesses.
share-of-archive = This is a share of the archive key. It belongs in the fields above.
share-other-organisation = This share belongs to another organisation.
share-other-set = This share belongs to another set than the one in the field “{ $first }”.
share-repeated = This share was given twice: it is the one in the field “{ $first }”.
share-scan = Scan its code
share-file = Open its file
share-scan-hint = Hold the code of the share’s page before the camera. Pictures are not kept.
share-scan-foreign = That code is not a share.
share-scan-instead = Without a camera, type its words or open its file.
share-scan-back = Type it instead
