#include "unit.h"

#include <signal.h>
#include <unistd.h>

#include "loop/loop.h"

struct seen {
	struct loop *loop;
	int count;
};

static void on_signal(void *arg)
{
	struct seen *seen = arg;
	seen->count++;
	loop_stop(seen->loop);
}

static void on_timeout(void *arg)
{
	(void)arg;
	fail_msg("the signal did not come");
}

static void a_signal_is_a_call_on_the_loop(void **state)
{
	(void)state;
	struct seen seen = {.loop = loop_new()};
	struct loop_signal *signal = loop_signal_new(seen.loop, SIGUSR1, on_signal, &seen);
	struct loop_timer *timer = loop_timer_new(seen.loop, on_timeout, NULL);
	loop_timer_start(timer, 5000);
	kill(getpid(), SIGUSR1);
	loop_run(seen.loop);
	assert_int_equal(seen.count, 1);
	loop_timer_free(timer);
	loop_signal_free(signal);
	loop_free(seen.loop);
}

static void a_watched_signal_does_not_keep_the_loop_running(void **state)
{
	(void)state;
	struct seen seen = {.loop = loop_new()};
	struct loop_signal *signal = loop_signal_new(seen.loop, SIGUSR2, on_signal, &seen);
	loop_run(seen.loop);
	assert_int_equal(seen.count, 0);
	loop_signal_free(signal);
	loop_signal_free(NULL);
	loop_free(seen.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signal_is_a_call_on_the_loop),
		cmocka_unit_test(a_watched_signal_does_not_keep_the_loop_running),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
