/*
 * X's filtered stream.
 *
 *   off ─▶ rules ⇄ mending ─▶ connecting ─▶ open ─┐
 *            ▲         ┌────────▲                 │ any fault
 *            │     clearing     │                 ▼
 *            └─────────┴────────┴────────────── waiting
 *
 * At the start, and when X says that the stream has no rules, the rules are looked at: ours is added
 * if it is missing, old ones of ours are deleted. Then one connection is held, on which X writes
 * a line for each post and an empty one every 20 s. Each post goes to intake as those of the feed do.
 *
 * Whatever ends the connection, it is tried again by X's own schedule (reconnect.c). When X still
 * counts an old connection of the app, ours for one after we were killed, it takes no new one;
 * after some tries all connections of the app are ended, at most every quarter of an hour, for
 * they may be somebody else's.
 *
 * Nothing depends on the stream: what it leaves out, repeats, or shows in bytes that we cannot read
 * comes with the feed, which is asked less often while the stream is trusted (trust.c), and at the
 * usual pace from the moment it is not.
 */
#include "channel/x/stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/counter.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

enum {
	SILENCE_MS = 30 * 1000, /* X writes every 20 s at least */
	/* X's latency is some seconds and its faults were hours; two minutes is what a mention may
	 * have to wait that the stream leaves out. */
	FEED_SLOWER = 6,
	FEED_MOST_MS = 2 * 60 * 1000,
	RULE_DELAY_MS = 30 * 1000, /* X says that a new rule acts within 20 s */
	OPEN_MOST = 1000,          /* posts at intake; then reading pauses */
	CROWDED_TRIES = 3,
	CLEAR_PAUSE_MS = 15 * 60 * 1000,
	LINE_CAP = 1024 * 1024, /* a post of 25,000 characters with its fields has a tenth */
	RULES_CAP = 4 * 1024 * 1024,
};

struct state {
	const char *name;
	unsigned next; /* states that may follow, as bits */
};

#define TO(state) (1u << (state))
#define ANY_REQUEST                                                                                \
	(TO(X_STREAM_RULES) | TO(X_STREAM_MENDING) | TO(X_STREAM_CLEARING) |                       \
		TO(X_STREAM_CONNECTING))
#define ANY_END (TO(X_STREAM_WAITING) | TO(X_STREAM_STOPPED))
static const struct state states[] = {
	[X_STREAM_OFF] = {"off", TO(X_STREAM_RULES) | TO(X_STREAM_STOPPED)},
	[X_STREAM_RULES] = {"asking for its rules", ANY_REQUEST | ANY_END},
	[X_STREAM_MENDING] = {"mending its rules", ANY_REQUEST | ANY_END},
	[X_STREAM_CLEARING] = {"ending old connections", ANY_REQUEST | ANY_END},
	[X_STREAM_CONNECTING] = {"connecting", TO(X_STREAM_OPEN) | ANY_END},
	[X_STREAM_OPEN] = {"open", ANY_END},
	[X_STREAM_WAITING] = {"waiting", ANY_REQUEST | TO(X_STREAM_STOPPED)},
	[X_STREAM_STOPPED] = {"stopped", 0},
};

/* The only one that changes the state. */
static void move(struct x *x, enum x_stream_state next)
{
	struct x_stream *stream = &x->stream;
	if (!(states[stream->state].next & TO(next)))
		panic("the stream of %s: from %s to %s", x->handle->name,
			states[stream->state].name, states[next].name);
	log_line(LOG_DEBUG, "x", "%s: the stream is %s", x->handle->name, states[next].name);
	stream->state = next;
}

static void go_on(struct x *x);

static bool stops(struct x *x)
{
	struct x_stream *stream = &x->stream;
	if (!stream->stopped)
		return false;
	move(x, X_STREAM_STOPPED);
	if (stream->open == 0)
		loop_defer(x->parts.loop, &stream->stop);
	return true;
}

/* --- faults --- */

