/*
 * X's batch compliance jobs.
 *
 *   off ─▶ waiting ─▶ listing ─▶ creating ─▶ uploading ─▶ pausing ⇄ asking ─▶ fetching ─▶ turning ⇄ wiping
 *             ▲                                              ▲                    │          │
 *             │                                              └── half a file ─────┘          │
 *             └──────────────── all pages are turned, or any fault ◀────────────────────────┘
 *
 * X names an address to which the ids are put, all of those of which there is a text, works for
 * minutes or hours, and then has a file with a line for each post that is gone. Only when the file is
 * here as a whole is it used: page by page those that are gone go to intake, and the rest is noted
 * as checked, so that nothing of it is looked up (lookup.c) before `look_up_every` is over. That is
 * how look-ups step in when no job succeeds: they find what is due, whether we were restarted or
 * not.
 *
 * A job is done in three quarters of `look_up_every`; what is left is for trying again. Nothing of a
 * job is kept: after a restart, or when it has gone wrong, another begins.
 *
 * The addresses are signed, and whoever has one may use it: they are sent without the app's
 * token, and never stand in the log.
 */
#include "channel/x/compliance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/random.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

enum {
	MINUTE_MS = 60 * 1000,
	TICK_MS = 5 * MINUTE_MS,
	REFUSED_PAUSE_MS = 15 * MINUTE_MS,
	YOUNG_MS = MINUTE_MS, /* posts that came later may still be being written */
	FIRST_PAUSE_MS = 10 * 1000,
	MOST_PAUSE_MS = 10 * MINUTE_MS,
	UPLOAD_MS = 10 * MINUTE_MS,
	SILENCE_MS = MINUTE_MS,
	IDS_CAP = 64 * 1024 * 1024, /* three million posts */
	LINE_CAP = 16 * 1024,
};

struct state {
	const char *name;
	unsigned next; /* states that may follow, as bits */
};

#define TO(state) (1u << (state))
#define ANY_END (TO(X_COMPLIANCE_WAITING) | TO(X_COMPLIANCE_STOPPED))
static const struct state states[] = {
	[X_COMPLIANCE_OFF] = {"off", ANY_END},
	[X_COMPLIANCE_WAITING] = {"waiting", TO(X_COMPLIANCE_LISTING) | TO(X_COMPLIANCE_STOPPED)},
	[X_COMPLIANCE_LISTING] = {"listing", TO(X_COMPLIANCE_CREATING) | ANY_END},
	[X_COMPLIANCE_CREATING] = {"creating", TO(X_COMPLIANCE_UPLOADING) | ANY_END},
	[X_COMPLIANCE_UPLOADING] = {"uploading", TO(X_COMPLIANCE_PAUSING) | ANY_END},
	[X_COMPLIANCE_PAUSING] = {"pausing", TO(X_COMPLIANCE_ASKING) | TO(X_COMPLIANCE_STOPPED)},
	[X_COMPLIANCE_ASKING] = {"asking",
		TO(X_COMPLIANCE_PAUSING) | TO(X_COMPLIANCE_FETCHING) | ANY_END},
	[X_COMPLIANCE_FETCHING] = {"fetching",
		TO(X_COMPLIANCE_PAUSING) | TO(X_COMPLIANCE_TURNING) | ANY_END},
	[X_COMPLIANCE_TURNING] = {"turning",
		TO(X_COMPLIANCE_TURNING) | TO(X_COMPLIANCE_WIPING) | ANY_END},
	[X_COMPLIANCE_WIPING] = {"wiping", TO(X_COMPLIANCE_TURNING) | ANY_END},
	[X_COMPLIANCE_STOPPED] = {"stopped", 0},
};

/* The only one that changes the state. */
static void move(struct x *x, enum x_compliance_state next)
{
	struct x_compliance *c = &x->compliance;
	if (!(states[c->state].next & TO(next)))
		panic("compliance jobs of %s: from %s to %s", x->handle->name,
			states[c->state].name, states[next].name);
	log_line(
		LOG_DEBUG, "x", "%s: the compliance job is %s", x->handle->name, states[next].name);
	c->state = next;
}

