#include "base/clock.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t clock_read_ms(clockid_t id)
{
	struct timespec now;
	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_ms(void)
{
	return clock_read_ms(CLOCK_REALTIME);
}

int64_t clock_mono_ms(void)
{
	return clock_read_ms(CLOCK_MONOTONIC);
}

char *clock_iso(int64_t at, char out[CLOCK_ISO_SIZE])
{
	int64_t ms = ((at % 1000) + 1000) % 1000;
	time_t seconds = (time_t)((at - ms) / 1000);
	struct tm tm;
	if (!gmtime_r(&seconds, &tm) || tm.tm_year + 1900 < 0 || tm.tm_year + 1900 > 9999)
		memset(&tm, 0, sizeof tm);
	size_t n = strftime(out, CLOCK_ISO_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + n, CLOCK_ISO_SIZE - n, ".%03dZ", (int)ms);
	return out;
}

/* Read exactly `digits` digits; false if there are fewer. */
static bool take_number(const char **text, int digits, int *out)
{
	int value = 0;
	for (int i = 0; i < digits; i++, (*text)++) {
		if (!isdigit((unsigned char)**text))
			return false;
		value = value * 10 + (**text - '0');
	}
	*out = value;
	return true;
}

static bool take_char(const char **text, char c)
{
	if (**text != c)
		return false;
	(*text)++;
	return true;
}

/* A fraction of a second, of any length, as milliseconds. */
static bool take_fraction(const char **text, int *out_ms)
{
	int scale = 100;
	*out_ms = 0;
	if (!isdigit((unsigned char)**text))
		return false;
	for (; isdigit((unsigned char)**text); (*text)++, scale /= 10)
		*out_ms += (**text - '0') * scale;
	return true;
}

enum err_code clock_from_iso(const char *text, int64_t *out_at)
{
	int year, month, day, hour, minute, second, ms = 0;
	const char *p = text;
	bool fits = take_number(&p, 4, &year) && take_char(&p, '-') && take_number(&p, 2, &month) &&
		    take_char(&p, '-') && take_number(&p, 2, &day) && take_char(&p, 'T') &&
		    take_number(&p, 2, &hour) && take_char(&p, ':') &&
		    take_number(&p, 2, &minute) && take_char(&p, ':') &&
		    take_number(&p, 2, &second);
	if (fits && *p == '.') {
		p++;
		fits = take_fraction(&p, &ms);
	}
	if (!fits || (strcmp(p, "Z") != 0 && strcmp(p, "+00:00") != 0))
		return ERR_FORMAT;
	if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 ||
		second > 60)
		return ERR_FORMAT;
	struct tm tm = {.tm_year = year - 1900,
		.tm_mon = month - 1,
		.tm_mday = day,
		.tm_hour = hour,
		.tm_min = minute,
		.tm_sec = second};
	time_t seconds = timegm(&tm);
	if (tm.tm_mday != day) /* the 31st of a month with 30 days */
		return ERR_FORMAT;
	*out_at = (int64_t)seconds * 1000 + ms;
	return ERR_OK;
}
