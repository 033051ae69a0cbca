#include "unit.h"

#include <time.h>

#include "loop/loop.h"

#include "base/clock.h"

struct ringer {
	struct loop_timer *timer;
	int rings;
	int again; /* start anew so many times */
	int64_t again_ms;
	bool free_in_ring;
	struct loop *stop;
	int64_t rang_mono;
};

static void on_ring(void *arg)
{
	struct ringer *ringer = arg;
	ringer->rings++;
	ringer->rang_mono = clock_mono_ms();
	if (ringer->again-- > 0)
		loop_timer_start(ringer->timer, ringer->again_ms);
	if (ringer->free_in_ring)
		loop_timer_free(ringer->timer);
	if (ringer->stop)
		loop_stop(ringer->stop);
}

static void sleep_ms(long ms)
{
	struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	nanosleep(&span, NULL);
}

static void a_timer_rings_once_and_not_early(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct ringer ringer = {0};
	ringer.timer = loop_timer_new(loop, on_ring, &ringer);
	sleep_ms(30); /* the loop's own clock stands still meanwhile */
	int64_t began = clock_mono_ms();
	loop_timer_start(ringer.timer, 40);
	assert_true(loop_timer_is_set(ringer.timer));
	loop_run(loop);
	assert_int_equal(ringer.rings, 1);
	assert_true(ringer.rang_mono - began >= 39);
	assert_false(loop_timer_is_set(ringer.timer));
	loop_timer_free(ringer.timer);
	loop_free(loop);
}

static void starting_anew_replaces_and_stop_takes_back(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct ringer replaced = {0}, stopped = {0}, at_once = {0};
	replaced.timer = loop_timer_new(loop, on_ring, &replaced);
	stopped.timer = loop_timer_new(loop, on_ring, &stopped);
	at_once.timer = loop_timer_new(loop, on_ring, &at_once);
	loop_timer_start(replaced.timer, 60000);
	loop_timer_start(replaced.timer, 1);
	loop_timer_start(stopped.timer, 1);
	loop_timer_stop(stopped.timer);
	loop_timer_start(at_once.timer, 0);
	assert_true(loop_timer_is_set(at_once.timer));
	loop_timer_stop(at_once.timer);
	assert_false(loop_timer_is_set(at_once.timer));
	loop_run(loop);
	assert_int_equal(replaced.rings, 1);
	assert_int_equal(stopped.rings, 0);
	assert_int_equal(at_once.rings, 0);
	loop_timer_free(replaced.timer);
	loop_timer_free(stopped.timer);
	loop_timer_free(at_once.timer);
	loop_free(loop);
}

static void zero_rings_in_the_next_turn_and_starves_nobody(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct ringer busy = {.again = 1000000000, .again_ms = 0}, other = {.stop = loop};
	busy.timer = loop_timer_new(loop, on_ring, &busy);
	other.timer = loop_timer_new(loop, on_ring, &other);
	loop_timer_start(busy.timer, 0);
	assert_int_equal(busy.rings, 0);
	loop_timer_start(other.timer, 5);
	loop_run(loop);
	assert_int_equal(other.rings, 1);
	assert_true(busy.rings > 1);
	loop_timer_free(busy.timer);
	loop_timer_free(other.timer);
	loop_free(loop);
}

static void a_timer_may_be_freed_from_its_own_ring(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct ringer later = {.free_in_ring = true}, at_once = {.free_in_ring = true};
	later.timer = loop_timer_new(loop, on_ring, &later);
	at_once.timer = loop_timer_new(loop, on_ring, &at_once);
	loop_timer_start(later.timer, 1);
	loop_timer_start(at_once.timer, 0);
	loop_run(loop);
	assert_int_equal(later.rings, 1);
	assert_int_equal(at_once.rings, 1);
	loop_timer_free(NULL);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_timer_rings_once_and_not_early),
		cmocka_unit_test(starting_anew_replaces_and_stop_takes_back),
		cmocka_unit_test(zero_rings_in_the_next_turn_and_starves_nobody),
		cmocka_unit_test(a_timer_may_be_freed_from_its_own_ring),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
