#include "console/words.h"

#include <inttypes.h>
#include <stdio.h>

/* From the shortest on: what is below `below_ms` is told in this unit. */
static const struct {
	int64_t below_ms;
	int64_t unit_ms;
	const char *name;
} units[] = {
	{120 * INT64_C(1000), 1000, "s"},
	{120 * INT64_C(60000), 60000, "min"},
	{48 * INT64_C(3600000), 3600000, "h"},
	{INT64_MAX, 24 * INT64_C(3600000), "days"},
};
enum { UNIT_COUNT = sizeof units / sizeof *units };

char *words_when(int64_t at, int64_t now_ms, char out[WORDS_TIME_SIZE])
{
	int64_t away_ms = at < now_ms ? now_ms - at : at - now_ms;
	size_t unit = 0;
	if (at == 0)
		return snprintf(out, WORDS_TIME_SIZE, "-"), out;
	while (unit + 1 < UNIT_COUNT && away_ms >= units[unit].below_ms)
		unit++;
	int64_t count = away_ms / units[unit].unit_ms;
	if (count == 0)
		snprintf(out, WORDS_TIME_SIZE, "now");
	else if (at < now_ms)
		snprintf(out, WORDS_TIME_SIZE, "%" PRId64 " %s ago", count, units[unit].name);
	else
		snprintf(out, WORDS_TIME_SIZE, "in %" PRId64 " %s", count, units[unit].name);
	return out;
}

void words_one_line(struct buf *out, const char *text)
{
	for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
		/* U+0080 to U+009F are control characters too. */
		bool second = *c == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f;
		buf_add_char(out, *c < 0x20 || *c == 0x7f || second ? ' ' : (char)*c);
		c += second;
	}
}
