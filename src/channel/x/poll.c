/*
 * Watching for mentions.
 *
 *   off ─▶ starting ─▶ asking ─▶ taking ─▶ moving ─▶ waiting ─┐
 *                        ▲  ▲       │                         │
 *                        │  └───────┘ next page               │
 *                        └────────────────────────────────────┘
 *
 * A poll asks from a little before the cursor (X shows some posts late), follows all pages, and
 * gives each post to intake, which takes it once however often it is shown. Only when every post of
 * every page is committed does the cursor move: to the newest post seen, or to a little before the
 * poll began if nothing new came.
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
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/random.h"
#include "base/str.h"
#include "channel/x/wire.h"
#include "channel/x/x_priv.h"

enum {
	REFUSED_PAUSE_MS = 5 * 60 * 1000,
	CREDIT_PAUSE_MS = 30 * 60 * 1000,
	DEEPEST = 800, /* X shows no more mentions than this */
};

static const char fields[] =
	"author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,entities,"
	"edit_history_tweet_ids,edit_controls,reply_settings,display_text_range,lang,note_tweet";

struct state {
	const char *name;
	unsigned next; /* states that may follow, as bits */
};

#define TO(state) (1u << (state))
static const struct state states[] = {
	[X_POLL_OFF] = {"off", TO(X_POLL_STARTING) | TO(X_POLL_STOPPED)},
	[X_POLL_STARTING] = {"starting",
		TO(X_POLL_ASKING) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_ASKING] = {"asking", TO(X_POLL_TAKING) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_TAKING] = {"taking",
		TO(X_POLL_ASKING) | TO(X_POLL_MOVING) | TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_MOVING] = {"moving", TO(X_POLL_WAITING) | TO(X_POLL_STOPPED)},
	[X_POLL_WAITING] = {"waiting",
		TO(X_POLL_STARTING) | TO(X_POLL_ASKING) | TO(X_POLL_STOPPED)},
	[X_POLL_STOPPED] = {"stopped", 0},
};

/* The only one that changes the state. */
static void move(struct x *x, enum x_poll_state next)
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

static bool stop_if_wanted(struct x *x)
{
	if (!x->poll.stopped)
		return false;
	move(x, X_POLL_STOPPED);
	loop_defer(x->parts.loop, &x->poll.stop);
	return true;
}

static void wait(struct x *x, int64_t ms)
{
	if (stop_if_wanted(x))
		return;
	move(x, X_POLL_WAITING);
	loop_timer_start(x->poll.timer, ms);
}

/* The poll has failed; the cursor stays. */
static void fail(struct x *x, enum x_trouble trouble, const char *text, int64_t wait_ms)
{
	x->poll.failures++;
	if (!x->poll.stopped)
		set_trouble(x, trouble, text);
	wait(x, wait_ms > 0 ? wait_ms : x_pace_back_off_ms(x->poll.failures, random_u64()));
}

static void succeed(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->failures = 0;
	poll->last_poll_at = clock_wall_ms();
	set_trouble(x, X_TROUBLE_NONE, "");
	wait(x, x_pace_wait_ms(&poll->limits, x->handle->poll_every_ms, poll->requests,
			poll->last_poll_at));
}

/* --- asking --- */

static void ask(struct x *x);

static void begin_poll(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->began_at = clock_wall_ms();
	poll->newest_at = 0;
	poll->requests = 0;
	poll->posts = 0;
	poll->refused = false;
	mem_replace(&poll->next_token, NULL);
	ask(x);
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err);

static void ask(struct x *x)
{
	struct x_poll *poll = &x->poll;
	snprintf(poll->url, sizeof poll->url,
		"%s/2/users/%s/mentions?max_results=100&since_id=%" PRIu64 "&tweet.fields=%s",
		x->handle->api_url, x->handle->user_id,
		x_snowflake(poll->known.cursor_at - x->handle->overlap_ms), fields);
	if (poll->next_token)
		x_add_token(poll->url, sizeof poll->url, poll->next_token);
	poll->request = x_request(x, "GET", poll->url, X_PAGE_CAP);
	poll->request.done = on_answer;
	poll->requests++;
	move(x, X_POLL_ASKING);
	http_client_submit(x->parts.client, &poll->request);
}

