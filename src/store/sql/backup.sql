-- :name mark_set
INSERT INTO marks (name, at) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET at = excluded.at

-- :name mark_get
SELECT at FROM marks WHERE name = $1

-- What a copy says is still to be sent may have been sent since: each reply is looked for first, from the copy's time on.
-- :name restored_replies
UPDATE deliveries SET state = 'settling', due_at = $2, changed_at = $2,
	attempt_at = CASE WHEN attempt_at > 0 AND attempt_at < $1 THEN attempt_at ELSE $1 END
WHERE kind = 'reply' AND state IN ('waiting', 'leased', 'settling')

-- Districts have seen higher numbers than the copy knows.
-- :name restored_sequences
UPDATE cases SET sequence = $1 WHERE sequence > 0 AND sequence < $1

-- :name restored_handles
UPDATE handles SET recover_from_at = $1

-- :name own_post_insert
INSERT INTO own_posts (handle, id, parent_id, text, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (handle, id) DO NOTHING

-- :name own_posts_any
SELECT 1 FROM own_posts LIMIT 1

-- Our replies to a post that no delivery knows of, oldest first.
-- :name own_replies
SELECT o.id, o.text, o.at FROM own_posts o
WHERE o.handle = $1 AND o.parent_id IN ($2, $3)
	AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.remote_id = o.id AND d.lane = $4)
ORDER BY o.at, length(o.id), o.id LIMIT $5

-- A reply that was found before it was sent.
-- :name delivery_found
UPDATE deliveries SET state = 'done', remote_id = $2, body = $3, created_at = $4, changed_at = $5,
	reason = 'found on the channel after a restore'
WHERE row = $1
