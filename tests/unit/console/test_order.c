#include "house.h"

#include "config/config.h"
#include "console/order.h"

#define ID "NRI-0000-0000"

/* --- verbs --- */

static void every_verb_has_a_name_and_is_found_by_it(void **state)
{
	(void)state;
	static const char *const names[] = {
		"accept", "decline", "assign", "redirect", "reopen", "merge", "note"};
	for (int verb = OPERATOR_ACCEPT; verb <= OPERATOR_NOTE; verb++) {
		enum operator_verb found;
		assert_string_equal(order_verb_name((enum operator_verb)verb), names[verb]);
		assert_true(order_verb_from_name(names[verb], &found));
		assert_int_equal(found, verb);
	}
}

static void what_is_no_verb_is_not_found(void **state)
{
	(void)state;
	static const char *const names[] = {"", "Accept", "accep", "accept ", "list", "replay"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		enum operator_verb found = OPERATOR_NOTE;
		assert_false(order_verb_from_name(names[i], &found));
		assert_int_equal(found, OPERATOR_NOTE);
	}
}

/* --- from words --- */

#define LONG_BY_10 "0123456789"
#define LONG_BY_80                                                                                 \
	LONG_BY_10 LONG_BY_10 LONG_BY_10 LONG_BY_10 LONG_BY_10 LONG_BY_10 LONG_BY_10 LONG_BY_10
#define LONG_BY_400 LONG_BY_80 LONG_BY_80 LONG_BY_80 LONG_BY_80 LONG_BY_80

