/*
 * Whether the posts of open cases are still there. What X shows no more must go here too, within a
 * day, and nobody tells us: so each post is looked up once in `look_up_every`.
 *
 *   off ─▶ waiting ─▶ choosing ─▶ asking ─▶ taking ─▶ wiping ─▶ noting ─┐
 *             ▲                     ▲          │ newer versions          │
 *             │                     └──────────┘                         │
 *             └──────────────────────────────────────────────────────────┘
 *
 * Every few minutes it asks for what is due, up to a hundred at once; posts fall due one by one as
 * they came, so the day's look-ups are spread over the day. An edit is asked for and goes to
 * intake like any post.
 *
 * An outage must not wipe anything: only an answer of 200 counts, and one that finds no post at all
 * counts only when another, an hour or more later, says the same. All else, any refusal, any
 * trouble, leads to `waiting`, and what is due stays due.
 */
#include <stdio.h>
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
	NEXT_PAGE_MS = 2 * 1000, /* when more may be due */
	SURE_AFTER_MS = 60 * MINUTE_MS,
	REFUSED_PAUSE_MS = 15 * MINUTE_MS,
};

static const char *const state_names[] = {
	[X_LOOKUP_OFF] = "off",
	[X_LOOKUP_WAITING] = "waiting",
	[X_LOOKUP_CHOOSING] = "choosing",
	[X_LOOKUP_ASKING] = "asking",
	[X_LOOKUP_TAKING] = "taking",
	[X_LOOKUP_WIPING] = "wiping",
	[X_LOOKUP_NOTING] = "noting",
	[X_LOOKUP_STOPPED] = "stopped",
};

/* True if it stopped instead. */
static bool stops(struct x *x)
{
	struct x_lookup *lookup = &x->lookup;
	if (!lookup->stopped)
		return false;
	lookup->state = X_LOOKUP_STOPPED;
	loop_defer(x->parts.loop, &lookup->stop);
	return true;
}

static void wait(struct x *x, int64_t ms)
{
	if (stops(x))
		return;
	x->lookup.state = X_LOOKUP_WAITING;
	loop_timer_start(x->lookup.timer, ms);
}

static int64_t tick_ms(const struct x *x)
{
	int64_t ms = x->handle->look_up_every_ms / 8;
	return crash_wait_ms(ms < TICK_MS ? ms : TICK_MS);
}

static int64_t sure_after_ms(const struct x *x)
{
	int64_t ms = crash_wait_ms(SURE_AFTER_MS);
	return ms < x->handle->look_up_every_ms ? ms : x->handle->look_up_every_ms;
}

/* What is due stays due. */
static void fail(struct x *x, const char *text, int64_t pause_ms)
{
	struct x_lookup *lookup = &x->lookup;
	if (!lookup->failing && !lookup->stopped)
		log_line(LOG_WARN, "x",
			"%s: posts cannot be looked up, and nothing is wiped for being gone until "
			"they can: %s",
			x->handle->name, text);
	lookup->failing = true;
	int64_t wait_ms = x_pace_back_off_ms(++lookup->failures, random_u64());
	if (tick_ms(x) > wait_ms)
		wait_ms = tick_ms(x);
	wait(x, pause_ms > wait_ms ? pause_ms : wait_ms);
}

/* --- noting --- */

static enum err_code note_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, lookup.op);
	const struct x_lookup *lookup = &x->lookup;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < lookup->count && code == ERR_OK; i++)
		code = store_looked(
			tx, x->handle->name, &lookup->looks[i], lookup->next_at[i], err);
	return code;
}

static void note_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, lookup.op);
	struct x_lookup *lookup = &x->lookup;
	if (code != ERR_OK) {
		fail(x, err->text, 0);
		return;
	}
	if (lookup->failing)
		log_line(LOG_INFO, "x", "%s: posts can be looked up again", x->handle->name);
	lookup->failing = false;
	lookup->failures = 0;
	int64_t wished_ms = lookup->count == STORE_LOOKS_MAX ? NEXT_PAGE_MS : tick_ms(x);
	wait(x, x_pace_wait_ms(&lookup->limits, wished_ms, 1, clock_wall_ms()));
}

static void note(struct x *x)
{
	struct x_lookup *lookup = &x->lookup;
	lookup->state = X_LOOKUP_NOTING;
	lookup->op = (struct store_op){.work = note_work, .done = note_done};
	store_submit(x->parts.store, &lookup->op);
}

/* --- wiping --- */

static void gone_done(struct intake_gone *gone, enum err_code code, const struct err *err)
{
	struct x *x = container_of(gone, struct x, lookup.gone);
	if (code != ERR_OK)
		fail(x, err->text, 0);
	else
		note(x);
}

