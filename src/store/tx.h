/* Statements on a connection: bind by number, step, read columns. For the files of this room
 * only. */
#ifndef STORE_TX_H
#define STORE_TX_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"
#include "store_sql.h"

/* A connection with its prepared statements. */
struct store_tx {
	sqlite3 *db;
	bool read_only;
	bool wiped; /* something was: what the log still has of it must go */
	sqlite3_stmt *statements[SQL_COUNT]; /* prepared at first use */
};

/* Open a connection and set its pragmas. */
enum err_code tx_open(struct store_tx *tx, const struct store_options *options, struct err *err);
void tx_close(struct store_tx *tx);

/* Bring the schema up to date; ERR_CONFIG if a newer program made it or a migration was altered. */
enum err_code tx_migrate(struct store_tx *tx, struct err *err);

/* ERR_STORE with what SQLite says and, where there is something to do about it, what. */
enum err_code store_error(struct store_tx *tx, struct err *err, const char *what);

/* Once nothing reads an older state: empty the write-ahead log, in which wiped texts are still to be seen. Not inside a
 * transaction. */
void tx_forget(struct store_tx *tx);

/* Run one statement without parameters and rows. */
enum err_code tx_run(struct store_tx *tx, enum sql sql, struct err *err);

/* A statement in use. Begin, bind, step, end; ending is mandatory, whatever happened. */
struct query {
	struct store_tx *tx;
	sqlite3_stmt *stmt; /* NULL: could not be prepared, and every step says so */
	enum sql sql;
};

struct query query_begin(struct store_tx *tx, enum sql sql);
void query_text(
	struct query *query, int n, const char *value); /* NULL binds NULL; borrows until the end */
void query_int(struct query *query, int n, int64_t value);
void query_int_or_null(struct query *query, int n, int64_t value); /* 0 binds NULL */

/* ERR_OK: a row is there. ERR_NOTFOUND: no more rows. ERR_CONFLICT: a unique value is taken.
 * ERR_STORE. */
enum err_code query_step(struct query *query, struct err *err);

/* Begin a statement that gives no rows: steps to its end and ends it. */
enum err_code query_finish(struct query *query, struct err *err);
void query_end(struct query *query);

/* The same for an INSERT, with the key of its row, and for an UPDATE, with whether it met a row.
 * Cheaper than RETURNING, for which SQLite builds a table each time. */
enum err_code query_finish_insert(struct query *query, int64_t *out_row, struct err *err);
enum err_code query_finish_update(struct query *query, bool *out_met, struct err *err);

int64_t column_int(const struct query *query, int i);
const char *column_text(
	const struct query *query, int i); /* borrowed until the next step; NULL for NULL */
void column_copy(const struct query *query, int i, char *out, size_t size);
char *column_string(const struct query *query, int i); /* gives; NULL for NULL */

/* Read the columns of a case, which begin at 0. */
void case_from_row(const struct query *query, struct case_record *out);

#endif
