/* Spellings that people take for the same: private to this room. */
#ifndef READING_SPELLING_H
#define READING_SPELLING_H

#include <stddef.h>

enum { SPELLING_SIZE = 64 }; /* longer words are none of ours */

/* Make a word (as text_tokenize folded it) comparable in spelling: v/w, z/j, ph/f, ee/i, oo/u, aa/a
 * and doubled letters in Latin words of four letters and more; in Devanagari long and short i and
 * u, nasals, a final anusvara. Gives the length; 0 if the word is too long. */
size_t spelling_plain(const char *folded, char out[SPELLING_SIZE]);

/* From a plain spelling to its stem: without the usual endings of English and Hindi, if enough
 * stays. */
size_t spelling_stem(const char *plain, size_t length, char out[SPELLING_SIZE]);

#endif
