/*
 * A mention that belongs to a case of its author. What counts first:
 *
 *   danger      the case becomes urgent, the alarm goes out, 112 is named
 *   withdraw    the case ends
 *   verdict     solved confirms; not solved reopens what was resolved, confirmed or closed
 *   consent     "yes" to being told of changes; after "resolved", a bare yes means solved; while a question is open it
 *               is the answer
 *   place       the first district named becomes the owner of a case without one; once there is an owner, another
 *               district in the text moves nothing: the owner hears it and may hand the case over
 *   question    "what became of it?" is answered with the status
 *   more        the owner is told, and the citizen that it was noted; it answers an open question
 *
 * A case that has ended: new words on a closed one reopen it (it ended for want of words), a new
 * complaint on a confirmed one too; on one that was declined, redirected, withdrawn or merged a
 * clear complaint is a matter of its own and opens another case, so that nobody is silenced by an
 * old decision; less than that is told the status.
 */
#include "casework/casework_priv.h"

#include "base/str.h"

static bool has_place(const struct draft *draft, const struct reading *reading)
{
	return !*draft->record.owner && *reading->district;
}

/* Whether the post says something about the matter. */
static bool informs(const struct reading *reading)
{
	return reading->intent == INTENT_COMPLAINT || reading->intent == INTENT_FOLLOWUP ||
	       reading->intent == INTENT_OTHER || reading->actionable == BAND_YES ||
	       reading->verdict != VERDICT_NONE;
}

static bool has_ended_for_good(enum case_status status)
{
	return status == CASE_DECLINED || status == CASE_REDIRECTED || status == CASE_WITHDRAWN ||
	       status == CASE_MERGED;
}

static bool is_new_matter(const struct case_record *found, const struct reading *reading)
{
	bool clear = reading->actionable == BAND_YES ||
		     (reading->urgent && reading->actionable == BAND_DOUBTFUL);
	return has_ended_for_good(found->status) && clear && reading->intent != INTENT_STATUS_QUERY;
}

/* Labels only grow: what was sensitive stays so. */
static void learn(struct draft *draft, const struct reading *reading)
{
	struct case_record *record = &draft->record;
	record->sensitive = record->sensitive || reading->sensitive;
	if (!*record->matter)
		str_copy(record->matter, sizeof record->matter, reading->matter);
	if (!*record->conduct)
		str_copy(record->conduct, sizeof record->conduct, reading->conduct);
	if (!*record->country)
		str_copy(record->country, sizeof record->country, reading->country);
	if (informs(reading) && reading->lang != LANG_OTHER)
		record->lang = reading->lang;
}

static void answer(struct draft *draft, enum situation situation)
{
	draft_reply(draft, situation, PRIORITY_ANSWER);
}

/* ---- a place for a case without one ---- */

/* Makes the district that was named the owner, and tells it. */
static void take_place(struct draft *draft, const struct reading *reading)
{
	draft_set_owner(draft, reading->district);
	draft_note(draft, "the citizen named the district: %s", reading->district);
	if (draft->record.status == CASE_NEEDS_INFO)
		draft_move(draft, STEP_ANSWER);
	else
		draft_move(draft, STEP_HAND_OVER);
	draft_tell_owner(draft);
}

static void take_place_and_answer(struct draft *draft, const struct reading *reading)
{
	take_place(draft, reading);
	draft_why(draft, "joined: place");
	if (draft->record.status == CASE_DOUBTFUL)
		answer(draft, SITUATION_NOTED);
	else
		answer(draft, draft->record.sensitive ? SITUATION_ACKNOWLEDGED_QUIET
						      : SITUATION_ACKNOWLEDGED);
}

/* ---- reopening ---- */

static void reopen(struct draft *draft, const struct reading *reading)
{
	draft_why(draft, "reopened by the citizen");
	draft_move(draft, STEP_REOPEN);
	draft->record.owner_accepted = false;
	if (has_place(draft, reading)) {
		take_place_and_answer(draft, reading);
	} else if (*draft->record.owner) {
		draft_tell_owner(draft);
		answer(draft, SITUATION_REOPENED);
	} else if (!draft_ask_place(draft, reading, PRIORITY_ANSWER)) {
		draft_alarm(draft, "reopened, no district is known: assign it");
	}
}

static bool may_reopen(enum case_status status)
{
	return status == CASE_RESOLVED || status == CASE_CONFIRMED || status == CASE_CLOSED;
}

/* ---- danger ---- */

static bool take_danger(struct draft *draft, const struct reading *reading)
{
	struct case_record *record = &draft->record;
	if (!reading->urgent || (record->urgent && reading->intent == INTENT_STATUS_QUERY))
		return false;
	if (may_reopen(record->status)) {
		draft_move(draft, STEP_REOPEN);
		record->owner_accepted = false;
	}
	record->urgent = true;
	if (has_place(draft, reading)) {
		take_place(draft, reading);
	} else if (!case_status_is_end(record->status)) {
		draft_move(draft, STEP_ANSWER); /* no question keeps it waiting any more */
		draft_tell_owner(draft);
	}
	draft_why(draft, "joined: danger");
	draft_reply(draft, SITUATION_ACKNOWLEDGED_URGENT, PRIORITY_DANGER);
	draft_alarm(draft, "danger now, in a case that is %s; district: %s",
		case_status_name(record->status),
		*record->owner ? record->owner : "unknown, assign it");
	return true;
}

/* ---- the citizen's word ---- */

