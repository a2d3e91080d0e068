-- The organisation's own words about devices, as signed. Their receipts stand with all others.
CREATE TABLE word (
    digest BLOB NOT NULL PRIMARY KEY,
    device BLOB NOT NULL,
    envelope BLOB NOT NULL
) STRICT;
CREATE INDEX word_of_device ON word (device);
