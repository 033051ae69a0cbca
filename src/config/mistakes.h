/* How the loaders collect what is wrong. */
#ifndef CONFIG_MISTAKES_H
#define CONFIG_MISTAKES_H

#include "config/config.h"

/* Add a line. Beyond MISTAKES_MAX only a last line says that there are more. */
enum { MISTAKES_MAX = 100 };
__attribute__((format(printf, 2, 3))) void mistakes_add(
	struct config_mistakes *mistakes, const char *format, ...);

#endif
