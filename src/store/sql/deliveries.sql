-- :name delivery_insert
INSERT INTO deliveries (lane, kind, about, priority, case_row, author_id, parent_id, fallback_parent_id, webhook_id, body,
	state, due_at, attempts, looks, attempt_at, token, incarnation, reason, created_at, changed_at, target_row)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, 0, 0, 0, 0, 0, '', $12, $12, $13)

-- What stands before a more pressing one of its case is as pressing: it must go first, and nobody shall have to search
-- the line past those that wait for it. (`lane || ''`: a case has few rows, a lane many.)
-- :name delivery_press
UPDATE deliveries SET priority = $3
WHERE case_row = $1 AND lane || '' = $2 AND state IN ('waiting', 'settling', 'leased') AND +priority > $3

-- What may be sent now on a lane, in its order. Within a case nothing overtakes what was written before it, but for one thing:
-- what was written before $4 waits no longer for one that was tried and waits for its next try.
-- A deletion keeps nothing waiting and waits for nothing but what may yet turn out to be published, and for its own reply.
-- (`+d.due_at`: by the index on the hour all that is due would be sorted for each claim.)
-- What is less pressing than $5 is not begun; one of unknown outcome is looked for all the same.
-- :name delivery_due
SELECT d.row, d.kind, d.about, d.lane, d.priority, coalesce(d.case_row, 0), coalesce(c.id, ''),
	CASE WHEN d.target_row IS NULL THEN d.parent_id
		ELSE coalesce((SELECT t.remote_id FROM deliveries t WHERE t.row = d.target_row), d.parent_id) END,
	d.fallback_parent_id, d.webhook_id, d.body, d.state, d.due_at, d.attempts, d.looks, d.attempt_at, d.token, d.created_at, d.author_id
FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
WHERE d.lane = $1 AND (d.priority <= $5 OR d.state = 'settling') AND d.state IN ('waiting', 'settling') AND +d.due_at <= $2
	AND NOT EXISTS (SELECT 1 FROM deliveries e
		WHERE e.case_row = d.case_row AND e.lane = d.lane AND e.row < d.row
			AND e.kind <> 'deletion'
			AND (e.state IN ('leased', 'settling')
				OR d.kind <> 'deletion' AND e.state = 'waiting' AND (e.attempts = 0 OR d.created_at > $4)))
	AND (d.target_row IS NULL OR NOT EXISTS (SELECT 1 FROM deliveries t
		WHERE t.row = d.target_row AND t.state IN ('waiting', 'leased', 'settling')))
ORDER BY d.priority, d.row LIMIT $3

-- Timers have no order among themselves but their hour.
-- :name timer_due
SELECT d.row, d.kind, d.about, d.lane, d.priority, coalesce(d.case_row, 0), coalesce(c.id, ''), d.parent_id,
	d.fallback_parent_id, d.webhook_id, d.body, d.state, d.due_at, d.attempts, d.looks, d.attempt_at, d.token, d.created_at, d.author_id
FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
WHERE d.lane = $1 AND d.state IN ('waiting', 'settling') AND d.due_at <= $2
ORDER BY d.due_at LIMIT $3

-- :name delivery_next_due
SELECT due_at FROM deliveries
WHERE lane = $1 AND state IN ('waiting', 'settling') AND due_at > $2
ORDER BY due_at LIMIT 1

-- The lease. A waiting one begins an attempt, on record before its first byte leaves; a settling one is looked for.
-- :name delivery_lease
UPDATE deliveries SET state = 'leased', token = token + 1, incarnation = $3, changed_at = $2,
	attempts = CASE WHEN state = 'waiting' THEN attempts + 1 ELSE attempts END,
	attempt_at = CASE WHEN state = 'waiting' THEN $2 ELSE attempt_at END,
	looks = CASE WHEN state = 'waiting' THEN 0 ELSE looks END
WHERE row = $1 AND state IN ('waiting', 'settling')

