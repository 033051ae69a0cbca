/* What holds for every decision, tried over many random ones: the same inputs give the same plan,
 * and no plan breaks a promise. */
#include "scene.h"

static uint64_t dice_state;

static uint64_t dice(uint64_t sides)
{
	dice_state ^= dice_state << 13;
	dice_state ^= dice_state >> 7;
	dice_state ^= dice_state << 17;
	return (dice_state >> 11) % sides;
}

static bool one_in(uint64_t n)
{
	return dice(n) == 0;
}

static const char *any_district(void)
{
	static const char *const districts[] = {"", "", "lucknow", "agra"};
	return districts[dice(4)];
}

static void random_mention(struct scene *s)
{
	struct reading *r = &s->reading;
	*r = (struct reading){.lang = (enum lang)dice(LANG_COUNT),
		.intent = (enum intent)dice(INTENT_COUNT),
		.verdict = one_in(3) ? (enum verdict)dice(3) : VERDICT_NONE,
		.actionable = (enum band)dice(3),
		.candidate_count = one_in(4) ? 2 : 0,
		.candidates = {"hamirpur", "ballia"},
		.urgent = one_in(6),
		.sensitive = one_in(6),
		.elsewhere = one_in(5),
		.consent = one_in(5),
		.takedown = one_in(12),
		.withdraw = one_in(9)};
	str_copy(r->district, sizeof r->district, any_district());
	snprintf(s->post_id, ID_SIZE, "%d", (int)(1000 + dice(1000)));
	str_copy(s->identity, ID_SIZE, s->post_id);
	str_copy(s->author_id, ID_SIZE, one_in(6) ? "8" : "7");
	s->post.created_at = s->now - (int64_t)dice((uint64_t)(one_in(5) ? 3 * DAY : DAY / 30));
	s->post.own = one_in(30);
	s->post.repost = one_in(30);
	s->post.addressed = !one_in(10);
	s->context.known_post = one_in(15);
	s->context.before_start = one_in(30);
	s->context.link = s->context.has_case ? (enum case_link)dice(5) : LINK_NONE;
	mention(s);
}

static void random_status(struct scene *s)
{
	static const enum case_status words[] = {CASE_RECEIVED, CASE_IN_PROGRESS, CASE_NEEDS_INFO,
		CASE_RESOLVED, CASE_REDIRECTED, CASE_WITHDRAWN};
	const char *sender = one_in(8) ? any_district() : s->context.found.owner;
	enum case_status word = words[dice(6)];
	status(s, sender, word, "what they say", word == CASE_RECEIVED ? any_district() : "",
		one_in(2) ? 0 : (int64_t)dice(20));
}

static void random_operator(struct scene *s)
{
	enum operator_verb verb = (enum operator_verb)dice(OPERATOR_NOTE + 1);
	s->context.merge_target_exists = one_in(2);
	operator_does(
		s, verb, verb == OPERATOR_MERGE ? "NRI-OTHE-RONE" : any_district(), "because");
}

static void random_outcome(struct scene *s)
{
	s->delivery = (struct delivery){.kind = (enum delivery_kind)dice(2),
		.created_at = one_in(3) ? s->context.found.changed_at - 1 : s->now};
	if (s->delivery.kind == DELIVERY_EVENT)
		s->delivery.about.event = (enum event_type)dice(EVENT_TYPE_COUNT);
	else
		s->delivery.about.situation = (enum situation)dice(SITUATION_COUNT);
	lane_of_endpoint(one_in(5) ? "agra" : s->context.found.owner, s->delivery.lane);
	delivered(s, one_in(5) ? OUTCOME_GIVE_UP : OUTCOME_DONE);
}

static void random_happening(struct scene *s)
{
	static void (*const kinds[])(struct scene *) = {random_mention, random_mention,
		random_status, random_status, random_operator, random_outcome};
	s->now += (int64_t)dice((uint64_t)DAY);
	s->policy.follow_ups = (enum follow_ups)dice(3);
	s->context.opted_out = one_in(8);
	s->context.replies_to_author = (int)dice(12);
	s->context.unsaid = one_in(3);
	if (s->context.has_case && one_in(8))
		timer_rings(s, (enum timer_kind)dice(2));
	else
		kinds[s->context.has_case ? dice(6) : dice(2)](s);
}

/* ---- promises ---- */

static bool is_one_of(const struct scene *s, enum effect_kind kind, size_t most)
{
	return count(s, kind) <= most;
}

/* Whether the table leads from one status to the other, in at most three steps. */
static bool leads(enum case_status from, enum case_status to, int steps)
{
	if (from == to)
		return true;
	for (int step = 0; steps > 0 && step < CASEWORK_STEP_COUNT; step++) {
		for (int accepted = 0; accepted < 2; accepted++) {
			enum case_status next;
			if (casework_next(from, (enum casework_step)step, accepted, &next) &&
				next != from && leads(next, to, steps - 1))
				return true;
		}
	}
	return false;
}

static void check_reply(const struct scene *s, const struct case_record *record)
{
	const struct effect *reply = effect(s, EFFECT_REPLY);
	if (!reply)
		return;
	assert_false(s->context.opted_out);
	assert_true(s->context.replies_to_author < s->policy.max_replies_per_author);
	assert_string_not_equal(reply->reply.parent_id, "");
	const struct reply_values *values = &reply->reply.values;
	if (record->sensitive) {
		assert_string_equal(values->district, "");
		assert_string_equal(values->detail, "");
		assert_int_equal(values->candidate_count, 0);
	}
	assert_string_equal(values->case_id, record->id);
	assert_int_equal(values->status, record->status);
	if (reply->reply.situation == SITUATION_FORWARDED)
		assert_true(record->owner_accepted);
}

