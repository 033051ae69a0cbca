/*
 * Watching for mentions.
 *
 *   off ─▶ starting ─▶ ready ─▶ asking ─▶ taking ─▶ moving ─▶ waiting ─┐
 *             │          ▲        ▲  ▲       │                         │
 *             ▼          │        │  └───────┘ next page               │
 *          recalling ◀─▶ keeping  └────────────────────────────────────┘
 *          (after a restore, recall.c)
 *
 * A poll asks from a little before the cursor (X shows some posts late), follows all pages, and
 * gives each post to intake, which takes it once however often it is shown. Only when every post of
 * every page is committed does the cursor move: to the newest post seen, or to a little before the
 * poll began if nothing new came.
 *
 * X leaves out a post now and then, or shows it hours or days late, so every hour, day and week a
 * poll begins further back. When the
 * feed fails for long, or shows its last 800 posts and does not reach the cursor, recent search
 * stands in (search.c); its posts go the same way.
 *
 * When something fails, the cursor stays, so the next poll asks for the same again: no answer, an
 * answer that is no page, a window used up, a post that the store did not take. All of them lead to
 * `waiting`, for a time that depends on what it was. A line is logged when the kind of trouble
 * changes, not at each try.
 *
 * Stopping: what is under way comes to its end (a request is cancelled), then `stopped` is called.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/counter.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/random.h"
#include "base/str.h"
#include "channel/x/wire.h"
#include "channel/x/x_priv.h"

enum {
	REFUSED_PAUSE_MS = 5 * 60 * 1000,
	DEEPEST = 800,                  /* X shows no more mentions than this */
	DEEP_AGAIN_MS = 15 * 60 * 1000, /* one that failed; most polls shall go on as usual */
	HOURLY_MS = 60 * 60 * 1000,
	HOURLY_SPAN_MS = 6 * HOURLY_MS,
	DAILY_MS = 24 * HOURLY_MS,
	DAILY_SPAN_MS = 25 * HOURLY_MS,
	WEEK_MS = 7 * DAILY_MS,
	WEEKLY_SPAN_MS = 10 * DAILY_MS,
};

struct state {
	const char *name;
	unsigned next; /* states that may follow, as bits */
};

#define TO(state) (1u << (state))
static const struct state states[] = {
	[X_POLL_OFF] = {"off", TO(X_POLL_STARTING) | TO(X_POLL_STOPPED)},
	[X_POLL_STARTING] = {"starting",
		TO(X_POLL_RECALLING) | TO(X_POLL_READY) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_RECALLING] = {"recalling",
		TO(X_POLL_KEEPING) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_KEEPING] = {"keeping",
		TO(X_POLL_RECALLING) | TO(X_POLL_READY) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_READY] = {"ready", TO(X_POLL_ASKING) | TO(X_POLL_STOPPED)},
	[X_POLL_ASKING] = {"asking", TO(X_POLL_TAKING) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_TAKING] = {"taking",
		TO(X_POLL_ASKING) | TO(X_POLL_MOVING) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_MOVING] = {"moving", TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_WAITING] = {"waiting",
		TO(X_POLL_STARTING) | TO(X_POLL_ASKING) | TO(X_POLL_STOPPED)},
	[X_POLL_STOPPED] = {"stopped", 0},
};

/* The only one that changes the state. */
void x_poll_move(struct x *x, enum x_poll_state next)
{
	struct x_poll *poll = &x->poll;
	if (!(states[poll->state].next & TO(next)))
		panic("polling for %s: from %s to %s", x->handle->name, states[poll->state].name,
			states[next].name);
	log_line(LOG_DEBUG, "x", "%s: %s", x->handle->name, states[next].name);
	poll->state = next;
}

/* --- how it goes --- */

static enum log_level trouble_level(enum x_trouble trouble)
{
	return trouble == X_TROUBLE_REFUSED || trouble == X_TROUBLE_CREDIT ||
			       trouble == X_TROUBLE_FIELDS
		       ? LOG_ERROR
		       : LOG_WARN;
}

