/* What the daemon answers over HTTP: districts' status updates, and the two pages of its health. */
#include <inttypes.h>
#include <string.h>

#include "app/daemon.h"
#include "base/clock.h"
#include "base/counter.h"
#include "base/mem.h"
#include "json/json.h"

enum { PAGE_CAP = 1024 * 1024 };

static void serve_status(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct daemon *daemon = arg;
	district_desk_serve_status(daemon->desk, exchange, params->values[0]);
}

static void serve_health(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	const struct health health = daemon_health(arg);
	health_serve(&health, exchange);
}

/* The counts of the lanes come from the store, so the page waits for it. */
struct metrics_page {
	struct store_op op;
	struct http_exchange *exchange;
	struct buf lanes;
};

static void add_lane(void *arg, const char *lane, const char *state, int64_t count)
{
	struct buf *lanes = arg;
	buf_add_format(lanes, "nriseva_deliveries{lane=\"%s\",state=\"%s\"} %" PRId64 "\n", lane,
		state, count);
}

static enum err_code metrics_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct metrics_page *page = container_of(op, struct metrics_page, op);
	buf_clear(&page->lanes);
	return store_lane_counts(tx, add_lane, &page->lanes, err);
}

static void metrics_done(struct store_op *op, enum err_code code, const struct err *err)
{
	(void)code,
		(void)err; /* with a broken store the counts are missing; the rest is still true */
	struct metrics_page *page = container_of(op, struct metrics_page, op);
	struct buf body;
	buf_init(&body, PAGE_CAP);
	counter_write_all(&body);
	buf_add_string(&body,
		"# HELP nriseva_deliveries Deliveries that are not done, by lane and state\n"
		"# TYPE nriseva_deliveries gauge\n");
	buf_add_string(&body, page->lanes.bytes);
	http_reply(page->exchange, 200, "text/plain; version=0.0.4; charset=utf-8", body.bytes,
		body.length);
	buf_release(&body);
	buf_release(&page->lanes);
	mem_free(page);
}

static void serve_metrics(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct daemon *daemon = arg;
	struct metrics_page *page = mem_new(1, sizeof *page);
	page->exchange = exchange;
	page->op = (struct store_op){.work = metrics_work, .done = metrics_done};
	buf_init(&page->lanes, PAGE_CAP);
	store_submit(daemon->store, &page->op);
}

void daemon_serve(void *arg, struct http_exchange *exchange)
{
	static const struct http_route routes[] = {
		{"POST", "/v1/{sender}/status", serve_status},
		{"GET", "/healthz", serve_health},
		{"GET", "/metrics", serve_metrics},
	};
	http_dispatch(routes, sizeof routes / sizeof *routes, arg, exchange);
}
