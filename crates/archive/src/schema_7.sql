-- The organisation's own word for a device, as its signed envelope.
CREATE TABLE IF NOT EXISTS confirmation (
    device BLOB NOT NULL PRIMARY KEY,
    envelope BLOB NOT NULL
) STRICT;
