-- Version 9: what stands against the signers of items because of their devices. Filled by judging and never a source of its own.

CREATE TABLE IF NOT EXISTS doubt (
    item BLOB NOT NULL,
    device BLOB NOT NULL,
    doubt TEXT NOT NULL,
    PRIMARY KEY (item, doubt)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS doubt_of_device ON doubt (device);
CREATE INDEX IF NOT EXISTS doubt_of_kind ON doubt (doubt, item);

-- JSON of how the organisation stands to a device that had to be judged.
CREATE TABLE IF NOT EXISTS device_state (device BLOB NOT NULL PRIMARY KEY, state TEXT NOT NULL) STRICT;

-- Devices that have to be judged again. Triggers, so that no way into the tables can forget it.
CREATE TABLE IF NOT EXISTS unjudged (device BLOB NOT NULL PRIMARY KEY) STRICT;
INSERT OR IGNORE INTO unjudged (device) SELECT DISTINCT device FROM entry;

CREATE TRIGGER IF NOT EXISTS entry_came_to_judge AFTER INSERT ON entry BEGIN
    INSERT OR IGNORE INTO unjudged (device) VALUES (NEW.device);
END;
CREATE TRIGGER IF NOT EXISTS entry_changed_to_judge AFTER UPDATE ON entry BEGIN
    INSERT OR IGNORE INTO unjudged (device) VALUES (NEW.device);
END;
CREATE TRIGGER IF NOT EXISTS entry_went_to_judge AFTER DELETE ON entry BEGIN
    INSERT OR IGNORE INTO unjudged (device) VALUES (OLD.device);
END;
CREATE TRIGGER IF NOT EXISTS word_came_to_judge AFTER INSERT ON word BEGIN
    INSERT OR IGNORE INTO unjudged (device) VALUES (NEW.device);
END;
CREATE TRIGGER IF NOT EXISTS receipt_came_to_judge AFTER INSERT ON receipt BEGIN
    INSERT OR IGNORE INTO unjudged (device) SELECT device FROM entry WHERE digest = NEW.statement;
    INSERT OR IGNORE INTO unjudged (device) SELECT device FROM word WHERE digest = NEW.statement;
END;
CREATE TRIGGER IF NOT EXISTS receipt_changed_to_judge AFTER UPDATE ON receipt BEGIN
    INSERT OR IGNORE INTO unjudged (device) SELECT device FROM entry WHERE digest = NEW.statement;
    INSERT OR IGNORE INTO unjudged (device) SELECT device FROM word WHERE digest = NEW.statement;
END;
CREATE TRIGGER IF NOT EXISTS policy_came_to_judge AFTER INSERT ON policy BEGIN
    INSERT OR IGNORE INTO unjudged (device) SELECT DISTINCT device FROM entry;
END;

CREATE TRIGGER IF NOT EXISTS doubt_came AFTER INSERT ON doubt BEGIN
    INSERT OR IGNORE INTO stale (item) VALUES (NEW.item);
END;
CREATE TRIGGER IF NOT EXISTS doubt_went AFTER DELETE ON doubt BEGIN
    INSERT OR IGNORE INTO stale (item) VALUES (OLD.item);
END;
