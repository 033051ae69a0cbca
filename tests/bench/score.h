/*
 * The arithmetic of the measure: what people say of a post beside what the reading says, counted.
 * Pure: no file, no reader, no output. Every figure is a share, so many of so many.
 */
#ifndef BENCH_SCORE_H
#define BENCH_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "labelled.h"
#include "model/reading.h"

enum figure {
	FIGURE_LANG,
	FIGURE_INTENT,
	FIGURE_DISTRICT_RIGHT, /* these three: of posts that name a place in the state */
	FIGURE_DISTRICT_WRONG,
	FIGURE_DISTRICT_MISSED,
	FIGURE_DISTRICT_FALSE, /* of posts that name none */
	FIGURE_MATTER,         /* right, of posts that have one */
	FIGURE_MATTER_FALSE,   /* of posts that have none */
	FIGURE_CONDUCT,
	FIGURE_CONDUCT_FALSE,
	FIGURE_EITHER,         /* matter or conduct right, of posts that have one or both */
	FIGURE_EITHER_FALSE,   /* matter or conduct read, of posts that have neither */
	FIGURE_YES_PRECISION,  /* really yes, of those read yes; these three without act ? */
	FIGURE_YES_RECALL,     /* read yes, of those really yes */
	FIGURE_NOTICED_RECALL, /* read yes or doubtful, of those really yes */
	FIGURE_DOUBTFUL,       /* of all posts, act ? too */
	FIGURE_URGENT_RECALL,  /* of those that are */
	FIGURE_URGENT_FALSE,   /* of those that are not; and so on */
	FIGURE_ELSEWHERE_RECALL,
	FIGURE_ELSEWHERE_FALSE,
	FIGURE_SOLVED_RECALL,
	FIGURE_SOLVED_FALSE,
	FIGURE_NOT_SOLVED_RECALL,
	FIGURE_NOT_SOLVED_FALSE,
	FIGURE_TAKEDOWN_RECALL,
	FIGURE_TAKEDOWN_FALSE,
	FIGURE_WITHDRAW_RECALL,
	FIGURE_WITHDRAW_FALSE,
};
enum { FIGURE_COUNT = FIGURE_WITHDRAW_FALSE + 1 };

struct share {
	size_t part, of;
};

struct scores {
	size_t posts;
	struct share figures[FIGURE_COUNT];
};

enum goal_kind { GOAL_NONE, GOAL_AT_LEAST, GOAL_BELOW };

/* What a figure is called, and what it shall be. */
struct figure_about {
	const char *key;   /* "district_right" */
	const char *title; /* "district: right" */
	enum goal_kind goal;
	unsigned percent;
};

const struct figure_about *figure_about(enum figure figure);

/* Count a post. */
void score_add(
	struct scores *scores, const struct labelled_post *post, const struct reading *reading);

/* Of 1; 0 if there is nothing it could be a share of. */
double share_value(struct share share);

/* Whether there is a goal, something to judge by, and the goal is missed. */
bool score_misses(enum figure figure, struct share share);

/* --- a label of one post --- */

enum label {
	LABEL_LANG,
	LABEL_INTENT,
	LABEL_DISTRICT,
	LABEL_MATTER,
	LABEL_CONDUCT,
	LABEL_EITHER,     /* "matter-or-conduct" */
	LABEL_ACTIONABLE, /* wrong: a yes that is not read yes, a no that is not read no */
	LABEL_URGENT,
	LABEL_ELSEWHERE,
	LABEL_SOLVED,
	LABEL_NOT_SOLVED,
	LABEL_TAKEDOWN,
	LABEL_WITHDRAW,
};
enum { LABEL_COUNT = LABEL_WITHDRAW + 1 };

const char *label_name(enum label label);
bool label_from_name(const char *name, enum label *out);
bool label_is_wrong(
	enum label label, const struct labelled_post *post, const struct reading *reading);

/* Add what people say, and what the reading says ("-" for nothing), to `out`. */
void label_add_truth(enum label label, const struct labelled_post *post, struct buf *out);
void label_add_read(enum label label, const struct reading *reading, struct buf *out);

/* --- what is taken for what --- */

struct confusion {
	char truth[LABEL_SIZE], read[LABEL_SIZE];
	size_t count;
};

enum { CONFUSIONS_MAX = 512 };

struct confusions {
	struct confusion pairs[CONFUSIONS_MAX];
	size_t count;
};

/* Count a pair, if the two differ. */
void confusions_add(struct confusions *confusions, const char *truth, const char *read);

/* The most frequent first; equals by name. */
void confusions_sort(struct confusions *confusions);

#endif
