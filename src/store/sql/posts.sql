-- :name post_insert
INSERT INTO posts (handle, identity, id, author_id, conversation_id, parent_id, text, lang, intent, actionable,
	score, why, case_row, created_at, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)

-- An edit: the same post under a new id.
-- :name post_new_version
UPDATE posts SET id = $3, text = $4 WHERE handle = $1 AND identity = $2
RETURNING coalesce(case_row, 0)

-- :name post_get_version
SELECT id FROM posts WHERE handle = $1 AND identity = $2

-- :name post_text
SELECT text FROM posts WHERE handle = $1 AND identity = $2

-- A row only if it is new.
-- :name unreadable_insert
INSERT INTO unreadable (handle, post_id, at, reason) VALUES ($1, $2, $3, $4)
ON CONFLICT (handle, post_id) DO NOTHING
RETURNING at

-- :name unreadable_count
SELECT count(*) FROM unreadable WHERE handle = $1

-- :name handle_gaps
SELECT count(*), coalesce(max(gap), 0), coalesce(max(created_at), 0) FROM (
	SELECT created_at, created_at - lag(created_at) OVER (ORDER BY created_at) AS gap FROM (
		SELECT created_at FROM posts WHERE handle = $1 AND identity > $2
		ORDER BY identity DESC LIMIT 10000) AS newest) AS gaps
