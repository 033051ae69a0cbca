/*
 * Effects become rows: cases, notes, and deliveries whose texts and bodies are written here, in the
 * transaction that makes them necessary. A reply or event that could not be rendered would be a bug
 * of ours; the checks at load exclude it.
 */
#include "intake/apply.h"

#include <stdio.h>
#include <string.h>

#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "event/event.h"
#include "reply/reply.h"

enum { REPLY_BYTES_MAX = 4096 };

/* "msg_" and 32 hexadecimal digits: unique, not countable, without a dot. */
static void make_webhook_id(char out[WEBHOOK_ID_SIZE])
{
	snprintf(out, WEBHOOK_ID_SIZE, "msg_%016llx%016llx", (unsigned long long)random_u64(),
		(unsigned long long)random_u64());
}

static enum err_code insert(struct store_tx *tx, struct delivery *delivery, const char *author_id,
	struct lane_set *touched, struct err *err)
{
	enum err_code code = store_delivery_insert(tx, delivery, author_id, err);
	if (code == ERR_OK)
		lane_set_add(touched, delivery->lane);
	return code;
}

/* Render with what was said before in mind. */
static enum err_code render(const struct rules *rules, struct store_tx *tx,
	const struct effect *effect, const struct subject *subject, struct buf *out,
	struct err *err)
{
	char *last = NULL, *said[STORE_SAID_MAX];
	size_t said_count = 0;
	enum err_code code =
		store_author_last_reply(tx, subject->handle, subject->author_id, &last, err);
	if (code == ERR_OK && subject->record.row)
		code = store_case_said(tx, subject->record.row, said, &said_count, err);
	if (code == ERR_OK) {
		const struct reply_history history = {
			.last = last, .said = (const char *const *)said, .said_count = said_count};
		replies_render(reply_book_of(rules->replies, subject->handle),
			effect->reply.situation, effect->reply.lang, subject->seed,
			&effect->reply.values, &history, out);
	}
	mem_free(last);
	for (size_t i = 0; i < said_count; i++)
		mem_free(said[i]);
	return code;
}

static enum err_code write_reply(const struct rules *rules, struct store_tx *tx,
	const struct effect *effect, const struct subject *subject, struct lane_set *touched,
	struct err *err)
{
	struct buf text;
	buf_init(&text, REPLY_BYTES_MAX);
	enum err_code code = render(rules, tx, effect, subject, &text, err);
	struct delivery delivery = {
		.kind = DELIVERY_REPLY,
		.about.situation = effect->reply.situation,
		.priority = effect->reply.priority,
		.case_row = subject->record.row,
		.body = text.bytes,
		.due_at = subject->now_ms,
		.created_at = subject->now_ms,
	};
	lane_of_handle(subject->handle, delivery.lane);
	str_copy(delivery.parent_id, sizeof delivery.parent_id, effect->reply.parent_id);
	if (subject->record.row && !str_is(subject->record.post_id, delivery.parent_id))
		str_copy(delivery.fallback_parent_id, sizeof delivery.fallback_parent_id,
			subject->record.post_id);
	if (code == ERR_OK)
		code = insert(tx, &delivery, subject->author_id, touched, err);
	if (code == ERR_OK)
		code = recover_reply(rules, tx, effect, subject, &delivery, err);
	buf_release(&text);
	return code;
}

/* The words that an event passes on: the complaint when the case is opened, the mention that led to
 * an update. */
static enum err_code find_text(struct store_tx *tx, enum event_type type,
	const struct subject *subject, char **out_text, struct err *err)
{
	const struct post *post = subject->post;
	*out_text = NULL;
	if (post && (type == EVENT_CASE_UPDATED || str_is(post->identity, subject->record.post_id)))
		*out_text = mem_string(post->text);
	else if (type == EVENT_CASE_OPENED)
		return store_post_text(tx, subject->handle, subject->record.post_id, out_text, err);
	return ERR_OK;
}

