/* A happening with everything around it, ready to be decided: a test changes what it is about. */
#ifndef SCENE_H
#define SCENE_H

#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "casework/casework.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE };
static const int64_t DAY = 24 * (int64_t)HOUR;

struct scene {
	struct policy policy;
	char post_id[ID_SIZE], identity[ID_SIZE], author_id[ID_SIZE], conversation_id[ID_SIZE];
	char text[16];
	struct post post;
	struct reading reading;
	struct case_context context;
	struct delivery delivery;
	struct outcome outcome;
	struct happening happening;
	int64_t now;
	struct plan plan;
};

/* A clear complaint from somebody without a case, about Lucknow, a minute old. */
static inline void scene_init(struct scene *s)
{
	memset(s, 0, sizeof *s);
	s->now = 1800000000000;
	s->policy = (struct policy){.acknowledge_max_age_ms = DAY,
		.late_after_ms = HOUR,
		.no_answer_ms = 7 * DAY,
		.no_objection_ms = 9 * DAY,
		.follow_ups = FOLLOW_UPS_PUSH,
		.max_follow_ups = 5,
		.max_replies_per_author = 10};
	strcpy(s->post_id, "1001");
	strcpy(s->identity, "1001");
	strcpy(s->author_id, "7");
	strcpy(s->conversation_id, "1000");
	s->post = (struct post){.id = s->post_id,
		.identity = s->identity,
		.author_id = s->author_id,
		.conversation_id = s->conversation_id,
		.text = s->text,
		.created_at = s->now - MINUTE,
		.addressed = true};
	s->reading = (struct reading){.lang = LANG_HI,
		.intent = INTENT_COMPLAINT,
		.actionable = BAND_YES,
		.district = "lucknow",
		.matter = "theft",
		.country = "CA"};
	strcpy(s->context.new_case_id, "NRI-NEWC-ASE0");
}

/* The author has a case, and the mention answers our post about it. Not much in it: a follow-up. */
static inline void scene_case(struct scene *s, enum case_status status, const char *owner)
{
	bool told = *owner && status != CASE_DOUBTFUL;
	s->context.has_case = true;
	s->context.link = LINK_ANSWERS_OURS;
	struct case_record *found = &s->context.found;
	*found = (struct case_record){.row = 5,
		.id = "NRI-OLDC-ASE0",
		.handle = "UPPolNRI",
		.author_id = "7",
		.conversation_id = "1000",
		.post_id = "900",
		.reply_to_id = "901",
		.status = status,
		.owner_accepted = told && status != CASE_RECEIVED && status != CASE_REOPENED,
		.lang = LANG_HINGLISH,
		.matter = "theft",
		.sequence = told ? 3 : 0,
		.opened_at = s->now - DAY,
		.changed_at = s->now - HOUR};
	str_copy(found->owner, sizeof found->owner, owner);
	s->reading = (struct reading){.lang = LANG_HI, .intent = INTENT_FOLLOWUP};
}

static inline void decide(struct scene *s)
{
	casework_decide(&s->policy, &s->happening, &s->context, s->now, &s->plan);
}

static inline void mention(struct scene *s)
{
	s->happening = (struct happening){.kind = HAPPENING_MENTION,
		.mention = {.post = &s->post, .reading = &s->reading, .handle = "UPPolNRI"}};
	decide(s);
}

static inline void status(struct scene *s, const char *sender, enum case_status word,
	const char *detail, const char *hand_to, int64_t sequence)
{
	s->happening = (struct happening){
		.kind = HAPPENING_STATUS, .status = {.status = word, .sequence = sequence}};
	str_copy(s->happening.status.sender, LABEL_SIZE, sender);
	str_copy(s->happening.status.hand_to, LABEL_SIZE, hand_to);
	str_copy(s->happening.status.detail, sizeof s->happening.status.detail, detail);
	decide(s);
}

static inline void operator_does(
	struct scene *s, enum operator_verb verb, const char *to, const char *note)
{
	s->happening = (struct happening){.kind = HAPPENING_OPERATOR, .operator_action.verb = verb};
	str_copy(s->happening.operator_action.to, sizeof s->happening.operator_action.to, to);
	str_copy(s->happening.operator_action.note, sizeof s->happening.operator_action.note, note);
	decide(s);
}

static inline void timer_rings(struct scene *s, enum timer_kind kind)
{
	s->happening = (struct happening){.kind = HAPPENING_TIMER, .timer = kind};
	decide(s);
}

static inline void delivered(struct scene *s, enum outcome_kind kind)
{
	s->outcome = (struct outcome){
		.kind = kind, .reason = "403 not visible", .meant = s->outcome.meant};
	s->happening = (struct happening){.kind = HAPPENING_OUTCOME,
		.delivered = {.delivery = &s->delivery, .outcome = &s->outcome}};
	decide(s);
}

static inline size_t count(const struct scene *s, enum effect_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < s->plan.count; i++)
		n += s->plan.effects[i].kind == kind;
	return n;
}

/* The first effect of a kind, or NULL. */
static inline const struct effect *effect(const struct scene *s, enum effect_kind kind)
{
	for (size_t i = 0; i < s->plan.count; i++) {
		if (s->plan.effects[i].kind == kind)
			return &s->plan.effects[i];
	}
	return NULL;
}

static inline const struct case_record *record(const struct scene *s)
{
	const struct effect *opened = effect(s, EFFECT_OPEN_CASE);
	const struct effect *changed = effect(s, EFFECT_CHANGE_CASE);
	assert_true(opened || changed);
	return opened ? &opened->record : &changed->record;
}

static inline bool noted(const struct scene *s, const char *words)
{
	for (size_t i = 0; i < s->plan.count; i++) {
		if (s->plan.effects[i].kind == EFFECT_NOTE &&
			strstr(s->plan.effects[i].note, words))
			return true;
	}
	return false;
}

enum { NO_REPLY = -1, NO_EVENT = -1, NO_STATUS = -1 };

static inline int replied(const struct scene *s)
{
	const struct effect *reply = effect(s, EFFECT_REPLY);
	return reply ? (int)reply->reply.situation : NO_REPLY;
}

static inline void assert_replied(const struct scene *s, int situation)
{
	int is = replied(s);
	if (is != situation)
		print_message("why: %s; reply: %s, not %s\n", s->plan.why,
			is < 0 ? "none" : situation_name((enum situation)is),
			situation < 0 ? "none" : situation_name((enum situation)situation));
	assert_int_equal(is, situation);
}

static inline int told(const struct scene *s)
{
	const struct effect *event = effect(s, EFFECT_EVENT);
	return event ? (int)event->event.type : NO_EVENT;
}

static inline void assert_event(
	const struct effect *event, enum event_type type, const char *to, int64_t sequence)
{
	assert_non_null(event);
	assert_int_equal(event->kind, EFFECT_EVENT);
	assert_int_equal(event->event.type, type);
	assert_string_equal(event->event.to, to);
	assert_int_equal(event->event.sequence, sequence);
}

static inline void assert_nothing(const struct scene *s)
{
	if (s->plan.count)
		print_message("%zu effects; why: %s\n", s->plan.count, s->plan.why);
	assert_int_equal(s->plan.count, 0);
}

#endif
