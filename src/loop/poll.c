/* Descriptors of other libraries. What is wanted is remembered only by libuv; stopping takes effect
 * at once, so the owner may close the descriptor, and even get the same number again, right after
 * loop_poll_free. */
#include <string.h>

#include "base/mem.h"
#include "base/panic.h"
#include "loop/loop_priv.h"

struct loop_poll {
	uv_poll_t uv;
	struct loop *loop;
	void (*ready)(void *arg, int events);
	void *arg;
};

struct loop_poll *loop_poll_new(
	struct loop *loop, int fd, void (*ready)(void *arg, int events), void *arg)
{
	struct loop_poll *poll = mem_new(1, sizeof *poll);
	poll->loop = loop;
	poll->ready = ready;
	poll->arg = arg;
	int failed = uv_poll_init(&loop->uv, &poll->uv, fd);
	if (failed)
		panic("loop_poll_new: descriptor %d: %s", fd, uv_strerror(failed));
	poll->uv.data = poll;
	loop->handles++;
	return poll;
}

static void on_ready(uv_poll_t *uv, int status, int events)
{
	struct loop_poll *poll = uv->data;
	int bits = 0;
	if (status < 0) {
		/* libuv has stopped watching already, but does not say so to uv_is_active. */
		uv_poll_stop(uv);
		bits = LOOP_FAILED;
	} else {
		if (events & UV_READABLE)
			bits |= LOOP_READABLE;
		if (events & UV_WRITABLE)
			bits |= LOOP_WRITABLE;
	}
	poll->ready(poll->arg, bits);
}

void loop_poll_want(struct loop_poll *poll, int events)
{
	int bits = 0;
	if (events & LOOP_READABLE)
		bits |= UV_READABLE;
	if (events & LOOP_WRITABLE)
		bits |= UV_WRITABLE;
	int failed = bits ? uv_poll_start(&poll->uv, bits, on_ready) : uv_poll_stop(&poll->uv);
	if (failed)
		panic("loop_poll_want: %s", uv_strerror(failed));
}

static void on_closed(uv_handle_t *handle)
{
	mem_free(handle->data);
}

void loop_poll_free(struct loop_poll *poll)
{
	if (!poll)
		return;
	uv_poll_stop(&poll->uv);
	poll->loop->handles--;
	uv_close((uv_handle_t *)&poll->uv, on_closed);
}