static void words_become_an_order_or_a_sentence(void **state)
{
	(void)state;
	static const struct {
		enum operator_verb verb;
		const char *words[3];
		const char *to, *note; /* or */
		const char *problem;
	} cases[] = {
		{OPERATOR_ACCEPT, {ID}, "", "", NULL},
		{OPERATOR_ACCEPT, {ID, "agra"}, "agra", "", NULL},
		{OPERATOR_DECLINE, {ID}, "", "", NULL},
		{OPERATOR_ASSIGN, {ID, "agra"}, "agra", "", NULL},
		{OPERATOR_REDIRECT, {ID, "the consulate"}, "the consulate", "", NULL},
		{OPERATOR_REOPEN, {ID}, "", "", NULL},
		{OPERATOR_MERGE, {ID, "NRI-2"}, "NRI-2", "", NULL},
		{OPERATOR_NOTE, {ID, "seen"}, "", "seen", NULL},

		{OPERATOR_ACCEPT, {NULL}, "", "", "accept takes a case id"},
		{OPERATOR_DECLINE, {NULL}, "", "", "decline takes a case id"},
		{OPERATOR_ASSIGN, {ID}, "", "", "assign takes a case id and a district"},
		{OPERATOR_REDIRECT, {ID}, "", "", "and where the citizen shall turn"},
		{OPERATOR_MERGE, {ID}, "", "", "and the id of the other case"},
		{OPERATOR_NOTE, {ID}, "", "", "note takes a case id and a text"},

		{OPERATOR_ACCEPT, {ID, "agra", "x"}, "", "", "accept takes no \"x\""},
		{OPERATOR_DECLINE, {ID, "x"}, "", "", "decline takes no \"x\""},
		{OPERATOR_ASSIGN, {ID, "agra", "x"}, "", "", "assign takes no \"x\""},
		{OPERATOR_REDIRECT, {ID, "the", "consulate"}, "", "", "put quotes around"},
		{OPERATOR_REOPEN, {ID, "x"}, "", "", "reopen takes no \"x\""},
		{OPERATOR_MERGE, {ID, "NRI-2", "x"}, "", "", "merge takes no \"x\""},
		{OPERATOR_NOTE, {ID, "two", "words"}, "", "", "put quotes around"},

		{OPERATOR_DECLINE, {LONG_BY_80}, "", "", "too long; 23 bytes"},
		{OPERATOR_REDIRECT, {ID, LONG_BY_80}, "", "", "too long; 79 bytes"},
		{OPERATOR_NOTE, {ID, LONG_BY_400}, "", "", "too long; 399 bytes"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		struct order order = {.kind = ORDER_REPLAY};
		char copies[3][500], *words[3];
		int count = 0;
		for (; count < 3 && cases[i].words[count]; count++) {
			str_copy(copies[count], sizeof copies[count], cases[i].words[count]);
			words[count] = copies[count];
		}
		enum err_code code = order_from_words(cases[i].verb, words, count, &order, &err);
		if (cases[i].problem) {
			if (code != ERR_FORMAT || !strstr(err.text, cases[i].problem))
				fail_msg("%zu: \"%s\", not \"%s\"", i, err.text, cases[i].problem);
			continue;
		}
		assert_int_equal(code, ERR_OK);
		assert_int_equal(order.kind, ORDER_ACTION);
		assert_int_equal(order.action.verb, cases[i].verb);
		assert_string_equal(order.action.case_id, ID);
		assert_string_equal(order.action.to, cases[i].to);
		assert_string_equal(order.action.note, cases[i].note);
	}
}

/* --- checking --- */

static const struct config_district districts[] = {{.id = "lucknow"}, {.id = "agra"}};
static const struct config config = {
	.case_prefix = "NRI", .districts = districts, .district_count = 2};

static struct order make(enum operator_verb verb, const char *id, const char *to, const char *note)
{
	struct order order = {.action = {.verb = verb, .operator_name = "asha"}};
	str_copy(order.action.case_id, sizeof order.action.case_id, id);
	str_copy(order.action.to, sizeof order.action.to, to);
	str_copy(order.action.note, sizeof order.action.note, note);
	return order;
}

static void an_order_is_checked_before_anything_is_done(void **state)
{
	(void)state;
	static const struct {
		enum operator_verb verb;
		const char *id, *to, *note, *problem;
	} cases[] = {
		{OPERATOR_ACCEPT, ID, "", "", NULL},
		{OPERATOR_ACCEPT, ID, "agra", "why\nin two lines", NULL},
		{OPERATOR_DECLINE, "nri 0000 0000", "", "", "not a case id"},
		{OPERATOR_DECLINE, "nri00000000", "", "", NULL},
		{OPERATOR_DECLINE, "nri-oooo-oooo", "", "", NULL},
		{OPERATOR_ASSIGN, ID, "lucknow", "", NULL},
		{OPERATOR_REDIRECT, ID, "दूतावास", "", NULL},
		{OPERATOR_REOPEN, ID, "", "", NULL},
		{OPERATOR_MERGE, ID, "nri00000000", "", NULL},
		{OPERATOR_NOTE, ID, "", "seen", NULL},

		{OPERATOR_REOPEN, "", "", "", "not a case id"},
		{OPERATOR_REOPEN, "NRI-0000-0002", "", "", "a letter may be mistyped"},
		{OPERATOR_REOPEN, "ABC-0000-0000", "", "", "not a case id"},
		{OPERATOR_REOPEN, "NRI-0000-0000-", "", "", "not a case id"},
		{OPERATOR_ACCEPT, ID, "nowhere", "", "nowhere is not a district of the list"},
		{OPERATOR_ACCEPT, ID, "Agra", "", "its id is wanted, like lucknow"},
		{OPERATOR_ASSIGN, ID, "nowhere", "", "not a district"},
		{OPERATOR_ASSIGN, ID, "", "", "assign takes a case id and a district"},
		{OPERATOR_REDIRECT, ID, "", "", "and where the citizen shall turn"},
		{OPERATOR_REDIRECT, ID, "two\nlines", "", "control character"},
		{OPERATOR_REDIRECT, ID, "a\x7f", "", "control character"},
		{OPERATOR_REDIRECT, ID, "\xff", "", "not UTF-8"},
		{OPERATOR_DECLINE, ID, "agra", "", "decline takes no \"agra\""},
		{OPERATOR_REOPEN, ID, "agra", "", "reopen takes no \"agra\""},
		{OPERATOR_NOTE, ID, "agra", "seen", "note takes no \"agra\""},
		{OPERATOR_NOTE, ID, "", "", "note takes a case id and a text"},
		{OPERATOR_NOTE, ID, "", "\xc2", "not UTF-8"},
		{OPERATOR_MERGE, ID, "", "", "and the id of the other case"},
		{OPERATOR_MERGE, ID, "NRI-0000-0002", "", "not a case id"},
		{OPERATOR_MERGE, ID, "the case of yesterday, of ravi", "", "not a case id"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		struct order order = make(cases[i].verb, cases[i].id, cases[i].to, cases[i].note);
		enum err_code code = order_check(&config, &order, &err);
		if (code != (cases[i].problem ? ERR_FORMAT : ERR_OK) ||
			!strstr(err.text, cases[i].problem ? cases[i].problem : ""))
			fail_msg("%zu: \"%s\", not \"%s\"", i, err.text, cases[i].problem);
		if (code == ERR_OK)
			assert_string_equal(order.action.case_id, ID);
	}
}

static void ids_are_written_as_we_show_them(void **state)
{
	(void)state;
	struct order order = make(OPERATOR_MERGE, "nrioooooooo", "Nri-OOOO-oooo", "");
	assert_int_equal(order_check(&config, &order, NULL), ERR_OK);
	assert_string_equal(order.action.case_id, ID);
	assert_string_equal(order.action.to, ID);
}

static void somebody_must_say_who_acts(void **state)
{
	(void)state;
	struct err err = {0};
	struct order order = make(OPERATOR_REOPEN, ID, "", "");
	order.action.operator_name[0] = '\0';
	assert_int_equal(order_check(&config, &order, &err), ERR_FORMAT);
	assert_non_null(strstr(err.text, "--by"));
	struct order replay = {.kind = ORDER_REPLAY, .delivery = 1};
	assert_int_equal(order_check(&config, &replay, &err), ERR_FORMAT);
	str_copy(replay.action.operator_name, sizeof replay.action.operator_name, "a\x1b[2J");
	assert_int_equal(order_check(&config, &replay, &err), ERR_FORMAT);
	assert_non_null(strstr(err.text, "control character"));
	str_copy(replay.action.operator_name, sizeof replay.action.operator_name, "आशा");
	assert_int_equal(order_check(&config, &replay, &err), ERR_OK);
}

/* --- carrying out --- */

static int set_up(void **state)
{
	struct house *house = mem_new(1, sizeof *house);
	house_open(house);
	*state = house;
	return 0;
}

static int tear_down(void **state)
{
	house_close(*state);
	mem_free(*state);
	return 0;
}

struct asked {
	struct order_job job;
	struct house *house;
	enum err_code code;
	struct err err;
	int done;
};

static void asked_done(struct order_job *job, enum err_code code, const struct err *err)
{
	struct asked *asked = container_of(job, struct asked, job);
	asked->code = code;
	if (code != ERR_OK)
		asked->err = *err;
	asked->done++;
}

/* Order it as the daemon does, and let all that follows happen. */
static void submit(struct house *house, const struct order *order, struct asked *asked)
{
	*asked = (struct asked){
		.job = {.order = *order, .now_ms = 5000, .done = asked_done}, .house = house};
	str_copy(asked->job.order.action.operator_name,
		sizeof asked->job.order.action.operator_name, "asha");
	order_submit(house->intake, house->scratch.store, house->outbox, &asked->job);
	assert_int_equal(asked->done, 0);
	house_until(house, house_is_ready);
	assert_int_equal(asked->done, 1);
}

/* And as a command does that has the store to itself. */
static enum err_code run_here(
	struct house *house, const struct order *order, struct order_job *job, struct err *err)
{
	*job = (struct order_job){.order = *order, .now_ms = 5000};
	str_copy(job->order.action.operator_name, sizeof job->order.action.operator_name, "asha");
	return order_run(house->intake, house->scratch.store, job, err);
}

static void an_action_is_noted_and_what_follows_leaves(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = make(OPERATOR_DECLINE, HOUSE_CASE, "", "not for us");
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_OK);
	assert_string_equal(asked.job.about, HOUSE_CASE);
	assert_string_equal(asked.job.said, "declined");
	assert_true(house_story_has(house, "asha: declined: not for us"));
	assert_non_null(strstr(house->carried, "send declined"));
}

static void what_the_case_does_not_allow_is_refused_with_the_reason(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = make(OPERATOR_ACCEPT, HOUSE_CASE, "", ""); /* it is not doubtful */
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, HOUSE_CASE));
	assert_non_null(strstr(asked.err.text, "not allowed"));
	order = make(OPERATOR_NOTE, "NRI-1111-1111", "", "seen");
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_NOTFOUND);
	assert_non_null(strstr(asked.err.text, "there is no case NRI-1111-1111"));
	assert_string_equal(house->carried, "");
}

