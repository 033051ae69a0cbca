#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "show/view.h"
#include "show/width.h"

enum { LINE_CAP = 16384, LABEL_COLUMNS = 18, CELLS_MAX = 6, LEAST_COLUMNS = 20 };

static const char *ink_code(const struct paper *paper, enum ink ink)
{
	static const char *const codes[] = {
		[INK_PLAIN] = "",
		[INK_STRONG] = "\033[1m",
		[INK_FAINT] = "\033[2m",
		[INK_GOOD] = "\033[32m",
		[INK_BAD] = "\033[1;31m",
		[INK_OURS] = "\033[1;34m",
		[INK_DISTRICT] = "\033[36m",
		[INK_STATUS] = "\033[33m",
	};
	return paper->colour ? codes[ink] : "";
}

static void add_inked(const struct paper *paper, struct buf *line, enum ink ink, const char *text,
	size_t length, size_t columns)
{
	const char *code = ink_code(paper, ink);
	buf_add_string(line, code);
	width_add(line, text, length, columns);
	if (*code)
		buf_add_string(line, "\033[0m");
}

static void print(struct buf *line)
{
	while (line->length > 0 && line->bytes[line->length - 1] == ' ')
		buf_truncate(line, line->length - 1);
	buf_add_char(line, '\n');
	fwrite(line->bytes, 1, line->length, stdout);
	buf_clear(line);
}

void paper_line(const struct paper *paper, enum ink ink, const char *text)
{
	struct buf line;
	buf_init(&line, LINE_CAP);
	add_inked(paper, &line, ink, text, strlen(text), 0);
	print(&line);
	buf_release(&line);
}

void paper_entry(const struct paper *paper, const char *mark, enum ink mark_ink, const char *label,
	enum ink label_ink, const char *text, enum ink text_ink)
{
	struct buf line;
	buf_init(&line, LINE_CAP);
	size_t mark_columns = width_of(mark, strlen(mark));
	size_t taken = mark_columns + LABEL_COLUMNS;
	size_t columns =
		paper->columns > taken + LEAST_COLUMNS ? paper->columns - taken : LEAST_COLUMNS;
	do {
		size_t length = width_fit(text, columns);
		add_inked(paper, &line, mark_ink, mark, strlen(mark), 0);
		add_inked(paper, &line, label_ink, label, strlen(label), LABEL_COLUMNS - 1);
		buf_add_char(&line, ' ');
		add_inked(paper, &line, text_ink, text, length, 0);
		print(&line);
		text += length;
		text += width_skip(text);
		label = "";
	} while (*text);
	buf_release(&line);
}

void paper_row(const struct paper *paper, enum ink first_ink, const char *const *cells,
	const size_t *widths, size_t count)
{
	struct buf line;
	buf_init(&line, LINE_CAP);
	const char *rest[CELLS_MAX];
	for (size_t i = 0; i < count; i++)
		rest[i] = cells[i];
	bool more = true;
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++) {
			size_t length = width_fit(rest[i], widths[i]);
			add_inked(paper, &line, i == 0 ? first_ink : INK_PLAIN, rest[i], length,
				widths[i]);
			buf_add_string(&line, "  ");
			rest[i] += length;
			rest[i] += width_skip(rest[i]);
			more = more || *rest[i];
		}
		print(&line);
	}
	buf_release(&line);
}
