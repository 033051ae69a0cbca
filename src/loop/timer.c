/*
 * Timers. libuv reckons from the time at which the turn began; after long work that is in the past,
 * so the clock is read anew at each start and nothing rings early. "At once" is a deferred call: a
 * libuv timer of 0 that is started again from its own ring would run for ever in the same turn.
 */
#include "base/mem.h"
#include "base/panic.h"
#include "loop/loop_priv.h"

struct loop_timer {
	uv_timer_t uv;
	struct deferred at_once;
	struct loop *loop;
	void (*ring)(void *arg);
	void *arg;
};

static void on_timer(uv_timer_t *uv)
{
	struct loop_timer *timer = uv->data;
	timer->ring(timer->arg);
}

static void on_at_once(struct deferred *deferred)
{
	struct loop_timer *timer = container_of(deferred, struct loop_timer, at_once);
	timer->ring(timer->arg);
}

struct loop_timer *loop_timer_new(struct loop *loop, void (*ring)(void *arg), void *arg)
{
	struct loop_timer *timer = mem_new(1, sizeof *timer);
	timer->loop = loop;
	timer->ring = ring;
	timer->arg = arg;
	timer->at_once.call = on_at_once;
	uv_timer_init(&loop->uv, &timer->uv);
	timer->uv.data = timer;
	loop->handles++;
	return timer;
}

static void on_closed(uv_handle_t *handle)
{
	mem_free(handle->data);
}

void loop_timer_free(struct loop_timer *timer)
{
	if (!timer)
		return;
	loop_timer_stop(timer);
	timer->loop->handles--;
	uv_close((uv_handle_t *)&timer->uv, on_closed);
}

void loop_timer_start(struct loop_timer *timer, int64_t after_ms)
{
	loop_timer_stop(timer);
	if (after_ms <= 0) {
		loop_defer(timer->loop, &timer->at_once);
		return;
	}
	uv_update_time(&timer->loop->uv);
	if (uv_timer_start(&timer->uv, on_timer, (uint64_t)after_ms, 0) != 0)
		panic("loop_timer_start: the timer was freed");
}

void loop_timer_stop(struct loop_timer *timer)
{
	loop_undefer(&timer->at_once);
	uv_timer_stop(&timer->uv);
}

bool loop_timer_is_set(const struct loop_timer *timer)
{
	return timer->at_once.waiting || uv_is_active((const uv_handle_t *)&timer->uv);
}
