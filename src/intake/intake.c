/*
 * Five callers, one shape: on the store's thread load the context, decide, apply; on the loop,
 * after the commit, log, wake the outbox, and tell the caller.
 *
 *   a post      read on the loop, then post_work
 *   a status    status_work, which first takes its webhook-id
 *   an operator action_work
 *   an outcome, a timer   follow, inside the transaction in which the outbox completes the row
 *
 * When it fails: an error rolls the operation back whole; the caller's source (X's timeline, the
 * district's retry) shows it again.
 */
#include "intake/intake.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/counter.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "casework/casework.h"
#include "intake/apply.h"
#include "intake/lesson.h"
#include "reading/reading.h"

enum { CASE_ID_TRIES = 8 };

struct intake {
	struct store *store;
	const struct rules *rules;
	struct outbox *outbox;
	size_t open;
	struct counter *posts;
	struct counter *statuses;
};

struct intake *intake_new(struct store *store, const struct rules *rules)
{
	struct intake *intake = mem_new(1, sizeof *intake);
	intake->store = store;
	intake->rules = rules;
	intake->posts =
		counter_get("nriseva_posts_taken_total", "", "Posts read, decided and stored");
	intake->statuses = counter_get(
		"nriseva_statuses_taken_total", "", "Signed status updates taken from districts");
	return intake;
}

void intake_free(struct intake *intake)
{
	mem_free(intake);
}

void intake_set_outbox(struct intake *intake, struct outbox *outbox)
{
	intake->outbox = outbox;
}

size_t intake_open(const struct intake *intake)
{
	return intake->open;
}

static void submit(struct intake *intake, struct store_op *op)
{
	intake->open++;
	store_submit(intake->store, op);
}

/* After the commit: alarms out, lanes awake. */
static void committed(struct intake *intake, enum err_code code, const struct plan *plan,
	const char *case_id, const struct lane_set *touched)
{
	intake->open--;
	if (code != ERR_OK)
		return;
	plan_log_alarms(plan, case_id);
	outbox_wake(intake->outbox, touched);
}

/* --- posts --- */

static void case_id_of_plan(const struct plan *plan, char out[CASE_ID_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; i < plan->count; i++) {
		const struct effect *effect = &plan->effects[i];
		if (effect->kind == EFFECT_OPEN_CASE || effect->kind == EFFECT_CHANGE_CASE)
			str_copy(out, CASE_ID_SIZE, effect->record.id);
	}
}

/* Decide and apply with the id that was told before, else with a fresh one each time, until it was
 * free or not needed. */
static enum err_code decide_post(struct store_tx *tx, struct intake_post *post,
	struct case_context *context, struct subject *subject, struct err *err)
{
	struct recovered recovered;
	const struct rules *rules = post->intake->rules;
	const struct happening happening = {
		.kind = HAPPENING_MENTION,
		.seed = subject->seed,
		.mention = {.post = &post->post, .reading = &post->reading, .handle = post->handle},
	};
	enum err_code code = recover_case(rules, tx, post->handle, &post->post, &recovered, err);
	if (code != ERR_OK)
		return code;
	code = ERR_CONFLICT;
	for (int i = 0; i < CASE_ID_TRIES && code == ERR_CONFLICT; i++) {
		if (i == 0 && *recovered.case_id)
			str_copy(context->new_case_id, CASE_ID_SIZE, recovered.case_id);
		else
			case_id_make(
				rules->config->case_prefix, random_u64(), context->new_case_id);
		casework_decide(&rules->policy, &happening, context, post->now_ms, &post->plan);
		recover_sequences(&recovered, &post->plan);
		/* What is decided about a post that does not belong to the case must not be written
		 * to it. */
		subject->record = plan_changes_case(&post->plan) || context->known_post
					  ? context->found
					  : (struct case_record){0};
		post->touched.count = 0;
		code = apply_plan(rules, tx, &post->plan, subject, &post->touched, err);
	}
	return code == ERR_OK ? recover_unsaid(tx, &post->plan, subject, &recovered, err) : code;
}

