/*
 * All words and phrases that mean something to us, found in a post in one pass. Private to this
 * room.
 *
 * A phrase is put in exact (a name: its spelling counts) or loose (a cue: its words may have other
 * endings, and small words may stand between them).
 */
#ifndef READING_LEXICON_H
#define READING_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/text.h"

struct lexicon;

/* What a phrase stands for. */
struct lexicon_entry {
	uint16_t kind; /* the user's own */
	uint16_t value;
};

enum { LEXICON_PHRASE_MAX = 10 }; /* words */
enum { LEXICON_SKIPS_MAX = 2 };   /* small words within a loose phrase */
enum { LEXICON_MATCH_MAX = LEXICON_PHRASE_MAX + LEXICON_SKIPS_MAX };

/* Properties of single words, as bits. */
enum lexicon_flag {
	LEXICON_FILLER = 1, /* may stand between the words of a loose phrase */
	LEXICON_ENGLISH = 2,
	LEXICON_HINGLISH = 4,
	LEXICON_NEGATION = 8,
	LEXICON_PLACE = 16,      /* says that a place is named beside it */
	LEXICON_AMBIGUOUS = 32,  /* a place, and an everyday word */
	LEXICON_EVERYDAY = 128,  /* the more so */
	LEXICON_IN = 256,        /* "in", in front of a place */
	LEXICON_ME = 512,        /* "mein", behind a place */
	LEXICON_MISLEADING = 64, /* counts little when it stands alone */
};

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon);

/* Add a phrase. False, with nothing added, if it has no words or too many. */
bool lexicon_add(
	struct lexicon *lexicon, const char *phrase, bool exact, struct lexicon_entry entry);

/* Add a phrase that no other entry of that kind may have: the value of the one that has it, in which
 * case nothing is added; else the entry's own; -1 if it has no words or too many. */
int lexicon_add_once(
	struct lexicon *lexicon, const char *phrase, bool exact, struct lexicon_entry entry);

/* Set flags of a word. False if it is none, or several. */
bool lexicon_mark(struct lexicon *lexicon, const char *word, unsigned flags);

/* The value of the entry of `kind` that this exact phrase has already, or -1. */
int lexicon_find(const struct lexicon *lexicon, const char *phrase, uint16_t kind);

/* A word of a post, looked up. */
struct lexicon_word {
	uint32_t plain, stem; /* 0: in no phrase */
	uint32_t start, end;  /* in the text, in bytes */
	unsigned flags;
	enum text_script script;
	bool first;   /* of a sentence: no phrase crosses to it from before */
	bool hashtag; /* a piece of a hashtag */
};

/* Fill in plain, stem and flags for a word as text_tokenize folded it. */
void lexicon_look_up(const struct lexicon *lexicon, const char *folded, struct lexicon_word *out);

struct lexicon_match {
	struct lexicon_entry entry;
	uint16_t words;       /* of the phrase */
	uint32_t first, last; /* indices of words */
};

struct lexicon_matches {
	struct lexicon_match *matches; /* by `first`, then shorter before longer */
	size_t count, capacity;
};

/* Find every phrase. mem_free out->matches. */
void lexicon_scan(const struct lexicon *lexicon, const struct lexicon_word *words, size_t count,
	struct lexicon_matches *out);

#endif
