#include "channel/x/budget.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

enum {
	POTS_MAX = X_WINDOWS + X_PURSE_COUNT,
	FOLLOW_UP_PERCENT = 30, /* follow-ups wait when less is left */
	SHORT_PERCENT = 80,     /* an operator is told when so much is used */
	SLOW_POLLS = 2,         /* times the usual pace, when money is short */
	SLOWEST_POLLS = 4,      /* when it is spent */
};

void x_budget_init(struct x_budget *budget, const struct config_limits *limits,
	const struct config_prices *prices)
{
	*budget = (struct x_budget){.limits = limits, .prices = prices};
}

/* --- counting --- */

/* What was spent on an earlier day is not today's. */
static struct spending today(const struct x_budget *budget, int64_t now_ms)
{
	bool same = spending_day(budget->counted_at) == spending_day(now_ms);
	return same ? budget->today : (struct spending){0};
}

static struct spending this_month(const struct x_budget *budget, int64_t now_ms)
{
	bool same = spending_month(budget->counted_at) == spending_month(now_ms);
	return same ? budget->month : (struct spending){0};
}

void x_budget_begin(struct x_budget *budget, const struct spending *spent_today,
	const struct spending *month, int64_t now_ms)
{
	budget->today = *spent_today;
	budget->month = *month;
	budget->counted_at = now_ms;
}

void x_budget_spend(struct x_budget *budget, const struct spending *spent, int64_t now_ms)
{
	budget->today = today(budget, now_ms);
	budget->month = this_month(budget, now_ms);
	budget->counted_at = now_ms;
	spending_add(&budget->today, spent);
	spending_add(&budget->month, spent);
}

void x_budget_spent(const struct x_budget *budget, int64_t now_ms, struct spending *out_today,
	struct spending *out_month)
{
	*out_today = today(budget, now_ms);
	*out_month = this_month(budget, now_ms);
}

/* Whether our own count belongs to a window that is over: by the clock, or because X's own window
 * ended since. */
static bool is_over(const struct x_budget *budget, int64_t now_ms)
{
	int64_t reset_at = budget->windows[0].reset_at;
	return now_ms < budget->window_from_at ||
	       now_ms >= budget->window_from_at + X_BUDGET_WINDOW_MS ||
	       (budget->window_from_at < reset_at && reset_at <= now_ms);
}

void x_budget_sent(struct x_budget *budget, int64_t now_ms)
{
	if (is_over(budget, now_ms)) {
		budget->window_from_at = now_ms;
		budget->window_replies = 0;
	}
	budget->window_replies++;
	budget->last_reply_at = now_ms;
	for (size_t i = 0; i < X_WINDOWS; i++) {
		if (budget->windows[i].left > 0)
			budget->windows[i].left--;
	}
}

/* Where a header says what is left and not of how much. */
static int64_t limit_of(const struct x_budget *budget, size_t i, int64_t left)
{
	const int64_t known[X_WINDOWS] = {budget->limits->replies_per_15_min,
		budget->windows[1].limit, budget->limits->replies_per_day};
	return known[i] > left ? known[i] : left;
}

void x_budget_heard(
	struct x_budget *budget, const struct x_window windows[X_WINDOWS], int64_t now_ms)
{
	for (size_t i = 0; i < X_WINDOWS; i++) {
		int64_t left = x_pace_number(windows[i].remaining);
		int64_t reset_at = x_pace_number(windows[i].reset) * 1000;
		if (left < 0 || reset_at <= now_ms)
			continue;
		int64_t limit = x_pace_number(windows[i].limit);
		budget->windows[i] =
			(struct x_pot){.limit = limit >= left ? limit : limit_of(budget, i, left),
				.left = left,
				.reset_at = reset_at,
				.cost = 1};
	}
}

/* --- pots --- */

static bool lasts(const struct x_pot *window, int64_t now_ms)
{
	return window->reset_at > now_ms;
}

static int64_t not_below_0(int64_t number)
{
	return number > 0 ? number : 0;
}

