/*
 * Posts that weights are learned from, read as if they were not: each fifth by weights that were
 * learned from the other four. What work.tsv gives read plainly says how well it was learned by heart.
 */
#ifndef BENCH_CROSS_H
#define BENCH_CROSS_H

#include "fit.h"

enum { FOLDS = 5 };

struct cross {
	const struct config *config; /* whose thresholds count, at each reading */
	struct fold {
		struct config config;
		struct fitted fitted;
		struct reader *reader;
	} folds[FOLDS];
};

/* Learn FOLDS times. Keeps `config` and its lists. Release in any case. */
enum err_code cross_open(const struct config *config, const struct labelled *posts,
	struct cross *out, struct err *err);
void cross_release(struct cross *cross);

/* Read the post of that number in the file. */
void cross_read(struct cross *cross, size_t number, const char *text, struct reading *out);

#endif
