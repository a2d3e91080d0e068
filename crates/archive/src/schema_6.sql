-- An entry says itself whether it ends its item: its details, and with them its parts, may come later or never.
ALTER TABLE entry ADD COLUMN ends INTEGER NOT NULL DEFAULT 0;
