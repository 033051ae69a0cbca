/*
 * What the daemon calls. Each call is counted, may meet an ordered fault, must show the token, and
 * takes from its endpoint's window; then it is served. A create that shall "fail after" does its
 * work and then answers badly, or not at all: the case in which a client cannot know.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "lib/answer.h"
#include "x/feed.h"
#include "x/oauth1.h"
#include "x/oauth2.h"
#include "x/record.h"
#include "x/script.h"
#include "x/site.h"
#include "x/wire.h"
#include "json/json.h"

enum { TIMELINE_DEPTH = 3200, MENTIONS_DEPTH = 800 };

#define AFTER_CREATE "_after_create"

static const char html_page[] = "<!DOCTYPE html><html><head><title>Over "
				"capacity</title></head><body>Something went wrong.</body></html>";

/* One call on its way through. */
struct call {
	struct x_site *site;
	struct http_exchange *exchange;
	enum x_endpoint endpoint;
	const char *ref; /* of the post that a create answers, or NULL */
	bool has_fault;
	struct fault fault;
	const struct x_blow *blow; /* of the weather, or NULL */
};

static void reply_html(struct http_exchange *exchange, int status)
{
	http_reply(exchange, status, "text/html; charset=utf-8", html_page, sizeof html_page - 1);
}

/* Takes `document`. */
static void reply(const struct call *call, int status, json_t *document)
{
	x_record_answer(call->site->requests, call->exchange, status, document);
	int64_t after_ms = call->endpoint == X_CREATE ? call->site->create_ms : 0;
	if (call->has_fault && str_is(call->fault.what, "slow"))
		after_ms = call->fault.ms;
	if (call->blow && call->blow->how == X_BLOW_SLOW)
		after_ms = call->blow->ms;
	if (call->blow && call->blow->how == X_BLOW_CUT)
		x_blow_cut(call->exchange, status, document);
	else if (after_ms > 0)
		answer_later(call->site->loop, call->exchange, after_ms, status, document);
	else
		answer_json(call->exchange, status, document);
}

static void reply_problem(const struct call *call, const struct x_problem *problem)
{
	reply(call, problem->status, x_wire_problem(problem));
}

static struct x_problem status_problem(int status)
{
	static const struct x_problem known[] = {
		{401, "Unauthorized", "Unauthorized", "about:blank"},
		{402, "Payment Required", "credits depleted",
			"https://api.x.com/2/problems/credits-depleted"},
		{404, "Not Found Error", "Could not find it.",
			"https://api.twitter.com/2/problems/resource-not-found"},
		{429, "Too Many Requests", "Too Many Requests", "about:blank"},
		{503, "Service Unavailable", "Service Unavailable", "about:blank"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (known[i].status == status)
			return known[i];
	}
	return (struct x_problem){status, "Error", "Error", "about:blank"};
}

/* Answer as the fault (or the part of its name before AFTER_CREATE) says. False if it says nothing
 * about an answer. */
static bool play_fault(const struct call *call, const char *what)
{
	int status = (int)strtol(what, NULL, 10);
	if (str_starts(what, "drop")) {
		http_break_off(call->exchange);
		return true;
	}
	if (str_starts(what, "html")) {
		reply_html(call->exchange, http_method(call->exchange)[0] == 'G' ? 200 : 502);
		return true;
	}
	if (status < 400 || status > 599)
		return false;
	struct x_problem problem = status_problem(status);
	answer_json(call->exchange, status, x_wire_problem(&problem));
	return true;
}

static bool token_is_good(const struct call *call)
{
	/* The address says all: a token beside it would be shown to strangers. */
	if (call->endpoint >= X_UPLOAD)
		return !http_header(call->exchange, "authorization");
	bool by_app = call->endpoint >= X_RULES;
	const char *wanted = by_app ? call->site->app_token : call->site->token;
	if (call->site->oauth1 && !by_app)
		return x_oauth1_is_good(call->site, call->exchange);
	if (call->site->oauth2)
		return x_oauth2_is_good(call->site, call->exchange);
	const char *given = http_header(call->exchange, "authorization");
	if (!given || !str_starts(given, "Bearer "))
		return false;
	return !wanted || str_is(given + strlen("Bearer "), wanted);
}

static void set_number(struct http_exchange *exchange, const char *name, int64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)value);
	http_reply_header(exchange, name, text);
}

