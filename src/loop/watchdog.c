/*
 * How long turns take. libuv tells how long it has waited in all; what passed between two moments
 * before waiting and was not waited is the work of one turn. Turns are counted by length in
 * classes, one set of classes per minute, so that old minutes can be forgotten.
 */
#include <string.h>

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "loop/loop_priv.h"

enum { LONG_TURN_MS = 50, MINUTES = 5, SHOW_EVERY_MS = 5000, CLASS_COUNT = 12 };

/* Upper ends of the classes; the last has none. */
static const int64_t class_ms[CLASS_COUNT] = {
	1, 2, 3, 5, 10, 20, 35, 50, 100, 250, 1000, INT64_MAX};

struct minute {
	uint64_t number; /* minutes since the system started */
	uint64_t turns[CLASS_COUNT];
	int64_t longest_ms;
};

struct watchdog {
	uv_prepare_t prepare;
	uv_timer_t timer; /* shows the figures now and then, also when nothing happens */
	uv_loop_t *uv;
	int open_handles;
	uint64_t at_ns;     /* when the present turn began to be counted */
	uint64_t waited_ns; /* what libuv had waited by then */
	struct minute minutes[MINUTES];
	struct counter *longest, *p99;
};

void watchdog_rebase(struct watchdog *watchdog)
{
	if (!watchdog)
		return;
	watchdog->at_ns = uv_hrtime();
	watchdog->waited_ns = uv_metrics_idle_time(watchdog->uv);
}

static void count_turn(struct watchdog *watchdog, int64_t ms)
{
	uint64_t number = watchdog->at_ns / 60000000000u;
	struct minute *minute = &watchdog->minutes[number % MINUTES];
	if (minute->number != number)
		*minute = (struct minute){.number = number};
	size_t class = 0;
	while (ms >= class_ms[class])
		class ++;
	minute->turns[class]++;
	if (ms > minute->longest_ms)
		minute->longest_ms = ms;
}

static void on_prepare(uv_prepare_t *prepare)
{
	struct watchdog *watchdog = prepare->data;
	uint64_t at = watchdog->at_ns, waited = watchdog->waited_ns;
	watchdog_rebase(watchdog);
	int64_t busy_ns = (int64_t)((watchdog->at_ns - at) - (watchdog->waited_ns - waited));
	int64_t ms = busy_ns / 1000000;
	count_turn(watchdog, ms);
	if (ms >= LONG_TURN_MS)
		log_line(LOG_WARN, "loop",
			"a turn took %lld ms (more than %d ms makes everybody wait); a slow or "
			"crowded machine, or a fault of the program",
			(long long)ms, LONG_TURN_MS);
}

/* The upper end of the class in which the 99th of 100 turns lies, or the longest if that is the
 * last class. */
static int64_t p99_of(const uint64_t turns[CLASS_COUNT], int64_t longest_ms)
{
	uint64_t all = 0, seen = 0;
	for (size_t i = 0; i < CLASS_COUNT; i++)
		all += turns[i];
	for (size_t i = 0; i < CLASS_COUNT; i++) {
		seen += turns[i];
		if (seen * 100 >= all * 99)
			return class_ms[i] < longest_ms ? class_ms[i] : longest_ms;
	}
	return longest_ms;
}

static void on_show(uv_timer_t *timer)
{
	struct watchdog *watchdog = timer->data;
	uint64_t number = uv_hrtime() / 60000000000u, turns[CLASS_COUNT] = {0};
	int64_t longest_ms = 0;
	for (size_t m = 0; m < MINUTES; m++) {
		const struct minute *minute = &watchdog->minutes[m];
		if (minute->number + MINUTES <= number)
			continue;
		for (size_t i = 0; i < CLASS_COUNT; i++)
			turns[i] += minute->turns[i];
		if (minute->longest_ms > longest_ms)
			longest_ms = minute->longest_ms;
	}
	gauge_set(watchdog->longest, longest_ms);
	gauge_set(watchdog->p99, p99_of(turns, longest_ms));
}

void loop_watchdog_start(struct loop *loop)
{
	if (loop->watchdog)
		return;
	struct watchdog *watchdog = mem_new(1, sizeof *watchdog);
	watchdog->uv = &loop->uv;
	watchdog->longest = gauge_get("nriseva_loop_turn_longest_ms", "",
		"Longest turn of the event loop in the last five minutes.");
	watchdog->p99 = gauge_get("nriseva_loop_turn_p99_ms", "",
		"99 of 100 turns of the event loop in the last five minutes were not longer than "
		"this.");
	uv_prepare_init(&loop->uv, &watchdog->prepare);
	uv_timer_init(&loop->uv, &watchdog->timer);
	watchdog->open_handles = 2;
	watchdog->prepare.data = watchdog->timer.data = watchdog;
	uv_prepare_start(&watchdog->prepare, on_prepare);
	uv_timer_start(&watchdog->timer, on_show, SHOW_EVERY_MS, SHOW_EVERY_MS);
	uv_unref((uv_handle_t *)&watchdog->prepare);
	uv_unref((uv_handle_t *)&watchdog->timer);
	watchdog_rebase(watchdog);
	loop->watchdog = watchdog;
}

static void on_closed(uv_handle_t *handle)
{
	struct watchdog *watchdog = handle->data;
	if (--watchdog->open_handles == 0)
		mem_free(watchdog);
}

void loop_watchdog_stop(struct loop *loop)
{
	struct watchdog *watchdog = loop->watchdog;
	if (!watchdog)
		return;
	on_show(&watchdog->timer); /* the figures of a short run */
	loop->watchdog = NULL;
	uv_close((uv_handle_t *)&watchdog->prepare, on_closed);
	uv_close((uv_handle_t *)&watchdog->timer, on_closed);
}