/* Told when the kind changes, not at each try. */
static void tell_fault(const struct x *x, enum x_fault fault, const char *text)
{
	enum log_level level =
		fault == X_FAULT_REFUSED || fault == X_FAULT_RULES ? LOG_ERROR : LOG_WARN;
	log_line(level, "x",
		"%s: X's stream: %.250s; it is tried again, meanwhile the feed is asked at the "
		"usual pace",
		x->handle->name, text);
}

static void fail(struct x *x, enum x_fault fault, const char *text, int64_t least_ms)
{
	struct x_stream *stream = &x->stream;
	if (stream->fault != fault) {
		tell_fault(x, fault, text);
		stream->failures = 0;
	}
	stream->fault = fault;
	stream->failures++;
	int64_t now = clock_mono_ms();
	if (fault == X_FAULT_CROWDED && stream->failures >= CROWDED_TRIES &&
		(stream->cleared_mono == 0 || now - stream->cleared_mono >= CLEAR_PAUSE_MS))
		stream->clear_due = true;
	int64_t wait_ms = x_reconnect_ms(fault, stream->failures);
	if (wait_ms < least_ms)
		wait_ms = least_ms;
	move(x, X_STREAM_WAITING);
	loop_timer_start(stream->timer, wait_ms > 0 ? crash_wait_ms(wait_ms) : 0);
}

/* What went wrong on the way, without our long URL before it. */
static const char *words_of(const struct x_stream *stream, const struct err *err)
{
	size_t length = strlen(stream->url);
	bool named = strncmp(err->text, stream->url, length) == 0 && err->text[length] == ':';
	return named ? err->text + length + 2 : err->text;
}

/* An answer that is not what was asked for. */
static void fail_by_answer(struct x *x, enum err_code code, const struct err *err)
{
	const struct http_request *request = &x->stream.request;
	int64_t now_ms = clock_wall_ms();
	char text[300], words[120];
	if (code != ERR_OK) {
		fail(x, X_FAULT_NETWORK, words_of(&x->stream, err), 0);
		return;
	}
	const struct x_limits limits = x_limits_read(request, now_ms);
	int64_t least_ms = limits.resume_at ? limits.resume_at - now_ms : 0;
	x_problem_read(request->answer.bytes, request->answer.length, words, sizeof words);
	snprintf(text, sizeof text, "X answered %d: %s", request->status, words);
	if (request->status == 401 || request->status == 403) {
		snprintf(text, sizeof text,
			"X refuses the app's token (%d: %s): put the bearer token of an app that "
			"may have the stream into app_token_file",
			request->status, words);
		fail(x, X_FAULT_REFUSED, text, least_ms);
	} else if (x_crowded_read(request->answer.bytes, request->answer.length)) {
		fail(x, X_FAULT_CROWDED, "X counts another connection of this app", least_ms);
	} else {
		fail(x, request->status == 429 ? X_FAULT_LIMITED : X_FAULT_HTTP, text, least_ms);
	}
}

static void tell_mended(struct x *x)
{
	struct x_stream *stream = &x->stream;
	if (stream->fault != X_FAULT_NONE)
		log_line(LOG_INFO, "x", "%s: X's stream is open again", x->handle->name);
	stream->fault = X_FAULT_NONE;
	stream->failures = 0;
}

/* --- requests --- */

static void ask(struct x *x, enum x_stream_state state, const char *method, const char *path,
	void (*done)(struct http_request *, enum err_code, const struct err *))
{
	struct x_stream *stream = &x->stream;
	snprintf(stream->url, sizeof stream->url, "%s%s", x->handle->api_url, path);
	stream->request = (struct http_request){.method = method,
		.url = stream->url,
		.connect_timeout_ms = X_CONNECT_MS,
		.timeout_ms = X_READ_TIMEOUT_MS,
		.answer_cap = RULES_CAP,
		.address = &x->address,
		.done = done};
	stream->request.headers[0].name = "Authorization";
	stream->request.headers[0].value = stream->token.bearer;
	stream->request.header_count = 1;
	move(x, state);
}

static void submit(struct x *x)
{
	http_client_submit(x->parts.client, &x->stream.request);
}

static bool is_good(const struct http_request *request, enum err_code code)
{
	return code == ERR_OK && request->status >= 200 && request->status <= 299;
}