static bool take_from_window(const struct call *call)
{
	struct x_window *window = &call->site->windows[call->endpoint];
	bool taken = x_window_take(window, call->site->window_ms, clock_wall_ms());
	set_number(call->exchange, "x-rate-limit-limit", window->limit);
	set_number(call->exchange, "x-rate-limit-remaining", window->limit - window->used);
	set_number(call->exchange, "x-rate-limit-reset", (window->ends_at + 999) / 1000);
	return taken;
}

/* Replies have a window of a day, too, if the account has such a limit. */
static bool take_from_day(const struct call *call)
{
	struct x_meter *meter = &call->site->meter;
	int64_t now = clock_wall_ms();
	int64_t left = call->endpoint == X_CREATE ? x_meter_left_today(meter, now) : -1;
	if (left < 0)
		return true;
	set_number(call->exchange, "x-user-limit-24hour-limit", meter->replies_per_day);
	set_number(call->exchange, "x-user-limit-24hour-remaining", left ? left - 1 : 0);
	set_number(call->exchange, "x-user-limit-24hour-reset", x_meter_midnight(now) / 1000);
	return left > 0;
}

/* Without credit nothing is served, neither reads nor writes. */
static bool call_is_paid(const struct call *call, struct x_problem *out)
{
	*out = x_meter_admit(&call->site->meter);
	return out->status == 0;
}

/* Faults may be ordered for the answer to one post: "create:REF". */
static bool take_fault(struct call *call)
{
	char on[FAULT_NAME_SIZE];
	const char *name = x_endpoint_names[call->endpoint];
	snprintf(on, sizeof on, "%s:%s", name, call->ref ? call->ref : "");
	struct faults *faults = &call->site->faults;
	return (call->ref && faults_take(faults, on, &call->fault)) ||
	       faults_take(faults, name, &call->fault);
}

/* Meet the weather. True if it has answered: the call gets no further. */
static bool met_weather(struct call *call)
{
	int64_t now_ms = clock_wall_ms();
	call->blow = x_storm_meet(
		&call->site->storm, call->endpoint, call->endpoint == X_CREATE, now_ms);
	if (!call->blow)
		return false;
	line_log_write(call->site->log, "weather",
		json_pack("{s:s, s:s}", "what", call->blow->name, "on",
			x_endpoint_names[call->endpoint]));
	bool done =
		call->blow->done && (call->endpoint == X_CREATE || call->blow->how >= X_BLOW_CUT);
	if (!done)
		x_blow_play(call->blow, call->exchange, now_ms);
	return !done;
}

/* What comes before the work of every call. False if it is answered already. */
static bool call_begin(struct call *call)
{
	struct x_site *site = call->site;
	const char *name = x_endpoint_names[call->endpoint];
	site->calls[call->endpoint]++;
	if (met_weather(call))
		return false;
	call->has_fault = take_fault(call);
	struct x_problem problem = {0};
	if (!token_is_good(call))
		problem = status_problem(401);
	else if (call_is_paid(call, &problem) && (!take_from_window(call) || !take_from_day(call)))
		problem = status_problem(429);
	else if (call->has_fault && !str_ends(call->fault.what, AFTER_CREATE) &&
		 play_fault(call, call->fault.what)) {
		line_log_write(site->log, "fault_played",
			json_pack("{s:s, s:s}", "what", call->fault.what, "on", name));
		return false;
	}
	if (problem.status) {
		line_log_write(site->log, "refused",
			json_pack("{s:i, s:s}", "status", problem.status, "on", name));
		reply_problem(call, &problem);
	}
	return problem.status == 0;
}

/* --- timelines --- */

static struct x_problem invalid(const char *detail)
{
	return (struct x_problem){400, "Invalid Request", detail,
		"https://api.twitter.com/2/problems/invalid-request"};
}

/* Read an id from the query. False if it is there and no id. */
static bool query_id(const struct call *call, const char *name, uint64_t *out)
{
	const char *text = http_query(call->exchange, name);
	*out = text ? x_id_read(text) : 0;
	return !text || *out;
}

static bool query_time(const struct call *call, const char *name, int64_t *out)
{
	const char *text = http_query(call->exchange, name);
	*out = 0;
	return !text || clock_from_iso(text, out) == ERR_OK;
}

