-- What operators decided about what was read: counts, with nothing of any post.
CREATE TABLE lesson_rules (
	rule TEXT NOT NULL,
	band TEXT NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict = 'yes' OR verdict = 'no' OR verdict = 'elsewhere'),
	count INTEGER NOT NULL,
	PRIMARY KEY (rule, band, verdict)
) STRICT, WITHOUT ROWID;

CREATE TABLE lesson_scores (
	score INTEGER NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict = 'yes' OR verdict = 'no' OR verdict = 'elsewhere'),
	count INTEGER NOT NULL,
	PRIMARY KEY (score, verdict)
) STRICT, WITHOUT ROWID;

-- `read_as` is empty where no place was read.
CREATE TABLE lesson_places (
	read_as TEXT NOT NULL,
	corrected_to TEXT NOT NULL,
	count INTEGER NOT NULL,
	PRIMARY KEY (read_as, corrected_to)
) STRICT, WITHOUT ROWID;