static bool take_withdrawal(struct draft *draft, const struct reading *reading)
{
	if (!reading->withdraw)
		return false;
	if (draft_move(draft, STEP_WITHDRAW)) {
		draft_why(draft, "withdrawn");
		answer(draft, SITUATION_WITHDRAWN);
		draft->supersedes = true;
	} else {
		draft_why(draft, "joined: nothing to withdraw");
		answer(draft, SITUATION_STATUS);
	}
	return true;
}

static bool confirm(struct draft *draft)
{
	/* Solved is an answer to whatever the district asked. */
	if (draft->record.status == CASE_NEEDS_INFO && draft->record.owner_accepted)
		draft_move(draft, STEP_ANSWER);
	if (!draft_move(draft, STEP_CONFIRM))
		return false;
	draft_why(draft, "confirmed by the citizen");
	answer(draft, SITUATION_CONFIRMED);
	draft_replace_waiting(draft);
	return true;
}

/* A bare "yes" below a question of ours. */
static bool is_bare_yes(const struct reading *reading)
{
	return reading->consent && reading->verdict == VERDICT_NONE &&
	       reading->actionable != BAND_YES && reading->intent != INTENT_COMPLAINT &&
	       reading->intent != INTENT_FOLLOWUP && reading->intent != INTENT_STATUS_QUERY;
}

static bool take_verdict(struct draft *draft, const struct reading *reading)
{
	enum case_status status = draft->record.status;
	bool yes_to_solved = status == CASE_RESOLVED && is_bare_yes(reading) &&
			     draft->context->link == LINK_ANSWERS_OURS;
	if (reading->verdict == VERDICT_SOLVED || yes_to_solved)
		return confirm(draft);
	if (reading->verdict != VERDICT_NOT_SOLVED || !may_reopen(status))
		return false;
	reopen(draft, reading);
	return true;
}

static bool take_consent(struct draft *draft, const struct reading *reading)
{
	if (!reading->consent || draft->record.status == CASE_NEEDS_INFO)
		return false;
	draft->record.consent = true;
	draft_why(draft, "joined: consent");
	return is_bare_yes(reading);
}

/* ---- questions and information ---- */

static void take_question(struct draft *draft, const struct reading *reading)
{
	draft_why(draft, "joined: status asked");
	if (reading->actionable == BAND_YES && !case_status_is_end(draft->record.status))
		draft_tell_owner(draft);
	answer(draft, SITUATION_STATUS);
}

/* We asked for the place, and the answer names none. Ask once more if it left a choice; else
 * somebody must read it. */
static void take_answer_without_place(struct draft *draft, const struct reading *reading)
{
	bool choice = reading->candidate_count > 0 && !draft->record.sensitive;
	draft_why(draft, "joined: answer without a district");
	if (choice && draft_ask_place(draft, reading, PRIORITY_ANSWER))
		return;
	draft_move(draft, STEP_ANSWER);
	answer(draft, SITUATION_NOTED);
	draft_alarm(draft, "the citizen answered without naming a district: assign it");
}

static void take_more(struct draft *draft, const struct reading *reading)
{
	bool asked = draft->record.status == CASE_NEEDS_INFO;
	if (asked && !*draft->record.owner) {
		take_answer_without_place(draft, reading);
		return;
	}
	draft_why(draft, asked ? "joined: answer" : "joined: more");
	if (asked)
		draft_move(draft, STEP_ANSWER);
	draft_tell_owner(draft);
	/* "ok" is passed on but not answered. */
	if (asked || reading->intent != INTENT_OTHER || reading->actionable == BAND_YES ||
		reading->verdict != VERDICT_NONE)
		answer(draft, SITUATION_NOTED);
	if (draft->record.status == CASE_RESOLVED)
		draft_timer(draft, TIMER_NO_OBJECTION);
}

static bool reopens(const struct draft *draft, const struct reading *reading)
{
	if (reading->intent == INTENT_STATUS_QUERY || reading->verdict == VERDICT_SOLVED)
		return false;
	if (draft->record.status == CASE_CONFIRMED)
		return reading->actionable == BAND_YES && reading->intent == INTENT_COMPLAINT;
	bool says_more = reading->actionable != BAND_NO || reading->intent == INTENT_COMPLAINT ||
			 reading->intent == INTENT_FOLLOWUP || has_place(draft, reading);
	return draft->record.status == CASE_CLOSED && says_more && informs(reading);
}

static void take_after_the_end(struct draft *draft, const struct reading *reading)
{
	if (reopens(draft, reading)) {
		reopen(draft, reading);
	} else if (reading->intent == INTENT_STATUS_QUERY || reading->intent == INTENT_FOLLOWUP ||
		   reading->intent == INTENT_COMPLAINT) {
		draft_why(draft, "joined: ended, status told");
		answer(draft, SITUATION_STATUS);
	}
}

static void take_by_intent(struct draft *draft, const struct reading *reading)
{
	if (case_status_is_end(draft->record.status))
		take_after_the_end(draft, reading);
	else if (has_place(draft, reading))
		take_place_and_answer(draft, reading);
	else if (reading->intent == INTENT_STATUS_QUERY)
		take_question(draft, reading);
	else if (informs(reading) || (draft->record.status == CASE_NEEDS_INFO && reading->consent))
		take_more(draft, reading);
}

bool decide_join(struct draft *draft, const struct mention *mention)
{
	const struct reading *reading = mention->reading;
	if (is_new_matter(&draft->context->found, reading))
		return false;
	draft_take_mention(draft, mention);
	draft_why(draft, "joined");
	learn(draft, reading);
	if (!take_danger(draft, reading) && !take_withdrawal(draft, reading) &&
		!take_verdict(draft, reading) && !take_consent(draft, reading))
		take_by_intent(draft, reading);
	return true;
}