static struct x_problem read_query(const struct call *call, struct x_query *query)
{
	const char *max = http_query(call->exchange, "max_results");
	long results = max ? strtol(max, NULL, 10) : X_PAGE_DEFAULT;
	if (results < X_PAGE_MIN || results > X_PAGE_MAX)
		return invalid("max_results is not between 5 and 100.");
	query->max_results = (size_t)results;
	if (!query_id(call, "since_id", &query->since_id) ||
		!query_id(call, "until_id", &query->until_id))
		return invalid("since_id or until_id is no post id.");
	if (!query_time(call, "start_time", &query->start_at) ||
		!query_time(call, "end_time", &query->end_at))
		return invalid("start_time or end_time is no time.");
	const char *token = http_query(call->exchange, "pagination_token");
	if (!token)
		token = http_query(call->exchange, "next_token");
	query->before = token ? x_token_read(token) : 0;
	if (token && !query->before)
		return invalid("pagination_token is not valid.");
	return (struct x_problem){0};
}

/* In words that X does not understand nothing is asked, and it says nothing of that. */
static struct x_asked read_asked(const struct call *call)
{
	const char *only = call->site->dialect;
	const char *older = http_query(call->exchange, "tweet.fields");
	const char *newer = http_query(call->exchange, "post.fields");
	if (*only && !str_is(only, "tweet"))
		older = NULL;
	if (*only && !str_is(only, "post"))
		newer = NULL;
	const char *expansions = http_query(call->exchange, "expansions");
	bool only_newer = str_is(only, "post");
	return (struct x_asked){.fields = newer ? newer : older,
		.expansions = newer || !only_newer ? expansions : NULL,
		.newer = newer || only_newer,
		.without = call->site->without};
}

static void serve_feed(struct call *call, enum x_feed_kind kind, size_t depth)
{
	struct x_query query = {.kind = kind, .depth = depth};
	struct x_problem problem = read_query(call, &query);
	if (problem.status) {
		reply_problem(call, &problem);
		return;
	}
	struct x_page_of page;
	x_feed_page(&call->site->world, &query, clock_wall_ms(), &page);
	if (call->has_fault && str_is(call->fault.what, "empty"))
		page = (struct x_page_of){0};
	x_meter_page(&call->site->meter, &call->site->world, &page, call->endpoint != X_SEARCH,
		clock_wall_ms());
	struct x_asked asked = read_asked(call);
	if (call->has_fault && str_is(call->fault.what, "no_fields"))
		asked = (struct x_asked){0};
	reply(call, 200, x_wire_page(&call->site->world, &page, &asked));
}

/* Only the handle's own account is here; others are not found. */
static bool is_ours(struct call *call, const char *id)
{
	if (str_is(id, call->site->world.users[call->site->world.us].id))
		return true;
	struct x_problem problem = status_problem(404);
	reply_problem(call, &problem);
	return false;
}

static void serve_mentions(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_MENTIONS};
	if (!call_begin(&call) || !is_ours(&call, params->values[0]))
		return;
	if (!call.site->polled) {
		call.site->polled = true;
		line_log_write(call.site->log, "first_poll", NULL);
		if (call.site->script)
			x_script_start(call.site->script);
	}
	serve_feed(&call, X_FEED_MENTIONS, MENTIONS_DEPTH);
}

static void serve_timeline(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_TIMELINE};
	if (call_begin(&call) && is_ours(&call, params->values[0]))
		serve_feed(&call, X_FEED_OWN, TIMELINE_DEPTH);
}

/* Search knows two questions: what we wrote ("from:"), and who named us. */
static void serve_search(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_SEARCH};
	if (!call_begin(&call))
		return;
	const char *query = http_query(exchange, "query");
	bool own = query && str_starts(query, "from:");
	serve_feed(&call, own ? X_FEED_OWN : X_FEED_MENTIONS, TIMELINE_DEPTH);
}

/* --- writing --- */

static void reject(struct call *call, const json_t *body, const struct x_problem *problem)
{
	struct x_site *site = call->site;
	const char *parent_id =
		json_get_string(json_at(body, "reply", NULL), "in_reply_to_tweet_id");
	const struct x_post *parent =
		parent_id ? x_world_find(&site->world, x_id_read(parent_id)) : NULL;
	json_t *fact = json_object();
	json_object_set_new(fact, "status", json_integer(problem->status));
	json_set_string(fact, "detail", problem->detail);
	json_set_string(fact, "parent", parent_id);
	json_set_string(fact, "text", json_get_string(body, "text"));
	if (parent && parent->ref)
		json_set_string(fact, "parent_ref", parent->ref);
	if (parent && parent->thread)
		json_set_string(fact, "thread", parent->thread);
	json_array_append(site->rejects, fact);
	line_log_write(site->log, "reject", fact);
	reply_problem(call, problem);
}

