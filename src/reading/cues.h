/* The rules of cues.tsv, put into the lexicon. Private to this room. */
#ifndef READING_CUES_H
#define READING_CUES_H

#include "base/err.h"
#include "config/cues.h"
#include "reading/lexicon.h"

/* Put the phrases of all rules into the lexicon under this kind, the number of the rule being the
 * value, and mark the words of rules that mark. ERR_CONFIG if a phrase could not be found in any
 * post. */
enum err_code cues_add(
	struct lexicon *lexicon, const struct config *config, uint16_t kind, struct err *err);

#endif
