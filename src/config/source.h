/* The YAML file as a tree that knows where everything stands. libcyaml forgets lines and columns
 * once a value is loaded; cross-checks need them later. */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include <yaml.h>

#include "base/buf.h"
#include "config/config.h"

struct source {
	const char *path;         /* keeps */
	struct buf text;          /* the whole file */
	yaml_document_t document; /* private */
};

/* Read and parse. ERR_CONFIG, with a line in `mistakes`, if the file is missing, unreadable, not
 * UTF-8 or not YAML. */
enum err_code source_load(const char *path, struct source *out, struct config_mistakes *mistakes);
void source_release(struct source *source);

/* The topmost value; NULL if the file is empty. */
const yaml_node_t *source_root(const struct source *source);
const yaml_node_t *source_node(const struct source *source, yaml_node_item_t item);

/* Tell what is wrong with the value at `place`, which is keys and indexes like "handles/1/name".
 * Where nothing stands there, it is told of the nearest thing around it. */
__attribute__((format(printf, 4, 5))) void source_complain(const struct source *source,
	struct config_mistakes *mistakes, const char *place, const char *format, ...);

/* The same of a node. */
__attribute__((format(printf, 4, 5))) void source_complain_of(const struct source *source,
	struct config_mistakes *mistakes, const yaml_node_t *node, const char *format, ...);

#endif
