#include "unit.h"

#include <stdio.h>

#include "channel/x/trust.h"

enum { OPENED = 1000 * 1000, MINUTE = 60 * 1000 };

static struct x_trust trust;
static char ids[2][24];

static int set_up(void **state)
{
	(void)state;
	x_trust_init(&trust);
	x_trust_opened(&trust, OPENED);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	x_trust_release(&trust);
	return 0;
}

static struct post post_at(unsigned number, int64_t created_at)
{
	snprintf(ids[0], sizeof ids[0], "%u", number);
	return (struct post){
		.id = ids[0], .identity = ids[0], .created_at = created_at, .addressed = true};
}

static void brought(unsigned number, int64_t at)
{
	struct post post = post_at(number, at);
	x_trust_brought(&trust, &post, at);
}

/* The feed shows it `age_ms` after its writing. */
static enum x_trust_change shown(unsigned number, int64_t created_at, int64_t age_ms)
{
	struct post post = post_at(number, created_at);
	return x_trust_compare(&trust, &post, created_at + age_ms);
}

static void a_post_that_the_stream_left_out_is_noticed_once(void **state)
{
	(void)state;
	brought(1, OPENED + 1);
	assert_int_equal(shown(1, OPENED + 1, MINUTE), X_TRUST_SAME);
	assert_int_equal(shown(2, OPENED + 2, MINUTE), X_TRUST_LOST);
	assert_true(trust.doubted);
	assert_int_equal(shown(2, OPENED + 2, 2 * MINUTE), X_TRUST_SAME);
	assert_int_equal(shown(3, OPENED + 3, MINUTE), X_TRUST_SAME);
}

static void what_it_could_not_or_need_not_bring_does_not_count(void **state)
{
	(void)state;
	assert_int_equal(shown(1, OPENED - 1, MINUTE), X_TRUST_SAME);  /* before it */
	assert_int_equal(shown(1, OPENED, MINUTE - 1), X_TRUST_SAME);  /* may yet come */
	assert_int_equal(shown(1, OPENED, 10 * MINUTE), X_TRUST_SAME); /* a deep sweep */
	struct post odd[3] = {post_at(1, OPENED), post_at(1, OPENED), post_at(1, OPENED)};
	odd[0].addressed = false;
	odd[1].own = true;
	odd[2].repost = true;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(x_trust_compare(&trust, &odd[i], OPENED + MINUTE), X_TRUST_SAME);
	x_trust_closed(&trust);
	assert_int_equal(shown(1, OPENED, MINUTE), X_TRUST_SAME);
	x_trust_opened(&trust, OPENED);
	assert_int_equal(shown(1, OPENED, MINUTE), X_TRUST_LOST);
}

static void an_edit_is_the_post_that_was_edited(void **state)
{
	(void)state;
	brought(7, OPENED);
	struct post edit = post_at(7, OPENED);
	snprintf(ids[1], sizeof ids[1], "8");
	edit.id = ids[1];
	assert_int_equal(x_trust_compare(&trust, &edit, OPENED + MINUTE), X_TRUST_SAME);
}

static void trust_comes_back_after_three_posts_of_both(void **state)
{
	(void)state;
	shown(1, OPENED + 10, MINUTE);
	brought(2, OPENED + 5); /* before the one left out: proves nothing */
	assert_int_equal(shown(2, OPENED + 5, MINUTE), X_TRUST_SAME);
	for (unsigned i = 3; i < 5; i++) {
		brought(i, OPENED + 10 + i);
		assert_int_equal(shown(i, OPENED + 10 + i, 0), X_TRUST_SAME);
		assert_int_equal(shown(i, OPENED + 10 + i, 1), X_TRUST_SAME); /* counts once */
	}
	assert_true(trust.doubted);
	/* Another one left out: from the beginning. */
	assert_int_equal(shown(5, OPENED + 20, MINUTE), X_TRUST_SAME);
	for (unsigned i = 6; i < 9; i++) {
		brought(i, OPENED + 20 + i);
		assert_int_equal(
			shown(i, OPENED + 20 + i, 0), i == 8 ? X_TRUST_REGAINED : X_TRUST_SAME);
	}
	assert_false(trust.doubted);
}

static void doubt_outlives_the_connection(void **state)
{
	(void)state;
	shown(1, OPENED, MINUTE);
	x_trust_closed(&trust);
	x_trust_opened(&trust, OPENED + MINUTE);
	assert_true(trust.doubted);
}

static void what_fell_out_of_memory_is_not_missed(void **state)
{
	(void)state;
	for (unsigned i = 0; i <= X_TRUST_MEMORY; i++)
		brought(i + 1, OPENED + i);
	assert_int_equal(shown(1, OPENED - 1, MINUTE), X_TRUST_SAME);
	for (unsigned i = 2; i <= X_TRUST_MEMORY; i++)
		brought(X_TRUST_MEMORY + i, OPENED + X_TRUST_MEMORY + i);
	assert_int_equal(shown(5, OPENED + 4, MINUTE), X_TRUST_SAME);
	assert_false(trust.doubted);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_post_that_the_stream_left_out_is_noticed_once),
		TEST(what_it_could_not_or_need_not_bring_does_not_count),
		TEST(an_edit_is_the_post_that_was_edited),
		TEST(trust_comes_back_after_three_posts_of_both),
		TEST(doubt_outlives_the_connection),
		TEST(what_fell_out_of_memory_is_not_missed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
