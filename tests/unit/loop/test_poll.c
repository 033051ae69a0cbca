#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "loop/loop.h"

struct watcher {
	struct loop_poll *poll;
	int fd;
	int calls;
	int events;    /* all seen */
	int want_next; /* asked for in the callback */
	bool free_in_call;
};

static void on_ready(void *arg, int events)
{
	struct watcher *watcher = arg;
	watcher->calls++;
	watcher->events |= events;
	if (watcher->free_in_call) {
		loop_poll_free(watcher->poll);
		close(watcher->fd);
		return;
	}
	loop_poll_want(watcher->poll, watcher->want_next);
}

static void readable_and_writable_are_told_apart(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	int pair[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	struct watcher reader = {0}, writer = {0};
	reader.poll = loop_poll_new(loop, pair[0], on_ready, &reader);
	writer.poll = loop_poll_new(loop, pair[1], on_ready, &writer);
	assert_int_equal(write(pair[1], "x", 1), 1);
	loop_poll_want(reader.poll, LOOP_READABLE);
	loop_poll_want(writer.poll, LOOP_READABLE | LOOP_WRITABLE);
	loop_run(loop);
	assert_int_equal(reader.calls, 1);
	assert_int_equal(reader.events, LOOP_READABLE);
	assert_int_equal(writer.calls, 1);
	assert_int_equal(writer.events, LOOP_WRITABLE);
	loop_poll_free(reader.poll);
	loop_poll_free(writer.poll);
	close(pair[0]);
	close(pair[1]);
	loop_free(loop);
}

/* The same number comes back as a new descriptor while the old watcher's memory still waits to
 * go. */
static void a_descriptor_may_be_closed_and_its_number_used_again_at_once(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	int pair[2], next[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	struct watcher first = {.fd = pair[0]}, second = {0};
	first.poll = loop_poll_new(loop, pair[0], on_ready, &first);
	loop_poll_want(first.poll, LOOP_WRITABLE);
	loop_poll_free(first.poll);
	close(pair[0]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, next), 0);
	assert_int_equal(next[0], pair[0]);
	second.poll = loop_poll_new(loop, next[0], on_ready, &second);
	loop_poll_want(second.poll, LOOP_WRITABLE);
	loop_run(loop);
	assert_int_equal(first.calls, 0);
	assert_int_equal(second.calls, 1);
	loop_poll_free(second.poll);
	close(next[0]);
	close(next[1]);
	close(pair[1]);
	loop_free(loop);
}

static int refused_connect(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	socklen_t size = sizeof address;
	int closed = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(closed, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(closed, (struct sockaddr *)&address, &size), 0);
	close(closed);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	int answer = connect(fd, (struct sockaddr *)&address, size);
	assert_true(answer < 0 && (errno == EINPROGRESS || errno == ECONNREFUSED));
	return fd;
}

static void a_refused_connect_is_told_and_can_be_watched_again(void **state)
{
	(void)state;
	struct loop *loop = loop_new();
	struct watcher watcher = {.fd = refused_connect(), .want_next = 0};
	watcher.poll = loop_poll_new(loop, watcher.fd, on_ready, &watcher);
	loop_poll_want(watcher.poll, LOOP_WRITABLE);
	loop_run(loop);
	assert_int_equal(watcher.calls, 1);
	assert_true(watcher.events & LOOP_FAILED);
	watcher.free_in_call = true;
	loop_poll_want(watcher.poll, LOOP_WRITABLE);
	loop_run(loop);
	assert_int_equal(watcher.calls, 2);
	loop_free(loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readable_and_writable_are_told_apart),
		cmocka_unit_test(a_descriptor_may_be_closed_and_its_number_used_again_at_once),
		cmocka_unit_test(a_refused_connect_is_told_and_can_be_watched_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
