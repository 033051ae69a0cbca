/*
 * An operator's action. A person looked at the case and decided, so the citizen is told at once,
 * whatever the policy says of follow-ups by themselves. What the case does not allow is refused
 * with a reason the operator can act on.
 */
#include "casework/casework_priv.h"

#include <string.h>

#include "base/str.h"

static void note_action(struct draft *draft, const char *what, const struct operator_action *action)
{
	if (*action->note)
		draft_note(draft, "%s: %s", what, action->note);
}

static bool move_or_refuse(struct draft *draft, enum casework_step step)
{
	if (draft_move(draft, step))
		return true;
	draft_refuse(draft, "not allowed: %s while the case is %s", casework_step_name(step),
		case_status_name(draft->record.status));
	return false;
}

/* The citizen was told that somebody would look: this is what came of it. */
static void greet_accepted(struct draft *draft)
{
	const struct case_record *record = &draft->record;
	if (*record->owner) {
		draft_reply(draft,
			record->sensitive ? SITUATION_ACKNOWLEDGED_QUIET : SITUATION_ACKNOWLEDGED,
			PRIORITY_ACKNOWLEDGEMENT);
		draft_replace_waiting(draft);
		return;
	}
	bool asks = !record->urgent && draft_ask_place(draft, NULL, PRIORITY_ACKNOWLEDGEMENT);
	if (asks)
		draft_replace_waiting(draft);
	else
		draft_why(draft, "accepted; no district is known: assign it");
}

static void accept(struct draft *draft, const struct operator_action *action)
{
	if (!move_or_refuse(draft, STEP_ACCEPT))
		return;
	note_action(draft, "accepted", action);
	draft_why(draft, "accepted");
	if (*action->to)
		draft_set_owner(draft, action->to);
	draft_tell_owner(draft);
	greet_accepted(draft);
}

static void decline(struct draft *draft, const struct operator_action *action)
{
	if (!move_or_refuse(draft, STEP_DECLINE))
		return;
	note_action(draft, "declined", action);
	draft_why(draft, "declined");
	draft_reply(draft, SITUATION_DECLINED, PRIORITY_ANSWER);
	draft_replace_waiting(draft);
}

/* Without a word to the public; the citizen hears "sent to" when the new owner's system has it. */
static void assign(struct draft *draft, const struct operator_action *action)
{
	const struct case_record *found = &draft->context->found;
	if (!*action->to) {
		draft_refuse(draft, "not allowed: to which district?");
		return;
	}
	if (strcmp(found->owner, action->to) == 0 && found->sequence > 0) {
		draft_refuse(draft, "not allowed: %s has the case already", found->owner);
		return;
	}
	if (!move_or_refuse(draft, STEP_HAND_OVER))
		return;
	note_action(draft, "assigned", action);
	draft_note(draft, "assigned to %s", action->to);
	draft_why(draft, "assigned to %s", action->to);
	draft_set_owner(draft, action->to);
	if (*found->owner && found->sequence > 0)
		draft_tell_closed(draft, found->owner);
	draft_tell_owner(draft);
}

static void redirect(struct draft *draft, const struct operator_action *action)
{
	if (!*action->to) {
		draft_refuse(draft, "not allowed: redirect to whom?");
		return;
	}
	if (!move_or_refuse(draft, STEP_REDIRECT))
		return;
	note_action(draft, "redirected", action);
	draft_note(draft, "redirected to %s", action->to);
	draft_why(draft, "redirected");
	draft->detail = action->to;
	draft_reply(draft, SITUATION_REDIRECTED, PRIORITY_ANSWER);
	draft_replace_waiting(draft);
}

static void reopen(struct draft *draft, const struct operator_action *action)
{
	if (!move_or_refuse(draft, STEP_REOPEN))
		return;
	note_action(draft, "reopened", action);
	draft->record.owner_accepted = false;
	draft_tell_owner(draft);
	draft_reply(draft, SITUATION_REOPENED, PRIORITY_ANSWER);
	draft_why(draft,
		*draft->record.owner ? "reopened" : "reopened; no district is known: assign it");
}

static void merge(struct draft *draft, const struct operator_action *action)
{
	bool itself = strcmp(action->to, draft->record.id) == 0;
	if (!draft->context->merge_target_exists || itself) {
		draft_refuse(draft, "not allowed: no other open case has the id '%s'", action->to);
		return;
	}
	if (!move_or_refuse(draft, STEP_MERGE))
		return;
	note_action(draft, "merged", action);
	draft_note(draft, "merged into %s", action->to);
	draft_why(draft, "merged into %s", action->to);
}

static void note(struct draft *draft, const struct operator_action *action)
{
	if (!*action->note) {
		draft_refuse(draft, "not allowed: the note is empty");
		return;
	}
	draft_note(draft, "%s", action->note);
	draft_why(draft, "noted");
}

/* In whatever status: a duty does not wait for the case. */
static void wipe(struct draft *draft, const struct operator_action *action)
{
	note_action(draft, "wiped", action);
	draft_why(draft, "wiped");
	draft->wipes = true;
}

void decide_operator(struct draft *draft, const struct operator_action *action)
{
	static void (*const verbs[])(struct draft *, const struct operator_action *) = {
		[OPERATOR_ACCEPT] = accept,
		[OPERATOR_DECLINE] = decline,
		[OPERATOR_ASSIGN] = assign,
		[OPERATOR_REDIRECT] = redirect,
		[OPERATOR_REOPEN] = reopen,
		[OPERATOR_MERGE] = merge,
		[OPERATOR_NOTE] = note,
		[OPERATOR_WIPE] = wipe,
	};
	if (draft_take_case(draft))
		verbs[action->verb](draft, action);
	else
		draft_refuse(draft, "no such case");
}
