#include "store/tx.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"

enum { BUSY_TIMEOUT_MS = 5000, CHECKPOINT_PAGES = 8000, CACHE_KIB = 16384 };
enum { LOOKASIDE_BYTES = 1200, LOOKASIDE_SLOTS = 400 };

/* What an operator can do about it; "" where we know nothing better than the words of SQLite. */
static const char *advice(int result)
{
	switch (result & 0xff) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "; the file is damaged: stop the daemon, keep the file, and put the last "
		       "backup in its place (nriseva restore)";
	case SQLITE_FULL:
		return "; make room on its disk";
	case SQLITE_IOERR:
		return "; its disk fails or is full: see what the system's log says of it";
	case SQLITE_READONLY:
	case SQLITE_PERM:
	case SQLITE_CANTOPEN:
		return "; file and folder must be writable for the user that runs this";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "; another program holds it: end that";
	default:
		return "";
	}
}

enum err_code store_error(struct store_tx *tx, struct err *err, const char *what)
{
	return err_set(err, ERR_STORE, "store: %s: %s%s", what,
		tx->db ? sqlite3_errmsg(tx->db) : "no memory",
		advice(tx->db ? sqlite3_extended_errcode(tx->db) : SQLITE_NOMEM));
}

/* Pragmas are the connection's own; they are no statements of the program. */
static enum err_code pragma(struct store_tx *tx, const char *sql, struct err *err)
{
	if (sqlite3_exec(tx->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_error(tx, err, sql);
	return ERR_OK;
}

enum err_code tx_open(struct store_tx *tx, const struct store_options *options, struct err *err)
{
	*tx = (struct store_tx){.read_only = options->read_only};
	int flags = SQLITE_OPEN_NOMUTEX;
	/* Counting what SQLite allocates would take a lock each time; once it has begun this is refused, and
	 * all is well. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	flags |= options->read_only ? SQLITE_OPEN_READONLY
				    : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	if (sqlite3_open_v2(options->path, &tx->db, flags, NULL) != SQLITE_OK) {
		enum err_code code = store_error(tx, err, options->path);
		sqlite3_close(tx->db);
		return code;
	}
	sqlite3_extended_result_codes(tx->db, 1);
	/* The small pieces of a statement come from memory of the connection's own, without a lock. */
	sqlite3_db_config(
		tx->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, LOOKASIDE_BYTES, LOOKASIDE_SLOTS);
	sqlite3_busy_timeout(tx->db, BUSY_TIMEOUT_MS);
	char checkpoint[64], cache[64];
	snprintf(checkpoint, sizeof checkpoint, "PRAGMA wal_autocheckpoint = %d", CHECKPOINT_PAGES);
	snprintf(cache, sizeof cache, "PRAGMA cache_size = -%d", CACHE_KIB);
	enum err_code code = pragma(tx, "PRAGMA foreign_keys = ON", err);
	if (code == ERR_OK && !options->read_only)
		code = pragma(tx, "PRAGMA journal_mode = WAL", err);
	if (code == ERR_OK)
		code = pragma(tx,
			options->scratch ? "PRAGMA synchronous = OFF" : "PRAGMA synchronous = FULL",
			err);
	if (code == ERR_OK)
		code = pragma(tx, checkpoint, err);
	if (code == ERR_OK)
		code = pragma(tx, cache, err);
	/* What a savepoint would roll back is kept in memory, not in a file for each commit. */
	if (code == ERR_OK)
		code = pragma(tx, "PRAGMA temp_store = MEMORY", err);
	/* What is wiped or deleted is overwritten with zeros. */
	if (code == ERR_OK)
		code = pragma(tx, "PRAGMA secure_delete = ON", err);
	if (code != ERR_OK) {
		tx_close(tx);
		err_prefix(err, "%s: ", options->path);
	}
	return code;
}

void tx_forget(struct store_tx *tx)
{
	sqlite3_busy_timeout(tx->db, 0); /* a reader must not hold us up; we come again */
	int result =
		sqlite3_wal_checkpoint_v2(tx->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(tx->db, BUSY_TIMEOUT_MS);
	tx->wiped = result != SQLITE_OK;
}

void tx_close(struct store_tx *tx)
{
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(tx->statements[i]);
	if (tx->db && sqlite3_close(tx->db) != SQLITE_OK)
		panic("store: a statement was left open");
	*tx = (struct store_tx){0};
}

/* SQLite numbers `$n` by its first appearance and would swap parameters silently; `?n` is what we
 * mean. */
static void rewrite_parameters(const char *text, char *out)
{
	bool quoted = false;
	for (; *text; text++, out++) {
		if (*text == '\'')
			quoted = !quoted;
		*out = *text == '$' && !quoted ? '?' : *text;
	}
	*out = '\0';
}

struct query query_begin(struct store_tx *tx, enum sql sql)
{
	if (!tx->statements[sql]) {
		const char *text = sql_statements[sql].text;
		char *rewritten = mem_new(strlen(text) + 1, 1);
		rewrite_parameters(text, rewritten);
		if (sqlite3_prepare_v3(tx->db, rewritten, -1, SQLITE_PREPARE_PERSISTENT,
			    &tx->statements[sql], NULL) != SQLITE_OK)
			tx->statements[sql] = NULL;
		mem_free(rewritten);
	}
	return (struct query){.tx = tx, .stmt = tx->statements[sql], .sql = sql};
}

void query_text(struct query *query, int n, const char *value)
{
	if (query->stmt)
		sqlite3_bind_text(query->stmt, n, value, -1, SQLITE_STATIC);
}

void query_int(struct query *query, int n, int64_t value)
{
	if (query->stmt)
		sqlite3_bind_int64(query->stmt, n, value);
}

void query_int_or_null(struct query *query, int n, int64_t value)
{
	if (value)
		query_int(query, n, value);
	else if (query->stmt)
		sqlite3_bind_null(query->stmt, n);
}

enum err_code query_step(struct query *query, struct err *err)
{
	const char *name = sql_statements[query->sql].name;
	if (!query->stmt)
		return store_error(query->tx, err, name);
	int result = sqlite3_step(query->stmt);
	if (result == SQLITE_ROW)
		return ERR_OK;
	if (result == SQLITE_DONE)
		return ERR_NOTFOUND;
	if (result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY)
		return err_set(
			err, ERR_CONFLICT, "store: %s: %s", name, sqlite3_errmsg(query->tx->db));
	return store_error(query->tx, err, name);
}

enum err_code query_finish(struct query *query, struct err *err)
{
	enum err_code code = query_step(query, err);
	while (code == ERR_OK)
		code = query_step(query, err);
	query_end(query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code query_finish_insert(struct query *query, int64_t *out_row, struct err *err)
{
	enum err_code code = query_finish(query, err);
	if (code == ERR_OK)
		*out_row = sqlite3_last_insert_rowid(query->tx->db);
	return code;
}

enum err_code query_finish_update(struct query *query, bool *out_met, struct err *err)
{
	enum err_code code = query_finish(query, err);
	*out_met = code == ERR_OK && sqlite3_changes(query->tx->db) > 0;
	return code;
}

void query_end(struct query *query)
{
	if (query->stmt) {
		sqlite3_reset(query->stmt);
		sqlite3_clear_bindings(query->stmt);
	}
}

enum err_code tx_run(struct store_tx *tx, enum sql sql, struct err *err)
{
	struct query query = query_begin(tx, sql);
	return query_finish(&query, err);
}

int64_t column_int(const struct query *query, int i)
{
	return sqlite3_column_int64(query->stmt, i);
}

const char *column_text(const struct query *query, int i)
{
	return (const char *)sqlite3_column_text(query->stmt, i);
}

void column_copy(const struct query *query, int i, char *out, size_t size)
{
	const char *text = column_text(query, i);
	str_copy(out, size, text ? text : "");
}

char *column_string(const struct query *query, int i)
{
	return mem_string(column_text(query, i));
}
