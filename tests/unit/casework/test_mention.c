#include "scene.h"

/* ---- what is not taken ---- */

static void what_is_no_request_changes_nothing(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		const char *why;
		bool own, repost, known, before_start, unaddressed, quote;
	} cases[] = {
		{"ignored: own", .own = true},
		{"ignored: repost", .repost = true},
		{"ignored: known", .known = true},
		{"ignored: seen, before the start", .before_start = true},
		{"ignored: not addressed", .unaddressed = true},
		{"ignored: quote", .unaddressed = true, .quote = true},
		{"opened", .quote = true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		s.post.own = cases[i].own;
		s.post.repost = cases[i].repost;
		s.context.known_post = cases[i].known;
		s.context.before_start = cases[i].before_start;
		s.post.addressed = !cases[i].unaddressed;
		s.post.quote = cases[i].quote;
		mention(&s);
		assert_string_equal(s.plan.why, cases[i].why);
		if (strncmp(cases[i].why, "ignored", 7) == 0)
			assert_nothing(&s);
	}
}

static void an_answer_to_our_post_needs_no_name(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.post.addressed = false;
	mention(&s);
	assert_replied(&s, SITUATION_NOTED);
}

static void an_edit_is_noted_on_the_case_and_told_to_its_owner(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.context.known_post = true;
	strcpy(s.post_id, "1002");
	mention(&s);
	assert_string_equal(s.plan.why, "edited");
	assert_true(noted(&s, "edited post 1001"));
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_UPDATED, "lucknow", 4);
	assert_replied(&s, NO_REPLY);
	assert_int_equal(record(&s)->status, CASE_FORWARDED);

	/* Shown again as it was. */
	strcpy(s.post_id, "1001");
	mention(&s);
	assert_nothing(&s);

	/* A case that has ended: noted only. */
	strcpy(s.post_id, "1002");
	s.context.found.status = CASE_CLOSED;
	mention(&s);
	assert_int_equal(s.plan.count, 1);
	assert_true(noted(&s, "edited"));

	/* Somebody else's case. */
	strcpy(s.author_id, "8");
	mention(&s);
	assert_nothing(&s);
}

/* ---- yes ---- */

static void a_clear_complaint_opens_a_case_and_is_acknowledged(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	mention(&s);
	assert_string_equal(s.plan.why, "opened");
	const struct case_record *r = record(&s);
	assert_non_null(effect(&s, EFFECT_OPEN_CASE));
	assert_int_equal(r->row, 0);
	assert_string_equal(r->id, "NRI-NEWC-ASE0");
	assert_string_equal(r->handle, "UPPolNRI");
	assert_string_equal(r->author_id, "7");
	assert_string_equal(r->conversation_id, "1000");
	assert_string_equal(r->post_id, "1001");
	assert_string_equal(r->reply_to_id, "1001");
	assert_int_equal(r->status, CASE_RECEIVED);
	assert_string_equal(r->owner, "lucknow");
	assert_false(r->owner_accepted);
	assert_string_equal(r->matter, "theft");
	assert_string_equal(r->country, "CA");
	assert_int_equal(r->lang, LANG_HI);
	assert_int_equal(r->sequence, 1);
	assert_int_equal(r->opened_at, s.now);
	assert_int_equal(r->changed_at, s.now);
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "lucknow", 1);
	assert_replied(&s, SITUATION_ACKNOWLEDGED);
	const struct effect *reply = effect(&s, EFFECT_REPLY);
	assert_int_equal(reply->reply.priority, PRIORITY_ACKNOWLEDGEMENT);
	assert_int_equal(reply->reply.lang, LANG_HI);
	assert_string_equal(reply->reply.parent_id, "1001");
	assert_string_equal(reply->reply.values.case_id, "NRI-NEWC-ASE0");
	assert_string_equal(reply->reply.values.district, "lucknow");
	assert_int_equal(reply->reply.values.status, CASE_RECEIVED);
	assert_null(effect(&s, EFFECT_ALARM));
	assert_null(effect(&s, EFFECT_TIMER));
}

static void an_edited_post_is_known_by_its_first_id_and_answered_at_its_last(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	strcpy(s.post_id, "1002");
	s.post.conversation_id = NULL;
	mention(&s);
	assert_string_equal(record(&s)->post_id, "1001");
	assert_string_equal(record(&s)->reply_to_id, "1002");
	assert_string_equal(record(&s)->conversation_id, "");
}

