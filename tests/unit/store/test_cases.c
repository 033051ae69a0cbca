#include "unit.h"

#include <string.h>

#include "scratch_store.h"

/* A store with case A of author 11 in thread 100, and a reply of ours about it with remote id
 * 500. */
static enum err_code furnish(struct store_tx *tx, void *arg, struct err *err)
{
	struct case_record *record = arg;
	*record = scratch_case("NRI-AAAA-AAAA");
	enum err_code code = store_case_insert(tx, record, err);
	struct delivery reply = {.kind = DELIVERY_REPLY,
		.lane = "handle:UPPolNRI",
		.case_row = record->row,
		.body = (char[]){"received"},
		.created_at = 2000};
	struct delivery got[2];
	size_t count;
	int64_t next;
	if (code == ERR_OK)
		code = store_delivery_insert(tx, &reply, "11", err);
	if (code == ERR_OK)
		code = store_claim(tx, "handle:UPPolNRI", PRIORITY_FOLLOW_UP, 1, 2000, 1, got,
			&count, &next, err);
	if (code == ERR_OK)
		code = store_finish(tx, &got[0],
			&(struct store_result){.state = DELIVERY_DONE, .remote_id = "500"}, 2001,
			err);
	delivery_release(&got[0]);
	return code;
}

struct furnished {
	struct scratch_store scratch;
	struct case_record record;
};

static int set_up(void **state)
{
	struct furnished *furnished = mem_new(1, sizeof *furnished);
	scratch_open(&furnished->scratch, NULL);
	scratch_run(&furnished->scratch, furnish, &furnished->record);
	*state = furnished;
	return 0;
}

static int tear_down(void **state)
{
	struct furnished *furnished = *state;
	scratch_close(&furnished->scratch);
	mem_free(furnished);
	return 0;
}

static enum err_code same_when_read(struct store_tx *tx, void *arg, struct err *err)
{
	const struct case_record *record = arg;
	struct case_record read;
	assert_int_equal(store_case_by_id(tx, record->id, &read, err), ERR_OK);
	assert_string_equal(read.author_id, "11");
	assert_string_equal(read.owner, "lucknow");
	assert_string_equal(read.matter, "property-land");
	assert_string_equal(read.country, "GB");
	assert_int_equal(read.status, CASE_RECEIVED);
	assert_int_equal(read.lang, LANG_HI);
	assert_true(read.sensitive && !read.urgent && !read.consent && !read.owner_accepted);
	assert_int_equal(read.opened_at, 1000);
	assert_int_equal(read.changed_at, 1001);
	read.status = CASE_FORWARDED;
	read.owner_accepted = true;
	read.owner_sequence = 7;
	strcpy(read.country, "AE");
	assert_int_equal(store_case_update(tx, &read, err), ERR_OK);
	struct case_record again;
	assert_int_equal(store_case_by_row(tx, read.row, &again, err), ERR_OK);
	assert_int_equal(again.status, CASE_FORWARDED);
	assert_true(again.owner_accepted);
	assert_int_equal(again.owner_sequence, 7);
	assert_string_equal(again.country, "AE");
	assert_int_equal(store_case_by_id(tx, "NRI-ZZZZ-ZZZZ", &again, err), ERR_NOTFOUND);
	return ERR_OK;
}

static void a_case_is_read_as_it_was_written(void **state)
{
	struct furnished *furnished = *state;
	scratch_run(&furnished->scratch, same_when_read, &furnished->record);
}

static enum err_code insert(struct store_tx *tx, void *arg, struct err *err)
{
	return store_case_insert(tx, arg, err);
}

static void a_taken_id_is_a_conflict(void **state)
{
	struct furnished *furnished = *state;
	struct err err = {0};
	assert_int_equal(
		scratch_try(&furnished->scratch, insert, &furnished->record, &err), ERR_CONFLICT);
}

struct link_row {
	const char *what;
	const char *author, *parent, *thread, *found_id;
	enum case_link link;
};

