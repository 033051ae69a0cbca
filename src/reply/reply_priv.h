/* What the files of this room share: the loaded texts, and values as a template sees them. */
#ifndef REPLY_PRIV_H
#define REPLY_PRIV_H

#include <stdbool.h>

#include "reply/reply.h"
#include "template/template.h"
#include "text/text.h"

enum {
	REPLY_LANGS = LANG_OTHER, /* en, hi, hinglish: the languages that have a folder */
	REPLY_VARIANTS_MAX = 4,
	REPLY_DETAIL_MAX = 100, /* weighted length to which a detail is cut */
	REPLY_MARK_MAX = 7,     /* weighted length kept free for a mark: " (7K3F)" */
	REPLY_LONGEST = TEXT_X_MAX - REPLY_MARK_MAX,
	REPLY_CAP = 8192,        /* bytes of a rendering before it is measured */
	REPLY_SAME_PERCENT = 60, /* texts that share so many words are said to be the same */
};

struct reply_variant {
	struct template_program *program;
	size_t line; /* where it begins in its file */
};

/* The texts of one situation in one language. */
struct reply_texts {
	struct reply_variant variants[REPLY_VARIANTS_MAX];
	size_t count;
	int longest;
};

struct replies {
	const struct config *config;
	struct reply_texts texts[REPLY_LANGS][SITUATION_COUNT];
	char *status_words[REPLY_LANGS][CASE_STATUS_COUNT];
	const char *longest_district[REPLY_LANGS]; /* borrowed; NULL for none */
	const char *longest_status[REPLY_LANGS];
};

/* ---- words.c ---- */

enum { REPLY_NAMES = 6 };

/* The variables that a situation's texts may use: the first *out_count of a list. */
const char *const *reply_names(enum situation situation, size_t *out_count);

/* Load `status-words.txt` of a language: a line "status: words" for each status of a case. */
void reply_load_words(
	const char *path, char *out[CASE_STATUS_COUNT], struct config_mistakes *mistakes);

/* ---- values.c: reply_values as a template sees them ---- */

struct reply_shown {
	struct template_value list[REPLY_NAMES];
	size_t count;
	const char *candidates[READING_CANDIDATES_MAX];
	struct buf detail;
	char case_id[CASE_ID_PREFIX_MAX + 16]; /* of the longest values only */
};

/* Fill from what the caller gave: names of districts in the language, the detail masked, cleaned
 * and cut. */
void reply_show(const struct replies *replies, enum lang lang, const struct reply_values *values,
	struct reply_shown *out);

/* Which values are present, when all combinations are tried. */
enum {
	REPLY_WITH_CASE_ID = 1,
	REPLY_WITH_ASK = 2,
	REPLY_WITH_DETAIL = 4,
	REPLY_WITH_DISTRICT = 8,
	REPLY_WITH_CANDIDATES = 16,
	REPLY_WITH_ALL = 31,
};

/* Find the longest name of a district and the longest words of a status, once the words are
 * loaded. */
void reply_find_longest(struct replies *replies, enum lang lang);

/* Fill with the longest values that reply_show can give. */
void reply_show_longest(
	const struct replies *replies, enum lang lang, unsigned with, struct reply_shown *out);

void reply_shown_release(struct reply_shown *shown);

/* Make one line of a text that is not ours: no control characters, no line ends, no @ that would
 * call somebody, and a blank behind each dot that would make a link. Replaces what is in `out`. */
void reply_clean(const char *text, struct buf *out);

/* ---- render.c ---- */

/* Render a variant and tidy its white space. Replaces what is in `out`. */
void reply_render_variant(
	const struct reply_variant *variant, const struct reply_shown *shown, struct buf *out);

/* How many of the words of two texts are in both, in percent. */
int reply_likeness(const char *a, const char *b);

/* ---- check.c ---- */

/* Measure the texts of a situation and tell what is wrong with them. Sets `longest`. */
void reply_check(const struct replies *replies, enum lang lang, enum situation situation,
	const char *path, struct reply_texts *texts, struct config_mistakes *mistakes);

#endif