static json_t *created(const struct x_post *post)
{
	char id[X_ID_SIZE];
	x_id_write(post->id, id);
	return json_pack("{s:{s:s, s:s, s:[s]}}", "data", "id", id, "text", post->text,
		"edit_history_tweet_ids", id);
}

static void publish(struct call *call, const struct x_create *create, const struct x_post *parent)
{
	struct x_site *site = call->site;
	struct x_draft draft = {.author = site->world.us,
		.text = create->text,
		.parent = parent ? parent->id : 0,
		.index_lag_ms = site->timeline_lag_ms};
	const struct x_post *post = x_world_write(&site->world, &draft, clock_wall_ms());
	x_meter_reply(&site->meter, create->text, clock_wall_ms());
	bool hidden = call->has_fault && str_ends(call->fault.what, AFTER_CREATE);
	json_t *fact = x_site_tell(site, post);
	json_set_string(fact, "answer", hidden ? call->fault.what : "201");
	line_log_write(site->log, "reply", fact);
	if (call->blow && call->blow->how <= X_BLOW_BREAK_OFF)
		x_blow_play(call->blow, call->exchange, clock_wall_ms());
	else if (!hidden || !play_fault(call, call->fault.what))
		reply(call, 201, created(post));
}

static const char *ref_of_parent(const struct call *call, const json_t *body)
{
	const char *id = json_get_string(json_at(body, "reply", NULL), "in_reply_to_tweet_id");
	const struct x_post *parent = id ? x_world_find(&call->site->world, x_id_read(id)) : NULL;
	return parent ? parent->ref : NULL;
}

static void create(struct call *call, const json_t *body)
{
	struct x_create wanted;
	const struct x_post *parent = NULL;
	struct x_problem problem = invalid("The body is no JSON object.");
	if (body)
		problem = x_wire_create(body, &wanted);
	if (!problem.status)
		problem = x_rules_create(
			&call->site->rules, &call->site->world, &wanted, clock_wall_ms(), &parent);
	if (problem.status)
		reject(call, body, &problem);
	else
		publish(call, &wanted, parent);
}

static void serve_create(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_CREATE};
	json_t *body = NULL;
	answer_body(exchange, &body, NULL);
	call.ref = ref_of_parent(&call, body);
	if (call_begin(&call))
		create(&call, body);
	json_decref(body);
}

static void serve_delete(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_DELETE};
	if (!call_begin(&call))
		return;
	struct x_post *post = x_world_find(&call.site->world, x_id_read(params->values[0]));
	bool ours = post && post->author == call.site->world.us;
	bool gone = !post || post->deleted;
	if (ours)
		x_meter_delete(&call.site->meter);
	if (ours && !post->deleted) {
		post->deleted = true;
		line_log_write(call.site->log, "reply_deleted", x_site_tell(call.site, post));
	}
	if (post && !ours) {
		struct x_problem problem = {
			403, "Forbidden", "You are not permitted to delete this.", "about:blank"};
		reply_problem(&call, &problem);
		return;
	}
	if (gone) {
		struct x_problem problem = status_problem(404);
		reply_problem(&call, &problem);
		return;
	}
	reply(&call, 200, json_pack("{s:{s:b}}", "data", "deleted", 1));
}

/* --- looking up --- */

enum { IDS_MAX = 100 };

static void answer_lookup(struct call *call, const char *ids)
{
	struct x_site *site = call->site;
	const struct x_asked asked = read_asked(call);
	json_t *answer = x_wire_lookup(&site->world, ids, &asked);
	size_t i;
	json_t *post;
	json_array_foreach(json_object_get(answer, "data"), i, post)
	{
		struct x_post *shown =
			x_world_find(&site->world, x_id_read(json_get_string(post, "id")));
		const struct x_page_of one = {.posts = {shown}, .count = 1};
		x_meter_page(&site->meter, &site->world, &one, false, clock_wall_ms());
	}
	reply(call, 200, answer);
}

static void serve_lookup(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_LOOKUP};
	if (!call_begin(&call))
		return;
	const char *ids = http_query(exchange, "ids");
	size_t count = ids ? 1 : 0;
	for (const char *p = ids; p && *p; p++)
		count += *p == ',';
	struct x_problem problem = invalid("ids must be 1 to 100 post ids.");
	if (count == 0 || count > IDS_MAX)
		reply_problem(&call, &problem);
	else
		answer_lookup(&call, ids);
}

