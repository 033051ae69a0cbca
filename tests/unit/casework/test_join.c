#include "scene.h"

static void the_newest_mention_is_where_replies_go(void **state)
{
	(void)state;
	struct scene s;
	static const enum intent intents[] = {
		INTENT_THANKS, INTENT_FOLLOWUP, INTENT_SPAM, INTENT_STATUS_QUERY};
	for (size_t i = 0; i < 4; i++) {
		scene_init(&s);
		scene_case(&s, CASE_FORWARDED, "lucknow");
		s.reading.intent = intents[i];
		mention(&s);
		assert_int_equal(record(&s)->row, 5);
		assert_string_equal(record(&s)->reply_to_id, "1001");
		assert_string_equal(record(&s)->post_id, "900");
		if (replied(&s) != NO_REPLY)
			assert_string_equal(effect(&s, EFFECT_REPLY)->reply.parent_id, "1001");
	}
}

static void what_a_mention_means_for_an_open_case(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		const char *name;
		enum case_status status;
		enum intent intent;
		enum band band;
		int situation;
		int event;
		enum case_status to;
	} cases[] = {
		{"question", CASE_RECEIVED, INTENT_STATUS_QUERY, BAND_NO, SITUATION_STATUS,
			NO_EVENT, CASE_RECEIVED},
		{"question", CASE_FORWARDED, INTENT_STATUS_QUERY, BAND_NO, SITUATION_STATUS,
			NO_EVENT, CASE_FORWARDED},
		{"question", CASE_RESOLVED, INTENT_STATUS_QUERY, BAND_NO, SITUATION_STATUS,
			NO_EVENT, CASE_RESOLVED},
		{"question that complains", CASE_FORWARDED, INTENT_STATUS_QUERY, BAND_YES,
			SITUATION_STATUS, EVENT_CASE_UPDATED, CASE_FORWARDED},
		{"question instead of an answer", CASE_NEEDS_INFO, INTENT_STATUS_QUERY, BAND_NO,
			SITUATION_STATUS, NO_EVENT, CASE_NEEDS_INFO},
		{"more", CASE_RECEIVED, INTENT_FOLLOWUP, BAND_NO, SITUATION_NOTED,
			EVENT_CASE_UPDATED, CASE_RECEIVED},
		{"more", CASE_IN_PROGRESS, INTENT_FOLLOWUP, BAND_NO, SITUATION_NOTED,
			EVENT_CASE_UPDATED, CASE_IN_PROGRESS},
		{"a complaint", CASE_FORWARDED, INTENT_COMPLAINT, BAND_YES, SITUATION_NOTED,
			EVENT_CASE_UPDATED, CASE_FORWARDED},
		{"rude, but a complaint", CASE_FORWARDED, INTENT_ABUSE, BAND_YES, SITUATION_NOTED,
			EVENT_CASE_UPDATED, CASE_FORWARDED},
		{"more, on a resolved case", CASE_RESOLVED, INTENT_FOLLOWUP, BAND_NO,
			SITUATION_NOTED, EVENT_CASE_UPDATED, CASE_RESOLVED},
		{"ok", CASE_FORWARDED, INTENT_OTHER, BAND_NO, NO_REPLY, EVENT_CASE_UPDATED,
			CASE_FORWARDED},
		{"thanks", CASE_FORWARDED, INTENT_THANKS, BAND_NO, NO_REPLY, NO_EVENT,
			CASE_FORWARDED},
		{"thanks", CASE_NEEDS_INFO, INTENT_THANKS, BAND_NO, NO_REPLY, NO_EVENT,
			CASE_NEEDS_INFO},
		{"hello", CASE_FORWARDED, INTENT_GREETING, BAND_NO, NO_REPLY, NO_EVENT,
			CASE_FORWARDED},
		{"spam", CASE_FORWARDED, INTENT_SPAM, BAND_NO, NO_REPLY, NO_EVENT, CASE_FORWARDED},
		{"abuse", CASE_FORWARDED, INTENT_ABUSE, BAND_NO, NO_REPLY, NO_EVENT,
			CASE_FORWARDED},
		{"an answer", CASE_NEEDS_INFO, INTENT_FOLLOWUP, BAND_NO, SITUATION_NOTED,
			EVENT_CASE_UPDATED, CASE_FORWARDED},
		{"a short answer", CASE_NEEDS_INFO, INTENT_OTHER, BAND_NO, SITUATION_NOTED,
			EVENT_CASE_UPDATED, CASE_FORWARDED},
		{"more, while doubtful", CASE_DOUBTFUL, INTENT_FOLLOWUP, BAND_YES, SITUATION_NOTED,
			NO_EVENT, CASE_DOUBTFUL},
		{"question, while doubtful", CASE_DOUBTFUL, INTENT_STATUS_QUERY, BAND_NO,
			SITUATION_STATUS, NO_EVENT, CASE_DOUBTFUL},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int link = LINK_ANSWERS_OURS; link <= LINK_CONVERSATION; link++) {
			scene_init(&s);
			scene_case(&s, cases[i].status, "lucknow");
			s.context.link = (enum case_link)link;
			s.reading.intent = cases[i].intent;
			s.reading.actionable = cases[i].band;
			mention(&s);
			if (replied(&s) != cases[i].situation)
				print_message("%s\n", cases[i].name);
			assert_replied(&s, cases[i].situation);
			assert_int_equal(told(&s), cases[i].event);
			assert_int_equal(record(&s)->status, cases[i].to);
			if (cases[i].event != NO_EVENT)
				assert_event(
					effect(&s, EFFECT_EVENT), EVENT_CASE_UPDATED, "lucknow", 4);
			if (cases[i].situation != NO_REPLY)
				assert_int_equal(
					effect(&s, EFFECT_REPLY)->reply.priority, PRIORITY_ANSWER);
			bool answered = cases[i].status == CASE_NEEDS_INFO &&
					cases[i].to != CASE_NEEDS_INFO;
			assert_int_equal(count(&s, EFFECT_STOP_TIMERS), answered);
		}
	}
}