static void the_first_reply_fits_the_matter(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		const char *name;
		bool urgent, sensitive, placeless, choice;
		int64_t age_ms;
		enum situation situation;
		enum case_status status;
	} cases[] = {
		{"urgent", .urgent = true, .situation = SITUATION_ACKNOWLEDGED_URGENT,
			.status = CASE_RECEIVED},
		{"urgent, late", .urgent = true, .age_ms = 2 * HOUR,
			.situation = SITUATION_ACKNOWLEDGED_URGENT, .status = CASE_RECEIVED},
		{"urgent, sensitive", .urgent = true, .sensitive = true,
			.situation = SITUATION_ACKNOWLEDGED_URGENT, .status = CASE_RECEIVED},
		{"urgent, no place", .urgent = true, .placeless = true,
			.situation = SITUATION_ACKNOWLEDGED_URGENT, .status = CASE_RECEIVED},
		{"no place", .placeless = true, .situation = SITUATION_ASK_PLACE,
			.status = CASE_NEEDS_INFO},
		{"several places", .placeless = true, .choice = true,
			.situation = SITUATION_ASK_WHICH_PLACE, .status = CASE_NEEDS_INFO},
		{"several places, sensitive", .placeless = true, .choice = true, .sensitive = true,
			.situation = SITUATION_ASK_PLACE, .status = CASE_NEEDS_INFO},
		{"sensitive", .sensitive = true, .situation = SITUATION_ACKNOWLEDGED_QUIET,
			.status = CASE_RECEIVED},
		{"sensitive, late", .sensitive = true, .age_ms = 2 * HOUR,
			.situation = SITUATION_ACKNOWLEDGED_QUIET, .status = CASE_RECEIVED},
		{"an hour old", .age_ms = HOUR, .situation = SITUATION_ACKNOWLEDGED,
			.status = CASE_RECEIVED},
		{"late", .age_ms = HOUR + 1, .situation = SITUATION_ACKNOWLEDGED_LATE,
			.status = CASE_RECEIVED},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		s.reading.urgent = cases[i].urgent;
		s.reading.sensitive = cases[i].sensitive;
		if (cases[i].placeless)
			s.reading.district[0] = '\0';
		if (cases[i].choice) {
			s.reading.candidate_count = 2;
			strcpy(s.reading.candidates[0], "hamirpur");
			strcpy(s.reading.candidates[1], "ballia");
		}
		s.post.created_at = s.now - cases[i].age_ms;
		mention(&s);
		assert_replied(&s, (int)cases[i].situation);
		assert_int_equal(record(&s)->status, cases[i].status);
		const struct reply_values *values = &effect(&s, EFFECT_REPLY)->reply.values;
		bool which = cases[i].situation == SITUATION_ASK_WHICH_PLACE;
		assert_int_equal(values->candidate_count, which ? 2 : 0);
		assert_string_equal(values->candidates[1], which ? "ballia" : "");
		bool names_place = !cases[i].sensitive && !cases[i].placeless;
		assert_string_equal(values->district, names_place ? "lucknow" : "");
		assert_int_equal(told(&s), cases[i].placeless ? NO_EVENT : (int)EVENT_CASE_OPENED);
		bool waits = cases[i].status == CASE_NEEDS_INFO;
		assert_int_equal(count(&s, EFFECT_TIMER), waits);
		if (waits)
			assert_int_equal(effect(&s, EFFECT_TIMER)->timer.due_at, s.now + 7 * DAY);
		assert_int_equal(count(&s, EFFECT_ALARM), cases[i].urgent);
	}
}

static void danger_goes_first_and_alarms(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.reading.urgent = true;
	mention(&s);
	assert_int_equal(effect(&s, EFFECT_REPLY)->reply.priority, PRIORITY_DANGER);
	assert_true(record(&s)->urgent);
	assert_string_equal(effect(&s, EFFECT_ALARM)->note, "danger now, in lucknow");
}

static void an_old_mention_opens_a_case_but_gets_no_reply(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.post.created_at = s.now - DAY;
	mention(&s);
	assert_replied(&s, SITUATION_ACKNOWLEDGED_LATE);
	s.post.created_at--;
	mention(&s);
	assert_replied(&s, NO_REPLY);
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "lucknow", 1);
}

