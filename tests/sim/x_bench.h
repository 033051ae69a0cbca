/* A pretended X that serves over HTTP, in the process of its test. */
#ifndef SIM_X_BENCH_H
#define SIM_X_BENCH_H

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "lib/ask.h"
#include "x/script.h"
#include "x/site.h"

struct x_bench {
	struct loop *loop;
	struct http_client *client;
	struct http_server *server;
	struct line_log *log;
	struct x_site site;
};

/* Serve as the account with this id; what the site shall be like is set afterwards. Gives 0, or -1. */
static inline int x_bench_open(struct x_bench *bench, const char *user_id)
{
	bench->loop = loop_new();
	bench->client = http_client_new(bench->loop);
	line_log_open(NULL, "x", &bench->log, NULL);
	x_site_init(&bench->site, bench->loop, bench->log, user_id, "UPPolNRI");
	struct http_server_options options = {.address = "127.0.0.1",
		.body_cap = 100000,
		.connections_max = 16,
		.idle_timeout_s = 10,
		.serve = x_site_serve,
		.arg = &bench->site};
	struct err err;
	return http_server_new(bench->loop, &options, &bench->server, &err) ? -1 : 0;
}

static inline void x_bench_close(struct x_bench *bench)
{
	x_script_free(bench->site.script);
	http_client_free(bench->client);
	http_server_free(bench->server);
	x_site_release(&bench->site);
	line_log_close(bench->log);
	loop_free(bench->loop);
}

/* A file of mode 0600 with this text, in a place that nobody knows; unlink it. */
static inline const char *x_bench_secret(const char *text)
{
	static char path[64];
	struct err err;
	snprintf(path, sizeof path, "/tmp/nriseva-sim-XXXXXX");
	int fd = mkstemp(path);
	if (fd < 0)
		return NULL;
	close(fd);
	unlink(path);
	return file_write_new(path, text, strlen(text), 0600, &err) ? NULL : path;
}

#endif
