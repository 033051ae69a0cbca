#include "scene.h"

static void event_scene(struct scene *s, enum case_status from, enum event_type type)
{
	scene_init(s);
	scene_case(s, from, "lucknow");
	s->delivery = (struct delivery){.kind = DELIVERY_EVENT,
		.about.event = type,
		.lane = "endpoint:lucknow",
		.created_at = s->context.found.changed_at};
}

static void sent_to_becomes_true_with_the_owners_2xx(void **state)
{
	(void)state;
	struct scene s;
	static const enum case_status from[] = {CASE_RECEIVED, CASE_REOPENED};
	static const enum event_type types[] = {EVENT_CASE_OPENED, EVENT_CASE_UPDATED};
	for (size_t i = 0; i < 4; i++) {
		event_scene(&s, from[i / 2], types[i % 2]);
		delivered(&s, OUTCOME_DONE);
		assert_int_equal(record(&s)->status, CASE_FORWARDED);
		assert_true(record(&s)->owner_accepted);
		assert_replied(&s, SITUATION_FORWARDED);
		assert_string_equal(effect(&s, EFFECT_REPLY)->reply.values.district, "lucknow");
		assert_int_equal(record(&s)->follow_ups, 1);
	}
}

static void a_2xx_that_says_nothing_about_now_moves_nothing(void **state)
{
	(void)state;
	struct scene s;
	event_scene(&s, CASE_RECEIVED, EVENT_CASE_CLOSED);
	delivered(&s, OUTCOME_DONE);
	assert_nothing(&s);

	event_scene(&s, CASE_RECEIVED, EVENT_CASE_OPENED);
	strcpy(s.delivery.lane, "endpoint:agra");
	delivered(&s, OUTCOME_DONE);
	assert_nothing(&s);

	event_scene(&s, CASE_REOPENED, EVENT_CASE_UPDATED);
	s.delivery.created_at--;
	delivered(&s, OUTCOME_DONE);
	assert_nothing(&s);

	event_scene(&s, CASE_IN_PROGRESS, EVENT_CASE_UPDATED);
	delivered(&s, OUTCOME_DONE);
	assert_nothing(&s);

	event_scene(&s, CASE_RECEIVED, EVENT_CASE_OPENED);
	delivered(&s, OUTCOME_RETRY);
	assert_nothing(&s);
}

static void sent_to_is_a_follow_up_like_others(void **state)
{
	(void)state;
	struct scene s;
	event_scene(&s, CASE_RECEIVED, EVENT_CASE_OPENED);
	s.policy.follow_ups = FOLLOW_UPS_ON_REQUEST;
	delivered(&s, OUTCOME_DONE);
	assert_int_equal(record(&s)->status, CASE_FORWARDED);
	assert_replied(&s, NO_REPLY);

	/* Behind an acknowledgement or a "reopened" it waits its turn. */
	event_scene(&s, CASE_REOPENED, EVENT_CASE_UPDATED);
	s.context.found.follow_ups = 2;
	delivered(&s, OUTCOME_DONE);
	assert_replied(&s, SITUATION_FORWARDED);
	assert_null(effect(&s, EFFECT_SUPERSEDE));
}

static void a_reply_that_was_sent_changes_nothing(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RECEIVED, "lucknow");
	s.delivery = (struct delivery){.kind = DELIVERY_REPLY, .created_at = s.now};
	delivered(&s, OUTCOME_DONE);
	assert_nothing(&s);
}

static void what_is_given_up_alarms_and_leaves_the_case(void **state)
{
	(void)state;
	struct scene s;
	event_scene(&s, CASE_RECEIVED, EVENT_CASE_OPENED);
	delivered(&s, OUTCOME_GIVE_UP);
	assert_null(effect(&s, EFFECT_CHANGE_CASE));
	assert_string_equal(effect(&s, EFFECT_ALARM)->note,
		"event case.opened on endpoint:lucknow was given up: 403 not visible");
	assert_int_equal(s.plan.count, 1);
}

static void what_is_meant_to_stay_unsent_is_noted_without_an_alarm(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_NEEDS_INFO, "lucknow");
	s.delivery = (struct delivery){.kind = DELIVERY_REPLY,
		.about.situation = SITUATION_ASK_PLACE,
		.lane = "handle:UPPolNRI"};
	s.outcome.meant = true;
	delivered(&s, OUTCOME_GIVE_UP);
	assert_null(effect(&s, EFFECT_ALARM));
	assert_string_equal(
		effect(&s, EFFECT_NOTE)->note, "reply ask_place was not sent: 403 not visible");
	assert_int_equal(count(&s, EFFECT_STOP_TIMERS), 1);
}

