-- Posts of which there is a text, page by page in the order of their coming: by the index posts_kept, which holds no others.

-- :name kept_posts
SELECT identity, id, received_at, row FROM posts
WHERE text IS NOT NULL AND handle = $1 AND (received_at, row) > ($2, $3) AND received_at <= $4
ORDER BY received_at, row LIMIT $5

-- Not those that are said to be gone: they are looked up until that is sure.
-- :name kept_checked
UPDATE posts SET look_at = $6
WHERE text IS NOT NULL AND handle = $1 AND (received_at, row) > ($2, $3) AND (received_at, row) <= ($4, $5)
	AND gone_at = 0 AND look_at < $6
