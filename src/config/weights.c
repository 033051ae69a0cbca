/*
 * Happy path: one row of weights.tsv becomes one feature with its weights, "LABEL=NUMBER" for each
 * label that it speaks for or against.
 *
 * Failures are told by line and column, and the row is taken without what is wrong: an unknown kind,
 * cue, category, form or label, a row or a label that is there twice, a weight that is no number.
 */
#include "config/weights.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "config/mistakes.h"
#include "config/table.h"
#include "config/value.h"

enum { WEIGHT_MAX = 3000, NAME_SIZE = 64, INDICES_MAX = CONFIG_CATEGORIES_MAX };
_Static_assert((int)CUE_COUNT <= (int)INDICES_MAX && (int)FORM_COUNT <= (int)INDICES_MAX,
	"a place for each");

static const char *const kinds[FEATURE_KINDS] = {"bias", "phrase", "cue", "category", "form"};
static const char *const forms[FORM_COUNT] = {"words_3", "words_5", "words_8", "words_12",
	"words_17", "words_24", "words_34", "question", "exclamation", "link", "phone", "number",
	"case_id", "hashtags", "mentions", "place", "hindi", "hinglish", "speaks", "harmed",
	"harmed_speaks", "harmed_asks", "harmed_ongoing", "news_only"};
static const char *const flags[] = {
	"act", "urgent", "elsewhere", "solved", "not_solved", "takedown", "withdraw", "place"};
static const char *const intents[INTENT_COUNT] = {"intent:complaint", "intent:followup",
	"intent:status_query", "intent:thanks", "intent:greeting", "intent:optout", "intent:spam",
	"intent:abuse", "intent:other"};

_Static_assert(sizeof flags / sizeof *flags == TARGET_CATEGORY - TARGET_ACT, "one name each");

const char *feature_kind_name(enum feature_kind kind)
{
	return kinds[kind];
}

const char *form_name(enum form form)
{
	return forms[form];
}

const char *target_name(const struct config *config, int target)
{
	if (target < TARGET_ACT)
		return intents[target];
	return target < TARGET_CATEGORY ? flags[target - TARGET_ACT]
					: config->categories[target - TARGET_CATEGORY].id;
}

struct name {
	const char *text;
	size_t length;
};

struct weight_list {
	struct name names[TARGETS_MAX]; /* of all labels: there are many weights to find them for */
	size_t name_count;
	const struct table *table;
	const struct table_row *row;
	struct pool *pool;
	const struct config *config;
	struct config_mistakes *mistakes;
	const char *unknown; /* the label that was told last to be none */
};

__attribute__((format(printf, 3, 4))) static void wrong(
	const struct weight_list *list, const char *at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	table_wrong(list->table, list->row, at, list->mistakes, format, args);
	va_end(args);
}

static int find_category(const struct config *config, const char *id)
{
	const struct config_category *category = config_category(config, id);
	return category ? (int)(category - config->categories) : -1;
}

static void list_names(struct weight_list *list)
{
	list->name_count = TARGET_CATEGORY + list->config->category_count;
	for (size_t i = 0; i < list->name_count; i++) {
		const char *text = target_name(list->config, (int)i);
		list->names[i] = (struct name){text, strlen(text)};
	}
}

static int find_target(const struct weight_list *list, const char *name, size_t length)
{
	for (size_t i = 0; i < list->name_count; i++) {
		const struct name *known = &list->names[i];
		if (known->length == length && memcmp(known->text, name, length) == 0)
			return (int)i;
	}
	return -1;
}

/* What the row is about; -1 if there is no such thing. */
static int find_index(const struct config *config, int kind, const char *name)
{
	switch (kind) {
	case FEATURE_BIAS:
		return strcmp(name, "-") == 0 ? 0 : -1;
	case FEATURE_CUE:
		return cue_from_name(name);
	case FEATURE_CATEGORY:
		return find_category(config, name);
	case FEATURE_FORM:
		return str_index(name, forms, FORM_COUNT);
	default:
		return *name ? 0 : -1;
	}
}

/* Once, though it stands in many rows: whoever removes a category from the list has to remove it here
 * too. */
