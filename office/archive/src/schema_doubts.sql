-- What stands against the signers of items because of their devices. Filled by judging and never a source of its own.

CREATE TABLE doubt (
    item BLOB NOT NULL,
    device BLOB NOT NULL,
    doubt TEXT NOT NULL,
    PRIMARY KEY (item, doubt)
) STRICT, WITHOUT ROWID;
CREATE INDEX doubt_of_device ON doubt (device);
CREATE INDEX doubt_of_kind ON doubt (doubt, item);

-- JSON of how the organisation stands to a device that had to be judged.
CREATE TABLE device_state (device BLOB NOT NULL PRIMARY KEY, state TEXT NOT NULL) STRICT;

-- Devices that have to be judged again. Triggers, so that no way into the tables can forget it.
CREATE TABLE unjudged (device BLOB NOT NULL PRIMARY KEY) STRICT;

-- An upsert overrides OR IGNORE within its triggers: each asks whether the row is there.
CREATE TRIGGER entry_came_to_judge AFTER INSERT ON entry BEGIN
    INSERT INTO unjudged (device) SELECT NEW.device WHERE NOT EXISTS (SELECT 1 FROM unjudged WHERE device = NEW.device);
END;
CREATE TRIGGER entry_changed_to_judge AFTER UPDATE ON entry BEGIN
    INSERT INTO unjudged (device) SELECT NEW.device WHERE NOT EXISTS (SELECT 1 FROM unjudged WHERE device = NEW.device);
END;
CREATE TRIGGER entry_went_to_judge AFTER DELETE ON entry BEGIN
    INSERT INTO unjudged (device) SELECT OLD.device WHERE NOT EXISTS (SELECT 1 FROM unjudged WHERE device = OLD.device);
END;
CREATE TRIGGER word_came_to_judge AFTER INSERT ON word BEGIN
    INSERT INTO unjudged (device) SELECT NEW.device WHERE NOT EXISTS (SELECT 1 FROM unjudged WHERE device = NEW.device);
END;
CREATE TRIGGER policy_came_to_judge AFTER INSERT ON policy BEGIN
    INSERT INTO unjudged (device) SELECT DISTINCT device FROM entry WHERE device NOT IN (SELECT device FROM unjudged);
END;

CREATE TRIGGER doubt_came AFTER INSERT ON doubt BEGIN
    INSERT INTO stale (item) SELECT NEW.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = NEW.item);
END;
CREATE TRIGGER doubt_went AFTER DELETE ON doubt BEGIN
    INSERT INTO stale (item) SELECT OLD.item WHERE NOT EXISTS (SELECT 1 FROM stale WHERE item = OLD.item);
END;
