-- Ledger, version 1. Migrations only add. Digests and keys are their 32 bytes, item ids and tokens their 16.
-- No content, no name, no address: sizes, times, device pseudonyms and signed statements.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,  -- 'admission' ('open' or 'closed'), 'log_key' (verifier key)
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organisations (
    id     INTEGER NOT NULL PRIMARY KEY,
    key    BLOB    NOT NULL UNIQUE,
    policy BLOB    NOT NULL            -- digest of the policy in force
) STRICT;

CREATE TABLE policies (
    org      INTEGER NOT NULL REFERENCES organisations (id),
    digest   BLOB    NOT NULL,
    version  INTEGER NOT NULL,
    envelope BLOB    NOT NULL,
    PRIMARY KEY (org, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE codes (
    hash  BLOB    NOT NULL PRIMARY KEY, -- SHA-256 of the admission code
    made  INTEGER NOT NULL,             -- seconds since 1970
    spent INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE tickets (
    org   INTEGER NOT NULL REFERENCES organisations (id),
    ticket BLOB   NOT NULL,             -- digest of its payload
    by    BLOB    NOT NULL,             -- genesis digest of the device, or key of the archivist, that used it
    PRIMARY KEY (org, ticket)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    id          INTEGER NOT NULL PRIMARY KEY,
    org         INTEGER NOT NULL REFERENCES organisations (id),
    genesis     BLOB    NOT NULL UNIQUE,
    entry_bytes INTEGER NOT NULL DEFAULT 0,
    held_bytes  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE keys (                     -- transport keys and what they may do
    key    BLOB    NOT NULL PRIMARY KEY,
    org    INTEGER NOT NULL REFERENCES organisations (id),
    device INTEGER REFERENCES devices (id) -- absent for an archivist
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    one        INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    size       INTEGER NOT NULL,
    checkpoint TEXT    NOT NULL         -- signed note
) STRICT;

CREATE TABLE tiles (                    -- complete subtrees of 2^(8 level) leaves, up to 256 of 32 bytes in a row
    level  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB    NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE leaves (
    leaf     INTEGER NOT NULL PRIMARY KEY, -- index in the log
    digest   BLOB    NOT NULL UNIQUE,      -- SHA-256 of the payload
    kind     INTEGER NOT NULL,             -- 0 entry, 1 custody statement, 2 word of the organisation
    org      INTEGER NOT NULL REFERENCES organisations (id),
    envelope BLOB    NOT NULL
) STRICT;
CREATE INDEX leaves_of_org ON leaves (org, leaf);

CREATE TABLE words (                    -- what organisations say of devices
    leaf     INTEGER NOT NULL PRIMARY KEY REFERENCES leaves (leaf),
    org      INTEGER NOT NULL REFERENCES organisations (id),
    digest   BLOB    NOT NULL,
    device   BLOB    NOT NULL,             -- genesis digest; the device may not be known here
    confirms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX words_of_org ON words (org, digest);
CREATE INDEX words_of_device ON words (device);

CREATE TABLE entries (
    leaf     INTEGER NOT NULL PRIMARY KEY REFERENCES leaves (leaf),
    device   INTEGER NOT NULL REFERENCES devices (id),
    digest   BLOB    NOT NULL UNIQUE,
    seq      INTEGER NOT NULL,
    prev     BLOB    NOT NULL,             -- empty for genesis
    next_key BLOB    NOT NULL,
    item     BLOB    NOT NULL,             -- empty for none
    finishes INTEGER NOT NULL,             -- carries the record
    checked  INTEGER NOT NULL,             -- 0 the entry before is missing, 1 signed by the key it named, 2 not
    linked   INTEGER NOT NULL,             -- checked all the way back to genesis
    forked   INTEGER NOT NULL DEFAULT 0,   -- another entry follows the same one
    custody  INTEGER NOT NULL DEFAULT -1   -- leaf of the custody statement that covers it
) STRICT;
CREATE INDEX entries_after ON entries (device, prev);
CREATE INDEX entries_of_item ON entries (device, item, seq) WHERE item <> x'';
CREATE INDEX entries_with_gap ON entries (device, seq) WHERE checked = 0;
CREATE INDEX entries_with_bad_signature ON entries (device, seq) WHERE checked = 2;
CREATE INDEX entries_with_fork ON entries (device, seq) WHERE forked = 1;
CREATE INDEX entries_without_custody ON entries (device, item) WHERE custody = -1 AND item <> x'';

CREATE TABLE entry_parts (
    leaf   INTEGER NOT NULL REFERENCES entries (leaf),
    place  INTEGER NOT NULL,
    digest BLOB    NOT NULL,
    size   INTEGER NOT NULL,
    PRIMARY KEY (leaf, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE parts (                    -- announced by an entry of the device
    device INTEGER NOT NULL REFERENCES devices (id),
    digest BLOB    NOT NULL,
    size   INTEGER NOT NULL,
    small  INTEGER NOT NULL,            -- a record: may use the reserve
    held   INTEGER NOT NULL DEFAULT 0,  -- every byte received from this device, digest recomputed from storage
    PRIMARY KEY (device, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_by_digest ON parts (digest, held);

CREATE TABLE uploads (
    device   INTEGER NOT NULL,
    digest   BLOB    NOT NULL,
    received INTEGER NOT NULL,          -- durable bytes
    PRIMARY KEY (device, digest),
    FOREIGN KEY (device, digest) REFERENCES parts (device, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE custody (
    seq    INTEGER NOT NULL PRIMARY KEY, -- place in the server's own chain
    leaf   INTEGER NOT NULL UNIQUE REFERENCES leaves (leaf),
    device INTEGER NOT NULL REFERENCES devices (id),
    item   BLOB    NOT NULL
) STRICT;
CREATE INDEX custody_of_item ON custody (device, item);
