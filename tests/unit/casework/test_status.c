#include "scene.h"

static void a_districts_word_moves_the_case_and_is_told(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		enum case_status from, word, to;
		int situation;
		int timer;
		int event;
	} cases[] = {
		{CASE_FORWARDED, CASE_IN_PROGRESS, CASE_IN_PROGRESS, SITUATION_IN_PROGRESS, -1,
			NO_EVENT},
		{CASE_RECEIVED, CASE_IN_PROGRESS, CASE_IN_PROGRESS, SITUATION_IN_PROGRESS, -1,
			NO_EVENT},
		{CASE_REOPENED, CASE_IN_PROGRESS, CASE_IN_PROGRESS, SITUATION_IN_PROGRESS, -1,
			NO_EVENT},
		{CASE_NEEDS_INFO, CASE_IN_PROGRESS, CASE_IN_PROGRESS, SITUATION_IN_PROGRESS, -1,
			NO_EVENT},
		{CASE_RECEIVED, CASE_RECEIVED, CASE_FORWARDED, SITUATION_FORWARDED, -1, NO_EVENT},
		{CASE_FORWARDED, CASE_NEEDS_INFO, CASE_NEEDS_INFO, SITUATION_NEEDS_INFO,
			TIMER_NO_ANSWER, NO_EVENT},
		{CASE_NEEDS_INFO, CASE_NEEDS_INFO, CASE_NEEDS_INFO, SITUATION_NEEDS_INFO,
			TIMER_NO_ANSWER, NO_EVENT},
		{CASE_RECEIVED, CASE_NEEDS_INFO, CASE_NEEDS_INFO, SITUATION_NEEDS_INFO,
			TIMER_NO_ANSWER, NO_EVENT},
		{CASE_IN_PROGRESS, CASE_RESOLVED, CASE_RESOLVED, SITUATION_RESOLVED,
			TIMER_NO_OBJECTION, NO_EVENT},
		{CASE_RECEIVED, CASE_RESOLVED, CASE_RESOLVED, SITUATION_RESOLVED,
			TIMER_NO_OBJECTION, NO_EVENT},
		{CASE_FORWARDED, CASE_REDIRECTED, CASE_REDIRECTED, SITUATION_REDIRECTED, -1,
			EVENT_CASE_CLOSED},
		{CASE_RECEIVED, CASE_REDIRECTED, CASE_REDIRECTED, SITUATION_REDIRECTED, -1,
			EVENT_CASE_CLOSED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		status(&s, "lucknow", cases[i].word, "which train?", "", 4);
		assert_false(s.plan.refused);
		assert_int_equal(record(&s)->status, cases[i].to);
		assert_true(record(&s)->owner_accepted);
		assert_int_equal(record(&s)->owner_sequence, 4);
		assert_int_equal(record(&s)->follow_ups, 1);
		assert_replied(&s, cases[i].situation);
		const struct effect *reply = effect(&s, EFFECT_REPLY);
		assert_int_equal(reply->reply.priority, PRIORITY_FOLLOW_UP);
		assert_string_equal(reply->reply.parent_id, "901");
		assert_int_equal(reply->reply.lang, LANG_HINGLISH);
		assert_int_equal(reply->reply.values.status, cases[i].to);
		bool says = cases[i].word != CASE_IN_PROGRESS && cases[i].word != CASE_RECEIVED;
		assert_string_equal(reply->reply.values.detail, says ? "which train?" : "");
		assert_int_equal(told(&s), cases[i].event);
		const struct effect *timer = effect(&s, EFFECT_TIMER);
		assert_int_equal(timer ? (int)timer->timer.kind : -1, cases[i].timer);
		if (cases[i].timer == TIMER_NO_OBJECTION)
			assert_int_equal(timer->timer.due_at, s.now + 9 * DAY);
	}
}

static void an_urgent_question_goes_first(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.context.found.urgent = true;
	s.context.found.follow_ups = 2;
	status(&s, "lucknow", CASE_NEEDS_INFO, "where exactly?", "", 0);
	assert_int_equal(effect(&s, EFFECT_REPLY)->reply.priority, PRIORITY_DANGER);
	/* What waits may be the one that names 112. */
	assert_null(effect(&s, EFFECT_SUPERSEDE));
}

