/* What a piece of work writes on standard error. */
#ifndef STDERR_H
#define STDERR_H

#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct captured {
	int kept;
	FILE *file;
	char text[20000];
};

static inline void capture_begin(struct captured *captured)
{
	fflush(stderr);
	captured->file = tmpfile();
	captured->kept = dup(STDERR_FILENO);
	dup2(fileno(captured->file), STDERR_FILENO);
}

static inline void capture_end(struct captured *captured)
{
	fflush(stderr);
	dup2(captured->kept, STDERR_FILENO);
	close(captured->kept);
	rewind(captured->file);
	size_t length = fread(captured->text, 1, sizeof captured->text - 1, captured->file);
	captured->text[length] = '\0';
	fclose(captured->file);
}

#endif