static void take_page(struct x *x, const char *bytes, size_t length);

static void on_limited(struct x *x, int64_t now_ms)
{
	char text[120], iso[CLOCK_ISO_SIZE];
	int64_t resume_at = x_pace_resume_at(x->poll.limits.resume_at, now_ms);
	snprintf(text, sizeof text, "X's limit for reading mentions is used up; going on at %s",
		clock_iso(resume_at, iso));
	fail(x, X_TROUBLE_LIMITED, text, resume_at - now_ms);
}

static void on_failed(struct x *x, const struct x_answer *answer)
{
	char text[200], words[100];
	if (answer->code != ERR_OK) {
		snprintf(text, sizeof text, "mentions cannot be read: %.150s", answer->error);
	} else {
		x_problem_read(answer->body, answer->length, words, sizeof words);
		snprintf(text, sizeof text, "mentions cannot be read: X answered %d: %s",
			answer->status, words);
	}
	fail(x, X_TROUBLE_FAILING, text, 0);
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, poll.request);
	struct x_poll *poll = &x->poll;
	int64_t now_ms = clock_wall_ms();
	poll->limits = x_limits_read(request, now_ms);
	const struct x_answer answer = x_answer_of(request, code, err, &poll->limits);
	if (stop_if_wanted(x))
		return;
	switch (x_judge_read(&answer)) {
	case X_READ_PAGE:
		take_page(x, answer.body, answer.length);
		break;
	case X_READ_LIMITED:
		on_limited(x, now_ms);
		break;
	case X_READ_REFUSED:
		fail(x, X_TROUBLE_REFUSED, x_alarm_text(X_ALARM_TOKEN), REFUSED_PAUSE_MS);
		break;
	case X_READ_CREDIT:
		fail(x, X_TROUBLE_CREDIT, x_alarm_text(X_ALARM_CREDIT), CREDIT_PAUSE_MS);
		break;
	case X_READ_FAILED:
		on_failed(x, &answer);
		break;
	}
}

/* --- taking --- */

/* A post at intake. */
struct taking {
	struct x *x;
	struct intake_post post;
};

static void after_page(struct x *x);

static void on_taken(struct intake_post *post, enum err_code code, const struct err *err)
{
	struct taking *taking = container_of(post, struct taking, post);
	struct x *x = taking->x;
	if (code != ERR_OK && !x->poll.refused) {
		x->poll.refused = true;
		str_copy(x->poll.trouble_text, sizeof x->poll.trouble_text,
			err ? err->text : err_name(code));
	}
	post_release(&post->post);
	mem_free(taking);
	if (--x->poll.open == 0)
		after_page(x);
}

static void take_post(struct x *x, struct post *post, int64_t now_ms)
{
	struct taking *taking = mem_new(1, sizeof *taking);
	taking->x = x;
	taking->post.handle = x->handle->name;
	taking->post.post = *post;
	*post = (struct post){0};
	taking->post.start_at = x->poll.known.start_at;
	taking->post.now_ms = now_ms;
	taking->post.done = on_taken;
	if (taking->post.post.created_at > x->poll.newest_at)
		x->poll.newest_at = taking->post.post.created_at;
	x->poll.open++;
	intake_post_submit(x->parts.intake, &taking->post);
}

static void tell_unreadable(const struct x *x, const struct x_page *page)
{
	if (page->unreadable == 0)
		return;
	counter_add(counter_get("nriseva_x_unreadable_posts_total", "",
			    "Posts in X's answers that lacked what we need."),
		(int64_t)page->unreadable);
	log_line(LOG_WARN, "x",
		"%s: %zu of %zu posts in an answer of X lack an id, a text, an author or a time, "
		"and cannot be taken",
		x->handle->name, page->unreadable, page->unreadable + page->count);
}