static void a_sensitive_case_is_told_without_place_and_detail(void **state)
{
	(void)state;
	struct scene s;
	static const enum case_status words[] = {CASE_NEEDS_INFO, CASE_RESOLVED, CASE_REDIRECTED};
	for (size_t i = 0; i < 3; i++) {
		scene_init(&s);
		scene_case(&s, CASE_FORWARDED, "lucknow");
		s.context.found.sensitive = true;
		status(&s, "lucknow", words[i], "the women's cell at Hazratganj", "", 0);
		const struct reply_values *values = &effect(&s, EFFECT_REPLY)->reply.values;
		assert_string_equal(values->detail, "");
		assert_string_equal(values->district, "");
		assert_true(noted(&s, "Hazratganj"));
		/* It is answered away from the public eye. */
		assert_int_equal(count(&s, EFFECT_TIMER), words[i] == CASE_RESOLVED);
	}
}

static void a_case_is_handed_over_without_a_public_word(void **state)
{
	(void)state;
	struct scene s;
	static const enum case_status from[] = {
		CASE_RECEIVED, CASE_FORWARDED, CASE_IN_PROGRESS, CASE_NEEDS_INFO, CASE_REOPENED};
	for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
		scene_init(&s);
		scene_case(&s, from[i], "lucknow");
		s.context.found.owner_sequence = 8;
		status(&s, "lucknow", CASE_RECEIVED, "", "agra", 9);
		const struct case_record *r = record(&s);
		assert_int_equal(r->status, CASE_RECEIVED);
		assert_string_equal(r->owner, "agra");
		assert_false(r->owner_accepted);
		assert_int_equal(r->owner_sequence, 0);
		assert_int_equal(r->changed_at, s.now);
		assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "agra", 4);
		assert_int_equal(count(&s, EFFECT_EVENT), 1);
		assert_replied(&s, NO_REPLY);
		assert_int_equal(count(&s, EFFECT_STOP_TIMERS), from[i] == CASE_NEEDS_INFO);
	}
}

static void what_the_owner_may_not_say_is_refused_with_a_note(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		const char *why;
		enum case_status from;
		const char *sender;
		enum case_status word;
		const char *hand_to;
		int64_t sequence;
	} cases[] = {
		{"not the owner: agra said in_progress", CASE_FORWARDED, "agra", CASE_IN_PROGRESS,
			"", 9},
		{"stale: lucknow said in_progress", CASE_FORWARDED, "lucknow", CASE_IN_PROGRESS, "",
			4},
		{"stale: lucknow said in_progress", CASE_FORWARDED, "lucknow", CASE_IN_PROGRESS, "",
			3},
		{"not allowed: in_progress while the case is resolved", CASE_RESOLVED, "lucknow",
			CASE_IN_PROGRESS, "", 0},
		{"not allowed: in_progress while the case is in_progress", CASE_IN_PROGRESS,
			"lucknow", CASE_IN_PROGRESS, "", 0},
		{"not allowed: resolved while the case is closed", CASE_CLOSED, "lucknow",
			CASE_RESOLVED, "", 0},
		{"not allowed: needs_info while the case is withdrawn", CASE_WITHDRAWN, "lucknow",
			CASE_NEEDS_INFO, "", 0},
		{"not allowed: received while the case is confirmed", CASE_CONFIRMED, "lucknow",
			CASE_RECEIVED, "agra", 0},
		{"not allowed: lucknow has the case already", CASE_FORWARDED, "lucknow",
			CASE_RECEIVED, "lucknow", 0},
		{"not allowed: a district cannot set withdrawn", CASE_FORWARDED, "lucknow",
			CASE_WITHDRAWN, "", 0},
		{"not allowed: the case is doubtful", CASE_DOUBTFUL, "lucknow", CASE_RESOLVED, "",
			0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		s.context.found.owner_sequence = 4;
		status(&s, cases[i].sender, cases[i].word, "", cases[i].hand_to, cases[i].sequence);
		assert_string_equal(s.plan.why, cases[i].why);
		assert_true(s.plan.refused);
		assert_true(noted(&s, cases[i].why));
		assert_replied(&s, NO_REPLY);
		assert_int_equal(told(&s), NO_EVENT);
		assert_null(effect(&s, EFFECT_CHANGE_CASE));
	}
	/* Nobody owns it: nobody's word counts, not even a nameless one's. */
	scene_case(&s, CASE_RECEIVED, "");
	status(&s, "", CASE_RESOLVED, "", "", 0);
	assert_true(s.plan.refused);
	assert_null(effect(&s, EFFECT_CHANGE_CASE));
	s.context.has_case = false;
	status(&s, "lucknow", CASE_RESOLVED, "", "", 0);
	assert_true(s.plan.refused);
	assert_nothing(&s);
}