static void wipe(struct x *x)
{
	struct x_lookup *lookup = &x->lookup;
	if (lookup->gone.count == 0) {
		note(x);
		return;
	}
	lookup->state = X_LOOKUP_WIPING;
	lookup->gone.handle = x->handle->name;
	lookup->gone.posts = lookup->gone_posts;
	lookup->gone.now_ms = lookup->now_ms;
	lookup->gone.done = gone_done;
	intake_gone_submit(x->parts.intake, &lookup->gone);
}

/* --- newer versions --- */

static void ask(struct x *x);

static void go_on(struct x *x)
{
	struct x_lookup *lookup = &x->lookup;
	if (stops(x))
		return;
	if (lookup->newer_count > 0 && !lookup->asks_newer) {
		lookup->asks_newer = true;
		ask(x);
	} else {
		wipe(x);
	}
}

/* One that is not taken is found again by the next look-up. */
static void edition_done(struct x *x, enum err_code code, const struct err *err)
{
	(void)code, (void)err;
	if (--x->lookup.open == 0)
		go_on(x);
}

static void take_edition(struct x *x, struct post *post)
{
	x->lookup.open++;
	x_take(x, post, x->lookup.now_ms, edition_done);
}

/* --- judging --- */

static void is_gone(struct x_lookup *lookup, const struct store_look *look, const char *why)
{
	lookup->gone_posts[lookup->gone.count++] =
		(struct gone_post){.identity = look->identity, .why = why};
}

static void judge_found(struct x *x, struct store_look *look, struct x_found *found)
{
	struct x_lookup *lookup = &x->lookup;
	look->gone_at = 0;
	if (found->withheld)
		is_gone(lookup, look, "withheld");
	else if (!str_is(found->post.id, look->id))
		take_edition(x, &found->post);
	else if (!str_is(found->newest_id, look->id))
		str_copy(lookup->newer[lookup->newer_count++], ID_SIZE, found->newest_id);
}

static void judge_lost(struct x *x, size_t i, const char *why, bool whole)
{
	struct x_lookup *lookup = &x->lookup;
	struct store_look *look = &lookup->looks[i];
	int64_t sure_ms = sure_after_ms(x);
	bool said_before = look->gone_at > 0 && lookup->now_ms - look->gone_at >= sure_ms;
	if (!whole || said_before) {
		is_gone(lookup, look, why);
		return;
	}
	if (!look->gone_at)
		look->gone_at = lookup->now_ms;
	lookup->next_at[i] = look->gone_at + sure_ms;
}

static struct x_found *find(struct x_lookup_answer *answer, const struct store_look *look)
{
	for (size_t i = 0; i < answer->found_count; i++) {
		const struct post *post = &answer->found[i].post;
		if (str_is(post->id, look->id) || str_is(post->identity, look->identity))
			return &answer->found[i];
	}
	return NULL;
}

static const char *lost_why(const struct x_lookup_answer *answer, const struct store_look *look)
{
	for (size_t i = 0; i < answer->lost_count; i++) {
		if (str_is(answer->lost[i].id, look->id))
			return answer->lost[i].why;
	}
	return NULL;
}

/* Of those that X says nothing about nothing is known, and they are asked for again in a while. */
static void judge(struct x *x, struct x_lookup_answer *answer)
{
	struct x_lookup *lookup = &x->lookup;
	int64_t every_ms = x->handle->look_up_every_ms;
	bool whole = answer->found_count == 0;
	for (size_t i = 0; i < lookup->count; i++) {
		struct store_look *look = &lookup->looks[i];
		struct x_found *found = find(answer, look);
		const char *why = lost_why(answer, look);
		/* A little earlier each time, by chance, so that they do not come in heaps. */
		lookup->next_at[i] = lookup->now_ms + every_ms -
				     (int64_t)(random_u64() % (uint64_t)(every_ms / 8 + 1));
		if (found)
			judge_found(x, look, found);
		else if (why)
			judge_lost(x, i, why, whole);
		else
			lookup->next_at[i] = lookup->now_ms + sure_after_ms(x);
	}
}

static void take_answer(struct x *x, const struct x_answer *got)
{
	struct x_lookup *lookup = &x->lookup;
	struct x_lookup_answer answer;
	struct err err;
	if (x_lookup_decode(got->body, got->length, x->handle->user_id, x->handle->name, &answer,
		    &err) != ERR_OK) {
		fail(x, err.text, 0);
		return;
	}
	lookup->state = X_LOOKUP_TAKING;
	for (size_t i = 0; i < answer.found_count; i++)
		x_bill_post(x, &answer.found[i].post);
	if (!lookup->asks_newer)
		judge(x, &answer);
	for (size_t i = 0; lookup->asks_newer && i < answer.found_count; i++)
		take_edition(x, &answer.found[i].post);
	x_lookup_answer_release(&answer);
	if (lookup->open == 0)
		go_on(x);
}

