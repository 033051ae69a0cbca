/*
 * An action on a case goes to intake, as every happening does. A replay decides nothing about a
 * case: it puts the row back and notes on the case who did it, in one transaction.
 *
 * A deletion is a delivery of its own; a reply that has not been begun is not sent instead.
 *
 * A replay is refused when the delivery is not one that was given up, when its body is wiped, and
 * when it is a reply to somebody who has asked for no more.
 */
#include "console/order.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/case_id.h"

/* --- verbs --- */

enum object { OBJECT_NONE, OBJECT_DISTRICT, OBJECT_WHERE, OBJECT_CASE, OBJECT_NOTE };

static const struct {
	const char *name;
	enum object object; /* what stands after the case id */
	bool optional;
} verbs[] = {
	[OPERATOR_ACCEPT] = {"accept", OBJECT_DISTRICT, true},
	[OPERATOR_DECLINE] = {"decline", OBJECT_NONE, false},
	[OPERATOR_ASSIGN] = {"assign", OBJECT_DISTRICT, false},
	[OPERATOR_REDIRECT] = {"redirect", OBJECT_WHERE, false},
	[OPERATOR_REOPEN] = {"reopen", OBJECT_NONE, false},
	[OPERATOR_MERGE] = {"merge", OBJECT_CASE, false},
	[OPERATOR_NOTE] = {"note", OBJECT_NOTE, false},
	[OPERATOR_WIPE] = {"wipe", OBJECT_NONE, false},
};
enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

static const char *const object_names[] = {
	[OBJECT_NONE] = "nothing",
	[OBJECT_DISTRICT] = "a district",
	[OBJECT_WHERE] = "where the citizen shall turn",
	[OBJECT_CASE] = "the id of the other case",
	[OBJECT_NOTE] = "a text",
};

const char *order_verb_name(enum operator_verb verb)
{
	return verbs[verb].name;
}

bool order_verb_from_name(const char *name, enum operator_verb *out)
{
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (!str_is(verbs[i].name, name))
			continue;
		*out = (enum operator_verb)i;
		return true;
	}
	return false;
}

/* --- from words to a checked order --- */

static enum err_code take_word(char *out, size_t size, const char *word, struct err *err)
{
	if (!str_copy(out, size, word))
		return err_set(err, ERR_FORMAT, "\"%.40s...\" is too long; %zu bytes are possible",
			word, size - 1);
	return ERR_OK;
}

enum err_code order_from_words(
	enum operator_verb verb, char *const *words, int count, struct order *out, struct err *err)
{
	const char *name = verbs[verb].name;
	enum object object = verbs[verb].object;
	struct operator_action *action = &out->action;
	out->kind = ORDER_ACTION;
	action->verb = verb;
	if (count < 1)
		return err_set(err, ERR_FORMAT, "%s takes a case id", name);
	if (count < 2 && object != OBJECT_NONE && !verbs[verb].optional)
		return err_set(
			err, ERR_FORMAT, "%s takes a case id and %s", name, object_names[object]);
	if (count > (object == OBJECT_NONE ? 1 : 2))
		return err_set(err, ERR_FORMAT,
			"%s takes no \"%.40s\"; put quotes around several words", name,
			words[count - 1]);
	enum err_code code = take_word(action->case_id, sizeof action->case_id, words[0], err);
	if (code != ERR_OK || count < 2)
		return code;
	return object == OBJECT_NOTE ? take_word(action->note, sizeof action->note, words[1], err)
				     : take_word(action->to, sizeof action->to, words[1], err);
}

static enum err_code check_case_id(
	const struct config *config, char id[CASE_ID_SIZE], struct err *err)
{
	char shown[CASE_ID_SIZE];
	if (!case_id_read(config->case_prefix, id, strlen(id), shown))
		return err_set(
			err, ERR_FORMAT, "%s is not a case id; a letter may be mistyped", id);
	str_copy(id, CASE_ID_SIZE, shown);
	return ERR_OK;
}

