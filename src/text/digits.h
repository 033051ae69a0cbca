/* Digits as people write them in a post: runs of groups. Private to this room. */
#ifndef TEXT_DIGITS_H
#define TEXT_DIGITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIGIT_GROUPS_MAX = 24 }; /* that are looked at, enough to judge the first */

struct digit_group {
	size_t start, end; /* in bytes */
	int digits;        /* not counted beyond 1000 */
	int value;         /* -1 if above 8 digits */
	char separator;    /* in front of it: ' ', '-', '.', '(' ; '\0' at the start of the run */
	bool leading_zero;
};

/* Whether a code point is a digit of any script. */
bool digits_is_digit(int32_t point);

/* Read the run that begins with the digit at `at`. Gives how many groups it has. */
size_t digits_run(
	const char *text, size_t length, size_t at, struct digit_group groups[DIGIT_GROUPS_MAX]);

/* How many groups from here on are nobody's number by themselves: a date, a year, a short code. 0
 * if none. */
size_t digits_plain(const struct digit_group *groups, size_t count);

/* How many groups from here on can be one number, with or without a + in front, and how many digits
 * it has. */
size_t digits_number(const struct digit_group *groups, size_t count, bool plus, int *out_digits);

/* Whether groups without a + are a list of small numbers, as sections of a law or house numbers, and
 * not a phone number in small groups. */
bool digits_is_small_list(const struct digit_group *groups, size_t count);

/* Whether ASCII digits are twelve as an Aadhaar has them, check digit (Verhoeff) and all. */
bool digits_is_aadhaar(const char *digits, size_t count);

/* Whether ASCII digits are 13 to 19 as a card has them, check digit (Luhn) and all. */
bool digits_is_card(const char *digits, size_t count);

#endif