/* --- accounts --- */

static void serve_me(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_ME};
	if (!call_begin(&call))
		return;
	/* X says so to signed calls only. */
	if (call.site->oauth1)
		http_reply_header(exchange, "x-access-level",
			call.has_fault && str_is(call.fault.what, "read_only") ? "read"
									       : "read-write");
	reply(&call, 200,
		json_pack("{s:o}", "data",
			x_wire_user(&call.site->world.users[call.site->world.us],
				http_query(exchange, "expansions"))));
}

/* The month's posts of the plan; X writes both as text. */
static void serve_usage(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_USAGE};
	char used[24];
	if (!call_begin(&call))
		return;
	snprintf(used, sizeof used, "%" PRId64, call.site->meter.posts_read);
	reply(&call, 200,
		json_pack("{s:{s:i, s:s, s:s, s:s}}", "data", "cap_reset_day", 19, "project_cap",
			"3000000", "project_id", "1", "project_usage", used));
}

static void serve_user(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_USER};
	if (!call_begin(&call))
		return;
	x_meter_lookup(&call.site->meter);
	const struct x_world *world = &call.site->world;
	for (size_t i = 0; i < world->user_count; i++) {
		if (str_is(world->users[i].id, params->values[0])) {
			reply(&call, 200,
				json_pack("{s:o}", "data",
					x_wire_user(&world->users[i],
						http_query(exchange, "expansions"))));
			return;
		}
	}
	struct x_problem problem = status_problem(404);
	reply(&call, 200, json_pack("{s:[o]}", "errors", x_wire_problem(&problem)));
}

/* --- the stream --- */

static void serve_rules(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_RULES};
	if (call_begin(&call))
		reply(&call, 200, x_stream_rules(&call.site->stream));
}

static void serve_rule_change(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_RULES};
	json_t *body = NULL;
	answer_body(exchange, &body, NULL);
	if (call_begin(&call)) {
		json_t *document = x_stream_change_rules(&call.site->stream, body);
		line_log_write(call.site->log, "rules", json_pack("{s:O?}", "order", body));
		reply(&call, 200, document);
	}
	json_decref(body);
}

static void refuse_stream(struct call *call, int status)
{
	struct x_problem problem = {status, "ConnectionException",
		"This stream has no rules: add some first.",
		"https://api.twitter.com/2/problems/rules-invalid"};
	if (status == 429) {
		problem.detail =
			"This stream is currently at the maximum allowed connection limit.";
		problem.type = "https://api.twitter.com/2/problems/streaming-connection";
	}
	json_t *document = x_wire_problem(&problem);
	if (status == 429)
		json_set_string(document, "connection_issue", "TooManyConnections");
	line_log_write(call->site->log, "refused",
		json_pack("{s:i, s:s, s:s}", "status", status, "on", "stream", "why",
			problem.detail));
	reply(call, status, document);
}

static void serve_stream(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_STREAM};
	if (!call_begin(&call))
		return;
	int refusal = x_stream_refuses(&call.site->stream);
	if (refusal) {
		refuse_stream(&call, refusal);
		return;
	}
	line_log_write(call.site->log, "stream_opened", NULL);
	x_stream_open(&call.site->stream, exchange, http_query(exchange, "tweet.fields"));
}

static void serve_kill_all(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_CONNECTIONS};
	if (!call_begin(&call))
		return;
	line_log_write(call.site->log, "connections_killed", NULL);
	reply(&call, 200, x_stream_kill_all(&call.site->stream));
}

/* --- compliance jobs --- */

static void serve_new_job(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_JOBS};
	json_t *body = NULL;
	if (!call_begin(&call))
		return;
	answer_body(exchange, &body, NULL);
	int64_t now_ms = clock_wall_ms();
	bool wanted = str_is(json_get_string(body, "type"), "tweets");
	struct x_job *job = wanted ? x_compliance_create(&call.site->compliance, now_ms) : NULL;
	struct x_problem problem = wanted ? (struct x_problem){409, "Conflict",
						    "One compliance job at a time.", "about:blank"}
					  : invalid("type is tweets or users.");
	if (job)
		reply(&call, 200,
			json_pack("{s:o}", "data",
				x_compliance_show(job, http_header(exchange, "host"), now_ms)));
	else
		reply_problem(&call, &problem);
	json_decref(body);
}