static void set_trouble(struct x *x, enum x_trouble trouble, const char *text)
{
	struct x_poll *poll = &x->poll;
	bool changed = poll->trouble != trouble;
	poll->trouble = trouble;
	str_copy(poll->trouble_text, sizeof poll->trouble_text, text);
	if (!changed)
		return;
	if (trouble == X_TROUBLE_NONE)
		log_line(LOG_INFO, "x", "%s: mentions are coming in again", x->handle->name);
	else
		log_line(trouble_level(trouble), "x", "%s: %s", x->handle->name, text);
}

bool x_poll_stops(struct x *x)
{
	if (!x->poll.stopped)
		return false;
	x_poll_move(x, X_POLL_STOPPED);
	loop_defer(x->parts.loop, &x->poll.stop);
	return true;
}

void x_poll_hurry(struct x *x)
{
	struct x_poll *poll = &x->poll;
	if (poll->state != X_POLL_WAITING || poll->trouble != X_TROUBLE_REFUSED)
		return;
	poll->feed_after_at = 0;
	loop_timer_start(poll->timer, 0);
}

void x_poll_wait(struct x *x, int64_t ms)
{
	if (x_poll_stops(x))
		return;
	x_poll_move(x, X_POLL_WAITING);
	loop_timer_start(x->poll.timer, ms);
}

/* The poll has failed; the cursor stays. */
void x_poll_fail(struct x *x, enum x_trouble trouble, const char *text, int64_t wait_ms)
{
	struct x_poll *poll = &x->poll;
	int64_t now_ms = clock_wall_ms();
	poll->failures++;
	if (!poll->stopped)
		set_trouble(x, trouble, text);
	if (wait_ms <= 0)
		wait_ms = x_pace_back_off_ms(poll->failures, random_u64());
	poll->feed_after_at = now_ms + wait_ms;
	/* What our store does not take, another source cannot mend. */
	if (trouble != X_TROUBLE_STORE && !poll->failing_since_at)
		poll->failing_since_at = now_ms;
	if (poll->sweep && poll->source == X_SOURCE_MENTIONS)
		*poll->deep_at = now_ms + DEEP_AGAIN_MS;
	bool search = x_search_stands_in(x, now_ms) && wait_ms > x->handle->poll_every_ms;
	x_poll_wait(x, search ? x->handle->poll_every_ms : wait_ms);
}

static void succeed(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->failures = 0;
	poll->failing_since_at = 0;
	poll->last_poll_at = clock_wall_ms();
	x_vitals_polled(&poll->vitals, false, poll->last_poll_at);
	set_trouble(x, X_TROUBLE_NONE, "");
	poll->pace_ms = x_pace_wished_ms(poll->pace_ms, x_stream_poll_every_ms(x), poll->fresh > 0);
	int64_t wished_ms = x_budget_poll_ms(&x->budget, poll->pace_ms, poll->last_poll_at);
	x_poll_wait(
		x, x_pace_wait_ms(&poll->limits, wished_ms, poll->requests, poll->last_poll_at));
}

void x_poll_quicken(struct x *x)
{
	const struct x_poll *poll = &x->poll;
	if (poll->state != X_POLL_WAITING || !poll->prepared || poll->trouble != X_TROUBLE_NONE ||
		poll->failing_since_at)
		return;
	int64_t now_ms = clock_wall_ms();
	int64_t wait_ms = x_pace_wait_ms(
		&poll->limits, x->handle->poll_every_ms, poll->requests, poll->last_poll_at);
	int64_t left_ms = poll->last_poll_at + wait_ms - now_ms;
	loop_timer_start(x->poll.timer, left_ms > 0 ? left_ms : 0);
}

/* --- asking --- */

static void ask(struct x *x);

/* The time has come; it comes again after `every_ms`. The first time is one such while from now. */
static bool is_due(int64_t *at, int64_t every_ms, int64_t now_ms)
{
	bool due = *at > 0 && now_ms >= *at;
	if (*at == 0 || due)
		*at = now_ms + every_ms;
	return due;
}

