/*
 * Happy path: one row of cues.tsv becomes one rule. Its kind is a cue, a mark of words, an idea, or
 * a category; its flags become conditions.
 *
 * Failures: each is told by line and column, and the row is taken all the same, so that the rest of
 * the file can be checked against it: a kind that does not exist, a phrase that is empty or stands
 * in two rules of which one denies the other, a weight that is missing or too great, a condition
 * on nothing.
 */
#include "config/cues.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "config/mistakes.h"
#include "config/table.h"
#include "config/value.h"

enum { WEIGHT_MAX = 20 };

static const char *const kind_names[] = {
	[CUE_PERSON] = "person",
	[CUE_KIN] = "kin",
	[CUE_REQUEST] = "request",
	[CUE_HARM] = "harm",
	[CUE_POLICE] = "police",
	[CUE_ONGOING] = "ongoing",
	[CUE_NOW] = "now",
	[CUE_PAST] = "past",
	[CUE_COMPLAINT] = "complaint",
	[CUE_FOLLOWUP] = "followup",
	[CUE_STATUS] = "status",
	[CUE_WHAT_BECAME] = "what_became",
	[CUE_THANKS] = "thanks",
	[CUE_GREETING] = "greeting",
	[CUE_OPTOUT] = "optout",
	[CUE_SPAM] = "spam",
	[CUE_ABUSE] = "abuse",
	[CUE_SOLVED] = "solved",
	[CUE_NOT_SOLVED] = "not_solved",
	[CUE_YES] = "yes",
	[CUE_INFORM] = "inform",
	[CUE_TAKEDOWN] = "takedown",
	[CUE_WITHDRAW] = "withdraw",
	[CUE_DANGER] = "danger",
	[CUE_ABDUCTION] = "abduction",
	[CUE_WEAPON] = "weapon",
	[CUE_CHILD_ALONE] = "child_alone",
	[CUE_SELF_HARM] = "self_harm",
	[CUE_NEWS] = "news",
	[CUE_QUESTION] = "question",
	[CUE_COURT] = "court",
	[CUE_STATE] = "state",
	[CUE_UP] = "up",
	[CUE_RESIDENCE] = "residence",
	[CUE_ABROAD] = "abroad",
	[CUE_FORCE] = "force",
	[CUE_JOKE] = "joke",
	[CUE_WISH] = "wish",
	[CUE_BUT] = "but",
	[CUE_DOUBT] = "doubt",
	[RULE_FILLER] = "filler",
	[RULE_ENGLISH] = "english",
	[RULE_HINGLISH] = "hinglish",
	[RULE_NEGATION] = "negation",
	[RULE_PLACE_SIGN] = "place_sign",
	[RULE_TRAP] = "trap",
	[RULE_TRAP_STRICT] = "trap_strict",
	[RULE_IN] = "in",
	[RULE_ME] = "me",
	[RULE_WEAK] = "weak",
	[RULE_MASK] = "mask",
};
enum { NAMED_KINDS = sizeof kind_names / sizeof *kind_names };

const char *cue_name(enum cue cue)
{
	return kind_names[cue];
}

int cue_from_name(const char *name)
{
	return str_index(name, kind_names, CUE_COUNT);
}

struct cue_list {
	const struct table *table;
	const struct table_row *row;
	struct pool *pool;
	struct config *config;
	struct config_rule *rules;
	const char **ideas;
	size_t idea_count;
	struct config_mistakes *mistakes;
	struct walk *walk; /* through the present row */
};

/* How far columns were counted: rows are long, and counting for each phrase from the row's beginning
 * would take quadratic time. */
struct walk {
	const char *at;
	size_t column;
};

__attribute__((format(printf, 3, 4))) static void wrong(
	const struct cue_list *list, const char *at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	table_wrong(list->table, list->row, at, list->mistakes, format, args);
	va_end(args);
}

/* --- cells of a rule --- */

enum { R_ID, R_KIND, R_WEIGHT, R_FLAGS, R_PHRASES, R_COUNT };
static const char *const rule_columns[] = {"id", "kind", "weight", "flags", "phrases"};

static void read_id(const struct cue_list *list, const char *cell, size_t index)
{
	struct err err;
	if (value_label(cell, &err) != ERR_OK)
		wrong(list, cell, "%s", err.text);
	for (size_t i = 0; i < index; i++) {
		if (strcmp(list->rules[i].id, cell) == 0)
			wrong(list, cell, "the id \"%s\" is on line %zu already; choose another",
				cell, list->table->rows[i].line);
	}
}

static int find_idea(const struct cue_list *list, const char *name)
{
	for (size_t i = 0; i < list->idea_count; i++) {
		if (strcmp(list->ideas[i], name) == 0)
			return (int)i;
	}
	return -1;
}