-- The end of a lease, if it is still the same. It does not go back to the queue when its body was wiped meanwhile, nor when it
-- is a reply that shall be deleted: then it is better not sent again.
-- :name delivery_finish
UPDATE deliveries SET due_at = $4, looks = looks + $5, remote_id = $6, changed_at = $8,
	state = CASE WHEN $3 <> 'waiting' THEN $3
		WHEN body IS NULL AND kind = 'event' THEN 'given_up'
		WHEN kind = 'reply' AND EXISTS (SELECT 1 FROM deliveries d WHERE d.target_row = deliveries.row) THEN 'superseded'
		ELSE $3 END,
	reason = CASE WHEN $3 = 'waiting' AND body IS NULL AND kind = 'event' THEN 'wiped' ELSE coalesce($7, reason) END
WHERE row = $1 AND token = $2 AND state = 'leased'

-- What waits is not published: it was not begun, or it was refused.
-- A reply that had begun is looked for before it is sent again; it gets all its looks.
-- :name delivery_replay
UPDATE deliveries SET state = CASE WHEN kind = 'reply' AND attempts > 0 THEN 'settling' ELSE 'waiting' END,
	due_at = $2, looks = 0, changed_at = $2
WHERE row = $1 AND state = 'given_up' AND body IS NOT NULL
RETURNING state

-- :name supersede_case_replies
UPDATE deliveries SET state = 'superseded', changed_at = $2
WHERE case_row = $1 AND kind = 'reply' AND state = 'waiting'

-- :name stop_case_timers
UPDATE deliveries SET state = 'superseded', changed_at = $2
WHERE case_row = $1 AND kind = 'timer' AND state = 'waiting'

-- :name stop_case_timers_of
UPDATE deliveries SET state = 'superseded', changed_at = $2
WHERE case_row = $1 AND kind = 'timer' AND state = 'waiting' AND about = $3

-- :name supersede_author_replies
UPDATE deliveries SET state = 'superseded', changed_at = $3
WHERE author_id = $1 AND lane = $2 AND kind = 'reply' AND state = 'waiting'

-- :name replies_to_author
SELECT count(*) FROM deliveries
WHERE author_id = $1 AND lane = $2 AND kind = 'reply' AND created_at > $3 AND state <> 'superseded'

-- :name last_reply_to_author
SELECT body FROM deliveries
WHERE author_id = $1 AND lane = $2 AND kind = 'reply' AND state <> 'superseded' AND body IS NOT NULL
ORDER BY created_at DESC, row DESC LIMIT 1

-- What was said about a case, newest first.
-- :name replies_of_case
SELECT body FROM deliveries
WHERE case_row = $1 AND kind = 'reply' AND body IS NOT NULL ORDER BY row DESC LIMIT $2

-- :name remote_is_ours
SELECT row FROM deliveries WHERE remote_id = $1 AND lane = $2

-- :name incarnation_insert
INSERT INTO incarnations (at) VALUES ($1) RETURNING incarnation

-- What an earlier life left leased: a begun reply may have been published, everything else is safe to begin again.
-- :name leases_take_back
UPDATE deliveries SET due_at = $1, changed_at = $1,
	state = CASE WHEN kind = 'reply' THEN 'settling' WHEN kind = 'event' AND body IS NULL THEN 'given_up' ELSE 'waiting' END
WHERE state = 'leased'

-- :name lanes
SELECT DISTINCT lane FROM deliveries WHERE state IN ('waiting', 'settling')

-- :name lane_counts
SELECT lane, state, count(*) FROM deliveries
WHERE state IN ('waiting', 'leased', 'settling', 'given_up') AND (state <> 'given_up' OR body IS NOT NULL)
GROUP BY lane, state ORDER BY lane, state

-- A reply by the id that the channel gave it.
-- :name reply_by_remote
SELECT row, about FROM deliveries WHERE remote_id = $1 AND lane = $2 AND kind = 'reply'

-- Whether a reply's deletion is on its way or done.
-- :name deletion_of
SELECT row FROM deliveries WHERE target_row = $1 AND state <> 'given_up' LIMIT 1

-- It is not published yet.
-- :name supersede_reply
UPDATE deliveries SET state = 'superseded', changed_at = $2
WHERE row = $1 AND kind = 'reply' AND state = 'waiting'

-- What was deleted there is kept no longer here: whoever asked for it meant its words.
-- :name reply_deleted
UPDATE deliveries SET deleted_at = $3, changed_at = $3, body = NULL
WHERE kind = 'reply' AND remote_id = $1 AND lane = $2
