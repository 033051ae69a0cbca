/*
 * Weights learned from labelled posts that we wrote ourselves: for each label a logistic regression
 * over the features of the posts, with a penalty that keeps weights small and leaves most at nothing
 * (elastic net), by coordinate descent. The same posts give the same weights: nothing is random.
 */
#ifndef BENCH_FIT_H
#define BENCH_FIT_H

#include "base/buf.h"
#include "base/err.h"
#include "labelled.h"
#include "vocabulary.h"

/* What was learned: rows of weights.tsv. */
struct fitted {
	struct config_feature *features;
	size_t count;
	struct vocabulary vocabulary;  /* private: the names of phrases */
	struct config_weight *weights; /* private */
};

/* Learn from posts, with the words, cues and categories of `config`. Those with `fold` (post number
 * `i` of the file is in fold `i % folds`) are left out; no fold is -1. Release `out` in any case. */
enum err_code fit(const struct config *config, const struct labelled *posts, int fold, int folds,
	struct fitted *out, struct err *err);
void fit_release(struct fitted *fitted);

/* Add the text of a weights.tsv. */
void fit_write(const struct config *config, const struct fitted *fitted, struct buf *out);

#endif
