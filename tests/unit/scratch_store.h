/* A store in a folder of its own, and work in its transactions: for tests of the rooms that use
 * one. */
#ifndef SCRATCH_STORE_H
#define SCRATCH_STORE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/store.h"

struct scratch_store {
	char folder[64];
	char path[96];
	struct store *store;
};

/* With a loop it has its thread; without, only scratch_run works. */
static inline void scratch_open(struct scratch_store *scratch, struct loop *loop)
{
	struct err err = {0};
	snprintf(scratch->folder, sizeof scratch->folder, "/tmp/nriseva-test-XXXXXX");
	assert_non_null(mkdtemp(scratch->folder));
	snprintf(scratch->path, sizeof scratch->path, "%s/store", scratch->folder);
	const struct store_options options = {.path = scratch->path, .scratch = true};
	if (store_open(loop, &options, &scratch->store, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

static inline void scratch_remove(struct scratch_store *scratch)
{
	static const char *const names[] = {"store", "store-wal", "store-shm", "store.lock"};
	char path[160];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", scratch->folder, names[i]);
		unlink(path);
	}
	rmdir(scratch->folder);
}

static inline void scratch_close(struct scratch_store *scratch)
{
	store_close(scratch->store);
	scratch_remove(scratch);
}

/* One transaction on the caller's thread. */
struct scratch_op {
	struct store_op op;
	enum err_code (*work)(struct store_tx *tx, void *arg, struct err *err);
	void *arg;
};

static inline enum err_code scratch_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct scratch_op *scratch = container_of(op, struct scratch_op, op);
	return scratch->work(tx, scratch->arg, err);
}

static inline enum err_code scratch_try(struct scratch_store *scratch,
	enum err_code (*work)(struct store_tx *tx, void *arg, struct err *err), void *arg,
	struct err *err)
{
	struct scratch_op op = {.op.work = scratch_work, .work = work, .arg = arg};
	return store_run(scratch->store, &op.op, err);
}

/* The same, which must work. */
static inline void scratch_run(struct scratch_store *scratch,
	enum err_code (*work)(struct store_tx *tx, void *arg, struct err *err), void *arg)
{
	struct err err = {0};
	if (scratch_try(scratch, work, arg, &err) != ERR_OK)
		fail_msg("%s", err.text);
}

/* A case with all its strings set, ready to be inserted. */
static inline struct case_record scratch_case(const char *id)
{
	struct case_record record = {
		.handle = "UPPolNRI",
		.author_id = "11",
		.conversation_id = "100",
		.post_id = "100",
		.reply_to_id = "100",
		.status = CASE_RECEIVED,
		.owner = "lucknow",
		.matter = "property-land",
		.country = "GB",
		.lang = LANG_HI,
		.sensitive = true,
		.sequence = 1,
		.opened_at = 1000,
		.changed_at = 1001,
	};
	snprintf(record.id, sizeof record.id, "%s", id);
	return record;
}

#endif
