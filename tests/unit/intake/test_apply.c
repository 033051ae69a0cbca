#include "unit.h"

#include "intake/apply.h"
#include "intake/rules_fixture.h"
#include "scratch_store.h"

/* A plan, and what applying it must leave in the store. */
struct trial {
	struct scratch_store scratch;
	struct rules_fixture fixture;
	struct plan plan;
	struct subject subject;
	struct lane_set touched;
};

static int set_up(void **state)
{
	struct trial *trial = mem_new(1, sizeof *trial);
	scratch_open(&trial->scratch, NULL);
	rules_fixture_open(&trial->fixture);
	trial->subject = (struct subject){.handle = "UPPolNRI",
		.author_id = "11",
		.who = "nriseva",
		.seed = 1,
		.now_ms = 5000};
	*state = trial;
	return 0;
}

static int tear_down(void **state)
{
	struct trial *trial = *state;
	scratch_close(&trial->scratch);
	rules_fixture_close(&trial->fixture);
	mem_free(trial);
	return 0;
}

static enum err_code apply_work(struct store_tx *tx, void *arg, struct err *err)
{
	struct trial *trial = arg;
	return apply_plan(
		&trial->fixture.rules, tx, &trial->plan, &trial->subject, &trial->touched, err);
}

static struct effect *add(struct trial *trial, enum effect_kind kind)
{
	struct effect *effect = &trial->plan.effects[trial->plan.count++];
	*effect = (struct effect){.kind = kind};
	return effect;
}

static void add_reply(struct trial *trial, enum situation situation)
{
	struct effect *effect = add(trial, EFFECT_REPLY);
	effect->reply.situation = situation;
	effect->reply.lang = LANG_HI;
	snprintf(effect->reply.parent_id, sizeof effect->reply.parent_id, "777");
	snprintf(
		effect->reply.values.case_id, sizeof effect->reply.values.case_id, "NRI-AAAA-AAAA");
}

static struct delivery claimed; /* of the last look, for the checks to read */

static enum err_code claim_work(struct store_tx *tx, void *arg, struct err *err)
{
	size_t count;
	int64_t next;
	delivery_release(&claimed);
	enum err_code code = store_claim(
		tx, arg, PRIORITY_FOLLOW_UP, 1, INT64_MAX - 1, 1, &claimed, &count, &next, err);
	return code == ERR_OK && !count ? ERR_NOTFOUND : code;
}

static bool waits_on(struct trial *trial, const char *lane)
{
	struct err err = {0};
	char name[LANE_SIZE];
	snprintf(name, sizeof name, "%s", lane);
	return scratch_try(&trial->scratch, claim_work, name, &err) == ERR_OK;
}

static void an_event_shows_the_case_as_the_plan_leaves_it(void **state)
{
	struct trial *trial = *state;
	struct effect *event = add(trial, EFFECT_EVENT); /* stands before the case is opened */
	snprintf(event->event.to, sizeof event->event.to, "lucknow");
	event->event.sequence = 1;
	add(trial, EFFECT_OPEN_CASE)->record = scratch_case("NRI-AAAA-AAAA");
	scratch_run(&trial->scratch, apply_work, trial);
	assert_true(trial->subject.record.row > 0);
	assert_true(waits_on(trial, "endpoint:lucknow"));
	assert_non_null(strstr(claimed.body, "\"NRI-AAAA-AAAA\""));
	assert_non_null(strstr(claimed.body, "\"received\""));
	assert_int_equal(claimed.case_row, trial->subject.record.row);
	assert_int_equal(strncmp(claimed.webhook_id, "msg_", 4), 0);
	assert_int_equal(trial->touched.count, 1);
	assert_string_equal(trial->touched.lanes[0], "endpoint:lucknow");
	delivery_release(&claimed);
}

