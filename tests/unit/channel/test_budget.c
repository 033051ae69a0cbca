#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "channel/x/budget.h"

/* 2026-11-25T12:00:00Z */
static const int64_t NOW = INT64_C(1795608000000);
static const struct config_prices prices = {.mention_read = 1000, .reply = 10000};

enum { NOBODY = -1, DANGER = PRIORITY_DANGER, ANSWER = PRIORITY_ANSWER, ALL = PRIORITY_FOLLOW_UP };

static struct x_budget fresh(const struct config_limits *limits)
{
	struct x_budget budget;
	x_budget_init(&budget, limits, &prices);
	x_budget_begin(&budget, &(struct spending){0}, &(struct spending){0}, NOW);
	return budget;
}

static int64_t iso(const char *text)
{
	int64_t out = 0;
	assert_int_equal(clock_from_iso(text, &out), ERR_OK);
	return out;
}

/* Who may go by how much is left. */
static void what_is_short_stops_the_least_pressing_first(void **state)
{
	(void)state;
	static const struct {
		int64_t limit, used;
		int least;
	} rows[] = {
		{200, 0, ALL}, {200, 139, ALL},
		{200, 140, ANSWER},                     /* after this one less than 30 % */
		{200, 179, ANSWER}, {200, 180, DANGER}, /* a tenth is kept */
		{200, 199, DANGER}, {200, 200, NOBODY}, {200, 999, NOBODY},
		{11, 8, ANSWER}, /* the tenth is rounded up */
		{11, 9, DANGER}, {2, 0, ALL}, {2, 1, DANGER},
		{1, 0, ANSWER},                /* of one nothing is kept */
		{1, 1, NOBODY}, {0, 999, ALL}, /* no limit */
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct config_limits limits = {.replies_per_day = rows[i].limit};
		struct x_budget budget = fresh(&limits);
		x_budget_spend(&budget, &(struct spending){.replies = rows[i].used}, NOW);
		struct allowance allowed = x_budget_allows(&budget, NOW);
		if (allowed.least != rows[i].least)
			fail_msg("%d of %d used: %d", (int)rows[i].used, (int)rows[i].limit,
				allowed.least);
		if (allowed.least < ALL)
			assert_int_equal(allowed.until, iso("2026-11-26T00:00:00Z"));
		else
			assert_int_equal(allowed.until, INT64_MAX);
	}
}

static void money_is_kept_for_danger_too(void **state)
{
	(void)state;
	const struct config_limits limits = {.money_per_day = 100000};
	struct x_budget budget = fresh(&limits);
	static const struct {
		int64_t micro;
		int least;
	} steps[] = {{0, ALL}, {60000, ALL}, {1, ANSWER}, {19999, ANSWER}, {1, DANGER},
		{9999, DANGER}, {1, NOBODY}};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		x_budget_spend(&budget, &(struct spending){.micro_dollars = steps[i].micro}, NOW);
		if (x_budget_allows(&budget, NOW).least != steps[i].least)
			fail_msg("step %zu: %d", i, x_budget_allows(&budget, NOW).least);
	}
	assert_int_equal(x_budget_allows(&budget, iso("2026-11-25T23:59:59Z")).least, NOBODY);
	assert_int_equal(x_budget_allows(&budget, iso("2026-11-26T00:00:00Z")).least, ALL);
}

static void a_month_ends_with_its_last_day(void **state)
{
	(void)state;
	const struct config_limits limits = {.money_per_month = 100000};
	struct x_budget budget = fresh(&limits);
	x_budget_begin(
		&budget, &(struct spending){0}, &(struct spending){.micro_dollars = 100000}, NOW);
	struct allowance allowed = x_budget_allows(&budget, NOW);
	assert_int_equal(allowed.least, NOBODY);
	assert_int_equal(allowed.until, iso("2026-12-01T00:00:00Z"));
	assert_int_equal(x_budget_allows(&budget, iso("2026-11-30T23:59:59Z")).least, NOBODY);
	assert_int_equal(x_budget_allows(&budget, iso("2026-12-01T00:00:00Z")).least, ALL);
	/* What is spent in the new month is counted from nothing. */
	x_budget_spend(
		&budget, &(struct spending){.micro_dollars = 1}, iso("2026-12-01T00:00:01Z"));
	assert_int_equal(budget.month.micro_dollars, 1);
	assert_int_equal(budget.today.micro_dollars, 1);
}

