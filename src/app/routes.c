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

static json_t *handles_page(const struct daemon *daemon, bool *out_ok)
{
	json_t *list = json_array();
	for (size_t i = 0; i < daemon->channel_count; i++) {
		struct channel_health health = {0};
		char iso[CLOCK_ISO_SIZE];
		daemon->channels[i]->kind->health(daemon->channels[i], &health);
		json_t *handle = json_object();
		json_set_string(handle, "handle", daemon->channels[i]->handle);
		json_object_set_new(handle, "ok", json_boolean(health.ok));
		json_set_string(handle, "last_poll",
			health.last_poll_at ? clock_iso(health.last_poll_at, iso) : NULL);
		if (!health.ok)
			json_set_string(handle, "problem", health.text);
		json_array_append_new(list, handle);
		*out_ok = *out_ok && health.ok;
	}
	return list;
}

static json_t *store_page(const struct daemon *daemon, bool *out_ok)
{
	int64_t since_at;
	const char *text;
	json_t *page = json_object();
	bool ok = store_is_healthy(daemon->store, &since_at, &text);
	json_object_set_new(page, "ok", json_boolean(ok));
	if (!ok) {
		char iso[CLOCK_ISO_SIZE];
		json_set_string(page, "since", clock_iso(since_at, iso));
		json_set_string(page, "problem", text);
	}
	*out_ok = *out_ok && ok;
	return page;
}

static void serve_health(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	const struct daemon *daemon = arg;
	bool ok = true;
	json_t *store = store_page(daemon, &ok);
	json_t *handles = handles_page(daemon, &ok);
	json_t *page = json_object();
	json_set_string(page, "status", ok ? "ok" : "failing");
	json_object_set_new(page, "store", store);
	json_object_set_new(page, "handles", handles);
	struct buf body;
	buf_init(&body, PAGE_CAP);
	json_encode(page, &body);
	json_decref(page);
	http_reply(exchange, ok ? 200 : 503, "application/json", body.bytes, body.length);
	buf_release(&body);
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
