#include "edges.h"

#include "base/counter.h"
#include "channel/x/x_priv.h"

static struct x x;
static struct config_handle handle;

/* As poll.c leaves it: a page at intake, with two posts that cannot be taken. */
static int set_up(void **state)
{
	edges_set_up(state);
	handle = edges_handle();
	x = (struct x){.parts = edges_parts(), .handle = &handle};
	x_budget_init(&x.budget, &handle.limits, &handle.prices);
	x_poll_init(&x);
	x.poll.state = X_POLL_TAKING;
	x.poll.began_at = clock_wall_ms();
	x.poll.unreadable = mem_new(2, sizeof *x.poll.unreadable);
	x.poll.unreadable_new = mem_new(2, sizeof *x.poll.unreadable_new);
	x.poll.unreadable_count = 2;
	str_copy(x.poll.unreadable[0].id, ID_SIZE, "21");
	x.poll.unreadable[0].reason = x.poll.unreadable[1].reason = "it has no text";
	return 0;
}

static int tear_down(void **state)
{
	x.poll.state = X_POLL_STOPPED;
	x_poll_release(&x);
	return edges_tear_down(state);
}

static int64_t counted(void)
{
	return counter_value(counter_get("nriseva_x_unreadable_posts_total", "", ""));
}

static void they_are_recorded_and_counted_before_the_cursor_moves(void **state)
{
	(void)state;
	int64_t before = counted();
	x_unreadable_keep(&x);
	assert_true(edges_run_until(&edges.store_ops, 1));
	assert_int_equal(edges.unreadable_count, 2);
	assert_string_equal(edges.unreadable[0], "21");
	assert_string_equal(edges.unreadable[1], "");
	assert_int_equal(counted(), before + 2);
	assert_null(x.poll.unreadable);
	assert_true(edges_run_until(&edges.store_ops, 2));
	assert_true(edges.handle.cursor_at > 0);
}

static void a_store_that_fails_holds_the_cursor(void **state)
{
	(void)state;
	int64_t before = counted();
	edges.store_fails = true;
	x_unreadable_keep(&x);
	assert_true(edges_run_until(&edges.store_ops, 1));
	assert_int_equal(counted(), before);
	assert_int_equal(x.poll.state, X_POLL_WAITING);
	assert_int_equal(x.poll.trouble, X_TROUBLE_STORE);
	assert_int_equal(edges.handle.cursor_at, 0);
	assert_null(x.poll.unreadable);
}

#define WITH_X(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	log_setup((enum log_level)(LOG_ERROR + 1), false);
	const struct CMUnitTest tests[] = {
		WITH_X(they_are_recorded_and_counted_before_the_cursor_moves),
		WITH_X(a_store_that_fails_holds_the_cursor),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