static void a_command_that_has_the_store_does_the_same_and_sends_nothing(void **state)
{
	struct house *house = *state;
	struct err err = {0};
	struct order_job job;
	struct order order = make(OPERATOR_DECLINE, HOUSE_CASE, "", "not for us");
	assert_int_equal(run_here(house, &order, &job, &err), ERR_OK);
	assert_string_equal(job.about, HOUSE_CASE);
	assert_string_equal(job.said, "declined");
	assert_true(house_story_has(house, "asha: declined: not for us"));
	assert_string_equal(house->carried, "");
	assert_int_equal(run_here(house, &order, &job, &err), ERR_DENIED);
}

static void a_reply_that_was_given_up_is_looked_for_first(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = {.kind = ORDER_REPLAY,
		.delivery = house_give_up(house, DELIVERY_REPLY, HOUSE_REPLIES)};
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_OK);
	assert_non_null(strstr(asked.job.about, "delivery "));
	assert_non_null(strstr(asked.job.said, "is looked for first"));
	assert_string_equal(house->carried, "look acknowledged; ");
	assert_true(
		house_story_has(house, "asha: replayed: reply acknowledged on handle:UPPolNRI"));
	submit(house, &order, &asked); /* done by now */
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "is done; only one that was given up"));
}

static void an_event_that_was_given_up_is_sent_again_at_once(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = {.kind = ORDER_REPLAY,
		.delivery = house_give_up(house, DELIVERY_EVENT, HOUSE_EVENTS)};
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_OK);
	assert_non_null(strstr(asked.job.said, "is due now"));
	assert_int_equal(strncmp(house->carried, "send case.opened; ", 18), 0);
	assert_true(house_story_has(house, "asha: replayed: event case.opened"));
}

