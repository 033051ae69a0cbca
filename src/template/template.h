/*
 * The template language: a small Mustache (https://mustache.github.io/mustache.5.html): {{name}} escaped for the mode,
 * {{#name}}..{{/name}} if present or for each of a list, {{^name}}..{{/name}} if absent, {{! comment }}. Compiled once;
 * every fault is found then.
 *
 * As in Mustache, the tag of a section or comment that stands alone on its line takes the whole
 * line away with it. There is no way to leave out the escaping, no partial and no change of the
 * braces.
 */
#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum template_mode { TEMPLATE_TEXT, TEMPLATE_HTML };

struct template_program;

enum { TEMPLATE_DEPTH_MAX = 8 };            /* sections in sections */
enum { TEMPLATE_SOURCE_MAX = 1024 * 1024 }; /* bytes */

/* Compile. `names` are the variables that may be used. ERR_CONFIG for an unknown name, an open or
 * crossed section, an open tag, too many sections in sections, or what is not in the language: the
 * text of `err` begins "line:column: " (columns in characters, both from 1). `err` may not be NULL.
 * `source` and `names` need not live on. */
enum err_code template_compile(const char *source, size_t length, enum template_mode mode,
	const char *const *names, size_t name_count, struct template_program **out,
	struct err *err);
void template_free(struct template_program *program);

/* What a name stands for. A list has items that are strings (its section is rendered for each,
 * {{name}} or {{.}} inside is the item; outside of it {{name}} is all items with ", " between). No
 * items and a string that is NULL or empty: absent. */
struct template_value {
	const char *name;
	const char *string;
	const char *const *items;
	size_t item_count;
};

/* Add the rendering to `out`; ERR_LIMIT if it does not fit. A name without a value is absent. */
enum err_code template_render(const struct template_program *program,
	const struct template_value *values, size_t count, struct buf *out);

/* Whether the program uses a name. */
bool template_uses(const struct template_program *program, const char *name);

#endif
