/*
 * Two walks through one table. The first is ours: it compares the tree with the table and tells
 * every mistake with its place. The second is libcyaml's: it fills the structs.
 *
 * libcyaml checks the same things, but stops at the first and cannot say what to do. What it still
 * refuses after our walk (aliases, for one) is told with its own words and the innermost place of
 * its backtrace.
 */
#include "config/schema.h"

#include <cyaml/cyaml.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/panic.h"
#include "config/mistakes.h"

enum { TEXT_MAX = 1000, LIST_MAX = 1000 };

/* --- the table --- */

static const cyaml_strval_t yes_no[] = {{"no", 0}, {"yes", 1}, {"false", 0}, {"true", 1}};
static const cyaml_strval_t channels[] = {{"x", CONFIG_CHANNEL_X}};
static const cyaml_strval_t follow_ups[] = {
	{"push", FOLLOW_UPS_PUSH}, {"ask", FOLLOW_UPS_ASK}, {"on_request", FOLLOW_UPS_ON_REQUEST}};

#define MUST CYAML_FLAG_DEFAULT
#define MAY CYAML_FLAG_OPTIONAL
#define TEXT(flags, in, key) CYAML_FIELD_STRING_PTR(#key, flags, in, key, 1, TEXT_MAX)
#define NUMBER(flags, in, key) CYAML_FIELD_INT_PTR(#key, flags, in, key)
#define CHOICE(flags, in, key, from)                                                               \
	CYAML_FIELD_ENUM(#key, (flags) | CYAML_FLAG_STRICT, in, key, from, CYAML_ARRAY_LEN(from))
#define GROUP(flags, in, key, fields) CYAML_FIELD_MAPPING(#key, flags, in, key, fields)
#define LIST(flags, in, key, of, least)                                                            \
	CYAML_FIELD_SEQUENCE(#key, flags, in, key, of, least, LIST_MAX)

/* Types of the groups, which have no name of their own. */
#define PART(name) __typeof__(((struct raw_config *)0)->name)

static const cyaml_schema_field_t store_fields[] = {
	TEXT(MUST, PART(store), path),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t listen_fields[] = {
	TEXT(MAY, PART(listen), address),
	NUMBER(MAY, PART(listen), port),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t word_list_fields[] = {
	TEXT(MAY, PART(word_lists), districts),
	TEXT(MAY, PART(word_lists), countries),
	TEXT(MAY, PART(word_lists), categories),
	TEXT(MAY, PART(word_lists), cues),
	TEXT(MAY, PART(word_lists), weights),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t policy_fields[] = {
	TEXT(MAY, PART(policy), acknowledge_max_age),
	TEXT(MAY, PART(policy), late_after),
	TEXT(MAY, PART(policy), no_answer),
	TEXT(MAY, PART(policy), no_objection),
	TEXT(MAY, PART(policy), wipe_after),
	CHOICE(MAY, PART(policy), follow_ups, follow_ups),
	NUMBER(MAY, PART(policy), max_follow_ups),
	NUMBER(MAY, PART(policy), max_replies_per_author),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t reading_fields[] = {
	NUMBER(MAY, PART(reading), actionable_yes),
	NUMBER(MAY, PART(reading), actionable_doubtful),
	NUMBER(MAY, PART(reading), urgent),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t price_fields[] = {
	TEXT(MAY, PART(prices), mention_read),
	TEXT(MAY, PART(prices), post_read),
	TEXT(MAY, PART(prices), reply),
	TEXT(MAY, PART(prices), reply_with_link),
	TEXT(MAY, PART(prices), lookup),
	TEXT(MAY, PART(prices), delete),
	CYAML_FIELD_END,
};

#define LIMITS __typeof__(((struct raw_handle *)0)->limits)

static const cyaml_schema_field_t limit_fields[] = {
	NUMBER(MAY, LIMITS, replies_per_15_min),
	NUMBER(MAY, LIMITS, replies_per_day),
	TEXT(MAY, LIMITS, money_per_day),
	TEXT(MAY, LIMITS, money_per_month),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t handle_fields[] = {
	TEXT(MUST, struct raw_handle, name),
	CHOICE(MAY, struct raw_handle, channel, channels),
	TEXT(MUST, struct raw_handle, user_id),
	TEXT(MAY, struct raw_handle, api_url),
	TEXT(MUST, struct raw_handle, token_file),
	CHOICE(MAY, struct raw_handle, plain_loopback, yes_no),
	TEXT(MAY, struct raw_handle, poll_every),
	TEXT(MAY, struct raw_handle, overlap),
	TEXT(MAY, struct raw_handle, search_after),
	TEXT(MAY, struct raw_handle, replies),
	TEXT(MAY, struct raw_handle, coordinator),
	GROUP(MAY, struct raw_handle, limits, limit_fields),
	CHOICE(MAY, struct raw_handle, stream, yes_no),
	TEXT(MAY, struct raw_handle, app_token_file),
	TEXT(MAY, struct raw_handle, look_up_every),
	CHOICE(MAY, struct raw_handle, compliance, yes_no),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t text_entry = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, TEXT_MAX)};

static const cyaml_schema_field_t endpoint_fields[] = {
	TEXT(MAY, struct raw_endpoint, district),
	TEXT(MAY, struct raw_endpoint, coordinator),
	TEXT(MUST, struct raw_endpoint, url),
	TEXT(MUST, struct raw_endpoint, sign_key_file),
	LIST(CYAML_FLAG_POINTER | MAY, struct raw_endpoint, trusted_key_files, &text_entry, 0),
	LIST(CYAML_FLAG_POINTER | MAY, struct raw_endpoint, allowed_subnets, &text_entry, 0),
	CHOICE(MAY, struct raw_endpoint, plain_loopback, yes_no),
	CHOICE(MAY, struct raw_endpoint, cleared, yes_no),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t handle_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_handle, handle_fields)};
static const cyaml_schema_value_t endpoint_entry = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_endpoint, endpoint_fields)};

static const cyaml_schema_field_t config_fields[] = {
	GROUP(MUST, struct raw_config, store, store_fields),
	GROUP(MAY, struct raw_config, listen, listen_fields),
	TEXT(MAY, struct raw_config, socket),
	TEXT(MUST, struct raw_config, sender),
	TEXT(MAY, struct raw_config, case_prefix),
	TEXT(MAY, struct raw_config, replies),
	TEXT(MAY, struct raw_config, seal_key_file),
	GROUP(MAY, struct raw_config, word_lists, word_list_fields),
	GROUP(MAY, struct raw_config, policy, policy_fields),
	GROUP(MAY, struct raw_config, reading, reading_fields),
	GROUP(MAY, struct raw_config, prices, price_fields),
	LIST(CYAML_FLAG_POINTER | MUST, struct raw_config, handles, &handle_entry, 1),
	LIST(CYAML_FLAG_POINTER | MAY, struct raw_config, endpoints, &endpoint_entry, 0),
	CYAML_FIELD_END,
};

static const cyaml_schema_value_t config_schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw_config, config_fields)};

/* --- our walk --- */

struct walk {
	const struct source *source;
	struct config_mistakes *mistakes;
};

static void check_value(const struct walk *walk, const cyaml_schema_value_t *schema,
	const yaml_node_t *node, const char *name);

static const char *scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

static const cyaml_schema_field_t *field_of(const cyaml_schema_field_t *fields, const char *key)
{
	for (; fields->key; fields++) {
		if (strcmp(fields->key, key) == 0)
			return fields;
	}
	return NULL;
}

static void complain_of_unknown(
	const struct walk *walk, const cyaml_schema_field_t *fields, const yaml_node_t *key)
{
	struct buf known;
	buf_init(&known, 1000);
	for (; fields->key; fields++)
		buf_add_format(&known, "%s%s", known.length ? ", " : "", fields->key);
	source_complain_of(walk->source, walk->mistakes, key,
		"unknown key \"%.40s\"; mend or remove it (known here: %s)", scalar(key),
		known.bytes);
	buf_release(&known);
}

static bool came_before(
	const struct walk *walk, const yaml_node_t *mapping, const yaml_node_pair_t *pair)
{
	const char *key = scalar(source_node(walk->source, pair->key));
	for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start; p < pair; p++) {
		const yaml_node_t *other = source_node(walk->source, p->key);
		if (other->type == YAML_SCALAR_NODE && strcmp(scalar(other), key) == 0)
			return true;
	}
	return false;
}

static void check_pair(const struct walk *walk, const cyaml_schema_field_t *fields,
	const yaml_node_t *mapping, const yaml_node_pair_t *pair)
{
	const yaml_node_t *key = source_node(walk->source, pair->key);
	if (key->type != YAML_SCALAR_NODE) {
		source_complain_of(walk->source, walk->mistakes, key,
			"a key must be one word; mend or remove it");
		return;
	}
	const cyaml_schema_field_t *field = field_of(fields, scalar(key));
	if (!field)
		complain_of_unknown(walk, fields, key);
	else if (came_before(walk, mapping, pair))
		source_complain_of(walk->source, walk->mistakes, key,
			"the key \"%s\" is here a second time; remove one", field->key);
	else
		check_value(
			walk, &field->value, source_node(walk->source, pair->value), field->key);
}

static bool has_key(const struct walk *walk, const yaml_node_t *mapping, const char *key)
{
	for (const yaml_node_pair_t *p = mapping->data.mapping.pairs.start;
		p < mapping->data.mapping.pairs.top; p++) {
		const yaml_node_t *node = source_node(walk->source, p->key);
		if (node->type == YAML_SCALAR_NODE && strcmp(scalar(node), key) == 0)
			return true;
	}
	return false;
}

static void check_mapping(const struct walk *walk, const cyaml_schema_field_t *fields,
	const yaml_node_t *node, const char *name)
{
	if (node->type != YAML_MAPPING_NODE) {
		source_complain_of(walk->source, walk->mistakes, node,
			"%s must be keys with values; write them below it, indented", name);
		return;
	}
	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		pair < node->data.mapping.pairs.top; pair++)
		check_pair(walk, fields, node, pair);
	for (; fields->key; fields++) {
		if (!(fields->value.flags & CYAML_FLAG_OPTIONAL) &&
			!has_key(walk, node, fields->key))
			source_complain_of(walk->source, walk->mistakes, node,
				"the key \"%s\" is missing in %s; add it", fields->key, name);
	}
}

