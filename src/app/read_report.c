/*
 * What operators taught: which rules they overruled, which places they corrected, and what other
 * thresholds would have done with the posts that they decided. Counts only; no post is kept for it.
 */
#include "app/read_commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/operator.h"
#include "app/show.h"
#include "base/mem.h"
#include "base/str.h"

enum { RULES_MAX = 4096, PLACES_SHOWN = 20, RULES_SHOWN = 30, SCORES = 101, STEP = 5 };

struct rule_line {
	char rule[64], band[16];
	int64_t yes, no, elsewhere;
};

struct report {
	struct store_op op;
	struct rule_line *rules;
	size_t rule_count;
	struct {
		char read_as[LABEL_SIZE], corrected_to[LABEL_SIZE];
		int64_t count;
	} places[PLACES_SHOWN];
	size_t place_count;
	int64_t yes[SCORES], other[SCORES];
	int64_t decisions;
};

static void take_rule(void *arg, const struct store_lesson_rule *lesson)
{
	struct report *report = arg;
	if (report->rule_count == RULES_MAX)
		return;
	struct rule_line *line = &report->rules[report->rule_count++];
	*line = (struct rule_line){
		.yes = lesson->yes, .no = lesson->no, .elsewhere = lesson->elsewhere};
	str_copy(line->rule, sizeof line->rule, lesson->rule);
	str_copy(line->band, sizeof line->band, lesson->band);
}

static void take_score(void *arg, int score, int64_t yes, int64_t other)
{
	struct report *report = arg;
	size_t at = (size_t)(score < 0 ? 0 : score > 100 ? 100 : score);
	report->yes[at] += yes;
	report->other[at] += other;
	report->decisions += yes + other;
}

static void take_place(void *arg, const char *read_as, const char *corrected_to, int64_t count)
{
	struct report *report = arg;
	if (report->place_count == PLACES_SHOWN)
		return;
	str_copy(report->places[report->place_count].read_as, LABEL_SIZE, read_as);
	str_copy(report->places[report->place_count].corrected_to, LABEL_SIZE, corrected_to);
	report->places[report->place_count++].count = count;
}

static enum err_code report_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	static const struct store_lessons_view view = {take_rule, take_score, take_place};
	struct report *report = container_of(op, struct report, op);
	report->rule_count = report->place_count = 0;
	report->decisions = 0;
	memset(report->yes, 0, sizeof report->yes);
	memset(report->other, 0, sizeof report->other);
	return store_view_lessons(tx, &view, report, err);
}

/* In the band "yes" a no overrules; in "doubtful" the smaller half does, and nobody is wrong. */
static int64_t overruled(const struct rule_line *line)
{
	int64_t against = line->no + line->elsewhere;
	return str_is(line->band, "yes") ? against : against < line->yes ? against : line->yes;
}

static int by_overruled(const void *a, const void *b)
{
	int64_t one = overruled(a), other = overruled(b);
	return one < other   ? 1
	       : one > other ? -1
			     : strcmp(((const struct rule_line *)a)->rule,
				       ((const struct rule_line *)b)->rule);
}

/* What a threshold for "yes" would have done with the posts that were decided. */
static void count_above(
	const struct report *report, int threshold, int64_t *out_yes, int64_t *out_other)
{
	*out_yes = *out_other = 0;
	for (int score = threshold; score < SCORES; score++) {
		*out_yes += report->yes[score];
		*out_other += report->other[score];
	}
}

static void print_people(const struct report *report, const struct config *config)
{
	printf("%" PRId64 " decisions on posts whose text was there\n", report->decisions);
	printf("\n%-40s  %-9s  %7s  %7s  %9s\n", "RULE, MOST OFTEN OVERRULED FIRST", "BAND", "YES",
		"NO", "ELSEWHERE");
	for (size_t i = 0; i < report->rule_count && i < RULES_SHOWN; i++) {
		const struct rule_line *line = &report->rules[i];
		printf("%-40s  %-9s  %7" PRId64 "  %7" PRId64 "  %9" PRId64 "\n", line->rule,
			line->band, line->yes, line->no, line->elsewhere);
	}
	printf("\n%-24s  %-24s  %7s\n", "PLACE READ", "CORRECTED TO", "TIMES");
	for (size_t i = 0; i < report->place_count; i++)
		printf("%-24s  %-24s  %7" PRId64 "\n",
			*report->places[i].read_as ? report->places[i].read_as : "(none)",
			report->places[i].corrected_to, report->places[i].count);
	printf("\nWith actionable_yes at  would be opened at once: right  wrong\n");
	for (int threshold = STEP; threshold <= 100; threshold += STEP) {
		int64_t yes, other;
		count_above(report, threshold, &yes, &other);
		printf("%3d%-20s %30" PRId64 "  %5" PRId64 "\n", threshold,
			threshold == config->actionable_yes ? "  (as it is)" : "", yes, other);
	}
}

static void print_json(const struct report *report)
{
	json_t *object = json_object(), *rules = json_array(), *places = json_array();
	json_t *thresholds = json_array();
	for (size_t i = 0; i < report->rule_count; i++) {
		const struct rule_line *line = &report->rules[i];
		json_array_append_new(rules,
			json_pack("{s:s, s:s, s:I, s:I, s:I}", "rule", line->rule, "band",
				line->band, "yes", (json_int_t)line->yes, "no",
				(json_int_t)line->no, "elsewhere", (json_int_t)line->elsewhere));
	}
	for (size_t i = 0; i < report->place_count; i++)
		json_array_append_new(
			places, json_pack("{s:s, s:s, s:I}", "read_as", report->places[i].read_as,
					"corrected_to", report->places[i].corrected_to, "count",
					(json_int_t)report->places[i].count));
	for (int threshold = STEP; threshold <= 100; threshold += STEP) {
		int64_t yes, other;
		count_above(report, threshold, &yes, &other);
		json_array_append_new(
			thresholds, json_pack("{s:i, s:I, s:I}", "actionable_yes", threshold,
					    "right", (json_int_t)yes, "wrong", (json_int_t)other));
	}
	json_object_set_new(object, "decisions", json_integer(report->decisions));
	json_object_set_new(object, "rules", rules);
	json_object_set_new(object, "places", places);
	json_object_set_new(object, "thresholds", thresholds);
	show_json_line(object);
}

int read_report(const char *config, const char *store, bool json)
{
	struct operator_options options = operator_defaults();
	struct operator_place place;
	options.config = config;
	options.store = store;
	if (!operator_open(&options, &place))
		return EXIT_CODE_CONFIG;
	struct report *report = mem_new(1, sizeof *report);
	report->rules = mem_new(RULES_MAX, sizeof *report->rules);
	report->op.work = report_work;
	int code = operator_look(&place, &report->op);
	if (code == EXIT_CODE_OK) {
		qsort(report->rules, report->rule_count, sizeof *report->rules, by_overruled);
		if (json)
			print_json(report);
		else
			print_people(report, place.loaded.config);
	}
	mem_free(report->rules);
	mem_free(report);
	operator_close(&place);
	return code;
}