/* True if it stopped instead. */
static bool stops(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	if (!c->stopped)
		return false;
	move(x, X_COMPLIANCE_STOPPED);
	loop_defer(x->parts.loop, &c->stop);
	return true;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t tick_ms(const struct x *x)
{
	return crash_wait_ms(least(x->handle->look_up_every_ms / 8, TICK_MS));
}

/* --- the end of a job, good or bad --- */

/* Nothing of it is kept. */
static void forget(struct x_compliance *c)
{
	buf_clear(&c->ids);
	x_chunks_clear(&c->chunks);
	mem_free(c->redactions);
	c->redactions = NULL;
	c->redaction_count = c->redaction_room = 0;
	memset(&c->job, 0, sizeof c->job);
}

static void wait(struct x *x, int64_t ms)
{
	struct x_compliance *c = &x->compliance;
	forget(c);
	move(x, X_COMPLIANCE_WAITING);
	loop_timer_start(c->timer, ms);
}

static void tell_fault(struct x *x, const char *text)
{
	struct x_compliance *c = &x->compliance;
	if (!c->failing)
		log_line(LOG_WARN, "x",
			"%s: X's compliance job: %.250s; it is tried again, and when none has "
			"succeeded for look_up_every, posts of open cases are looked up one by one",
			x->handle->name, text);
	c->failing = true;
}

/* Another job, later. */
static void fail(struct x *x, const char *text, int64_t least_ms)
{
	struct x_compliance *c = &x->compliance;
	tell_fault(x, text);
	int64_t wait_ms = x_pace_back_off_ms(++c->failures, random_u64());
	if (wait_ms > x->handle->look_up_every_ms / 8)
		wait_ms = x->handle->look_up_every_ms / 8;
	if (wait_ms < tick_ms(x))
		wait_ms = tick_ms(x);
	wait(x, wait_ms > least_ms ? wait_ms : least_ms);
}

static void succeed(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	if (c->failing)
		log_line(LOG_INFO, "x", "%s: X's compliance jobs work again", x->handle->name);
	log_line(LOG_DEBUG, "x", "%s: a compliance job is done: %zu of %zu posts are gone",
		x->handle->name, c->redaction_count, c->id_count);
	c->failing = false;
	c->failures = 0;
	int64_t next_at = c->began_at + crash_wait_ms(x->handle->look_up_every_ms * 3 / 4);
	int64_t left_ms = next_at - clock_wall_ms(), tick = tick_ms(x);
	wait(x, left_ms > tick ? left_ms : tick);
}

/* --- requests --- */

/* `url` lasts as long as the request. */
static void ask(struct x *x, enum x_compliance_state state, const char *method, const char *url,
	void (*done)(struct http_request *, enum err_code, const struct err *))
{
	struct x_compliance *c = &x->compliance;
	c->request = (struct http_request){.method = method,
		.url = url,
		.connect_timeout_ms = X_CONNECT_MS,
		.timeout_ms = X_TIMEOUT_MS,
		.answer_cap = X_ANSWER_CAP,
		.address = &x->address,
		.done = done};
	move(x, state);
}

static void add_header(struct x *x, const char *name, const char *value)
{
	struct http_request *request = &x->compliance.request;
	request->headers[request->header_count].name = name;
	request->headers[request->header_count++].value = value;
}

static void submit(struct x *x)
{
	http_client_submit(x->parts.client, &x->compliance.request);
}

static bool is_good(const struct http_request *request, enum err_code code)
{
	return code == ERR_OK && request->status >= 200 && request->status <= 299;
}

/* What went wrong on the way, without the address. */
static const char *words_of(const struct http_request *request, const struct err *err)
{
	size_t length = strlen(request->url);
	if (strncmp(err->text, request->url, length) == 0 && err->text[length] == ':')
		return err->text + length + 2;
	/* The address is so long that nothing else is there, or stands somewhere in the sentence. */
	return err->code == ERR_TIMEOUT  ? "no answer came in time"
	       : err->code == ERR_DENIED ? "X names an address that requests may not go to"
					 : "an address that X names cannot be called";
}

/* Why an answer is not what was asked for; gives how long to wait at least. */
static int64_t explain(struct x *x, const char *step, enum err_code code, const struct err *err,
	char *out, size_t size)
{
	struct x_compliance *c = &x->compliance;
	const struct http_request *request = &c->request;
	int64_t now_ms = clock_wall_ms();
	char words[120];
	if (code != ERR_OK) {
		snprintf(out, size, "%s: %s", step, words_of(request, err));
		return 0;
	}
	/* What the place of the files says may name the address. */
	if (request->url != c->url) {
		snprintf(out, size, "%s: it was answered %d", step, request->status);
		return 0;
	}
	const struct x_limits limits = x_limits_read(request, now_ms);
	x_problem_read(request->answer.bytes, request->answer.length, words, sizeof words);
	snprintf(out, size, "%s: X answered %d: %s", step, request->status, words);
	c->refused = request->status == 401 || request->status == 403;
	if (request->status == 429)
		return x_pace_resume_at(limits.resume_at, now_ms) - now_ms;
	return c->refused ? REFUSED_PAUSE_MS : 0;
}

static void fail_by_answer(struct x *x, const char *step, enum err_code code, const struct err *err)
{
	char text[300];
	int64_t least_ms = explain(x, step, code, err, text, sizeof text);
	fail(x, text, least_ms);
}

/* --- X works --- */

/* Until it is time to ask again; the job is given up when its time is over. */
static void rest(struct x *x, int64_t least_ms)
{
	struct x_compliance *c = &x->compliance;
	char text[120];
	if (clock_wall_ms() >= c->deadline_at) {
		snprintf(text, sizeof text, "it takes too long: it is %s still",
			*c->job.status_name ? c->job.status_name : "not complete");
		fail(x, text, 0);
		return;
	}
	int64_t wait_ms = c->pause_ms > least_ms ? c->pause_ms : least_ms;
	c->pause_ms = least(c->pause_ms * 2, crash_wait_ms(MOST_PAUSE_MS));
	move(x, X_COMPLIANCE_PAUSING);
	loop_timer_start(c->timer, wait_ms);
}

/* Asking, or fetching, went wrong: the job goes on. */
static void falter(struct x *x, const char *step, enum err_code code, const struct err *err)
{
	const struct x_compliance *c = &x->compliance;
	char text[300];
	int64_t least_ms = explain(x, step, code, err, text, sizeof text);
	/* An address that has expired does not come to life again. */
	bool expired = c->state == X_COMPLIANCE_FETCHING && code == ERR_OK &&
		       c->request.status >= 400 && c->request.status <= 499;
	if (c->refused || expired) {
		fail(x, text, least_ms);
		return;
	}
	tell_fault(x, text);
	rest(x, least_ms);
}

/* --- what is gone --- */

static void turn(struct x *x);

static int compare(const void *a, const void *b)
{
	const struct x_redaction *one = a, *other = b;
	return strcmp(one->id, other->id);
}

static const char *why_gone(const struct x_compliance *c, const char *id)
{
	struct x_redaction key;
	str_copy(key.id, sizeof key.id, id);
	const struct x_redaction *found =
		c->redaction_count
			? bsearch(&key, c->redactions, c->redaction_count, sizeof key, compare)
			: NULL;
	return found ? found->why : NULL;
}

static void gone_done(struct intake_gone *gone, enum err_code code, const struct err *err)
{
	struct x *x = container_of(gone, struct x, compliance.gone);
	if (stops(x))
		return;
	if (code != ERR_OK)
		fail(x, err->text, 0);
	else
		turn(x);
}

/* The page that is here. */
static void wipe(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	c->gone.count = 0;
	for (size_t i = 0; i < c->count; i++) {
		const char *why = why_gone(c, c->page[i].id);
		if (why)
			c->gone_posts[c->gone.count++] =
				(struct gone_post){.identity = c->page[i].identity, .why = why};
	}
	if (c->gone.count == 0) {
		turn(x);
		return;
	}
	move(x, X_COMPLIANCE_WIPING);
	c->gone.handle = x->handle->name;
	c->gone.posts = c->gone_posts;
	c->gone.now_ms = clock_wall_ms();
	c->gone.done = gone_done;
	intake_gone_submit(x->parts.intake, &c->gone);
}

/* The page before is checked; the next one. */
static enum err_code turn_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, compliance.op);
	struct x_compliance *c = &x->compliance;
	bool first = c->after.at == c->upto.at && c->after.row == c->upto.row;
	enum err_code code = ERR_OK;
	if (!first)
		code = store_kept_checked(tx, x->handle->name, c->after, c->upto,
			c->began_at + x->handle->look_up_every_ms, err);
	if (code == ERR_OK)
		code = store_kept_posts(
			tx, x->handle->name, c->upto, c->listed_at, c->page, &c->count, err);
	return code;
}

