-- The list, ready to be searched. Filled from the other tables and never a source of its own.

-- One line of the list. kind and method are empty where no record was opened; problem: 1 something is missing, no
-- good, cut off, unfinished or not signed back to genesis, 2 it waits at its source, 0 neither. witness: of the witness compartment, or sealed so that nobody can tell.
-- title_key: the title as it is sorted. own_note: 1 where the archivist wrote one. intake: 0 before there was a count.
-- stood_out: findings that the device noted in the record.
CREATE TABLE line (
    id INTEGER NOT NULL PRIMARY KEY,
    item BLOB NOT NULL UNIQUE,
    device BLOB NOT NULL,
    arrived INTEGER NOT NULL,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    title TEXT NOT NULL,
    claimed_at TEXT NOT NULL,
    claimed_ms INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    interrupted INTEGER NOT NULL,
    linked INTEGER NOT NULL,
    noted INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    held INTEGER NOT NULL,
    wanted INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    sealed INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    problem INTEGER NOT NULL,
    witness INTEGER NOT NULL,
    title_key TEXT NOT NULL DEFAULT '',
    file_name TEXT NOT NULL DEFAULT '',
    thumbnail INTEGER NOT NULL DEFAULT 0,
    looked_at INTEGER NOT NULL DEFAULT 0,
    important INTEGER NOT NULL DEFAULT 0,
    own_note INTEGER NOT NULL DEFAULT 0,
    intake INTEGER NOT NULL DEFAULT 0,
    stood_out INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX line_by_time ON line (claimed_ms, item);
CREATE INDEX line_by_kind ON line (kind, claimed_ms, item);
CREATE INDEX line_by_device ON line (device, claimed_ms, item);
CREATE INDEX line_by_problem ON line (problem, claimed_ms, item);
CREATE INDEX line_by_delivery ON line (delivered, claimed_ms, item);

-- Without it an item's first entry is looked for along the whole chain of its device.
CREATE INDEX entry_of_item_by_number ON entry (item, device, seq);

-- The folded words of each line, under its id. The words themselves are not kept a second time.
CREATE VIRTUAL TABLE words USING fts5(text, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii',
                                      prefix = '2 3');

-- Items whose line has to be written again. Triggers, so that no way into the tables can forget it.
CREATE TABLE stale (item BLOB NOT NULL PRIMARY KEY) STRICT;

-- An upsert overrides OR IGNORE within its triggers: each asks whether the row is there.
CREATE TRIGGER entry_came AFTER INSERT ON entry WHEN NEW.item <> x'' BEGIN
    INSERT INTO stale (item) SELECT NEW.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = NEW.item);
END;
CREATE TRIGGER entry_changed AFTER UPDATE ON entry WHEN NEW.item <> x'' BEGIN
    INSERT INTO stale (item) SELECT NEW.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = NEW.item);
END;
CREATE TRIGGER entry_went AFTER DELETE ON entry WHEN OLD.item <> x'' BEGIN
    INSERT INTO stale (item) SELECT OLD.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = OLD.item);
END;
CREATE TRIGGER part_changed AFTER UPDATE ON part BEGIN
    INSERT INTO stale (item) SELECT NEW.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = NEW.item);
END;
CREATE TRIGGER custody_came AFTER INSERT ON custody BEGIN
    INSERT INTO stale (item) SELECT NEW.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = NEW.item);
END;
CREATE TRIGGER custody_told AFTER UPDATE ON custody BEGIN
    INSERT INTO stale (item) SELECT NEW.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = NEW.item);
END;