/* The endpoint's 15 minutes. False if nothing limits them. */
static bool window_pot(const struct x_budget *budget, int64_t now_ms, struct x_pot *out)
{
	if (lasts(&budget->windows[0], now_ms)) {
		*out = budget->windows[0];
		return true;
	}
	/* Its last window is over, but X has said how large its windows are. */
	int64_t known = budget->windows[0].limit;
	int64_t limit = known > 0 ? known : budget->limits->replies_per_15_min;
	bool runs = !is_over(budget, now_ms);
	int64_t ends_at = budget->window_from_at + X_BUDGET_WINDOW_MS;
	*out = (struct x_pot){.limit = limit,
		.left = not_below_0(limit - (runs ? budget->window_replies : 0)),
		.reset_at = runs ? ends_at : now_ms + X_BUDGET_WINDOW_MS,
		.cost = 1};
	return limit > 0;
}

static bool purse_pot(
	const struct x_budget *budget, enum x_purse purse, int64_t now_ms, struct x_pot *out)
{
	const struct x_pot *account = &budget->windows[2];
	if (purse == X_PURSE_REPLIES && lasts(account, now_ms)) {
		*out = *account;
		return true;
	}
	const struct config_limits *limits = budget->limits;
	int64_t replies = account->limit > limits->replies_per_day && limits->replies_per_day
				  ? account->limit
				  : limits->replies_per_day;
	int64_t limit = purse == X_PURSE_REPLIES ? replies
			: purse == X_PURSE_DAY   ? limits->money_per_day
						 : limits->money_per_month;
	int64_t used = purse == X_PURSE_REPLIES ? today(budget, now_ms).replies
		       : purse == X_PURSE_DAY   ? today(budget, now_ms).micro_dollars
						: this_month(budget, now_ms).micro_dollars;
	*out = (struct x_pot){.limit = limit,
		.left = not_below_0(limit - used),
		.reset_at = spending_day_begins(purse == X_PURSE_MONTH ? spending_next_month(now_ms)
								       : spending_day(now_ms) + 1),
		.cost = purse == X_PURSE_REPLIES ? 1 : budget->prices->reply};
	return limit > 0;
}

static size_t pots_of(const struct x_budget *budget, int64_t now_ms, struct x_pot out[POTS_MAX])
{
	size_t count = 0;
	if (window_pot(budget, now_ms, &out[count]))
		count++;
	if (lasts(&budget->windows[1], now_ms))
		out[count++] = budget->windows[1];
	for (int i = 0; i < X_PURSE_COUNT; i++) {
		if (purse_pot(budget, (enum x_purse)i, now_ms, &out[count]))
			count++;
	}
	return count;
}

/* A tenth, rounded up, is kept for danger. */
static int64_t kept_of(const struct x_pot *pot)
{
	return pot->limit > pot->cost ? (pot->limit + 9) / 10 : 0;
}

/* The least pressing that this pot lets go. */
static int least_of(const struct x_pot *pot)
{
	int64_t after = pot->left - pot->cost;
	if (after < 0)
		return -1;
	if (after < kept_of(pot))
		return PRIORITY_DANGER;
	return after * 100 < pot->limit * FOLLOW_UP_PERCENT ? PRIORITY_ANSWER : PRIORITY_FOLLOW_UP;
}

/* --- what may leave --- */

static void narrow(struct allowance *allowed, int least, int64_t until)
{
	if (least < allowed->least)
		allowed->least = least;
	if (least < PRIORITY_FOLLOW_UP && until < allowed->until)
		allowed->until = until;
}

/* The next that is not danger: when less than half is left, evenly until the window ends. */
static int64_t next_ordinary_at(const struct x_budget *budget, const struct x_pot *window)
{
	int64_t usable = window->left - kept_of(window);
	if (window->left * 2 >= window->limit || usable <= 0 ||
		window->reset_at <= budget->last_reply_at)
		return 0;
	return budget->last_reply_at + (window->reset_at - budget->last_reply_at) / usable;
}

