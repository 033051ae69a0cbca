#include "unit.h"

#include <pthread.h>

#include "loop/loop.h"

#include "base/mem.h"

struct call {
	struct deferred deferred;
	struct loop *loop;
	int count;
	int again;            /* defer itself so many times more */
	struct call *undefer; /* take this one back when called */
	const int *others;    /* what another counter stood at when this was called */
	int others_then;
};

static void on_call(struct deferred *deferred)
{
	struct call *call = container_of(deferred, struct call, deferred);
	call->count++;
	if (call->others)
		call->others_then = *call->others;
	if (call->undefer)
		loop_undefer(&call->undefer->deferred);
	if (call->again-- > 0)
		loop_defer(call->loop, &call->deferred);
}

static struct call new_call(struct loop *loop)
{
	return (struct call){.deferred.call = on_call, .loop = loop};
}

static void a_deferred_call_is_made_later_and_once(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct call call = new_call(loop);
	loop_defer(loop, &call.deferred);
	loop_defer(loop, &call.deferred);
	assert_int_equal(call.count, 0);
	loop_run(loop);
	assert_int_equal(call.count, 1);
	loop_free(loop);
}

static void a_call_that_defers_itself_lets_others_have_their_turn(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct call greedy = new_call(loop), other = new_call(loop);
	greedy.again = 100;
	other.others = &greedy.count;
	loop_defer(loop, &greedy.deferred);
	loop_defer(loop, &other.deferred);
	loop_run(loop);
	assert_int_equal(greedy.count, 101);
	assert_int_equal(other.others_then, 1);
	loop_free(loop);
}

static void a_deferred_call_can_be_taken_back_even_by_one_of_the_same_turn(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct call first = new_call(loop), second = new_call(loop), third = new_call(loop);
	first.undefer = &second;
	loop_defer(loop, &first.deferred);
	loop_defer(loop, &second.deferred);
	loop_defer(loop, &third.deferred);
	loop_undefer(&third.deferred);
	loop_undefer(&third.deferred);
	loop_run(loop);
	assert_int_equal(first.count, 1);
	assert_int_equal(second.count, 0);
	assert_int_equal(third.count, 0);
	loop_free(loop);
}

static void what_is_deferred_when_the_loop_is_freed_is_dropped(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct call call = new_call(loop);
	loop_defer(loop, &call.deferred);
	loop_free(loop);
	assert_int_equal(call.count, 0);
	assert_false(call.deferred.waiting);
}

static void stop_ends_the_run_and_a_later_run_goes_on(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct call endless = new_call(loop);
	endless.again = 1000;
	loop_defer(loop, &endless.deferred);
	loop_stop(loop);
	loop_run(loop);
	assert_true(endless.count < 1001);
	loop_run(loop);
	assert_int_equal(endless.count, 1001);
	loop_free(loop);
}

static void a_stop_without_a_run_does_not_hinder_the_end(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	loop_stop(loop);
	loop_free(loop);
}

/* Posts each of many calls from a thread, some of them twice, then the one that stops the loop. */
enum { POSTS = 2000 };

struct poster {
	struct loop *loop;
	struct call calls[POSTS];
	struct deferred last;
	struct deferred keep_running;
	bool over;
};

static void *post_all(void *arg)
{
	struct poster *poster = arg;
	for (size_t i = 0; i < POSTS; i++)
		loop_post(poster->loop, &poster->calls[i].deferred);
	loop_post(poster->loop, &poster->last);
	return NULL;
}

static void on_last(struct deferred *deferred)
{
	container_of(deferred, struct poster, last)->over = true;
}

static void on_keep_running(struct deferred *deferred)
{
	struct poster *poster = container_of(deferred, struct poster, keep_running);
	if (!poster->over)
		loop_defer(poster->loop, &poster->keep_running);
}

static void posts_from_another_thread_all_arrive_in_order(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct poster *poster = mem_new(1, sizeof *poster);
	poster->loop = loop;
	for (size_t i = 0; i < POSTS; i++) {
		poster->calls[i] = new_call(loop);
		if (i > 0)
			poster->calls[i].others = &poster->calls[i - 1].count;
	}
	poster->last.call = on_last;
	poster->keep_running.call = on_keep_running;
	loop_defer(loop, &poster->keep_running);
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, post_all, poster), 0);
	loop_run(loop);
	pthread_join(thread, NULL);
	for (size_t i = 0; i < POSTS; i++) {
		assert_int_equal(poster->calls[i].count, 1);
		if (i > 0)
			assert_int_equal(poster->calls[i].others_then, 1);
	}
	mem_free(poster);
	loop_free(loop);
}

static void a_post_made_before_the_run_is_not_forgotten(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct call call = new_call(loop);
	loop_post(loop, &call.deferred);
	loop_post(loop, &call.deferred);
	loop_run(loop);
	assert_int_equal(call.count, 1);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deferred_call_is_made_later_and_once),
		cmocka_unit_test(a_call_that_defers_itself_lets_others_have_their_turn),
		cmocka_unit_test(a_deferred_call_can_be_taken_back_even_by_one_of_the_same_turn),
		cmocka_unit_test(what_is_deferred_when_the_loop_is_freed_is_dropped),
		cmocka_unit_test(stop_ends_the_run_and_a_later_run_goes_on),
		cmocka_unit_test(a_stop_without_a_run_does_not_hinder_the_end),
		cmocka_unit_test(posts_from_another_thread_all_arrive_in_order),
		cmocka_unit_test(a_post_made_before_the_run_is_not_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
