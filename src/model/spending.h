/* What is spent at a channel, by the day: days and months are UTC, as X bills. */
#ifndef MODEL_SPENDING_H
#define MODEL_SPENDING_H

#include <stdbool.h>
#include <stdint.h>

struct spending {
	int64_t replies; /* that were published */
	int64_t posts_read;
	int64_t lookups;
	int64_t deletes;
	int64_t micro_dollars; /* what all of it costs */
};

bool spending_is_nothing(const struct spending *spent);

void spending_add(struct spending *sum, const struct spending *more);

/* Days since 1970-01-01 of a time; of the first of its month; of the first of the next. */
int64_t spending_day(int64_t at);
int64_t spending_month(int64_t at);
int64_t spending_next_month(int64_t at);

/* The first moment of a day. */
int64_t spending_day_begins(int64_t day);

/* Dollars as people write them, two decimals at least: "0.01", "0.001", "12.345678". */
enum { MONEY_SIZE = 32 };
const char *money_text(int64_t micro_dollars, char out[MONEY_SIZE]);

/* And back: digits, perhaps a point and one to six decimals, below a million. False for anything else. */
bool money_read(const char *text, int64_t *out_micro_dollars);

#endif