static void choose_feed(struct x *x, int64_t now_ms)
{
	struct x_poll *poll = &x->poll;
	int64_t span_ms = 0;
	if (poll->weekly_at == 0) /* the first one soon: few daemons run for weeks */
		poll->weekly_at = now_ms + DAILY_MS;
	struct {
		int64_t *at, every_ms, span_ms;
	} depths[] = {{&poll->hourly_at, HOURLY_MS, HOURLY_SPAN_MS},
		{&poll->daily_at, DAILY_MS, DAILY_SPAN_MS},
		{&poll->weekly_at, WEEK_MS, WEEKLY_SPAN_MS}};
	for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
		if (!is_due(depths[i].at, depths[i].every_ms, now_ms))
			continue;
		span_ms = depths[i].span_ms;
		poll->deep_at = depths[i].at;
	}
	poll->source = X_SOURCE_MENTIONS;
	poll->from_at = poll->known.cursor_at - x->handle->overlap_ms;
	poll->sweep = span_ms > 0 && now_ms - span_ms < poll->from_at;
	if (poll->sweep)
		poll->from_at = now_ms - span_ms;
}

static void choose(struct x *x, int64_t now_ms)
{
	struct x_poll *poll = &x->poll;
	bool feed_waits = now_ms < poll->feed_after_at && x_search_stands_in(x, now_ms);
	bool sweep = is_due(&poll->search.sweep_at, HOURLY_MS, now_ms);
	if ((poll->search.catching_up || feed_waits || sweep) && now_ms >= poll->search.resume_at)
		x_search_choose(x, now_ms);
	else
		choose_feed(x, now_ms);
}

static void begin_poll(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->began_at = clock_wall_ms();
	choose(x, poll->began_at);
	poll->newest_at = 0;
	poll->requests = 0;
	poll->posts = 0;
	poll->fresh = 0;
	poll->refused = false;
	mem_replace(&poll->next_token, NULL);
	ask(x);
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err);

static void ask(struct x *x)
{
	struct x_poll *poll = &x->poll;
	if (poll->source == X_SOURCE_SEARCH)
		x_search_url(x, poll->url, sizeof poll->url);
	else
		snprintf(poll->url, sizeof poll->url,
			"%s/2/users/%s/mentions?max_results=100&since_id=%" PRIu64 "&%s",
			x->handle->api_url, x->handle->user_id, x_snowflake(poll->from_at),
			x_fields_of_mentions(x->dialect));
	if (poll->next_token)
		x_add_token(poll->url, sizeof poll->url, poll->next_token);
	poll->request = x_request(x, "GET", poll->url, poll->authorization, X_PAGE_CAP);
	poll->request.timeout_ms = X_READ_TIMEOUT_MS;
	poll->request.done = on_answer;
	poll->requests++;
	x_poll_move(x, X_POLL_ASKING);
	http_client_submit(x->parts.client, &poll->request);
}

static void take_page(struct x *x, const char *bytes, size_t length);

/* What cannot be done while X does not give what it is asked for. */
static const char *hindered(const struct x *x)
{
	return x->poll.prepared ? "mentions cannot be read"
				: "what we said since the backup cannot be read, and nothing is "
				  "answered until then";
}

static void on_limited(struct x *x, int64_t now_ms)
{
	char text[200], iso[CLOCK_ISO_SIZE];
	int64_t resume_at = x_pace_resume_at(x->poll.limits.resume_at, now_ms);
	snprintf(text, sizeof text, "%s: X's limit is used up; going on at %s", hindered(x),
		clock_iso(resume_at, iso));
	x_poll_fail(x, X_TROUBLE_LIMITED, text, resume_at - now_ms);
}

static void on_failed(struct x *x, const struct x_answer *answer)
{
	char text[200], words[100];
	if (answer->code != ERR_OK) {
		snprintf(text, sizeof text, "%s: %.100s", hindered(x), answer->error);
	} else if (answer->cut) {
		snprintf(text, sizeof text, "%s: X's answer is larger than %d MB", hindered(x),
			X_PAGE_CAP >> 20);
	} else {
		x_problem_read(answer->body, answer->length, words, sizeof words);
		snprintf(text, sizeof text, "%s: X answered %d: %s", hindered(x), answer->status,
			words);
	}
	x_poll_fail(x, X_TROUBLE_FAILING, text, 0);
}

