#include "unit.h"

#include <stdio.h>

#include "channel/x/authors.h"

enum { NOW = 1000000000, HOUR = 3600 * 1000, DAY = 24 * HOUR };

static struct x_authors authors;

static int set_up(void **state)
{
	(void)state;
	authors = (struct x_authors){0};
	return 0;
}

static void who_must_be_looked_up(void **state)
{
	(void)state;
	const struct {
		const char *what;
		int64_t answered_ago, looked_up_ago; /* -1: never */
		enum priority priority;
		bool wanted;
	} cases[] = {
		{"somebody new", -1, -1, PRIORITY_ACKNOWLEDGEMENT, false},
		{"a second reply", 0, -1, PRIORITY_ACKNOWLEDGEMENT, true},
		{"an answer", 1000, -1, PRIORITY_ANSWER, true},
		{"a follow-up", 1000, -1, PRIORITY_FOLLOW_UP, false},
		{"danger", 1000, -1, PRIORITY_DANGER, false},
		{"nearly an hour later", HOUR - 1, -1, PRIORITY_ANSWER, true},
		{"an hour later", HOUR, -1, PRIORITY_ANSWER, false},
		{"looked up just now", 1000, 0, PRIORITY_ANSWER, false},
		{"looked up today", 1000, DAY - 1, PRIORITY_ANSWER, false},
		{"looked up a day ago", 1000, DAY, PRIORITY_ANSWER, true},
		{"looked up, never answered", -1, DAY, PRIORITY_ANSWER, false},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		authors = (struct x_authors){0};
		if (cases[i].answered_ago >= 0)
			x_authors_answered(&authors, "11", NOW - cases[i].answered_ago);
		if (cases[i].looked_up_ago >= 0)
			x_authors_looked_up(&authors, "11", false, NOW - cases[i].looked_up_ago);
		if (x_authors_must_look_up(&authors, "11", cases[i].priority, NOW) !=
			cases[i].wanted)
			fail_msg("%s", cases[i].what);
		assert_false(x_authors_must_look_up(&authors, "12", cases[i].priority, NOW));
	}
}

static void a_label_holds_for_a_day_and_the_newest_word_counts(void **state)
{
	(void)state;
	assert_false(x_authors_is_automated(&authors, "11", NOW));
	x_authors_looked_up(&authors, "11", true, NOW);
	assert_true(x_authors_is_automated(&authors, "11", NOW));
	assert_true(x_authors_is_automated(&authors, "11", NOW + DAY - 1));
	assert_false(x_authors_is_automated(&authors, "11", NOW + DAY));
	assert_false(x_authors_is_automated(&authors, "1", NOW));
	x_authors_answered(&authors, "11", NOW);
	assert_true(x_authors_is_automated(&authors, "11", NOW));
	x_authors_looked_up(&authors, "11", false, NOW);
	assert_false(x_authors_is_automated(&authors, "11", NOW));
	assert_int_equal(authors.count, 1);
}

static void nobody_is_looked_up_while_look_ups_rest(void **state)
{
	(void)state;
	x_authors_answered(&authors, "11", NOW);
	authors.rests_until = NOW + 1000;
	assert_false(x_authors_must_look_up(&authors, "11", PRIORITY_ANSWER, NOW + 999));
	assert_true(x_authors_must_look_up(&authors, "11", PRIORITY_ANSWER, NOW + 1000));
}

static void an_author_without_id_is_nobody(void **state)
{
	(void)state;
	x_authors_answered(&authors, "", NOW);
	x_authors_looked_up(&authors, "", true, NOW);
	assert_int_equal(authors.count, 0);
	assert_false(x_authors_must_look_up(&authors, "", PRIORITY_ANSWER, NOW));
	assert_false(x_authors_is_automated(&authors, "", NOW));
}

static const char *id_of(int number)
{
	static char id[ID_SIZE];
	snprintf(id, sizeof id, "%d", number);
	return id;
}

static void who_was_touched_longest_ago_is_forgotten_first(void **state)
{
	(void)state;
	for (int i = 0; i < X_AUTHORS_MAX; i++)
		x_authors_answered(&authors, id_of(i), NOW + i);
	x_authors_answered(&authors, id_of(0), NOW + 2000);
	x_authors_looked_up(&authors, id_of(1), true, NOW + 2000);
	x_authors_answered(&authors, "new", NOW + 2001);
	assert_int_equal(authors.count, X_AUTHORS_MAX);
	const int64_t then = NOW + 2002;
	assert_true(x_authors_must_look_up(&authors, "new", PRIORITY_ANSWER, then));
	assert_true(x_authors_must_look_up(&authors, id_of(0), PRIORITY_ANSWER, then));
	assert_true(x_authors_is_automated(&authors, id_of(1), then));
	assert_false(x_authors_must_look_up(&authors, id_of(2), PRIORITY_ANSWER, then));
	assert_true(x_authors_must_look_up(&authors, id_of(3), PRIORITY_ANSWER, then));
}

static void whose_place_was_anothers_begins_anew(void **state)
{
	(void)state;
	for (int i = 0; i < X_AUTHORS_MAX; i++)
		x_authors_looked_up(&authors, id_of(i), true, NOW + i);
	x_authors_answered(&authors, "new", NOW + 2000);
	assert_false(x_authors_is_automated(&authors, "new", NOW + 2000));
	assert_true(x_authors_must_look_up(&authors, "new", PRIORITY_ANSWER, NOW + 2000));
}

#define FRESH(test) cmocka_unit_test_setup(test, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(who_must_be_looked_up),
		FRESH(a_label_holds_for_a_day_and_the_newest_word_counts),
		FRESH(nobody_is_looked_up_while_look_ups_rest),
		FRESH(an_author_without_id_is_nobody),
		FRESH(who_was_touched_longest_ago_is_forgotten_first),
		FRESH(whose_place_was_anothers_begins_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
