#include "x/site.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "x/oauth1.h"
#include "x/oauth2.h"
#include "x/record.h"
#include "x/weigh.h"
#include "json/json.h"

const char *const x_endpoint_names[X_ENDPOINT_COUNT] = {
	[X_MENTIONS] = "mentions",
	[X_CREATE] = "create",
	[X_TIMELINE] = "timeline",
	[X_DELETE] = "delete",
	[X_ME] = "me",
	[X_USER] = "user",
	[X_SEARCH] = "search",
	[X_LOOKUP] = "lookup",
	[X_RULES] = "rules",
	[X_STREAM] = "stream",
	[X_CONNECTIONS] = "connections",
	[X_USAGE] = "usage",
	[X_JOBS] = "jobs",
	[X_JOB] = "job",
	[X_UPLOAD] = "upload",
	[X_DOWNLOAD] = "download",
};

/* Calls per window of 15 minutes, as X documents them for a user's token. */
static const int64_t limits[X_ENDPOINT_COUNT] = {
	[X_MENTIONS] = 300,
	[X_CREATE] = 100,
	[X_TIMELINE] = 900,
	[X_DELETE] = 50,
	[X_ME] = 75,
	[X_USER] = 900,
	[X_SEARCH] = 300,
	[X_LOOKUP] = 5000,
	[X_RULES] = 100,
	[X_STREAM] = 50,
	[X_CONNECTIONS] = 25,
	[X_USAGE] = 50,
	[X_JOBS] = 150,
	[X_JOB] = 150,
	[X_UPLOAD] = 1000000, /* a cloud's store has no such windows */
	[X_DOWNLOAD] = 1000000,
};

enum { WINDOW_MS = 15 * 60 * 1000, DUPLICATE_MS = 24 * 3600 * 1000 };

void x_site_init(struct x_site *site, struct loop *loop, struct line_log *log, const char *our_id,
	const char *our_username)
{
	*site = (struct x_site){.loop = loop,
		.log = log,
		.window_ms = WINDOW_MS,
		.rules = {.duplicate_ms = DUPLICATE_MS},
		.rejects = json_array()};
	x_world_init(&site->world, our_id, our_username);
	x_stream_init(&site->stream, site);
	for (size_t i = 0; i < X_ENDPOINT_COUNT; i++)
		site->windows[i] =
			(struct x_window){.name = x_endpoint_names[i], .limit = limits[i]};
}

void x_site_release(struct x_site *site)
{
	x_stream_release(&site->stream);
	x_compliance_release(&site->compliance);
	x_world_release(&site->world);
	x_oauth1_free(site->oauth1);
	x_oauth2_free(site->oauth2);
	mem_free(site->rules.refusal);
	json_decref(site->rejects);
}

static bool login_is_down(const struct x_site *site, struct http_exchange *exchange)
{
	return clock_wall_ms() < site->login_down_until &&
	       (str_starts(http_path(exchange), "/oauth/") || x_oauth2_is_for(exchange));
}

void x_site_serve(void *arg, struct http_exchange *exchange)
{
	struct x_site *site = arg;
	if (str_starts(http_path(exchange), "/sim/")) {
		x_control_serve(site, exchange);
		return;
	}
	if (login_is_down(site, exchange)) {
		http_reply(exchange, 503, "text/plain", "Over capacity", strlen("Over capacity"));
		return;
	}
	if (site->oauth1 && str_starts(http_path(exchange), "/oauth/")) {
		x_oauth1_serve(site, exchange);
		return;
	}
	if (site->oauth2 && x_oauth2_is_for(exchange)) {
		x_oauth2_serve(site, exchange);
		return;
	}
	/* What is not X's API is not in its document. */
	if (!str_starts(http_path(exchange), "/storage/"))
		x_record_request(site->requests, exchange);
	x_api_serve(site, exchange);
}

enum err_code x_site_fault(struct x_site *site, const json_t *order, struct err *err)
{
	const char *what = json_get_string(order, "what");
	line_log_write(site->log, "fault", json_pack("{s:O}", "order", order));
	if (!str_is(what, "lag_ms"))
		return faults_order(&site->faults, order, x_endpoint_names[X_CREATE], err);
	int64_t ms = json_get_int(order, "ms", 0);
	if (str_is(json_get_string(order, "on"), x_endpoint_names[X_TIMELINE]))
		site->timeline_lag_ms = ms;
	else
		site->mentions_lag_ms = ms;
	return ERR_OK;
}