/* Whether a post came after what was uploaded: it was written late, with an earlier time. */
static bool is_beyond(struct store_place place, struct store_place end)
{
	return place.at > end.at || (place.at == end.at && place.row > end.row);
}

static void turn_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, compliance.op);
	struct x_compliance *c = &x->compliance;
	if (stops(x))
		return;
	if (code != ERR_OK) {
		fail(x, err->text, 0);
		return;
	}
	c->after = c->upto;
	while (c->count > 0 && is_beyond(c->page[c->count - 1].place, c->end))
		c->count--;
	if (c->count == 0)
		succeed(x);
	else
		wipe(x);
}

/* Note that all posts up to the end of the page were checked, and take the next page. What the work
 * needs is settled here, for it may run more than once. */
static void turn(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	c->upto = c->count > 0 ? c->page[c->count - 1].place : c->after;
	move(x, X_COMPLIANCE_TURNING);
	c->op = (struct store_op){.work = turn_work, .done = turn_done};
	store_submit(x->parts.store, &c->op);
}

/* --- fetching --- */

static void on_line(void *arg, const char *line, size_t length)
{
	struct x_compliance *c = arg;
	struct x_redaction read;
	if (!x_redaction_decode(line, length, &read) || c->redaction_count == c->id_count)
		c->torn = true;
	if (c->torn || !read.why)
		return;
	if (c->redaction_count == c->redaction_room) {
		c->redaction_room = c->redaction_room ? c->redaction_room * 2 : 64;
		c->redactions = mem_resize(c->redactions, c->redaction_room, sizeof *c->redactions);
	}
	c->redactions[c->redaction_count++] = read;
}

