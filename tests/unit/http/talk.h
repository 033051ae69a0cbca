/* A client of raw bytes on the loop of the test, for what a well-behaved client would never
 * send. */
#ifndef TALK_H
#define TALK_H

#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "loop/loop.h"

struct talk {
	struct loop *loop;
	int fd;
	struct loop_poll *poll;
	struct buf heard;
	const char
		*until; /* stop the loop when this was heard; NULL: at the end of the connection */
	bool ended;     /* the other side closed */
};

static inline void talk_on_ready(void *arg, int events)
{
	struct talk *talk = arg;
	(void)events;
	char chunk[65536];
	ssize_t got = recv(talk->fd, chunk, sizeof chunk, 0);
	if (got > 0) {
		buf_add(&talk->heard, chunk, (size_t)got);
		if (talk->until && strstr(talk->heard.bytes, talk->until))
			loop_stop(talk->loop);
		return;
	}
	if (got < 0 && errno == EAGAIN)
		return;
	talk->ended = true;
	loop_poll_want(talk->poll, 0);
	loop_stop(talk->loop);
}

static inline void talk_begin(
	struct talk *talk, struct loop *loop, const struct sockaddr *to, socklen_t size)
{
	*talk = (struct talk){.loop = loop};
	buf_init(&talk->heard, 16 * 1024 * 1024);
	talk->fd = socket(to->sa_family, SOCK_STREAM, 0);
	assert_int_equal(connect(talk->fd, to, size), 0);
	talk->poll = loop_poll_new(loop, talk->fd, talk_on_ready, talk);
	loop_poll_want(talk->poll, LOOP_READABLE);
}

static inline void talk_begin_tcp(struct talk *talk, struct loop *loop, uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	talk_begin(talk, loop, (struct sockaddr *)&to, sizeof to);
}

static inline void talk_begin_unix(struct talk *talk, struct loop *loop, const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	strncpy(to.sun_path, path, sizeof to.sun_path - 1);
	talk_begin(talk, loop, (struct sockaddr *)&to, sizeof to);
}

static inline void talk_say(struct talk *talk, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t put = send(talk->fd, bytes, length, MSG_NOSIGNAL);
		if (put < 0)
			return; /* the other side does not listen any more */
		bytes += put;
		length -= (size_t)put;
	}
}

static inline void talk_on_timeout(void *arg)
{
	loop_stop(arg);
}

static inline bool talk_has_heard(const struct talk *talk)
{
	return talk->until ? strstr(talk->heard.bytes, talk->until) != NULL : talk->ended;
}

/* Run the loop until `until` was heard or, with NULL, until the other side closes. False after 5 s
 * without. */
static inline bool talk_hear(struct talk *talk, const char *until)
{
	talk->until = until;
	struct loop_timer *timer = loop_timer_new(talk->loop, talk_on_timeout, talk->loop);
	loop_timer_start(timer, 5000);
	while (!talk_has_heard(talk) && !talk->ended && loop_timer_is_set(timer))
		loop_run(talk->loop);
	loop_timer_free(timer);
	return talk_has_heard(talk);
}

static inline void talk_end(struct talk *talk)
{
	loop_poll_free(talk->poll);
	close(talk->fd);
	buf_release(&talk->heard);
}

#endif
