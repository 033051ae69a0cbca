/*
 * Group commit. What was submitted while the last commit ran is taken together: BEGIN, a savepoint
 * and `work` for each operation, COMMIT, then every `done` on the loop.
 *
 * When it fails: an operation that returns an error is rolled back to its savepoint, alone. Some
 * errors (disk full, I/O, no memory) make SQLite end the whole transaction; then, and when COMMIT
 * fails, nothing of the group happened, and every operation of it reports ERR_STORE, whatever its
 * own work said.
 */
#include "store/store.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/counter.h"
#include "base/crash.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/tx.h"

enum { GROUP_MAX = 200, GROUP_MS = 10 };

struct store {
	struct store_tx tx; /* the writer's connection: the store thread's, once that runs */
	struct worker *worker;
	struct counter *commits;
	int lock_fd;
	bool locked;

	/* loop's thread */
	bool healthy;
	int64_t sick_since_at;
	char sick_text[400];
};

/* Nothing of these operations happened. */
static void fail_all(struct list *group, const struct err *why)
{
	for (struct list *at = group->next; at != group; at = at->next) {
		struct store_op *op = container_of(at, struct store_op, node);
		op->code = ERR_STORE;
		op->err = *why;
		op->err.code = ERR_STORE;
	}
}

/* Undo what an operation wrote, and nothing else. */
static bool undo(struct store_tx *tx)
{
	return tx_run(tx, SQL_ROLLBACK_TO, NULL) == ERR_OK;
}

/* A piece of work may run more than once. A test build (option NRISEVA_WORK_TWICE) makes sure that
 * it can: each runs, is undone, and runs again. False if SQLite ended the transaction. */
static bool rehearse(struct store_tx *tx, struct store_op *op)
{
#ifdef NRISEVA_WORK_TWICE
	if (tx->read_only)
		return true; /* a command that looks prints what it sees as it sees it */
	op->work(tx, op, &op->err);
	op->err = (struct err){0};
	return !sqlite3_get_autocommit(tx->db) && undo(tx);
#else
	(void)tx, (void)op;
	return true;
#endif
}

/* Run one operation inside the open transaction. False if SQLite ended that transaction. */
static bool run_in_savepoint(struct store_tx *tx, struct store_op *op)
{
	op->err = (struct err){0};
	op->code = tx_run(tx, SQL_SAVEPOINT, &op->err);
	if (op->code != ERR_OK || !rehearse(tx, op))
		return false;
	op->code = op->work(tx, op, &op->err);
	if (sqlite3_get_autocommit(tx->db))
		return false;
	if (op->code != ERR_OK && !undo(tx))
		return false;
	return tx_run(tx, SQL_RELEASE, op->code == ERR_OK ? &op->err : NULL) == ERR_OK;
}

static void roll_back(struct store_tx *tx)
{
	if (!sqlite3_get_autocommit(tx->db))
		tx_run(tx, SQL_ROLLBACK, NULL);
}

/* Take operations from `batch` into one transaction until time is up; they end in `finished`. */
static void run_group(struct store *store, struct list *batch, struct list *finished)
{
	struct store_tx *tx = &store->tx;
	struct list group;
	list_init(&group);
	struct err why = {0};
	int64_t until = clock_mono_ms() + GROUP_MS;
	bool alive = tx_run(tx, tx->read_only ? SQL_BEGIN_READ : SQL_BEGIN, &why) == ERR_OK;
	do {
		struct list *member = list_pop(batch);
		list_append(&group, member);
		struct store_op *op = container_of(member, struct store_op, node);
		if (alive && !run_in_savepoint(tx, op)) {
			alive = false;
			why = op->err;
		}
	} while (alive && !list_is_empty(batch) && clock_mono_ms() < until);
	crash_point("group.before_commit");
	if (alive)
		alive = tx_run(tx, SQL_COMMIT, &why) == ERR_OK;
	crash_point("group.after_commit");
	if (alive && !tx->read_only)
		counter_add(store->commits, 1);
	if (alive && tx->wiped)
		tx_forget(tx);
	if (!alive) {
		roll_back(tx);
		if (!*why.text)
			err_set(&why, ERR_STORE, "store: the transaction was ended");
		list_move_all(&group, batch);
		fail_all(&group, &why);
	}
	list_move_all(finished, &group);
}

