-- :name begin
BEGIN IMMEDIATE

-- :name commit
COMMIT

-- :name rollback
ROLLBACK

-- :name savepoint
SAVEPOINT op

-- :name release
RELEASE op

-- :name rollback_to
ROLLBACK TO op

-- For a connection that only looks.
-- :name begin_read
BEGIN
