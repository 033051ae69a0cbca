/* What the parts of this room share: a post that is being read. */
#ifndef READING_READING_PRIV_H
#define READING_READING_PRIV_H

#include "config/weights.h"
#include "reading/cues.h"
#include "reading/lexicon.h"
#include "reading/reading.h"
#include "text/text.h"

/* Kinds of lexicon entries; the value is the index of the rule, district, shared name, country,
 * category or row of weights.tsv. */
enum { KIND_CUE = 1, KIND_DISTRICT, KIND_SHARED, KIND_COUNTRY, KIND_CATEGORY, KIND_PHRASE };

enum { DISTRICTS_MAX = 128 };

/* A name that several districts share. */
struct shared_name {
	uint16_t districts[READING_CANDIDATES_MAX];
	size_t count;
};

/* Where the rows of weights.tsv stand; -1: there is none. */
struct weigher {
	int bias, cues[CUE_COUNT], categories[CONFIG_CATEGORIES_MAX], forms[FORM_COUNT];
};

struct reader {
	const struct config *config;
	struct lexicon *lexicon;
	struct shared_name *shared;
	size_t shared_count;
	struct weigher weigher;
};

/* How well the words of a category fit. */
struct fit {
	int points;
	uint32_t first, last; /* the words that count most, in words of the post */
	const char *rule;     /* by which they count */
};

/* Something in a post that has a row of weights. */
struct feature {
	uint32_t row;         /* of config->features */
	float value;          /* by which its weights are multiplied */
	uint32_t first, last; /* the words of the post, if any */
	const char *rule;     /* what reasons call it; NULL if no words led to it */
};

/* A post being read: its words, what was found, and what follows from it. */
struct sight {
	const struct reader *reader;
	const char *text;
	size_t length;
	struct text_tokens tokens;
	struct lexicon_word *words;
	size_t word_count;
	struct lexicon_matches matches;
	uint32_t cue_count[CUE_COUNT];
	uint32_t cue_match[CUE_COUNT];          /* index of the first match, if counted */
	bool idea_seen[CONFIG_IDEAS_MAX];       /* by number of the idea */
	struct fit fits[CONFIG_CATEGORIES_MAX]; /* by number of the category */
	bool in_state;                          /* a place in the state was named */
	struct feature *features;
	size_t feature_count, feature_capacity;
	float scores[TARGETS_MAX]; /* log-odds of each label */
	struct reading *out;
};

/* Cut the text into words and find all phrases. Release with sight_release. */
void sight_init(struct sight *sight, const struct reader *reader, const char *text, size_t length,
	struct reading *out);
void sight_release(struct sight *sight);

static inline bool sight_has(const struct sight *sight, enum cue cue)
{
	return sight->cue_count[cue] > 0;
}

/* The rule that a match is of, or NULL if it is a name or a keyword. */
static inline const struct config_rule *sight_rule(
	const struct sight *sight, const struct lexicon_match *match)
{
	return match->entry.kind == KIND_CUE ? &sight->reader->config->rules[match->entry.value]
					     : NULL;
}

/* What reasons call a match: the id of its rule or country. */
const char *sight_why(const struct sight *sight, const struct lexicon_match *match);

/* The index of the first match that may reach the word `at` or stand at most `reach` words before it:
 * where to begin to look for what stands beside a name, so that no post costs more than its length. */
size_t sight_matches_near(const struct sight *sight, uint32_t at, uint32_t reach);

/* Whether all conditions of a rule hold in this post. */
bool sight_rule_holds(const struct sight *sight, const struct config_rule *rule);

/* Note why: by the rule of that id, or NULL, the words first..last of the post led to `value` of
 * `label`. No more than there is room for. Gives where it stands, or NULL. */
struct reading_reason *sight_reason(struct sight *sight, const char *label, const char *value,
	const char *rule, uint32_t first, uint32_t last);

/* The same, by the first match of a cue; nothing if it has none. */
void sight_cue_reason(struct sight *sight, const char *label, const char *value, enum cue cue);

/* Put the shared names of all districts into the lexicon; after the districts' own names. */
void place_add_shared(struct reader *reader);

/* Put the phrases of weights.tsv into the lexicon. ERR_CONFIG if one could not be found in any
 * post, or is to the reading the same as another. */
enum err_code weigh_add_phrases(struct reader *reader, struct err *err);

/* How likely a label is, 0 to 1. */
float weigh_chance(const struct sight *sight, int target);

/* Note why: the features that speak most for a target, or against it, `most` at most. */
void weigh_reason(struct sight *sight, const char *label, const char *value, int target, int most);
void weigh_reason_against(
	struct sight *sight, const char *label, const char *value, int target, int most);

/* All steps but the last: see a post, and weigh what is in it. Release with sight_release. */
void reader_see(const struct reader *reader, const char *text, size_t length, struct sight *sight,
	struct reading *out);

/* How the name of a place is meant: beside "I live in"; behind "in" or in front of "mein"; "not X"
 * or "X nahi". */
bool place_is_residence(const struct sight *sight, const struct lexicon_match *match);
bool place_is_locative(const struct sight *sight, const struct lexicon_match *match);
bool place_is_denied(const struct sight *sight, const struct lexicon_match *match);

/* The steps, in this order. Each fills its part of sight. */
void language_find(struct sight *sight);
void place_find(struct sight *sight);
void country_find(struct sight *sight);
void category_find(struct sight *sight);
void weigh_find(struct sight *sight);
void conclude(struct sight *sight);

#endif