static void a_status_names_the_district_unless_it_must_be_quiet(void **state)
{
	(void)state;
	struct scene s;
	for (int quiet = 0; quiet < 2; quiet++) {
		scene_init(&s);
		scene_case(&s, CASE_IN_PROGRESS, "lucknow");
		s.context.found.sensitive = quiet;
		s.reading.intent = INTENT_STATUS_QUERY;
		mention(&s);
		const struct reply_values *values = &effect(&s, EFFECT_REPLY)->reply.values;
		assert_int_equal(values->status, CASE_IN_PROGRESS);
		assert_string_equal(values->case_id, "NRI-OLDC-ASE0");
		assert_string_equal(values->district, quiet ? "" : "lucknow");
	}
}

static void a_reply_speaks_the_language_of_the_mention_if_it_has_one(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.reading.intent = INTENT_STATUS_QUERY;
	mention(&s);
	assert_int_equal(effect(&s, EFFECT_REPLY)->reply.lang, LANG_HI);
	assert_int_equal(record(&s)->lang, LANG_HINGLISH);
	s.reading.lang = LANG_OTHER;
	mention(&s);
	assert_int_equal(effect(&s, EFFECT_REPLY)->reply.lang, LANG_HINGLISH);
	s.reading.lang = LANG_HI;
	s.reading.intent = INTENT_FOLLOWUP;
	mention(&s);
	assert_int_equal(record(&s)->lang, LANG_HI);
}

/* ---- place ---- */

