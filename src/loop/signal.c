/* Signals of the system, as calls on the loop. */
#include "base/mem.h"
#include "base/panic.h"
#include "loop/loop_priv.h"

struct loop_signal {
	uv_signal_t uv;
	struct loop *loop;
	void (*came)(void *arg);
	void *arg;
};

static void on_signal(uv_signal_t *uv, int number)
{
	(void)number;
	struct loop_signal *signal = uv->data;
	/* A signal interrupts the waiting, and libuv then forgets how long it had waited: it would
	 * look like work. */
	watchdog_rebase(signal->loop->watchdog);
	signal->came(signal->arg);
}

struct loop_signal *loop_signal_new(
	struct loop *loop, int number, void (*came)(void *arg), void *arg)
{
	struct loop_signal *signal = mem_new(1, sizeof *signal);
	signal->loop = loop;
	signal->came = came;
	signal->arg = arg;
	uv_signal_init(&loop->uv, &signal->uv);
	signal->uv.data = signal;
	if (uv_signal_start(&signal->uv, on_signal, number) != 0)
		panic("loop_signal_new: signal %d cannot be watched", number);
	uv_unref((uv_handle_t *)&signal->uv);
	loop->handles++;
	return signal;
}

static void on_closed(uv_handle_t *handle)
{
	mem_free(handle->data);
}

void loop_signal_free(struct loop_signal *signal)
{
	if (!signal)
		return;
	signal->loop->handles--;
	uv_close((uv_handle_t *)&signal->uv, on_closed);
}