struct allowance x_budget_allows(const struct x_budget *budget, int64_t now_ms)
{
	struct allowance allowed = {PRIORITY_FOLLOW_UP, INT64_MAX};
	struct x_pot pots[POTS_MAX], window;
	size_t count = pots_of(budget, now_ms, pots);
	for (size_t i = 0; i < count; i++)
		narrow(&allowed, least_of(&pots[i]), pots[i].reset_at);
	int64_t next_at = 0;
	if (window_pot(budget, now_ms, &window))
		next_at = next_ordinary_at(budget, &window);
	if (next_at > now_ms)
		narrow(&allowed, PRIORITY_DANGER, next_at);
	if (budget->credit_until > now_ms)
		narrow(&allowed, PRIORITY_DANGER, budget->credit_until);
	return allowed;
}

/* --- credit --- */

int64_t x_budget_refused(struct x_budget *budget, int64_t now_ms)
{
	int64_t pause_ms = X_CREDIT_FIRST_MS;
	for (unsigned i = 0; i < budget->credit_refusals && pause_ms < X_CREDIT_MOST_MS; i++)
		pause_ms *= 2;
	if (pause_ms > X_CREDIT_MOST_MS)
		pause_ms = X_CREDIT_MOST_MS;
	/* Several calls that were refused together are one refusal. */
	if (now_ms < budget->credit_until)
		return budget->credit_until - now_ms;
	budget->credit_refusals++;
	budget->credit_until = now_ms + pause_ms;
	return pause_ms;
}

void x_budget_works(struct x_budget *budget)
{
	budget->credit_refusals = 0;
	budget->credit_until = 0;
}

/* --- purses --- */

enum x_purse_state x_budget_purse(const struct x_budget *budget, enum x_purse purse, int64_t now_ms,
	char out_text[X_PURSE_TEXT_SIZE])
{
	static const char *const keys[] = {"replies_per_day", "money_per_day", "money_per_month"};
	static const char *const words[] = {
		"replies of the day", "dollars of the day", "dollars of the month"};
	struct x_pot pot;
	char limit[MONEY_SIZE], iso[CLOCK_ISO_SIZE];
	*out_text = '\0';
	if (!purse_pot(budget, purse, now_ms, &pot))
		return X_PURSE_FINE;
	bool spent = least_of(&pot) <= PRIORITY_DANGER;
	if (!spent && (pot.limit - pot.left) * 100 < pot.limit * SHORT_PERCENT)
		return X_PURSE_FINE;
	if (purse == X_PURSE_REPLIES)
		snprintf(limit, sizeof limit, "%" PRId64, pot.limit);
	else
		money_text(pot.limit, limit);
	clock_iso(pot.reset_at, iso);
	if (spent)
		snprintf(out_text, X_PURSE_TEXT_SIZE,
			"the %s %s are used but for what is kept for danger: other replies wait "
			"until %s or for a higher %s",
			limit, words[purse], iso, keys[purse]);
	else
		snprintf(out_text, X_PURSE_TEXT_SIZE,
			"%d %% of the %s %s are used, which must last until %s; see %s",
			SHORT_PERCENT, limit, words[purse], iso, keys[purse]);
	return spent ? X_PURSE_SPENT : X_PURSE_SHORT;
}

bool x_budget_tells(
	struct x_budget *budget, enum x_purse purse, enum x_purse_state state, int64_t now_ms)
{
	struct x_pot pot;
	if (now_ms >= budget->told_until[purse])
		budget->told[purse] = X_PURSE_FINE;
	if (state <= budget->told[purse] || !purse_pot(budget, purse, now_ms, &pot))
		return false;
	budget->told[purse] = state;
	budget->told_until[purse] = pot.reset_at;
	return true;
}

int64_t x_budget_poll_ms(const struct x_budget *budget, int64_t wished_ms, int64_t now_ms)
{
	char text[X_PURSE_TEXT_SIZE];
	enum x_purse_state worst = X_PURSE_FINE;
	for (int i = X_PURSE_DAY; i <= X_PURSE_MONTH; i++) {
		enum x_purse_state state = x_budget_purse(budget, (enum x_purse)i, now_ms, text);
		worst = state > worst ? state : worst;
	}
	return wished_ms * (worst == X_PURSE_SPENT          ? SLOWEST_POLLS
				   : worst == X_PURSE_SHORT ? SLOW_POLLS
							    : 1);
}
