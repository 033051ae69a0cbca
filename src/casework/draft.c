/*
 * From wishes to effects. The order of effects matters to whoever carries them out: an opt-out
 * drops waiting replies before the last one is written, the case is there before what belongs to
 * it, old timers stop before a new one is set.
 *
 * What follows from a move, whoever made it, is added here: a case that leaves a status with a
 * timer stops it, a case that ends tells the owner.
 */
#include "casework/casework_priv.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

void draft_begin(struct draft *draft, const struct policy *policy,
	const struct case_context *context, int64_t now_ms, struct plan *plan)
{
	memset(plan, 0, sizeof *plan);
	memset(draft, 0, sizeof *draft);
	draft->policy = policy;
	draft->context = context;
	draft->now_ms = now_ms;
	draft->plan = plan;
}

bool draft_take_case(struct draft *draft)
{
	if (!draft->context->has_case)
		return false;
	const struct case_record *found = &draft->context->found;
	draft->record = *found;
	draft->joined = true;
	draft->lang = found->lang;
	copy_id(draft->parent_id, *found->reply_to_id ? found->reply_to_id : found->post_id);
	return true;
}

/* Cut what is too long, never inside a letter. */
__attribute__((format(printf, 3, 0))) static void say(
	char *out, size_t size, const char *format, va_list args)
{
	char said[NOTE_SIZE * 2];
	vsnprintf(said, sizeof said, format, args);
	str_copy(out, size, said);
}

void draft_why(struct draft *draft, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(draft->plan->why, sizeof draft->plan->why, format, args);
	va_end(args);
}

void draft_refuse(struct draft *draft, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(draft->plan->why, sizeof draft->plan->why, format, args);
	va_end(args);
	draft->plan->refused = true;
	if (draft->joined)
		draft_note(draft, "%s", draft->plan->why);
}

void draft_note(struct draft *draft, const char *format, ...)
{
	if (draft->note_count == DRAFT_NOTES_MAX)
		return;
	va_list args;
	va_start(args, format);
	say(draft->notes[draft->note_count++], NOTE_SIZE, format, args);
	va_end(args);
}

void draft_alarm(struct draft *draft, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	say(draft->alarm, sizeof draft->alarm, format, args);
	va_end(args);
	draft->alarms = true;
}

bool draft_move(struct draft *draft, enum casework_step step)
{
	struct case_record *record = &draft->record;
	enum case_status to;
	if (!casework_next(record->status, step, record->owner_accepted, &to))
		return false;
	draft_note(draft, "%s: %s -> %s", casework_step_name(step),
		case_status_name(record->status), case_status_name(to));
	record->status = to;
	record->changed_at = draft->now_ms;
	draft->changed = true;
	return true;
}

void draft_timer(struct draft *draft, enum timer_kind kind)
{
	const struct policy *policy = draft->policy;
	draft->has_timer = true;
	draft->timer = kind;
	draft->timer_due_at = draft->now_ms + (kind == TIMER_NO_ANSWER ? policy->no_answer_ms
								       : policy->no_objection_ms);
}

void draft_set_owner(struct draft *draft, const char *district)
{
	str_copy(draft->record.owner, sizeof draft->record.owner, district);
	draft->record.owner_accepted = false;
	draft->record.owner_sequence = 0;
	draft->changed = true;
}

/* Whether the present owner has been told of the case. Nobody is told while it is doubtful, and a
 * new owner is told in the plan that makes it the owner; so any event before this plan means that
 * it was. */
static bool owner_was_told(const struct draft *draft)
{
	const struct case_record *found = &draft->context->found;
	return draft->joined && *found->owner && found->sequence > 0 &&
	       strcmp(found->owner, draft->record.owner) == 0;
}

static void add_event(struct draft *draft, enum event_type type, const char *to)
{
	if (draft->event_count == DRAFT_EVENTS_MAX)
		return;
	size_t i = draft->event_count++;
	draft->events[i].type = type;
	draft->events[i].sequence = ++draft->record.sequence;
	str_copy(draft->events[i].to, sizeof draft->events[i].to, to);
	draft->changed = true;
}

void draft_tell_owner(struct draft *draft)
{
	if (!*draft->record.owner || draft->record.status == CASE_DOUBTFUL)
		return;
	add_event(draft, owner_was_told(draft) ? EVENT_CASE_UPDATED : EVENT_CASE_OPENED,
		draft->record.owner);
}

void draft_tell_closed(struct draft *draft, const char *district)
{
	add_event(draft, EVENT_CASE_CLOSED, district);
}

bool draft_can_reply(const struct draft *draft)
{
	return !draft->silent && !draft->context->opted_out &&
	       draft->context->replies_to_author < draft->policy->max_replies_per_author;
}

void draft_reply(struct draft *draft, enum situation situation, enum priority priority)
{
	if (!draft_can_reply(draft))
		return;
	draft->has_reply = true;
	draft->situation = situation;
	draft->priority = priority;
}

void draft_replace_waiting(struct draft *draft)
{
	draft->supersedes = draft->has_reply && draft->joined && !draft->record.urgent;
}

