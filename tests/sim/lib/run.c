#include "lib/run.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/answer.h"

enum { BODY_CAP = 1 << 20, CONNECTIONS_MAX = 256, IDLE_TIMEOUT_S = 120 };

static void stop(void *arg)
{
	loop_stop(arg);
}

enum err_code run_until_signal(struct loop *loop, uint16_t port,
	void (*serve)(void *arg, struct http_exchange *exchange), void *arg, struct err *err)
{
	struct http_server_options options = {.address = "127.0.0.1",
		.port = port,
		.body_cap = BODY_CAP,
		.connections_max = CONNECTIONS_MAX,
		.idle_timeout_s = IDLE_TIMEOUT_S,
		.serve = serve,
		.arg = arg};
	struct http_server *server;
	enum err_code code = http_server_new(loop, &options, &server, err);
	if (code)
		return code;
	struct loop_signal *terminate = loop_signal_new(loop, SIGTERM, stop, loop);
	struct loop_signal *interrupt = loop_signal_new(loop, SIGINT, stop, loop);
	answer_ready(http_server_port(server));
	loop_run(loop);
	loop_signal_free(terminate);
	loop_signal_free(interrupt);
	http_server_free(server);
	return ERR_OK;
}

int64_t run_number(const char *option, const char *text, int64_t least)
{
	char *end;
	errno = 0;
	long long value = strtoll(text, &end, 10);
	if (errno || end == text || *end || value < least) {
		fprintf(stderr, "--%s: \"%s\" is not a whole number of at least %lld\n", option,
			text, (long long)least);
		exit(2);
	}
	return value;
}
