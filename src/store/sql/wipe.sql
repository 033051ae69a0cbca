-- Texts go; the rows stay. What a body carries of a text is told by the form in which event/ writes it, the only JSON here.

-- :name post_case
SELECT coalesce(case_row, 0) FROM posts WHERE identity = $1 AND handle = $2 AND text IS NOT NULL

-- :name wipe_post
UPDATE posts SET text = NULL WHERE identity = $1 AND text IS NOT NULL

-- :name wipe_case_posts
UPDATE posts SET text = NULL WHERE case_row = $1 AND text IS NOT NULL

-- Not what may still be sent or looked for.
-- :name wipe_case_replies
UPDATE deliveries SET body = NULL
WHERE case_row = $1 AND kind = 'reply' AND body IS NOT NULL AND state IN ('done', 'superseded', 'given_up')

-- Events that carry the text of the post $2 (all, if it is ''). A body names the version of the post that it was written from: if that
-- is neither the first nor the newest, it is known by belonging to no other post of the case.
-- :name events_unheard
SELECT lane, about FROM deliveries
WHERE case_row = $1 AND kind = 'event' AND instr(body, '"text":"') > 0 AND state IN ('waiting', 'leased', 'given_up')
	AND ($2 = '' OR instr(body, '"id":"' || $2 || '"') > 0
		OR NOT EXISTS (SELECT 1 FROM posts p WHERE p.case_row = $1 AND p.identity <> $2
			AND (instr(body, '"id":"' || p.id || '"') > 0 OR instr(body, '"id":"' || p.identity || '"') > 0)))
ORDER BY row LIMIT $3

-- :name wipe_events
UPDATE deliveries SET body = NULL, changed_at = $3,
	state = CASE WHEN state = 'waiting' THEN 'given_up' ELSE state END,
	reason = CASE WHEN state IN ('waiting', 'given_up') THEN 'wiped' ELSE reason END
WHERE case_row = $1 AND kind = 'event' AND instr(body, '"text":"') > 0
	AND ($2 = '' OR instr(body, '"id":"' || $2 || '"') > 0
		OR NOT EXISTS (SELECT 1 FROM posts p WHERE p.case_row = $1 AND p.identity <> $2
			AND (instr(body, '"id":"' || p.id || '"') > 0 OR instr(body, '"id":"' || p.identity || '"') > 0)))

-- :name wipe_old_posts
UPDATE posts SET text = NULL
WHERE row IN (SELECT p.row FROM posts p LEFT JOIN cases c ON c.row = p.case_row
	WHERE p.text IS NOT NULL AND p.received_at < $1
		AND (p.case_row IS NULL OR c.changed_at < $1
			AND c.status IN ('redirected', 'confirmed', 'closed', 'declined', 'withdrawn', 'merged'))
	LIMIT $2)

-- :name wipe_old_bodies
UPDATE deliveries SET body = NULL
WHERE row IN (SELECT d.row FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
	WHERE d.kind IN ('reply', 'event') AND d.body IS NOT NULL AND d.created_at < $1
		AND d.state IN ('done', 'superseded', 'given_up') AND d.kind = $3
		AND (d.case_row IS NULL OR c.changed_at < $1
			AND c.status IN ('redirected', 'confirmed', 'closed', 'declined', 'withdrawn', 'merged'))
	LIMIT $2)

-- :name wipe_old_own_posts
DELETE FROM own_posts WHERE at < $1

-- :name looks_due
SELECT identity, id, gone_at, look_at
FROM posts WHERE handle = $1 AND gone_at > 0 AND text IS NOT NULL AND look_at <= $2
UNION ALL
SELECT p.identity, p.id, p.gone_at, p.look_at
FROM cases c JOIN posts p ON p.case_row = c.row
WHERE c.status <> 'redirected' AND c.status <> 'confirmed' AND c.status <> 'closed' AND c.status <> 'declined'
	AND c.status <> 'withdrawn' AND c.status <> 'merged'
	AND p.handle = $1 AND p.gone_at = 0 AND p.text IS NOT NULL AND p.look_at <= $2 AND p.received_at <= $3
ORDER BY 4 LIMIT $4

-- :name looked
UPDATE posts SET look_at = $3, gone_at = $4 WHERE identity = $1 AND handle = $2

-- :name look_soon
UPDATE posts SET look_at = $4, gone_at = $4
WHERE handle = $1 AND text IS NOT NULL AND gone_at = 0 AND (identity = $2 OR case_row = $3 AND id = $2)