/* --- the rules --- */

static void mend(struct x *x);

static void on_mended(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, stream.request);
	struct x_stream *stream = &x->stream;
	if (stops(x))
		return;
	if (!is_good(request, code)) {
		fail_by_answer(x, code, err);
		return;
	}
	if (stream->plan.stale_count > 0) {
		stream->plan.stale_count = 0;
		mend(x);
		return;
	}
	switch (x_rules_read(request->answer.bytes, request->answer.length)) {
	case X_RULE_TAKEN:
		stream->plan.add = false;
		stream->fresh_rule = true;
		mend(x);
		break;
	case X_RULE_CAPPED:
		fail(x, X_FAULT_RULES,
			"this app has as many rules as X lets it have, so ours cannot be added: "
			"delete some of the others, or use another app",
			0);
		break;
	case X_RULE_REFUSED:
		fail_by_answer(x, code, err);
		break;
	}
}

/* What the plan says, one after the other. */
static void mend(struct x *x)
{
	struct x_stream *stream = &x->stream;
	buf_clear(&stream->body);
	if (stream->plan.stale_count > 0) {
		x_rules_encode_delete(&stream->plan, &stream->body);
	} else if (stream->plan.add) {
		x_rules_encode_add(x->handle->name, &stream->body);
	} else {
		stream->rules_due = false;
		go_on(x);
		return;
	}
	ask(x, X_STREAM_MENDING, "POST", "/2/tweets/search/stream/rules", on_mended);
	stream->request.headers[1].name = "Content-Type";
	stream->request.headers[1].value = "application/json";
	stream->request.header_count = 2;
	stream->request.body = stream->body.bytes;
	stream->request.body_length = stream->body.length;
	submit(x);
}

static void on_rules(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, stream.request);
	struct err strange;
	if (stops(x))
		return;
	if (!is_good(request, code))
		fail_by_answer(x, code, err);
	else if (x_rules_compare(request->answer.bytes, request->answer.length, x->handle->name,
			 &x->stream.plan, &strange) != ERR_OK)
		fail(x, X_FAULT_HTTP, strange.text, 0);
	else
		mend(x);
}

/* --- old connections --- */

static void on_cleared(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, stream.request);
	if (stops(x))
		return;
	if (is_good(request, code))
		go_on(x);
	else
		fail_by_answer(x, code, err);
}

static void clear(struct x *x)
{
	log_line(LOG_WARN, "x",
		"%s: X still counts another connection of this app; all connections of the app are "
		"ended",
		x->handle->name);
	x->stream.clear_due = false;
	x->stream.cleared_mono = clock_mono_ms();
	ask(x, X_STREAM_CLEARING, "DELETE", "/2/connections/all", on_cleared);
	submit(x);
}

/* --- the stream itself --- */

static void count(const char *kind)
{
	char label[40];
	snprintf(label, sizeof label, "kind=\"%s\"", kind);
	counter_add(counter_get("nriseva_x_stream_lines_total", label,
			    "Lines of X's stream, by what they were"),
		1);
}

static void on_taken(struct x *x, enum err_code code, const struct err *err)
{
	struct x_stream *stream = &x->stream;
	(void)err;
	stream->open--;
	/* The feed brings it again, and tells what is wrong with the store. */
	if (code != ERR_OK)
		x_poll_quicken(x);
	if (stream->paused && stream->open <= OPEN_MOST / 2) {
		stream->paused = false;
		http_client_resume(&stream->request);
	}
	if (stream->state == X_STREAM_STOPPED && stream->open == 0)
		loop_defer(x->parts.loop, &stream->stop);
}

static void take(struct x *x, struct post *post)
{
	struct x_stream *stream = &x->stream;
	int64_t now_ms = clock_wall_ms();
	x_trust_brought(&stream->trust, post, now_ms);
	stream->open++;
	x_bill_post(x, post);
	x_vitals_see(&x->poll.vitals, post->created_at, now_ms);
	x_take(x, post, now_ms, on_taken);
	if (stream->open > OPEN_MOST && !stream->paused) {
		stream->paused = true;
		http_client_pause(&stream->request);
	}
}

