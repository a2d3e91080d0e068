-- Ledger, version 3: entries that were noted without their details, which came later.

CREATE TABLE told (
    place INTEGER NOT NULL PRIMARY KEY,    -- order in which the details came
    leaf  INTEGER NOT NULL UNIQUE REFERENCES leaves (leaf),
    org   INTEGER NOT NULL REFERENCES organisations (id)
) STRICT;
CREATE INDEX told_of_org ON told (org, place);
