/*
 * A district's signed word. It means more than it says: a district that reports on a case has it,
 * so that the first word counts as the acceptance too (received -> forwarded -> in_progress in one
 * plan; the citizen hears the last).
 *
 * Refused, with a note: a word of somebody who is not the owner, one that is older than what the
 * owner said before, and one that the case's status does not allow.
 *
 * A question is put to the citizen whatever the policy of follow-ups says, because the case cannot
 * go on without the answer. When it cannot be put (the author wants no replies), the case does not
 * wait for an answer that cannot come: it stays where it is, and the operators are told.
 */
#include "casework/casework_priv.h"

#include <string.h>

#include "base/str.h"

/* The owner's word is as good as its 2xx. */
static void accept(struct draft *draft)
{
	struct case_record *record = &draft->record;
	if (record->owner_accepted)
		return;
	record->owner_accepted = true;
	draft->changed = true;
	draft_move(draft, STEP_DELIVERED);
}

static bool move_or_refuse(
	struct draft *draft, enum casework_step step, const struct status_update *update)
{
	if (draft_move(draft, step))
		return true;
	draft_refuse(draft, "not allowed: %s while the case is %s",
		case_status_name(update->status), case_status_name(draft->record.status));
	return false;
}

/* No more than "we have it". */
static void receive(struct draft *draft)
{
	if (draft->record.status != draft->context->found.status)
		draft_follow_up(draft, SITUATION_FORWARDED);
}

static void start(struct draft *draft, const struct status_update *update)
{
	if (move_or_refuse(draft, STEP_START, update))
		draft_follow_up(draft, SITUATION_IN_PROGRESS);
}

static void ask(struct draft *draft, const struct status_update *update)
{
	struct case_record *record = &draft->record;
	draft_note(draft, "%s asks: %s", update->sender, update->detail);
	if (!draft_can_reply(draft)) {
		draft_why(draft, "%s asks, and the citizen cannot be asked", update->sender);
		draft_alarm(draft, "%s asks something, and the citizen cannot be written to",
			update->sender);
		return;
	}
	if (!move_or_refuse(draft, STEP_ASK, update))
		return;
	draft_reply(
		draft, SITUATION_NEEDS_INFO, record->urgent ? PRIORITY_DANGER : PRIORITY_FOLLOW_UP);
	draft->detail = update->detail;
	if (record->follow_ups++ > 0)
		draft_replace_waiting(draft);
	/* A sensitive question is answered away from the public eye, where no timer sees it. */
	if (!record->sensitive)
		draft_timer(draft, TIMER_NO_ANSWER);
}

static void resolve(struct draft *draft, const struct status_update *update)
{
	if (!move_or_refuse(draft, STEP_RESOLVE, update))
		return;
	if (*update->detail)
		draft_note(draft, "%s: %s", update->sender, update->detail);
	draft->detail = update->detail;
	draft_follow_up(draft, SITUATION_RESOLVED);
	draft_timer(draft, TIMER_NO_OBJECTION);
}

static void redirect(struct draft *draft, const struct status_update *update)
{
	if (!move_or_refuse(draft, STEP_REDIRECT, update))
		return;
	draft_note(draft, "%s sends it elsewhere: %s", update->sender, update->detail);
	draft->detail = update->detail;
	draft_follow_up(draft, SITUATION_REDIRECTED);
}

/* Without a word to the public: whose desk it lies on is between the districts. */
static void hand_over(struct draft *draft, const struct status_update *update)
{
	if (strcmp(update->hand_to, draft->record.owner) == 0) {
		draft_refuse(draft, "not allowed: %s has the case already", update->hand_to);
		return;
	}
	if (!move_or_refuse(draft, STEP_HAND_OVER, update))
		return;
	draft_note(draft, "%s hands over to %s", update->sender, update->hand_to);
	draft_set_owner(draft, update->hand_to);
	draft_tell_owner(draft);
	draft_why(draft, "handed over to %s", update->hand_to);
}

static void take_word(struct draft *draft, const struct status_update *update)
{
	draft_why(draft, "%s by %s", case_status_name(update->status), update->sender);
	if (*update->hand_to)
		hand_over(draft, update);
	else if (update->status == CASE_IN_PROGRESS)
		start(draft, update);
	else if (update->status == CASE_NEEDS_INFO)
		ask(draft, update);
	else if (update->status == CASE_RESOLVED)
		resolve(draft, update);
	else if (update->status == CASE_REDIRECTED)
		redirect(draft, update);
	else if (update->status == CASE_RECEIVED)
		receive(draft);
	else
		draft_refuse(draft, "not allowed: a district cannot set %s",
			case_status_name(update->status));
}

void decide_status(struct draft *draft, const struct status_update *update)
{
	if (!draft_take_case(draft)) {
		draft_refuse(draft, "no such case");
		return;
	}
	struct case_record *record = &draft->record;
	if (!*record->owner || strcmp(record->owner, update->sender) != 0) {
		draft_refuse(draft, "not the owner: %s said %s", update->sender,
			case_status_name(update->status));
		return;
	}
	if (update->sequence != 0 && update->sequence <= record->owner_sequence) {
		draft_refuse(draft, "stale: %s said %s", update->sender,
			case_status_name(update->status));
		return;
	}
	if (record->status == CASE_DOUBTFUL) {
		draft_refuse(draft, "not allowed: the case is doubtful");
		return;
	}
	if (update->sequence != 0) {
		record->owner_sequence = update->sequence;
		draft->changed = true;
	}
	accept(draft);
	take_word(draft, update);
}
