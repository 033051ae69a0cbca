#include "console/health.h"

#include "base/clock.h"
#include "model/spending.h"
#include "json/json.h"

enum { PAGE_CAP = 1024 * 1024 };

static void set_window(json_t *handle, const char *key, const struct channel_window *window)
{
	char iso[CLOCK_ISO_SIZE];
	if (!window->reset_at)
		return;
	json_t *page = json_object();
	json_object_set_new(page, "left", json_integer(window->left));
	json_set_string(page, "reset", clock_iso(window->reset_at, iso));
	json_object_set_new(handle, key, page);
}

static void set_count(json_t *handle, const char *key, const struct channel_allowance *allowance)
{
	if (!allowance->limit)
		return;
	json_t *page = json_object();
	json_object_set_new(page, "used", json_integer(allowance->used));
	json_object_set_new(page, "limit", json_integer(allowance->limit));
	json_object_set_new(handle, key, page);
}

/* In dollars; what was spent also where nothing limits it. */
static void set_money(json_t *handle, const char *key, const struct channel_allowance *allowance)
{
	char text[MONEY_SIZE];
	if (!allowance->limit && !allowance->used)
		return;
	json_t *page = json_object();
	json_set_string(page, "used", money_text(allowance->used, text));
	json_set_string(
		page, "limit", allowance->limit ? money_text(allowance->limit, text) : NULL);
	json_object_set_new(handle, key, page);
}

static json_t *handles_page(const struct health *health, bool *out_ok)
{
	json_t *list = json_array();
	for (size_t i = 0; i < health->channel_count; i++) {
		const struct channel *channel = health->channels[i];
		struct channel_health feels = {0};
		char iso[CLOCK_ISO_SIZE];
		channel->kind->health(channel, &feels);
		json_t *handle = json_object();
		json_set_string(handle, "handle", channel->handle);
		json_object_set_new(handle, "ok", json_boolean(feels.ok));
		json_set_string(handle, "last_poll",
			feels.last_poll_at ? clock_iso(feels.last_poll_at, iso) : NULL);
		json_set_string(handle, "last_mention",
			feels.last_mention_at ? clock_iso(feels.last_mention_at, iso) : NULL);
		json_set_string(handle, "source", feels.source);
		set_window(handle, "reads", &feels.reads);
		set_window(handle, "writes", &feels.writes);
		if (feels.lag_ms >= 0)
			json_object_set_new(handle, "mention_lag_ms", json_integer(feels.lag_ms));
		set_count(handle, "replies_today", &feels.replies_today);
		set_money(handle, "money_today", &feels.money_today);
		set_money(handle, "money_month", &feels.money_month);
		if (!feels.ok)
			json_set_string(handle, "problem", feels.text);
		if (*feels.notice)
			json_set_string(handle, "notice", feels.notice);
		json_array_append_new(list, handle);
		*out_ok = *out_ok && feels.ok;
	}
	return list;
}

static json_t *store_page(const struct health *health, bool *out_ok)
{
	int64_t since_at;
	const char *text;
	json_t *page = json_object();
	bool ok = store_is_healthy(health->store, &since_at, &text);
	json_object_set_new(page, "ok", json_boolean(ok));
	if (!ok) {
		char iso[CLOCK_ISO_SIZE];
		json_set_string(page, "since", clock_iso(since_at, iso));
		json_set_string(page, "problem", text);
	}
	*out_ok = *out_ok && ok;
	return page;
}

void health_serve(const struct health *health, struct http_exchange *exchange)
{
	bool ok = true;
	char iso[CLOCK_ISO_SIZE];
	json_t *store = store_page(health, &ok);
	json_t *handles = handles_page(health, &ok);
	json_t *page = json_object();
	json_set_string(page, "status", ok ? "ok" : "failing");
	json_set_string(page, "started", clock_iso(health->started_at, iso));
	json_object_set_new(page, "store", store);
	json_object_set_new(page, "handles", handles);
	struct buf body;
	buf_init(&body, PAGE_CAP);
	json_encode(page, &body);
	json_decref(page);
	http_reply(exchange, ok ? 200 : 503, "application/json", body.bytes, body.length);
	buf_release(&body);
}
