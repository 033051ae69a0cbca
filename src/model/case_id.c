/*
 * Damm's scheme over GF(32): the running value c takes a symbol x as c * x = 2(c + x), where + is
 * the field's addition (exclusive or) and 2 is a root of the primitive polynomial x^5 + x^2 + 1.
 * The check symbol is the running value after the seven symbols, so that the value after all eight
 * is 0.
 *
 *   one wrong symbol      changes the value, because multiplying by 2 loses nothing
 *   neighbours swapped    (c * x) * y and (c * y) * x differ by (4 + 2)(x + y), which is 0 only for
 * x = y
 *
 * Reading is generous where people and telephones are careless: letter case, dashes, look-alikes.
 */
#include "model/case_id.h"

#include <stdio.h>
#include <string.h>

enum { SYMBOLS = 8, SYMBOL_BITS = 5, GROUP = 4, FIELD_POLYNOMIAL = 0x25 };

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The one way of writing what people take for each other. */
static char plain(char c)
{
	switch (upper(c)) {
	case 'O':
		return '0';
	case 'I':
	case 'L':
		return '1';
	default:
		return upper(c);
	}
}

/* A symbol's value, or -1. */
static int symbol_value(char c)
{
	const char *at = c ? strchr(alphabet, plain(c)) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

static unsigned take(unsigned running, unsigned symbol)
{
	unsigned doubled = (running ^ symbol) << 1;
	return doubled & (1u << SYMBOL_BITS) ? doubled ^ FIELD_POLYNOMIAL : doubled;
}

static void write_id(const char *prefix, const char symbols[SYMBOLS], char out[CASE_ID_SIZE])
{
	snprintf(out, CASE_ID_SIZE, "%.*s-%.*s-%.*s", CASE_ID_PREFIX_MAX, prefix, GROUP, symbols,
		SYMBOLS - GROUP, symbols + GROUP);
}

void case_id_make(const char *prefix, uint64_t random, char out[CASE_ID_SIZE])
{
	char symbols[SYMBOLS];
	unsigned running = 0;
	for (int i = 0; i < SYMBOLS - 1; i++) {
		unsigned symbol = (unsigned)(random >> (i * SYMBOL_BITS)) & 31u;
		symbols[i] = alphabet[symbol];
		running = take(running, symbol);
	}
	symbols[SYMBOLS - 1] = alphabet[running];
	write_id(prefix, symbols, out);
}

/* How many bytes of `text` are a dash: the ASCII one, or one that a keyboard made of it (U+2010 to
 * U+2015, U+2212). 0 if none. */
static size_t dash_length(const char *text, size_t length)
{
	if (length >= 1 && text[0] == '-')
		return 1;
	if (length < 3 || text[0] != '\xe2')
		return 0;
	bool dash = text[1] == '\x80' && text[2] >= '\x90' && text[2] <= '\x95';
	bool minus = text[1] == '\x88' && text[2] == '\x92';
	return dash || minus ? 3 : 0;
}

/* Read an id at the beginning of `text`; gives how many bytes it took, 0 if there is none. */
static size_t read_at(const char *prefix, const char *text, size_t length, char out[CASE_ID_SIZE])
{
	size_t at = 0;
	for (; prefix[at]; at++) {
		if (at >= length || plain(text[at]) != plain(prefix[at]))
			return 0;
	}
	char symbols[SYMBOLS];
	unsigned running = 0;
	for (int i = 0; i < SYMBOLS; i++) {
		if (i % GROUP == 0)
			at += dash_length(text + at, length - at);
		int value = at < length ? symbol_value(text[at++]) : -1;
		if (value < 0)
			return 0;
		symbols[i] = alphabet[value];
		running = take(running, (unsigned)value);
	}
	if (running != 0)
		return 0;
	write_id(prefix, symbols, out);
	return at;
}

bool case_id_read(const char *prefix, const char *text, size_t length, char out[CASE_ID_SIZE])
{
	char read[CASE_ID_SIZE];
	size_t taken = read_at(prefix, text, length, read);
	if (taken == 0 || taken != length)
		return false;
	memcpy(out, read, CASE_ID_SIZE);
	return true;
}

/* Letters of other scripts do not count: a danda or a Hindi word may touch an id. */
static bool continues_word(char c)
{
	char u = upper(c);
	return (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_';
}

bool case_id_find(const char *prefix, const char *text, char out[CASE_ID_SIZE])
{
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (continues_word(text[i - 1]) || text[i - 1] == '@'))
			continue;
		char read[CASE_ID_SIZE];
		size_t taken = read_at(prefix, text + i, length - i, read);
		if (taken == 0 || continues_word(text[i + taken]))
			continue;
		memcpy(out, read, CASE_ID_SIZE);
		return true;
	}
	return false;
}
