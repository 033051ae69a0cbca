/*
 * Publishing a reply, and looking for one that may have been published.
 *
 *   send_0_look_up ─▶ send_1_post ─▶ send_2_judge ─▶ finish
 *     │  who is it?       ▲              │ the post it answers is gone, and there is an older one of the case
 *     │                   └──────────────┘
 *     └─▶ finish: a bot gets nothing
 *
 *   look_1_ask ─▶ look_2_compare ─▶ finish
 *        ▲               │ not on this page
 *        └───────────────┘
 *
 * There is no key by which X would know a repeated request, so whatever is not certainly refused
 * and has no id is "settle": the outbox lets us look before it lets us send again. Looking compares
 * parent and whole text of our own posts since shortly before the attempt.
 *
 * An account that is labelled automated gets no second reply (authors.h). Whatever goes wrong with
 * the look-up, the reply is sent: the citizen comes first, and a loop with a bot ends at
 * max_replies_per_author.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/counter.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/same.h"
#include "channel/x/wire.h"
#include "channel/x/x_priv.h"

enum {
	BODY_CAP = 64 * 1024,
	LOOK_PAGES_MAX = 32,             /* X shows 3,200 posts of an account */
	LOOK_OVERLAP_MS = 5 * 60 * 1000, /* its clock and ours differ */
};

/* A send or a look on its way. */
struct sending {
	struct x *x;
	struct outbound *outbound;
	struct http_request request;
	char url[X_URL_SIZE];
	char authorization[X_AUTHORIZATION_SIZE];
	struct buf body;
	struct deferred deferred;
	bool fell_back; /* answers the fallback parent now */
	char *next_token;
	int pages;
};

static struct sending *sending_new(struct x *x, struct outbound *outbound)
{
	struct sending *sending = mem_new(1, sizeof *sending);
	sending->x = x;
	sending->outbound = outbound;
	buf_init(&sending->body, BODY_CAP);
	x->sending++;
	return sending;
}

void x_tell_alarm(struct x *x, enum x_alarm alarm)
{
	if (alarm != X_ALARM_NONE && alarm != x->alarm)
		log_line(LOG_ERROR, "x", "%s: replies wait: %s", x->handle->name,
			x_alarm_text(alarm));
	x->alarm = alarm;
	if (alarm == X_ALARM_TOKEN)
		x_reread_token(x);
}

/* Published, or found: now it is paid for. */
static void count(
	struct x *x, const struct outbound *outbound, struct outcome *outcome, enum x_alarm alarm)
{
	if (outcome->kind == OUTCOME_DONE) {
		outcome->micro_dollars = x_bill_reply(x, outbound->delivery.body);
		x_budget_works(&x->budget);
	}
	if (alarm == X_ALARM_CREDIT)
		x_budget_refused(&x->budget, clock_wall_ms());
}

static void finish(struct sending *sending, struct outcome *outcome, enum x_alarm alarm)
{
	struct x *x = sending->x;
	struct outbound *outbound = sending->outbound;
	if (outcome->kind == OUTCOME_DONE)
		x_authors_answered(&x->authors, outbound->delivery.author_id, clock_wall_ms());
	count(x, outbound, outcome, alarm);
	buf_release(&sending->body);
	mem_free(sending->next_token);
	mem_free(sending);
	x->sending--;
	if (outcome->kind == OUTCOME_DONE || alarm != X_ALARM_NONE)
		x_tell_alarm(x, alarm);
	outbox_finish(x->parts.outbox, outbound, outcome);
}

/* --- send --- */

static void send_2_judge(struct http_request *request, enum err_code code, const struct err *err);

static void send_1_post(struct sending *sending)
{
	const struct delivery *delivery = &sending->outbound->delivery;
	snprintf(sending->url, sizeof sending->url, "%s/2/tweets", sending->x->handle->api_url);
	buf_clear(&sending->body);
	x_reply_encode(delivery->body,
		sending->fell_back ? delivery->fallback_parent_id : delivery->parent_id,
		&sending->body);
	sending->request =
		x_request(sending->x, "POST", sending->url, sending->authorization, X_ANSWER_CAP);
	sending->request.headers[sending->request.header_count].name = "Content-Type";
	sending->request.headers[sending->request.header_count++].value = "application/json";
	sending->request.body = sending->body.bytes;
	sending->request.body_length = sending->body.length;
	sending->request.done = send_2_judge;
	x_budget_sent(&sending->x->budget, clock_wall_ms());
	crash_point("reply.before_send");
	http_client_submit(sending->x->parts.client, &sending->request);
	crash_point("reply.handed_over");
}