static void store_work(void *arg, struct list *batch)
{
	struct store *store = arg;
	struct list finished;
	list_init(&finished);
	while (!list_is_empty(batch))
		run_group(store, batch, &finished);
	list_move_all(batch, &finished);
}

static void note_health(struct store *store, enum err_code code, const struct err *err)
{
	bool healthy = code != ERR_STORE;
	if (healthy && !store->healthy)
		log_line(LOG_INFO, "store", "the store works again");
	if (!healthy && store->healthy) {
		store->sick_since_at = clock_wall_ms();
		log_line(LOG_ERROR, "store",
			"%s; nothing is taken or sent until it works again, and nothing is lost",
			err->text);
	}
	if (!healthy)
		str_copy(store->sick_text, sizeof store->sick_text, err->text);
	store->healthy = healthy;
}

static void store_done(void *arg, struct list *batch)
{
	struct store *store = arg;
	for (struct list *member = list_pop(batch); member; member = list_pop(batch)) {
		struct store_op *op = container_of(member, struct store_op, node);
		struct err err = op->err; /* the operation may be gone when done has run */
		note_health(store, op->code, &err);
		op->done(op, op->code, &err);
	}
}

static enum err_code take_lock(struct store *store, const char *path, struct err *err)
{
	struct buf lock;
	buf_init(&lock, 8192);
	buf_add_format(&lock, "%s.lock", path);
	enum err_code code = file_lock(lock.bytes, &store->lock_fd, err);
	store->locked = code == ERR_OK;
	buf_release(&lock);
	return code;
}

/* SQLite would make the file readable by everybody. What cannot be made here it will tell of. */
static void make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

enum err_code store_open(
	struct loop *loop, const struct store_options *options, struct store **out, struct err *err)
{
	struct store *store = mem_new(1, sizeof *store);
	store->commits = counter_get(
		"nriseva_store_commits_total", "", "Transactions of the store that were committed");
	store->healthy = true;
	enum err_code code = ERR_OK;
	if (!options->read_only)
		code = take_lock(store, options->path, err);
	if (code == ERR_OK && !options->read_only)
		make_private(options->path);
	if (code == ERR_OK)
		code = tx_open(&store->tx, options, err);
	if (code == ERR_OK && !options->read_only) {
		code = tx_migrate(&store->tx, err);
		if (code != ERR_OK)
			err_prefix(err, "%s: ", options->path);
	}
	if (code != ERR_OK) {
		store_close(store);
		return code;
	}
	if (loop) {
		static const struct worker_hooks hooks = {
			.work = store_work, .done = store_done, .batch_max = GROUP_MAX};
		store->worker = worker_new(loop, "store", &hooks, store);
	}
	*out = store;
	return ERR_OK;
}

void store_close(struct store *store)
{
	if (store->worker)
		worker_free(store->worker);
	tx_close(&store->tx);
	if (store->locked)
		file_unlock(store->lock_fd);
	mem_free(store);
}

void store_submit(struct store *store, struct store_op *op)
{
	worker_submit(store->worker, &op->node);
}

size_t store_open_ops(const struct store *store)
{
	return worker_open(store->worker);
}

bool store_is_healthy(const struct store *store, int64_t *out_since_at, const char **out_text)
{
	if (!store->healthy) {
		*out_since_at = store->sick_since_at;
		*out_text = store->sick_text;
	}
	return store->healthy;
}

enum err_code store_run(struct store *store, struct store_op *op, struct err *err)
{
	struct list batch, finished;
	list_init(&batch);
	list_init(&finished);
	list_append(&batch, &op->node);
	run_group(store, &batch, &finished);
	if (op->code != ERR_OK)
		*err = op->err;
	return op->code;
}
