/*
 * Case ids: what a citizen sees and writes back. A prefix, then 7 random symbols of Crockford's
 * base32 (https://www.crockford.com/base32.html) and a check symbol, shown as `NRI-7K3F-9QXM`. The
 * check symbol is Damm's over GF(32) (H. M. Damm 2004): it catches every single wrong symbol and
 * every swap of neighbours. Read in any case, with or without dashes, O for 0, I and L for 1.
 */
#ifndef MODEL_CASE_ID_H
#define MODEL_CASE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CASE_ID_SIZE = 24 }; /* prefix of up to 8, two dashes, 8 symbols, NUL */
enum { CASE_ID_PREFIX_MAX = 8 };

/* Write the id that 35 of the random bits give. `prefix` is 1 to 8 letters or digits; kept as it
 * is. */
void case_id_make(const char *prefix, uint64_t random, char out[CASE_ID_SIZE]);

/* Read an id written by a person, which must be the whole of `text` (`length` bytes), and write it
 * as we show it. False if it is not an id with this prefix or its check symbol is wrong. */
bool case_id_read(const char *prefix, const char *text, size_t length, char out[CASE_ID_SIZE]);

/* Find the first id with this prefix anywhere in a text, standing as a word of its own. */
bool case_id_find(const char *prefix, const char *text, char out[CASE_ID_SIZE]);

#endif
