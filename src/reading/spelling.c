/*
 * Hinglish has no spelling: "kabza", "kabja", "qabzaa" are one word, and Hindi writers disagree
 * about long and short vowels and nasals. Both the lists and the posts go through here, so that it
 * is enough that two spellings become the same bytes, whatever these look like.
 */
#include "reading/spelling.h"

#include <stdbool.h>
#include <string.h>

enum { LATIN_MIN = 4, STEM_MIN = 5 };

/* --- Latin --- */

static char plain_letter(char c)
{
	return c == 'w' ? 'v' : c == 'z' ? 'j' : c == 'q' ? 'k' : c;
}

static size_t latin_plain(const char *word, size_t length, char *out)
{
	if (length < LATIN_MIN) {
		memcpy(out, word, length + 1);
		return length;
	}
	size_t at = 0;
	for (size_t i = 0; i < length; i++) {
		char c = plain_letter(word[i]);
		bool twice = word[i + 1] == word[i];
		if (twice && (c == 'e' || c == 'o')) {
			c = c == 'e' ? 'i' : 'u';
			i++;
		} else if (c == 'p' && word[i + 1] == 'h') {
			c = 'f';
			i++;
		}
		bool digit = c >= '0' && c <= '9';
		if (at == 0 || out[at - 1] != c || digit)
			out[at++] = c;
	}
	out[at] = '\0';
	return at;
}

static bool is_vowel(char c)
{
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static size_t latin_stem(const char *word, size_t length)
{
	if (length >= 7 && memcmp(word + length - 3, "ing", 3) == 0)
		length -= 3;
	else if (length >= STEM_MIN && memcmp(word + length - 2, "ed", 2) == 0)
		length -= length >= 6 ? 2 : 1;
	if (length >= STEM_MIN && word[length - 1] == 's')
		length--;
	while (length >= STEM_MIN && is_vowel(word[length - 1]))
		length--;
	return length;
}

/* --- Devanagari: all its letters are three bytes, E0 A4 xx or E0 A5 xx --- */

static unsigned letter_at(const char *word, size_t at)
{
	if ((unsigned char)word[at] != 0xE0)
		return 0;
	return ((unsigned char)word[at + 1] & 0x3FU) << 6 | ((unsigned char)word[at + 2] & 0x3FU);
}

static void put_letter(char *out, size_t *at, unsigned letter)
{
	out[(*at)++] = (char)0xE0;
	out[(*at)++] = (char)(0x80 | (letter >> 6 & 0x3F));
	out[(*at)++] = (char)(0x80 | (letter & 0x3F));
}

enum { ANUSVARA = 0x902, VISARGA = 0x903, VIRAMA = 0x94D };

static bool is_nasal(unsigned letter)
{
	return letter == 0x919 || letter == 0x91E || letter == 0x923 || letter == 0x928 ||
	       letter == 0x92E;
}

static bool is_stop(unsigned letter)
{
	return letter >= 0x915 && letter <= 0x92D && !is_nasal(letter);
}

static unsigned short_vowel(unsigned letter)
{
	switch (letter) {
	case 0x908: /* long i */
		return 0x907;
	case 0x90A: /* long u */
		return 0x909;
	case 0x940: /* sign of long i */
		return 0x93F;
	case 0x942: /* sign of long u */
		return 0x941;
	default:
		return letter;
	}
}

static size_t devanagari_plain(const char *word, size_t length, char *out)
{
	size_t at = 0;
	for (size_t i = 0; i < length;) {
		unsigned letter = letter_at(word, i);
		if (!letter) {
			out[at++] = word[i++];
			continue;
		}
		bool last = i + 3 >= length;
		unsigned next = last ? 0 : letter_at(word, i + 3);
		unsigned after = i + 6 >= length ? 0 : letter_at(word, i + 6);
		i += 3;
		if (letter == VISARGA || (last && letter == ANUSVARA && at > 3))
			continue;
		if (is_nasal(letter) && next == VIRAMA && is_stop(after)) {
			letter = ANUSVARA;
			i += 3;
		} else if (letter == 0x92F && at > 0 && (next == 0x940 || next == 0x947)) {
			letter = next == 0x940 ? 0x907 : 0x90F; /* gayi as gai, gaye as gae */
			i += 3;
		}
		put_letter(out, &at, short_vowel(letter));
	}
	out[at] = '\0';
	return at;
}

static bool is_ending(unsigned letter)
{
	return (letter >= 0x93E && letter <= 0x94C) || letter == ANUSVARA || letter == 0x907 ||
	       letter == 0x90F;
}

static size_t devanagari_stem(const char *word, size_t length)
{
	while (length >= 3 * 4 && is_ending(letter_at(word, length - 3)))
		length -= 3;
	return length;
}

static bool is_devanagari(const char *word)
{
	return (unsigned char)word[0] == 0xE0 &&
	       ((unsigned char)word[1] == 0xA4 || (unsigned char)word[1] == 0xA5);
}

/* --- both --- */

size_t spelling_plain(const char *folded, char out[SPELLING_SIZE])
{
	size_t length = strlen(folded);
	if (length >= SPELLING_SIZE)
		return 0;
	return is_devanagari(folded) ? devanagari_plain(folded, length, out)
				     : latin_plain(folded, length, out);
}

size_t spelling_stem(const char *plain, size_t length, char out[SPELLING_SIZE])
{
	size_t stem =
		is_devanagari(plain) ? devanagari_stem(plain, length) : latin_stem(plain, length);
	memcpy(out, plain, stem);
	out[stem] = '\0';
	return stem;
}