/* The names and places that an operator gives stand in lines of the log and in replies. */
static enum err_code check_line(const char *what, const char *text, struct err *err)
{
	if (!str_is_utf8(text, strlen(text)))
		return err_set(err, ERR_FORMAT, "%s is not UTF-8", what);
	for (const char *c = text; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return err_set(err, ERR_FORMAT,
				"%s has a control character; one line of plain text is wanted",
				what);
	}
	return ERR_OK;
}

static enum err_code check_texts(const struct operator_action *action, struct err *err)
{
	enum err_code code = check_line("the name of who acts", action->operator_name, err);
	if (code == ERR_OK)
		code = check_line("what stands after the case id", action->to, err);
	if (code == ERR_OK && !str_is_utf8(action->note, strlen(action->note)))
		code = err_set(err, ERR_FORMAT, "the note is not UTF-8");
	return code;
}

/* What stands after the case id is there, if and only if the verb takes it. */
static enum err_code check_object(const struct operator_action *action, struct err *err)
{
	const char *name = verbs[action->verb].name;
	enum object object = verbs[action->verb].object;
	bool is_note = object == OBJECT_NOTE;
	if (*action->to && (object == OBJECT_NONE || is_note))
		return err_set(err, ERR_FORMAT, "%s takes no \"%.40s\"", name, action->to);
	bool missing = object != OBJECT_NONE && !verbs[action->verb].optional &&
		       !*(is_note ? action->note : action->to);
	if (missing)
		return err_set(
			err, ERR_FORMAT, "%s takes a case id and %s", name, object_names[object]);
	return ERR_OK;
}

static enum err_code check_target(
	const struct config *config, struct operator_action *action, struct err *err)
{
	char id[CASE_ID_SIZE];
	if (verbs[action->verb].object != OBJECT_CASE)
		return ERR_OK;
	if (!str_copy(id, sizeof id, action->to))
		return err_set(err, ERR_FORMAT, "%s is not a case id", action->to);
	enum err_code code = check_case_id(config, id, err);
	str_copy(action->to, sizeof action->to, id);
	return code;
}

enum err_code order_check(const struct config *config, struct order *order, struct err *err)
{
	struct operator_action *action = &order->action;
	if (!*action->operator_name)
		return err_set(err, ERR_FORMAT, "nobody says who acts; give a name with --by");
	enum err_code code = check_texts(action, err);
	if (code != ERR_OK || order->kind != ORDER_ACTION)
		return code;
	code = check_case_id(config, action->case_id, err);
	if (code == ERR_OK)
		code = check_object(action, err);
	if (code == ERR_OK)
		code = check_target(config, action, err);
	if (code == ERR_OK && verbs[action->verb].object == OBJECT_DISTRICT && *action->to &&
		!config_district(config, action->to))
		code = err_set(err, ERR_FORMAT,
			"%s is not a district of the list; its id is wanted, like %s", action->to,
			config->districts[0].id);
	return code;
}

/* --- an action on a case --- */

static void tell_action(struct order_job *job)
{
	str_copy(job->about, sizeof job->about, job->action.action.case_id);
	str_copy(job->said, sizeof job->said, job->action.plan.why);
}

static void action_done(struct intake_action *action, enum err_code code, const struct err *err)
{
	struct order_job *job = container_of(action, struct order_job, action);
	tell_action(job);
	job->done(job, code, err);
}

/* --- a replay --- */

/* What a replay or a deletion wants to know of its delivery. */
struct candidate {
	char kind[16], about[32], state[16];
	char lane[LANE_SIZE];
	char remote_id[ID_SIZE];
	int64_t case_row;
	bool wiped, opted_out, deleted;
};

