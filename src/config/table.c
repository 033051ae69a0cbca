/*
 * Happy path: the file is read whole, cut into lines and cells in place, and each row's cells are
 * put into the order that the asker wants.
 *
 * Failures are told by line and cost their row only, so that all of a file's mistakes are told at
 * once; a header that lacks a column costs the file.
 */
#include "config/table.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/mistakes.h"

enum { TABLE_CAP = 8 << 20 };

struct reading_table {
	struct table *table;
	struct pool *pool;
	struct config_mistakes *mistakes;
	const char *const *columns;
	size_t column_count;
	size_t line;
	size_t width;                     /* cells in the header; 0: not seen yet */
	size_t places[TABLE_COLUMNS_MAX]; /* where each asked-for column stands */
	bool hopeless;
};

static size_t count_cells(const char *line)
{
	size_t count = 1;
	for (; *line; line++)
		count += *line == '\t';
	return count;
}

/* The cells of a line, cut in place. */
static const char **cut(struct reading_table *r, char *line, size_t count)
{
	const char **cells = pool_new(r->pool, count, sizeof *cells);
	for (size_t i = 0; i < count; i++) {
		size_t length = strcspn(line, "\t");
		line[length] = '\0';
		cells[i] = line;
		line += length + 1;
	}
	return cells;
}

static void take_header(struct reading_table *r, char *line)
{
	r->width = count_cells(line);
	const char **names = cut(r, line, r->width);
	for (size_t i = 0; i < r->column_count; i++) {
		int place = str_index(r->columns[i], names, r->width);
		if (place >= 0) {
			r->places[i] = (size_t)place;
			continue;
		}
		mistakes_add(r->mistakes,
			"%s:%zu: the column \"%s\" is missing; the first line that is no comment "
			"must name all columns, separated by tabs",
			r->table->path, r->line, r->columns[i]);
		r->hopeless = true;
	}
}

static void take_row(struct reading_table *r, char *line)
{
	size_t count = count_cells(line);
	if (count != r->width) {
		mistakes_add(r->mistakes,
			"%s:%zu: %zu columns where the header has %zu; separate them by single "
			"tabs",
			r->table->path, r->line, count, r->width);
		return;
	}
	const char **all = cut(r, line, count);
	struct table_row *row = &r->table->rows[r->table->count++];
	row->line = r->line;
	row->start = line;
	row->cells = pool_new(r->pool, r->column_count, sizeof *row->cells);
	for (size_t i = 0; i < r->column_count; i++)
		row->cells[i] = all[r->places[i]];
}

static void take_line(struct reading_table *r, char *line, size_t length)
{
	if (length > 0 && line[length - 1] == '\r')
		line[--length] = '\0';
	if (!str_is_utf8(line, length) || memchr(line, '\0', length))
		mistakes_add(r->mistakes,
			"%s:%zu: this line is not UTF-8 text; save the file as UTF-8",
			r->table->path, r->line);
	else if (length == 0 || line[0] == '#')
		return;
	else if (r->width == 0)
		take_header(r, line);
	else
		take_row(r, line);
}

static size_t count_lines(const char *text, size_t length)
{
	size_t count = 1;
	for (size_t i = 0; i < length; i++)
		count += text[i] == '\n';
	return count;
}

static void take_all(struct reading_table *r, char *text, size_t length)
{
	char *end = text + length;
	if (str_starts(text, "\xef\xbb\xbf"))
		text += 3;
	while (text < end && !r->hopeless) {
		char *stop = memchr(text, '\n', (size_t)(end - text));
		stop = stop ? stop : end;
		*stop = '\0';
		r->line++;
		take_line(r, text, (size_t)(stop - text));
		text = stop + 1;
	}
	if (r->width == 0 && !r->hopeless)
		mistakes_add(r->mistakes,
			"%s:%zu: there is no table in this file; begin with a copy of ours",
			r->table->path, r->line ? r->line : 1);
}

void table_load(const char *path, const char *const *columns, size_t column_count,
	struct pool *pool, struct table *out, struct config_mistakes *mistakes)
{
	struct reading_table r = {.table = out,
		.pool = pool,
		.mistakes = mistakes,
		.columns = columns,
		.column_count = column_count};
	struct buf file;
	struct err err;
	*out = (struct table){.path = path};
	buf_init(&file, TABLE_CAP);
	if (file_read(path, &file, &err) != ERR_OK) {
		mistakes_add(mistakes, "%s; put the word list there or mend word_lists", err.text);
		buf_release(&file);
		return;
	}
	out->rows = pool_new(pool, count_lines(file.bytes, file.length), sizeof *out->rows);
	take_all(&r, pool_take(pool, file.bytes), file.length);
}

/* The column, in characters from 1, where `at` stands in the line. */
static size_t column_of(const struct table_row *row, const char *at)
{
	size_t column = 1;
	for (const char *p = row->start; p < at; p++)
		column += ((unsigned char)*p & 0xC0) != 0x80;
	return column;
}

void table_wrong(const struct table *table, const struct table_row *row, const char *at,
	struct config_mistakes *mistakes, const char *format, va_list args)
{
	struct err said;
	vsnprintf(said.text, sizeof said.text, format, args);
	mistakes_add(
		mistakes, "%s:%zu:%zu: %s", table->path, row->line, column_of(row, at), said.text);
}
