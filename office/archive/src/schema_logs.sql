-- Logs. A log is its key: log is the verifier key as it is written, and two logs of one origin do not meet. A log that signed two
-- histories has trees of one size with different roots, so a tree is its size and its root.

-- How far the rows of a log were read, in the history that leads to this tree. told: in the order of late details.
CREATE TABLE bookmark (
    log TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    rows INTEGER NOT NULL,
    told INTEGER NOT NULL,
    PRIMARY KEY (log, size, root)
) STRICT;

-- Proofs that a statement (entry, custody statement, word) is in a log. Of two whose trees are proven to be of one history the better
-- one stays. quorum: 1 where the cosigners that the policy asks for signed the checkpoint.
CREATE TABLE receipt (
    statement BLOB NOT NULL,
    log TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    leaf INTEGER NOT NULL,
    quorum INTEGER NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (statement, log, size, root)
) STRICT;
CREATE INDEX receipt_of_tree ON receipt (log, size, root);
-- Lines of the list and devices that a receipt changes (schema_list.sql, schema_doubts.sql).
CREATE TRIGGER receipt_came AFTER INSERT ON receipt BEGIN
    INSERT INTO stale (item) SELECT DISTINCT item FROM entry WHERE digest = NEW.statement AND item <> x'' AND item NOT IN (SELECT item FROM stale);
END;
CREATE TRIGGER receipt_came_to_judge AFTER INSERT ON receipt BEGIN
    INSERT INTO unjudged (device) SELECT DISTINCT device FROM entry WHERE digest = NEW.statement AND device NOT IN (SELECT device FROM unjudged);
    INSERT INTO unjudged (device) SELECT DISTINCT device FROM word WHERE digest = NEW.statement AND device NOT IN (SELECT device FROM unjudged);
END;
CREATE TRIGGER receipt_changed_to_judge AFTER UPDATE ON receipt BEGIN
    INSERT INTO unjudged (device) SELECT DISTINCT device FROM entry WHERE digest = NEW.statement AND device NOT IN (SELECT device FROM unjudged);
    INSERT INTO unjudged (device) SELECT DISTINCT device FROM word WHERE digest = NEW.statement AND device NOT IN (SELECT device FROM unjudged);
END;

-- Every checkpoint anybody showed. note is empty where a device only named it: then log is the origin alone. proven: joined to one that
-- the log's server showed as its newest.
CREATE TABLE checkpoint (
    log TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    proven INTEGER NOT NULL,
    PRIMARY KEY (log, size, root)
) STRICT;

-- Proofs that a newer tree continues an older one; path is 32 bytes a hash.
CREATE TABLE consistency (
    log TEXT NOT NULL,
    older INTEGER NOT NULL,
    older_root BLOB NOT NULL,
    newer INTEGER NOT NULL,
    newer_root BLOB NOT NULL,
    path BLOB NOT NULL,
    PRIMARY KEY (log, older, older_root, newer, newer_root)
) STRICT;
