#include "report.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

enum { WORST = 5, TITLE_WIDTH = 30, CELL_WIDTH = 15 };

static const char *const confused_names[CONFUSED_COUNT] = {"intent", "matter", "conduct"};

static const char *group_name(int group)
{
	return group == GROUP_ALL ? "all" : lang_name((enum lang)group);
}

/* --- measuring --- */

static const char *or_none(const char *id)
{
	return id[0] ? id : "-";
}

void measure_posts(
	measure_read *read, void *context, const struct labelled *posts, struct measure *out)
{
	memset(out->groups, 0, sizeof out->groups);
	memset(out->confusions, 0, sizeof out->confusions);
	for (size_t i = 0; i < posts->count; i++) {
		const struct labelled_post *post = &posts->posts[i];
		struct reading reading;
		read(context, i, post, &reading);
		score_add(&out->groups[post->lang], post, &reading);
		score_add(&out->groups[GROUP_ALL], post, &reading);
		confusions_add(&out->confusions[CONFUSED_INTENT], intent_name(post->intent),
			intent_name(reading.intent));
		confusions_add(&out->confusions[CONFUSED_MATTER], or_none(post->matter),
			or_none(reading.matter));
		confusions_add(&out->confusions[CONFUSED_CONDUCT], or_none(post->conduct),
			or_none(reading.conduct));
	}
	for (size_t i = 0; i < CONFUSED_COUNT; i++)
		confusions_sort(&out->confusions[i]);
}

/* --- for people --- */

/* "143/153  93.5!" */
static void put_share(enum figure figure, struct share share)
{
	char cell[64] = "-";
	if (share.of)
		snprintf(cell, sizeof cell, "%zu/%zu %5.1f%c", share.part, share.of,
			100 * share_value(share), score_misses(figure, share) ? '!' : ' ');
	printf("%*s", CELL_WIDTH, cell);
}

static void put_goal(enum figure figure)
{
	const struct figure_about *about = figure_about(figure);
	if (about->goal != GOAL_NONE)
		printf("  %s %u", about->goal == GOAL_AT_LEAST ? ">=" : "< ", about->percent);
	putchar('\n');
}

static void put_worst(const char *what, const struct confusions *confusions)
{
	printf("%s taken for another, most often:", what);
	for (size_t i = 0; i < confusions->count && i < WORST; i++) {
		const struct confusion *pair = &confusions->pairs[i];
		printf("%s %s -> %s %zu", i ? "," : "", pair->truth, pair->read, pair->count);
	}
	puts(confusions->count ? "" : " never");
}

void report_measure(const struct measure *measure)
{
	printf("%-*s", TITLE_WIDTH, measure->name);
	for (int g = 0; g < GROUP_COUNT; g++)
		printf("%*s", CELL_WIDTH, group_name(g));
	printf("  goal, %% (! missed)\n%-*s", TITLE_WIDTH, "posts");
	for (int g = 0; g < GROUP_COUNT; g++)
		printf("%*zu ", CELL_WIDTH - 1, measure->groups[g].posts);
	putchar('\n');
	for (int f = 0; f < FIGURE_COUNT; f++) {
		printf("%-*s", TITLE_WIDTH, figure_about((enum figure)f)->title);
		for (int g = 0; g < GROUP_COUNT; g++)
			put_share((enum figure)f, measure->groups[g].figures[f]);
		put_goal((enum figure)f);
	}
	for (size_t i = 0; i < CONFUSED_COUNT; i++)
		put_worst(confused_names[i], &measure->confusions[i]);
	putchar('\n');
}

static void put_rounds(const char *title, const struct rounds *rounds, int decimals)
{
	printf("%-48s %10.*f %10.*f %10.*f", title, decimals, rounds_median(rounds), decimals,
		rounds_least(rounds), decimals, rounds_most(rounds));
}

static void put_mark(const char *goal, bool missed)
{
	printf("  %s%s\n", goal, missed ? " !" : "");
}

enum { GOAL_POSTS_PER_S = 30000, GOAL_MEMORY_MB = 16, GOAL_LOAD_MS = 50 };