static void the_place_we_asked_for_sends_the_case_on(void **state)
{
	(void)state;
	struct scene s;
	static const enum case_status from[] = {CASE_NEEDS_INFO, CASE_RECEIVED, CASE_REOPENED};
	for (size_t i = 0; i < 3; i++) {
		for (int quiet = 0; quiet < 2; quiet++) {
			scene_init(&s);
			scene_case(&s, from[i], "");
			s.context.found.sensitive = quiet;
			s.reading.intent = INTENT_OTHER;
			strcpy(s.reading.district, "agra");
			mention(&s);
			assert_string_equal(record(&s)->owner, "agra");
			assert_int_equal(record(&s)->status, CASE_RECEIVED);
			assert_int_equal(record(&s)->changed_at, s.now);
			assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "agra", 1);
			assert_replied(
				&s, quiet ? SITUATION_ACKNOWLEDGED_QUIET : SITUATION_ACKNOWLEDGED);
			assert_string_equal(effect(&s, EFFECT_REPLY)->reply.values.district,
				quiet ? "" : "agra");
			assert_int_equal(count(&s, EFFECT_STOP_TIMERS), from[i] == CASE_NEEDS_INFO);
		}
	}
}

static void another_district_in_the_text_moves_nothing(void **state)
{
	(void)state;
	struct scene s;
	static const enum case_status from[] = {CASE_RECEIVED, CASE_FORWARDED, CASE_NEEDS_INFO};
	for (size_t i = 0; i < 3; i++) {
		scene_init(&s);
		scene_case(&s, from[i], "lucknow");
		strcpy(s.reading.district, "agra");
		mention(&s);
		assert_string_equal(record(&s)->owner, "lucknow");
		assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_UPDATED, "lucknow", 4);
	}
}

static void a_doubtful_case_learns_its_place_and_tells_nobody(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_DOUBTFUL, "");
	strcpy(s.reading.district, "agra");
	mention(&s);
	assert_string_equal(record(&s)->owner, "agra");
	assert_int_equal(record(&s)->status, CASE_DOUBTFUL);
	assert_int_equal(told(&s), NO_EVENT);
	assert_replied(&s, SITUATION_NOTED);
}

static void an_answer_that_leaves_a_choice_is_asked_once_more(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_NEEDS_INFO, "");
	s.reading.candidate_count = 2;
	strcpy(s.reading.candidates[0], "hamirpur");
	mention(&s);
	assert_replied(&s, SITUATION_ASK_WHICH_PLACE);
	assert_int_equal(record(&s)->status, CASE_NEEDS_INFO);
	assert_non_null(effect(&s, EFFECT_TIMER));
	assert_null(effect(&s, EFFECT_ALARM));
}

static void an_answer_without_a_place_is_given_to_an_operator(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_NEEDS_INFO, "");
	mention(&s);
	assert_replied(&s, SITUATION_NOTED);
	assert_int_equal(record(&s)->status, CASE_RECEIVED);
	assert_non_null(effect(&s, EFFECT_STOP_TIMERS));
	assert_non_null(strstr(effect(&s, EFFECT_ALARM)->note, "assign it"));
	assert_int_equal(told(&s), NO_EVENT);
}

/* ---- the citizen's word ---- */

