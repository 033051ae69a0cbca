/*
 * The yardstick is ICU's: UTF-8 to UTF-16, then NFKC_Casefold, into a place that is there already.
 * Nothing that compares posts in all scripts could do less; it finds no word and no phrase.
 */
#include "speed.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "load.h"

enum { UNITS_MAX = 16 * 1024 }; /* of a post in UTF-16; folding can make it longer */

static const double MEGABYTE = 1024 * 1024;

static double seconds_of(clockid_t which)
{
	struct timespec now;
	clock_gettime(which, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double heap_bytes(void)
{
	struct mallinfo2 info = mallinfo2();
	return (double)info.uordblks + (double)info.hblkhd;
}

static double resident_bytes(void)
{
	unsigned long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");
	if (file && fscanf(file, "%*u %lu", &pages) != 1)
		pages = 0;
	if (file)
		fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

bool speed_load(const char *config_path, struct speed *out)
{
	double heap = heap_bytes(), resident = resident_bytes();
	for (size_t i = 0; i < SPEED_ROUNDS; i++) {
		struct loaded loaded;
		double begun = seconds_of(CLOCK_MONOTONIC);
		if (!load(config_path, &loaded))
			return false;
		out->load_ms.values[i] = (seconds_of(CLOCK_MONOTONIC) - begun) * 1000;
		if (i == 0) {
			out->heap_mb = (heap_bytes() - heap) / MEGABYTE;
			out->resident_mb = (resident_bytes() - resident) / MEGABYTE;
		}
		unload(&loaded);
	}
	return true;
}

/* --- reading, and the yardstick --- */

/* Something that is done with each post. What it gives is added up, so that no compiler leaves it
 * out. */
typedef size_t work(const void *with, const char *text, size_t length);

static size_t read_one(const void *reader, const char *text, size_t length)
{
	struct reading reading;
	reader_read(reader, text, length, &reading);
	return (size_t)reading.score;
}

static size_t fold_one(const void *normalizer, const char *text, size_t length)
{
	static UChar units[UNITS_MAX], folded[UNITS_MAX];
	UErrorCode status = U_ZERO_ERROR;
	int32_t count = 0, substituted;
	u_strFromUTF8WithSub(
		units, UNITS_MAX, &count, text, (int32_t)length, 0xFFFD, &substituted, &status);
	count = unorm2_normalize(normalizer, units, count, folded, UNITS_MAX, &status);
	if (U_FAILURE(status)) {
		fprintf(stderr, "bench-reading: ICU: %s\n", u_errorName(status));
		exit(1);
	}
	return (size_t)count;
}

/* Posts a second of processor time. The clock is looked at once for all posts. */
static double per_second(work *of_each, const void *with, const struct labelled_post *posts,
	size_t count, double seconds)
{
	volatile size_t sum = 0;
	size_t done = 0;
	double begun = seconds_of(CLOCK_PROCESS_CPUTIME_ID), took;
	do {
		for (size_t i = 0; i < count; i++)
			sum = sum + of_each(with, posts[i].text, strlen(posts[i].text));
		done += count;
		took = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - begun;
	} while (took < seconds);
	return (double)done / took;
}

void speed_read(const struct reader *reader, const struct labelled_post *posts, size_t count,
	double seconds, struct speed *out)
{
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
	if (U_FAILURE(status)) {
		fprintf(stderr, "bench-reading: ICU: %s\n", u_errorName(status));
		exit(1);
	}
	for (size_t i = 0; i < SPEED_ROUNDS; i++) {
		out->reading.values[i] = per_second(read_one, reader, posts, count, seconds);
		out->folding.values[i] = per_second(fold_one, normalizer, posts, count, seconds);
		out->ratio.values[i] = out->reading.values[i] / out->folding.values[i];
	}
}

/* --- rounds --- */

static int compare(const void *a, const void *b)
{
	const double *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

static double nth(const struct rounds *rounds, size_t n)
{
	struct rounds sorted = *rounds;
	qsort(sorted.values, SPEED_ROUNDS, sizeof *sorted.values, compare);
	return sorted.values[n];
}

double rounds_least(const struct rounds *rounds)
{
	return nth(rounds, 0);
}

double rounds_median(const struct rounds *rounds)
{
	return nth(rounds, SPEED_ROUNDS / 2);
}

double rounds_most(const struct rounds *rounds)
{
	return nth(rounds, SPEED_ROUNDS - 1);
}