enum err_code write_event_of(const struct rules *rules, struct store_tx *tx, enum event_type type,
	const char *to, int64_t sequence, const char *post_id, const char *text,
	const struct subject *subject, struct lane_set *touched, struct err *err)
{
	const struct case_record *record = &subject->record;
	const struct config_endpoint *endpoint = config_endpoint(rules->config, to);
	const struct event_about about = {
		.type = type,
		.sender = rules->config->sender,
		.recipient = to,
		.sequence = sequence,
		.at = subject->now_ms,
		.post_id = post_id,
		.text = text,
	};
	struct buf body;
	buf_init(&body, EVENT_BODY_CAP);
	event_write_body(record, &about, endpoint && endpoint->cleared, &body);
	struct delivery delivery = {
		.kind = DELIVERY_EVENT,
		.about.event = type,
		.priority = record->urgent ? PRIORITY_DANGER : PRIORITY_ACKNOWLEDGEMENT,
		.case_row = record->row,
		.body = body.bytes,
		.due_at = subject->now_ms,
		.created_at = subject->now_ms,
	};
	lane_of_endpoint(to, delivery.lane);
	make_webhook_id(delivery.webhook_id);
	enum err_code code = insert(tx, &delivery, "", touched, err);
	buf_release(&body);
	return code;
}

/* The owner is told, and so is the coordinator of the handle, who looks on: what becomes of the
 * copy changes nothing in the case, because its lane is not the owner's. */
static enum err_code write_event(const struct rules *rules, struct store_tx *tx,
	const struct effect *effect, const struct subject *subject, struct lane_set *touched,
	struct err *err)
{
	const struct config_handle *handle = config_handle(rules->config, subject->handle);
	enum event_type type = effect->event.type;
	const char *post_id = type == EVENT_CASE_UPDATED && subject->post ? subject->post->id
									  : subject->record.post_id;
	char *text;
	enum err_code code = find_text(tx, type, subject, &text, err);
	if (code == ERR_OK)
		code = write_event_of(rules, tx, type, effect->event.to, effect->event.sequence,
			post_id, text, subject, touched, err);
	if (code == ERR_OK && handle && handle->coordinator)
		code = write_event_of(rules, tx, type, handle->coordinator, effect->event.sequence,
			post_id, text, subject, touched, err);
	mem_free(text);
	return code;
}

static enum err_code set_timer(struct store_tx *tx, const struct effect *effect,
	const struct subject *subject, struct lane_set *touched, struct err *err)
{
	enum err_code code = store_stop_timers(
		tx, subject->record.row, &effect->timer.kind, subject->now_ms, err);
	if (code != ERR_OK)
		return code;
	struct delivery delivery = {
		.kind = DELIVERY_TIMER,
		.about.timer = effect->timer.kind,
		.lane = LANE_SELF,
		.case_row = subject->record.row,
		.due_at = effect->timer.due_at,
		.created_at = subject->now_ms,
	};
	return insert(tx, &delivery, "", touched, err);
}

static enum err_code opt_out(struct store_tx *tx, const struct subject *subject, struct err *err)
{
	enum err_code code =
		store_author_opt_out(tx, subject->handle, subject->author_id, subject->now_ms, err);
	if (code == ERR_OK)
		code = store_supersede_author(
			tx, subject->handle, subject->author_id, subject->now_ms, err);
	return code;
}

static enum err_code note(
	struct store_tx *tx, const struct subject *subject, const char *text, struct err *err)
{
	if (!subject->record.row)
		return ERR_OK;
	return store_case_note(tx, subject->record.row, subject->now_ms, subject->who, text, err);
}

/* The reply that the mention answers. One of which we do not know the id yet (its answer was lost) is the channel's word
 * alone; the deletion then waits in the case's order until it is found. */
