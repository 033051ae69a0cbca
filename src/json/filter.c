/*
 * One pass over the bytes, in two states: outside strings and inside.
 *
 * Happy path: runs of bytes are copied as they are. Only three places look closer: a byte above
 * 0x7f (is it a well-formed character?), a backslash in a string (is it an escape that jansson
 * refuses?), and a number.
 *
 * The filter never decides that a document is bad: what it does not understand it copies, and the
 * decoder says what is wrong with it.
 */
#include "json/filter.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

enum { NUMBER_SIZE = 400 }; /* a double in full has at most 309 digits before the point */

static const char REPLACEMENT[] = "\xef\xbf\xbd";
static const char REPLACEMENT_ESCAPE[] = "\\ufffd";

struct cursor {
	const char *next;
	const char *end;
};

static size_t left(const struct cursor *at)
{
	return (size_t)(at->end - at->next);
}

/* How many bytes a character that begins with this byte has. */
static size_t character_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xe0)
		return 2;
	return first < 0xf0 ? 3 : 4;
}

static void copy_character(struct cursor *at, struct buf *out)
{
	size_t length = character_length((unsigned char)*at->next);
	if (length <= left(at) && str_is_utf8(at->next, length)) {
		buf_add(out, at->next, length);
		at->next += length;
		return;
	}
	buf_add(out, REPLACEMENT, sizeof REPLACEMENT - 1);
	at->next++;
}

void json_filter_text(const char *bytes, size_t length, struct buf *out)
{
	struct cursor at = {bytes, bytes + length};
	while (at.next < at.end)
		copy_character(&at, out);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The value of "\uXXXX" at this place, or -1. */
static int escape_at(const char *p, const char *end)
{
	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	int value = 0;
	for (int i = 2; i < 6; i++) {
		int digit = hex_value(p[i]);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* At a backslash in a string. */
static void copy_escape(struct cursor *at, struct buf *out)
{
	int value = escape_at(at->next, at->end);
	size_t length = value < 0 ? 2 : 6;
	bool bad = value == 0 || (value >= 0xdc00 && value < 0xe000);
	if (value >= 0xd800 && value < 0xdc00) {
		int other = escape_at(at->next + 6, at->end);
		bad = other < 0xdc00 || other >= 0xe000;
		length = bad ? 6 : 12;
	}
	if (bad) {
		buf_add(out, REPLACEMENT_ESCAPE, sizeof REPLACEMENT_ESCAPE - 1);
		at->next += 6;
		return;
	}
	/* After a backslash stands one ASCII character; if it is something else, the decoder
	 * shall see it. */
	if (length > left(at) || (length == 2 && (unsigned char)at->next[1] >= 0x80))
		length = 1;
	buf_add(out, at->next, length);
	at->next += length;
}

static void copy_control(struct cursor *at, struct buf *out)
{
	unsigned char c = (unsigned char)*at->next++;
	if (c == 0)
		buf_add(out, REPLACEMENT_ESCAPE, sizeof REPLACEMENT_ESCAPE - 1);
	else
		buf_add_format(out, "\\u%04x", c);
}

/* From the opening quote through the closing one, or to the end. */
static void copy_string(struct cursor *at, struct buf *out)
{
	buf_add_char(out, *at->next++);
	while (at->next < at->end && *at->next != '"') {
		if (*at->next == '\\')
			copy_escape(at, out);
		else if ((unsigned char)*at->next < 0x20)
			copy_control(at, out);
		else
			copy_character(at, out);
	}
	if (at->next < at->end)
		buf_add_char(out, *at->next++);
}

/* Whether a number overflows what the decoder can hold. `text` ends in NUL. */
static bool number_is_too_big(const char *text)
{
	if (strpbrk(text, ".eE"))
		return isinf(strtod(text, NULL));
	errno = 0;
	strtoll(text, NULL, 10);
	return errno == ERANGE;
}

static size_t number_length(const struct cursor *at)
{
	size_t length = 0;
	while (length < left(at) && memchr("+-.0123456789eE", at->next[length], 15))
		length++;
	return length;
}

static void copy_number(struct cursor *at, struct buf *out)
{
	size_t length = number_length(at);
	char text[NUMBER_SIZE];
	bool fits = length < sizeof text;
	if (fits) {
		memcpy(text, at->next, length);
		text[length] = '\0';
	}
	if (!fits || number_is_too_big(text))
		buf_add_string(out, "null");
	else
		buf_add(out, at->next, length);
	at->next += length;
}

static bool begins_number(char c)
{
	return c == '-' || (c >= '0' && c <= '9');
}

void json_filter_document(const char *bytes, size_t length, struct buf *out)
{
	struct cursor at = {bytes, bytes + length};
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		at.next += 3;
	while (at.next < at.end) {
		if (*at.next == '"')
			copy_string(&at, out);
		else if (begins_number(*at.next))
			copy_number(&at, out);
		else
			copy_character(&at, out);
	}
}
