/* The pretend X's rules and lengths, without network. */
#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "x/feed.h"
#include "x/rules.h"
#include "x/weigh.h"
#include "x/world.h"

enum { DAY_MS = 24 * 3600 * 1000 };

static const int64_t now = INT64_C(1795576000000);
static const struct x_rules rules = {.duplicate_ms = DAY_MS};

static int set_up(void **state)
{
	struct x_world *world = mem_new(1, sizeof *world);
	x_world_init(world, "1700000000000000001", "UPPolNRI");
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	x_world_release(*state);
	mem_free(*state);
	return 0;
}

static struct x_post *write_post(
	struct x_world *world, const char *author, const char *text, const struct x_post *parent)
{
	struct x_draft draft = {.author = x_world_user(world, author),
		.text = text,
		.parent = parent ? parent->id : 0};
	return x_world_write(world, &draft, now);
}

static struct x_problem try_reply(
	const struct x_world *world, const char *text, const struct x_post *parent)
{
	char id[X_ID_SIZE];
	const struct x_post *found;
	x_id_write(parent->id, id);
	return x_rules_create(&rules, world, &(struct x_create){text, id}, now, &found);
}

static void no_two_pretended_xs_give_the_same_id(void **state)
{
	struct x_world other;
	x_world_init(&other, "1700000000000000002", "UPPolNRI");
	const struct x_post *here = write_post(*state, "asha", "@UPPolNRI one", NULL);
	const struct x_post *there = write_post(&other, "asha", "@UPPolNRI one", NULL);
	assert_int_equal(here->created_at, there->created_at);
	assert_int_not_equal(here->id, there->id);
	assert_int_equal(here->id >> 22, there->id >> 22);
	x_world_release(&other);
}

static void ids_are_snowflakes_and_grow(void **state)
{
	struct x_world *world = *state;
	const struct x_post *first = write_post(world, "asha", "one", NULL);
	const struct x_post *second = write_post(world, "asha", "two", NULL);
	assert_int_equal(first->id >> 22, now - X_EPOCH_MS);
	assert_true(second->id > first->id);
}

static void a_reply_in_a_thread_begins_with_the_names_of_those_in_it(void **state)
{
	struct x_world *world = *state;
	const struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL);
	const struct x_post *other = write_post(world, "ravi", "so sad", mention);
	assert_string_equal(other->text, "@asha @UPPolNRI so sad");
	assert_int_equal(other->said_from, 16);
	assert_true(x_post_mentions(other, world->us));
	assert_false(x_post_addresses(other, world->us));
	assert_int_equal(other->conversation, mention->id);
}

static void mentions_are_counted_in_code_points(void **state)
{
	const struct x_post *post = write_post(*state, "asha", "नमस्ते @UPPolNRI", NULL);
	assert_int_equal(post->mention_count, 1);
	assert_int_equal(post->mentions[0].start, 7);
	assert_int_equal(post->mentions[0].end, 16);
}

static void only_those_who_engage_us_may_be_answered(void **state)
{
	struct x_world *world = *state;
	const struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL);
	const struct x_post *other = write_post(world, "ravi", "so sad", mention);
	const struct x_post *stranger = write_post(world, "ravi", "the police never come", NULL);
	const struct x_post *ours = write_post(world, "UPPolNRI", "Received", mention);
	const struct x_post *answer = write_post(world, "asha", "thanks", ours);
	assert_int_equal(try_reply(world, "a", mention).status, 0);
	assert_int_equal(try_reply(world, "b", ours).status, 0);
	assert_int_equal(try_reply(world, "c", answer).status, 0);
	assert_int_equal(try_reply(world, "d", other).status, 403);
	assert_non_null(strstr(try_reply(world, "e", stranger).detail, "not been mentioned"));
}

static void the_same_text_is_refused_until_it_is_forgotten(void **state)
{
	struct x_world *world = *state;
	const struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL);
	write_post(world, "UPPolNRI", "Received", mention);
	assert_non_null(strstr(try_reply(world, "Received", mention).detail, "duplicate content"));
	assert_int_equal(try_reply(world, "Received.", mention).status, 0);
	char id[X_ID_SIZE];
	const struct x_post *parent;
	x_id_write(mention->id, id);
	const struct x_create create = {"Received", id};
	assert_int_equal(
		x_rules_create(&rules, world, &create, now + DAY_MS + 1, &parent).status, 0);
}

static void without_the_rule_the_same_text_may_be_said_again_at_once(void **state)
{
	struct x_world *world = *state;
	const struct x_rules none = {0};
	const struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL);
	const struct x_post *parent;
	char id[X_ID_SIZE];
	x_id_write(mention->id, id);
	write_post(world, "UPPolNRI", "Received", mention);
	const struct x_create create = {"Received", id};
	assert_int_equal(x_rules_create(&none, world, &create, now, &parent).status, 0);
}

static void deleted_unknown_and_malformed_parents_are_told_apart(void **state)
{
	struct x_world *world = *state;
	struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL);
	const struct x_post *parent;
	mention->deleted = true;
	assert_int_equal(try_reply(world, "a", mention).status, 403);
	assert_int_equal(
		x_rules_create(&rules, world, &(struct x_create){"a", "12"}, now, &parent).status,
		400);
	assert_int_equal(
		x_rules_create(&rules, world, &(struct x_create){"a", "12x"}, now, &parent).status,
		400);
	assert_int_equal(
		x_rules_create(&rules, world, &(struct x_create){NULL, NULL}, now, &parent).status,
		400);
}

