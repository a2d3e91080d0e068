-- The archive's index. Inside SQLCipher: plain records and the keys of single parts stand here and nowhere else.
-- Absent values are empty blobs or texts, so that every column is NOT NULL.

CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT;

CREATE TABLE policy (digest BLOB NOT NULL PRIMARY KEY, version INTEGER NOT NULL, envelope BLOB NOT NULL) STRICT;

-- linked: the signature was checked through the ratchet back to genesis. id keeps the order of arrival.
CREATE TABLE entry (
    id INTEGER NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    device BLOB NOT NULL,
    seq INTEGER NOT NULL,
    prev BLOB NOT NULL,
    next_key BLOB NOT NULL,
    item BLOB NOT NULL,
    claimed_at TEXT NOT NULL,
    linked INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    ends INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX entry_of_device ON entry (device, seq);
CREATE INDEX entry_after ON entry (prev);
CREATE INDEX entry_of_item ON entry (item);
CREATE INDEX entry_key ON entry (device, next_key);

-- role: 0 opening, 1 media, 2 record. state: 0 wanted, 1 held, 2 quarantined, 3 sealed: here, and waiting for the
-- witness key. salt, content_size and file_key once held. witness: 1 once the witness key opened it.
CREATE TABLE part (
    id INTEGER NOT NULL PRIMARY KEY,
    entry BLOB NOT NULL,
    position INTEGER NOT NULL,
    device BLOB NOT NULL,
    item BLOB NOT NULL,
    role INTEGER NOT NULL,
    number INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    digest BLOB NOT NULL,
    sealed_size INTEGER NOT NULL,
    state INTEGER NOT NULL,
    salt BLOB NOT NULL,
    content_size INTEGER NOT NULL,
    file_key BLOB NOT NULL,
    why TEXT NOT NULL,
    witness INTEGER NOT NULL DEFAULT 0,
    UNIQUE (entry, position)
) STRICT;
CREATE INDEX part_state ON part (state, id);
CREATE INDEX part_of_item ON part (item, role, number);

-- A record part: salt and content, as `sha256sum` would see it under its commitment.
CREATE TABLE record (commitment BLOB NOT NULL PRIMARY KEY, plain BLOB NOT NULL) STRICT;

CREATE TABLE custody (
    id INTEGER NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    log TEXT NOT NULL,
    seq INTEGER NOT NULL,
    device BLOB NOT NULL,
    item BLOB NOT NULL,
    at TEXT NOT NULL,
    envelope BLOB NOT NULL,
    told INTEGER NOT NULL
) STRICT;
CREATE INDEX custody_of_item ON custody (item);
CREATE INDEX custody_place ON custody (log, seq);

CREATE TABLE finding (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (kind, subject, detail)
) STRICT;

-- Statements that were not filed, as they came.
CREATE TABLE refused (digest BLOB NOT NULL PRIMARY KEY, why TEXT NOT NULL, envelope BLOB NOT NULL) STRICT;
