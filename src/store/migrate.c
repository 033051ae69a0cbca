/*
 * The schema's history: each migration in one transaction, recorded with a checksum, so that an
 * altered one is noticed and a store of a newer program is left alone.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "store/tx.h"

/* The table of migrations comes before all statements, so its SQL stands here. */
static const char create_table[] =
	"CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY, checksum TEXT NOT "
	"NULL, at INTEGER NOT NULL) STRICT";

/* FNV-1a, 64 bit: told apart, not defended (http://www.isthe.com/chongo/tech/comp/fnv/). */
static void checksum(const char *text, char out[17])
{
	uint64_t hash = 0xcbf29ce484222325u;
	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3u;
	snprintf(out, 17, "%016" PRIx64, hash);
}

static enum err_code execute(struct store_tx *tx, const char *sql, struct err *err)
{
	if (sqlite3_exec(tx->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return store_error(tx, err, "migration");
	return ERR_OK;
}

struct applied {
	size_t count;
	struct err *err;
	enum err_code code;
};

static int check_applied(void *arg, int columns, char **values, char **names)
{
	(void)columns, (void)names;
	struct applied *applied = arg;
	char sum[17];
	if (applied->count >= sql_migration_count) {
		applied->code = err_set(applied->err, ERR_CONFIG,
			"store: it was made by a newer nriseva (schema %s, this one knows %zu); "
			"use that version",
			values[0], sql_migration_count);
		return 1;
	}
	checksum(sql_migrations[applied->count], sum);
	if (sqlite3_stricmp(values[1], sum) != 0) {
		applied->code = err_set(applied->err, ERR_CONFIG,
			"store: schema %s is not the one this program knows (checksum %s, not %s)",
			values[0], values[1], sum);
		return 1;
	}
	applied->count++;
	return 0;
}

static enum err_code apply(struct store_tx *tx, size_t i, struct err *err)
{
	char sum[17], record[160];
	checksum(sql_migrations[i], sum);
	snprintf(record, sizeof record, "INSERT INTO migrations VALUES (%zu, '%s', %" PRId64 ")",
		i + 1, sum, clock_wall_ms());
	enum err_code code = execute(tx, "BEGIN IMMEDIATE", err);
	if (code == ERR_OK)
		code = execute(tx, sql_migrations[i], err);
	if (code == ERR_OK)
		code = execute(tx, record, err);
	if (code == ERR_OK)
		return execute(tx, "COMMIT", err);
	sqlite3_exec(tx->db, "ROLLBACK", NULL, NULL, NULL);
	return code;
}

enum err_code tx_migrate(struct store_tx *tx, struct err *err)
{
	enum err_code code = execute(tx, create_table, err);
	if (code != ERR_OK)
		return code;
	struct applied applied = {.err = err};
	int result = sqlite3_exec(tx->db, "SELECT number, checksum FROM migrations ORDER BY number",
		check_applied, &applied, NULL);
	if (applied.code != ERR_OK)
		return applied.code;
	if (result != SQLITE_OK)
		return store_error(tx, err, "migrations");
	for (size_t i = applied.count; i < sql_migration_count && code == ERR_OK; i++)
		code = apply(tx, i, err);
	return code;
}
