/* What the parts of this room share: a post that is being read. */
#ifndef READING_READING_PRIV_H
#define READING_READING_PRIV_H

#include "reading/cues.h"
#include "reading/lexicon.h"
#include "reading/reading.h"
#include "text/text.h"

/* Kinds of lexicon entries; the value is the index of the cue, district, shared name or
 * category. */
enum { KIND_CUE = 1, KIND_DISTRICT, KIND_SHARED, KIND_CATEGORY };

enum { CATEGORIES_MAX = 64, DISTRICTS_MAX = 128 };

/* A name that several districts share. */
struct shared_name {
	uint16_t districts[READING_CANDIDATES_MAX];
	size_t count;
};

struct reader {
	const struct config *config;
	struct lexicon *lexicon;
	struct shared_name *shared;
	size_t shared_count;
};

/* How well a category fits. */
struct fit {
	int points;
	uint32_t first, last; /* the words that count most, in words of the post */
	const char *rule;     /* by which they count */
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
	uint32_t cue_match[CUE_COUNT];    /* index of the first match, if counted */
	bool idea_seen[CONFIG_IDEAS_MAX]; /* by number of the idea */
	struct fit matter, conduct;       /* of the best category of each kind */
	bool police_matter; /* the matter is for the police, and more than a plea for help */
	bool in_state;      /* a place in the state was named */
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

/* Whether all conditions of a rule hold in this post. */
bool sight_rule_holds(const struct sight *sight, const struct config_rule *rule);

/* Note why: by the rule of that id, or NULL, the words first..last of the post led to `value` of
 * `label`. No more than there is room for. */
void sight_reason(struct sight *sight, const char *label, const char *value, const char *rule,
	uint32_t first, uint32_t last);

/* The same, by the first match of a cue; nothing if it has none. */
void sight_cue_reason(struct sight *sight, const char *label, const char *value, enum cue cue);

/* Put the shared names of all districts into the lexicon; after the districts' own names. */
void place_add_shared(struct reader *reader);

/* The steps, in this order. Each fills its part of sight->out. */
void place_find(struct sight *sight);
void category_find(struct sight *sight);
void language_find(struct sight *sight);
void intent_find(struct sight *sight);

#endif