static bool has_other_parent(const struct sending *sending)
{
	const struct delivery *delivery = &sending->outbound->delivery;
	return !sending->fell_back && delivery->fallback_parent_id[0] &&
	       !str_is(delivery->fallback_parent_id, delivery->parent_id);
}

/* A token that is being renewed, or was just now, is no alarm: the reply goes soon. */
static void renew_first(struct sending *sending, struct x_verdict *verdict, int64_t now_ms)
{
	int64_t otherwise_ms = verdict->outcome.not_before_at - now_ms;
	int64_t wait_ms =
		x_refresh_refused(sending->x, sending->request.headers[0].value, otherwise_ms);
	if (wait_ms >= otherwise_ms)
		return;
	verdict->outcome.not_before_at = verdict->outcome.lane_rests_until = now_ms + wait_ms;
	verdict->alarm = X_ALARM_NONE;
}

static void hear(struct x *x, const struct http_request *request, int64_t now_ms)
{
	struct x_window windows[X_WINDOWS];
	x_windows_read(request, windows);
	x_budget_heard(&x->budget, windows, now_ms);
}

/* --- the parent is gone --- */

/* The note that a post seems to be gone, on its way to the store. Lost, it is a look-up later. */
struct hint {
	struct store_op op;
	char handle[HANDLE_SIZE];
	char post_id[ID_SIZE];
	int64_t case_row;
	int64_t now_ms;
};

static enum err_code hint_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	const struct hint *hint = container_of(op, struct hint, op);
	return store_look_soon(tx, hint->handle, hint->post_id, hint->case_row, hint->now_ms, err);
}

static void hint_done(struct store_op *op, enum err_code code, const struct err *err)
{
	(void)code, (void)err;
	mem_free(container_of(op, struct hint, op));
}

/* One refusal may be an outage or a block: it only brings the look-up forward. */
static void hint_gone(const struct sending *sending)
{
	const struct delivery *delivery = &sending->outbound->delivery;
	struct hint *hint = mem_new(1, sizeof *hint);
	hint->op = (struct store_op){.work = hint_work, .done = hint_done};
	str_copy(hint->handle, sizeof hint->handle, sending->x->handle->name);
	str_copy(hint->post_id, sizeof hint->post_id,
		sending->fell_back ? delivery->fallback_parent_id : delivery->parent_id);
	hint->case_row = delivery->case_row;
	hint->now_ms = clock_wall_ms();
	store_submit(sending->x->parts.store, &hint->op);
}

/* --- whether X refuses all replies --- */

static void tell_refusals(const struct x *x)
{
	char text[X_BREAKER_TEXT_SIZE];
	x_breaker_text(&x->breaker, text);
	log_line(LOG_ERROR, "x", "%s: %s; those refused so far: nriseva delivery list --given-up",
		x->handle->name, text);
	counter_add(
		counter_get("nriseva_alarms_total", "", "Things the operators were told at once"),
		1);
}

static void tell_acceptance(const struct x *x, unsigned refused)
{
	log_line(LOG_WARN, "x",
		"%s: X takes replies again; %u were refused before and are given up: see them by "
		"nriseva delivery list --given-up --lane handle:%s, and send what still helps by "
		"nriseva delivery replay",
		x->handle->name, refused, x->handle->name);
}

/* A 403 for good, and neither the parent's fault nor a text that is there already. */
static void watch_refusals(const struct sending *sending, const struct x_answer *answer,
	const struct x_verdict *verdict, int64_t now_ms)
{
	struct x *x = sending->x;
	const struct outcome *outcome = &verdict->outcome;
	if (outcome->kind == OUTCOME_DONE) {
		unsigned refused = x_breaker_accepted(&x->breaker);
		if (refused)
			tell_acceptance(x, refused);
	} else if (outcome->kind == OUTCOME_GIVE_UP && answer->status == 403 &&
		   !verdict->parent_gone &&
		   x_breaker_refused(
			   &x->breaker, &sending->outbound->delivery, outcome->reason, now_ms)) {
		tell_refusals(x);
	}
}

