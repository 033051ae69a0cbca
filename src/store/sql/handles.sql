-- :name handle_start
INSERT INTO handles (handle, start_at, cursor_at) VALUES ($1, $2, $2)
ON CONFLICT (handle) DO NOTHING
RETURNING handle

-- :name handle_get
SELECT start_at, cursor_at, recover_from_at FROM handles WHERE handle = $1

-- A cursor never goes back.
-- :name handle_move_cursor
UPDATE handles SET cursor_at = $2 WHERE handle = $1 AND cursor_at < $2

-- What we said before a restore has been read.
-- :name handle_recovered
UPDATE handles SET recover_from_at = 0 WHERE handle = $1