static void look_at(void *arg, const struct store_delivery *delivery)
{
	struct candidate *candidate = arg;
	str_copy(candidate->kind, sizeof candidate->kind, delivery->kind);
	str_copy(candidate->about, sizeof candidate->about, delivery->about);
	str_copy(candidate->state, sizeof candidate->state, delivery->state);
	str_copy(candidate->lane, sizeof candidate->lane, delivery->lane);
	candidate->case_row = delivery->case_row;
	str_copy(candidate->remote_id, sizeof candidate->remote_id, delivery->remote_id);
	candidate->deleted = delivery->deleted_at > 0;
	candidate->wiped = !delivery->body;
	candidate->opted_out = delivery->opted_out;
}

static enum err_code may_be_replayed(
	const struct candidate *candidate, int64_t row, struct err *err)
{
	if (!str_is(candidate->state, delivery_state_name(DELIVERY_GIVEN_UP)))
		return err_set(err, ERR_DENIED,
			"delivery %" PRId64 " is %s; only one that was given up can be replayed",
			row, candidate->state);
	if (candidate->wiped)
		return err_set(err, ERR_DENIED,
			"delivery %" PRId64 " has no text any more; it was wiped", row);
	if (candidate->opted_out)
		return err_set(err, ERR_DENIED,
			"delivery %" PRId64 " is for somebody who has asked for no more replies",
			row);
	return ERR_OK;
}

static enum err_code note_order(struct store_tx *tx, const struct order_job *job, const char *what,
	const struct candidate *candidate, struct err *err)
{
	char note[160];
	if (!candidate->case_row)
		return ERR_OK;
	snprintf(note, sizeof note, "%s: %s %s on %s (delivery %" PRId64 ")", what, candidate->kind,
		candidate->about, candidate->lane, job->order.delivery);
	return store_case_note(
		tx, candidate->case_row, job->now_ms, job->order.action.operator_name, note, err);
}

static void tell_replay(
	struct order_job *job, const struct candidate *candidate, enum delivery_state state)
{
	snprintf(job->about, sizeof job->about, "delivery %" PRId64, job->order.delivery);
	snprintf(job->said, sizeof job->said, "%s %s on %s %s", candidate->kind, candidate->about,
		candidate->lane,
		state == DELIVERY_SETTLING
			? "is looked for first, and sent again if it is not there"
			: "waits again and is due now");
}

static enum err_code replay_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct order_job *job = container_of(op, struct order_job, op);
	int64_t row = job->order.delivery;
	struct candidate candidate;
	enum delivery_state state;
	job->touched.count = 0;
	enum err_code code = store_view_delivery(tx, row, look_at, &candidate, err);
	if (code == ERR_NOTFOUND)
		return err_set(err, code, "there is no delivery %" PRId64, row);
	if (code == ERR_OK)
		code = may_be_replayed(&candidate, row, err);
	if (code == ERR_OK)
		code = store_delivery_replay(tx, row, job->now_ms, &state, err);
	if (code == ERR_OK)
		code = note_order(tx, job, "replayed", &candidate, err);
	if (code != ERR_OK)
		return code;
	lane_set_add(&job->touched, candidate.lane);
	tell_replay(job, &candidate, state);
	return ERR_OK;
}

static void row_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct order_job *job = container_of(op, struct order_job, op);
	if (code == ERR_OK) {
		const struct log_field fields[] = {{"operator", job->order.action.operator_name}};
		log_fields(LOG_INFO, "console", fields, 1, "%s: %s: %s",
			job->order.kind == ORDER_REPLAY ? "replayed" : "delete", job->about,
			job->said);
		outbox_wake(job->outbox, &job->touched);
	}
	job->done(job, code, err);
}

/* --- a deletion --- */