static void serve_jobs(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_JOBS};
	if (!call_begin(&call))
		return;
	const struct x_compliance *compliance = &call.site->compliance;
	json_t *jobs = json_array();
	for (size_t i = 0; i < compliance->count; i++)
		json_array_append_new(
			jobs, x_compliance_show(&compliance->jobs[i], http_header(exchange, "host"),
				      clock_wall_ms()));
	reply(&call, 200,
		json_pack("{s:o, s:{s:I}}", "data", jobs, "meta", "result_count",
			(json_int_t)compliance->count));
}

/* A job is complete when it is asked for, unless something else was ordered. */
static void serve_job(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_JOB};
	if (!call_begin(&call))
		return;
	struct x_job *job = x_compliance_find(&call.site->compliance, params->values[0]);
	struct x_problem problem = status_problem(404);
	if (!job) {
		reply_problem(&call, &problem);
		return;
	}
	bool waits = call.has_fault && str_is(call.fault.what, "in_progress");
	if (call.has_fault && str_is(call.fault.what, "failed"))
		job->status = "failed";
	else if (str_is(job->status, "in_progress") && !waits)
		job->status = "complete";
	reply(&call, 200,
		json_pack("{s:o}", "data",
			x_compliance_show(job, http_header(exchange, "host"), clock_wall_ms())));
}

/* The job of a signed address. NULL if it is answered already. */
static struct x_job *job_of(struct call *call, const char *id)
{
	if (!call_begin(call))
		return NULL;
	struct x_job *job = x_compliance_find(&call->site->compliance, id);
	int status = job ? x_compliance_refuses(job, x_endpoint_names[call->endpoint],
				   http_query(call->exchange, "signature"), clock_wall_ms())
			 : 404;
	if (!status)
		return job;
	struct x_problem problem = status_problem(status);
	reply_problem(call, &problem);
	return NULL;
}

static void serve_upload(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_UPLOAD};
	struct x_job *job = job_of(&call, params->values[0]);
	size_t length;
	if (!job)
		return;
	const char *ids = http_body(exchange, &length);
	x_compliance_take(&call.site->compliance, job, ids, length);
	http_reply(exchange, 200, NULL, NULL, 0);
}

static void serve_download(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct call call = {.site = arg, .exchange = exchange, .endpoint = X_DOWNLOAD};
	struct x_job *job = job_of(&call, params->values[0]);
	struct buf lines;
	if (!job)
		return;
	const char *fault = call.has_fault ? call.fault.what : "";
	buf_init(&lines, 8 << 20);
	x_compliance_write(&call.site->world, job, str_is(fault, "scrub_geo"), &lines);
	call.site->compliance.downloads++;
	if (str_is(fault, "half")) {
		/* As much as there is without its last bytes; then the connection breaks. */
		http_stream_begin(exchange, 200, "text/plain");
		http_stream_write(exchange, lines.bytes, lines.length - lines.length / 4);
		http_stream_end(exchange, false);
	} else {
		size_t cut = str_is(fault, "torn") ? lines.length / 4 : 0;
		http_reply(exchange, 200, "text/plain", lines.bytes, lines.length - cut);
	}
	buf_release(&lines);
}

void x_api_serve(struct x_site *site, struct http_exchange *exchange)
{
	static const struct http_route routes[] = {
		{"GET", "/2/users/me", serve_me},
		{"GET", "/2/users/{id}", serve_user},
		{"GET", "/2/users/{id}/mentions", serve_mentions},
		{"GET", "/2/users/{id}/tweets", serve_timeline},
		{"GET", "/2/tweets/search/recent", serve_search},
		{"GET", "/2/tweets/search/stream/rules", serve_rules},
		{"POST", "/2/tweets/search/stream/rules", serve_rule_change},
		{"GET", "/2/tweets/search/stream", serve_stream},
		{"DELETE", "/2/connections/all", serve_kill_all},
		{"GET", "/2/usage/tweets", serve_usage},
		{"POST", "/2/compliance/jobs", serve_new_job},
		{"GET", "/2/compliance/jobs", serve_jobs},
		{"GET", "/2/compliance/jobs/{id}", serve_job},
		{"PUT", "/storage/upload/{id}", serve_upload},
		{"GET", "/storage/download/{id}", serve_download},
		{"GET", "/2/tweets", serve_lookup},
		{"POST", "/2/tweets", serve_create},
		{"DELETE", "/2/tweets/{id}", serve_delete},
	};
	http_dispatch(routes, sizeof routes / sizeof *routes, site, exchange);
}