static const struct link_row link_rows[] = {
	{"a stranger's first post", "22", NULL, "900", "", LINK_NONE},
	{"the author answers our post", "11", "500", "100", "", LINK_ANSWERS_OURS},
	{"somebody else answers our post", "22", "500", "100", "", LINK_OTHERS_CASE},
	{"the author names the case elsewhere", "11", NULL, "901", "NRI-AAAA-AAAA", LINK_CASE_ID},
	{"somebody else names the case", "22", NULL, "901", "NRI-AAAA-AAAA", LINK_OTHERS_CASE},
	{"an id that nobody has", "22", NULL, "901", "NRI-ZZZZ-ZZZZ", LINK_NONE},
	{"the author's only open case, from elsewhere", "11", NULL, "901", "", LINK_AUTHOR},
	{"the author writes in the thread", "11", "444", "100", "", LINK_CONVERSATION},
	{"somebody else writes in the thread", "22", "444", "100", "", LINK_NONE},
	{"the author names another's case in the own thread", "11", NULL, "100", "NRI-ZZZZ-ZZZZ",
		LINK_CONVERSATION},
};

static enum err_code find_links(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	for (size_t i = 0; i < sizeof link_rows / sizeof *link_rows; i++) {
		const struct link_row *row = &link_rows[i];
		struct post post = {.author_id = mem_string(row->author),
			.parent_id = mem_string(row->parent),
			.conversation_id = mem_string(row->thread)};
		struct case_context context;
		assert_int_equal(store_context_for_mention(
					 tx, "UPPolNRI", &post, row->found_id, 3000, &context, err),
			ERR_OK);
		if (context.link != row->link)
			fail_msg("%s: link %d, not %d", row->what, context.link, row->link);
		assert_int_equal(context.has_case, row->link != LINK_NONE);
		post_release(&post);
	}
	return ERR_OK;
}

static void a_mention_finds_its_case(void **state)
{
	struct furnished *furnished = *state;
	scratch_run(&furnished->scratch, find_links, NULL);
}

static enum err_code end_and_find(struct store_tx *tx, void *arg, struct err *err)
{
	struct case_record *record = arg;
	struct post post = {.author_id = (char[]){"11"},
		.parent_id = (char[]){"499"},
		.conversation_id = (char[]){"100"}};
	struct case_context context;
	record->status = CASE_CLOSED;
	assert_int_equal(store_case_update(tx, record, err), ERR_OK);
	assert_int_equal(
		store_context_for_mention(tx, "UPPolNRI", &post, "", 3000, &context, err), ERR_OK);
	assert_int_equal(context.link, LINK_NONE);
	post.answers_us = true;
	assert_int_equal(
		store_context_for_mention(tx, "UPPolNRI", &post, "", 3000, &context, err), ERR_OK);
	assert_int_equal(context.link, LINK_ANSWERS_OURS);
	assert_string_equal(context.found.id, record->id);
	post.author_id = (char[]){"22"};
	assert_int_equal(
		store_context_for_mention(tx, "UPPolNRI", &post, "", 3000, &context, err), ERR_OK);
	assert_int_equal(context.link, LINK_NONE);
	return ERR_OK;
}

static void what_answers_a_post_of_ours_not_known_yet_finds_an_ended_case_too(void **state)
{
	struct furnished *furnished = *state;
	scratch_run(&furnished->scratch, end_and_find, &furnished->record);
}

static enum err_code say_resolved(struct store_tx *tx, void *arg, struct err *err)
{
	struct case_record *record = arg;
	struct delivery reply = {.kind = DELIVERY_REPLY,
		.about.situation = SITUATION_RESOLVED,
		.lane = "handle:UPPolNRI",
		.case_row = record->row,
		.body = (char[]){"resolved"},
		.created_at = 3000};
	struct case_context context;
	struct delivery got;
	size_t count;
	int64_t next;
	record->status = CASE_RESOLVED;
	assert_int_equal(store_context_for_case(tx, record, 3000, &context, err), ERR_OK);
	assert_false(context.unsaid);
	assert_int_equal(store_delivery_insert(tx, &reply, "11", err), ERR_OK);
	assert_int_equal(store_context_for_case(tx, record, 3000, &context, err), ERR_OK);
	assert_true(context.unsaid);
	assert_int_equal(store_claim(tx, "handle:UPPolNRI", PRIORITY_FOLLOW_UP, 1, 3000, 1, &got,
				 &count, &next, err),
		ERR_OK);
	assert_int_equal(store_context_for_case(tx, record, 3000, &context, err), ERR_OK);
	assert_true(context.unsaid);
	assert_int_equal(store_finish(tx, &got,
				 &(struct store_result){.state = DELIVERY_DONE, .remote_id = "501"},
				 3001, err),
		ERR_OK);
	assert_int_equal(store_context_for_case(tx, record, 3002, &context, err), ERR_OK);
	assert_false(context.unsaid);
	delivery_release(&got);
	return ERR_OK;
}

