-- :name case_insert
INSERT INTO cases (id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter,
	conduct, lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)

-- :name case_update
UPDATE cases SET reply_to_id = $2, status = $3, owner = $4, owner_accepted = $5, matter = $6, conduct = $7, lang = $8,
	urgent = $9, sensitive = $10, consent = $11, sequence = $12, owner_sequence = $13, follow_ups = $14, changed_at = $15, country = $16
WHERE row = $1

-- :name case_by_id
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases WHERE id = $1

-- :name case_by_row
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases WHERE row = $1

-- The author's newest case in a thread that has not ended.
-- :name case_by_thread
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases
WHERE conversation_id = $1 AND author_id = $2 AND handle = $3
	AND status NOT IN ('redirected', 'confirmed', 'closed', 'declined', 'withdrawn', 'merged')
ORDER BY row DESC LIMIT 1

-- The author's newest case in a thread, though it has ended.
-- :name case_by_thread_ended
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases
WHERE conversation_id = $1 AND author_id = $2 AND handle = $3
ORDER BY row DESC LIMIT 1

-- Whether a reply that waits for the citizen's word has not left yet.
-- :name case_unsaid
SELECT count(*) FROM deliveries
WHERE case_row = $1 AND kind = 'reply' AND about IN ('ask_place', 'ask_which_place', 'needs_info', 'resolved')
	AND state IN ('waiting', 'leased', 'settling')

-- The author's open cases, wherever they were written: none, one, or more than one. (Any two will do: an order would have to
-- be made for each mention.)
-- :name case_by_author
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases
WHERE author_id = $1 AND handle = $2
	AND status NOT IN ('redirected', 'confirmed', 'closed', 'declined', 'withdrawn', 'merged')
LIMIT 2

-- The case that a post of ours is about.
-- :name case_of_remote
SELECT case_row FROM deliveries WHERE remote_id = $1 AND lane = $2

-- :name case_list_all
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases ORDER BY row DESC LIMIT $1

-- :name case_list_open
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases
WHERE status NOT IN ('redirected', 'confirmed', 'closed', 'declined', 'withdrawn', 'merged')
ORDER BY row DESC LIMIT $1

-- :name case_list_doubtful
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases WHERE status = 'doubtful' ORDER BY row DESC LIMIT $1

-- :name note_insert
INSERT INTO notes (case_row, at, who, note) VALUES ($1, $2, $3, $4)

-- Everything about a case in order of time: who, what, state, text.
-- :name case_story
SELECT created_at AS at, 'citizen' AS who, intent AS what, '' AS state, coalesce(text, '') AS text, text IS NULL AS wiped
FROM posts WHERE case_row = $1
UNION ALL
SELECT created_at, kind, about,
	CASE WHEN deleted_at > 0 THEN 'deleted' WHEN state = 'given_up' AND kind = 'event' AND body IS NULL THEN 'wiped' ELSE state END,
	CASE WHEN kind = 'reply' THEN coalesce(body, '') ELSE reason END, kind = 'reply' AND body IS NULL
FROM deliveries WHERE case_row = $1
UNION ALL
SELECT at, who, '', '', note, 0 FROM notes WHERE case_row = $1
ORDER BY at

-- :name opt_out
INSERT INTO opt_outs (handle, author_id, at) VALUES ($1, $2, $3)
ON CONFLICT (handle, author_id) DO NOTHING

-- :name opted_out
SELECT at FROM opt_outs WHERE handle = $1 AND author_id = $2

-- :name webhook_take
INSERT INTO webhooks_taken (sender, webhook_id, at) VALUES ($1, $2, $3)
