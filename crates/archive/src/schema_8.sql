-- The organisation's own words about devices, as signed. Their receipts stand with all others.
CREATE TABLE IF NOT EXISTS word (
    digest BLOB NOT NULL PRIMARY KEY,
    device BLOB NOT NULL,
    envelope BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS word_of_device ON word (device);
