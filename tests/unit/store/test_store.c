#include "unit.h"

#include <sys/stat.h>

#include "scratch_store.h"
#include "store/tx.h"

/* An operation that writes a handle and then does as it is told. */
struct probe {
	struct store_op op;
	char handle[16];
	enum err_code answer;
	bool end_transaction; /* as a full disk would */
	enum err_code seen;
	char text[200];
	int *done_count;
	int expected;
	struct loop *loop;
};

static enum err_code probe_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct probe *probe = container_of(op, struct probe, op);
	struct store_handle handle;
	enum err_code code = store_handle_start(tx, probe->handle, 5, &handle, err);
	if (probe->end_transaction) {
		sqlite3_exec(tx->db, "ROLLBACK", NULL, NULL, NULL);
		return err_set(err, ERR_STORE, "disk full");
	}
	if (code != ERR_OK)
		return code;
	return probe->answer == ERR_OK ? ERR_OK : err_set(err, probe->answer, "told to");
}

static void probe_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct probe *probe = container_of(op, struct probe, op);
	probe->seen = code;
	if (code != ERR_OK)
		snprintf(probe->text, sizeof probe->text, "%.199s", err->text);
	if (++*probe->done_count == probe->expected)
		loop_stop(probe->loop);
}

static enum err_code count_handle(struct store_tx *tx, void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_HANDLE_GET);
	query_text(&query, 1, arg);
	enum err_code code = query_step(&query, err);
	query_end(&query);
	return code;
}

enum { PROBES = 5 };

/* Submit five at once; the third is special. Gives how the store is afterwards. */
static void run_probes(
	struct probe probes[PROBES], struct scratch_store *scratch, bool *out_healthy)
{
	struct loop *loop = loop_new();
	int done_count = 0;
	int64_t since_at;
	const char *text;
	scratch_open(scratch, loop);
	for (int i = 0; i < PROBES; i++) {
		snprintf(probes[i].handle, sizeof probes[i].handle, "handle%d", i);
		probes[i].op = (struct store_op){.work = probe_work, .done = probe_done};
		probes[i].done_count = &done_count;
		probes[i].expected = PROBES;
		probes[i].loop = loop;
		store_submit(scratch->store, &probes[i].op);
	}
	assert_int_equal(done_count, 0);
	loop_run(loop);
	assert_int_equal(done_count, PROBES);
	*out_healthy = store_is_healthy(scratch->store, &since_at, &text);
	store_close(scratch->store);
	loop_free(loop);
	const struct store_options options = {.path = scratch->path};
	struct err err = {0};
	assert_int_equal(store_open(NULL, &options, &scratch->store, &err), ERR_OK);
}

static bool is_there(struct scratch_store *scratch, int i)
{
	char handle[16];
	struct err err = {0};
	snprintf(handle, sizeof handle, "handle%d", i);
	return scratch_try(scratch, count_handle, handle, &err) == ERR_OK;
}

static void done_comes_after_the_commit_for_each(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct probe probes[PROBES] = {0};
	bool healthy;
	run_probes(probes, &scratch, &healthy);
	for (int i = 0; i < PROBES; i++) {
		assert_int_equal(probes[i].seen, ERR_OK);
		assert_true(is_there(&scratch, i));
	}
	assert_true(healthy);
	scratch_close(&scratch);
}

static void a_failed_operation_is_rolled_back_alone(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct probe probes[PROBES] = {[2] = {.answer = ERR_DENIED}};
	bool healthy;
	run_probes(probes, &scratch, &healthy);
	for (int i = 0; i < PROBES; i++) {
		assert_int_equal(probes[i].seen, i == 2 ? ERR_DENIED : ERR_OK);
		assert_int_equal(is_there(&scratch, i), i != 2);
	}
	assert_string_equal(probes[2].text, "told to");
	assert_true(healthy);
	scratch_close(&scratch);
}

static void when_the_transaction_is_ended_nothing_of_its_group_happened(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct probe probes[PROBES] = {[2] = {.end_transaction = true}};
	bool healthy;
	run_probes(probes, &scratch, &healthy);
	for (int i = 0; i < PROBES; i++)
		assert_int_equal(is_there(&scratch, i), probes[i].seen == ERR_OK);
	assert_int_equal(probes[2].seen, ERR_STORE);
	assert_string_equal(probes[2].text, "disk full");
	scratch_close(&scratch);
}

static void a_second_daemon_on_the_same_store_is_refused(void **state)
{
	(void)state;
	struct scratch_store scratch;
	struct store *second;
	struct err err = {0};
	scratch_open(&scratch, NULL);
	const struct store_options options = {.path = scratch.path};
	assert_int_equal(store_open(NULL, &options, &second, &err), ERR_BUSY);
	assert_non_null(strstr(err.text, "another nriseva"));
	scratch_close(&scratch);
}

static void looking_needs_no_lock_and_cannot_write(void **state)
{
	(void)state;
	struct scratch_store scratch, looker;
	struct err err = {0};
	struct probe probe = {.handle = "x"};
	scratch_open(&scratch, NULL);
	const struct store_options options = {.path = scratch.path, .read_only = true};
	assert_int_equal(store_open(NULL, &options, &looker.store, &err), ERR_OK);
	assert_int_equal(
		scratch_try(&looker, count_handle, (char[]){"nobody"}, &err), ERR_NOTFOUND);
	probe.op.work = probe_work;
	assert_int_equal(store_run(looker.store, &probe.op, &err), ERR_STORE);
	store_close(looker.store);
	scratch_close(&scratch);
}

/* It holds what citizens wrote. */
static void its_files_are_the_daemons_own(void **state)
{
	(void)state;
	struct scratch_store scratch;
	static const char *const names[] = {"store", "store-wal"};
	mode_t before = umask(0);
	scratch_open(&scratch, NULL);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[160];
		struct stat about;
		snprintf(path, sizeof path, "%s/%s", scratch.folder, names[i]);
		assert_int_equal(stat(path, &about), 0);
		assert_int_equal(about.st_mode & 0777, 0600);
	}
	umask(before);
	scratch_close(&scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(done_comes_after_the_commit_for_each),
		cmocka_unit_test(a_failed_operation_is_rolled_back_alone),
		cmocka_unit_test(when_the_transaction_is_ended_nothing_of_its_group_happened),
		cmocka_unit_test(a_second_daemon_on_the_same_store_is_refused),
		cmocka_unit_test(looking_needs_no_lock_and_cannot_write),
		cmocka_unit_test(its_files_are_the_daemons_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
