-- Opened parts whose entry names a policy that is not here: the kind of their stanzas (0 hybrid, 1 classic) and how many there are,
-- to be compared when it comes.
CREATE TABLE unweighed (
    part INTEGER NOT NULL PRIMARY KEY,
    policy BLOB NOT NULL,
    kind INTEGER NOT NULL,
    stanzas INTEGER NOT NULL
) STRICT;
CREATE INDEX unweighed_by_policy ON unweighed (policy);
