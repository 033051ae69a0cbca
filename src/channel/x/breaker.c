#include "channel/x/breaker.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/str.h"

/* False if it is among the last ones: one that was replayed tells nothing new. */
static bool note(struct x_breaker *breaker, const struct delivery *delivery)
{
	for (size_t i = 0; i < X_BREAKER_ROW; i++) {
		if (breaker->last[i].row == delivery->row)
			return false;
	}
	size_t place = breaker->refused++ % X_BREAKER_ROW;
	breaker->last[place].row = delivery->row;
	str_copy(breaker->last[place].author_id, ID_SIZE, delivery->author_id);
	return true;
}

/* Whoever is wiped ("") may be anybody, and counts as one. */
static unsigned people(const struct x_breaker *breaker)
{
	unsigned count = 0;
	for (size_t i = 0; i < X_BREAKER_ROW; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again = again ||
				str_is(breaker->last[k].author_id, breaker->last[i].author_id);
		count += !again;
	}
	return count;
}

static bool is_row(const struct x_breaker *breaker)
{
	return breaker->refused >= X_BREAKER_ROW && people(breaker) >= X_BREAKER_PEOPLE;
}

static void begin_rest(struct x_breaker *breaker, int64_t now_ms)
{
	int64_t rest_ms = X_BREAKER_FIRST_MS;
	for (unsigned i = 0; i < breaker->rests && rest_ms < X_BREAKER_MOST_MS; i++)
		rest_ms *= 2;
	breaker->rests++;
	breaker->rests_until = now_ms + (rest_ms < X_BREAKER_MOST_MS ? rest_ms : X_BREAKER_MOST_MS);
	breaker->danger_tried = false;
}

bool x_breaker_refused(struct x_breaker *breaker, const struct delivery *delivery,
	const char *words, int64_t now_ms)
{
	bool different = note(breaker, delivery);
	str_copy(breaker->words, sizeof breaker->words, words);
	if (breaker->rests && now_ms < breaker->rests_until) {
		breaker->danger_tried = true; /* nothing else leaves in a rest */
		return false;
	}
	if (!breaker->rests && (!different || !is_row(breaker)))
		return false;
	begin_rest(breaker, now_ms);
	return true;
}

unsigned x_breaker_accepted(struct x_breaker *breaker)
{
	unsigned refused = breaker->rests ? breaker->refused : 0;
	*breaker = (struct x_breaker){0};
	return refused;
}

struct allowance x_breaker_allows(
	const struct x_breaker *breaker, struct allowance allowed, int64_t now_ms)
{
	if (!breaker->rests || now_ms >= breaker->rests_until)
		return allowed;
	int least = breaker->danger_tried ? -1 : PRIORITY_DANGER;
	if (least < allowed.least)
		allowed.least = least;
	if (breaker->rests_until < allowed.until)
		allowed.until = breaker->rests_until;
	return allowed;
}

void x_breaker_text(const struct x_breaker *breaker, char out[X_BREAKER_TEXT_SIZE])
{
	char iso[CLOCK_ISO_SIZE];
	*out = '\0';
	if (breaker->rests)
		snprintf(out, X_BREAKER_TEXT_SIZE,
			"X refuses all replies, %u in a row (%.90s); they wait, the next is tried at "
			"%s: look whether X has changed its rules",
			breaker->refused, breaker->words, clock_iso(breaker->rests_until, iso));
}
