-- What an item is called, and which items belong together. Filled with the lines and never a source of its own.

-- JSON of a heading; items without one have no row.
CREATE TABLE heading (item BLOB NOT NULL PRIMARY KEY, words TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- One item's record names another item, or a person (128 random bits that are no item).
CREATE TABLE reference (
    item BLOB NOT NULL,
    other BLOB NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (item, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_back ON reference (other, item);

-- SHA-256 of the whole media that an item's record states, of no item of the witness compartment.
CREATE TABLE medium (item BLOB NOT NULL, sha256 BLOB NOT NULL, PRIMARY KEY (item, sha256)) STRICT, WITHOUT ROWID;
CREATE INDEX medium_by_bytes ON medium (sha256, item);

