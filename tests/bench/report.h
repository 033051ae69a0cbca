/* What bench-reading tells: tables for people, JSON for programs. */
#ifndef BENCH_REPORT_H
#define BENCH_REPORT_H

#include <stddef.h>

#include "score.h"
#include "speed.h"
#include "tune.h"

enum { GROUP_ALL = LANG_COUNT, GROUP_COUNT }; /* the languages, and all together */
enum confused { CONFUSED_INTENT, CONFUSED_MATTER, CONFUSED_CONDUCT };
enum { CONFUSED_COUNT = CONFUSED_CONDUCT + 1 };

/* The measure of one file. */
struct measure {
	const char *name; /* "work.tsv" */
	struct scores groups[GROUP_COUNT];
	struct confusions confusions[CONFUSED_COUNT];
};

/* Reads the post of that number. */
typedef void measure_read(
	void *context, size_t number, const struct labelled_post *post, struct reading *out);

/* Have all posts read and count. `out` is filled but for the name. */
void measure_posts(
	measure_read *read, void *context, const struct labelled *posts, struct measure *out);

void report_measure(const struct measure *measure);
void report_speed(const struct speed *speed);
void report_attempts(
	const struct knob *knobs, size_t knob_count, const struct attempt *attempts, size_t count);

/* All in one object; `speed` may be NULL. */
void report_json(const struct measure *measures, size_t count, const struct speed *speed);

#endif