static enum err_code opt_out_work(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	return store_author_opt_out(tx, "UPPolNRI", "11", 40, err);
}

static void a_replay_that_may_not_be_is_refused_with_the_reason(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = {.kind = ORDER_REPLAY, .delivery = 99999};
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_NOTFOUND);
	assert_non_null(strstr(asked.err.text, "there is no delivery 99999"));
	order.delivery = house_give_up(house, DELIVERY_TIMER, LANE_SELF);
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "wiped"));
	order.delivery = house_give_up(house, DELIVERY_REPLY, HOUSE_REPLIES);
	scratch_run(&house->scratch, opt_out_work, NULL);
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "no more replies"));
	assert_string_equal(house->carried, "");
	assert_false(house_story_has(house, "replayed"));
}

static void a_command_that_has_the_store_replays_without_sending(void **state)
{
	struct house *house = *state;
	struct err err = {0};
	struct order_job job;
	struct order order = {.kind = ORDER_REPLAY,
		.delivery = house_give_up(house, DELIVERY_REPLY, HOUSE_REPLIES)};
	assert_int_equal(run_here(house, &order, &job, &err), ERR_OK);
	assert_non_null(strstr(job.said, "is looked for first"));
	assert_true(house_story_has(house, "asha: replayed"));
	assert_string_equal(house->carried, "");
	assert_int_equal(run_here(house, &order, &job, &err), ERR_DENIED);
	assert_non_null(strstr(err.text, "is settling; only one that was given up"));
}