static void a_coordinator_hears_what_the_owner_hears(void **state)
{
	struct trial *trial = *state;
	struct config config = *trial->fixture.config;
	struct config_handle handle = config.handles[0];
	handle.coordinator = "london";
	config.handles = &handle;
	trial->fixture.rules.config = &config;
	trial->subject.handle = handle.name;
	add(trial, EFFECT_OPEN_CASE)->record = scratch_case("NRI-AAAA-AAAA");
	struct effect *event = add(trial, EFFECT_EVENT);
	snprintf(event->event.to, sizeof event->event.to, "lucknow");
	event->event.sequence = 4;
	scratch_run(&trial->scratch, apply_work, trial);
	assert_true(waits_on(trial, "endpoint:lucknow"));
	char owners[WEBHOOK_ID_SIZE];
	memcpy(owners, claimed.webhook_id, sizeof owners);
	assert_true(waits_on(trial, "endpoint:london"));
	assert_non_null(strstr(claimed.body, "\"recipient\":\"london\""));
	assert_non_null(strstr(claimed.body, "\"sequence\":4"));
	assert_string_not_equal(claimed.webhook_id, owners);
	assert_int_equal(trial->touched.count, 2);
	trial->fixture.rules.config = trial->fixture.config;
	delivery_release(&claimed);
}

static void a_reply_is_rendered_and_knows_where_to_fall_back(void **state)
{
	struct trial *trial = *state;
	add(trial, EFFECT_OPEN_CASE)->record = scratch_case("NRI-AAAA-AAAA");
	add_reply(trial, SITUATION_ACKNOWLEDGED);
	scratch_run(&trial->scratch, apply_work, trial);
	assert_true(waits_on(trial, "handle:UPPolNRI"));
	assert_non_null(strstr(claimed.body, "NRI-AAAA-AAAA"));
	assert_string_equal(claimed.parent_id, "777");
	assert_string_equal(claimed.fallback_parent_id, "100");
	delivery_release(&claimed);
}

static void the_last_word_to_somebody_who_opts_out_survives_the_opting_out(void **state)
{
	struct trial *trial = *state;
	add(trial, EFFECT_OPEN_CASE)->record = scratch_case("NRI-AAAA-AAAA");
	add_reply(trial, SITUATION_ACKNOWLEDGED);
	scratch_run(&trial->scratch, apply_work, trial);
	trial->plan.count = 0;
	add(trial, EFFECT_OPT_OUT);
	add_reply(trial, SITUATION_OPTED_OUT);
	scratch_run(&trial->scratch, apply_work, trial);
	assert_true(waits_on(trial, "handle:UPPolNRI"));
	assert_int_equal(claimed.about.situation, SITUATION_OPTED_OUT);
	assert_false(waits_on(trial, "handle:UPPolNRI"));
}

static void a_taken_case_id_is_a_conflict_and_leaves_nothing(void **state)
{
	struct trial *trial = *state;
	struct err err = {0};
	add(trial, EFFECT_OPEN_CASE)->record = scratch_case("NRI-AAAA-AAAA");
	scratch_run(&trial->scratch, apply_work, trial);
	add_reply(trial, SITUATION_ACKNOWLEDGED);
	assert_int_equal(scratch_try(&trial->scratch, apply_work, trial, &err), ERR_CONFLICT);
	assert_false(waits_on(trial, "handle:UPPolNRI"));
}

static void a_timer_replaces_one_of_its_kind(void **state)
{
	struct trial *trial = *state;
	add(trial, EFFECT_OPEN_CASE)->record = scratch_case("NRI-AAAA-AAAA");
	for (int64_t due_at = 100; due_at <= 200; due_at += 100) {
		struct effect *timer = add(trial, EFFECT_TIMER);
		timer->timer.kind = TIMER_NO_ANSWER;
		timer->timer.due_at = due_at;
	}
	scratch_run(&trial->scratch, apply_work, trial);
	assert_true(waits_on(trial, LANE_SELF));
	assert_int_equal(claimed.due_at, 200);
	assert_false(waits_on(trial, LANE_SELF));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_event_shows_the_case_as_the_plan_leaves_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_coordinator_hears_what_the_owner_hears, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_is_rendered_and_knows_where_to_fall_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_last_word_to_somebody_who_opts_out_survives_the_opting_out, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_taken_case_id_is_a_conflict_and_leaves_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_timer_replaces_one_of_its_kind, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