static void on_data(struct http_request *request, const char *bytes, size_t length)
{
	struct x *x = container_of(request, struct x, compliance.request);
	struct x_compliance *c = &x->compliance;
	if (!c->torn)
		x_chunks_take(&c->chunks, bytes, length, on_line, c);
}

static void on_fetched(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, compliance.request);
	struct x_compliance *c = &x->compliance;
	static const char step[] = "its result could not be fetched";
	if (stops(x))
		return;
	if (!is_good(request, code)) {
		falter(x, step, code, err);
		return;
	}
	/* The last line may have no end. */
	x_chunks_take(&c->chunks, "\n", 1, on_line, c);
	if (c->torn || c->chunks.long_ones > 0) {
		tell_fault(x, "its result is torn or no list of posts, and nothing of it is used");
		rest(x, 0);
		return;
	}
	if (c->redaction_count)
		qsort(c->redactions, c->redaction_count, sizeof *c->redactions, compare);
	c->after = (struct store_place){0, 0};
	c->count = 0;
	turn(x);
}

static void fetch(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	c->torn = false;
	c->redaction_count = 0;
	c->chunks.long_ones = 0;
	x_chunks_clear(&c->chunks);
	ask(x, X_COMPLIANCE_FETCHING, "GET", c->job.download_url, on_fetched);
	c->request.on_data = on_data;
	c->request.silence_ms = crash_wait_ms(SILENCE_MS);
	submit(x);
}