static void send_2_judge(struct http_request *request, enum err_code code, const struct err *err)
{
	struct sending *sending = container_of(request, struct sending, request);
	crash_point("reply.answered");
	int64_t now_ms = clock_wall_ms();
	const struct x_limits limits = x_limits_read(request, now_ms);
	sending->x->write_limits = limits;
	hear(sending->x, request, now_ms);
	const struct x_answer answer = x_answer_of(request, code, err, &limits);
	struct x_verdict verdict;
	x_judge_reply(&answer, sending->outbound->delivery.attempts, now_ms, &verdict);
	if (verdict.outcome.kind == OUTCOME_GIVE_UP && verdict.parent_gone)
		hint_gone(sending);
	if (verdict.outcome.kind == OUTCOME_GIVE_UP && verdict.parent_gone &&
		has_other_parent(sending)) {
		sending->fell_back = true;
		send_1_post(sending);
		return;
	}
	if (verdict.alarm == X_ALARM_TOKEN)
		renew_first(sending, &verdict, now_ms);
	watch_refusals(sending, &answer, &verdict, now_ms);
	finish(sending, &verdict.outcome, verdict.alarm);
}

static void finish_unsent(struct sending *sending)
{
	struct outcome outcome = {.kind = OUTCOME_GIVE_UP,
		.reason = "the account is labelled automated; nothing is sent to it",
		.meant = true};
	finish(sending, &outcome, X_ALARM_NONE);
}

static void finish_unsent_later(struct deferred *deferred)
{
	finish_unsent(container_of(deferred, struct sending, deferred));
}

/* What the look-up said is kept. One that failed is not tried again at once, for this author or
 * another: replies must not wait for what does not work. */
static void note_author(struct sending *sending, const struct x_answer *answer)
{
	struct x_authors *authors = &sending->x->authors;
	int64_t now_ms = clock_wall_ms();
	struct x_user user;
	if (x_judge_read(answer) == X_READ_PAGE)
		x_bill_account(sending->x);
	if (x_judge_read(answer) == X_READ_PAGE && x_user_read(answer->body, answer->length, &user))
		x_authors_looked_up(
			authors, sending->outbound->delivery.author_id, user.automated, now_ms);
	else
		authors->rests_until = x_pace_resume_at(answer->resume_at, now_ms);
}

static void send_0_looked_up(
	struct http_request *request, enum err_code code, const struct err *err)
{
	struct sending *sending = container_of(request, struct sending, request);
	const char *author_id = sending->outbound->delivery.author_id;
	const struct x_limits limits = x_limits_read(request, clock_wall_ms());
	const struct x_answer answer = x_answer_of(request, code, err, &limits);
	crash_point("look_up.answered");
	note_author(sending, &answer);
	if (x_authors_is_automated(&sending->x->authors, author_id, clock_wall_ms()))
		finish_unsent(sending);
	else
		send_1_post(sending);
}

static void send_0_look_up(struct sending *sending)
{
	const struct x *x = sending->x;
	snprintf(sending->url, sizeof sending->url,
		"%s/2/users/%s?user.fields=id&expansions=affiliation", x->handle->api_url,
		sending->outbound->delivery.author_id);
	sending->request = x_request(x, "GET", sending->url, sending->authorization, X_ANSWER_CAP);
	sending->request.timeout_ms = X_LOOK_UP_TIMEOUT_MS;
	sending->request.connect_timeout_ms = X_LOOK_UP_TIMEOUT_MS;
	sending->request.done = send_0_looked_up;
	crash_point("look_up.before_ask");
	http_client_submit(x->parts.client, &sending->request);
}

void x_send(struct channel *channel, struct outbound *outbound)
{
	struct x *x = x_of(channel);
	const struct delivery *delivery = &outbound->delivery;
	struct sending *sending = sending_new(x, outbound);
	int64_t now_ms = clock_wall_ms();
	if (x_authors_is_automated(&x->authors, delivery->author_id, now_ms)) {
		sending->deferred.call = finish_unsent_later;
		loop_defer(x->parts.loop, &sending->deferred);
	} else if (x_authors_must_look_up(
			   &x->authors, delivery->author_id, delivery->priority, now_ms)) {
		send_0_look_up(sending);
	} else {
		send_1_post(sending);
	}
}

