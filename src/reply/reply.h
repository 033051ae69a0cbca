/*
 * The folder `replies/`: one folder per language, one text file per situation, in it one or more
 * variants separated by a line of three dashes. Loaded and checked whole: no unknown variable, no
 * open section, no missing situation, and no variant that could pass 280 with the longest values.
 */
#ifndef REPLY_REPLY_H
#define REPLY_REPLY_H

#include "base/buf.h"
#include "base/err.h"
#include "config/config.h"
#include "model/plan.h"

struct replies;

/* Load and check. Keeps `config` (names of districts, prefix of case ids, whether follow-ups are
 * asked for). On ERR_CONFIG `mistakes` has a line for each fault, as "file:line:column: what; what
 * to do". */
enum err_code replies_load(const struct config *config, const char *folder, struct replies **out,
	struct config_mistakes *mistakes);
void replies_free(struct replies *replies);

/* The templates of all handles: those of the folder that a handle names, else the common ones. */
struct reply_book;

/* Load and check the folders of all handles and the common one, each once. As replies_load. */
enum err_code reply_book_load(
	const struct config *config, struct reply_book **out, struct config_mistakes *mistakes);
void reply_book_free(struct reply_book *book);

/* By the handle's name; the common ones for a handle that the configuration does not have (any
 * more). Valid as long as the book. */
const struct replies *reply_book_of(const struct reply_book *book, const char *handle);
const struct replies *reply_book_common(const struct reply_book *book);

/* What was said before: X refuses a text that it has seen from us, and people are not told the same
 * twice. */
struct reply_history {
	const char *last; /* told to this person last; NULL: nothing. Nor must this be repeated */
	const char *const *said; /* about this case: must not be repeated to the letter */
	size_t said_count;
};

/* The text of a reply. LANG_OTHER speaks English. `seed` chooses the variant; one that was not said
 * before and is unlike what the person was told last goes first. When each was said, and when the
 * text carries no case id that makes it ours alone, a mark in brackets is put behind it: no text is
 * ever said twice. `detail` is masked and made one line without links and @. Replaces what is in
 * `out`. Never above 280: values are cut to the lengths that the check assumed. */
void replies_render(const struct replies *replies, enum situation situation, enum lang lang,
	uint64_t seed, const struct reply_values *values, const struct reply_history *history,
	struct buf *out);

/* The longest weighted length any variant can have, for `nriseva check`. */
int replies_longest(const struct replies *replies, enum situation situation, enum lang lang);

#endif
