#include "unit.h"

#include "base/str.h"
#include "intake/apply.h"
#include "intake/rules_fixture.h"
#include "reply/reply.h"
#include "scratch_store.h"

#define TOLD "NRI-7K3F-9QXM"

/* A store in which X has told what we said, a reading of the rules, and a mention. */
struct rig {
	struct scratch_store scratch;
	struct rules_fixture fixture;
	struct post post;
	char case_id[CASE_ID_SIZE]; /* that its author was told */
};

static int set_up(void **state)
{
	struct rig *rig = mem_new(1, sizeof *rig);
	rules_fixture_open(&rig->fixture);
	scratch_open(&rig->scratch, NULL);
	rig->post.id = mem_string("101");
	rig->post.identity = mem_string("100");
	rig->post.author_id = mem_string("11");
	rig->post.text = mem_string("help");
	case_id_make("NRI", 12345, rig->case_id);
	*state = rig;
	return 0;
}

static int tear_down(void **state)
{
	struct rig *rig = *state;
	post_release(&rig->post);
	scratch_close(&rig->scratch);
	rules_fixture_close(&rig->fixture);
	mem_free(rig);
	return 0;
}

static void said(
	struct store_tx *tx, const char *id, const char *parent, const char *text, int64_t at)
{
	struct store_own_post post = {.text = mem_string(text), .at = at};
	str_copy(post.id, sizeof post.id, id);
	str_copy(post.parent_id, sizeof post.parent_id, parent);
	assert_int_equal(store_own_post_save(tx, "UPPolNRI", &post, NULL), ERR_OK);
	mem_free(post.text);
}

static enum err_code find_case(struct store_tx *tx, void *arg, struct err *err)
{
	struct rig *rig = arg;
	struct recovered recovered;
	char text[80];
	assert_int_equal(
		recover_case(&rig->fixture.rules, tx, "UPPolNRI", &rig->post, &recovered, err),
		ERR_OK);
	assert_string_equal(recovered.case_id, "");
	snprintf(text, sizeof text, "Your case is %s.", rig->case_id);
	said(tx, "900", "100", text, 5);
	assert_int_equal(
		recover_case(&rig->fixture.rules, tx, "UPPolNRI", &rig->post, &recovered, err),
		ERR_OK);
	assert_string_equal(recovered.case_id, rig->case_id);
	assert_int_equal(
		recover_case(&rig->fixture.rules, tx, "UPPolUSA", &rig->post, &recovered, err),
		ERR_OK);
	assert_string_equal(recovered.case_id, "");
	return ERR_OK;
}

static void the_case_id_is_the_one_that_the_author_was_told(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, find_case, rig);
}

static void numbers_of_events_go_on_above_those_that_were_seen(void **state)
{
	(void)state;
	struct recovered recovered = {.sequence_shift = 1000};
	struct plan plan = {.count = 2};
	plan.effects[0].kind = EFFECT_OPEN_CASE;
	plan.effects[0].record.sequence = 1;
	str_copy(plan.effects[0].record.id, CASE_ID_SIZE, TOLD);
	plan.effects[1].kind = EFFECT_EVENT;
	plan.effects[1].event.sequence = 1;
	recover_sequences(&recovered, &plan);
	assert_int_equal(plan.effects[1].event.sequence, 1);
	str_copy(recovered.case_id, CASE_ID_SIZE, TOLD);
	recover_sequences(&recovered, &plan);
	assert_int_equal(plan.effects[0].record.sequence, 1001);
	assert_int_equal(plan.effects[1].event.sequence, 1001);
}

