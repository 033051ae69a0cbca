/* The configuration and the reader that is made of it. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdbool.h>

#include "config/config.h"
#include "reading/reading.h"

struct loaded {
	struct config *config;
	struct reader *reader;
};

/* False, with what is wrong on stderr, if the files are wrong. */
bool load(const char *config_path, struct loaded *out);
void unload(struct loaded *loaded);

#endif
