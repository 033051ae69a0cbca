-- What was spent at a channel, by handle and day (days since 1970-01-01 UTC): so that a restart does not forget.
CREATE TABLE spendings (
	handle TEXT NOT NULL,
	day INTEGER NOT NULL,
	replies INTEGER NOT NULL,
	posts_read INTEGER NOT NULL,
	lookups INTEGER NOT NULL,
	deletes INTEGER NOT NULL,
	micro_dollars INTEGER NOT NULL,
	PRIMARY KEY (handle, day)
) STRICT, WITHOUT ROWID;
