/*
 * Happy path: one row of a table becomes one district, country or category.
 *
 * Failures: an id that is no id, that is there twice, a word where only yes or no may stand. They
 * are told by line, and the row is taken all the same, so that the rest of the configuration can
 * be checked against it.
 */
#include "config/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "config/mistakes.h"
#include "config/table.h"
#include "config/value.h"
#include "model/reading.h"

struct list {
	const struct table *table;
	const struct table_row *row;
	struct pool *pool;
	struct config_mistakes *mistakes;
};

__attribute__((format(printf, 2, 3))) static void wrong(
	const struct list *list, const char *format, ...)
{
	struct err said;
	va_list args;
	va_start(args, format);
	vsnprintf(said.text, sizeof said.text, format, args);
	va_end(args);
	mistakes_add(list->mistakes, "%s:%zu: %s", list->table->path, list->row->line, said.text);
}

/* --- cells --- */

static const char *trimmed(struct pool *pool, const char *from, size_t length)
{
	while (length > 0 && *from == ' ') {
		from++;
		length--;
	}
	while (length > 0 && from[length - 1] == ' ')
		length--;
	return length > 0 ? pool_string_n(pool, from, length) : NULL;
}

/* The words between bars; empty ones are passed over. */
static const char **split(struct pool *pool, const char *cell, size_t *out_count)
{
	size_t most = 1;
	for (const char *p = cell; *p; p++)
		most += *p == '|';
	const char **words = pool_new(pool, most, sizeof *words);
	*out_count = 0;
	for (;;) {
		size_t length = strcspn(cell, "|");
		const char *word = trimmed(pool, cell, length);
		if (word)
			words[(*out_count)++] = word;
		if (!cell[length])
			return words;
		cell += length + 1;
	}
}

static void check_once(const struct list *list, size_t index, const char *id)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(list->table->rows[i].cells[0], id) == 0)
			wrong(list, "the id \"%s\" is on line %zu already; remove one", id,
				list->table->rows[i].line);
	}
}

static void check_id(const struct list *list, size_t index, const char *id)
{
	struct err err;
	if (value_label(id, &err) != ERR_OK)
		wrong(list, "%s", err.text);
	if (strcmp(id, "each") == 0)
		wrong(list, "\"each\" cannot be an id: it means all districts; choose another");
	check_once(list, index, id);
}

static void check_named(const struct list *list, const char *column, const char *cell)
{
	if (!*cell)
		wrong(list, "%s is empty; write the name that people shall read", column);
}

/* --- districts --- */

enum { D_ID, D_NAME_EN, D_NAME_HI, D_ALIASES, D_ZONE, D_RANGE, D_COMMISSIONERATE, D_COUNT };
static const char *const district_columns[] = {
	"id", "name_en", "name_hi", "aliases", "zone", "range", "commissionerate"};

static void read_district(const struct list *list, size_t index, struct config_district *out)
{
	const char **cells = list->row->cells;
	check_id(list, index, cells[D_ID]);
	check_named(list, "name_en", cells[D_NAME_EN]);
	check_named(list, "name_hi", cells[D_NAME_HI]);
	out->id = cells[D_ID];
	out->name_en = cells[D_NAME_EN];
	out->name_hi = cells[D_NAME_HI];
	out->aliases = split(list->pool, cells[D_ALIASES], &out->alias_count);
	out->zone = cells[D_ZONE];
	out->range = cells[D_RANGE];
	out->commissionerate = strcmp(cells[D_COMMISSIONERATE], "yes") == 0;
	if (!out->commissionerate && strcmp(cells[D_COMMISSIONERATE], "no") != 0)
		wrong(list, "commissionerate cannot be \"%.40s\"; write yes or no",
			cells[D_COMMISSIONERATE]);
}

void words_load_districts(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes)
{
	struct table table;
	table_load(path, district_columns, D_COUNT, pool, &table, mistakes);
	struct config_district *districts = pool_new(pool, table.count, sizeof *districts);
	for (size_t i = 0; i < table.count; i++) {
		struct list list = {&table, &table.rows[i], pool, mistakes};
		read_district(&list, i, &districts[i]);
	}
	out->districts = districts;
	out->district_count = table.count;
}

