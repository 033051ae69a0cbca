/*
 * A mention. Most are simple: it is a request of somebody with no case, which opens one and is
 * acknowledged with its id. In order of what is looked at:
 *
 *   ignored   our own posts, reposts, posts that do not address us, what was seen before, what is older than the
 *             handle's start
 *   wishes    stop writing to me, take your reply down: whatever else the post says
 *   joined    it belongs to the author's case (join.c)
 *   alone     yes opens a case, doubtful opens one that waits for an operator, no is recorded
 *
 * Danger now comes before everything that would make us careful: its reply names 112 first even if
 * we do not know the place (we do not ask then: the operators get the alarm and assign it), it
 * waits for no operator to be told of (doubtful or elsewhere, the alarm goes out), and only an old
 * post or an author who may not be written to goes without the reply. The district, though, hears
 * of a doubtful case only after the operator's yes.
 */
#include "casework/casework_priv.h"

#include <string.h>

#include "base/str.h"

void copy_id(char out[ID_SIZE], const char *id)
{
	str_copy(out, ID_SIZE, id ? id : "");
}

/* NULL if the mention is to be taken. */
static const char *reason_to_ignore(const struct post *post, const struct case_context *context)
{
	bool answers_ours = context->link == LINK_ANSWERS_OURS || context->link == LINK_OTHERS_CASE;
	if (post->own)
		return "own";
	if (post->repost)
		return "repost";
	if (context->known_post)
		return "known";
	if (context->before_start)
		return "seen, before the start";
	if (!post->addressed && !answers_ours)
		return post->quote ? "quote" : "not addressed";
	return NULL;
}

/* A new version of a post that is in a case. What its owner was told is no longer what the citizen
 * says. */
static bool take_edit(struct draft *draft, const struct post *post)
{
	const struct case_context *context = draft->context;
	bool edited = context->known_post && !post->own && !post->repost &&
		      !str_is(post->id, post->identity);
	bool theirs = context->has_case && str_is(context->found.author_id, post->author_id);
	if (!edited || !theirs || !draft_take_case(draft))
		return false;
	draft_note(draft, "the citizen edited post %s", post->identity);
	if (!case_status_is_end(draft->record.status))
		draft_tell_owner(draft);
	draft_why(draft, "edited");
	return true;
}

/* Whether the mention belongs to the case of the context: it is the author's own, and not only by
 * being the author's, unless the question is what became of it. */
static bool has_own_case(const struct draft *draft, const struct mention *mention)
{
	const struct case_context *context = draft->context;
	const struct post *post = mention->post;
	if (context->link == LINK_AUTHOR && mention->reading->intent != INTENT_STATUS_QUERY)
		return false;
	return context->has_case && context->link != LINK_NONE &&
	       context->link != LINK_OTHERS_CASE &&
	       str_is(context->found.author_id, post->author_id);
}

void draft_take_mention(struct draft *draft, const struct mention *mention)
{
	draft_take_case(draft);
	copy_id(draft->record.reply_to_id, mention->post->id);
	copy_id(draft->parent_id, mention->post->id);
	if (mention->reading->lang != LANG_OTHER)
		draft->lang = mention->reading->lang;
	draft->changed = true;
}

/* ---- wishes ---- */

static void take_takedown(struct draft *draft, const struct mention *mention)
{
	draft_why(draft, "takedown");
	if (draft->context->link == LINK_ANSWERS_OURS)
		draft->deletes_reply = true;
	else if (draft->context->link != LINK_OTHERS_CASE)
		draft_alarm(draft,
			"post %s asks to take our reply down but answers none: delete it by hand",
			mention->post->id);
}

static void take_opt_out(struct draft *draft, bool last_word)
{
	draft_why(draft, "opted out");
	if (draft->context->opted_out)
		return;
	if (draft->joined)
		draft_note(draft, "the citizen wants no more replies");
	if (last_word)
		draft_reply(draft, SITUATION_OPTED_OUT, PRIORITY_ANSWER);
	draft->opts_out = true;
}

/* True if the mention is wholly answered by them. */
static bool take_wishes(struct draft *draft, const struct mention *mention, bool own_case)
{
	const struct reading *reading = mention->reading;
	bool opts_out = reading->intent == INTENT_OPTOUT;
	if (!opts_out && !reading->takedown)
		return false;
	if (own_case)
		draft_take_mention(draft, mention);
	if (reading->takedown)
		take_takedown(draft, mention);
	if (opts_out)
		take_opt_out(draft, !reading->takedown);
	return true;
}

/* ---- a case of its own ---- */

