/*
 * Code points 0-4351, 8192-8205, 8208-8223 and 8242-8247 weigh one, others two; a link weighs 23,
 * whatever its length. Letters that NFC takes apart (Devanagari with nukta) weigh as their parts.
 */
#include "x/weigh.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

enum { LINK_WEIGHT = 23 };

static const char *const domains[] = {".com", ".org", ".net", ".in", ".gov", ".info", ".io", ".co",
	".edu", ".me", ".app", ".dev", ".uk", ".us", ".au", ".ca"};

static uint32_t take_code_point(const char **p)
{
	const unsigned char *s = (const unsigned char *)*p;
	size_t more = *s < 0x80 ? 0 : *s < 0xe0 ? 1 : *s < 0xf0 ? 2 : 3;
	uint32_t c = more == 0 ? *s : *s & (0x3fU >> more);
	for (size_t i = 1; i <= more && s[i]; i++)
		c = c << 6 | (s[i] & 0x3fU);
	*p += 1 + strnlen(*p + 1, more);
	return c;
}

static int weigh_code_point(uint32_t c)
{
	if (c >= 0x958 && c <= 0x95f)
		return 2;
	bool light = c <= 4351 || (c >= 8192 && c <= 8205) || (c >= 8208 && c <= 8223) ||
		     (c >= 8242 && c <= 8247);
	return light ? 1 : 2;
}

/* Whether the last dot of a word is followed by a top-level domain that is no part of a longer
 * word. */
static bool ends_in_domain(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
		size_t size = strlen(domains[i]);
		for (size_t at = 1; at + size <= length; at++) {
			char after = at + size < length ? word[at + size] : ' ';
			if (strncasecmp(word + at, domains[i], size) == 0 &&
				isalnum((unsigned char)word[at - 1]) &&
				!isalnum((unsigned char)after))
				return true;
		}
	}
	return false;
}

static bool is_link(const char *word, size_t length)
{
	if (str_starts(word, "http://") || str_starts(word, "https://"))
		return true;
	return *word != '@' && !memchr(word, '@', length) && ends_in_domain(word, length);
}

static size_t word_length(const char *text)
{
	return strcspn(text, " \n\t");
}

int x_weigh(const char *text)
{
	int weight = 0;
	while (*text) {
		size_t length = word_length(text);
		if (length > 0 && is_link(text, length)) {
			weight += LINK_WEIGHT;
			text += length;
			continue;
		}
		const char *end = text + (length ? length : 1);
		while (text < end)
			weight += weigh_code_point(take_code_point(&text));
	}
	return weight;
}

bool x_has_link(const char *text)
{
	while (*text) {
		size_t length = word_length(text);
		if (length > 0 && is_link(text, length))
			return true;
		text += length ? length : 1;
	}
	return false;
}
