/*
 * What became of a delivery. "Sent to LUCKNOW" becomes true here: when the present owner's system
 * has answered 2xx to an event written since the case came to its present status (an older event
 * says nothing about a case that was reopened or handed back in between).
 *
 * Given up is never silent: the operators are told, and the case stays as it is. If it was a
 * question, or the news that the case is resolved, the citizen never saw it, and the timer that
 * waits for a word must not end the case.
 */
#include "casework/casework_priv.h"

#include <string.h>

static bool is_for_owner(const struct draft *draft, const struct delivery *delivery)
{
	char lane[LANE_SIZE];
	lane_of_endpoint(draft->record.owner, lane);
	return *draft->record.owner && strcmp(lane, delivery->lane) == 0;
}

static void take_acceptance(struct draft *draft, const struct delivery *delivery)
{
	bool counts = delivery->kind == DELIVERY_EVENT &&
		      delivery->about.event != EVENT_CASE_CLOSED && is_for_owner(draft, delivery) &&
		      !draft->record.owner_accepted &&
		      delivery->created_at >= draft->record.changed_at;
	if (!counts || !draft_move(draft, STEP_DELIVERED))
		return;
	draft->record.owner_accepted = true;
	draft_why(draft, "accepted by %s", draft->record.owner);
	draft_follow_up(draft, SITUATION_FORWARDED);
}

/* Whether a timer waits for the citizen's word on this reply. */
static bool waits_for_a_word(const struct delivery *delivery)
{
	if (delivery->kind != DELIVERY_REPLY)
		return false;
	enum situation situation = delivery->about.situation;
	return situation == SITUATION_ASK_PLACE || situation == SITUATION_ASK_WHICH_PLACE ||
	       situation == SITUATION_NEEDS_INFO || situation == SITUATION_RESOLVED;
}

static void take_give_up(
	struct draft *draft, const struct delivery *delivery, const struct outcome *outcome)
{
	draft_why(draft, "given up: %s", delivery_about_name(delivery));
	draft_alarm(draft, "%s %s on %s was given up: %s", delivery_kind_name(delivery->kind),
		delivery_about_name(delivery), delivery->lane, outcome->reason);
	if (draft->joined && waits_for_a_word(delivery))
		draft->stops_timers = true;
}

void decide_outcome(
	struct draft *draft, const struct delivery *delivery, const struct outcome *outcome)
{
	draft_take_case(draft);
	draft_why(draft, "nothing follows");
	if (outcome->kind == OUTCOME_GIVE_UP)
		take_give_up(draft, delivery, outcome);
	else if (outcome->kind == OUTCOME_DONE && draft->joined)
		take_acceptance(draft, delivery);
}