static void read_idea(struct cue_list *list, const char *name, struct config_rule *out)
{
	out->kind = RULE_IDEA;
	out->index = find_idea(list, name);
	if (out->index >= 0)
		return;
	if (list->idea_count == CONFIG_IDEAS_MAX || !*name) {
		wrong(list, name,
			"an idea needs a name, and there may be %d; write it like idea:elder",
			CONFIG_IDEAS_MAX);
		return;
	}
	out->index = (int)list->idea_count;
	list->ideas[list->idea_count++] = name;
}

static void read_kind(struct cue_list *list, const char *cell, struct config_rule *out)
{
	out->kind = str_index(cell, kind_names, NAMED_KINDS);
	if (out->kind >= 0)
		return;
	if (str_starts(cell, "idea:")) {
		read_idea(list, cell + strlen("idea:"), out);
		return;
	}
	const struct config_category *category = config_category(list->config, cell);
	out->kind = RULE_CATEGORY;
	out->index = category ? (int)(category - list->config->categories) : -1;
	if (category)
		return;
	wrong(list, cell,
		"unknown kind \"%.40s\"; write one of config/README.md, idea:NAME, or the id of a "
		"category",
		cell);
}

static void read_weight(const struct cue_list *list, const char *cell, struct config_rule *out)
{
	bool category = out->kind == RULE_CATEGORY;
	if (!category && *cell)
		wrong(list, cell, "only rules for a category have a weight; leave it empty");
	else if (category && out->index >= 0 && !value_number(cell, 1, WEIGHT_MAX, &out->weight))
		wrong(list, cell, "weight cannot be \"%.40s\"; write 1 to %d", cell, WEIGHT_MAX);
}

static void add_condition(const struct cue_list *list, const char *name, bool unless,
	const char *at, struct config_rule *out)
{
	struct config_condition condition = {
		.unless = unless, .cue = cue_from_name(name), .idea = find_idea(list, name)};
	if (condition.cue < 0 && condition.idea < 0)
		wrong(list, at,
			"\"%.40s\" is no cue and no idea of this file; write the kind of a rule",
			name);
	for (size_t i = 0; i < out->condition_count; i++) {
		const struct config_condition *other = &out->conditions[i];
		if (other->cue == condition.cue && other->idea == condition.idea &&
			other->unless != unless)
			wrong(list, at, "needs and unless both name \"%.40s\"; remove one", name);
	}
	if (out->condition_count == CONFIG_CONDITIONS_MAX)
		wrong(list, at, "there are more than %d conditions; split the rule",
			CONFIG_CONDITIONS_MAX);
	else
		out->conditions[out->condition_count++] = condition;
}

static void read_flag(
	const struct cue_list *list, const char *flag, const char *at, struct config_rule *out)
{
	if (strcmp(flag, "exact") == 0)
		out->exact = true;
	else if (str_starts(flag, "needs="))
		add_condition(list, flag + strlen("needs="), false, at, out);
	else if (str_starts(flag, "unless="))
		add_condition(list, flag + strlen("unless="), true, at, out);
	else
		wrong(list, at,
			"unknown flag \"%.40s\"; write exact, needs=KIND or unless=KIND, "
			"separated by commas, or nothing",
			flag);
	if (out->condition_count && out->kind >= CUE_COUNT && out->kind != RULE_CATEGORY)
		wrong(list, at, "a rule of this kind has no conditions; remove \"%.40s\"", flag);
}

/* Call `use` for every part of a cell, without the blanks around it. */
static void read_parts(const struct cue_list *list, const char *cell, const char *separator,
	struct config_rule *out,
	void (*use)(const struct cue_list *, const char *, const char *, struct config_rule *))
{
	for (const char *part = cell;; part++) {
		size_t length = strcspn(part, separator);
		const char *from = part, *end = part + length;
		while (from < end && *from == ' ')
			from++;
		while (end > from && end[-1] == ' ')
			end--;
		use(list, pool_string_n(list->pool, from, (size_t)(end - from)), part, out);
		part += length;
		if (!*part)
			return;
	}
}

static void add_phrase(
	const struct cue_list *list, const char *phrase, const char *at, struct config_rule *out)
{
	if (!*phrase) {
		wrong(list, at, "a phrase is empty; write it, or remove a |");
		return;
	}
	out->phrases[out->phrase_count] = phrase;
	for (; list->walk->at < at; list->walk->at++)
		list->walk->column += ((unsigned char)*list->walk->at & 0xC0) != 0x80;
	out->columns[out->phrase_count++] = (uint32_t)list->walk->column;
}

static void read_phrases(const struct cue_list *list, const char *cell, struct config_rule *out)
{
	size_t most = 1;
	for (const char *p = cell; *p; p++)
		most += *p == '|';
	out->phrases = pool_new(list->pool, most, sizeof *out->phrases);
	out->columns = pool_new(list->pool, most, sizeof *out->columns);
	*list->walk = (struct walk){list->row->start, 1};
	read_parts(list, cell, "|", out, add_phrase);
}

