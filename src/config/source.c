/*
 * Happy path: read the file, let libyaml make a tree of it, keep the tree.
 *
 * Failures: a file that cannot be read, bytes that are no UTF-8 (told by line, which libyaml would
 * not), bad YAML (told by line and column, with libyaml's words), a second document behind the
 * first.
 */
#include "config/source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/panic.h"
#include "base/str.h"
#include "config/mistakes.h"

enum { SOURCE_CAP = 1 << 20 };

static bool check_utf8(const struct source *source, struct config_mistakes *mistakes)
{
	size_t line = 1;
	const char *at = source->text.bytes, *end = at + source->text.length;
	for (; at < end; line++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		if (!str_is_utf8(at, (size_t)(stop - at)) ||
			memchr(at, '\0', (size_t)(stop - at))) {
			mistakes_add(mistakes,
				"%s:%zu:1: this line is not UTF-8 text; save the file as UTF-8",
				source->path, line);
			return false;
		}
		at = stop + 1;
	}
	return true;
}

static void tell_bad_yaml(
	const struct source *source, const yaml_parser_t *parser, struct config_mistakes *mistakes)
{
	if (parser->error == YAML_MEMORY_ERROR)
		panic("no memory left while reading %s", source->path);
	mistakes_add(mistakes,
		"%s:%zu:%zu: %s%s%s; look at indentation, colons and quotes around here",
		source->path, parser->problem_mark.line + 1, parser->problem_mark.column + 1,
		parser->problem ? parser->problem : "this is not YAML", parser->context ? " " : "",
		parser->context ? parser->context : "");
}

/* What stands behind the first document must be nothing. */
static bool check_end(
	struct source *source, yaml_parser_t *parser, struct config_mistakes *mistakes)
{
	yaml_document_t second;
	if (!yaml_parser_load(parser, &second)) {
		tell_bad_yaml(source, parser, mistakes);
		return false;
	}
	const yaml_node_t *root = yaml_document_get_root_node(&second);
	if (root)
		source_complain_of(source, mistakes, root,
			"a second document begins here; remove the --- above");
	yaml_document_delete(&second);
	return !root;
}

static bool parse(struct source *source, struct config_mistakes *mistakes)
{
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		panic("no memory left while reading %s", source->path);
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)source->text.bytes, source->text.length);
	bool good = yaml_parser_load(&parser, &source->document);
	if (!good)
		tell_bad_yaml(source, &parser, mistakes);
	else if (source_root(source))
		good = check_end(source, &parser, mistakes);
	yaml_parser_delete(&parser);
	return good;
}

enum err_code source_load(const char *path, struct source *out, struct config_mistakes *mistakes)
{
	*out = (struct source){.path = path};
	buf_init(&out->text, SOURCE_CAP);
	struct err err;
	if (file_read(path, &out->text, &err) != ERR_OK) {
		mistakes_add(mistakes, "%s; name the configuration file with --config", err.text);
		buf_release(&out->text);
		return ERR_CONFIG;
	}
	if (check_utf8(out, mistakes) && parse(out, mistakes))
		return ERR_OK;
	source_release(out);
	return ERR_CONFIG;
}

void source_release(struct source *source)
{
	yaml_document_delete(&source->document);
	buf_release(&source->text);
}

const yaml_node_t *source_node(const struct source *source, yaml_node_item_t item)
{
	return source->document.nodes.start + item - 1;
}

const yaml_node_t *source_root(const struct source *source)
{
	return source->document.nodes.top > source->document.nodes.start
		       ? source->document.nodes.start
		       : NULL;
}

static const yaml_node_t *child_by_key(
	const struct source *source, const yaml_node_t *parent, const char *key, size_t length)
{
	for (const yaml_node_pair_t *pair = parent->data.mapping.pairs.start;
		pair < parent->data.mapping.pairs.top; pair++) {
		const yaml_node_t *name = source_node(source, pair->key);
		if (name->type == YAML_SCALAR_NODE && name->data.scalar.length == length &&
			memcmp(name->data.scalar.value, key, length) == 0)
			return source_node(source, pair->value);
	}
	return NULL;
}

static const yaml_node_t *child(
	const struct source *source, const yaml_node_t *parent, const char *step, size_t length)
{
	if (parent->type == YAML_MAPPING_NODE)
		return child_by_key(source, parent, step, length);
	if (parent->type != YAML_SEQUENCE_NODE)
		return NULL;
	const yaml_node_item_t *item = parent->data.sequence.items.start + strtoul(step, NULL, 10);
	return item < parent->data.sequence.items.top ? source_node(source, *item) : NULL;
}

static const yaml_node_t *nearest(const struct source *source, const char *place)
{
	const yaml_node_t *node = source_root(source);
	while (node && *place) {
		size_t length = strcspn(place, "/");
		const yaml_node_t *next = child(source, node, place, length);
		if (!next)
			break;
		node = next;
		place += length + (place[length] == '/');
	}
	return node;
}

__attribute__((format(printf, 4, 0))) static void complain(const struct source *source,
	struct config_mistakes *mistakes, const yaml_node_t *node, const char *format, va_list args)
{
	char said[1500];
	vsnprintf(said, sizeof said, format, args);
	mistakes_add(mistakes, "%s:%zu:%zu: %s", source->path, node ? node->start_mark.line + 1 : 1,
		node ? node->start_mark.column + 1 : 1, said);
}

void source_complain_of(const struct source *source, struct config_mistakes *mistakes,
	const yaml_node_t *node, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complain(source, mistakes, node, format, args);
	va_end(args);
}

void source_complain(const struct source *source, struct config_mistakes *mistakes,
	const char *place, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	complain(source, mistakes, nearest(source, place), format, args);
	va_end(args);
}
