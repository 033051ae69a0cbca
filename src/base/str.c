#include "base/str.h"

#include <stdint.h>

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
	size_t length = strlen(text), tail = strlen(suffix);
	return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

bool str_copy(char *out, size_t size, const char *from)
{
	size_t length = strlen(from);
	bool fits = length < size;
	if (!fits) {
		length = size - 1;
		while (length > 0 && ((unsigned char)from[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(out, from, length);
	out[length] = '\0';
	return fits;
}

int str_index(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (str_is(names[i], name))
			return (int)i;
	}
	return -1;
}

/* Bytes that follow a first byte, with the least code point that needs so many; -1 if none may
 * start so. */
static int utf8_tail(unsigned char first, uint32_t *out_bits, uint32_t *out_least)
{
	if (first < 0x80) {
		*out_bits = first;
		*out_least = 0;
		return 0;
	}
	if (first >= 0xc2 && first < 0xe0) {
		*out_bits = first & 0x1fu;
		*out_least = 0x80;
		return 1;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*out_bits = first & 0x0fu;
		*out_least = 0x800;
		return 2;
	}
	if (first >= 0xf0 && first < 0xf5) {
		*out_bits = first & 0x07u;
		*out_least = 0x10000;
		return 3;
	}
	return -1;
}

bool str_is_utf8(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t code, least;
		int tail = utf8_tail((unsigned char)bytes[i++], &code, &least);
		if (tail < 0 || (size_t)tail > length - i)
			return false;
		for (; tail > 0; tail--, i++) {
			unsigned char next = (unsigned char)bytes[i];
			if ((next & 0xc0) != 0x80)
				return false;
			code = code << 6 | (next & 0x3fu);
		}
		if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
			return false;
	}
	return true;
}