static void who_may_not_be_written_to_gets_a_case_but_no_reply(void **state)
{
	(void)state;
	struct scene s;
	for (int why = 0; why < 2; why++) {
		scene_init(&s);
		s.context.opted_out = why == 0;
		s.context.replies_to_author = why == 1 ? 10 : 9;
		mention(&s);
		assert_replied(&s, NO_REPLY);
		assert_int_equal(record(&s)->status, CASE_RECEIVED);
		assert_int_equal(told(&s), EVENT_CASE_OPENED);

		/* Nobody can be asked for the place: an operator must find it. */
		s.reading.district[0] = '\0';
		mention(&s);
		assert_replied(&s, NO_REPLY);
		assert_int_equal(record(&s)->status, CASE_RECEIVED);
		assert_null(effect(&s, EFFECT_TIMER));
		assert_non_null(strstr(effect(&s, EFFECT_ALARM)->note, "assign it"));
	}
	scene_init(&s);
	s.context.replies_to_author = 9;
	mention(&s);
	assert_replied(&s, SITUATION_ACKNOWLEDGED);
}

/* ---- doubtful and no ---- */

static void a_doubtful_post_waits_for_an_operator(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.reading.actionable = BAND_DOUBTFUL;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_DOUBTFUL);
	assert_string_equal(record(&s)->owner, "lucknow");
	assert_int_equal(record(&s)->sequence, 0);
	assert_replied(&s, SITUATION_ACKNOWLEDGED_DOUBTFUL);
	assert_int_equal(told(&s), NO_EVENT);
	assert_null(effect(&s, EFFECT_ALARM));
}

static void doubtful_danger_alarms_the_operators_but_no_district(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.reading.actionable = BAND_DOUBTFUL;
	s.reading.urgent = true;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_DOUBTFUL);
	assert_replied(&s, SITUATION_ACKNOWLEDGED_URGENT);
	assert_int_equal(told(&s), NO_EVENT);
	assert_non_null(effect(&s, EFFECT_ALARM));
}

static void no_gets_what_its_intent_deserves(void **state)
{
	(void)state;
	struct scene s;
	static const struct {
		enum intent intent;
		bool elsewhere, takedown;
		int situation;
		bool opts_out;
	} cases[] = {
		{INTENT_THANKS, false, false, NO_REPLY, false},
		{INTENT_GREETING, false, false, NO_REPLY, false},
		{INTENT_SPAM, false, false, NO_REPLY, false},
		{INTENT_ABUSE, false, false, NO_REPLY, false},
		{INTENT_OTHER, false, false, NO_REPLY, false},
		{INTENT_COMPLAINT, false, false, NO_REPLY, false},
		{INTENT_STATUS_QUERY, false, false, NO_REPLY, false},
		{INTENT_THANKS, true, false, NO_REPLY, false},
		{INTENT_COMPLAINT, true, false, SITUATION_POINT_ELSEWHERE, false},
		{INTENT_OPTOUT, false, false, SITUATION_OPTED_OUT, true},
		{INTENT_OPTOUT, false, true, NO_REPLY, true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		s.reading.actionable = BAND_NO;
		s.reading.intent = cases[i].intent;
		s.reading.elsewhere = cases[i].elsewhere;
		s.reading.takedown = cases[i].takedown;
		mention(&s);
		assert_replied(&s, cases[i].situation);
		assert_int_equal(count(&s, EFFECT_OPT_OUT), cases[i].opts_out);
		assert_null(effect(&s, EFFECT_OPEN_CASE));
		assert_int_equal(told(&s), NO_EVENT);
		if (replied(&s) != NO_REPLY) {
			const struct effect *reply = effect(&s, EFFECT_REPLY);
			assert_string_equal(reply->reply.parent_id, "1001");
			assert_int_equal(reply->reply.lang, LANG_HI);
			assert_string_equal(reply->reply.values.case_id, "");
		}
	}
}

static void danger_elsewhere_is_shown_to_an_operator(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.reading.actionable = BAND_NO;
	s.reading.elsewhere = true;
	s.reading.urgent = true;
	mention(&s);
	assert_int_equal(record(&s)->status, CASE_DOUBTFUL);
	assert_replied(&s, SITUATION_ACKNOWLEDGED_URGENT);
	assert_non_null(effect(&s, EFFECT_ALARM));
}

/* ---- wishes ---- */

static void stop_is_remembered_before_the_last_word_is_written(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.reading.intent = INTENT_OPTOUT;
	mention(&s);
	assert_int_equal(s.plan.effects[0].kind, EFFECT_OPT_OUT);
	assert_int_equal(s.plan.effects[s.plan.count - 1].kind, EFFECT_REPLY);
	assert_replied(&s, SITUATION_OPTED_OUT);
	/* The case goes on. */
	assert_int_equal(record(&s)->status, CASE_FORWARDED);
	assert_int_equal(told(&s), NO_EVENT);
}

static void stop_said_twice_is_answered_once(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.reading.intent = INTENT_OPTOUT;
	s.context.opted_out = true;
	mention(&s);
	assert_nothing(&s);
}

static void stop_is_heard_in_an_old_post_too(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.reading.intent = INTENT_OPTOUT;
	s.post.created_at = s.now - 3 * DAY;
	mention(&s);
	assert_non_null(effect(&s, EFFECT_OPT_OUT));
	assert_replied(&s, NO_REPLY);
}

static void take_it_down_deletes_the_reply_and_writes_no_other(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	s.reading.takedown = true;
	mention(&s);
	assert_non_null(effect(&s, EFFECT_DELETE_REPLY));
	assert_replied(&s, NO_REPLY);

	/* It does not say which: somebody must look. */
	s.context.link = LINK_CONVERSATION;
	mention(&s);
	assert_null(effect(&s, EFFECT_DELETE_REPLY));
	assert_non_null(effect(&s, EFFECT_ALARM));

	/* It is not theirs. */
	s.context.link = LINK_OTHERS_CASE;
	mention(&s);
	assert_nothing(&s);
}

/* ---- somebody else's case ---- */

static void a_strangers_question_about_a_case_gets_no_answer(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	strcpy(s.author_id, "8");
	s.context.link = LINK_OTHERS_CASE;
	static const enum intent intents[] = {INTENT_STATUS_QUERY, INTENT_FOLLOWUP, INTENT_OTHER};
	for (size_t i = 0; i < 3; i++) {
		for (int band = BAND_NO; band <= BAND_YES; band++) {
			s.reading.intent = intents[i];
			s.reading.actionable = (enum band)band;
			s.reading.withdraw = true;
			s.reading.verdict = VERDICT_SOLVED;
			mention(&s);
			bool complains = band == BAND_YES && intents[i] != INTENT_STATUS_QUERY;
			if (!complains)
				assert_nothing(&s);
			else
				assert_non_null(effect(&s, EFFECT_OPEN_CASE));
		}
	}
}

static void a_strangers_own_complaint_opens_a_case_of_its_own(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	struct reading complaint = s.reading;
	scene_case(&s, CASE_FORWARDED, "agra");
	s.reading = complaint;
	strcpy(s.author_id, "8");
	s.context.link = LINK_OTHERS_CASE;
	mention(&s);
	assert_string_equal(record(&s)->id, "NRI-NEWC-ASE0");
	assert_string_equal(record(&s)->author_id, "8");
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_OPENED, "lucknow", 1);
	assert_null(effect(&s, EFFECT_CHANGE_CASE));
}