static void on_line(void *arg, const char *line, size_t length)
{
	static const char *const kinds[] = {
		[X_LINE_POST] = "post",
		[X_LINE_QUOTED] = "quoted",
		[X_LINE_UNREADABLE] = "unreadable",
		[X_LINE_ERROR] = "error",
		[X_LINE_UNKNOWN] = "unknown",
	};
	struct x *x = arg;
	struct x_stream *stream = &x->stream;
	struct x_line read;
	x_line_decode(line, length, x->handle->user_id, x->handle->name, &read);
	count(kinds[read.kind]);
	if (read.kind == X_LINE_POST)
		take(x, &read.post);
	if (read.kind != X_LINE_ERROR || stream->stopped)
		return;
	/* X ends it; what it has sent before is still taken. */
	x_problem_read(line, length, stream->said, sizeof stream->said);
	stream->crowded = read.crowded;
	http_client_cancel(x->parts.client, &stream->request);
}

static void on_open(struct x *x)
{
	struct x_stream *stream = &x->stream;
	int64_t now_ms = clock_wall_ms();
	move(x, X_STREAM_OPEN);
	x_trust_opened(&stream->trust, now_ms + (stream->fresh_rule ? RULE_DELAY_MS : 0));
	stream->fresh_rule = false;
	loop_timer_start(stream->timer, stream->silence_ms);
}

static void on_data(struct http_request *request, const char *bytes, size_t length)
{
	struct x *x = container_of(request, struct x, stream.request);
	struct x_stream *stream = &x->stream;
	if (stream->state == X_STREAM_CONNECTING)
		on_open(x);
	x_chunks_take(&stream->chunks, bytes, length, on_line, x);
	for (; stream->long_ones < stream->chunks.long_ones; stream->long_ones++)
		count("too long");
}

static void on_broken(struct x *x, const struct err *err)
{
	struct x_stream *stream = &x->stream;
	char text[220];
	if (*stream->said)
		snprintf(text, sizeof text, "X ended it: %s", stream->said);
	else
		snprintf(text, sizeof text, "%.200s", err ? words_of(stream, err) : "X ended it");
	fail(x, stream->crowded ? X_FAULT_CROWDED : X_FAULT_NETWORK, text, 0);
}

static void on_end(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, stream.request);
	struct x_stream *stream = &x->stream;
	bool was_open = stream->state == X_STREAM_OPEN;
	loop_timer_stop(stream->timer);
	x_chunks_clear(&stream->chunks);
	x_trust_closed(&stream->trust);
	stream->paused = false;
	if (stops(x))
		return;
	if (was_open) {
		on_broken(x, err);
	} else {
		stream->rules_due = code == ERR_OK && request->status == 409;
		fail_by_answer(x, code, err);
	}
	x_poll_quicken(x);
}

static void connect_stream(struct x *x)
{
	struct x_stream *stream = &x->stream;
	char path[X_STREAM_URL_SIZE];
	snprintf(path, sizeof path, "/2/tweets/search/stream?%s",
		x_fields_of_mentions(
			X_DIALECT_TWEET)); /* the only one that X documents for streams */
	*stream->said = '\0';
	stream->crowded = false;
	ask(x, X_STREAM_CONNECTING, "GET", path, on_end);
	stream->request.on_data = on_data;
	stream->request.silence_ms = crash_wait_ms(stream->silence_ms);
	submit(x);
}

/* Whatever has to be done next on the way to a stream. */
static void go_on(struct x *x)
{
	struct x_stream *stream = &x->stream;
	if (stream->clear_due) {
		clear(x);
	} else if (stream->rules_due) {
		ask(x, X_STREAM_RULES, "GET", "/2/tweets/search/stream/rules?max_results=1000",
			on_rules);
		submit(x);
	} else {
		connect_stream(x);
	}
}

/* An operator may have put a good token there. */
static void reread_token(struct x *x)
{
	struct x_token token = {0};
	if (x_stream_read_token(x->handle, &token, NULL) != ERR_OK)
		return;
	x_token_release(&x->stream.token);
	x->stream.token = token;
}