/* Write a reply as apply.c does; gives whether it counts as said. */
static bool write_reply(struct rig *rig, struct store_tx *tx, const struct effect *effect,
	const struct post *mention)
{
	struct err err = {0};
	bool ours;
	const struct subject subject = {
		.handle = "UPPolNRI", .author_id = "11", .post = mention, .now_ms = 50};
	struct delivery delivery = {.kind = DELIVERY_REPLY,
		.lane = "handle:UPPolNRI",
		.about.situation = effect->reply.situation,
		.body = (char[]){"new words"}};
	str_copy(delivery.parent_id, sizeof delivery.parent_id, effect->reply.parent_id);
	if (store_delivery_insert(tx, &delivery, "11", &err) != ERR_OK ||
		recover_reply(&rig->fixture.rules, tx, effect, &subject, &delivery, &err) != ERR_OK)
		fail_msg("%s", err.text);
	assert_int_equal(store_remote_is_ours(tx, "handle:UPPolNRI", "901", &ours, &err), ERR_OK);
	return ours;
}

static struct effect reply_effect(const struct rig *rig, enum situation situation)
{
	struct effect effect = {.kind = EFFECT_REPLY};
	effect.reply.situation = situation;
	effect.reply.lang = LANG_EN;
	str_copy(effect.reply.parent_id, ID_SIZE, "101");
	str_copy(effect.reply.values.case_id, CASE_ID_SIZE, rig->case_id);
	str_copy(effect.reply.values.district, LABEL_SIZE, "lucknow");
	return effect;
}

static enum err_code answer_mention(struct store_tx *tx, void *arg, struct err *err)
{
	(void)err;
	struct rig *rig = arg;
	const struct effect effect = reply_effect(rig, SITUATION_ACKNOWLEDGED);
	assert_false(write_reply(rig, tx, &effect, &rig->post));
	said(tx, "901", "101", "whatever was said then", 5);
	assert_true(write_reply(rig, tx, &effect, &rig->post));
	return ERR_OK;
}

static void a_mention_that_was_answered_is_not_answered_again(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, answer_mention, rig);
}

static enum err_code follow_up(struct store_tx *tx, void *arg, struct err *err)
{
	(void)err;
	struct rig *rig = arg;
	struct effect effect = reply_effect(rig, SITUATION_FORWARDED);
	struct buf text;
	buf_init(&text, 4096);
	static const struct reply_history nothing = {0};
	replies_render(reply_book_common(rig->fixture.rules.replies), SITUATION_FORWARDED, LANG_EN,
		1, &effect.reply.values, &nothing, &text);
	said(tx, "901", "101", text.bytes, 5);
	effect.reply.situation = SITUATION_RESOLVED;
	assert_false(write_reply(rig, tx, &effect, NULL));
	effect.reply.situation = SITUATION_FORWARDED;
	assert_true(write_reply(rig, tx, &effect, NULL));
	buf_release(&text);
	return ERR_OK;
}

static void a_follow_up_is_known_by_its_words(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, follow_up, rig);
}

static enum err_code keep_unsaid(struct store_tx *tx, void *arg, struct err *err)
{
	struct rig *rig = arg;
	bool ours;
	struct subject subject = {
		.handle = "UPPolNRI", .author_id = "11", .post = &rig->post, .now_ms = 50};
	struct recovered recovered = {0};
	const struct plan silent = {0};
	subject.record = scratch_case(rig->case_id);
	assert_int_equal(store_case_insert(tx, &subject.record, err), ERR_OK);
	str_copy(recovered.case_id, CASE_ID_SIZE, rig->case_id);
	said(tx, "901", "101", rig->case_id, 5);
	assert_int_equal(recover_unsaid(tx, &silent, &subject, &recovered, err), ERR_OK);
	assert_int_equal(store_remote_is_ours(tx, "handle:UPPolNRI", "901", &ours, err), ERR_OK);
	assert_true(ours);
	return ERR_OK;
}

static void an_answer_that_would_not_be_given_today_is_kept(void **state)
{
	struct rig *rig = *state;
	scratch_run(&rig->scratch, keep_unsaid, rig);
}

#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_RIG(the_case_id_is_the_one_that_the_author_was_told),
		WITH_RIG(numbers_of_events_go_on_above_those_that_were_seen),
		WITH_RIG(a_mention_that_was_answered_is_not_answered_again),
		WITH_RIG(a_follow_up_is_known_by_its_words),
		WITH_RIG(an_answer_that_would_not_be_given_today_is_kept),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
