#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "loop/loop.h"

#include "base/counter.h"
#include "base/log.h"

static void sleep_ms(long ms)
{
	struct timespec span = {.tv_nsec = ms * 1000000};
	nanosleep(&span, NULL);
}

static void on_block(void *arg)
{
	sleep_ms(*(long *)arg);
}

static void on_nothing(void *arg)
{
	(void)arg;
}

static int64_t longest(void)
{
	return counter_value(gauge_get("nriseva_loop_turn_longest_ms", "", ""));
}

static void run_turn_of(struct loop *loop, long block_ms, int64_t wait_ms)
{
	struct loop_timer *blocker = loop_timer_new(loop, on_block, &block_ms);
	struct loop_timer *waiter = loop_timer_new(loop, on_nothing, NULL);
	loop_timer_start(blocker, 1);
	loop_timer_start(waiter, wait_ms);
	loop_run(loop);
	loop_timer_free(blocker);
	loop_timer_free(waiter);
}

/* Longest first: a machine that stalls by itself would make a short turn long. */
static void a_long_turn_is_measured(void **state)
{
	(void)state;
	log_setup(LOG_ERROR + 1, false);
	struct loop *loop = loop_new();
	loop_watchdog_start(loop);
	loop_watchdog_start(loop);
	run_turn_of(loop, 80, 200);
	loop_watchdog_stop(loop);
	loop_watchdog_stop(loop);
	assert_true(longest() >= 79);
	loop_free(loop);
}

static void waiting_and_time_outside_of_a_run_are_not_work(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	loop_watchdog_start(loop);
	run_turn_of(loop, 0, 500);
	sleep_ms(500);
	run_turn_of(loop, 0, 500);
	loop_watchdog_stop(loop);
	assert_true(longest() < 450);
	loop_free(loop);
}

static void *kill_after_a_while(void *arg)
{
	sleep_ms(600);
	pthread_kill(*(pthread_t *)arg, SIGUSR1);
	return NULL;
}

static void waiting_that_a_signal_interrupts_is_not_work(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct loop_signal *signal = loop_signal_new(loop, SIGUSR1, on_nothing, NULL);
	loop_watchdog_start(loop);
	pthread_t here = pthread_self(), killer;
	assert_int_equal(pthread_create(&killer, NULL, kill_after_a_while, &here), 0);
	run_turn_of(loop, 0, 900);
	pthread_join(killer, NULL);
	loop_watchdog_stop(loop);
	assert_true(longest() < 450);
	loop_signal_free(signal);
	loop_free(loop);
}

static void a_watchdog_left_running_ends_with_the_loop(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	loop_watchdog_start(loop);
	loop_run(loop);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_turn_is_measured),
		cmocka_unit_test(waiting_and_time_outside_of_a_run_are_not_work),
		cmocka_unit_test(waiting_that_a_signal_interrupts_is_not_work),
		cmocka_unit_test(a_watchdog_left_running_ends_with_the_loop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