bool x_poll_is_page(struct x *x, struct x_answer *out, enum err_code code, const struct err *err)
{
	struct x_poll *poll = &x->poll;
	int64_t now_ms = clock_wall_ms();
	struct x_limits *limits =
		poll->source == X_SOURCE_SEARCH ? &poll->search.limits : &poll->limits;
	*limits = x_limits_read(&poll->request, now_ms);
	*out = x_answer_of(&poll->request, code, err, limits);
	if (x_poll_stops(x))
		return false;
	if (poll->source == X_SOURCE_SEARCH && x_judge_read(out) != X_READ_PAGE) {
		x_search_fail(x, out, NULL);
		return false;
	}
	switch (x_judge_read(out)) {
	case X_READ_PAGE:
		x_refresh_worked(x, poll->request.headers[0].value);
		x_budget_works(&x->budget);
		return true;
	case X_READ_LIMITED:
		on_limited(x, now_ms);
		break;
	case X_READ_REFUSED:
		x_poll_fail(x, X_TROUBLE_REFUSED, x_alarm_text(X_ALARM_TOKEN),
			out->status == 401 ? x_refresh_refused(x, poll->request.headers[0].value,
						     REFUSED_PAUSE_MS)
					   : REFUSED_PAUSE_MS);
		break;
	case X_READ_CREDIT:
		x_poll_fail(x, X_TROUBLE_CREDIT, x_alarm_text(X_ALARM_CREDIT),
			x_budget_refused(&x->budget, now_ms));
		break;
	case X_READ_FAILED:
		on_failed(x, out);
		break;
	}
	return false;
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, poll.request);
	struct x_answer answer;
	if (x_poll_is_page(x, &answer, code, err))
		take_page(x, answer.body, answer.length);
}

/* --- taking --- */

/* A post at intake. */
struct taking {
	struct x *x;
	x_taken *taken;
	struct intake_post post;
};

static void after_page(struct x *x);

static void on_at_intake(struct intake_post *post, enum err_code code, const struct err *err)
{
	struct taking *taking = container_of(post, struct taking, post);
	struct x *x = taking->x;
	x_taken *taken = taking->taken;
	post_release(&post->post);
	mem_free(taking);
	taken(x, code, err);
}

void x_take(struct x *x, struct post *post, int64_t now_ms, x_taken *taken)
{
	struct taking *taking = mem_new(1, sizeof *taking);
	taking->x = x;
	taking->taken = taken;
	taking->post.handle = x->handle->name;
	taking->post.post = *post;
	*post = (struct post){0};
	taking->post.start_at = x->poll.known.start_at;
	taking->post.now_ms = now_ms;
	taking->post.done = on_at_intake;
	intake_post_submit(x->parts.intake, &taking->post);
}

static void on_taken(struct x *x, enum err_code code, const struct err *err)
{
	if (code != ERR_OK && !x->poll.refused) {
		x->poll.refused = true;
		str_copy(x->poll.trouble_text, sizeof x->poll.trouble_text,
			err ? err->text : err_name(code));
	}
	if (--x->poll.open == 0)
		after_page(x);
}

static void take_post(struct x *x, struct post *post, int64_t now_ms)
{
	if (post->created_at > x->poll.newest_at)
		x->poll.newest_at = post->created_at;
	if (x->poll.source == X_SOURCE_MENTIONS)
		x_stream_compare(x, post, now_ms);
	x->poll.open++;
	x_vitals_see(&x->poll.vitals, post->created_at, now_ms);
	x_take(x, post, now_ms, on_taken);
}

/* Or it is a single bad post: the next good one shows it, so it is soon asked again. */
static void fields_are_missing(struct x *x)
{
	struct x_poll *poll = &x->poll;
	x_change_dialect(x);
	if (poll->source == X_SOURCE_SEARCH)
		x_search_fail(x, NULL, "posts without author_id or created_at");
	else
		x_poll_fail(x, X_TROUBLE_FIELDS,
			"X sends posts without author_id or created_at although we ask for them: "
			"it has renamed or dropped fields; no mention is lost, but none is taken "
			"until X sends them again",
			x_pace_wait_ms(
				&poll->limits, x->handle->poll_every_ms, 1, clock_wall_ms()));
}

