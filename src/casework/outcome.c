/*
 * What became of a delivery. "Sent to LUCKNOW" becomes true here: when the present owner's system
 * has answered 2xx to an event written since the case came to its present status (an older event
 * says nothing about a case that was reopened or handed back in between).
 *
 * The time in which the citizen may answer a question, or object to what was done, begins when the
 * question or the news is out, however long X took.
 *
 * Given up is never silent: the operators are told, and the case stays as it is. (If it was meant so,
 * because the author is a bot, it stands in the case's log and nobody is called.) If it was a
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

/* The case's log tells that what was asked for is done. */
static void take_deletion(struct draft *draft, const struct delivery *delivery)
{
	if (delivery->kind != DELIVERY_DELETION)
		return;
	draft_why(draft, "deleted");
	draft_note(draft,
		*delivery->parent_id ? "our reply %s was deleted: post %s"
				     : "our reply %s had never been published",
		delivery_about_name(delivery), delivery->parent_id);
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

/* A sensitive question is answered away from the public eye, where no timer sees it. */
static void start_waiting(struct draft *draft, const struct delivery *delivery)
{
	const struct case_record *record = &draft->record;
	bool news = delivery->about.situation == SITUATION_RESOLVED;
	bool hidden = record->sensitive && delivery->about.situation == SITUATION_NEEDS_INFO;
	if (!waits_for_a_word(delivery) || hidden ||
		record->status != (news ? CASE_RESOLVED : CASE_NEEDS_INFO))
		return;
	draft_timer(draft, news ? TIMER_NO_OBJECTION : TIMER_NO_ANSWER);
	draft_why(draft, "told; the citizen's time begins");
}

static void take_give_up(
	struct draft *draft, const struct delivery *delivery, const struct outcome *outcome)
{
	draft_why(draft, "given up: %s", delivery_about_name(delivery));
	if (outcome->meant)
		draft_note(draft, "%s %s was not sent: %s", delivery_kind_name(delivery->kind),
			delivery_about_name(delivery), outcome->reason);
	else
		draft_alarm(draft, "%s %s on %s was given up: %s",
			delivery_kind_name(delivery->kind), delivery_about_name(delivery),
			delivery->lane, outcome->reason);
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
	if (outcome->kind != OUTCOME_DONE || !draft->joined)
		return;
	take_deletion(draft, delivery);
	take_acceptance(draft, delivery);
	start_waiting(draft, delivery);
}