/* --- look --- */

static void look_2_compare(struct http_request *request, enum err_code code, const struct err *err);

static void look_1_ask(struct sending *sending)
{
	const struct x *x = sending->x;
	snprintf(sending->url, sizeof sending->url,
		"%s/2/users/%s/tweets?max_results=100&since_id=%" PRIu64 "&%s", x->handle->api_url,
		x->handle->user_id,
		x_snowflake(sending->outbound->delivery.attempt_at - LOOK_OVERLAP_MS),
		x_fields_of_own(x->dialect));
	if (sending->next_token)
		x_add_token(sending->url, sizeof sending->url, sending->next_token);
	sending->pages++;
	sending->request = x_request(x, "GET", sending->url, sending->authorization, X_PAGE_CAP);
	sending->request.done = look_2_compare;
	crash_point("look.before_ask");
	http_client_submit(x->parts.client, &sending->request);
}

static bool is_ours(const struct delivery *delivery, const struct x_own_post *post)
{
	bool parent = post->parent_id[0] &&
		      (str_is(post->parent_id, delivery->parent_id) ||
			      str_is(post->parent_id, delivery->fallback_parent_id));
	return parent && x_text_is_same(delivery->body, post->text);
}

static void look_cannot_tell(
	struct sending *sending, const struct x_answer *answer, const struct err *err)
{
	enum x_read read = x_judge_read(answer);
	struct outcome outcome = {.kind = OUTCOME_RETRY};
	if (read == X_READ_LIMITED)
		outcome.not_before_at = x_pace_resume_at(answer->resume_at, clock_wall_ms());
	if (answer->code != ERR_OK)
		str_copy(outcome.reason, sizeof outcome.reason, answer->error);
	else if (read == X_READ_PAGE)
		str_copy(outcome.reason, sizeof outcome.reason, err->text);
	else
		snprintf(outcome.reason, sizeof outcome.reason,
			"X answered %d when asked for our own posts", answer->status);
	finish(sending, &outcome,
		read == X_READ_REFUSED  ? X_ALARM_TOKEN
		: read == X_READ_CREDIT ? X_ALARM_CREDIT
					: X_ALARM_NONE);
}

/* False if the answer is no page; else whether the reply is on it is in *out. */
static bool compare(struct sending *sending, const struct x_answer *answer, struct outcome *out,
	struct err *err)
{
	struct x_own_page page;
	if (x_judge_read(answer) != X_READ_PAGE ||
		x_own_page_decode(answer->body, answer->length, &page, err) != ERR_OK)
		return false;
	x_bill_own_page(sending->x, &page);
	/* A post that does not say what it answers may be the one that is looked for. */
	if (page.fields_missing) {
		x_own_page_release(&page);
		x_change_dialect(sending->x);
		err_set(err, ERR_FORMAT,
			"X does not say what our own posts answer; asked in its other words next time");
		return false;
	}
	*out = (struct outcome){.kind = OUTCOME_MISSING};
	for (size_t i = 0; i < page.count && out->kind == OUTCOME_MISSING; i++) {
		if (is_ours(&sending->outbound->delivery, &page.posts[i])) {
			out->kind = OUTCOME_DONE;
			str_copy(out->remote_id, sizeof out->remote_id, page.posts[i].id);
		}
	}
	mem_replace(&sending->next_token, page.next_token);
	x_own_page_release(&page);
	return true;
}

static void look_2_compare(struct http_request *request, enum err_code code, const struct err *err)
{
	struct sending *sending = container_of(request, struct sending, request);
	const struct x_limits limits = x_limits_read(request, clock_wall_ms());
	const struct x_answer answer = x_answer_of(request, code, err, &limits);
	struct outcome outcome;
	struct err unreadable;
	crash_point("look.answered");
	if (!compare(sending, &answer, &outcome, &unreadable))
		look_cannot_tell(sending, &answer, &unreadable);
	else if (outcome.kind == OUTCOME_MISSING && sending->next_token &&
		 sending->pages < LOOK_PAGES_MAX)
		look_1_ask(sending);
	else
		finish(sending, &outcome, X_ALARM_NONE);
}

void x_look(struct channel *channel, struct outbound *outbound)
{
	look_1_ask(sending_new(x_of(channel), outbound));
}