static enum err_code delete_reply(struct store_tx *tx, const struct subject *subject,
	struct lane_set *touched, struct err *err)
{
	char lane[LANE_SIZE];
	bool unwanted = false;
	struct store_deletion deletion = {
		.lane = lane,
		.remote_id = subject->post->parent_id,
		.case_row = subject->record.row,
		.now_ms = subject->now_ms,
	};
	lane_of_handle(subject->handle, lane);
	enum err_code code = store_reply_by_remote(
		tx, lane, deletion.remote_id, &deletion.target_row, &deletion.situation, err);
	if (code == ERR_OK)
		code = store_reply_is_unwanted(tx, deletion.target_row, &unwanted, err);
	if (code == ERR_NOTFOUND)
		code = ERR_OK;
	if (code != ERR_OK || unwanted)
		return code;
	lane_set_add(touched, lane);
	code = store_deletion_insert(tx, &deletion, err);
	if (code != ERR_OK)
		return code;
	return note(tx, subject, "the author asks that our reply be deleted", err);
}

static enum err_code apply_effect(const struct rules *rules, struct store_tx *tx,
	const struct effect *effect, struct subject *subject, struct lane_set *touched,
	struct err *err)
{
	switch (effect->kind) {
	case EFFECT_OPEN_CASE:
		subject->record = effect->record;
		return store_case_insert(tx, &subject->record, err);
	case EFFECT_CHANGE_CASE:
		subject->record = effect->record;
		return store_case_update(tx, &subject->record, err);
	case EFFECT_NOTE:
	case EFFECT_ALARM:
		return note(tx, subject, effect->note, err);
	case EFFECT_REPLY:
		return write_reply(rules, tx, effect, subject, touched, err);
	case EFFECT_EVENT:
		return write_event(rules, tx, effect, subject, touched, err);
	case EFFECT_TIMER:
		return set_timer(tx, effect, subject, touched, err);
	case EFFECT_STOP_TIMERS:
		return store_stop_timers(tx, subject->record.row, NULL, subject->now_ms, err);
	case EFFECT_SUPERSEDE:
		return store_supersede_replies(tx, subject->record.row, subject->now_ms, err);
	case EFFECT_OPT_OUT:
		return opt_out(tx, subject, err);
	case EFFECT_DELETE_REPLY:
		return delete_reply(tx, subject, touched, err);
	case EFFECT_WIPE:
		return wipe_case(rules, tx, subject, touched, err);
	}
	return ERR_OK;
}

/* The case first, then what is said about it: an event shows the case as the plan leaves it, in
 * whatever order the effects stand. */
enum err_code apply_plan(const struct rules *rules, struct store_tx *tx, const struct plan *plan,
	struct subject *subject, struct lane_set *touched, struct err *err)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < plan->count && code == ERR_OK; i++) {
		const struct effect *effect = &plan->effects[i];
		if (effect->kind == EFFECT_OPEN_CASE || effect->kind == EFFECT_CHANGE_CASE)
			code = apply_effect(rules, tx, effect, subject, touched, err);
	}
	for (size_t i = 0; i < plan->count && code == ERR_OK; i++) {
		const struct effect *effect = &plan->effects[i];
		if (effect->kind != EFFECT_OPEN_CASE && effect->kind != EFFECT_CHANGE_CASE)
			code = apply_effect(rules, tx, effect, subject, touched, err);
	}
	return code;
}

bool plan_changes_case(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->effects[i].kind == EFFECT_OPEN_CASE ||
			plan->effects[i].kind == EFFECT_CHANGE_CASE)
			return true;
	}
	return false;
}

void plan_log_alarms(const struct plan *plan, const char *case_id)
{
	const struct log_field fields[] = {{"case", case_id}};
	for (size_t i = 0; i < plan->count; i++) {
		const struct effect *effect = &plan->effects[i];
		if (effect->kind == EFFECT_ALARM) {
			log_fields(LOG_WARN, "alarm", fields, 1, "%s", effect->note);
			counter_add(counter_get("nriseva_alarms_total", "",
					    "Things the operators were told at once"),
				1);
		}
	}
}
