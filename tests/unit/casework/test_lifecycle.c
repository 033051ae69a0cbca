#include "unit.h"

#include <string.h>

#include "casework/casework_priv.h"

/* The table of statuses of the product, as text: where each status leads. Written out a second time
 * on purpose. */
static const char *const leads_to[CASE_STATUS_COUNT] = {
	[CASE_DOUBTFUL] = "received declined redirected withdrawn merged",
	[CASE_RECEIVED] = "forwarded needs_info redirected declined withdrawn merged",
	[CASE_FORWARDED] =
		"received in_progress needs_info resolved confirmed redirected withdrawn merged",
	[CASE_IN_PROGRESS] = "received needs_info resolved confirmed redirected withdrawn",
	[CASE_NEEDS_INFO] = "received forwarded in_progress resolved redirected withdrawn closed",
	[CASE_RESOLVED] = "confirmed reopened closed",
	[CASE_REOPENED] = "received forwarded in_progress needs_info resolved redirected withdrawn",
	[CASE_REDIRECTED] = "reopened",
	[CASE_CONFIRMED] = "reopened",
	[CASE_CLOSED] = "reopened",
	[CASE_DECLINED] = "reopened",
	[CASE_WITHDRAWN] = "",
	[CASE_MERGED] = "",
};

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);
	for (const char *at = list; (at = strstr(at, word)); at += length) {
		bool begins = at == list || at[-1] == ' ';
		if (begins && (at[length] == ' ' || at[length] == '\0'))
			return true;
	}
	return false;
}

static void statuses_lead_where_the_product_says_and_nowhere_else(void **state)
{
	(void)state;
	for (int from = 0; from < CASE_STATUS_COUNT; from++) {
		bool reached[CASE_STATUS_COUNT] = {false};
		for (int step = 0; step < CASEWORK_STEP_COUNT; step++) {
			for (int accepted = 0; accepted < 2; accepted++) {
				enum case_status to;
				if (casework_next((enum case_status)from, (enum casework_step)step,
					    accepted, &to))
					reached[to] = true;
			}
		}
		for (int to = 0; to < CASE_STATUS_COUNT; to++) {
			if (to == from)
				continue;
			bool wanted =
				has_word(leads_to[from], case_status_name((enum case_status)to));
			if (reached[to] != wanted)
				print_message("%s -> %s\n",
					case_status_name((enum case_status)from),
					case_status_name((enum case_status)to));
			assert_int_equal(reached[to], wanted);
		}
	}
}

/* Cell by cell: 13 statuses by 15 steps. One letter says where a step leads, '.' nowhere, '*' by
 * acceptance. d doubtful, r received, f forwarded, p in progress, n needs info, s resolved, o
 * reopened, e elsewhere (redirected), c confirmed, x closed, l declined, w withdrawn, m merged */
static const char letters[] = "drfpnsoecxlwm";
static const char *const cells[CASE_STATUS_COUNT] = {
	/* accept decline delivered start ask answer resolve hand_over redirect confirm reopen
	 * withdraw merge no_answer no_objection */
	[CASE_DOUBTFUL] = "rl......e..wm..",
	[CASE_RECEIVED] = ".lf.n..re..wm..",
	[CASE_FORWARDED] = "...pn.srec.wm..",
	[CASE_IN_PROGRESS] = "....n.srec.w...",
	[CASE_NEEDS_INFO] = "...pn*sre..w.x.",
	[CASE_RESOLVED] = ".........co...x",
	[CASE_REOPENED] = "..fpn.sre..w...",
	[CASE_REDIRECTED] = "..........o....",
	[CASE_CONFIRMED] = "..........o....",
	[CASE_CLOSED] = "..........o....",
	[CASE_DECLINED] = "..........o....",
	[CASE_WITHDRAWN] = "...............",
	[CASE_MERGED] = "...............",
};

static char cell(enum case_status from, enum casework_step step, bool accepted)
{
	enum case_status to;
	return casework_next(from, step, accepted, &to) ? letters[to] : '.';
}

static void every_cell_of_the_table_is_as_written(void **state)
{
	(void)state;
	assert_int_equal(strlen(letters), CASE_STATUS_COUNT);
	for (int from = 0; from < CASE_STATUS_COUNT; from++) {
		assert_int_equal(strlen(cells[from]), CASEWORK_STEP_COUNT);
		for (int step = 0; step < CASEWORK_STEP_COUNT; step++) {
			enum case_status f = (enum case_status)from;
			enum casework_step s = (enum casework_step)step;
			char wanted = cells[from][step];
			char if_accepted = wanted == '*' ? 'f' : wanted;
			char if_not = wanted == '*' ? 'r' : wanted;
			if (cell(f, s, true) != if_accepted || cell(f, s, false) != if_not)
				print_message(
					"%s by %s\n", case_status_name(f), casework_step_name(s));
			assert_int_equal(cell(f, s, true), if_accepted);
			assert_int_equal(cell(f, s, false), if_not);
		}
	}
}

static void a_step_that_leads_nowhere_leaves_the_output_alone(void **state)
{
	(void)state;
	enum case_status to = CASE_IN_PROGRESS;
	assert_false(casework_next(CASE_MERGED, STEP_REOPEN, true, &to));
	assert_int_equal(to, CASE_IN_PROGRESS);
}

static void no_two_rows_answer_the_same_question(void **state)
{
	(void)state;
	size_t count;
	const struct lifecycle_row *rows = lifecycle_rows(&count);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = i + 1; j < count; j++) {
			bool same = rows[i].from == rows[j].from && rows[i].step == rows[j].step;
			bool apart = rows[i].guard != GUARD_NONE && rows[j].guard != GUARD_NONE &&
				     rows[i].guard != rows[j].guard;
			assert_true(!same || apart);
		}
	}
}

static void an_end_leads_on_by_reopening_only(void **state)
{
	(void)state;
	size_t count;
	const struct lifecycle_row *rows = lifecycle_rows(&count);
	for (size_t i = 0; i < count; i++) {
		if (case_status_is_end(rows[i].from))
			assert_int_equal(rows[i].step, STEP_REOPEN);
	}
}

static void every_step_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int a = 0; a < CASEWORK_STEP_COUNT; a++) {
		assert_non_null(casework_step_name((enum casework_step)a));
		for (int b = 0; b < a; b++)
			assert_string_not_equal(casework_step_name((enum casework_step)a),
				casework_step_name((enum casework_step)b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses_lead_where_the_product_says_and_nowhere_else),
		cmocka_unit_test(every_cell_of_the_table_is_as_written),
		cmocka_unit_test(a_step_that_leads_nowhere_leaves_the_output_alone),
		cmocka_unit_test(no_two_rows_answer_the_same_question),
		cmocka_unit_test(an_end_leads_on_by_reopening_only),
		cmocka_unit_test(every_step_has_a_name_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