static void what_the_citizen_shall_answer_is_unsaid_until_it_is_out(void **state)
{
	struct furnished *furnished = *state;
	scratch_run(&furnished->scratch, say_resolved, &furnished->record);
}

static enum err_code standing(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct post post = {.author_id = (char[]){"11"}, .conversation_id = (char[]){"100"}};
	struct case_context context;
	assert_int_equal(
		store_context_for_mention(tx, "UPPolNRI", &post, "", 2001, &context, err), ERR_OK);
	assert_int_equal(context.replies_to_author, 1);
	assert_false(context.opted_out);
	assert_int_equal(
		store_context_for_mention(tx, "UPPolNRI", &post, "", 2000 + 3600000, &context, err),
		ERR_OK);
	assert_int_equal(context.replies_to_author, 0);
	assert_int_equal(store_author_opt_out(tx, "UPPolNRI", "11", 3000, err), ERR_OK);
	assert_int_equal(store_author_opt_out(tx, "UPPolNRI", "11", 4000, err), ERR_OK);
	assert_int_equal(
		store_context_for_mention(tx, "UPPolNRI", &post, "", 3001, &context, err), ERR_OK);
	assert_true(context.opted_out);
	assert_int_equal(
		store_context_for_mention(tx, "UPPolUSA", &post, "", 3001, &context, err), ERR_OK);
	assert_false(context.opted_out);
	char *last;
	assert_int_equal(store_author_last_reply(tx, "UPPolNRI", "11", &last, err), ERR_OK);
	assert_string_equal(last, "received");
	mem_free(last);
	return ERR_OK;
}

static void the_authors_standing_is_known(void **state)
{
	struct furnished *furnished = *state;
	scratch_run(&furnished->scratch, standing, NULL);
}

static enum err_code take(struct store_tx *tx, void *arg, struct err *err)
{
	return store_webhook_take(tx, arg, "msg_1", 5, err);
}

static void a_webhook_id_is_taken_once_for_each_sender(void **state)
{
	struct furnished *furnished = *state;
	struct err err = {0};
	scratch_run(&furnished->scratch, take, (char[]){"lucknow"});
	assert_int_equal(
		scratch_try(&furnished->scratch, take, (char[]){"lucknow"}, &err), ERR_CONFLICT);
	scratch_run(&furnished->scratch, take, (char[]){"agra"});
}

static void count_case(void *arg, const struct case_record *record)
{
	(void)record;
	++*(int *)arg;
}

static void check_story_line(void *arg, const struct store_story_line *line)
{
	int *lines = arg;
	if (++*lines == 1) {
		assert_string_equal(line->who, "reply");
		assert_string_equal(line->what, "acknowledged");
		assert_string_equal(line->state, "done");
		assert_string_equal(line->text, "received");
	} else {
		assert_string_equal(line->who, "asha");
		assert_string_equal(line->text, "called the station");
	}
}

static enum err_code list_and_show(struct store_tx *tx, void *arg, struct err *err)
{
	const struct case_record *record = arg;
	int all = 0, doubtful = 0, lines = 0;
	assert_int_equal(store_case_list(tx, STORE_CASES_OPEN, 10, count_case, &all, err), ERR_OK);
	assert_int_equal(
		store_case_list(tx, STORE_CASES_DOUBTFUL, 10, count_case, &doubtful, err), ERR_OK);
	assert_int_equal(all, 1);
	assert_int_equal(doubtful, 0);
	assert_int_equal(
		store_case_note(tx, record->row, 9000, "asha", "called the station", err), ERR_OK);
	assert_int_equal(store_case_story(tx, record->row, check_story_line, &lines, err), ERR_OK);
	assert_int_equal(lines, 2);
	return ERR_OK;
}

static void cases_are_listed_and_their_story_told_in_order(void **state)
{
	struct furnished *furnished = *state;
	scratch_run(&furnished->scratch, list_and_show, &furnished->record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_case_is_read_as_it_was_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_taken_id_is_a_conflict, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_mention_finds_its_case, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_answers_a_post_of_ours_not_known_yet_finds_an_ended_case_too, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			what_the_citizen_shall_answer_is_unsaid_until_it_is_out, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_authors_standing_is_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_webhook_id_is_taken_once_for_each_sender, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			cases_are_listed_and_their_story_told_in_order, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
