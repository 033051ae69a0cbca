#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crash.h"

static void an_order_names_a_point_and_a_passing(void **state)
{
	(void)state;
	struct crash_order order;
	assert_int_equal(crash_order_read("reply.sent", &order, NULL), ERR_OK);
	assert_string_equal(order.name, "reply.sent");
	assert_int_equal(order.passing, 1);
	assert_int_equal(crash_order_read("reply.sent:12", &order, NULL), ERR_OK);
	assert_string_equal(order.name, "reply.sent");
	assert_int_equal(order.passing, 12);
}

static void what_is_no_order_is_refused_with_its_text(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", ":1", "reply.sent:", "reply.sent:0",
		"reply.sent:-1", "reply.sent:1x",
		"a.name.that.is.longer.than.any.point.has.ever.been"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct crash_order order;
		struct err err;
		assert_int_equal(crash_order_read(wrong[i], &order, &err), ERR_CONFIG);
		assert_non_null(strstr(err.text, wrong[i]));
	}
}

/* Pass three points in a process of its own; gives its wait status. */
static int pass_points(const char *order)
{
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		setenv("NRISEVA_CRASH", order, 1);
		crash_point("one");
		crash_point("two");
		crash_point("two");
		_exit(7);
	}
	int status;
	waitpid(child, &status, 0);
	return status;
}

static bool is_killed(const char *order)
{
	int status = pass_points(order);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

static bool lives(const char *order)
{
	int status = pass_points(order);
	return WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

#ifdef NRISEVA_CRASH

static void the_process_dies_at_the_passing_that_was_ordered(void **state)
{
	(void)state;
	assert_true(is_killed("one"));
	assert_true(is_killed("two:2"));
	assert_true(lives("two:3"));
	assert_true(lives("three"));
}

static void waits_are_divided_and_never_nothing(void **state)
{
	(void)state;
	unsetenv("NRISEVA_TIME_SCALE");
	assert_int_equal(crash_wait_ms(5000), 5000);
	setenv("NRISEVA_TIME_SCALE", "100", 1);
	assert_int_equal(crash_wait_ms(5000), 50);
	assert_int_equal(crash_wait_ms(7), 1);
	unsetenv("NRISEVA_TIME_SCALE");
}

#else

static void an_ordinary_build_follows_no_order(void **state)
{
	(void)state;
	assert_true(lives("one"));
	assert_false(is_killed("two:2"));
	setenv("NRISEVA_TIME_SCALE", "100", 1);
	assert_int_equal(crash_wait_ms(5000), 5000);
	unsetenv("NRISEVA_TIME_SCALE");
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_order_names_a_point_and_a_passing),
		cmocka_unit_test(what_is_no_order_is_refused_with_its_text),
#ifdef NRISEVA_CRASH
		cmocka_unit_test(the_process_dies_at_the_passing_that_was_ordered),
		cmocka_unit_test(waits_are_divided_and_never_nothing),
#else
		cmocka_unit_test(an_ordinary_build_follows_no_order),
#endif
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