static void the_number_of_a_refused_word_counts(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RESOLVED, "lucknow");
	status(&s, "lucknow", CASE_IN_PROGRESS, "", "", 12);
	assert_true(s.plan.refused);
	assert_int_equal(record(&s)->owner_sequence, 12);
	assert_int_equal(record(&s)->status, CASE_RESOLVED);
}

static void a_question_that_cannot_be_put_keeps_the_case_where_it_is(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RECEIVED, "lucknow");
	s.context.opted_out = true;
	status(&s, "lucknow", CASE_NEEDS_INFO, "which train?", "", 1);
	assert_int_equal(record(&s)->status, CASE_FORWARDED);
	assert_replied(&s, NO_REPLY);
	assert_null(effect(&s, EFFECT_TIMER));
	assert_non_null(effect(&s, EFFECT_ALARM));
	assert_true(noted(&s, "which train?"));
}

/* ---- the policy of follow-ups ---- */

static void follow_ups_keep_to_the_policy(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		enum follow_ups policy;
		bool consent;
		bool told;
	} cases[] = {
		{FOLLOW_UPS_PUSH, false, true},
		{FOLLOW_UPS_ASK, false, false},
		{FOLLOW_UPS_ASK, true, true},
		{FOLLOW_UPS_ON_REQUEST, true, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, CASE_FORWARDED, "lucknow");
		s.policy.follow_ups = cases[i].policy;
		s.context.found.consent = cases[i].consent;
		status(&s, "lucknow", CASE_RESOLVED, "", "", 0);
		assert_replied(&s, cases[i].told ? SITUATION_RESOLVED : NO_REPLY);
		assert_int_equal(record(&s)->follow_ups, cases[i].told);
		assert_int_equal(record(&s)->status, CASE_RESOLVED);
		assert_non_null(effect(&s, EFFECT_TIMER));
		/* A question is put in any case. */
		status(&s, "lucknow", CASE_NEEDS_INFO, "which train?", "", 0);
		assert_replied(&s, SITUATION_NEEDS_INFO);
	}
}

static void the_last_follow_up_is_kept_for_the_end(void **state)
{
	(void)state;
	struct scene s;
	for (int written = 0; written <= 6; written++) {
		scene_init(&s);
		scene_case(&s, CASE_FORWARDED, "lucknow");
		s.context.found.follow_ups = written;
		status(&s, "lucknow", CASE_IN_PROGRESS, "", "", 0);
		assert_replied(&s, written < 4 ? SITUATION_IN_PROGRESS : NO_REPLY);
		status(&s, "lucknow", CASE_RESOLVED, "", "", 0);
		assert_replied(&s, written < 5 ? SITUATION_RESOLVED : NO_REPLY);
		status(&s, "lucknow", CASE_REDIRECTED, "", "", 0);
		assert_replied(&s, written < 5 ? SITUATION_REDIRECTED : NO_REPLY);
	}
}

static void a_newer_follow_up_takes_the_place_of_one_that_waits(void **state)
{
	(void)state;
	struct scene s;
	for (int written = 0; written < 2; written++) {
		scene_init(&s);
		scene_case(&s, CASE_FORWARDED, "lucknow");
		s.context.found.follow_ups = written;
		status(&s, "lucknow", CASE_IN_PROGRESS, "", "", 0);
		/* The first one leaves the acknowledgement in peace. */
		assert_int_equal(count(&s, EFFECT_SUPERSEDE), written);
	}
	s.context.opted_out = true;
	status(&s, "lucknow", CASE_IN_PROGRESS, "", "", 0);
	assert_null(effect(&s, EFFECT_SUPERSEDE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_districts_word_moves_the_case_and_is_told),
		cmocka_unit_test(an_urgent_question_goes_first),
		cmocka_unit_test(a_sensitive_case_is_told_without_place_and_detail),
		cmocka_unit_test(a_case_is_handed_over_without_a_public_word),
		cmocka_unit_test(what_the_owner_may_not_say_is_refused_with_a_note),
		cmocka_unit_test(the_number_of_a_refused_word_counts),
		cmocka_unit_test(a_question_that_cannot_be_put_keeps_the_case_where_it_is),
		cmocka_unit_test(follow_ups_keep_to_the_policy),
		cmocka_unit_test(the_last_follow_up_is_kept_for_the_end),
		cmocka_unit_test(a_newer_follow_up_takes_the_place_of_one_that_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