static enum err_code take_edit(struct store_tx *tx, struct intake_post *post,
	struct case_context *context, struct subject *subject, struct err *err)
{
	int64_t case_row;
	enum err_code code = store_post_new_version(tx, post->handle, &post->post, &case_row, err);
	if (code != ERR_OK)
		return code;
	context->known_post = true;
	context->has_case = case_row != 0;
	if (case_row)
		code = store_case_by_row(tx, case_row, &context->found, err);
	return code == ERR_OK ? decide_post(tx, post, context, subject, err) : code;
}

static enum err_code post_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct intake_post *post = container_of(op, struct intake_post, op);
	struct case_context context = {0};
	struct subject subject = {
		.handle = post->handle,
		.author_id = post->post.author_id,
		.post = &post->post,
		.who = "nriseva",
		.seed = random_u64(),
		.now_ms = post->now_ms,
	};
	post->plan.count = 0;
	post->touched.count = 0;
	bool version, identity;
	enum err_code code =
		store_post_is_known(tx, post->handle, &post->post, &version, &identity, err);
	if (code != ERR_OK)
		return code;
	if (version) {
		str_copy(post->plan.why, sizeof post->plan.why, "seen before");
		return ERR_OK;
	}
	if (identity)
		return take_edit(tx, post, &context, &subject, err);
	code = store_context_for_mention(
		tx, post->handle, &post->post, post->reading.case_id, post->now_ms, &context, err);
	if (code != ERR_OK)
		return code;
	context.before_start = post->post.created_at < post->start_at;
	code = decide_post(tx, post, &context, &subject, err);
	crash_point("post.decided");
	if (code != ERR_OK)
		return code;
	return store_post_save(tx,
		&(struct store_post){
			.post = &post->post,
			.reading = &post->reading,
			.handle = post->handle,
			.case_row = plan_changes_case(&post->plan) ? subject.record.row : 0,
			.why = post->plan.why,
			.received_at = post->now_ms,
		},
		err);
}

static void log_post(const struct intake_post *post, const char *case_id)
{
	const struct reading *reading = &post->reading;
	char score[8];
	snprintf(score, sizeof score, "%d", reading->score);
	const struct log_field fields[] = {
		{"post", post->post.identity},
		{"case", case_id},
		{"lang", lang_name(reading->lang)},
		{"intent", intent_name(reading->intent)},
		{"actionable", band_name(reading->actionable)},
		{"score", score},
		{"district", reading->district},
		{"matter", reading->matter},
		{"conduct", reading->conduct},
		{"urgent", reading->urgent ? "yes" : ""},
		{"sensitive", reading->sensitive ? "yes" : ""},
	};
	log_fields(LOG_INFO, "intake", fields, sizeof fields / sizeof *fields, "mention %s",
		post->plan.why);
}

static void post_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct intake_post *post = container_of(op, struct intake_post, op);
	char case_id[CASE_ID_SIZE];
	case_id_of_plan(&post->plan, case_id);
	crash_point("post.committed");
	committed(post->intake, code, &post->plan, case_id, &post->touched);
	if (code == ERR_OK && !str_is(post->plan.why, "seen before")) {
		counter_add(post->intake->posts, 1);
		log_post(post, case_id);
	}
	post->done(post, code, err);
}

/* Two handles of ours must not answer each other either; each channel knows only its own. */
static bool is_by_a_handle(const struct config *config, const struct post *post)
{
	for (size_t i = 0; i < config->handle_count; i++) {
		if (post->author_id && str_is(config->handles[i].user_id, post->author_id))
			return true;
	}
	return false;
}

void intake_post_submit(struct intake *intake, struct intake_post *post)
{
	post->intake = intake;
	post->post.own = post->post.own || is_by_a_handle(intake->rules->config, &post->post);
	post->op = (struct store_op){.work = post_work, .done = post_done};
	reader_read(
		intake->rules->reader, post->post.text, strlen(post->post.text), &post->reading);
	submit(intake, &post->op);
}

/* --- whatever happens to a case that is there --- */

static bool plan_wipes(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->effects[i].kind == EFFECT_WIPE)
			return true;
	}
	return false;
}

