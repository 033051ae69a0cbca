/*
 * A search for better numbers: one knob after the other is tried at each of its values and left at
 * the best, until a round brings nothing. That finds a good place near the present one, not the best
 * of all; and what is better by a post or two on a few hundred is chance. So it changes nothing: it
 * gives the best few, for a person to choose from.
 */
#ifndef BENCH_TUNE_H
#define BENCH_TUNE_H

#include <stdbool.h>
#include <stddef.h>

#include "score.h"

enum { KNOBS_MAX = 64 };

/* A number that the reading depends on, and the values to try. */
struct knob {
	const char *name;
	int *place;
	int from, to, step;
};

/* Settings that were tried. */
struct attempt {
	int values[KNOBS_MAX]; /* in the order of the knobs */
	struct scores scores;
	double worth;
};

/* Score the posts with the knobs as they stand. False if they cannot stand so. */
typedef bool tune_measure(void *context, struct scores *out);

/* How good scores are: F1 of the band yes, less the share of doubtful posts (each costs an operator
 * a look); each percent that a goal is missed by weighs as much as ten of those. */
double tune_worth(const struct scores *scores);

/* Search from where the knobs stand, and put them back there. Fills `best` with the best attempts,
 * the best first, all different; gives how many. `knob_count` is at most KNOBS_MAX. */
size_t tune(const struct knob *knobs, size_t knob_count, tune_measure *measure, void *context,
	struct attempt *best, size_t best_max);

#endif
