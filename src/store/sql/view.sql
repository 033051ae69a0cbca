-- What operators look at. None of these is asked by the daemon's own work, and none may walk through all deliveries: each
-- part has an index that holds little.

-- What is not done, by lane; and since when the oldest of what waits is there.
-- (What was given up and is wiped asks nobody for anything: it was written anew without its text.)
-- :name view_lanes
SELECT lane, sum(waiting), sum(leased), sum(settling), sum(given_up), coalesce(min(oldest), 0)
FROM (
	SELECT lane, CASE WHEN state = 'waiting' THEN 1 ELSE 0 END AS waiting, 0 AS leased,
		CASE WHEN state = 'settling' THEN 1 ELSE 0 END AS settling, 0 AS given_up, created_at AS oldest
	FROM deliveries WHERE state IN ('waiting', 'settling')
	UNION ALL
	SELECT lane, 0, 1, 0, 0, NULL FROM deliveries WHERE state = 'leased'
	UNION ALL
	SELECT lane, 0, 0, 0, 1, NULL FROM deliveries WHERE state = 'given_up' AND body IS NOT NULL) AS parts
GROUP BY lane ORDER BY lane

-- :name view_case_counts
SELECT status, count(*) FROM cases GROUP BY status

-- :name view_handles
SELECT handle, start_at, cursor_at FROM handles ORDER BY handle

-- Deliveries, newest first. Timers are told only by those who ask for their lane.
-- :name view_deliveries_all
SELECT d.row, d.kind, d.about, d.lane, d.state, coalesce(d.case_row, 0), coalesce(c.id, ''), d.due_at, d.attempts, d.attempt_at,
	d.created_at, d.changed_at, coalesce(d.remote_id, ''), d.webhook_id, d.parent_id, d.reason, d.body, d.deleted_at,
	CASE WHEN EXISTS (SELECT 1 FROM opt_outs o WHERE o.handle = substr(d.lane, 8) AND o.author_id = d.author_id)
		THEN 1 ELSE 0 END
FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
WHERE (d.lane = $1 OR ($1 = '' AND d.kind <> 'timer'))
ORDER BY d.row DESC LIMIT $2

-- :name view_deliveries_open
SELECT d.row, d.kind, d.about, d.lane, d.state, coalesce(d.case_row, 0), coalesce(c.id, ''), d.due_at, d.attempts, d.attempt_at,
	d.created_at, d.changed_at, coalesce(d.remote_id, ''), d.webhook_id, d.parent_id, d.reason, d.body, d.deleted_at,
	CASE WHEN EXISTS (SELECT 1 FROM opt_outs o WHERE o.handle = substr(d.lane, 8) AND o.author_id = d.author_id)
		THEN 1 ELSE 0 END
FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
WHERE d.row IN (SELECT row FROM deliveries WHERE state IN ('waiting', 'settling')
		UNION ALL SELECT row FROM deliveries WHERE state = 'leased')
	AND (d.lane = $1 OR ($1 = '' AND d.kind <> 'timer'))
ORDER BY d.row DESC LIMIT $2

-- :name view_deliveries_given_up
SELECT d.row, d.kind, d.about, d.lane, d.state, coalesce(d.case_row, 0), coalesce(c.id, ''), d.due_at, d.attempts, d.attempt_at,
	d.created_at, d.changed_at, coalesce(d.remote_id, ''), d.webhook_id, d.parent_id, d.reason, d.body, d.deleted_at,
	CASE WHEN EXISTS (SELECT 1 FROM opt_outs o WHERE o.handle = substr(d.lane, 8) AND o.author_id = d.author_id)
		THEN 1 ELSE 0 END
FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
WHERE d.row IN (SELECT row FROM deliveries WHERE state = 'given_up' AND body IS NOT NULL)
	AND (d.lane = $1 OR ($1 = '' AND d.kind <> 'timer'))
ORDER BY d.row DESC LIMIT $2

-- :name view_delivery
SELECT d.row, d.kind, d.about, d.lane, d.state, coalesce(d.case_row, 0), coalesce(c.id, ''), d.due_at, d.attempts, d.attempt_at,
	d.created_at, d.changed_at, coalesce(d.remote_id, ''), d.webhook_id, d.parent_id, d.reason, d.body, d.deleted_at,
	CASE WHEN EXISTS (SELECT 1 FROM opt_outs o WHERE o.handle = substr(d.lane, 8) AND o.author_id = d.author_id)
		THEN 1 ELSE 0 END
FROM deliveries d LEFT JOIN cases c ON c.row = d.case_row
WHERE d.row = $1

-- Cases of which something was given up that somebody can do something about: what is wiped was written anew.
-- :name case_list_given_up
SELECT row, id, handle, author_id, conversation_id, post_id, reply_to_id, status, owner, owner_accepted, matter, conduct,
	lang, urgent, sensitive, consent, sequence, owner_sequence, follow_ups, opened_at, changed_at, country
FROM cases
WHERE row IN (SELECT case_row FROM deliveries WHERE state = 'given_up' AND body IS NOT NULL)
ORDER BY row DESC LIMIT $1