static void a_question_that_was_never_seen_does_not_end_the_case(void **state)
{
	(void)state;
	struct scene s;
	for (int situation = 0; situation < SITUATION_COUNT; situation++) {
		scene_init(&s);
		scene_case(&s, CASE_NEEDS_INFO, "lucknow");
		s.delivery = (struct delivery){.kind = DELIVERY_REPLY,
			.about.situation = (enum situation)situation,
			.lane = "handle:UPPolNRI"};
		delivered(&s, OUTCOME_GIVE_UP);
		bool waits = situation == SITUATION_ASK_PLACE ||
			     situation == SITUATION_ASK_WHICH_PLACE ||
			     situation == SITUATION_NEEDS_INFO || situation == SITUATION_RESOLVED;
		assert_int_equal(count(&s, EFFECT_STOP_TIMERS), waits);
		assert_int_equal(count(&s, EFFECT_ALARM), 1);
	}
}

static void the_citizens_time_begins_when_the_words_are_out(void **state)
{
	(void)state;
	struct scene s;
	for (int status = 0; status < CASE_STATUS_COUNT; status++) {
		for (int situation = 0; situation < 2 * SITUATION_COUNT; situation++) {
			enum situation said = (enum situation)(situation / 2);
			bool asks = said == SITUATION_ASK_PLACE ||
				    said == SITUATION_ASK_WHICH_PLACE ||
				    said == SITUATION_NEEDS_INFO;
			scene_init(&s);
			scene_case(&s, (enum case_status)status, "lucknow");
			s.context.found.sensitive = situation % 2;
			s.delivery = (struct delivery){.kind = DELIVERY_REPLY,
				.about.situation = said,
				.lane = "handle:UPPolNRI"};
			delivered(&s, OUTCOME_DONE);
			if (status == CASE_RESOLVED && said == SITUATION_RESOLVED) {
				assert_int_equal(effect(&s, EFFECT_TIMER)->timer.due_at,
					s.now + s.policy.no_objection_ms);
			} else if (status == CASE_NEEDS_INFO && asks &&
				   !(situation % 2 && said == SITUATION_NEEDS_INFO)) {
				assert_int_equal(effect(&s, EFFECT_TIMER)->timer.due_at,
					s.now + s.policy.no_answer_ms);
			} else {
				assert_nothing(&s);
			}
		}
	}
}

static void a_reply_without_a_case_may_be_given_up_too(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	s.delivery = (struct delivery){.kind = DELIVERY_REPLY,
		.about.situation = SITUATION_POINT_ELSEWHERE,
		.lane = "handle:UPPolNRI"};
	delivered(&s, OUTCOME_GIVE_UP);
	assert_int_equal(s.plan.count, 1);
	assert_non_null(effect(&s, EFFECT_ALARM));
}

static void a_deletion_is_told_in_the_log_and_moves_nothing(void **state)
{
	(void)state;
	struct scene s;
	scene_init(&s);
	scene_case(&s, CASE_RESOLVED, "lucknow");
	s.delivery = (struct delivery){.kind = DELIVERY_DELETION,
		.about.situation = SITUATION_RESOLVED,
		.lane = "handle:UPPolNRI",
		.parent_id = "777"};
	delivered(&s, OUTCOME_DONE);
	assert_int_equal(s.plan.count, 1); /* no timer begins, though it is about "resolved" */
	assert_true(noted(&s, "our reply resolved was deleted: post 777"));

	s.delivery.parent_id[0] = '\0';
	delivered(&s, OUTCOME_DONE);
	assert_true(noted(&s, "had never been published"));

	delivered(&s, OUTCOME_GIVE_UP);
	assert_int_equal(s.plan.count, 1);
	assert_non_null(strstr(effect(&s, EFFECT_ALARM)->note, "deletion resolved on handle"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_deletion_is_told_in_the_log_and_moves_nothing),
		cmocka_unit_test(sent_to_becomes_true_with_the_owners_2xx),
		cmocka_unit_test(a_2xx_that_says_nothing_about_now_moves_nothing),
		cmocka_unit_test(sent_to_is_a_follow_up_like_others),
		cmocka_unit_test(a_reply_that_was_sent_changes_nothing),
		cmocka_unit_test(what_is_given_up_alarms_and_leaves_the_case),
		cmocka_unit_test(what_is_meant_to_stay_unsent_is_noted_without_an_alarm),
		cmocka_unit_test(a_question_that_was_never_seen_does_not_end_the_case),
		cmocka_unit_test(the_citizens_time_begins_when_the_words_are_out),
		cmocka_unit_test(a_reply_without_a_case_may_be_given_up_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