static void take_page(struct x *x, const char *bytes, size_t length)
{
	struct x_poll *poll = &x->poll;
	struct x_page page;
	struct err err;
	if (x_page_decode(bytes, length, x->handle->user_id, x->handle->name, &page, &err) !=
		ERR_OK) {
		fail(x, X_TROUBLE_FAILING, err.text, 0);
		return;
	}
	if (page.fields_missing && page.count == 0) {
		x_page_release(&page);
		fail(x, X_TROUBLE_FIELDS,
			"X sends posts without author_id or created_at although we ask for them: "
			"it has renamed "
			"or dropped fields; no mention is lost, but none is taken until this "
			"program is adapted",
			REFUSED_PAUSE_MS);
		return;
	}
	tell_unreadable(x, &page);
	mem_replace(&poll->next_token, page.next_token);
	poll->posts += page.count;
	move(x, X_POLL_TAKING);
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
	if (stop_if_wanted(x))
		return;
	if (poll->refused) {
		char text[200];
		snprintf(text, sizeof text,
			"mentions cannot be stored and will be read again: %.140s",
			poll->trouble_text);
		fail(x, X_TROUBLE_STORE, text, 0);
		return;
	}
	if (poll->next_token) {
		ask(x);
		return;
	}
	if (poll->posts >= DEEPEST)
		log_line(LOG_WARN, "x",
			"%s: %zu mentions in one poll; X shows only the newest %d, so older ones "
			"since the last poll may be missing: search X for @%s",
			x->handle->name, poll->posts, DEEPEST, x->handle->name);
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
	return store_handle_move_cursor(tx, x->handle->name, x->poll.op_at, err);
}

static void on_moved(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	if (code != ERR_OK) {
		fail(x, X_TROUBLE_STORE, err->text, 0);
		return;
	}
	x->poll.known.cursor_at = x->poll.op_at;
	succeed(x);
}

static void move_cursor(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->op_at = next_cursor(poll, x->handle->overlap_ms);
	poll->op = (struct store_op){.work = move_work, .done = on_moved};
	move(x, X_POLL_MOVING);
	store_submit(x->parts.store, &poll->op);
}

/* --- starting and stopping --- */

static enum err_code start_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	return store_handle_start(tx, x->handle->name, x->poll.op_at, &x->poll.op_handle, err);
}

static void on_started(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	if (stop_if_wanted(x))
		return;
	if (code != ERR_OK) {
		fail(x, X_TROUBLE_STORE, err->text, 0);
		return;
	}
	x->poll.known = x->poll.op_handle;
	x->poll.started = true;
	begin_poll(x);
}

void x_poll_start(struct x *x)
{
	struct x_poll *poll = &x->poll;
	/* X tells when a post was written in whole seconds: what is written in our first second
	 * must not seem older. */
	poll->op_at = clock_wall_ms() / 1000 * 1000;
	poll->op = (struct store_op){.work = start_work, .done = on_started};
	move(x, X_POLL_STARTING);
	store_submit(x->parts.store, &poll->op);
}

static void on_timer(void *arg)
{
	struct x *x = arg;
	if (x->poll.trouble == X_TROUBLE_REFUSED)
		x_reread_token(x);
	if (x->poll.started)
		begin_poll(x);
	else
		x_poll_start(x);
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
	if (poll->state == X_POLL_ASKING) {
		http_client_cancel(x->parts.client, &poll->request);
	} else if (poll->state == X_POLL_OFF || poll->state == X_POLL_WAITING) {
		loop_timer_stop(poll->timer);
		stop_if_wanted(x);
	}
}

void x_poll_init(struct x *x)
{
	x->poll.timer = loop_timer_new(x->parts.loop, on_timer, x);
	x->poll.stop.call = on_stop;
}

void x_poll_release(struct x *x)
{
	struct x_poll *poll = &x->poll;
	if (poll->state != X_POLL_OFF && poll->state != X_POLL_STOPPED)
		panic("channel of %s: freed while it is %s", x->handle->name,
			states[poll->state].name);
	loop_undefer(&poll->stop);
	loop_timer_free(poll->timer);
	mem_free(poll->next_token);
}

void x_poll_health(const struct x *x, struct channel_health *out)
{
	const struct x_poll *poll = &x->poll;
	*out = (struct channel_health){
		.ok = poll->trouble == X_TROUBLE_NONE, .last_poll_at = poll->last_poll_at};
	str_copy(out->text, sizeof out->text, out->ok ? "" : poll->trouble_text);
}