/* The last of the allowed follow-ups is kept for the words that matter most: how it ended. */
static bool may_follow_up(const struct draft *draft, enum situation situation)
{
	const struct policy *policy = draft->policy;
	bool wanted = policy->follow_ups == FOLLOW_UPS_PUSH ||
		      (policy->follow_ups == FOLLOW_UPS_ASK && draft->record.consent);
	bool last_word = situation == SITUATION_RESOLVED || situation == SITUATION_REDIRECTED ||
			 situation == SITUATION_CLOSED;
	return wanted && draft->record.follow_ups + (last_word ? 0 : 1) < policy->max_follow_ups;
}

void draft_follow_up(struct draft *draft, enum situation situation)
{
	if (!draft_can_reply(draft) || !may_follow_up(draft, situation))
		return;
	draft_reply(draft, situation, PRIORITY_FOLLOW_UP);
	/* Neither the first follow-up nor one that comes on the heels of an acknowledgement or of
	 * an answer takes the place of that: they wait in order. */
	if (draft->record.follow_ups++ > 0 && situation != SITUATION_FORWARDED)
		draft_replace_waiting(draft);
	draft->changed = true;
}

bool draft_ask_place(struct draft *draft, const struct reading *reading, enum priority priority)
{
	if (!draft_can_reply(draft) || !draft_move(draft, STEP_ASK))
		return false;
	/* The places to choose from would say where it happened. */
	bool choose = reading && reading->candidate_count > 0 && !draft->record.sensitive;
	draft_reply(draft, choose ? SITUATION_ASK_WHICH_PLACE : SITUATION_ASK_PLACE, priority);
	draft->candidates = choose ? reading : NULL;
	draft_timer(draft, TIMER_NO_ANSWER);
	return true;
}

/* ---- finishing ---- */

static struct effect *add_effect(struct plan *plan, enum effect_kind kind)
{
	struct effect *effect = &plan->effects[plan->count++];
	effect->kind = kind;
	return effect;
}

static void conclude(struct draft *draft)
{
	if (!draft->joined)
		return;
	const struct case_record *found = &draft->context->found;
	const struct case_record *record = &draft->record;
	bool moved = record->status != found->status;
	if (moved && (found->status == CASE_NEEDS_INFO || found->status == CASE_RESOLVED))
		draft->stops_timers = true;
	if (case_status_is_end(record->status) && !case_status_is_end(found->status)) {
		draft->stops_timers = true;
		draft->has_timer = false;
		if (owner_was_told(draft))
			draft_tell_closed(draft, record->owner);
	}
}

static void fill_values(const struct draft *draft, struct reply_values *values)
{
	const struct case_record *record = &draft->record;
	bool quiet = record->sensitive;
	str_copy(values->case_id, sizeof values->case_id, record->id);
	values->status = record->status;
	if (!quiet)
		str_copy(values->district, sizeof values->district, record->owner);
	if (!quiet && draft->detail)
		str_copy(values->detail, sizeof values->detail, draft->detail);
	if (draft->candidates) {
		values->candidate_count = draft->candidates->candidate_count;
		memcpy(values->candidates, draft->candidates->candidates,
			sizeof values->candidates);
	}
}

static void add_reply(const struct draft *draft)
{
	struct effect *effect = add_effect(draft->plan, EFFECT_REPLY);
	effect->reply.situation = draft->situation;
	effect->reply.lang = draft->lang;
	effect->reply.priority = draft->priority;
	copy_id(effect->reply.parent_id, draft->parent_id);
	fill_values(draft, &effect->reply.values);
}

static void add_case(const struct draft *draft)
{
	if (draft->opens)
		add_effect(draft->plan, EFFECT_OPEN_CASE)->record = draft->record;
	else if (draft->joined && draft->changed)
		add_effect(draft->plan, EFFECT_CHANGE_CASE)->record = draft->record;
	for (size_t i = 0; i < draft->note_count; i++)
		str_copy(add_effect(draft->plan, EFFECT_NOTE)->note, NOTE_SIZE, draft->notes[i]);
}

static void add_events(const struct draft *draft)
{
	for (size_t i = 0; i < draft->event_count; i++) {
		struct effect *effect = add_effect(draft->plan, EFFECT_EVENT);
		effect->event.type = draft->events[i].type;
		effect->event.sequence = draft->events[i].sequence;
		str_copy(effect->event.to, sizeof effect->event.to, draft->events[i].to);
	}
}

static void add_timers(const struct draft *draft)
{
	if (draft->stops_timers)
		add_effect(draft->plan, EFFECT_STOP_TIMERS);
	if (!draft->has_timer)
		return;
	struct effect *effect = add_effect(draft->plan, EFFECT_TIMER);
	effect->timer.kind = draft->timer;
	effect->timer.due_at = draft->timer_due_at;
}

void draft_finish(struct draft *draft)
{
	conclude(draft);
	if (draft->opts_out)
		add_effect(draft->plan, EFFECT_OPT_OUT);
	if (draft->deletes_reply)
		add_effect(draft->plan, EFFECT_DELETE_REPLY);
	add_case(draft);
	if (draft->wipes)
		add_effect(draft->plan, EFFECT_WIPE);
	add_timers(draft);
	if (draft->supersedes)
		add_effect(draft->plan, EFFECT_SUPERSEDE);
	add_events(draft);
	if (draft->has_reply)
		add_reply(draft);
	if (draft->alarms)
		str_copy(add_effect(draft->plan, EFFECT_ALARM)->note, NOTE_SIZE, draft->alarm);
}
