/*
 * The framing guard: whether a request says without doubt where it ends. A proxy in front and we
 * must never see two different requests in the same bytes. libmicrohttpd 0.9.75 takes the first of
 * two lengths, waits for ever on an unknown coding, and lets blanks stand before the colon.
 */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>

struct guard {
	unsigned hosts;
	unsigned framings; /* Content-Length and Transfer-Encoding together */
	const char *fault; /* a sentence; NULL while all is well */
};

/* Look at one header field; start with a zeroed guard. */
void guard_see(struct guard *guard, const char *name, size_t name_length, const char *value,
	size_t value_length);

#endif