/* --- asking --- */

/* X need not repeat the address of the result. */
static enum err_code read_job(struct x_compliance *c, struct err *err)
{
	struct x_job *job = mem_new(1, sizeof *job);
	enum err_code code =
		x_job_decode(c->request.answer.bytes, c->request.answer.length, job, err);
	if (code == ERR_OK && !*job->download_url)
		str_copy(job->download_url, sizeof job->download_url, c->job.download_url);
	if (code == ERR_OK)
		c->job = *job;
	mem_free(job);
	return code;
}

static void on_status(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, compliance.request);
	struct x_compliance *c = &x->compliance;
	struct err strange;
	char text[60];
	if (stops(x))
		return;
	if (!is_good(request, code)) {
		falter(x, "it cannot be asked for", code, err);
	} else if (read_job(c, &strange) != ERR_OK) {
		tell_fault(x, strange.text);
		rest(x, 0);
	} else if (c->job.status == X_JOB_FAILED) {
		snprintf(text, sizeof text, "X says that it is %s", c->job.status_name);
		fail(x, text, 0);
	} else if (c->job.status == X_JOB_COMPLETE && *c->job.download_url) {
		fetch(x);
	} else {
		rest(x, 0);
	}
}

static void ask_status(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	snprintf(c->url, sizeof c->url, "%s/2/compliance/jobs/%s", x->handle->api_url, c->job.id);
	ask(x, X_COMPLIANCE_ASKING, "GET", c->url, on_status);
	add_header(x, "Authorization", c->token.bearer);
	submit(x);
}

/* --- creating and uploading --- */

static void on_uploaded(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, compliance.request);
	struct x_compliance *c = &x->compliance;
	if (stops(x))
		return;
	if (!is_good(request, code)) {
		fail_by_answer(x, "its ids could not be uploaded", code, err);
		return;
	}
	buf_clear(&c->ids);
	rest(x, 0);
}

static void on_created(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, compliance.request);
	struct x_compliance *c = &x->compliance;
	struct err strange;
	if (stops(x))
		return;
	if (!is_good(request, code)) {
		fail_by_answer(x, "it was not taken", code, err);
		return;
	}
	if (read_job(c, &strange) != ERR_OK || !*c->job.upload_url) {
		fail(x, *c->job.id ? "X names no address for the ids" : strange.text, 0);
		return;
	}
	ask(x, X_COMPLIANCE_UPLOADING, "PUT", c->job.upload_url, on_uploaded);
	add_header(x, "Content-Type", "text/plain");
	c->request.timeout_ms = UPLOAD_MS;
	c->request.body = c->ids.bytes;
	c->request.body_length = c->ids.length;
	submit(x);
}

static void create(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	snprintf(c->url, sizeof c->url, "%s/2/compliance/jobs", x->handle->api_url);
	ask(x, X_COMPLIANCE_CREATING, "POST", c->url, on_created);
	add_header(x, "Authorization", c->token.bearer);
	add_header(x, "Content-Type", "application/json");
	c->request.body = x_job_wanted;
	c->request.body_length = strlen(x_job_wanted);
	submit(x);
}

/* --- listing --- */

static void list(struct x *x);

static enum err_code list_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, compliance.op);
	struct x_compliance *c = &x->compliance;
	return store_kept_posts(tx, x->handle->name, c->end, c->listed_at, c->page, &c->count, err);
}

static void add_page(struct x_compliance *c)
{
	for (size_t i = 0; i < c->count; i++) {
		buf_add_string(&c->ids, c->page[i].id);
		buf_add_char(&c->ids, '\n');
		c->id_count++;
		c->end = c->page[i].place;
	}
}

