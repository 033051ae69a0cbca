#include "intake/aging.h"

#include "base/clock.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "intake/apply.h"

enum { BATCH = 200, NEXT_BATCH_MS = 50, EVERY_MS = 60 * 60 * 1000 };

struct aging {
	struct loop_timer *timer;
	struct store *store;
	int64_t wipe_after_ms;
	bool stopped;

	/* the batch under way */
	struct store_op op;
	int64_t before_at;
	struct store_wiped wiped;
};

static enum err_code work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct aging *aging = container_of(op, struct aging, op);
	return store_wipe_old(tx, aging->before_at, BATCH, &aging->wiped, err);
}

static void done(struct store_op *op, enum err_code code, const struct err *err)
{
	(void)err; /* the store tells of its own troubles */
	struct aging *aging = container_of(op, struct aging, op);
	const struct store_wiped *wiped = &aging->wiped;
	char words[WIPED_WORDS_SIZE];
	bool any = code == ERR_OK && wiped->posts + wiped->replies + wiped->events > 0;
	if (any)
		log_line(LOG_INFO, "intake", "old texts wiped: %s", wiped_words(wiped, words));
	if (aging->stopped)
		return;
	int64_t every_ms = crash_wait_ms(EVERY_MS);
	if (aging->wipe_after_ms < every_ms)
		every_ms = aging->wipe_after_ms;
	loop_timer_start(aging->timer, any ? NEXT_BATCH_MS : every_ms);
}

static void on_timer(void *arg)
{
	struct aging *aging = arg;
	aging->before_at = clock_wall_ms() - aging->wipe_after_ms;
	aging->op = (struct store_op){.work = work, .done = done};
	store_submit(aging->store, &aging->op);
}

struct aging *aging_new(struct loop *loop, int64_t wipe_after_ms)
{
	struct aging *aging = mem_new(1, sizeof *aging);
	aging->timer = loop_timer_new(loop, on_timer, aging);
	aging->wipe_after_ms = wipe_after_ms;
	return aging;
}

void aging_start(struct aging *aging, struct store *store)
{
	aging->store = store;
	loop_timer_start(aging->timer, 0);
}

void aging_stop(struct aging *aging)
{
	aging->stopped = true;
	loop_timer_stop(aging->timer);
}

void aging_free(struct aging *aging)
{
	loop_timer_free(aging->timer);
	mem_free(aging);
}
