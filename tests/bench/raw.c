/*
 * The yardstick: the rows that a replay left in its store, written again with nothing around them. No
 * reading, no deciding, no rendering, no savepoints, no looking anything up, and each row once, in
 * its last state (the daemon writes a delivery three times: written, claimed, done).
 *
 * All rows are read into memory first. Then the clock starts: the same tables and indexes, the same
 * pragmas (but foreign keys are not looked up, which makes it faster still), prepared statements, as
 * many transactions as asked for, each with its share of every table in the order of the rows. The
 * clock stops after the last commit.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sqlite3.h>

enum { TABLES_MAX = 32, CHECKPOINT_PAGES = 8000, CACHE_KIB = 16384 };

struct table {
	char name[64];
	size_t columns, rows, written, room;
	sqlite3_value **values; /* row after row */
	sqlite3_stmt *insert;
};

static struct table tables[TABLES_MAX];
static size_t table_count;

static void check(sqlite3 *db, int code, const char *what)
{
	if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE)
		return;
	fprintf(stderr, "bench-raw: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
	check(db, sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement;
	check(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), sql);
	return statement;
}

static sqlite3 *open_store(const char *path)
{
	sqlite3 *db;
	if (sqlite3_open(path, &db) != SQLITE_OK) {
		fprintf(stderr, "bench-raw: %s: %s\n", path, sqlite3_errmsg(db));
		exit(1);
	}
	return db;
}

/* --- reading --- */

static void keep_row(struct table *table, sqlite3_stmt *statement)
{
	if (table->rows == table->room) {
		table->room = table->room ? 2 * table->room : 1024;
		size_t size = table->room * table->columns * sizeof *table->values;
		table->values = realloc(table->values, size);
		if (!table->values)
			abort();
	}
	for (size_t i = 0; i < table->columns; i++)
		table->values[table->rows * table->columns + i] =
			sqlite3_value_dup(sqlite3_column_value(statement, (int)i));
	table->rows++;
}

static void read_table(sqlite3 *from, const char *name)
{
	char sql[128];
	struct table *table = &tables[table_count++];
	if (table_count == TABLES_MAX)
		abort();
	snprintf(table->name, sizeof table->name, "%s", name);
	snprintf(sql, sizeof sql, "SELECT * FROM %s", name);
	sqlite3_stmt *statement = prepare(from, sql);
	table->columns = (size_t)sqlite3_column_count(statement);
	while (sqlite3_step(statement) == SQLITE_ROW)
		keep_row(table, statement);
	sqlite3_finalize(statement);
}

/* Tables and indexes as they are, the tables' rows into memory. */
static void read_all(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *statement = prepare(from,
		"SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
	while (sqlite3_step(statement) == SQLITE_ROW) {
		run(to, (const char *)sqlite3_column_text(statement, 2));
		if (strcmp((const char *)sqlite3_column_text(statement, 0), "table") == 0)
			read_table(from, (const char *)sqlite3_column_text(statement, 1));
	}
	sqlite3_finalize(statement);
}

/* --- writing --- */

static void prepare_insert(sqlite3 *to, struct table *table)
{
	char sql[512];
	int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", table->name);
	for (size_t i = 1; i < table->columns; i++)
		length += snprintf(sql + length, sizeof sql - (size_t)length, ", ?");
	snprintf(sql + length, sizeof sql - (size_t)length, ")");
	table->insert = prepare(to, sql);
}

static void write_row(sqlite3 *to, struct table *table)
{
	sqlite3_value **row = &table->values[table->written++ * table->columns];
	for (size_t i = 0; i < table->columns; i++)
		check(to, sqlite3_bind_value(table->insert, (int)i + 1, row[i]), table->name);
	check(to, sqlite3_step(table->insert), table->name);
	sqlite3_reset(table->insert);
}

static size_t write_all(sqlite3 *to, size_t commits)
{
	size_t rows = 0;
	for (size_t group = 1; group <= commits; group++) {
		run(to, "BEGIN IMMEDIATE");
		for (size_t i = 0; i < table_count; i++) {
			struct table *table = &tables[i];
			while (table->written < table->rows * group / commits) {
				write_row(to, table);
				rows++;
			}
		}
		run(to, "COMMIT");
	}
	return rows;
}

static double now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	char sql[64];
	long commits = argc == 4 ? strtol(argv[3], NULL, 10) : 0;
	if (commits < 1) {
		fputs("Usage: bench-raw STORE NEW-STORE COMMITS\n", stderr);
		return 2;
	}
	sqlite3 *from = open_store(argv[1]), *to = open_store(argv[2]);
	run(to, "PRAGMA journal_mode = WAL");
	run(to, "PRAGMA synchronous = FULL");
	run(to, "PRAGMA foreign_keys = OFF");
	run(to, "PRAGMA temp_store = MEMORY");
	snprintf(sql, sizeof sql, "PRAGMA wal_autocheckpoint = %d", CHECKPOINT_PAGES);
	run(to, sql);
	snprintf(sql, sizeof sql, "PRAGMA cache_size = -%d", CACHE_KIB);
	run(to, sql);
	read_all(from, to);
	sqlite3_close(from);
	for (size_t i = 0; i < table_count; i++)
		prepare_insert(to, &tables[i]);
	double begun = now_s();
	size_t rows = write_all(to, (size_t)commits);
	double took = now_s() - begun;
	printf("{\"rows\": %zu, \"commits\": %ld, \"seconds\": %.3f}\n", rows, commits, took);
	for (size_t i = 0; i < table_count; i++)
		sqlite3_finalize(tables[i].insert);
	return sqlite3_close(to) == SQLITE_OK ? 0 : 1;
}