static void check_events(const struct scene *s, const struct case_record *record)
{
	int64_t sequence =
		s->context.has_case && !effect(s, EFFECT_OPEN_CASE) ? s->context.found.sequence : 0;
	for (size_t i = 0; i < s->plan.count; i++) {
		const struct effect *e = &s->plan.effects[i];
		if (e->kind != EFFECT_EVENT)
			continue;
		assert_int_not_equal(record->status, CASE_DOUBTFUL);
		assert_string_not_equal(e->event.to, "");
		assert_int_equal(e->event.sequence, ++sequence);
	}
	assert_int_equal(record->sequence, sequence);
}

static void check_timers(
	const struct scene *s, const struct case_record *found, const struct case_record *record)
{
	const struct effect *timer = effect(s, EFFECT_TIMER);
	if (timer) {
		bool answer = timer->timer.kind == TIMER_NO_ANSWER;
		assert_int_equal(record->status, answer ? CASE_NEEDS_INFO : CASE_RESOLVED);
		assert_true(timer->timer.due_at > s->now);
	}
	bool waited = found && (found->status == CASE_NEEDS_INFO || found->status == CASE_RESOLVED);
	if (waited && record->status != found->status)
		assert_non_null(effect(s, EFFECT_STOP_TIMERS));
	if (record->status == CASE_RESOLVED && (!found || found->status != CASE_RESOLVED))
		assert_non_null(timer);
}

static void check_life(
	const struct scene *s, const struct case_record *found, const struct case_record *record)
{
	if (!found) {
		assert_true(record->status == CASE_RECEIVED || record->status == CASE_DOUBTFUL ||
			    record->status == CASE_NEEDS_INFO);
		return;
	}
	assert_true(leads(found->status, record->status, 3));
	bool ends = case_status_is_end(record->status) && !case_status_is_end(found->status);
	if (ends && found->sequence > 0 && *found->owner)
		assert_int_equal(told(s), EVENT_CASE_CLOSED);
	assert_string_equal(record->id, found->id);
	assert_string_equal(record->author_id, found->author_id);
	assert_true(record->sensitive || !found->sensitive);
	bool works = record->status == CASE_FORWARDED || record->status == CASE_IN_PROGRESS ||
		     record->status == CASE_RESOLVED;
	if (works)
		assert_true(record->owner_accepted && *record->owner);
	if (record->owner_accepted)
		assert_string_not_equal(record->owner, "");
}

static void check_plan(const struct scene *s)
{
	assert_true(s->plan.count <= PLAN_EFFECTS_MAX);
	assert_string_not_equal(s->plan.why, "");
	for (int kind = EFFECT_OPEN_CASE; kind <= EFFECT_ALARM; kind++) {
		bool many = kind == EFFECT_NOTE || kind == EFFECT_EVENT;
		assert_true(many || is_one_of(s, (enum effect_kind)kind, 1));
	}
	const struct effect *opened = effect(s, EFFECT_OPEN_CASE);
	const struct effect *changed = effect(s, EFFECT_CHANGE_CASE);
	assert_false(opened && changed);
	bool stranger = s->happening.kind == HAPPENING_MENTION && s->context.has_case &&
			strcmp(s->author_id, s->context.found.author_id) != 0;
	assert_false(stranger && changed);
	const struct case_record *found = s->context.has_case && !opened ? &s->context.found : NULL;
	const struct case_record none = {.status = CASE_DOUBTFUL};
	const struct case_record *r = opened ? &opened->record : changed ? &changed->record : found;
	bool apart = s->happening.kind == HAPPENING_MENTION && !opened && !changed;
	if (!r || apart)
		r = &none;
	check_reply(s, r);
	if (r == &none)
		return;
	check_events(s, r);
	check_timers(s, found, r);
	check_life(s, found, r);
	if (found && !changed) {
		assert_null(effect(s, EFFECT_EVENT));
		assert_true(s->happening.kind == HAPPENING_OUTCOME || !effect(s, EFFECT_TIMER));
	}
}

/* ---- tests ---- */

static void no_life_of_a_case_breaks_a_promise(void **state)
{
	(void)state;
	struct scene s;
	size_t reached[CASE_STATUS_COUNT] = {0};
	dice_state = 20260321;
	for (int life = 0; life < 20000; life++) {
		scene_init(&s);
		for (int step = 0; step < 12; step++) {
			random_happening(&s);
			check_plan(&s);
			const struct effect *opened = effect(&s, EFFECT_OPEN_CASE);
			const struct effect *changed = effect(&s, EFFECT_CHANGE_CASE);
			if (!opened && !changed)
				continue;
			s.context.found = opened ? opened->record : changed->record;
			s.context.has_case = true;
			reached[s.context.found.status]++;
		}
	}
	for (int status = 0; status < CASE_STATUS_COUNT; status++)
		assert_true(reached[status] > 100);
}

static void the_same_inputs_give_the_same_plan(void **state)
{
	(void)state;
	struct scene s;
	struct plan first;
	dice_state = 7;
	for (int i = 0; i < 2000; i++) {
		scene_init(&s);
		if (i % 2)
			scene_case(&s, (enum case_status)dice(CASE_STATUS_COUNT), any_district());
		random_happening(&s);
		first = s.plan;
		memset(&s.plan, i, sizeof s.plan);
		s.happening.seed = (uint64_t)i;
		decide(&s);
		/* Byte for byte: the plan is wholly overwritten, and nothing in it is left to
		 * chance. */
		assert_memory_equal(&first, &s.plan, sizeof first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_life_of_a_case_breaks_a_promise),
		cmocka_unit_test(the_same_inputs_give_the_same_plan),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