static void a_text_above_280_is_refused(void **state)
{
	struct x_world *world = *state;
	const struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL);
	char text[300];
	memset(text, 'a', 281);
	text[281] = 0;
	assert_int_equal(try_reply(world, text, mention).status, 403);
	text[280] = 0;
	assert_int_equal(try_reply(world, text, mention).status, 0);
}

static void texts_weigh_as_x_says(void **state)
{
	static const struct {
		const char *text;
		int weight;
		bool link;
	} cases[] = {
		{"", 0, false},
		{"abc", 3, false},
		{"हल", 2, false},
		{"ज\xe0\xa4\xbc", 2, false}, /* letter and nukta */
		{"\xe0\xa5\x9c", 2, false},  /* one code point that NFC takes apart */
		{"\xe2\x82\xb9", 2, false},  /* rupee sign */
		{"see https://example.com/a/long/path/that/does/not/count", 27, true},
		{"go to example.in now", 33, true},
		{"case.No, done", 13, false},
		{"a@example.com", 13, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(x_weigh(cases[i].text), cases[i].weight);
		assert_int_equal(x_has_link(cases[i].text), cases[i].link);
	}
}

static void an_edit_takes_the_place_of_the_old_version(void **state)
{
	struct x_world *world = *state;
	struct x_post *old = write_post(world, "asha", "@UPPolNRI hepl", NULL);
	struct x_draft draft = {.author = old->author, .text = "@UPPolNRI help", .edits = old};
	const struct x_post *edited = x_world_write(world, &draft, now);
	assert_true(old->replaced);
	assert_int_equal(edited->version_count, 2);
	assert_int_equal(edited->versions[0], old->id);
	struct x_query query = {.kind = X_FEED_MENTIONS, .max_results = 5, .depth = 800};
	struct x_page_of page;
	x_feed_page(world, &query, now, &page);
	assert_int_equal(page.count, 1);
	assert_ptr_equal(page.posts[0], edited);
}

static void a_post_that_is_indexed_late_appears_below_newer_ones(void **state)
{
	struct x_world *world = *state;
	struct x_draft draft = {.author = x_world_user(world, "asha"),
		.text = "@UPPolNRI late",
		.index_lag_ms = 1000};
	const struct x_post *late = x_world_write(world, &draft, now);
	const struct x_post *soon = write_post(world, "ravi", "@UPPolNRI soon", NULL);
	struct x_query query = {.kind = X_FEED_MENTIONS, .max_results = 5, .depth = 800};
	struct x_page_of page;
	x_feed_page(world, &query, now + 999, &page);
	assert_int_equal(page.count, 1);
	assert_ptr_equal(page.posts[0], soon);
	x_feed_page(world, &query, now + 1000, &page);
	assert_int_equal(page.count, 2);
	assert_ptr_equal(page.posts[1], late);
}

static void a_post_that_is_shown_late_stands_where_its_time_is(void **state)
{
	struct x_world *world = *state;
	struct x_draft draft = {.author = x_world_user(world, "asha"), .text = "@UPPolNRI late"};
	const struct x_post *old = x_world_write(world, &draft, now - 1000);
	const struct x_post *soon = write_post(world, "ravi", "@UPPolNRI soon", NULL);
	draft.age_ms = 1000;
	const struct x_post *late = x_world_write(world, &draft, now);
	draft.age_ms = 5000;
	const struct x_post *latest = x_world_write(world, &draft, now);
	const struct x_post *const wanted[] = {soon, late, old, latest};
	struct x_query query = {.kind = X_FEED_MENTIONS, .max_results = 5, .depth = 800};
	struct x_page_of page;
	x_feed_page(world, &query, now, &page);
	assert_int_equal(page.count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_ptr_equal(page.posts[i], wanted[i]);
		assert_ptr_equal(x_world_find(world, wanted[i]->id), wanted[i]);
	}
	assert_int_equal(latest->created_at, now - 5000);
	assert_true(write_post(world, "ravi", "@UPPolNRI next", NULL)->id > soon->id);
}

static void a_rule_may_refuse_every_reply(void **state)
{
	struct x_world *world = *state;
	char words[] = "You can only reply to friends.";
	const struct x_rules changed = {.refusal = words};
	const struct x_post *mention = write_post(world, "asha", "@UPPolNRI help", NULL), *found;
	char id[X_ID_SIZE];
	x_id_write(mention->id, id);
	const struct x_create create = {"a", id};
	const struct x_problem problem = x_rules_create(&changed, world, &create, now, &found);
	assert_int_equal(problem.status, 403);
	assert_string_equal(problem.detail, words);
}

static void a_window_opens_again_when_it_has_passed(void **state)
{
	(void)state;
	struct x_window window = {.limit = 2};
	assert_true(x_window_take(&window, 1000, now));
	assert_true(x_window_take(&window, 1000, now + 999));
	assert_false(x_window_take(&window, 1000, now + 999));
	assert_true(x_window_take(&window, 1000, now + 1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			no_two_pretended_xs_give_the_same_id, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ids_are_snowflakes_and_grow, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reply_in_a_thread_begins_with_the_names_of_those_in_it, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			mentions_are_counted_in_code_points, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			only_those_who_engage_us_may_be_answered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_same_text_is_refused_until_it_is_forgotten, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			deleted_unknown_and_malformed_parents_are_told_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_the_rule_the_same_text_may_be_said_again_at_once, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_text_above_280_is_refused, set_up, tear_down),
		cmocka_unit_test(texts_weigh_as_x_says),
		cmocka_unit_test_setup_teardown(
			an_edit_takes_the_place_of_the_old_version, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_post_that_is_indexed_late_appears_below_newer_ones, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_post_that_is_shown_late_stands_where_its_time_is, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_rule_may_refuse_every_reply, set_up, tear_down),
		cmocka_unit_test(a_window_opens_again_when_it_has_passed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
