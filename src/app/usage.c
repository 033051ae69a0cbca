#include <stdarg.h>
#include <stdio.h>

#include "app/app.h"

int usage_error(const struct command *command, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fprintf(stderr, "nriseva %s: ", command->name);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "; see nriseva %s --help\n", command->name);
	return EXIT_CODE_USAGE;
}
