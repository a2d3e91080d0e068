-- The archivist's desk. Thumbnails, marks, orders of the list.

-- The small picture of an item's first medium; source says which parts it was made from. Empty where these parts hold
-- no picture that can be read.
CREATE TABLE thumbnail (item BLOB NOT NULL PRIMARY KEY, source BLOB NOT NULL, jpeg BLOB NOT NULL) STRICT;

-- What the archivist thinks of an item: stands nowhere else, and no intake changes it.
CREATE TABLE mark (
    item BLOB NOT NULL PRIMARY KEY,
    looked_at INTEGER NOT NULL,
    important INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;

-- The last intake that brought an item something new.
CREATE TABLE brought (item BLOB NOT NULL PRIMARY KEY, intake INTEGER NOT NULL) STRICT;

CREATE INDEX line_by_arrival ON line (arrived, claimed_ms, item);
CREATE INDEX line_by_title ON line (title_key, claimed_ms, item);
CREATE INDEX line_by_bytes ON line (bytes, claimed_ms, item);
CREATE INDEX line_by_intake ON line (intake, claimed_ms, item);
CREATE INDEX line_by_look ON line (looked_at, claimed_ms, item);
CREATE INDEX line_important ON line (claimed_ms, item) WHERE important = 1;
CREATE INDEX line_with_note ON line (claimed_ms, item) WHERE own_note = 1;

-- An item's page asks for what was found about it.
CREATE INDEX finding_about ON finding (subject);