void report_speed(const struct speed *speed)
{
	printf("%-48s %10s %10s %10s  goal (! missed)\n", "", "median", "least", "most");
	put_rounds("posts a second on one core, reading", &speed->reading, 0);
	put_mark("30000", rounds_median(&speed->reading) < GOAL_POSTS_PER_S);
	put_rounds("posts a second, folding alone, by ICU", &speed->folding, 0);
	putchar('\n');
	put_rounds("ratio", &speed->ratio, 3);
	putchar('\n');
	put_rounds("loading, ms", &speed->load_ms, 1);
	put_mark("50", rounds_median(&speed->load_ms) > GOAL_LOAD_MS);
	printf("%-48s %10.1f %21s", "memory of all lists, MB: heap", speed->heap_mb, "");
	put_mark("16", speed->heap_mb > GOAL_MEMORY_MB);
	printf("%-48s %10.1f %21s", "  growth of the process by loading", speed->resident_mb, "");
	put_mark("16", speed->resident_mb > GOAL_MEMORY_MB);
}

static void put_percent(enum figure figure, const struct scores *scores)
{
	struct share share = scores->figures[figure];
	printf("  %10.1f%c", 100 * share_value(share), score_misses(figure, share) ? '!' : ' ');
}

void report_attempts(
	const struct knob *knobs, size_t knob_count, const struct attempt *attempts, size_t count)
{
	static const enum figure shown[] = {FIGURE_YES_PRECISION, FIGURE_YES_RECALL,
		FIGURE_NOTICED_RECALL, FIGURE_DOUBTFUL, FIGURE_INTENT};
	for (size_t k = 0; k < knob_count; k++)
		printf("%s  ", knobs[k].name);
	puts("   worth  yes: prec.       recall  or doubtful     doubtful       intent   (%, ! misses "
	     "its goal)");
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < knob_count; k++)
			printf("%*d  ", (int)strlen(knobs[k].name), attempts[i].values[k]);
		printf("%8.3f", attempts[i].worth);
		for (size_t f = 0; f < sizeof shown / sizeof *shown; f++)
			put_percent(shown[f], &attempts[i].scores);
		putchar('\n');
	}
}

/* --- for programs --- */

static json_t *json_of_scores(const struct scores *scores)
{
	json_t *object = json_pack("{s:I}", "posts", (json_int_t)scores->posts);
	for (int f = 0; f < FIGURE_COUNT; f++) {
		struct share share = scores->figures[f];
		json_object_set_new(object, figure_about((enum figure)f)->key,
			json_pack("{s:I, s:I, s:b}", "part", (json_int_t)share.part, "of",
				(json_int_t)share.of, "misses_goal",
				score_misses((enum figure)f, share)));
	}
	return object;
}

static json_t *json_of_confusions(const struct confusions *confusions)
{
	json_t *array = json_array();
	for (size_t i = 0; i < confusions->count && i < WORST; i++) {
		const struct confusion *pair = &confusions->pairs[i];
		json_array_append_new(
			array, json_pack("{s:s, s:s, s:I}", "truth", pair->truth, "read",
				       pair->read, "count", (json_int_t)pair->count));
	}
	return array;
}

static json_t *json_of_measure(const struct measure *measure)
{
	json_t *confusions = json_object(), *object = json_object();
	for (int g = 0; g < GROUP_COUNT; g++)
		json_object_set_new(object, group_name(g), json_of_scores(&measure->groups[g]));
	for (size_t i = 0; i < CONFUSED_COUNT; i++)
		json_object_set_new(
			confusions, confused_names[i], json_of_confusions(&measure->confusions[i]));
	json_object_set_new(object, "confusions", confusions);
	return object;
}

static json_t *json_of_rounds(const struct rounds *rounds)
{
	return json_pack("{s:f, s:f, s:f}", "median", rounds_median(rounds), "least",
		rounds_least(rounds), "most", rounds_most(rounds));
}

static json_t *json_of_speed(const struct speed *speed)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:f, s:f}", "posts_per_s",
		json_of_rounds(&speed->reading), "folding_per_s", json_of_rounds(&speed->folding),
		"ratio", json_of_rounds(&speed->ratio), "load_ms", json_of_rounds(&speed->load_ms),
		"heap_mb", speed->heap_mb, "resident_mb", speed->resident_mb);
}

void report_json(const struct measure *measures, size_t count, const struct speed *speed)
{
	json_t *files = json_object(), *all = json_object();
	for (size_t i = 0; i < count; i++)
		json_object_set_new(files, measures[i].name, json_of_measure(&measures[i]));
	json_object_set_new(all, "files", files);
	if (speed)
		json_object_set_new(all, "speed", json_of_speed(speed));
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}