static enum err_code put_reply_work(struct store_tx *tx, void *arg, struct err *err)
{
	int64_t *row = arg;
	struct case_record record;
	assert_int_equal(store_case_by_id(tx, HOUSE_CASE, &record, err), ERR_OK);
	struct delivery delivery = {.kind = DELIVERY_REPLY,
		.about.situation = SITUATION_STATUS,
		.case_row = record.row,
		.body = (char[]){"text"},
		.lane = HOUSE_REPLIES,
		.parent_id = "100",
		.due_at = INT64_MAX / 2,
		.created_at = 10};
	enum err_code code = store_delivery_insert(tx, &delivery, "11", err);
	*row = delivery.row;
	return code;
}

static void a_reply_that_waits_is_not_sent_instead_of_being_deleted(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = {.kind = ORDER_DELETE};
	scratch_run(&house->scratch, put_reply_work, &order.delivery);
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_OK);
	assert_non_null(strstr(asked.job.said, "had not been sent and will not be"));
	assert_string_equal(house->carried, "");
	assert_true(house_story_has(house, "asha: delete: reply status on handle:UPPolNRI"));
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "superseded"));
}

static void a_reply_that_was_sent_is_deleted_once(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order replay = {.kind = ORDER_REPLAY,
		.delivery = house_give_up(house, DELIVERY_REPLY, HOUSE_REPLIES)};
	submit(house, &replay, &asked); /* it is found: done */
	struct order order = {.kind = ORDER_DELETE, .delivery = replay.delivery};
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_OK);
	assert_non_null(strstr(asked.job.said, "will be deleted at once"));
	assert_string_equal(house->carried, "look acknowledged; send acknowledged; ");
	assert_true(house_story_has(house, "our reply acknowledged was deleted: post 9001"));
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "is deleted already"));
}

static void what_is_no_reply_of_ours_is_not_deleted(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = {.kind = ORDER_DELETE, .delivery = 99999};
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_NOTFOUND);
	order.delivery = house_give_up(house, DELIVERY_EVENT, HOUSE_EVENTS);
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "is no reply"));
	order.delivery = house_give_up(house, DELIVERY_REPLY, HOUSE_REPLIES);
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_DENIED);
	assert_non_null(strstr(asked.err.text, "was not published"));
}

static void a_wiped_case_tells_what_was_wiped(void **state)
{
	struct house *house = *state;
	struct asked asked;
	struct order order = {.kind = ORDER_ACTION, .action.verb = OPERATOR_WIPE};
	str_copy(order.action.case_id, sizeof order.action.case_id, HOUSE_CASE);
	submit(house, &order, &asked);
	assert_int_equal(asked.code, ERR_OK);
	assert_string_equal(asked.job.said, "wiped: 0 posts, 0 replies, 0 events");
	assert_true(house_story_has(house, "asha: texts wiped: 0 posts"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_reply_that_waits_is_not_sent_instead_of_being_deleted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_that_was_sent_is_deleted_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_is_no_reply_of_ours_is_not_deleted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_wiped_case_tells_what_was_wiped, set_up, tear_down),
		cmocka_unit_test(every_verb_has_a_name_and_is_found_by_it),
		cmocka_unit_test(what_is_no_verb_is_not_found),
		cmocka_unit_test(words_become_an_order_or_a_sentence),
		cmocka_unit_test(an_order_is_checked_before_anything_is_done),
		cmocka_unit_test(ids_are_written_as_we_show_them),
		cmocka_unit_test(somebody_must_say_who_acts),
		cmocka_unit_test_setup_teardown(
			an_action_is_noted_and_what_follows_leaves, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_the_case_does_not_allow_is_refused_with_the_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_command_that_has_the_store_does_the_same_and_sends_nothing, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_that_was_given_up_is_looked_for_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_event_that_was_given_up_is_sent_again_at_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_replay_that_may_not_be_is_refused_with_the_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_command_that_has_the_store_replays_without_sending, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
