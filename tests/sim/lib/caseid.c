#include "lib/caseid.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

enum { PREFIX_MAX = 8, GROUP = 4 };

static size_t group(const char *text)
{
	size_t length = 0;
	while (isdigit((unsigned char)text[length]) || isupper((unsigned char)text[length]))
		length++;
	return length;
}

/* Length of the id that begins here, or 0. */
static size_t id_at(const char *text)
{
	size_t prefix = group(text);
	if (prefix == 0 || prefix > PREFIX_MAX || text[prefix] != '-')
		return 0;
	const char *first = text + prefix + 1;
	if (group(first) != GROUP || first[GROUP] != '-' || group(first + GROUP + 1) != GROUP)
		return 0;
	return prefix + 2 + 2 * GROUP;
}

bool caseid_find(const char *text, char out[CASEID_SIZE])
{
	for (const char *p = text; *p; p++) {
		if (p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '-'))
			continue;
		size_t length = id_at(p);
		if (length == 0)
			continue;
		memcpy(out, p, length);
		out[length] = 0;
		return true;
	}
	return false;
}