/* --- countries --- */

enum { N_ID, N_NAME_EN, N_NAME_HI, N_NAMES, N_COUNT };
static const char *const country_columns[] = {"id", "name_en", "name_hi", "names"};

static void read_country(const struct list *list, size_t index, struct config_country *out)
{
	const char **cells = list->row->cells;
	const char *id = cells[N_ID];
	if (strlen(id) != COUNTRY_SIZE - 1 ||
		strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(id))
		wrong(list, "\"%.40s\" is no country code; write two capital letters, as GB", id);
	check_once(list, index, id);
	check_named(list, "name_en", cells[N_NAME_EN]);
	check_named(list, "name_hi", cells[N_NAME_HI]);
	out->id = id;
	out->name_en = cells[N_NAME_EN];
	out->name_hi = cells[N_NAME_HI];
	out->names = split(list->pool, cells[N_NAMES], &out->name_count);
}

void words_load_countries(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes)
{
	struct table table;
	table_load(path, country_columns, N_COUNT, pool, &table, mistakes);
	struct config_country *countries = pool_new(pool, table.count, sizeof *countries);
	for (size_t i = 0; i < table.count; i++) {
		struct list list = {&table, &table.rows[i], pool, mistakes};
		read_country(&list, i, &countries[i]);
	}
	out->countries = countries;
	out->country_count = table.count;
}

/* --- categories --- */

enum { C_ID, C_KIND, C_FLAGS, C_NAME_EN, C_NAME_HI, C_KEYWORDS, C_COUNT };
static const char *const category_columns[] = {
	"id", "kind", "flags", "name_en", "name_hi", "keywords"};

static void read_kind(const struct list *list, const char *cell, struct config_category *out)
{
	static const char *const kinds[] = {"matter", "conduct"};
	int kind = str_index(cell, kinds, 2);
	if (kind < 0)
		wrong(list, "kind cannot be \"%.40s\"; write matter or conduct", cell);
	out->kind = kind == 1 ? CATEGORY_CONDUCT : CATEGORY_MATTER;
}

static void read_flag(const struct list *list, const char *flag, struct config_category *out)
{
	if (strcmp(flag, "sensitive") == 0)
		out->sensitive = true;
	else if (strcmp(flag, "elsewhere") == 0)
		out->elsewhere = true;
	else
		wrong(list,
			"unknown flag \"%.40s\"; write sensitive, elsewhere, both with a comma, or "
			"nothing",
			flag);
}

static void read_flags(const struct list *list, const char *cell, struct config_category *out)
{
	for (;;) {
		size_t length = strcspn(cell, ",");
		const char *flag = trimmed(list->pool, cell, length);
		if (flag)
			read_flag(list, flag, out);
		if (!cell[length])
			return;
		cell += length + 1;
	}
}

static void read_category(const struct list *list, size_t index, struct config_category *out)
{
	const char **cells = list->row->cells;
	check_id(list, index, cells[C_ID]);
	check_named(list, "name_en", cells[C_NAME_EN]);
	check_named(list, "name_hi", cells[C_NAME_HI]);
	out->id = cells[C_ID];
	out->name_en = cells[C_NAME_EN];
	out->name_hi = cells[C_NAME_HI];
	out->words = split(list->pool, cells[C_KEYWORDS], &out->word_count);
	read_kind(list, cells[C_KIND], out);
	read_flags(list, cells[C_FLAGS], out);
}

void words_load_categories(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes)
{
	struct table table;
	table_load(path, category_columns, C_COUNT, pool, &table, mistakes);
	struct config_category *categories = pool_new(pool, table.count, sizeof *categories);
	for (size_t i = 0; i < table.count; i++) {
		struct list list = {&table, &table.rows[i], pool, mistakes};
		read_category(&list, i, &categories[i]);
	}
	out->categories = categories;
	out->category_count = table.count;
}
