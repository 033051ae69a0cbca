/* Lines of a stream, one at a time, with a cap on their length and their numbers for people. */
#ifndef CHANNEL_FILE_LINES_H
#define CHANNEL_FILE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"

enum { LINES_CHUNK = 64 * 1024, LINES_LINE_CAP = 1024 * 1024 };

struct lines {
	FILE *in;      /* kept */
	size_t number; /* of the line last given, from 1 */
	struct buf line;
	bool too_long;           /* the line last given is; it was cut */
	char chunk[LINES_CHUNK]; /* private */
	size_t used, filled;
	bool ended;
};

void lines_init(struct lines *lines, FILE *in);
void lines_release(struct lines *lines);

/* Get the next line into `line`, without its end. False at the end of the stream, or when it failed
 * (ferror tells). */
bool lines_next(struct lines *lines);

#endif
