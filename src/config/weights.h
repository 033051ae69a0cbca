/*
 * How much everything that may stand in a post speaks for each label: the rows of weights.tsv. Their
 * sums are in src/reading/weigh.c; here is what may be written.
 *
 * A weight is a hundredth of a unit of log-odds: 100 makes the odds of the label 2.7 times as good.
 */
#ifndef CONFIG_WEIGHTS_H
#define CONFIG_WEIGHTS_H

#include "config/cues.h"

/* What weights can speak for: the intents in the order of enum intent, these, and then every
 * category in the order of categories.tsv. */
enum {
	TARGET_ACT = INTENT_COUNT, /* is for the police to act on */
	TARGET_URGENT,
	TARGET_ELSEWHERE,
	TARGET_SOLVED,
	TARGET_NOT_SOLVED,
	TARGET_TAKEDOWN,
	TARGET_WITHDRAW,
	TARGET_PLACE, /* happened at a place in the state that it names */
	TARGET_CATEGORY,
};
enum { TARGETS_MAX = TARGET_CATEGORY + CONFIG_CATEGORIES_MAX };

/* What a row is about. */
enum feature_kind {
	FEATURE_BIAS,     /* every post has it, once */
	FEATURE_PHRASE,   /* a word, or words that stand together */
	FEATURE_CUE,      /* a kind of rules of cues.tsv */
	FEATURE_CATEGORY, /* the words of a category, by their points */
	FEATURE_FORM,     /* how the post is built, and what comes together in it */
};
enum { FEATURE_KINDS = FEATURE_FORM + 1 };

/* How a post is built, and what comes together in it. FORM_WORDS_n: it has at least n words. */
enum form {
	FORM_WORDS_3,
	FORM_WORDS_5,
	FORM_WORDS_8,
	FORM_WORDS_12,
	FORM_WORDS_17,
	FORM_WORDS_24,
	FORM_WORDS_34,
	FORM_QUESTION,    /* has a question mark */
	FORM_EXCLAMATION, /* ... */
	FORM_LINK,
	FORM_PHONE,    /* a number of seven digits and more */
	FORM_NUMBER,   /* any other */
	FORM_CASE_ID,  /* one of ours */
	FORM_HASHTAGS, /* two and more */
	FORM_MENTIONS, /* three and more handles */
	FORM_PLACE,    /* a place in the state */
	FORM_HINDI,    /* in this language */
	FORM_HINGLISH,
	FORM_SPEAKS,         /* somebody speaks of themselves, of kin or neighbours */
	FORM_HARMED,         /* a matter, conduct or harm by words of the lists */
	FORM_HARMED_SPEAKS,  /* both */
	FORM_HARMED_ASKS,    /* harm, and something is asked */
	FORM_HARMED_ONGOING, /* harm, and it goes on */
	FORM_NEWS_ONLY,      /* news, and nobody speaks */
	FORM_COUNT,
};

const char *feature_kind_name(enum feature_kind kind);
const char *form_name(enum form form);

/* The name of a target: "intent:thanks", "act", "urgent", ..., or the id of a category. */
const char *target_name(const struct config *config, int target);

/* Read weights.tsv; after the categories, and not without them. Adds a line to `mistakes` for all that is wrong. */
void weights_load(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes);

#endif
