-- Where the author of a case writes from, for the coordinators: ISO 3166-1 alpha-2, or empty.
ALTER TABLE cases ADD COLUMN country TEXT NOT NULL DEFAULT '';