static void list_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, compliance.op);
	struct x_compliance *c = &x->compliance;
	if (stops(x))
		return;
	if (code != ERR_OK) {
		fail(x, err->text, 0);
		return;
	}
	add_page(c);
	if (c->ids.overflowed)
		fail(x, "there are more posts than one job takes; make policy.wipe_after shorter",
			0);
	else if (c->count > 0)
		list(x);
	else if (c->id_count > 0)
		create(x);
	else
		succeed(x);
}

static void list(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	c->op = (struct store_op){.work = list_work, .done = list_done};
	store_submit(x->parts.store, &c->op);
}

static void begin(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	int64_t every_ms = x->handle->look_up_every_ms;
	c->began_at = clock_wall_ms();
	c->listed_at = c->began_at - least(every_ms / 8, YOUNG_MS);
	c->deadline_at = c->began_at + (every_ms / 8 > MINUTE_MS ? every_ms / 8 : MINUTE_MS);
	c->pause_ms = crash_wait_ms(least(every_ms / 32, FIRST_PAUSE_MS));
	c->end = (struct store_place){0, 0};
	c->id_count = 0;
	move(x, X_COMPLIANCE_LISTING);
	list(x);
}

/* An operator may have put a good token there. */
static void reread_token(struct x *x)
{
	struct x_token token = {0};
	if (x_stream_read_token(x->handle, &token, NULL) != ERR_OK)
		return;
	x_token_release(&x->compliance.token);
	x->compliance.token = token;
}

static void on_timer(void *arg)
{
	struct x *x = arg;
	struct x_compliance *c = &x->compliance;
	if (c->state == X_COMPLIANCE_PAUSING) {
		ask_status(x);
		return;
	}
	if (c->refused)
		reread_token(x);
	c->refused = false;
	begin(x);
}

/* --- beginning and end --- */

static void on_stop(struct deferred *deferred)
{
	struct x_compliance *c = container_of(deferred, struct x_compliance, stop);
	c->stopped(c->stopped_arg);
}

void x_compliance_init(struct x *x, struct x_token *token)
{
	struct x_compliance *c = &x->compliance;
	c->token = *token;
	*token = (struct x_token){0};
	c->timer = loop_timer_new(x->parts.loop, on_timer, x);
	c->stop.call = on_stop;
	buf_init(&c->ids, IDS_CAP);
	x_chunks_init(&c->chunks, LINE_CAP);
}

void x_compliance_start(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	if (x->handle->compliance && c->state == X_COMPLIANCE_OFF && !c->stopped)
		wait(x, tick_ms(x));
}

void x_compliance_stop(struct x *x, void (*stopped)(void *arg), void *arg)
{
	struct x_compliance *c = &x->compliance;
	c->stopped = stopped;
	c->stopped_arg = arg;
	bool idle = c->state == X_COMPLIANCE_OFF || c->state == X_COMPLIANCE_WAITING ||
		    c->state == X_COMPLIANCE_PAUSING;
	bool asks = c->state == X_COMPLIANCE_CREATING || c->state == X_COMPLIANCE_UPLOADING ||
		    c->state == X_COMPLIANCE_ASKING || c->state == X_COMPLIANCE_FETCHING;
	if (asks)
		http_client_cancel(x->parts.client, &c->request);
	if (!idle)
		return; /* what is under way comes back soon */
	loop_timer_stop(c->timer);
	stops(x);
}

void x_compliance_release(struct x *x)
{
	struct x_compliance *c = &x->compliance;
	if (c->state != X_COMPLIANCE_OFF && c->state != X_COMPLIANCE_STOPPED)
		panic("channel of %s: freed while its compliance job is %s", x->handle->name,
			states[c->state].name);
	loop_undefer(&c->stop);
	loop_timer_free(c->timer);
	forget(c);
	buf_release(&c->ids);
	x_chunks_release(&c->chunks);
	x_token_release(&c->token);
}
