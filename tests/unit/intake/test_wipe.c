#include "unit.h"

#include "base/str.h"
#include "intake/apply.h"
#include "intake/rules_fixture.h"
#include "scratch_store.h"

#define OLD_EVENT "{\"post\":{\"id\":\"100\",\"text\":\"zebrafish bakery\"}}"

struct trial {
	struct scratch_store scratch;
	struct rules_fixture fixture;
	struct subject subject, after; /* as the work finds it, and as it leaves it */
	struct lane_set touched;
	const char *post; /* that is gone; NULL: the whole case is wiped */
	enum err_code code;
};

static enum err_code fill_work(struct store_tx *tx, void *arg, struct err *err)
{
	struct trial *trial = arg;
	struct case_record *record = &trial->subject.record;
	struct post post = {.id = (char[]){"100"},
		.identity = (char[]){"100"},
		.author_id = (char[]){"11"},
		.text = (char[]){"zebrafish bakery"}};
	const struct reading reading = {0};
	*record = scratch_case("NRI-AAAA-AAAA");
	record->sequence = 1;
	assert_int_equal(store_case_insert(tx, record, err), ERR_OK);
	assert_int_equal(store_post_save(tx,
				 &(struct store_post){.post = &post,
					 .reading = &reading,
					 .handle = "UPPolNRI",
					 .case_row = record->row,
					 .why = ""},
				 err),
		ERR_OK);
	struct delivery event = {.kind = DELIVERY_EVENT,
		.case_row = record->row,
		.body = (char[]){OLD_EVENT},
		.webhook_id = "msg_old",
		.lane = "endpoint:lucknow"};
	return store_delivery_insert(tx, &event, "", err);
}

static int set_up(void **state)
{
	struct trial *trial = mem_new(1, sizeof *trial);
	scratch_open(&trial->scratch, NULL);
	rules_fixture_open(&trial->fixture);
	trial->subject = (struct subject){.handle = "UPPolNRI", .who = "asha", .now_ms = 5000};
	scratch_run(&trial->scratch, fill_work, trial);
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

static enum err_code wipe_work(struct store_tx *tx, void *arg, struct err *err)
{
	struct trial *trial = arg;
	const struct gone_post gone = {.identity = trial->post, .why = "deleted"};
	trial->touched.count = 0;
	trial->after = trial->subject;
	trial->code = trial->post ? wipe_gone(&trial->fixture.rules, tx, "UPPolNRI", &gone, 5000,
					    &trial->touched, err)
				  : wipe_case(&trial->fixture.rules, tx, &trial->after,
					    &trial->touched, err);
	return trial->code == ERR_NOTFOUND ? ERR_OK : trial->code;
}

static struct delivery claimed;

static enum err_code claim_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	size_t count;
	int64_t next;
	enum err_code code = store_claim(tx, "endpoint:lucknow", PRIORITY_FOLLOW_UP, 1, 9000, 1,
		&claimed, &count, &next, err);
	assert_int_equal(count, 1);
	return code;
}

static char story[2000];

static void take_line(void *arg, const struct store_story_line *line)
{
	(void)arg;
	size_t used = strlen(story);
	snprintf(story + used, sizeof story - used, "%s %s %s%s\n", line->who, line->state,
		line->text, line->wiped ? "(wiped)" : "");
}

static enum err_code story_work(struct store_tx *tx, void *arg, struct err *err)
{
	const struct trial *trial = arg;
	story[0] = '\0';
	return store_case_story(tx, trial->subject.record.row, take_line, NULL, err);
}

static void assert_told_anew(struct trial *trial)
{
	assert_int_equal(trial->touched.count, 1);
	assert_string_equal(trial->touched.lanes[0], "endpoint:lucknow");
	scratch_run(&trial->scratch, claim_work, NULL);
	assert_int_equal(claimed.about.event, EVENT_CASE_OPENED);
	assert_string_not_equal(claimed.webhook_id, "msg_old");
	assert_non_null(strstr(claimed.body, "\"NRI-AAAA-AAAA\""));
	assert_non_null(strstr(claimed.body, "\"sequence\":2"));
	assert_non_null(strstr(claimed.body, "\"text\":null"));
	delivery_release(&claimed);
	scratch_run(&trial->scratch, story_work, trial);
	assert_non_null(strstr(story, "citizen  (wiped)"));
	assert_non_null(strstr(story, "event wiped wiped"));
	assert_null(strstr(story, "zebrafish"));
}

static void a_post_that_is_gone_leaves_the_skeleton_and_the_district_hears_it(void **state)
{
	struct trial *trial = *state;
	trial->post = "100";
	scratch_run(&trial->scratch, wipe_work, trial);
	assert_told_anew(trial);
	assert_non_null(strstr(story, "nriseva  post 100 is deleted; its text is wiped"));
	scratch_run(&trial->scratch, wipe_work, trial);
	assert_int_equal(trial->code, ERR_NOTFOUND);
	assert_int_equal(trial->touched.count, 0);
}

static void a_wiped_case_says_what_was_wiped(void **state)
{
	struct trial *trial = *state;
	scratch_run(&trial->scratch, wipe_work, trial);
	assert_told_anew(trial);
	assert_non_null(strstr(story, "asha  texts wiped: 1 post, 0 replies, 1 event"));
	assert_int_equal(trial->after.record.sequence, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_post_that_is_gone_leaves_the_skeleton_and_the_district_hears_it, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_wiped_case_says_what_was_wiped, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
