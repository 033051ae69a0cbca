#include "channel/file/lines.h"

#include <string.h>

void lines_init(struct lines *lines, FILE *in)
{
	lines->in = in;
	lines->number = 0;
	lines->used = lines->filled = 0;
	lines->ended = lines->too_long = false;
	buf_init(&lines->line, LINES_LINE_CAP);
}

void lines_release(struct lines *lines)
{
	buf_release(&lines->line);
}

static bool refill(struct lines *lines)
{
	if (lines->used < lines->filled)
		return true;
	lines->used = 0;
	lines->filled = lines->ended ? 0 : fread(lines->chunk, 1, sizeof lines->chunk, lines->in);
	if (lines->filled < sizeof lines->chunk)
		lines->ended = true;
	return lines->filled > 0;
}

bool lines_next(struct lines *lines)
{
	buf_clear(&lines->line);
	lines->too_long = false;
	bool any = false;
	while (refill(lines)) {
		any = true;
		const char *from = lines->chunk + lines->used;
		size_t left = lines->filled - lines->used;
		const char *end = memchr(from, '\n', left);
		size_t length = end ? (size_t)(end - from) : left;
		if (buf_add(&lines->line, from, length) != ERR_OK)
			lines->too_long = true;
		lines->used += length + (end != NULL);
		if (end)
			break;
	}
	lines->number += any;
	return any;
}