static void the_citizens_verdict_counts(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		enum case_status from;
		enum verdict verdict;
		enum case_status to;
		int situation;
		int event;
	} cases[] = {
		{CASE_RESOLVED, VERDICT_SOLVED, CASE_CONFIRMED, SITUATION_CONFIRMED,
			EVENT_CASE_CLOSED},
		{CASE_FORWARDED, VERDICT_SOLVED, CASE_CONFIRMED, SITUATION_CONFIRMED,
			EVENT_CASE_CLOSED},
		{CASE_IN_PROGRESS, VERDICT_SOLVED, CASE_CONFIRMED, SITUATION_CONFIRMED,
			EVENT_CASE_CLOSED},
		{CASE_NEEDS_INFO, VERDICT_SOLVED, CASE_CONFIRMED, SITUATION_CONFIRMED,
			EVENT_CASE_CLOSED},
		{CASE_RECEIVED, VERDICT_SOLVED, CASE_RECEIVED, SITUATION_NOTED, EVENT_CASE_UPDATED},
		{CASE_REOPENED, VERDICT_SOLVED, CASE_REOPENED, SITUATION_NOTED, EVENT_CASE_UPDATED},
		{CASE_CLOSED, VERDICT_SOLVED, CASE_CLOSED, NO_REPLY, NO_EVENT},
		{CASE_RESOLVED, VERDICT_NOT_SOLVED, CASE_REOPENED, SITUATION_REOPENED,
			EVENT_CASE_UPDATED},
		{CASE_CONFIRMED, VERDICT_NOT_SOLVED, CASE_REOPENED, SITUATION_REOPENED,
			EVENT_CASE_UPDATED},
		{CASE_CLOSED, VERDICT_NOT_SOLVED, CASE_REOPENED, SITUATION_REOPENED,
			EVENT_CASE_UPDATED},
		{CASE_FORWARDED, VERDICT_NOT_SOLVED, CASE_FORWARDED, SITUATION_NOTED,
			EVENT_CASE_UPDATED},
		{CASE_DECLINED, VERDICT_NOT_SOLVED, CASE_DECLINED, NO_REPLY, NO_EVENT},
		{CASE_REDIRECTED, VERDICT_NOT_SOLVED, CASE_REDIRECTED, NO_REPLY, NO_EVENT},
		{CASE_WITHDRAWN, VERDICT_NOT_SOLVED, CASE_WITHDRAWN, NO_REPLY, NO_EVENT},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		s.reading.intent = INTENT_OTHER;
		s.reading.verdict = cases[i].verdict;
		mention(&s);
		assert_replied(&s, cases[i].situation);
		assert_int_equal(record(&s)->status, cases[i].to);
		assert_int_equal(told(&s), cases[i].event);
		if (cases[i].to == CASE_REOPENED)
			assert_false(record(&s)->owner_accepted);
		bool ended = cases[i].to == CASE_CONFIRMED;
		if (ended)
			assert_non_null(effect(&s, EFFECT_SUPERSEDE));
		if (ended || cases[i].from == CASE_RESOLVED)
			assert_non_null(effect(&s, EFFECT_STOP_TIMERS));
	}
}

static void a_bare_yes_below_our_question_means_solved(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RESOLVED, "lucknow");
	s.reading.intent = INTENT_OTHER;
	s.reading.consent = true;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_CONFIRMED);
	s.context.link = LINK_CONVERSATION;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_RESOLVED);
}

static void a_yes_is_consent_unless_a_question_is_open(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.reading.intent = INTENT_OTHER;
	s.reading.consent = true;
	mention(&s);
	assert_true(record(&s)->consent);
	assert_replied(&s, NO_REPLY);
	assert_int_equal(told(&s), NO_EVENT);
	s.reading.intent = INTENT_FOLLOWUP;
	mention(&s);
	assert_true(record(&s)->consent);
	assert_replied(&s, SITUATION_NOTED);
	s.context.found.status = CASE_NEEDS_INFO;
	s.reading.intent = INTENT_GREETING;
	mention(&s);
	assert_false(record(&s)->consent);
	assert_int_equal(record(&s)->status, CASE_FORWARDED);
	assert_int_equal(told(&s), EVENT_CASE_UPDATED);
}

static void a_case_taken_back_ends(void **state)
{
	(void)state;
	struct scene s;
	for (int from = 0; from < CASE_STATUS_COUNT; from++) {
		scene_init(&s);
		scene_case(&s, (enum case_status)from, "lucknow");
		s.reading.withdraw = true;
		mention(&s);
		enum case_status to;
		bool can = casework_next((enum case_status)from, STEP_WITHDRAW, true, &to);
		assert_replied(&s, can ? SITUATION_WITHDRAWN : SITUATION_STATUS);
		assert_int_equal(record(&s)->status, can ? CASE_WITHDRAWN : from);
		bool closes = can && from != CASE_DOUBTFUL;
		assert_int_equal(told(&s), closes ? (int)EVENT_CASE_CLOSED : NO_EVENT);
		assert_int_equal(count(&s, EFFECT_SUPERSEDE), can);
		assert_int_equal(count(&s, EFFECT_STOP_TIMERS), can);
	}
}

/* ---- danger ---- */