static void open_case(struct draft *draft, const struct mention *mention, enum case_status status)
{
	const struct post *post = mention->post;
	const struct reading *reading = mention->reading;
	struct case_record *record = &draft->record;
	*record = (struct case_record){
		.status = status,
		.lang = reading->lang,
		.urgent = reading->urgent,
		.sensitive = reading->sensitive,
		.opened_at = draft->now_ms,
		.changed_at = draft->now_ms,
	};
	str_copy(record->id, sizeof record->id, draft->context->new_case_id);
	str_copy(record->handle, sizeof record->handle, mention->handle ? mention->handle : "");
	copy_id(record->author_id, post->author_id);
	copy_id(record->conversation_id, post->conversation_id);
	copy_id(record->post_id, post->identity);
	copy_id(record->reply_to_id, post->id);
	str_copy(record->owner, sizeof record->owner, reading->district);
	str_copy(record->matter, sizeof record->matter, reading->matter);
	str_copy(record->conduct, sizeof record->conduct, reading->conduct);
	str_copy(record->country, sizeof record->country, reading->country);
	draft->opens = true;
	draft->joined = false;
	draft_why(draft, status == CASE_DOUBTFUL ? "opened, doubtful" : "opened");
}

static void acknowledge(struct draft *draft, const struct mention *mention)
{
	bool late = draft->now_ms - mention->post->created_at > draft->policy->late_after_ms;
	enum situation situation = SITUATION_ACKNOWLEDGED;
	if (draft->record.sensitive)
		situation = SITUATION_ACKNOWLEDGED_QUIET;
	else if (late)
		situation = SITUATION_ACKNOWLEDGED_LATE;
	draft_reply(draft, situation, PRIORITY_ACKNOWLEDGEMENT);
}

static void open_urgent(struct draft *draft)
{
	draft_reply(draft, SITUATION_ACKNOWLEDGED_URGENT, PRIORITY_DANGER);
	if (draft->record.status == CASE_DOUBTFUL)
		draft_alarm(draft, "danger now, and doubtful: accept or decline it at once");
	else if (*draft->record.owner)
		draft_alarm(draft, "danger now, in %s", draft->record.owner);
	else
		draft_alarm(draft, "danger now, and no district is known: assign it at once");
}

static void open_yes(struct draft *draft, const struct mention *mention)
{
	open_case(draft, mention, CASE_RECEIVED);
	draft_tell_owner(draft);
	if (draft->record.urgent)
		open_urgent(draft);
	else if (*draft->record.owner)
		acknowledge(draft, mention);
	else if (!draft_ask_place(draft, mention->reading, PRIORITY_ACKNOWLEDGEMENT))
		draft_alarm(
			draft, "no district is known and the citizen cannot be asked: assign it");
}

static void open_doubtful(struct draft *draft, const struct mention *mention)
{
	open_case(draft, mention, CASE_DOUBTFUL);
	if (draft->record.urgent)
		open_urgent(draft);
	else
		draft_reply(draft, SITUATION_ACKNOWLEDGED_DOUBTFUL, PRIORITY_ACKNOWLEDGEMENT);
}

/* No request within the remit. Somebody else's place or office is worth a word, and danger there is
 * worth an operator. */
static void take_no(struct draft *draft, const struct mention *mention)
{
	const struct reading *reading = mention->reading;
	draft_why(draft, "recorded: %s", intent_name(reading->intent));
	if (!reading->elsewhere || reading->intent != INTENT_COMPLAINT)
		return;
	if (reading->urgent) {
		open_doubtful(draft, mention);
		return;
	}
	draft_why(draft, "recorded: elsewhere");
	draft_reply(draft, SITUATION_POINT_ELSEWHERE, PRIORITY_ANSWER);
}

/* What somebody writes below a case of another is a matter of its own only if it complains. */
static bool only_about_anothers_case(
	const struct case_context *context, const struct reading *reading)
{
	bool own_case = context->link != LINK_OTHERS_CASE;
	bool asks = reading->intent == INTENT_STATUS_QUERY;
	bool complains = reading->intent == INTENT_COMPLAINT || reading->actionable == BAND_YES;
	return !own_case && (asks || !complains);
}

static void take_alone(struct draft *draft, const struct mention *mention)
{
	if (only_about_anothers_case(draft->context, mention->reading)) {
		draft_why(draft, "recorded: the case is another's");
		return;
	}
	switch (mention->reading->actionable) {
	case BAND_YES:
		open_yes(draft, mention);
		break;
	case BAND_DOUBTFUL:
		open_doubtful(draft, mention);
		break;
	case BAND_NO:
		take_no(draft, mention);
		break;
	}
}

void decide_mention(struct draft *draft, const struct mention *mention)
{
	const struct post *post = mention->post;
	if (take_edit(draft, post))
		return;
	const char *reason = reason_to_ignore(post, draft->context);
	if (reason) {
		draft_why(draft, "ignored: %s", reason);
		return;
	}
	draft->silent = draft->now_ms - post->created_at > draft->policy->acknowledge_max_age_ms;
	draft->lang = mention->reading->lang;
	copy_id(draft->parent_id, post->id);
	bool own_case = has_own_case(draft, mention);
	if (take_wishes(draft, mention, own_case))
		return;
	if (own_case && decide_join(draft, mention))
		return;
	take_alone(draft, mention);
}
