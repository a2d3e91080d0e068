### The verifier as one page (`cargo xtask verifier`). Words as in docs/words.md.

page-body = The bundle is read in this browser, without a network, and never changed. Nothing of it leaves this page.
page-drop = A bundle (zip or folder): choose it or drop it here
page-zip = Choose a file
page-folder = Choose a folder
page-key = Or the organisation’s key (64 letters and digits)
page-key-hint = From the organisation itself, and not with the bundle. Set this before you choose the bundle.
page-trusts-nobody = Trusted: nobody yet. Rules or a key that came to you another way than the bundle say whose keys count.
page-trusts-key = The key below says whose bundle this should be.
page-save = Save the answers (JSON)
page-limits = What this page can promise
page-limits-rules = It judges by the same code as the program “testamur verify”.
page-limits-page = Somebody who alters this file can make it say anything. Get it from a source that you trust and not with the bundle, and compare its checksum with the one that the source names.
page-limits-browser = The browser and its extensions can see what you open here. Where people are at risk, use the program on a computer without a network.
trouble-organisation-key-unreadable-what = This is not the key of an organisation
trouble-organisation-key-unreadable-means = Nothing was judged.
trouble-organisation-key-unreadable-next = A key has 64 characters, 0 to 9 and a to f. Enter it again, or leave the field empty.
trouble-organisation-key-other-what = The rules are signed by another key than the one entered
trouble-organisation-key-other-means = Nothing was judged.
trouble-organisation-key-other-next = Ask the organisation which of the two is right, best face to face.
trouble-verifier-failed-what = This browser could not finish the check
trouble-verifier-failed-means = Nothing is said about the evidence in the bundle: neither good nor bad.
trouble-verifier-failed-next = Close other windows and try again, or use a newer browser. Otherwise use the program “testamur verify”.