static void check_sequence(const struct walk *walk, const cyaml_schema_value_t *schema,
	const yaml_node_t *node, const char *name)
{
	if (node->type != YAML_SEQUENCE_NODE) {
		source_complain_of(walk->source, walk->mistakes, node,
			"%s must be a list; write each entry behind a dash, or [] for none", name);
		return;
	}
	size_t count = (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
	if (count < schema->sequence.min || count > schema->sequence.max)
		source_complain_of(walk->source, walk->mistakes, node,
			"%s has %zu entries; %u to %u are possible", name, count,
			schema->sequence.min, schema->sequence.max);
	for (const yaml_node_item_t *item = node->data.sequence.items.start;
		item < node->data.sequence.items.top; item++)
		check_value(walk, schema->sequence.entry, source_node(walk->source, *item), name);
}

/* Digits only: libcyaml would read 010 as eight. */
static bool is_number(const char *text)
{
	const char *digits = *text == '-' ? text + 1 : text;
	size_t length = strlen(digits);
	return length > 0 && length <= 18 && strspn(digits, "0123456789") == length &&
	       (digits[0] != '0' || length == 1);
}

static void check_choice(const struct walk *walk, const cyaml_schema_value_t *schema,
	const yaml_node_t *node, const char *name)
{
	struct buf known;
	buf_init(&known, 1000);
	bool found = false;
	for (uint32_t i = 0; i < schema->enumeration.count; i++) {
		found = found || strcmp(schema->enumeration.strings[i].str, scalar(node)) == 0;
		buf_add_format(&known, "%s%s", i ? ", " : "", schema->enumeration.strings[i].str);
	}
	if (!found)
		source_complain_of(walk->source, walk->mistakes, node,
			"%s cannot be \"%.40s\"; write one of: %s", name, scalar(node),
			known.bytes);
	buf_release(&known);
}

static void check_scalar(const struct walk *walk, const cyaml_schema_value_t *schema,
	const yaml_node_t *node, const char *name)
{
	if (node->type != YAML_SCALAR_NODE)
		source_complain_of(walk->source, walk->mistakes, node,
			"%s must be one value, not a list or group; write it behind the colon",
			name);
	else if (node->data.scalar.length == 0)
		source_complain_of(walk->source, walk->mistakes, node,
			"%s has no value; give it one or remove the key", name);
	else if (node->data.scalar.length > TEXT_MAX ||
		 strlen(scalar(node)) != node->data.scalar.length)
		source_complain_of(walk->source, walk->mistakes, node,
			"%s must be text of at most %d bytes without a zero character; mend it",
			name, TEXT_MAX);
	else if (schema->type == CYAML_ENUM)
		check_choice(walk, schema, node, name);
	else if (schema->type == CYAML_INT && !is_number(scalar(node)))
		source_complain_of(walk->source, walk->mistakes, node,
			"%s must be a whole number, not \"%.40s\"; write digits only", name,
			scalar(node));
}

static void check_value(const struct walk *walk, const cyaml_schema_value_t *schema,
	const yaml_node_t *node, const char *name)
{
	if (schema->type == CYAML_MAPPING)
		check_mapping(walk, schema->mapping.fields, node, name);
	else if (schema->type == CYAML_SEQUENCE)
		check_sequence(walk, schema, node, name);
	else
		check_scalar(walk, schema, node, name);
}

/* --- libcyaml's walk --- */

static void *cyaml_memory(void *context, void *old, size_t size)
{
	(void)context;
	if (size == 0) {
		mem_free(old);
		return NULL;
	}
	return mem_resize(old, size, 1);
}

/* What libcyaml says: a sentence first, then its backtrace, innermost line first. */
struct last_words {
	char sentence[200];
	size_t line;
	size_t column;
};

static void listen_to_cyaml(cyaml_log_t level, void *context, const char *format, va_list args)
{
	struct last_words *words = context;
	char said[sizeof words->sentence];
	(void)level;
	vsnprintf(said, sizeof said, format, args);
	said[strcspn(said, "\n")] = '\0';
	const char *place = strstr(said, "(line: ");
	if (place && words->line == 0)
		sscanf(place, "(line: %zu, column: %zu)", &words->line, &words->column);
	else if (!words->sentence[0] && !strstr(said, "Backtrace"))
		memcpy(words->sentence, said, sizeof said);
}

static cyaml_config_t cyaml_settings(struct last_words *words)
{
	return (cyaml_config_t){
		.log_fn = listen_to_cyaml,
		.log_ctx = words,
		.mem_fn = cyaml_memory,
		.log_level = CYAML_LOG_ERROR,
		.flags = CYAML_CFG_NO_ALIAS,
	};
}

static enum err_code fill(
	const struct source *source, struct raw_config **out, struct config_mistakes *mistakes)
{
	struct last_words words = {0};
	cyaml_config_t settings = cyaml_settings(&words);
	cyaml_data_t *data = NULL;
	cyaml_err_t error = cyaml_load_data((const uint8_t *)source->text.bytes,
		source->text.length, &settings, &config_schema, &data, NULL);
	if (error == CYAML_OK) {
		*out = data;
		return ERR_OK;
	}
	mistakes_add(mistakes, "%s:%zu:%zu: %s%s%s; write it plainly, as config/README.md shows",
		source->path, words.line ? words.line : 1, words.column ? words.column : 1,
		cyaml_strerror(error), words.sentence[0] ? ": " : "", words.sentence);
	return ERR_CONFIG;
}

enum err_code schema_load(
	const struct source *source, struct raw_config **out, struct config_mistakes *mistakes)
{
	const struct walk walk = {source, mistakes};
	size_t before = mistakes->count;
	const yaml_node_t *root = source_root(source);
	if (!root)
		mistakes_add(mistakes,
			"%s:1:1: the file is empty; begin with a copy of config/nriseva.yaml",
			source->path);
	else
		check_value(&walk, &config_schema, root, "the file");
	return mistakes->count > before ? ERR_CONFIG : fill(source, out, mistakes);
}

void schema_free(struct raw_config *raw)
{
	struct last_words words = {0};
	cyaml_config_t settings = cyaml_settings(&words);
	cyaml_free(&settings, &config_schema, raw, 0);
}
