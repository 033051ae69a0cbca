/*
 * Unicode, with ICU: how posts are made comparable, cut into words, measured as X measures, and
 * masked. No static state: every function may be called from every thread.
 */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* --- words --- */

enum text_script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_DEVANAGARI, SCRIPT_OTHER };

enum text_token_kind {
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_HASHTAG,
	TOKEN_MENTION,
	TOKEN_LINK,
	TOKEN_EMOJI
};

/* A word as written and as folded. */
struct text_token {
	enum text_token_kind kind;
	enum text_script script;
	uint32_t start, end; /* in the text as given, in bytes */
	const char *folded;  /* in the memory of the text_tokens; compare with strcmp */
};

struct text_tokens {
	struct text_token *tokens;
	size_t count;
	char *memory; /* private: the folded words */
};

/*
 * Fold and cut a text. Folding: NFC, lower case, nukta dropped, chandrabindu to anusvara, digits of
 * all scripts and letters that only look different ("𝐇𝐞𝐥𝐩", full-width) to ASCII, letters repeated
 * three times and more to two, marks that strike out dropped, and others behind the fourth of a
 * letter; joiners and apostrophes inside a word vanish ("don't" is "dont"), a final 's too. A word
 * ends where Latin meets Devanagari. A hashtag is one token without '#', a mention one without '@';
 * mentions and links are only lower-cased. Never fails: bytes that are no UTF-8 count as U+FFFD. Cost
 * is linear in `length`.
 */
void text_tokenize(const char *text, size_t length, struct text_tokens *out);
void text_tokens_release(struct text_tokens *tokens);

/* Fold one phrase the same way, its words separated by one space: for word lists. */
void text_fold_phrase(const char *phrase, struct buf *out);

/* --- X's length --- */

enum { TEXT_X_MAX = 280 };

/* The weighted length of a post as X counts it, after NFC: code points of the ranges of
 * twitter-text's config v3 weigh 1, others 2, an emoji of any number of code points 2,
 * a link of any length 23, also without "http://": "file fir.in time" has one.
 * (https://github.com/twitter/twitter-text, config/v3.json.) Cost is linear in `length`. */
int text_x_length(const char *text, size_t length);

/* Whether X would take it: 1 to 280, no U+FFFE, U+FEFF, U+FFFF or directional override, valid
 * UTF-8. */
bool text_x_is_valid(const char *text, size_t length);

/* Cut a text to at most `max` weighted length, at the end of a word where there is one in the last
 * third, never inside a link, with "..." behind; a text that fits is copied as it is. Replaces what
 * is in `out`. */
void text_x_cut(const char *text, int max, struct buf *out);

/* NFC of a text; bytes that are no UTF-8 become U+FFFD. Replaces what is in `out`. */
void text_nfc(const char *text, size_t length, struct buf *out);

/* --- personal data --- */

/* Copy a text with every phone number, e-mail or payment address, passport, PAN, Aadhaar-like, card
 * or account number and bank code masked: '*' for each character but the last two letters or digits,
 * at least four of them. Gives how many were masked; of a text that was masked before, none. Case
 * ids, FIR and complaint numbers that are told to be such, vehicles, dates, years, amounts, sections
 * of laws, pin codes, short codes (112, 1090, 1930), @names and links are left alone, except links
 * that open a chat with a number. Bytes that are no UTF-8 stay as they are. Replaces what is in
 * `out`, which may grow to three times `length`. Cost is linear in `length`. */
int text_mask(const char *text, size_t length, struct buf *out);

#endif