static void on_timer(void *arg)
{
	struct x *x = arg;
	if (x->stream.state == X_STREAM_OPEN) {
		tell_mended(x);
		return;
	}
	if (x->stream.fault == X_FAULT_REFUSED)
		reread_token(x);
	go_on(x);
}

/* --- beside the feed --- */

bool x_stream_is_used(const struct x *x)
{
	return x->stream.state == X_STREAM_OPEN && !x->stream.trust.doubted;
}

int64_t x_stream_poll_every_ms(const struct x *x)
{
	int64_t usual_ms = x->handle->poll_every_ms;
	int64_t slow_ms = usual_ms * FEED_SLOWER;
	if (slow_ms > FEED_MOST_MS)
		slow_ms = FEED_MOST_MS;
	/* The feed must have been asked since the stream has all: what came before is not in it. */
	bool covered = x_stream_is_used(x) && x->poll.began_at >= x->stream.trust.whole_from_at;
	return covered && slow_ms > usual_ms ? slow_ms : usual_ms;
}

void x_stream_compare(struct x *x, const struct post *post, int64_t now_ms)
{
	if (!x->handle->stream)
		return;
	switch (x_trust_compare(&x->stream.trust, post, now_ms)) {
	case X_TRUST_SAME:
		break;
	case X_TRUST_LOST:
		log_line(LOG_WARN, "x",
			"%s: X's stream is open but leaves out mentions that the feed has; until it "
			"brings them again the feed is asked at the usual pace",
			x->handle->name);
		break;
	case X_TRUST_REGAINED:
		log_line(LOG_INFO, "x", "%s: X's stream brings what the feed has again",
			x->handle->name);
		break;
	}
}

/* --- beginning and end --- */

enum err_code x_stream_read_token(
	const struct config_handle *handle, struct x_token *out, struct err *err)
{
	enum err_code code = x_token_read(handle->app_token_file, out, err);
	if (code != ERR_OK || out->bearer)
		return code;
	x_token_release(out);
	return err_set(err, ERR_CONFIG,
		"%s: the stream and compliance jobs take the app's bearer token only; put that "
		"one word there",
		handle->app_token_file);
}

static void on_stop(struct deferred *deferred)
{
	struct x_stream *stream = container_of(deferred, struct x_stream, stop);
	stream->stopped(stream->stopped_arg);
}

void x_stream_init(struct x *x, struct x_token *token)
{
	struct x_stream *stream = &x->stream;
	stream->token = *token;
	*token = (struct x_token){0};
	stream->silence_ms = SILENCE_MS;
	stream->rules_due = true;
	stream->timer = loop_timer_new(x->parts.loop, on_timer, x);
	stream->stop.call = on_stop;
	buf_init(&stream->body, X_RULE_CAP);
	x_chunks_init(&stream->chunks, LINE_CAP);
	x_trust_init(&stream->trust);
}

void x_stream_start(struct x *x)
{
	if (x->handle->stream && !x->stream.stopped)
		go_on(x);
}

void x_stream_stop(struct x *x, void (*stopped)(void *arg), void *arg)
{
	struct x_stream *stream = &x->stream;
	stream->stopped = stopped;
	stream->stopped_arg = arg;
	if (stream->state == X_STREAM_OFF || stream->state == X_STREAM_WAITING) {
		loop_timer_stop(stream->timer);
		stops(x);
	} else if (stream->state != X_STREAM_STOPPED) {
		http_client_cancel(x->parts.client, &stream->request);
	}
}

void x_stream_release(struct x *x)
{
	struct x_stream *stream = &x->stream;
	if (stream->state != X_STREAM_OFF && stream->state != X_STREAM_STOPPED)
		panic("channel of %s: freed while its stream is %s", x->handle->name,
			states[stream->state].name);
	loop_undefer(&stream->stop);
	loop_timer_free(stream->timer);
	x_chunks_release(&stream->chunks);
	x_trust_release(&stream->trust);
	buf_release(&stream->body);
	x_token_release(&stream->token);
}
