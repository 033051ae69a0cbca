#include "scene.h"

#include "casework/casework_priv.h"

static struct draft *begin(struct scene *s, struct draft *draft)
{
	draft_begin(draft, &s->policy, &s->context, s->now, &s->plan);
	return draft;
}

static void effects_stand_in_the_order_they_are_carried_out_in(void **state)
{
	(void)state;
	static const enum effect_kind order[] = {EFFECT_OPT_OUT, EFFECT_DELETE_REPLY,
		EFFECT_CHANGE_CASE, EFFECT_NOTE, EFFECT_STOP_TIMERS, EFFECT_TIMER, EFFECT_SUPERSEDE,
		EFFECT_EVENT, EFFECT_REPLY, EFFECT_ALARM};
	struct scene s;
	struct draft d;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	begin(&s, &d);
	assert_true(draft_take_case(&d));
	draft_alarm(&d, "look at %s", "this");
	draft_reply(&d, SITUATION_NOTED, PRIORITY_ANSWER);
	draft_replace_waiting(&d);
	draft_tell_owner(&d);
	draft_timer(&d, TIMER_NO_ANSWER);
	draft_note(&d, "a note");
	d.stops_timers = true;
	d.opts_out = true;
	d.deletes_reply = true;
	draft_finish(&d);
	assert_int_equal(s.plan.count, sizeof order / sizeof *order);
	for (size_t i = 0; i < s.plan.count; i++)
		assert_int_equal(s.plan.effects[i].kind, order[i]);
}

static void a_full_draft_fits_a_plan(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	scene_init(&s);
	scene_case(&s, CASE_FORWARDED, "lucknow");
	begin(&s, &d);
	draft_take_case(&d);
	for (int i = 0; i < 20; i++) {
		draft_note(&d, "note %d", i);
		draft_tell_owner(&d);
	}
	draft_reply(&d, SITUATION_NOTED, PRIORITY_ANSWER);
	draft_timer(&d, TIMER_NO_ANSWER);
	draft_alarm(&d, "alarm");
	d.stops_timers = d.supersedes = d.opts_out = d.deletes_reply = true;
	draft_finish(&d);
	assert_int_equal(count(&s, EFFECT_NOTE), DRAFT_NOTES_MAX);
	assert_int_equal(count(&s, EFFECT_EVENT), DRAFT_EVENTS_MAX);
	assert_true(s.plan.count <= PLAN_EFFECTS_MAX);
}

static void an_empty_draft_is_an_empty_plan_whatever_was_there(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	scene_init(&s);
	memset(&s.plan, 0x55, sizeof s.plan);
	draft_finish(begin(&s, &d));
	assert_nothing(&s);
	assert_string_equal(s.plan.why, "");
	assert_false(s.plan.refused);
	assert_false(draft_take_case(&d));
}

static void a_move_that_the_table_lacks_changes_nothing(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	scene_init(&s);
	scene_case(&s, CASE_MERGED, "lucknow");
	begin(&s, &d);
	draft_take_case(&d);
	assert_false(draft_move(&d, STEP_REOPEN));
	draft_finish(&d);
	assert_nothing(&s);
}

static void leaving_a_status_that_waits_stops_its_timer(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	static const struct {
		enum case_status from;
		enum casework_step step;
		size_t stops;
	} cases[] = {
		{CASE_NEEDS_INFO, STEP_START, 1},
		{CASE_RESOLVED, STEP_REOPEN, 1},
		{CASE_NEEDS_INFO, STEP_ASK, 0},
		{CASE_FORWARDED, STEP_START, 0},
		{CASE_FORWARDED, STEP_CONFIRM, 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		scene_init(&s);
		scene_case(&s, cases[i].from, "lucknow");
		begin(&s, &d);
		draft_take_case(&d);
		assert_true(draft_move(&d, cases[i].step));
		draft_finish(&d);
		assert_int_equal(count(&s, EFFECT_STOP_TIMERS), cases[i].stops);
	}
}

static void an_owner_hears_opened_first_then_updated_and_of_the_end(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	scene_init(&s);
	scene_case(&s, CASE_RECEIVED, "lucknow");
	begin(&s, &d);
	draft_take_case(&d);
	draft_tell_owner(&d);
	draft_set_owner(&d, "agra");
	draft_tell_owner(&d);
	draft_finish(&d);
	assert_event(effect(&s, EFFECT_EVENT), EVENT_CASE_UPDATED, "lucknow", 4);
	assert_event(effect(&s, EFFECT_EVENT) + 1, EVENT_CASE_OPENED, "agra", 5);

	/* One who never heard of it hears no end either. */
	scene_case(&s, CASE_DOUBTFUL, "lucknow");
	begin(&s, &d);
	draft_take_case(&d);
	draft_move(&d, STEP_DECLINE);
	draft_finish(&d);
	assert_int_equal(told(&s), NO_EVENT);
}

static void nothing_is_dropped_for_a_reply_that_is_not_written(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	scene_init(&s);
	scene_case(&s, CASE_RECEIVED, "lucknow");
	s.context.opted_out = true;
	begin(&s, &d);
	draft_take_case(&d);
	draft_reply(&d, SITUATION_STATUS, PRIORITY_ANSWER);
	draft_replace_waiting(&d);
	draft_finish(&d);
	assert_nothing(&s);
}

static void long_words_are_cut_between_letters(void **state)
{
	(void)state;
	struct scene s;
	struct draft d;
	char words[1200] = "";
	for (size_t i = 0; i < 300; i++)
		memcpy(words + 3 * i, "\u0915", 3); /* a letter of three bytes */
	scene_init(&s);
	scene_case(&s, CASE_RECEIVED, "lucknow");
	begin(&s, &d);
	draft_take_case(&d);
	draft_note(&d, "%s", words);
	draft_alarm(&d, "%s", words);
	draft_why(&d, "%s", words);
	draft_finish(&d);
	const char *note = effect(&s, EFFECT_NOTE)->note;
	const char *alarm = effect(&s, EFFECT_ALARM)->note;
	assert_true(str_is_utf8(note, strlen(note)));
	assert_true(str_is_utf8(alarm, strlen(alarm)));
	assert_true(str_is_utf8(s.plan.why, strlen(s.plan.why)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_stand_in_the_order_they_are_carried_out_in),
		cmocka_unit_test(a_full_draft_fits_a_plan),
		cmocka_unit_test(an_empty_draft_is_an_empty_plan_whatever_was_there),
		cmocka_unit_test(a_move_that_the_table_lacks_changes_nothing),
		cmocka_unit_test(leaving_a_status_that_waits_stops_its_timer),
		cmocka_unit_test(an_owner_hears_opened_first_then_updated_and_of_the_end),
		cmocka_unit_test(nothing_is_dropped_for_a_reply_that_is_not_written),
		cmocka_unit_test(long_words_are_cut_between_letters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
