#include "app/read_commands.h"

#include <stdio.h>
#include <string.h>

#include "app/show.h"
#include "base/str.h"

enum { SHOWN_CAP = 64 * 1024 };

/* Where reasons overlap, the one that stands first here wins. */
static const struct {
	const char *label;
	const char *colour;
} paints[] = {
	{"urgent", "\033[1;31m"},
	{"district", "\033[32m"},
	{"place", "\033[32m"},
	{"matter", "\033[33m"},
	{"conduct", "\033[35m"},
	{"verdict", "\033[36m"},
	{"intent", "\033[36m"},
	{"actionable", "\033[34m"},
};
enum { PAINTS = sizeof paints / sizeof *paints };

/* Which paint the byte at this place has, or PAINTS. */
static size_t paint_at(const struct reading *reading, size_t at)
{
	size_t best = PAINTS;
	for (size_t i = 0; i < reading->reason_count; i++) {
		const struct reading_reason *reason = &reading->reasons[i];
		if (at < reason->start || at >= reason->end)
			continue;
		for (size_t paint = 0; paint < best; paint++) {
			if (str_is(paints[paint].label, reason->label))
				best = paint;
		}
	}
	return best;
}

static void print_coloured(const char *text, const struct reading *reading)
{
	size_t before = PAINTS;
	for (size_t at = 0; text[at]; at++) {
		size_t paint = paint_at(reading, at);
		if (paint != before)
			printf("%s%s", before < PAINTS ? "\033[0m" : "",
				paint < PAINTS ? paints[paint].colour : "");
		putchar(text[at]);
		before = paint;
	}
	puts(before < PAINTS ? "\033[0m" : "");
}

void read_explain(const struct post *post, const struct reading *reading, bool colour)
{
	struct buf lines;
	buf_init(&lines, SHOWN_CAP);
	if (colour)
		print_coloured(post->text, reading);
	else
		puts(post->text);
	show_reading_lines(reading, &lines);
	printf("%s\n", lines.bytes);
	buf_release(&lines);
}
