/*
 * A timer rang. It only means something if the case still waits for what the timer waited for; one
 * that rings late (an answer was faster) is nothing. Nor does one count while the citizen has not
 * been asked or told: when those words are out they set the timer anew (outcome.c).
 *
 * A case that is closed for want of an answer is told to the citizen, who may have missed the
 * question. One that is closed for want of an objection is not: the citizen heard what was done and
 * chose to say nothing.
 */
#include "casework/casework_priv.h"

void decide_timer(struct draft *draft, enum timer_kind kind)
{
	enum casework_step step = kind == TIMER_NO_ANSWER ? STEP_NO_ANSWER : STEP_NO_OBJECTION;
	if (draft->context->unsaid) {
		draft_why(draft, "not yet: the citizen has not been told");
		return;
	}
	if (!draft_take_case(draft) || !draft_move(draft, step)) {
		draft_why(draft, "too late: %s", timer_kind_name(kind));
		return;
	}
	draft_why(draft, "closed: %s", timer_kind_name(kind));
	if (kind == TIMER_NO_ANSWER)
		draft_follow_up(draft, SITUATION_CLOSED);
}