static void take_page(struct x *x, const char *bytes, size_t length)
{
	struct x_poll *poll = &x->poll;
	struct x_page page;
	struct err err;
	if (x_page_decode(bytes, length, x->handle->user_id, x->handle->name, &page, &err) !=
		ERR_OK) {
		if (poll->source == X_SOURCE_SEARCH)
			x_search_fail(x, NULL, err.text);
		else
			x_poll_fail(x, X_TROUBLE_FAILING, err.text, 0);
		return;
	}
	poll->fresh += x_bill_page(x, &page);
	x_bill_tell(x);
	if (page.fields_missing && page.count == 0) {
		x_page_release(&page);
		fields_are_missing(x);
		return;
	}
	poll->unreadable = page.unreadable;
	poll->unreadable_count = page.unreadable_count;
	poll->unreadable_new = mem_new(page.unreadable_count, sizeof *poll->unreadable_new);
	page.unreadable = NULL;
	mem_replace(&poll->next_token, page.next_token);
	poll->posts += page.count;
	x_poll_move(x, X_POLL_TAKING);
	crash_point("page.received");
	int64_t now_ms = clock_wall_ms();
	for (size_t i = page.count; i-- > 0;) /* oldest first */
		take_post(x, &page.posts[i], now_ms);
	x_page_release(&page);
	if (poll->open == 0)
		after_page(x);
}

/* --- moving the cursor --- */

static void move_cursor(struct x *x);

static void after_page(struct x *x)
{
	struct x_poll *poll = &x->poll;
	if (poll->refused || poll->stopped)
		x_unreadable_forget(poll);
	if (x_poll_stops(x))
		return;
	if (poll->refused) {
		char text[200];
		snprintf(text, sizeof text,
			"mentions cannot be stored and will be read again: %.140s",
			poll->trouble_text);
		x_poll_fail(x, X_TROUBLE_STORE, text, 0);
		return;
	}
	if (poll->unreadable_count)
		x_unreadable_keep(x);
	else
		x_poll_page_done(x);
}

/* The feed ended before it reached the cursor. The cursor waits until search has been there. */
static void fall_short(struct x *x)
{
	struct x_poll *poll = &x->poll;
	if (poll->search.refused) {
		log_line(LOG_WARN, "x",
			"%s: %zu mentions in one poll; X shows only the newest %d and does not let "
			"us search, so older ones since the last poll may be missing: search X for "
			"@%s",
			x->handle->name, poll->posts, DEEPEST, x->handle->name);
		move_cursor(x);
		return;
	}
	if (!poll->search.catching_up)
		log_line(LOG_INFO, "x",
			"%s: %zu mentions in one poll; X shows only the newest %d, the older ones "
			"are searched for",
			x->handle->name, poll->posts, DEEPEST);
	poll->search.catching_up = true;
	x_poll_wait(x, poll->began_at < poll->search.resume_at ? x->handle->poll_every_ms : 1);
}

void x_poll_page_done(struct x *x)
{
	struct x_poll *poll = &x->poll;
	x_unreadable_forget(poll);
	if (poll->next_token) {
		ask(x);
		return;
	}
	if (poll->source == X_SOURCE_SEARCH && !poll->search.catching_up)
		x_search_done(x);
	else if (poll->source == X_SOURCE_MENTIONS && poll->posts >= DEEPEST && !poll->sweep)
		fall_short(x);
	else
		move_cursor(x);
}

/* Never beyond the time of the poll: a post with a wrong time must not hide what comes after. */
static int64_t next_cursor(const struct x_poll *poll, int64_t overlap_ms)
{
	int64_t cursor_at = poll->began_at - overlap_ms;
	int64_t newest_at = poll->newest_at < poll->began_at ? poll->newest_at : poll->began_at;
	if (newest_at > cursor_at)
		cursor_at = newest_at;
	return cursor_at > poll->known.cursor_at ? cursor_at : poll->known.cursor_at;
}

