/* The word lists: districts.tsv, countries.tsv and categories.tsv. */
#ifndef CONFIG_WORDS_H
#define CONFIG_WORDS_H

#include "config/config.h"
#include "config/pool.h"

/* Load one; mistakes are told by file and line. What they give lasts as long as `pool`. */
void words_load_districts(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes);
void words_load_countries(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes);
void words_load_categories(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes);

#endif