static void hear(struct x_budget *budget, size_t window, const char *limit, const char *left,
	int64_t reset_at)
{
	char reset[32];
	snprintf(reset, sizeof reset, "%lld", (long long)(reset_at / 1000));
	struct x_window windows[X_WINDOWS] = {0};
	windows[window] = (struct x_window){left, reset, limit};
	x_budget_heard(budget, windows, NOW);
}

static void what_x_says_counts_while_its_window_lasts(void **state)
{
	(void)state;
	const struct config_limits limits = {.replies_per_15_min = 100, .replies_per_day = 200};
	struct x_budget budget = fresh(&limits);
	x_budget_spend(&budget, &(struct spending){.replies = 200}, NOW);
	assert_int_equal(x_budget_allows(&budget, NOW).least, NOBODY);
	hear(&budget, 2, "2400", "2000", NOW + 60000); /* the account has more than we thought */
	assert_int_equal(x_budget_allows(&budget, NOW).least, ALL);
	/* Its window is over, but how much the account has is known now. */
	assert_int_equal(x_budget_allows(&budget, NOW + 60000).least, ALL);
	hear(&budget, 1, "10000", "0", NOW + 30000); /* the app has nothing */
	struct allowance allowed = x_budget_allows(&budget, NOW);
	assert_int_equal(allowed.least, NOBODY);
	assert_int_equal(allowed.until, NOW + 30000);
	hear(&budget, 0, NULL, "10", NOW + 20000); /* of the 100 that are configured */
	allowed = x_budget_allows(&budget, NOW + 30000 - 10001);
	assert_int_equal(allowed.least, NOBODY);
	hear(&budget, 1, "10000", "9000", NOW + 30000);
	assert_int_equal(x_budget_allows(&budget, NOW).least, DANGER);
	assert_int_equal(x_budget_allows(&budget, NOW).until, NOW + 20000);
	hear(&budget, 0, "x", NULL, NOW + 90000); /* says nothing */
	assert_int_equal(budget.windows[0].left, 10);
}

static void without_headers_we_count_our_own_window(void **state)
{
	(void)state;
	const struct config_limits limits = {.replies_per_15_min = 10};
	struct x_budget budget = fresh(&limits);
	for (int i = 0; i < 9; i++)
		x_budget_sent(&budget, NOW + i);
	struct allowance allowed = x_budget_allows(&budget, NOW + 10);
	assert_int_equal(allowed.least, DANGER);
	assert_int_equal(allowed.until, NOW + X_BUDGET_WINDOW_MS);
	x_budget_sent(&budget, NOW + 11);
	assert_int_equal(x_budget_allows(&budget, NOW + 12).least, NOBODY);
	assert_int_equal(x_budget_allows(&budget, NOW + X_BUDGET_WINDOW_MS).least, ALL);
	assert_int_equal(x_budget_allows(&budget, NOW - 1).least, ALL); /* a clock that stepped */
}

/* 300 acknowledgements wait after an outage, and somebody in danger writes now and then. X's window
 * is not told by headers, or told; either way none is exceeded. */
