-- :name spending_add
INSERT INTO spendings (handle, day, replies, posts_read, lookups, deletes, micro_dollars)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (handle, day) DO UPDATE SET replies = spendings.replies + excluded.replies,
	posts_read = spendings.posts_read + excluded.posts_read, lookups = spendings.lookups + excluded.lookups,
	deletes = spendings.deletes + excluded.deletes, micro_dollars = spendings.micro_dollars + excluded.micro_dollars

-- :name spending_since
SELECT coalesce(sum(replies), 0), coalesce(sum(posts_read), 0), coalesce(sum(lookups), 0), coalesce(sum(deletes), 0),
	coalesce(sum(micro_dollars), 0), coalesce(min(day), 9223372036854775807)
FROM spendings WHERE handle = $1 AND day >= $2

-- Posts as they came in, newest first: who asks stops at the first that is too old.
-- :name posts_newest
SELECT handle, id, received_at FROM posts ORDER BY row DESC