static void tell_unknown(struct weight_list *list, const char *at, const char *name)
{
	if (list->unknown && strcmp(list->unknown, name) == 0)
		return;
	list->unknown = pool_string(list->pool, name);
	wrong(list, at,
		"there is no label \"%s\"; write intent:NAME, the id of a category, or one of act "
		"urgent elsewhere solved not_solved takedown withdraw place",
		name);
}

/* One "LABEL=NUMBER" of `length` bytes. */
static bool read_weight(
	struct weight_list *list, const char *at, size_t length, struct config_weight *out)
{
	char part[NAME_SIZE];
	size_t size = length < sizeof part - 1 ? length : sizeof part - 1;
	memcpy(part, at, size);
	part[size] = '\0';
	char *equals = strchr(part, '=');
	int weight;
	if (!equals || !value_number(equals + 1, -WEIGHT_MAX, WEIGHT_MAX, &weight)) {
		wrong(list, at,
			"\"%s\" is no weight; write LABEL=NUMBER, the number from -3000 to 3000",
			part);
		return false;
	}
	*equals = '\0';
	int target = find_target(list, part, (size_t)(equals - part));
	if (target < 0)
		tell_unknown(list, at, part);
	*out = (struct config_weight){(int16_t)target, (int16_t)weight};
	return target >= 0;
}

static void read_weights(struct weight_list *list, const char *cell, struct config_feature *out)
{
	size_t most = 1, count = 0;
	for (const char *p = cell; *p; p++)
		most += *p == ' ';
	struct config_weight *weights = pool_new(list->pool, most, sizeof *weights);
	for (const char *p = cell; *p;) {
		size_t length = strcspn(p, " ");
		if (length && read_weight(list, p, length, &weights[count])) {
			for (size_t i = 0; i < count; i++) {
				if (weights[i].target == weights[count].target)
					wrong(list, p, "%s is there twice; remove one",
						target_name(list->config, weights[i].target));
			}
			count++;
		}
		p += length + (p[length] == ' ');
	}
	out->weights = weights;
	out->weight_count = count;
}

enum { W_KIND, W_NAME, W_WEIGHTS, W_COUNT };
static const char *const columns[] = {"kind", "name", "weights"};

static void read_row(struct weight_list *list, struct config_feature *out)
{
	const char **cells = list->row->cells;
	out->kind = str_index(cells[W_KIND], kinds, FEATURE_KINDS);
	if (out->kind < 0) {
		wrong(list, cells[W_KIND],
			"unknown kind \"%s\"; write bias, phrase, cue, category or form",
			cells[W_KIND]);
		return;
	}
	out->index = find_index(list->config, out->kind, cells[W_NAME]);
	if (out->index < 0)
		wrong(list, cells[W_NAME], "there is nothing of this kind called \"%s\"",
			cells[W_NAME]);
	out->phrase = cells[W_NAME];
	read_weights(list, cells[W_WEIGHTS], out);
}

/* Of what has a number; that two phrases are the same, the reading finds out, which knows spellings. */
static void check_twice(struct weight_list *list, const struct config_feature *features)
{
	const struct table_row *seen[FEATURE_KINDS][INDICES_MAX] = {0};
	for (size_t i = 0; i < list->table->count; i++) {
		const struct config_feature *feature = &features[i];
		bool numbered = feature->kind >= 0 && feature->kind != FEATURE_PHRASE;
		if (!numbered || feature->index < 0 || feature->index >= INDICES_MAX)
			continue;
		const struct table_row **before = &seen[feature->kind][feature->index];
		list->row = &list->table->rows[i];
		if (*before)
			wrong(list, feature->phrase,
				"the row for \"%s\" is on line %zu already; remove one",
				feature->phrase, (*before)->line);
		*before = list->row;
	}
}

void weights_load(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes)
{
	struct table table;
	if (!out->category_count ||
		out->category_count > CONFIG_CATEGORIES_MAX) /* told elsewhere */
		return;
	table_load(path, columns, W_COUNT, pool, &table, mistakes);
	struct weight_list list = {
		.table = &table, .pool = pool, .config = out, .mistakes = mistakes};
	struct config_feature *features = pool_new(pool, table.count + 1, sizeof *features);
	list_names(&list);
	for (size_t i = 0; i < table.count; i++) {
		list.row = &table.rows[i];
		read_row(&list, &features[i]);
	}
	check_twice(&list, features);
	out->features = features;
	out->feature_count = table.count;
}