static void danger_makes_any_case_urgent(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		enum case_status from, to;
		int event;
	} cases[] = {
		{CASE_DOUBTFUL, CASE_DOUBTFUL, NO_EVENT},
		{CASE_RECEIVED, CASE_RECEIVED, EVENT_CASE_UPDATED},
		{CASE_IN_PROGRESS, CASE_IN_PROGRESS, EVENT_CASE_UPDATED},
		{CASE_NEEDS_INFO, CASE_FORWARDED, EVENT_CASE_UPDATED},
		{CASE_RESOLVED, CASE_REOPENED, EVENT_CASE_UPDATED},
		{CASE_CONFIRMED, CASE_REOPENED, EVENT_CASE_UPDATED},
		{CASE_CLOSED, CASE_REOPENED, EVENT_CASE_UPDATED},
		{CASE_DECLINED, CASE_DECLINED, NO_EVENT},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		s.reading.urgent = true;
		mention(&s);
		assert_true(record(&s)->urgent);
		assert_int_equal(record(&s)->status, cases[i].to);
		assert_int_equal(told(&s), cases[i].event);
		assert_replied(&s, SITUATION_ACKNOWLEDGED_URGENT);
		assert_int_equal(effect(&s, EFFECT_REPLY)->reply.priority, PRIORITY_DANGER);
		assert_non_null(effect(&s, EFFECT_ALARM));
		assert_null(effect(&s, EFFECT_TIMER));
	}
}

static void danger_without_a_place_waits_for_no_answer(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_NEEDS_INFO, "");
	s.reading.urgent = true;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_RECEIVED);
	assert_non_null(effect(&s, EFFECT_STOP_TIMERS));
	assert_non_null(strstr(effect(&s, EFFECT_ALARM)->note, "assign it"));
	strcpy(s.reading.district, "agra");
	mention(&s);
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "agra", 1);
}

static void a_question_about_an_urgent_case_is_no_new_danger(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.context.found.urgent = true;
	s.reading.urgent = true;
	s.reading.intent = INTENT_STATUS_QUERY;
	mention(&s);
	assert_replied(&s, SITUATION_STATUS);
	assert_null(effect(&s, EFFECT_ALARM));
}

static void what_was_sensitive_stays_sensitive(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.reading.sensitive = true;
	strcpy(s.reading.matter, "dowry");
	strcpy(s.reading.conduct, "no-fir");
	mention(&s);
	assert_true(record(&s)->sensitive);
	assert_string_equal(record(&s)->matter, "theft");
	assert_string_equal(record(&s)->conduct, "no-fir");
	assert_string_equal(effect(&s, EFFECT_REPLY)->reply.values.district, "");
	s.context.found.sensitive = true;
	s.reading.sensitive = false;
	mention(&s);
	assert_true(record(&s)->sensitive);
}

static void a_country_is_learned_once(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	strcpy(s.reading.country, "GB");
	mention(&s);
	assert_string_equal(record(&s)->country, "GB");
	strcpy(s.context.found.country, "GB");
	strcpy(s.reading.country, "AE"); /* where a brother is, it may be */
	mention(&s);
	assert_string_equal(record(&s)->country, "GB");
}

/* ---- after the end ---- */