/* What was sent in X's last window does not burden the next one, of which no header has told yet. */
static void when_xs_window_ends_we_begin_anew_with_the_limit_that_x_named(void **state)
{
	(void)state;
	static const struct config_limits limits = {.replies_per_15_min = 100};
	struct x_budget budget = fresh(&limits);
	for (int i = 0; i < 120; i++)
		x_budget_sent(&budget, NOW);
	hear(&budget, 0, "300", "180", NOW + 60 * 1000);
	assert_int_equal(x_budget_allows(&budget, NOW + 59 * 1000).least, ALL);
	assert_int_equal(x_budget_allows(&budget, NOW + 60 * 1000).least, ALL);
	for (int i = 0; i < 270; i++)
		x_budget_sent(&budget, NOW + 61 * 1000);
	assert_int_equal(x_budget_allows(&budget, NOW + 62 * 1000).least, DANGER);
	for (int i = 0; i < 30; i++)
		x_budget_sent(&budget, NOW + 61 * 1000);
	assert_int_equal(x_budget_allows(&budget, NOW + 62 * 1000).least, NOBODY);
}

static void after_an_outage_no_window_is_exceeded_and_danger_goes_at_once(void **state)
{
	(void)state;
	enum { SECOND = 1000, WAITING = 300, DANGERS = 8 };
	for (int told = 0; told < 2; told++) {
		const struct config_limits limits = {.replies_per_15_min = 100};
		struct x_budget budget = fresh(&limits);
		int ordinary = 0, dangers = 0, in_window = 0, most = 0, at_once = 0;
		int64_t window_from_at = 0, last_at = 0, longest_gap_ms = 0;
		for (int64_t now = NOW; ordinary < WAITING; now += SECOND / 4) {
			if (window_from_at && now >= window_from_at + X_BUDGET_WINDOW_MS)
				window_from_at = in_window = 0;
			struct allowance allowed = x_budget_allows(&budget, now);
			bool danger = (now - NOW) % (400 * SECOND) == 399 * SECOND;
			if (danger)
				assert_true(allowed.least >= PRIORITY_DANGER);
			if (!danger && allowed.least < PRIORITY_ACKNOWLEDGEMENT) {
				assert_true(allowed.until > now);
				continue;
			}
			if (danger)
				dangers++;
			else
				ordinary++;
			window_from_at = window_from_at ? window_from_at : now;
			in_window++;
			most = in_window > most ? in_window : most;
			at_once += now < NOW + 15 * SECOND;
			if (last_at && now - last_at > longest_gap_ms)
				longest_gap_ms = now - last_at;
			last_at = now;
			x_budget_sent(&budget, now);
			char left[16];
			snprintf(left, sizeof left, "%d", 100 - in_window);
			if (told) {
				char reset[32];
				snprintf(reset, sizeof reset, "%lld",
					(long long)((window_from_at + X_BUDGET_WINDOW_MS) / 1000));
				const struct x_window windows[X_WINDOWS] = {{left, reset, "100"}};
				x_budget_heard(&budget, windows, now);
			}
			assert_true(now < NOW + 4 * X_BUDGET_WINDOW_MS);
		}
		assert_true(most <= 100);
		assert_true(dangers >= 4);
		assert_int_equal(at_once, 51);             /* within seconds */
		assert_true(longest_gap_ms < 60 * SECOND); /* then evenly, never a long silence */
		assert_true(last_at > NOW + 2 * X_BUDGET_WINDOW_MS);
	}
}

static void credit_is_tried_soon_and_then_more_rarely(void **state)
{
	(void)state;
	const struct config_limits limits = {0};
	struct x_budget budget = fresh(&limits);
	static const int64_t minutes[] = {2, 4, 8, 16, 30, 30};
	int64_t now = NOW;
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		assert_int_equal(x_budget_refused(&budget, now), minutes[i] * 60000);
		struct allowance allowed = x_budget_allows(&budget, now);
		assert_int_equal(allowed.least, DANGER);
		assert_int_equal(allowed.until, now + minutes[i] * 60000);
		/* Danger that is tried in between makes nothing longer. */
		assert_int_equal(x_budget_refused(&budget, now + 60000), (minutes[i] - 1) * 60000);
		now += minutes[i] * 60000;
		assert_int_equal(x_budget_allows(&budget, now).least, ALL);
	}
	x_budget_refused(&budget, now);
	x_budget_works(&budget);
	assert_int_equal(x_budget_allows(&budget, now).least, ALL);
	assert_int_equal(x_budget_refused(&budget, now), 2 * 60000);
}

