/*
 * An address is a local part, a sign for "at" and a domain. With a plain @ between, anything goes
 * for a domain, as payment addresses have only the name of a bank. "At" and "dot" as words stand in
 * many a sentence, so there a domain must show that it is one.
 */
#include "text/address.h"

#include <stdbool.h>
#include <string.h>

#include "text/digits.h"
#include "text/plain.h"
#include "text/utf8.h"

enum at_sign { AT_NONE, AT_PLAIN, AT_APART, AT_BRACKETS, AT_WORD };

enum { BLANKS_MAX = 3 };

static const char *const at_words[] = {"at", "एट", "ऐट", "ऍट", "@", NULL};
/* The last only where the domain has no dot yet: it ends sentences too. */
static const char *const dot_words[] = {".", "dot", "डॉट", "डाट", NULL};
static const char *const providers[] = {"gmail", "googlemail", "yahoo", "ymail", "rocketmail",
	"hotmail", "outlook", "live", "rediffmail", "rediff", "icloud", "proton", "protonmail",
	"aol", "zoho", "जीमेल", "याहू", NULL};
static const char *const endings[] = {".com", ".in", ".org", ".net", ".uk", ".ca", ".au", NULL};

/* The end of letters, digits and ". _ % + -" from `at` on. */
static size_t part_end(const char *text, size_t length, size_t at)
{
	size_t end = at;
	while (at < length) {
		int32_t point = utf8_next(text, length, &at);
		bool inner = point == '.' || point == '_' || point == '%' || point == '+' ||
			     point == '-';
		if (!inner && !plain_is_letter(point) && !digits_is_digit(point))
			break;
		end = at;
	}
	return end;
}

static size_t blanks_end(const char *text, size_t length, size_t at)
{
	for (int i = 0; i < BLANKS_MAX && at < length && text[at] == ' '; i++)
		at++;
	return at;
}

/* Where one of the words ends that stands at `at`; 0 if none does. */
static size_t word_end(const char *text, size_t length, size_t at, const char *const *words)
{
	for (; *words; words++) {
		size_t size = strlen(*words);
		if (length - at >= size && memcmp(text + at, *words, size) == 0)
			return at + size;
	}
	return 0;
}

/* Where a sign ends that is one of the words in brackets, or with blanks around it; 0 if none stands
 * at `at`. Tells in *out_brackets which. */
static size_t sign_end(
	const char *text, size_t length, size_t at, const char *const *words, bool *out_brackets)
{
	size_t start = blanks_end(text, length, at);
	*out_brackets = start < length && memchr("([{<", text[start], 4);
	size_t word = blanks_end(text, length, start + *out_brackets);
	size_t end = word < length ? word_end(text, length, word, words) : 0;
	if (!end)
		return 0;
	size_t behind = blanks_end(text, length, end);
	if (*out_brackets)
		return behind < length && memchr(")]}>", text[behind], 4)
			       ? blanks_end(text, length, behind + 1)
			       : 0;
	bool sign = end == word + 1;
	return sign || (start > at && behind > end) ? behind : 0;
}

static enum at_sign at_sign(const char *text, size_t length, size_t at, size_t *out_end)
{
	bool brackets;
	if (at < length && text[at] == '@' && (at + 1 == length || text[at + 1] != ' ')) {
		*out_end = at + 1;
		return AT_PLAIN;
	}
	*out_end = sign_end(text, length, at, at_words, &brackets);
	if (!*out_end)
		return AT_NONE;
	if (brackets)
		return AT_BRACKETS;
	return memchr(text + at, '@', *out_end - at) ? AT_APART : AT_WORD;
}

/* The end of parts with words for a dot between them. *out_dots tells how many there were. With
 * `apart`, the first may be a dot with blanks. */
static size_t parts_end(const char *text, size_t length, size_t at, bool apart, int *out_dots)
{
	size_t end = part_end(text, length, at);
	*out_dots = 0;
	apart = apart && !memchr(text + at, '.', end - at);
	while (end > at && end < length) {
		bool brackets;
		const char *const *words = dot_words + !(apart && *out_dots == 0);
		size_t next = sign_end(text, length, end, words, &brackets);
		size_t more = next ? part_end(text, length, next) : 0;
		if (!next || more == next)
			break;
		end = more;
		if (*out_dots < 2)
			++*out_dots;
	}
	return end;
}

static bool ends_as_domain(const char *text, size_t start, size_t end)
{
	for (const char *const *ending = endings; *ending; ending++) {
		size_t size = strlen(*ending);
		if (end - start > size && memcmp(text + end - size, *ending, size) == 0)
			return true;
	}
	return false;
}

static bool is_domain(enum at_sign sign, const char *text, size_t start, size_t end, int dots)
{
	bool dot = dots > 0 || memchr(text + start, '.', end - start);
	size_t name = word_end(text, end, start, providers);
	bool provider = name && (name == end || !plain_is_letter(utf8_peek(text, end, name)));
	switch (sign) {
	case AT_PLAIN:
		return end >= start + 2;
	case AT_BRACKETS:
		return dot || provider;
	case AT_APART:
		return dot && (provider || dots > 0 || ends_as_domain(text, start, end));
	case AT_WORD:
		return dots > 0 || (dot && provider);
	case AT_NONE:
	default:
		return false;
	}
}

size_t address_end(const char *text, size_t length, size_t at, size_t *no_before)
{
	if (at < *no_before || (at < length && memchr("._%+-", text[at], 5)))
		return 0;
	int dots;
	size_t local = parts_end(text, length, at, false, &dots), domain = 0;
	*no_before = local;
	enum at_sign sign = local > at ? at_sign(text, length, local, &domain) : AT_NONE;
	if (sign == AT_NONE || domain >= length)
		return 0;
	size_t end = parts_end(text, length, domain, sign != AT_PLAIN, &dots);
	while (end > domain && memchr("._%+-", text[end - 1], 5))
		end--;
	return end > domain && is_domain(sign, text, domain, end, dots) ? end : 0;
}