static enum err_code decide_case(struct intake *intake, struct store_tx *tx,
	const struct case_record *record, struct happening *happening, const char *who,
	bool merge_target_exists, int64_t now_ms, struct plan *out_plan, struct lane_set *touched,
	struct err *err)
{
	struct case_context context;
	enum err_code code = store_context_for_case(tx, record, now_ms, &context, err);
	if (code != ERR_OK)
		return code;
	context.merge_target_exists = merge_target_exists;
	happening->seed = random_u64();
	casework_decide(&intake->rules->policy, happening, &context, now_ms, out_plan);
	struct subject subject = {
		.handle = record->handle,
		.author_id = record->author_id,
		.who = who,
		.record = *record,
		.seed = happening->seed,
		.now_ms = now_ms,
	};
	code = apply_plan(intake->rules, tx, out_plan, &subject, touched, err);
	if (plan_wipes(out_plan)) {
		char words[WIPED_WORDS_SIZE];
		snprintf(out_plan->why, sizeof out_plan->why, "wiped: %.60s",
			wiped_words(&subject.wiped, words));
	}
	return code;
}

/* --- a district's status --- */

/* Refused: ERR_DENIED rolls the taking of the webhook-id back, for the same message may be right
 * one day. */
static enum err_code refuse(
	struct intake_status *status, enum intake_status_answer answer, struct err *err)
{
	status->answer = answer;
	return err_set(err, ERR_DENIED, "refused");
}

static enum err_code status_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct intake_status *status = container_of(op, struct intake_status, op);
	const struct status_update *update = &status->update;
	struct case_record record;
	status->plan.count = 0;
	status->touched.count = 0;
	enum err_code code =
		store_webhook_take(tx, update->sender, status->webhook_id, status->now_ms, err);
	if (code == ERR_CONFLICT) {
		status->answer = INTAKE_STATUS_REPEATED;
		return ERR_OK;
	}
	if (code == ERR_OK)
		code = store_case_by_id(tx, update->case_id, &record, err);
	if (code == ERR_NOTFOUND)
		return refuse(status, INTAKE_STATUS_NO_CASE, err);
	if (code != ERR_OK)
		return code;
	if (!str_is(record.owner, update->sender))
		return refuse(status, INTAKE_STATUS_NOT_OWNER, err);
	struct happening happening = {.kind = HAPPENING_STATUS, .status = *update};
	code = decide_case(status->intake, tx, &record, &happening, update->sender, false,
		status->now_ms, &status->plan, &status->touched, err);
	crash_point("status.decided");
	status->answer = status->plan.refused || !plan_changes_case(&status->plan)
				 ? INTAKE_STATUS_STALE
				 : INTAKE_STATUS_TAKEN;
	return code;
}

static void status_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct intake_status *status = container_of(op, struct intake_status, op);
	const struct log_field fields[] = {
		{"case", status->update.case_id},
		{"sender", status->update.sender},
		{"status", case_status_name(status->update.status)},
	};
	committed(status->intake, code, &status->plan, status->update.case_id, &status->touched);
	if (code == ERR_OK && status->answer != INTAKE_STATUS_REPEATED) {
		counter_add(status->intake->statuses, 1);
		log_fields(LOG_INFO, "intake", fields, sizeof fields / sizeof *fields, "status %s",
			status->plan.why);
	}
	status->done(status, code == ERR_DENIED ? ERR_OK : code, err);
}

void intake_status_submit(struct intake *intake, struct intake_status *status)
{
	status->intake = intake;
	status->op = (struct store_op){.work = status_work, .done = status_done};
	submit(intake, &status->op);
}

/* --- an operator's action --- */

static enum err_code action_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct intake_action *action = container_of(op, struct intake_action, op);
	const struct operator_action *what = &action->action;
	struct case_record record, before, target;
	action->plan.count = 0;
	action->touched.count = 0;
	enum err_code code = store_case_by_id(tx, what->case_id, &record, err);
	if (code == ERR_NOTFOUND)
		return err_set(err, ERR_NOTFOUND, "there is no case %s", what->case_id);
	bool target_exists = false;
	if (code == ERR_OK && what->verb == OPERATOR_MERGE) {
		code = store_case_by_id(tx, what->to, &target, err);
		target_exists = code == ERR_OK && target.row != record.row &&
				!case_status_is_end(target.status);
		if (code == ERR_NOTFOUND)
			code = ERR_OK;
	}
	if (code != ERR_OK)
		return code;
	struct happening happening = {.kind = HAPPENING_OPERATOR, .operator_action = *what};
	before = record;
	code = decide_case(action->intake, tx, &record, &happening, what->operator_name,
		target_exists, action->now_ms, &action->plan, &action->touched, err);
	if (code == ERR_OK && action->plan.refused)
		return err_set(err, ERR_DENIED, "case %s is %s: %s", record.id,
			case_status_name(record.status), action->plan.why);
	if (code == ERR_OK)
		code = lesson_take(action->intake->rules, tx, &before, what, err);
	return code;
}