/* --- asking --- */

static void on_answer(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, lookup.request);
	struct x_lookup *lookup = &x->lookup;
	char text[200], words[120];
	lookup->limits = x_limits_read(request, lookup->now_ms);
	const struct x_answer answer = x_answer_of(request, code, err, &lookup->limits);
	enum x_read read = x_judge_read(&answer);
	if (stops(x))
		return;
	if (read == X_READ_PAGE) {
		take_answer(x, &answer);
		return;
	}
	x_problem_read(answer.body, code == ERR_OK ? answer.length : 0, words, sizeof words);
	snprintf(text, sizeof text, "X answered %d: %s", answer.status, words);
	int64_t pause_ms =
		read == X_READ_LIMITED
			? x_pace_resume_at(answer.resume_at, clock_wall_ms()) - clock_wall_ms()
		: read == X_READ_FAILED ? 0
					: REFUSED_PAUSE_MS;
	fail(x, code == ERR_OK ? text : answer.error, pause_ms);
}

static void ask(struct x *x)
{
	struct x_lookup *lookup = &x->lookup;
	struct buf url;
	size_t count = lookup->asks_newer ? lookup->newer_count : lookup->count;
	buf_init(&url, sizeof lookup->url - 1);
	buf_add_format(&url, "%s/2/tweets?ids=", x->handle->api_url);
	for (size_t i = 0; i < count; i++)
		buf_add_format(&url, "%s%s", i ? "," : "",
			lookup->asks_newer ? lookup->newer[i] : lookup->looks[i].id);
	buf_add_format(&url, "&%s", x_fields_of_look_ups(x->dialect));
	if (url.overflowed)
		panic("a look-up's address is longer than %d bytes", X_LOOKUP_URL_SIZE);
	str_copy(lookup->url, sizeof lookup->url, url.bytes);
	buf_release(&url);
	lookup->request = x_request(x, "GET", lookup->url, lookup->authorization, X_PAGE_CAP);
	lookup->request.timeout_ms = X_READ_TIMEOUT_MS;
	lookup->request.done = on_answer;
	lookup->state = X_LOOKUP_ASKING;
	http_client_submit(x->parts.client, &lookup->request);
}

/* --- choosing --- */

static enum err_code choose_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, lookup.op);
	struct x_lookup *lookup = &x->lookup;
	return store_looks_due(tx, x->handle->name, lookup->now_ms, x->handle->look_up_every_ms,
		lookup->looks, &lookup->count, err);
}

static void choose_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, lookup.op);
	if (stops(x))
		return;
	if (code != ERR_OK)
		fail(x, err->text, 0);
	else if (x->lookup.count == 0)
		wait(x, tick_ms(x));
	else
		ask(x);
}

static void on_timer(void *arg)
{
	struct x *x = arg;
	struct x_lookup *lookup = &x->lookup;
	lookup->now_ms = clock_wall_ms();
	lookup->newer_count = 0;
	lookup->asks_newer = false;
	lookup->gone.count = 0;
	lookup->state = X_LOOKUP_CHOOSING;
	lookup->op = (struct store_op){.work = choose_work, .done = choose_done};
	store_submit(x->parts.store, &lookup->op);
}

/* --- starting and stopping --- */

static void on_stop(struct deferred *deferred)
{
	struct x_lookup *lookup = container_of(deferred, struct x_lookup, stop);
	lookup->stopped(lookup->stopped_arg);
}

void x_lookup_init(struct x *x)
{
	x->lookup.timer = loop_timer_new(x->parts.loop, on_timer, x);
	x->lookup.stop.call = on_stop;
}

void x_lookup_start(struct x *x)
{
	if (x->handle->look_up_every_ms > 0 && x->lookup.state == X_LOOKUP_OFF)
		wait(x, tick_ms(x));
}

void x_lookup_stop(struct x *x, void (*stopped)(void *arg), void *arg)
{
	struct x_lookup *lookup = &x->lookup;
	lookup->stopped = stopped;
	lookup->stopped_arg = arg;
	if (lookup->state == X_LOOKUP_ASKING) {
		http_client_cancel(x->parts.client, &lookup->request);
	} else if (lookup->state == X_LOOKUP_OFF || lookup->state == X_LOOKUP_WAITING) {
		loop_timer_stop(lookup->timer);
		stops(x);
	}
}

void x_lookup_release(struct x *x)
{
	struct x_lookup *lookup = &x->lookup;
	if (lookup->state != X_LOOKUP_OFF && lookup->state != X_LOOKUP_STOPPED)
		panic("channel of %s: freed while looking up is %s", x->handle->name,
			state_names[lookup->state]);
	loop_undefer(&lookup->stop);
	loop_timer_free(lookup->timer);
}