static void words_after_the_end(void **state)
{
	(void)state;
	struct scene s;
	enum { OPENS_ANOTHER = CASE_STATUS_COUNT };
	static const struct {
		enum case_status from;
		enum intent intent;
		enum band band;
		int to;
		int situation;
	} cases[] = {
		{CASE_CLOSED, INTENT_FOLLOWUP, BAND_NO, CASE_REOPENED, SITUATION_REOPENED},
		{CASE_CLOSED, INTENT_OTHER, BAND_DOUBTFUL, CASE_REOPENED, SITUATION_REOPENED},
		{CASE_CLOSED, INTENT_OTHER, BAND_NO, CASE_CLOSED, NO_REPLY},
		{CASE_CLOSED, INTENT_THANKS, BAND_NO, CASE_CLOSED, NO_REPLY},
		{CASE_CLOSED, INTENT_STATUS_QUERY, BAND_YES, CASE_CLOSED, SITUATION_STATUS},
		{CASE_CONFIRMED, INTENT_COMPLAINT, BAND_YES, CASE_REOPENED, SITUATION_REOPENED},
		{CASE_CONFIRMED, INTENT_FOLLOWUP, BAND_NO, CASE_CONFIRMED, SITUATION_STATUS},
		{CASE_DECLINED, INTENT_FOLLOWUP, BAND_NO, CASE_DECLINED, SITUATION_STATUS},
		{CASE_DECLINED, INTENT_STATUS_QUERY, BAND_YES, CASE_DECLINED, SITUATION_STATUS},
		{CASE_DECLINED, INTENT_COMPLAINT, BAND_YES, OPENS_ANOTHER, SITUATION_ASK_PLACE},
		{CASE_REDIRECTED, INTENT_COMPLAINT, BAND_YES, OPENS_ANOTHER, SITUATION_ASK_PLACE},
		{CASE_WITHDRAWN, INTENT_COMPLAINT, BAND_YES, OPENS_ANOTHER, SITUATION_ASK_PLACE},
		{CASE_MERGED, INTENT_COMPLAINT, BAND_YES, OPENS_ANOTHER, SITUATION_ASK_PLACE},
		{CASE_MERGED, INTENT_SPAM, BAND_NO, CASE_MERGED, NO_REPLY},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		s.reading.intent = cases[i].intent;
		s.reading.actionable = cases[i].band;
		mention(&s);
		assert_replied(&s, cases[i].situation);
		bool another = cases[i].to == OPENS_ANOTHER;
		assert_int_equal(count(&s, EFFECT_OPEN_CASE), another);
		assert_int_equal(count(&s, EFFECT_CHANGE_CASE), !another);
		if (!another)
			assert_int_equal(record(&s)->status, cases[i].to);
	}
}

static void a_late_answer_reopens_the_case_that_waited_for_it(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_CLOSED, "");
	s.reading.intent = INTENT_OTHER;
	strcpy(s.reading.district, "agra");
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_RECEIVED);
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "agra", 1);
	assert_replied(&s, SITUATION_ACKNOWLEDGED);

	/* Still no place: asked again. */
	s.reading.district[0] = '\0';
	s.reading.intent = INTENT_FOLLOWUP;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_NEEDS_INFO);
	assert_replied(&s, SITUATION_ASK_PLACE);
}

static void who_wants_no_replies_still_moves_the_case(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RESOLVED, "lucknow");
	s.context.opted_out = true;
	s.reading.verdict = VERDICT_NOT_SOLVED;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_REOPENED);
	assert_int_equal(told(&s), EVENT_CASE_UPDATED);
	assert_replied(&s, NO_REPLY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_mention_is_where_replies_go),
		cmocka_unit_test(what_a_mention_means_for_an_open_case),
		cmocka_unit_test(a_status_names_the_district_unless_it_must_be_quiet),
		cmocka_unit_test(a_reply_speaks_the_language_of_the_mention_if_it_has_one),
		cmocka_unit_test(the_place_we_asked_for_sends_the_case_on),
		cmocka_unit_test(another_district_in_the_text_moves_nothing),
		cmocka_unit_test(a_doubtful_case_learns_its_place_and_tells_nobody),
		cmocka_unit_test(an_answer_that_leaves_a_choice_is_asked_once_more),
		cmocka_unit_test(an_answer_without_a_place_is_given_to_an_operator),
		cmocka_unit_test(the_citizens_verdict_counts),
		cmocka_unit_test(a_bare_yes_below_our_question_means_solved),
		cmocka_unit_test(a_yes_is_consent_unless_a_question_is_open),
		cmocka_unit_test(a_case_taken_back_ends),
		cmocka_unit_test(danger_makes_any_case_urgent),
		cmocka_unit_test(danger_without_a_place_waits_for_no_answer),
		cmocka_unit_test(a_question_about_an_urgent_case_is_no_new_danger),
		cmocka_unit_test(what_was_sensitive_stays_sensitive),
		cmocka_unit_test(a_country_is_learned_once),
		cmocka_unit_test(words_after_the_end),
		cmocka_unit_test(a_late_answer_reopens_the_case_that_waited_for_it),
		cmocka_unit_test(who_wants_no_replies_still_moves_the_case),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
