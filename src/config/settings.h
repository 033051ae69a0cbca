/* From raw values to a configuration: defaults, forms, ranges, and whether the values fit each
 * other. */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "config/config.h"
#include "config/pool.h"
#include "config/schema.h"
#include "config/source.h"

/* Fill all of `out` but the word lists, which must be there already. Every mistake is told with
 * its place. What it gives lasts as long as `pool`. */
void settings_make(const struct source *source, const struct raw_config *raw, struct pool *pool,
	struct config *out, struct config_mistakes *mistakes);

/* A path of the file, or `otherwise` if it is NULL, as seen from the folder of the file. */
const char *settings_path(
	const struct source *source, struct pool *pool, const char *path, const char *otherwise);

#endif