static enum err_code move_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	const struct x_poll *poll = &x->poll;
	const char *handle = x->handle->name;
	enum err_code code = store_handle_move_cursor(tx, handle, poll->op_at, err);
	if (code == ERR_OK && !spending_is_nothing(&poll->op_spent))
		code = store_spend(tx, handle, poll->began_at, &poll->op_spent, err);
	if (code == ERR_OK && poll->op_learns) {
		char after[24];
		snprintf(after, sizeof after, "%" PRIu64, x_snowflake(poll->began_at - WEEK_MS));
		code = store_handle_gaps(tx, handle, after, &x->poll.op_gaps, err);
	}
	return code;
}

/* What the poll says of how it goes; a handle that has fallen quiet is searched for at once. */
static void take_vitals(struct x *x)
{
	struct x_poll *poll = &x->poll;
	int64_t now_ms = clock_wall_ms();
	if (poll->op_learns)
		x_vitals_learn(&poll->vitals, &poll->op_gaps, now_ms);
	if (x_vitals_fell_quiet(&poll->vitals, x->handle->name, now_ms))
		poll->search.sweep_at = now_ms;
}

static void on_moved(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	if (code != ERR_OK) {
		x_bill_give_back(x, &x->poll.op_spent);
		x_poll_fail(x, X_TROUBLE_STORE, err->text, 0);
		return;
	}
	crash_point("cursor.moved");
	x->poll.known.cursor_at = x->poll.op_at;
	take_vitals(x);
	if (x->poll.source == X_SOURCE_SEARCH)
		x_search_done(x);
	else
		succeed(x);
}

static void move_cursor(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->op_at = next_cursor(poll, x->handle->overlap_ms);
	poll->op_learns = x_vitals_must_learn(&poll->vitals, clock_wall_ms());
	poll->op_spent = x_bill_take(x);
	poll->op = (struct store_op){.work = move_work, .done = on_moved};
	x_poll_move(x, X_POLL_MOVING);
	crash_point("cursor.before_move");
	store_submit(x->parts.store, &poll->op);
}

/* --- starting and stopping --- */

static enum err_code start_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	enum err_code code =
		store_handle_start(tx, x->handle->name, x->poll.op_at, &x->poll.op_handle, err);
	return code == ERR_OK ? x_bill_load(x, tx, clock_wall_ms(), err) : code;
}

/* An operator who names a starting point learns whether it counts. */
static void tell_start(const struct x *x)
{
	char iso[CLOCK_ISO_SIZE];
	clock_iso(x->poll.known.start_at, iso);
	if (x->poll.known.fresh)
		log_line(LOG_INFO, "x", "%s: mentions from %s on are answered", x->handle->name,
			iso);
	else if (x->parts.since_at)
		log_line(LOG_WARN, "x",
			"%s: --since has no effect: this handle started before, with %s",
			x->handle->name, iso);
}

void x_poll_prepared(struct x *x)
{
	x->poll.prepared = true;
	x_poll_move(x, X_POLL_READY);
	x->poll.ready(x->poll.ready_arg);
}

static void on_started(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	if (x_poll_stops(x))
		return;
	if (code != ERR_OK) {
		x_poll_fail(x, X_TROUBLE_STORE, err->text, 0);
		return;
	}
	crash_point("handle.started");
	x->poll.known = x->poll.op_handle;
	x_bill_loaded(x);
	tell_start(x);
	if (x->poll.known.recover_from_at)
		x_recall_start(x);
	else
		x_poll_prepared(x);
}

static void find_start(struct x *x)
{
	struct x_poll *poll = &x->poll;
	/* X tells when a post was written in whole seconds: what is written in our first second
	 * must not seem older. */
	int64_t at = x->parts.since_at ? x->parts.since_at : clock_wall_ms();
	poll->op_at = at / 1000 * 1000;
	poll->op = (struct store_op){.work = start_work, .done = on_started};
	x_poll_move(x, X_POLL_STARTING);
	store_submit(x->parts.store, &poll->op);
}

void x_poll_prepare(struct x *x, void (*ready)(void *arg), void *arg)
{
	x->poll.ready = ready;
	x->poll.ready_arg = arg;
	find_start(x);
}

void x_poll_start(struct x *x)
{
	if (!x->poll.stopped)
		begin_poll(x);
}