static void a_purse_is_told_of_once_when_short_and_once_when_spent(void **state)
{
	(void)state;
	const struct config_limits limits = {.money_per_day = 100000};
	struct x_budget budget = fresh(&limits);
	char text[X_PURSE_TEXT_SIZE];
	static const struct {
		int64_t micro;
		enum x_purse_state state;
		bool tells;
		const char *words;
	} steps[] = {
		{79999, X_PURSE_FINE, false, ""},
		{1, X_PURSE_SHORT, true, "80 % of the 0.10 dollars of the day are used"},
		{0, X_PURSE_SHORT, false, "see money_per_day"},
		{1, X_PURSE_SPENT, true,
			"wait until 2026-11-26T00:00:00.000Z or for a higher money_per_day"},
		{5000, X_PURSE_SPENT, false, "the 0.10 dollars of the day are used but for"},
	};
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		x_budget_spend(&budget, &(struct spending){.micro_dollars = steps[i].micro}, NOW);
		enum x_purse_state is = x_budget_purse(&budget, X_PURSE_DAY, NOW, text);
		if (is != steps[i].state || !strstr(text, steps[i].words))
			fail_msg("step %zu: %d %s", i, is, text);
		assert_int_equal(x_budget_tells(&budget, X_PURSE_DAY, is, NOW), steps[i].tells);
	}
	/* The next day begins anew. */
	int64_t tomorrow = NOW + INT64_C(86400000);
	assert_int_equal(x_budget_purse(&budget, X_PURSE_DAY, tomorrow, text), X_PURSE_FINE);
	assert_string_equal(text, "");
	x_budget_spend(&budget, &(struct spending){.micro_dollars = 85000}, tomorrow);
	assert_true(x_budget_tells(&budget, X_PURSE_DAY,
		x_budget_purse(&budget, X_PURSE_DAY, tomorrow, text), tomorrow));
	assert_int_equal(x_budget_purse(&budget, X_PURSE_REPLIES, NOW, text), X_PURSE_FINE);
	assert_int_equal(x_budget_purse(&budget, X_PURSE_MONTH, NOW, text), X_PURSE_FINE);
}

static void polls_become_rarer_when_money_is_short_and_never_end(void **state)
{
	(void)state;
	const struct config_limits limits = {.money_per_month = 100000, .replies_per_day = 1};
	struct x_budget budget = fresh(&limits);
	x_budget_spend(&budget, &(struct spending){.replies = 5}, NOW); /* is no money */
	assert_int_equal(x_budget_poll_ms(&budget, 20000, NOW), 20000);
	x_budget_spend(&budget, &(struct spending){.micro_dollars = 80000}, NOW);
	assert_int_equal(x_budget_poll_ms(&budget, 20000, NOW), 40000);
	x_budget_spend(&budget, &(struct spending){.micro_dollars = 900000}, NOW);
	assert_int_equal(x_budget_poll_ms(&budget, 20000, NOW), 80000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_short_stops_the_least_pressing_first),
		cmocka_unit_test(money_is_kept_for_danger_too),
		cmocka_unit_test(a_month_ends_with_its_last_day),
		cmocka_unit_test(what_x_says_counts_while_its_window_lasts),
		cmocka_unit_test(without_headers_we_count_our_own_window),
		cmocka_unit_test(when_xs_window_ends_we_begin_anew_with_the_limit_that_x_named),
		cmocka_unit_test(after_an_outage_no_window_is_exceeded_and_danger_goes_at_once),
		cmocka_unit_test(credit_is_tried_soon_and_then_more_rarely),
		cmocka_unit_test(a_purse_is_told_of_once_when_short_and_once_when_spent),
		cmocka_unit_test(polls_become_rarer_when_money_is_short_and_never_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