/* --- what contradicts --- */

struct opposites {
	int a, b;
};

/* What one post cannot say by the same words. */
static const struct opposites opposites[] = {{CUE_SOLVED, CUE_NOT_SOLVED}, {CUE_THANKS, CUE_ABUSE},
	{CUE_NOW, CUE_PAST}, {CUE_UP, CUE_STATE}, {CUE_UP, CUE_ABROAD}, {CUE_SPAM, CUE_REQUEST},
	{CUE_NEWS, CUE_REQUEST}, {CUE_OPTOUT, CUE_REQUEST}, {CUE_WITHDRAW, CUE_REQUEST},
	{CUE_YES, CUE_NOT_SOLVED}, {CUE_JOKE, CUE_DANGER}, {RULE_ENGLISH, RULE_HINGLISH}};

static bool is_opposed(const struct config_rule *a, const struct config_rule *b)
{
	for (size_t i = 0; i < sizeof opposites / sizeof *opposites; i++) {
		const struct opposites *pair = &opposites[i];
		if ((a->kind == pair->a && b->kind == pair->b) ||
			(a->kind == pair->b && b->kind == pair->a))
			return true;
	}
	/* one category, one phrase, two weights */
	return a->kind == RULE_CATEGORY && b->kind == RULE_CATEGORY && a->index == b->index &&
	       a->weight != b->weight && !a->condition_count && !b->condition_count;
}

struct said {
	const char *phrase;
	uint64_t begins; /* with these bytes: they are compared at once */
	size_t rule, column;
};

static uint64_t first_bytes(const char *phrase)
{
	uint64_t bytes = 0;
	for (int i = 0; i < 8; i++) {
		bytes = bytes << 8 | (unsigned char)*phrase;
		phrase += *phrase != '\0';
	}
	return bytes;
}

static int compare_said(const void *a, const void *b)
{
	const struct said *left = a, *right = b;
	if (left->begins != right->begins)
		return left->begins < right->begins ? -1 : 1;
	int order = strcmp(left->phrase, right->phrase);
	if (order)
		return order;
	return left->rule < right->rule ? -1 : left->rule > right->rule;
}

static void compare_group(const struct cue_list *list, const struct said *said, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count; k++) {
			const struct config_rule *a = &list->rules[said[i].rule];
			const struct config_rule *b = &list->rules[said[k].rule];
			if (is_opposed(a, b))
				mistakes_add(list->mistakes,
					"%s:%zu:%zu: \"%s\" is in the rule \"%s\" of line %zu too, "
					"which says otherwise; remove it from one",
					list->table->path, list->table->rows[said[k].rule].line,
					said[k].column, said[k].phrase, a->id,
					list->table->rows[said[i].rule].line);
		}
	}
}

static void check_contradictions(const struct cue_list *list, size_t rule_count)
{
	size_t count = 0;
	for (size_t i = 0; i < rule_count; i++)
		count += list->rules[i].phrase_count;
	struct said *said = pool_new(list->pool, count + 1, sizeof *said);
	count = 0;
	for (size_t i = 0; i < rule_count; i++) {
		const struct config_rule *rule = &list->rules[i];
		for (size_t p = 0; p < rule->phrase_count; p++)
			said[count++] = (struct said){rule->phrases[p],
				first_bytes(rule->phrases[p]), i, rule->columns[p]};
	}
	qsort(said, count, sizeof *said, compare_said);
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && strcmp(said[to].phrase, said[from].phrase) == 0;)
			to++;
		compare_group(list, said + from, to - from);
	}
}

void cues_load(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes)
{
	struct table table;
	table_load(path, rule_columns, R_COUNT, pool, &table, mistakes);
	struct walk walk;
	struct cue_list list = {
		.table = &table, .pool = pool, .config = out, .mistakes = mistakes, .walk = &walk};
	list.rules = pool_new(pool, table.count + 1, sizeof *list.rules);
	list.ideas = pool_new(pool, CONFIG_IDEAS_MAX, sizeof *list.ideas);
	for (size_t i = 0; i < table.count; i++) {
		const char **cells = table.rows[i].cells;
		list.row = &table.rows[i];
		read_id(&list, cells[R_ID], i);
		list.rules[i].id = cells[R_ID];
		read_kind(&list, cells[R_KIND], &list.rules[i]);
		read_weight(&list, cells[R_WEIGHT], &list.rules[i]);
		read_phrases(&list, cells[R_PHRASES], &list.rules[i]);
	}
	for (size_t i = 0; i < table.count; i++) { /* now all ideas are known */
		list.row = &table.rows[i];
		const char *flags = list.row->cells[R_FLAGS];
		if (*flags)
			read_parts(&list, flags, ",", &list.rules[i], read_flag);
	}
	check_contradictions(&list, table.count);
	out->rules = list.rules;
	out->rule_count = table.count;
}
