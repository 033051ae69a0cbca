#include "config/mistakes.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

static void append(struct config_mistakes *mistakes, const char *line)
{
	mistakes->lines = mem_resize(mistakes->lines, mistakes->count + 1, sizeof *mistakes->lines);
	mistakes->lines[mistakes->count++] = mem_string(line);
}

void mistakes_add(struct config_mistakes *mistakes, const char *format, ...)
{
	if (mistakes->count > MISTAKES_MAX)
		return;
	if (mistakes->count == MISTAKES_MAX) {
		append(mistakes, "... and more; mend these first");
		return;
	}
	char line[2048];
	va_list args;
	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	append(mistakes, line);
}

void config_mistakes_release(struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < mistakes->count; i++)
		mem_free(mistakes->lines[i]);
	mem_free(mistakes->lines);
	*mistakes = (struct config_mistakes){0};
}
