/*
 * The conversations on a terminal, as they happen: blocks of one matter each, with its mark, who
 * wrote what, what was understood, our reply, the district's receipt and status. Lines of one
 * matter that come close together are held back for a moment, so that they stand in one block.
 */
#ifndef SIM_SHOW_VIEW_H
#define SIM_SHOW_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "show/story.h"

struct view;

struct view *view_new(const struct story *story, bool colour, size_t columns);
void view_free(struct view *view);

/* Take in a line of any of the three logs. */
void view_take(struct view *view, json_t *line, int64_t now);

/* Print what has been held back long enough; all of it if `all`. */
void view_print(struct view *view, int64_t now, bool all);

/* --- paper: how both the view and the summary write --- */

struct paper {
	bool colour;
	size_t columns;
};

/* Colours by meaning; "" on paper without colour. */
enum ink {
	INK_PLAIN,
	INK_STRONG,
	INK_FAINT,
	INK_GOOD,
	INK_BAD,
	INK_OURS,
	INK_DISTRICT,
	INK_STATUS
};

/* Write on standard output: a label in its ink, then the text, wrapped below itself. */
void paper_entry(const struct paper *paper, const char *mark, enum ink mark_ink, const char *label,
	enum ink label_ink, const char *text, enum ink text_ink);

/* A line in one ink. */
void paper_line(const struct paper *paper, enum ink ink, const char *text);

/* Texts side by side, each wrapped in its own columns. `widths` has as many. */
void paper_row(const struct paper *paper, enum ink first_ink, const char *const *cells,
	const size_t *widths, size_t count);

#endif
