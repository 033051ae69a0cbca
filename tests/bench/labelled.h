/*
 * Labelled posts: what people say that a post means, to be compared with what the reading says. The
 * format is told in tests/data/reading/README.md.
 */
#ifndef BENCH_LABELLED_H
#define BENCH_LABELLED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "config/config.h"
#include "model/names.h"
#include "model/reading.h"

enum act { ACT_NO, ACT_YES, ACT_UNSURE };

enum labelled_flag {
	FLAG_URGENT,
	FLAG_ELSEWHERE,
	FLAG_SOLVED,
	FLAG_NOT_SOLVED,
	FLAG_TAKEDOWN,
	FLAG_WITHDRAW,
	FLAG_RHETORIC, /* told for people; a reading has no such label */
	FLAG_FIRM,     /* nobody may read it otherwise: it counts more when weights are learned */
};
enum { FLAG_COUNT = FLAG_FIRM + 1 };

struct labelled_post {
	enum lang lang;
	enum intent intent;
	enum act act;
	char districts[READING_CANDIDATES_MAX][LABEL_SIZE]; /* more than one: a shared name */
	size_t district_count;
	char matter[LABEL_SIZE];  /* "" for none */
	char conduct[LABEL_SIZE]; /* "" for none */
	bool flags[FLAG_COUNT];
	char *text; /* owned; with real line breaks */
	size_t line;
};

struct labelled {
	struct labelled_post *posts;
	size_t count, capacity;
};

/* Read a file. Ids must be those of `config`. ERR_CONFIG if a line is wrong or a text stands there
 * twice: `mistakes` (initialised) gets a line "FILE:LINE: what is wrong" for each. Release `out` in
 * any case. */
enum err_code labelled_load(
	const char *path, const struct config *config, struct labelled *out, struct buf *mistakes);
void labelled_release(struct labelled *posts);

/* The same for the content of a file; `name` is what mistakes call it. `bytes` is changed. */
enum err_code labelled_parse(const char *name, char *bytes, const struct config *config,
	struct labelled *out, struct buf *mistakes);

/* Add a mistake for each text that stands in both. Case, blanks and all that folding drops do not
 * make a text another. */
void labelled_compare(const struct labelled *a, const char *a_name, const struct labelled *b,
	const char *b_name, struct buf *mistakes);

/* "urgent", "elsewhere", ... */
const char *labelled_flag_name(enum labelled_flag flag);
const char *act_name(enum act act);

#endif
