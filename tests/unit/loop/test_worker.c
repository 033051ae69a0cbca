#include "unit.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include "loop/loop.h"

#include "base/mem.h"

enum { ITEMS = 5000, BATCH = 64 };

struct item {
	struct list node;
	size_t number;
	size_t worked; /* written on the thread, read on the loop after done */
};

struct fixture {
	struct loop *loop;
	struct worker *worker;
	struct item *items;
	/* on the thread */
	size_t worked;
	size_t largest;
	pthread_t thread;
	bool signals_blocked;
	long slow_ms;
	/* on the loop */
	size_t done;
	bool in_order;
	bool ended;
	size_t submit_more;
};

static void on_start(void *arg)
{
	struct fixture *f = arg;
	f->thread = pthread_self();
	sigset_t now;
	pthread_sigmask(SIG_SETMASK, NULL, &now);
	f->signals_blocked = sigismember(&now, SIGTERM) == 1;
}

static void on_work(void *arg, struct list *batch)
{
	struct fixture *f = arg;
	size_t count = 0;
	if (f->slow_ms) {
		struct timespec span = {.tv_nsec = f->slow_ms * 1000000};
		nanosleep(&span, NULL);
	}
	for (struct list *node = batch->next; node != batch; node = node->next) {
		container_of(node, struct item, node)->worked = ++f->worked;
		count++;
	}
	if (count > f->largest)
		f->largest = count;
}

static void on_done(void *arg, struct list *batch)
{
	struct fixture *f = arg;
	for (struct list *node; (node = list_pop(batch));) {
		struct item *item = container_of(node, struct item, node);
		if (item->number != f->done || item->worked != f->done + 1)
			f->in_order = false;
		f->done++;
	}
	if (f->submit_more > 0) {
		struct item *item = &f->items[ITEMS - f->submit_more];
		f->submit_more--;
		worker_submit(f->worker, &item->node);
	}
}

static void on_end(void *arg)
{
	struct fixture *f = arg;
	f->ended = pthread_equal(pthread_self(), f->thread);
}

static int set_up(void **state)
{
	struct fixture *f = mem_new(1, sizeof *f);
	f->loop = loop_new();
	f->items = mem_new(ITEMS, sizeof *f->items);
	for (size_t i = 0; i < ITEMS; i++)
		f->items[i].number = i;
	f->in_order = true;
	const struct worker_hooks hooks = {on_start, on_work, on_done, on_end, BATCH};
	f->worker = worker_new(f->loop, "a-rather-long-name-of-a-worker", &hooks, f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	loop_free(f->loop);
	mem_free(f->items);
	mem_free(f);
	return 0;
}

static void items_come_back_in_order_and_keep_the_loop_running(void **state)
{
	struct fixture *f = *state;
	for (size_t i = 0; i < ITEMS; i++)
		worker_submit(f->worker, &f->items[i].node);
	assert_int_equal(f->done, 0);
	assert_int_equal(worker_open(f->worker), ITEMS);
	loop_run(f->loop);
	assert_int_equal(f->done, ITEMS);
	assert_true(f->in_order);
	assert_int_equal(worker_open(f->worker), 0);
	worker_free(f->worker);
	assert_true(f->largest <= BATCH);
	assert_true(f->signals_blocked);
	assert_true(f->ended);
}

static void what_waits_is_taken_together(void **state)
{
	struct fixture *f = *state;
	f->slow_ms = 20;
	for (size_t i = 0; i < BATCH + 1; i++)
		worker_submit(f->worker, &f->items[i].node);
	loop_run(f->loop);
	worker_free(f->worker);
	assert_int_equal(f->done, BATCH + 1);
	assert_true(f->largest > 1);
}

static void an_idle_worker_lets_the_loop_end(void **state)
{
	struct fixture *f = *state;
	loop_run(f->loop);
	worker_free(f->worker);
	worker_free(NULL);
	assert_true(f->ended);
}

static void free_finishes_what_is_open_and_calls_done(void **state)
{
	struct fixture *f = *state;
	f->slow_ms = 1;
	for (size_t i = 0; i < 500; i++)
		worker_submit(f->worker, &f->items[i].node);
	worker_free(f->worker);
	assert_int_equal(f->done, 500);
	assert_true(f->in_order);
	assert_true(f->ended);
}

static void done_may_submit_more_while_the_worker_is_being_freed(void **state)
{
	struct fixture *f = *state;
	f->submit_more = 3;
	worker_submit(f->worker, &f->items[0].node);
	worker_free(f->worker);
	assert_int_equal(f->done, 4);
	assert_true(f->ended);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			items_come_back_in_order_and_keep_the_loop_running, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_waits_is_taken_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_idle_worker_lets_the_loop_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			free_finishes_what_is_open_and_calls_done, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			done_may_submit_more_while_the_worker_is_being_freed, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
