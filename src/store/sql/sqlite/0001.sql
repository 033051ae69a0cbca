-- The first schema. Rows are keyed by growing integers; whoever is known outside has a unique column for it.
-- Times are milliseconds since 1970-01-01 UTC. States are stored by name; a test compares the lists with the program's.
-- (`OR`: for an `IN` of more than two names SQLite would build a table with each row it checks.)

CREATE TABLE handles (
	handle TEXT PRIMARY KEY,
	start_at INTEGER NOT NULL,
	cursor_at INTEGER NOT NULL,
	-- After a restore: what we said since then is to be read from the channel first. 0: nothing is.
	recover_from_at INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- When this store was copied ('backup'), and when such a copy took the store's place ('restored').
CREATE TABLE marks (
	name TEXT PRIMARY KEY CHECK (name IN ('backup', 'restored')),
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Posts that the channel showed in a form that could not be taken. No word of them is kept.
CREATE TABLE unreadable (
	handle TEXT NOT NULL,
	post_id TEXT NOT NULL,
	at INTEGER NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (handle, post_id)
) STRICT, WITHOUT ROWID;

-- After a restore: posts of ours that were published since the backup, so of which this store may not know.
CREATE TABLE own_posts (
	handle TEXT NOT NULL,
	id TEXT NOT NULL,
	parent_id TEXT NOT NULL,
	text TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (handle, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX own_posts_parent ON own_posts (parent_id);

CREATE TABLE cases (
	row INTEGER PRIMARY KEY,
	id TEXT NOT NULL UNIQUE,
	handle TEXT NOT NULL,
	author_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	post_id TEXT NOT NULL,
	reply_to_id TEXT NOT NULL,
	status TEXT NOT NULL CHECK (status = 'doubtful' OR status = 'received' OR status = 'forwarded'
		OR status = 'in_progress' OR status = 'needs_info' OR status = 'resolved' OR status = 'reopened'
		OR status = 'redirected' OR status = 'confirmed' OR status = 'closed' OR status = 'declined'
		OR status = 'withdrawn' OR status = 'merged'),
	owner TEXT NOT NULL,
	owner_accepted INTEGER NOT NULL,
	matter TEXT NOT NULL,
	conduct TEXT NOT NULL,
	lang TEXT NOT NULL CHECK (lang = 'en' OR lang = 'hi' OR lang = 'hinglish' OR lang = 'other'),
	urgent INTEGER NOT NULL,
	sensitive INTEGER NOT NULL,
	consent INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	owner_sequence INTEGER NOT NULL,
	follow_ups INTEGER NOT NULL,
	opened_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_author ON cases (author_id, conversation_id);
CREATE INDEX cases_doubtful ON cases (row) WHERE status = 'doubtful';

-- What was written to us. `text` is NULL once it is wiped.
CREATE TABLE posts (
	row INTEGER PRIMARY KEY,
	handle TEXT NOT NULL,
	identity TEXT NOT NULL,
	id TEXT NOT NULL,
	author_id TEXT NOT NULL,
	conversation_id TEXT NOT NULL,
	parent_id TEXT NOT NULL,
	text TEXT,
	lang TEXT NOT NULL,
	intent TEXT NOT NULL,
	actionable TEXT NOT NULL,
	score INTEGER NOT NULL,
	why TEXT NOT NULL,
	case_row INTEGER REFERENCES cases (row),
	created_at INTEGER NOT NULL,
	received_at INTEGER NOT NULL,
	UNIQUE (identity, handle)
) STRICT;
CREATE INDEX posts_case ON posts (case_row) WHERE case_row IS NOT NULL;

CREATE TABLE notes (
	row INTEGER PRIMARY KEY,
	case_row INTEGER NOT NULL REFERENCES cases (row),
	at INTEGER NOT NULL,
	who TEXT NOT NULL,
	note TEXT NOT NULL
) STRICT;
CREATE INDEX notes_case ON notes (case_row);

CREATE TABLE opt_outs (
	handle TEXT NOT NULL,
	author_id TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (handle, author_id)
) STRICT, WITHOUT ROWID;

-- The outbox: a row is a reply, an event or a timer on its way out. `body` is NULL for timers and once wiped.
CREATE TABLE deliveries (
	row INTEGER PRIMARY KEY,
	lane TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind = 'reply' OR kind = 'event' OR kind = 'timer'),
	about TEXT NOT NULL,
	priority INTEGER NOT NULL,
	case_row INTEGER REFERENCES cases (row),
	author_id TEXT NOT NULL,
	parent_id TEXT NOT NULL,
	fallback_parent_id TEXT NOT NULL,
	webhook_id TEXT NOT NULL,
	body TEXT,
	state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'leased' OR state = 'settling' OR state = 'done'
		OR state = 'given_up' OR state = 'superseded'),
	due_at INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	looks INTEGER NOT NULL,
	attempt_at INTEGER NOT NULL,
	token INTEGER NOT NULL,
	incarnation INTEGER NOT NULL,
	remote_id TEXT,
	reason TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	changed_at INTEGER NOT NULL
) STRICT;
-- A lane's queue in its order, and what falls due next on it.
CREATE INDEX deliveries_queue ON deliveries (lane, priority, row) WHERE state IN ('waiting', 'settling');
CREATE INDEX deliveries_due ON deliveries (lane, due_at) WHERE state IN ('waiting', 'settling');
CREATE INDEX deliveries_leased ON deliveries (row) WHERE state = 'leased';
CREATE INDEX deliveries_given_up ON deliveries (case_row) WHERE state = 'given_up';
CREATE INDEX deliveries_case ON deliveries (case_row) WHERE case_row IS NOT NULL;
CREATE INDEX deliveries_author ON deliveries (author_id, created_at) WHERE kind = 'reply';
-- A post of ours belongs to one delivery: what settling rests on.
CREATE UNIQUE INDEX deliveries_remote ON deliveries (remote_id, lane) WHERE remote_id IS NOT NULL;

CREATE TABLE webhooks_taken (
	sender TEXT NOT NULL,
	webhook_id TEXT NOT NULL,
	at INTEGER NOT NULL,
	PRIMARY KEY (sender, webhook_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE incarnations (
	incarnation INTEGER PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT;
