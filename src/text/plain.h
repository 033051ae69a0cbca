/* Characters that stand for another: private to this room. */
#ifndef TEXT_PLAIN_H
#define TEXT_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The plain form of one code point: lower case, ASCII digits, no nukta, anusvara for chandrabindu,
 * and the Latin letters, digits and signs that people paste to look different (full-width,
 * mathematical, circled, small capitals) as ASCII. */
int32_t plain_point(int32_t point);

/* Whether a code point only changes how others look or stand: joiners, directions, variation
 * selectors, soft hyphens, the nukta. */
bool plain_is_dropped(int32_t point);

/* Whether a code point is a mark that is struck through or piled onto a letter, and belongs to the
 * spelling of no language that we read. NFC has composed those that do. */
bool plain_is_overlay(int32_t point);

/* Whether a code point of a plain text is part of a word: a letter or a mark. */
bool plain_is_letter(int32_t point);

/* A text of which only what matters to find numbers and addresses is left. */
struct plain_text {
	char *bytes; /* UTF-8 and a NUL; blanks, dashes and dots of all kinds are ASCII */
	uint32_t
		*from; /* by byte, and one more for the end: where it stands in the text as given */
	size_t length;
};

/* Texts above 4 GB are cut. Release with plain_release. Cost is linear in `length`. */
void plain_make(const char *text, size_t length, struct plain_text *out);
void plain_release(struct plain_text *plain);

#endif
