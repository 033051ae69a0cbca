#include "unit.h"

#include "intake/aging.h"
#include "scratch_store.h"

enum { POSTS = 450, KEEP_MS = 100, PATIENCE_MS = 10000 };

struct trial {
	struct scratch_store scratch;
	struct loop *loop;
	struct loop_timer *timer;
	int rings;
};

/* All but the last came long ago. */
static enum err_code fill_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	const struct reading reading = {0};
	enum err_code code = ERR_OK;
	for (int i = 1; i <= POSTS && code == ERR_OK; i++) {
		char id[16];
		snprintf(id, sizeof id, "%d", i);
		struct post post = {.id = id,
			.identity = id,
			.author_id = (char[]){"1"},
			.text = (char[]){"x"}};
		code = store_post_save(tx,
			&(struct store_post){.post = &post,
				.reading = &reading,
				.handle = "UPPolNRI",
				.why = "",
				.received_at = i < POSTS ? 1 : INT64_MAX / 2},
			err);
	}
	return code;
}

static enum err_code has_work(struct store_tx *tx, void *arg, struct err *err)
{
	const char *identity = arg;
	char *text;
	enum err_code code = store_post_text(tx, "UPPolNRI", identity, &text, err);
	bool has = text != NULL;
	mem_free(text);
	return code != ERR_OK ? code : has ? ERR_OK : ERR_NOTFOUND;
}

static bool has_text(struct trial *trial, int number)
{
	char identity[16];
	struct err err = {0};
	snprintf(identity, sizeof identity, "%d", number);
	return scratch_try(&trial->scratch, has_work, identity, &err) == ERR_OK;
}

/* The store's thread is at rest while its last operation is done, so we may look. */
static void ring(void *arg)
{
	struct trial *trial = arg;
	if (!store_open_ops(trial->scratch.store) && !has_text(trial, POSTS - 1))
		loop_stop(trial->loop);
	else if (++trial->rings < PATIENCE_MS)
		loop_timer_start(trial->timer, 1);
	else
		fail_msg("old texts are still there");
}

static void old_texts_go_batch_by_batch(void **state)
{
	(void)state;
	struct trial trial = {.loop = loop_new()};
	scratch_open(&trial.scratch, trial.loop);
	scratch_run(&trial.scratch, fill_work, NULL);
	struct aging *aging = aging_new(trial.loop, KEEP_MS);
	trial.timer = loop_timer_new(trial.loop, ring, &trial);
	aging_start(aging, trial.scratch.store);
	loop_timer_start(trial.timer, 1);
	loop_run(trial.loop);
	assert_false(has_text(&trial, 1));
	assert_true(has_text(&trial, POSTS));
	aging_stop(aging);
	store_close(trial.scratch.store);
	aging_free(aging);
	loop_timer_free(trial.timer);
	loop_free(trial.loop);
	scratch_remove(&trial.scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(old_texts_go_batch_by_batch)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
