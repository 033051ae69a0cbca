/* A table of tab-separated values: lines that begin with # are comments, the first other line
 * names the columns. */
#ifndef CONFIG_TABLE_H
#define CONFIG_TABLE_H

#include <stdarg.h>

#include "config/config.h"
#include "config/pool.h"

enum { TABLE_COLUMNS_MAX = 16 };

struct table_row {
	size_t line;        /* in the file, from 1 */
	const char *start;  /* of the line; its cells lie behind it */
	const char **cells; /* in the order of the columns that were asked for; never NULL */
};

struct table {
	const char *path;
	struct table_row *rows;
	size_t count;
};

/* Read a table; other columns than those asked for are passed over. What it gives lasts as long
 * as `pool`. Adds a line to `mistakes` for all that is wrong, and leaves the rows concerned out. */
void table_load(const char *path, const char *const *columns, size_t column_count,
	struct pool *pool, struct table *out, struct config_mistakes *mistakes);

/* Add to `mistakes` what is wrong where `at` stands in the line of a row, as
 * "path:line:column: what". */
__attribute__((format(printf, 5, 0))) void table_wrong(const struct table *table,
	const struct table_row *row, const char *at, struct config_mistakes *mistakes,
	const char *format, va_list args);

#endif
