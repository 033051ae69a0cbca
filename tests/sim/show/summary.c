#include "show/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

enum {
	CELL_CAP = 16000,
	COLUMN_COUNT = 4,
	MARK_COLUMNS = 4,
	REF_COLUMNS = 5,
	LEAST_COLUMNS = 24,
	GAPS = 8
};

/* A row: all findings of one post. */
static void print_row(
	const struct paper *paper, const struct findings *findings, size_t from, size_t to)
{
	struct buf expected, seen;
	buf_init(&expected, CELL_CAP);
	buf_init(&seen, CELL_CAP);
	bool met = true;
	for (size_t i = from; i < to; i++) {
		const struct finding *finding = &findings->list[i];
		met = met && finding->met;
		buf_add_format(&expected, "%s%s", i > from ? "; " : "", finding->expected.bytes);
		buf_add_format(&seen, "%s%s%s", i > from ? "; " : "",
			finding->met ? "" : "MISSED: ", finding->seen.bytes);
	}
	size_t rest = paper->columns > MARK_COLUMNS + REF_COLUMNS + GAPS
			      ? paper->columns - MARK_COLUMNS - REF_COLUMNS - GAPS
			      : 0;
	size_t half = rest / 2 > LEAST_COLUMNS ? rest / 2 : LEAST_COLUMNS;
	const char *cells[COLUMN_COUNT] = {
		met ? "ok" : "MISS", findings->list[from].ref, expected.bytes, seen.bytes};
	const size_t widths[COLUMN_COUNT] = {MARK_COLUMNS, REF_COLUMNS, half, half};
	paper_row(paper, met ? INK_GOOD : INK_BAD, cells, widths, COLUMN_COUNT);
	buf_release(&expected);
	buf_release(&seen);
}

static void print_table(const struct paper *paper, const struct findings *findings)
{
	for (size_t from = 0; from < findings->count;) {
		size_t to = from + 1;
		while (to < findings->count && *findings->list[from].ref &&
			str_is(findings->list[to].ref, findings->list[from].ref))
			to++;
		print_row(paper, findings, from, to);
		from = to;
	}
}

static void print_misses(const struct paper *paper, const struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];
		if (finding->met)
			continue;
		char label[64];
		snprintf(label, sizeof label, "%s %s", *finding->ref ? finding->ref : "whole",
			finding->author);
		struct buf text;
		buf_init(&text, CELL_CAP);
		buf_add_format(&text, "expected: %s; seen: %s", finding->expected.bytes,
			finding->seen.bytes);
		paper_entry(paper, "  ", INK_PLAIN, label, INK_BAD, text.bytes, INK_PLAIN);
		buf_release(&text);
	}
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

/* From a mention to the first reply to it: median and longest. */
static void print_times(const struct paper *paper, const struct story *story)
{
	size_t count = 0, i;
	int64_t *times = mem_new(json_array_size(story->mentions) + 1, sizeof *times);
	json_t *mention, *reply;
	json_array_foreach(story->mentions, i, mention)
	{
		size_t j;
		json_array_foreach(story->replies, j, reply)
		{
			if (str_is(json_get_string(reply, "parent"),
				    json_get_string(mention, "id"))) {
				times[count++] = json_get_int(reply, "after_ms", 0);
				break;
			}
		}
	}
	qsort(times, count, sizeof *times, compare);
	char text[200] = "no mention was answered";
	if (count > 0) {
		size_t middle = count / 2;
		snprintf(text, sizeof text,
			"from mention to first reply: median %.2f s, longest %.2f s, over %zu "
			"mentions",
			(double)times[middle] / 1000.0, (double)times[count - 1] / 1000.0, count);
	}
	paper_line(paper, INK_PLAIN, text);
	mem_free(times);
}

void summary_print(
	const struct paper *paper, const struct story *story, const struct findings *findings)
{
	paper_line(paper, INK_PLAIN, "");
	paper_line(paper, INK_STRONG, "Expected, and seen by the pretended X and districts:");
	print_table(paper, findings);
	paper_line(paper, INK_PLAIN, "");
	char text[200];
	snprintf(text, sizeof text, "%zu mentions, %zu replies, %zu events, %zu status updates",
		json_array_size(story->mentions), json_array_size(story->replies),
		json_array_size(story->events), json_array_size(story->statuses));
	paper_line(paper, INK_PLAIN, text);
	print_times(paper, story);
	snprintf(text, sizeof text, "%zu of %zu expectations met",
		findings->count - findings->missed, findings->count);
	paper_line(paper, findings->missed ? INK_BAD : INK_GOOD, text);
	print_misses(paper, findings);
}