static void on_timer(void *arg)
{
	struct x *x = arg;
	if (x->poll.trouble == X_TROUBLE_REFUSED)
		x_reread_token(x);
	if (x->poll.prepared)
		begin_poll(x);
	else
		find_start(x);
}

static void on_stop(struct deferred *deferred)
{
	struct x_poll *poll = container_of(deferred, struct x_poll, stop);
	poll->stopped(poll->stopped_arg);
}

void x_poll_stop(struct x *x, void (*stopped)(void *arg), void *arg)
{
	struct x_poll *poll = &x->poll;
	poll->stopped = stopped;
	poll->stopped_arg = arg;
	if (poll->state == X_POLL_ASKING || poll->state == X_POLL_RECALLING) {
		http_client_cancel(x->parts.client, &poll->request);
	} else if (poll->state == X_POLL_OFF || poll->state == X_POLL_READY ||
		   poll->state == X_POLL_WAITING) {
		loop_timer_stop(poll->timer);
		x_poll_stops(x);
	}
}

void x_poll_init(struct x *x)
{
	x->poll.timer = loop_timer_new(x->parts.loop, on_timer, x);
	x->poll.stop.call = on_stop;
	x_vitals_init(&x->poll.vitals, x->handle->name);
}

void x_poll_release(struct x *x)
{
	struct x_poll *poll = &x->poll;
	if (poll->state != X_POLL_OFF && poll->state != X_POLL_READY &&
		poll->state != X_POLL_STOPPED)
		panic("channel of %s: freed while it is %s", x->handle->name,
			states[poll->state].name);
	loop_undefer(&poll->stop);
	loop_timer_free(poll->timer);
	mem_free(poll->next_token);
}

static struct channel_window window_of(const struct x_limits *limits)
{
	return (struct channel_window){.left = limits->remaining,
		.reset_at = limits->remaining < 0 ? 0 : limits->reset_at};
}

static void tell_budget(const struct x *x, struct channel_health *out)
{
	const struct config_limits *limits = &x->handle->limits;
	int64_t now_ms = clock_wall_ms();
	struct spending today, month;
	x_budget_spent(&x->budget, now_ms, &today, &month);
	out->replies_today = (struct channel_allowance){today.replies, limits->replies_per_day};
	out->money_today = (struct channel_allowance){today.micro_dollars, limits->money_per_day};
	out->money_month = (struct channel_allowance){month.micro_dollars, limits->money_per_month};
}

void x_poll_health(const struct x *x, struct channel_health *out)
{
	const struct x_poll *poll = &x->poll;
	*out = (struct channel_health){.ok = poll->trouble == X_TROUBLE_NONE,
		.last_poll_at = poll->last_poll_at,
		.last_mention_at = poll->vitals.last_mention_at,
		.lag_ms = poll->vitals.lag_ms,
		.source = poll->source == X_SOURCE_SEARCH ? "search"
			  : x_stream_is_used(x)           ? "stream"
							  : "mentions",
		.reads = window_of(&poll->limits),
		.writes = window_of(&x->write_limits)};
	char text[X_PURSE_TEXT_SIZE];
	tell_budget(x, out);
	bool search = x_search_stands_in(x, clock_wall_ms()) && !poll->search.failing;
	snprintf(out->text, sizeof out->text, "%s%.160s", search ? "recent search stands in: " : "",
		poll->trouble == X_TROUBLE_NONE ? "" : poll->trouble_text);
	enum x_purse_state purse = x_bill_worst(x, text);
	if (purse == X_PURSE_SPENT && out->ok)
		str_copy(out->text, sizeof out->text, text);
	out->ok = out->ok && purse != X_PURSE_SPENT;
	x_vitals_notice(&poll->vitals, out->notice, sizeof out->notice);
	if (!*out->notice && purse == X_PURSE_SHORT)
		str_copy(out->notice, sizeof out->notice, text);
	if (!*out->notice && x->dialect == X_DIALECT_POST)
		str_copy(out->notice, sizeof out->notice,
			"X no longer gives fields by their old names; asked for by the new ones, each "
			"mention costs a user read as well");
}
