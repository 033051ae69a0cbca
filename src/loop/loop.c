/*
 * The loop itself, deferred calls, and calls posted from other threads.
 *
 * A deferred call waits in a list and is made by an idle handle, which libuv runs once a turn and
 * which makes the turn not wait. Calls asked for while the list is being worked off are for the
 * next turn, so a call that defers itself again cannot starve the rest.
 *
 * A posted call waits in a second list under a lock until the async handle wakes us. That handle
 * does not keep the loop running: a post made before loop_run, or while it is about to return, is
 * found by looking once more.
 *
 * Handles live in heap objects whose memory goes in libuv's close callback. The handles of `struct
 * loop` are closed in loop_free, which runs the loop until the last close callback came.
 */
#include "loop/loop.h"

#include "base/mem.h"
#include "base/panic.h"
#include "loop/loop_priv.h"

static void run_deferred(uv_idle_t *idle)
{
	struct loop *loop = idle->data;
	struct list now;
	list_init(&now);
	list_move_all(&now, &loop->deferred);
	uv_idle_stop(&loop->idle);
	for (struct list *node; (node = list_pop(&now));) {
		struct deferred *deferred = container_of(node, struct deferred, node);
		deferred->waiting = false;
		deferred->call(deferred);
	}
}

void loop_defer(struct loop *loop, struct deferred *deferred)
{
	if (deferred->waiting)
		return;
	deferred->waiting = true;
	list_append(&loop->deferred, &deferred->node);
	uv_idle_start(&loop->idle, run_deferred);
}

void loop_undefer(struct deferred *deferred)
{
	if (!deferred->waiting)
		return;
	deferred->waiting = false;
	list_remove(&deferred->node);
}

void loop_post(struct loop *loop, struct deferred *deferred)
{
	uv_mutex_lock(&loop->lock);
	bool first = !deferred->waiting;
	if (first) {
		deferred->waiting = true;
		list_append(&loop->posted, &deferred->node);
	}
	uv_mutex_unlock(&loop->lock);
	if (first)
		uv_async_send(&loop->async);
}

static struct deferred *take_posted(struct loop *loop)
{
	uv_mutex_lock(&loop->lock);
	struct list *node = list_pop(&loop->taken);
	struct deferred *deferred = node ? container_of(node, struct deferred, node) : NULL;
	if (deferred)
		deferred->waiting = false;
	uv_mutex_unlock(&loop->lock);
	return deferred;
}

/* Make the calls that were posted until now; whether there were any. */
static bool run_posted(struct loop *loop)
{
	uv_mutex_lock(&loop->lock);
	list_move_all(&loop->taken, &loop->posted);
	uv_mutex_unlock(&loop->lock);
	bool any = false;
	for (struct deferred *deferred; (deferred = take_posted(loop)); any = true)
		deferred->call(deferred);
	return any;
}

static void on_async(uv_async_t *async)
{
	run_posted(async->data);
}

struct loop *loop_new(void)
{
	struct loop *loop = mem_new(1, sizeof *loop);
	list_init(&loop->deferred);
	list_init(&loop->posted);
	list_init(&loop->taken);
	if (uv_loop_init(&loop->uv) != 0 || uv_mutex_init(&loop->lock) != 0)
		panic("the system has no event loop for us (too many open files?)");
	/* Must be asked for before the loop first runs; the watchdog lives on it. */
	uv_loop_configure(&loop->uv, UV_METRICS_IDLE_TIME);
	uv_idle_init(&loop->uv, &loop->idle);
	loop->idle.data = loop;
	if (uv_async_init(&loop->uv, &loop->async, on_async) != 0)
		panic("the system has no wake-up descriptor for us (too many open files?)");
	loop->async.data = loop;
	uv_unref((uv_handle_t *)&loop->async);
	return loop;
}

void loop_run(struct loop *loop)
{
	watchdog_rebase(loop->watchdog);
	do {
		uv_run(&loop->uv, UV_RUN_DEFAULT);
	} while (!loop->stopped && run_posted(loop));
	loop->stopped = false;
}

void loop_stop(struct loop *loop)
{
	loop->stopped = true;
	uv_stop(&loop->uv);
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	loop_watchdog_stop(loop);
	if (loop->handles > 0)
		panic("loop_free: %zu timers, polls, signals or workers are left", loop->handles);
	for (struct list *node; (node = list_pop(&loop->deferred));)
		container_of(node, struct deferred, node)->waiting = false;
	uv_close((uv_handle_t *)&loop->idle, NULL);
	uv_close((uv_handle_t *)&loop->async, NULL);
	/* A loop_stop that no run has heeded would end the first one early. */
	while (uv_run(&loop->uv, UV_RUN_DEFAULT) != 0)
		;
	if (uv_loop_close(&loop->uv) != 0)
		panic("loop_free: a handle was stopped but not closed");
	uv_mutex_destroy(&loop->lock);
	mem_free(loop);
}
