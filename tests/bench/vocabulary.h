/*
 * The words and pairs of words that stand in enough of some posts to be worth a weight of their own.
 * Names of places are none: where something happened says nothing of what.
 */
#ifndef BENCH_VOCABULARY_H
#define BENCH_VOCABULARY_H

#include <stddef.h>

#include "labelled.h"
#include "reading/reading.h"

struct vocabulary {
	char **phrases; /* as most often written, folded; in the order of their stems */
	size_t count;
};

/* Words that stand in `least_word` posts and more, pairs in `least_pair`. */
void vocabulary_make(const struct reader *reader, const struct labelled_post *const *posts,
	size_t count, size_t least_word, size_t least_pair, struct vocabulary *out);
void vocabulary_release(struct vocabulary *vocabulary);

#endif