static enum err_code may_be_deleted(const struct candidate *candidate, int64_t row, struct err *err)
{
	enum delivery_state state;
	if (!str_is(candidate->kind, delivery_kind_name(DELIVERY_REPLY)))
		return err_set(err, ERR_DENIED,
			"delivery %" PRId64 " is no reply (%s); only what we said can be deleted",
			row, candidate->kind);
	if (candidate->deleted)
		return err_set(err, ERR_DENIED, "delivery %" PRId64 " is deleted already", row);
	if (delivery_state_from_name(candidate->state, &state) &&
		(state == DELIVERY_GIVEN_UP || state == DELIVERY_SUPERSEDED))
		return err_set(err, ERR_DENIED,
			"delivery %" PRId64 " is %s: it was not published, as far as we know", row,
			candidate->state);
	return ERR_OK;
}

static enum err_code write_deletion(struct store_tx *tx, struct order_job *job,
	const struct candidate *candidate, struct err *err)
{
	union delivery_about about = {.situation = SITUATION_ACKNOWLEDGED};
	bool unwanted;
	enum err_code code = store_reply_is_unwanted(tx, job->order.delivery, &unwanted, err);
	if (code != ERR_OK)
		return code;
	if (unwanted)
		return err_set(err, ERR_DENIED, "delivery %" PRId64 " is being deleted already",
			job->order.delivery);
	(void)delivery_about_from_name(DELIVERY_REPLY, candidate->about, &about);
	return store_deletion_insert(tx,
		&(struct store_deletion){
			.lane = candidate->lane,
			.target_row = job->order.delivery,
			.remote_id = candidate->remote_id,
			.case_row = candidate->case_row,
			.situation = about.situation,
			.now_ms = job->now_ms,
		},
		err);
}

static enum err_code delete_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct order_job *job = container_of(op, struct order_job, op);
	int64_t row = job->order.delivery;
	struct candidate candidate;
	job->touched.count = 0;
	enum err_code code = store_view_delivery(tx, row, look_at, &candidate, err);
	if (code == ERR_NOTFOUND)
		return err_set(err, code, "there is no delivery %" PRId64, row);
	if (code == ERR_OK)
		code = may_be_deleted(&candidate, row, err);
	if (code != ERR_OK)
		return code;
	bool waits = str_is(candidate.state, delivery_state_name(DELIVERY_WAITING));
	code = waits ? store_supersede_reply(tx, row, job->now_ms, err)
		     : write_deletion(tx, job, &candidate, err);
	if (code == ERR_OK)
		code = note_order(tx, job, "delete", &candidate, err);
	if (code != ERR_OK)
		return code;
	lane_set_add(&job->touched, candidate.lane);
	snprintf(job->about, sizeof job->about, "delivery %" PRId64, row);
	snprintf(job->said, sizeof job->said, "%s %s on %s %s", candidate.kind, candidate.about,
		candidate.lane,
		waits                  ? "had not been sent and will not be"
		: *candidate.remote_id ? "will be deleted at once"
				       : "will be deleted as soon as it is found");
	return ERR_OK;
}

/* --- all --- */

/* What an order about a delivery does. */
static enum err_code (*row_work(enum order_kind kind))(
	struct store_tx *, struct store_op *, struct err *)
{
	return kind == ORDER_REPLAY ? replay_work : delete_work;
}

void order_submit(
	struct intake *intake, struct store *store, struct outbox *outbox, struct order_job *job)
{
	job->outbox = outbox;
	if (job->order.kind != ORDER_ACTION) {
		job->op = (struct store_op){.work = row_work(job->order.kind), .done = row_done};
		store_submit(store, &job->op);
		return;
	}
	job->action = (struct intake_action){
		.action = job->order.action, .now_ms = job->now_ms, .done = action_done};
	intake_action_submit(intake, &job->action);
}

enum err_code order_run(
	struct intake *intake, struct store *store, struct order_job *job, struct err *err)
{
	if (job->order.kind != ORDER_ACTION) {
		job->op = (struct store_op){.work = row_work(job->order.kind)};
		return store_run(store, &job->op, err);
	}
	job->action = (struct intake_action){.action = job->order.action, .now_ms = job->now_ms};
	enum err_code code = intake_action_run(intake, &job->action, err);
	tell_action(job);
	return code;
}
