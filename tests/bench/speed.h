/* How fast reading is, and what the lists cost. */
#ifndef BENCH_SPEED_H
#define BENCH_SPEED_H

#include <stddef.h>

#include "labelled.h"
#include "reading/reading.h"

enum { SPEED_ROUNDS = 5 };

/* A figure measured again and again. */
struct rounds {
	double values[SPEED_ROUNDS];
};

struct speed {
	struct rounds reading; /* posts a second of processor time, on one core */
	struct rounds folding; /* the same texts, only normalised and case-folded by ICU */
	struct rounds ratio;   /* reading / folding, of the same round */
	struct rounds load_ms; /* config_load and reader_new, by the wall clock */
	double heap_mb;        /* what both keep on the heap */
	double resident_mb;    /* how much the process grew by them */
};

/* Measure loading, the first time of all what it keeps too: nothing must have been loaded before.
 * False, with a line for people on stderr, if the configuration is wrong. */
bool speed_load(const char *config_path, struct speed *out);

/* Read all posts again and again, `seconds` of processor time for each round, in turn with the
 * yardstick: machines are noisy, and what counts is the ratio. */
void speed_read(const struct reader *reader, const struct labelled_post *posts, size_t count,
	double seconds, struct speed *out);

double rounds_least(const struct rounds *rounds);
double rounds_median(const struct rounds *rounds);
double rounds_most(const struct rounds *rounds);

#endif