static void action_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct intake_action *action = container_of(op, struct intake_action, op);
	const struct log_field fields[] = {
		{"case", action->action.case_id}, {"operator", action->action.operator_name}};
	committed(action->intake, code, &action->plan, action->action.case_id, &action->touched);
	if (code == ERR_OK)
		log_fields(LOG_INFO, "intake", fields, 2, "operator: %s", action->plan.why);
	action->done(action, code, err);
}

void intake_action_submit(struct intake *intake, struct intake_action *action)
{
	action->intake = intake;
	action->op = (struct store_op){.work = action_work, .done = action_done};
	submit(intake, &action->op);
}

enum err_code intake_action_run(
	struct intake *intake, struct intake_action *action, struct err *err)
{
	action->intake = intake;
	action->op = (struct store_op){.work = action_work};
	return store_run(intake->store, &action->op, err);
}

/* --- posts that are gone --- */

static enum err_code gone_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct intake_gone *gone = container_of(op, struct intake_gone, op);
	gone->touched.count = 0;
	gone->wiped = 0;
	for (size_t i = 0; i < gone->count; i++) {
		enum err_code code = wipe_gone(gone->intake->rules, tx, gone->handle,
			&gone->posts[i], gone->now_ms, &gone->touched, err);
		if (code != ERR_OK && code != ERR_NOTFOUND)
			return code;
		gone->wiped += code == ERR_OK;
	}
	return ERR_OK;
}

static void gone_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct intake_gone *gone = container_of(op, struct intake_gone, op);
	gone->intake->open--;
	if (code == ERR_OK) {
		if (gone->wiped)
			log_line(LOG_INFO, "intake",
				"%s: %zu posts are gone from the channel; their texts are wiped",
				gone->handle, gone->wiped);
		outbox_wake(gone->intake->outbox, &gone->touched);
	}
	gone->done(gone, code, err);
}

void intake_gone_submit(struct intake *intake, struct intake_gone *gone)
{
	gone->intake = intake;
	gone->op = (struct store_op){.work = gone_work, .done = gone_done};
	submit(intake, &gone->op);
}

/* --- what follows from an outcome --- */

static enum err_code follow(void *arg, struct store_tx *tx, const struct delivery *delivery,
	const struct outcome *outcome, int64_t now_ms, struct lane_set *touched, struct err *err)
{
	struct intake *intake = arg;
	if (delivery->kind == DELIVERY_DELETION && outcome->kind == OUTCOME_DONE &&
		*delivery->parent_id) {
		enum err_code marked =
			store_reply_deleted(tx, delivery->lane, delivery->parent_id, now_ms, err);
		if (marked != ERR_OK)
			return marked;
	}
	if (!delivery->case_row) {
		if (outcome->kind == OUTCOME_GIVE_UP && !outcome->meant)
			log_line(LOG_WARN, "alarm", "%s %s on %s was given up: %s",
				delivery_kind_name(delivery->kind), delivery_about_name(delivery),
				delivery->lane, outcome->reason);
		return ERR_OK;
	}
	struct case_record record;
	enum err_code code = store_case_by_row(tx, delivery->case_row, &record, err);
	if (code != ERR_OK)
		return code;
	struct happening happening = {.kind = HAPPENING_OUTCOME};
	if (delivery->kind == DELIVERY_TIMER) {
		happening.kind = HAPPENING_TIMER;
		happening.timer = delivery->about.timer;
	} else {
		happening.delivered.delivery = delivery;
		happening.delivered.outcome = outcome;
	}
	struct plan plan;
	code = decide_case(
		intake, tx, &record, &happening, "nriseva", false, now_ms, &plan, touched, err);
	/* The one thing here that a second run would repeat: better an alarm twice than none. */
	if (code == ERR_OK)
		plan_log_alarms(&plan, record.id);
	return code;
}

struct outbox_follow intake_follow(struct intake *intake)
{
	return (struct outbox_follow){.decide = follow, .arg = intake};
}