enum err_code x_site_storm(struct x_site *site, const json_t *order, struct err *err)
{
	line_log_write(site->log, "storm", json_pack("{s:O}", "order", order));
	return x_storm_order(&site->storm, order, err);
}

enum err_code x_site_outage(struct x_site *site, const json_t *order, struct err *err)
{
	const char *on = json_get_string(order, "on");
	enum err_code code =
		err_set(err, ERR_FORMAT, "an outage needs \"on\": an endpoint or \"all\"");
	line_log_write(site->log, "outage", json_pack("{s:O}", "order", order));
	if (str_is(on, "login")) {
		site->login_down_until = clock_wall_ms() + json_get_int(order, "ms", 0);
		return ERR_OK;
	}
	for (size_t i = 0; i < X_ENDPOINT_COUNT; i++) {
		if (str_is(on, "all") || str_is(on, x_endpoint_names[i]))
			code = x_outage_order(&site->storm, i, order, clock_wall_ms(), err);
	}
	return code;
}

enum err_code x_site_credit(struct x_site *site, const json_t *order, struct err *err)
{
	line_log_write(site->log, "credit", json_pack("{s:O}", "order", order));
	return x_meter_credit(&site->meter, order, err);
}

enum err_code x_site_stream(struct x_site *site, const json_t *order, struct err *err)
{
	line_log_write(site->log, "stream", json_pack("{s:O}", "order", order));
	return x_stream_order(&site->stream, order, err);
}

enum err_code x_site_rule(struct x_site *site, const json_t *order, struct err *err)
{
	(void)err;
	line_log_write(site->log, "rule", json_pack("{s:O}", "order", order));
	mem_replace(&site->rules.refusal, json_get_string(order, "refuse"));
	return ERR_OK;
}

enum err_code x_site_compliance(struct x_site *site, const json_t *order, struct err *err)
{
	return x_compliance_order(&site->compliance, order, err);
}

enum err_code x_site_hide(struct x_site *site, const json_t *order, struct err *err)
{
	static const char *const hidings[] = {"visible", "protected", "suspended", "deactivated"};
	const char *author = json_get_string(order, "author");
	const char *how = json_get_string(order, "how");
	const char *ref = json_get_string(order, "ref");
	int hiding = how ? str_index(how, hidings, sizeof hidings / sizeof *hidings) : -1;
	struct x_post *post = x_world_find_ref(&site->world, ref);
	line_log_write(site->log, "hide", json_pack("{s:O}", "order", order));
	if (author && hiding >= 0) {
		site->world.users[x_world_user(&site->world, author)].hiding =
			(enum x_hiding)hiding;
		return ERR_OK;
	}
	if (!post || !how)
		return err_set(err, ERR_FORMAT, "hide whom, and how?");
	post->withheld = str_is(how, "withheld");
	post->deleted = str_is(how, "deleted");
	return ERR_OK;
}

static void set_id(json_t *object, const char *key, uint64_t id)
{
	char text[X_ID_SIZE];
	x_id_write(id, text);
	json_set_string(object, key, text);
}

json_t *x_site_tell(const struct x_site *site, const struct x_post *post)
{
	json_t *fact = json_object();
	set_id(fact, "id", post->id);
	json_object_set_new(fact, "time", json_integer(post->created_at));
	json_set_string(fact, "author", site->world.users[post->author].username);
	json_set_string(fact, "name", site->world.users[post->author].name);
	json_set_string(fact, "text", post->said);
	if (post->ref)
		json_set_string(fact, "ref", post->ref);
	if (post->thread)
		json_set_string(fact, "thread", post->thread);
	const struct x_post *parent =
		post->parent ? x_world_find(&site->world, post->parent) : NULL;
	if (parent) {
		set_id(fact, "parent", parent->id);
		json_set_string(fact, "to", site->world.users[parent->author].username);
		json_object_set_new(
			fact, "after_ms", json_integer(post->created_at - parent->created_at));
		if (parent->ref)
			json_set_string(fact, "parent_ref", parent->ref);
	}
	if (post->author == site->world.us) {
		json_object_set_new(fact, "weight", json_integer(x_weigh(post->said)));
		json_object_set_new(fact, "link", json_boolean(x_has_link(post->said)));
		json_object_set_new(fact, "deleted", json_boolean(post->deleted));
	}
	return fact;
}
