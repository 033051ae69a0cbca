#include "model/spending.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const int64_t DAY_MS = INT64_C(86400000);

bool spending_is_nothing(const struct spending *spent)
{
	return !spent->replies && !spent->posts_read && !spent->lookups && !spent->deletes &&
	       !spent->micro_dollars;
}

void spending_add(struct spending *sum, const struct spending *more)
{
	sum->replies += more->replies;
	sum->posts_read += more->posts_read;
	sum->lookups += more->lookups;
	sum->deletes += more->deletes;
	sum->micro_dollars += more->micro_dollars;
}

int64_t spending_day(int64_t at)
{
	return at / DAY_MS;
}

int64_t spending_day_begins(int64_t day)
{
	return day * DAY_MS;
}

static int64_t first_of_month(int64_t day)
{
	time_t seconds = (time_t)(day * (DAY_MS / 1000));
	struct tm calendar;
	gmtime_r(&seconds, &calendar);
	return day - (calendar.tm_mday - 1);
}

int64_t spending_month(int64_t at)
{
	return first_of_month(spending_day(at));
}

int64_t spending_next_month(int64_t at)
{
	return first_of_month(spending_month(at) + 31);
}

const char *money_text(int64_t micro_dollars, char out[MONEY_SIZE])
{
	snprintf(out, MONEY_SIZE, "%" PRId64 ".%06" PRId64, micro_dollars / 1000000,
		micro_dollars % 1000000);
	const char *point = strchr(out, '.');
	for (char *last = out + strlen(out) - 1; *last == '0' && last > point + 2; last--)
		*last = '\0';
	return out;
}

bool money_read(const char *text, int64_t *out_micro_dollars)
{
	enum { DOLLAR_DIGITS = 6, DECIMALS = 6 };
	static const char digits[] = "0123456789";
	size_t whole = strspn(text, digits);
	bool point = text[whole] == '.';
	const char *decimals = text + whole + point;
	size_t count = strspn(decimals, digits);
	if (whole == 0 || whole > DOLLAR_DIGITS || decimals[count] || count > DECIMALS ||
		point != (count > 0))
		return false;
	int64_t micro = 0;
	for (size_t i = 0; i < whole; i++)
		micro = micro * 10 + (text[i] - '0');
	for (size_t i = 0; i < DECIMALS; i++)
		micro = micro * 10 + (i < count ? decimals[i] - '0' : 0);
	*out_micro_dollars = micro;
	return true;
}