static void a_link_that_calls_a_strangers_case_own_is_not_believed(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "agra");
	strcpy(s.author_id, "8");
	s.reading.intent = INTENT_STATUS_QUERY;
	mention(&s);
	assert_nothing(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_request_changes_nothing),
		cmocka_unit_test(an_answer_to_our_post_needs_no_name),
		cmocka_unit_test(an_edit_is_noted_on_the_case_and_told_to_its_owner),
		cmocka_unit_test(a_clear_complaint_opens_a_case_and_is_acknowledged),
		cmocka_unit_test(an_edited_post_is_known_by_its_first_id_and_answered_at_its_last),
		cmocka_unit_test(the_first_reply_fits_the_matter),
		cmocka_unit_test(danger_goes_first_and_alarms),
		cmocka_unit_test(an_old_mention_opens_a_case_but_gets_no_reply),
		cmocka_unit_test(who_may_not_be_written_to_gets_a_case_but_no_reply),
		cmocka_unit_test(a_doubtful_post_waits_for_an_operator),
		cmocka_unit_test(doubtful_danger_alarms_the_operators_but_no_district),
		cmocka_unit_test(no_gets_what_its_intent_deserves),
		cmocka_unit_test(danger_elsewhere_is_shown_to_an_operator),
		cmocka_unit_test(stop_is_remembered_before_the_last_word_is_written),
		cmocka_unit_test(stop_said_twice_is_answered_once),
		cmocka_unit_test(stop_is_heard_in_an_old_post_too),
		cmocka_unit_test(take_it_down_deletes_the_reply_and_writes_no_other),
		cmocka_unit_test(a_strangers_question_about_a_case_gets_no_answer),
		cmocka_unit_test(a_strangers_own_complaint_opens_a_case_of_its_own),
		cmocka_unit_test(a_link_that_calls_a_strangers_case_own_is_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
