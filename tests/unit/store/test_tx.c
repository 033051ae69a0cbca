#include "unit.h"

#include "scratch_store.h"
#include "store/tx.h"

static void open_fresh(struct store_tx *tx)
{
	struct err err = {0};
	const struct store_options options = {.path = ":memory:"};
	assert_int_equal(tx_open(tx, &options, &err), ERR_OK);
	assert_int_equal(tx_migrate(tx, &err), ERR_OK);
}

static bool is_transaction_control(enum sql sql)
{
	return sql == SQL_BEGIN || sql == SQL_BEGIN_READ || sql == SQL_COMMIT ||
	       sql == SQL_ROLLBACK || sql == SQL_SAVEPOINT || sql == SQL_RELEASE ||
	       sql == SQL_ROLLBACK_TO;
}

static void every_statement_can_be_prepared_and_run(void **state)
{
	(void)state;
	struct store_tx tx;
	open_fresh(&tx);
	assert_int_equal(
		sqlite3_exec(tx.db, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL), SQLITE_OK);
	for (enum sql sql = 0; sql < SQL_COUNT; sql++) {
		if (is_transaction_control(sql))
			continue;
		struct err err = {0};
		struct query query = query_begin(&tx, sql);
		if (!query.stmt)
			fail_msg("%s: %s", sql_statements[sql].name, sqlite3_errmsg(tx.db));
		/* Bound from the last to the first: a number is a number, whatever the order of
		 * appearance. */
		for (int n = sqlite3_bind_parameter_count(query.stmt); n >= 1; n--)
			query_int(&query, n, n);
		enum err_code code = query_finish(&query, &err);
		/* The numbers fit no CHECK of names; that they are refused shows that the statement
		 * ran. */
		bool refused = code == ERR_STORE && strstr(err.text, "CHECK constraint");
		if (code != ERR_OK && !refused)
			fail_msg("%s: %s", sql_statements[sql].name, err.text);
	}
	tx_close(&tx);
}

static void parameters_mean_their_numbers_not_their_order_of_appearance(void **state)
{
	(void)state;
	struct store_tx tx;
	open_fresh(&tx);
	/* case_of_remote names $1 and $2; replies_to_author $1 to $3; delivery_finish uses $3
	 * before $1. */
	struct query query = query_begin(&tx, SQL_DELIVERY_FINISH);
	assert_int_equal(sqlite3_bind_parameter_count(query.stmt), 8);
	assert_string_equal(sqlite3_bind_parameter_name(query.stmt, 3), "?3");
	tx_close(&tx);
}

static char *table_sql(struct store_tx *tx, const char *table)
{
	sqlite3_stmt *stmt;
	assert_int_equal(sqlite3_prepare_v2(tx->db, "SELECT sql FROM sqlite_schema WHERE name = ?1",
				 -1, &stmt, NULL),
		SQLITE_OK);
	sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	char *sql = mem_string((const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return sql;
}

static size_t names_in_check(const char *sql, const char *column)
{
	char start[64];
	snprintf(start, sizeof start, "CHECK (%s = ", column);
	const char *list = strstr(sql, start);
	assert_non_null(list);
	size_t quotes = 0;
	for (const char *p = list; !strchr(")", *p) || p < list + strlen(start); p++)
		quotes += *p == '\'';
	return quotes / 2;
}

static void the_schema_lists_the_states_of_the_program(void **state)
{
	(void)state;
	struct store_tx tx;
	open_fresh(&tx);
	char *cases = table_sql(&tx, "cases");
	char *deliveries = table_sql(&tx, "deliveries");
	char quoted[40];
	for (int s = 0; s < CASE_STATUS_COUNT; s++) {
		snprintf(quoted, sizeof quoted, "'%s'", case_status_name((enum case_status)s));
		assert_non_null(strstr(cases, quoted));
	}
	assert_int_equal(names_in_check(cases, "status"), CASE_STATUS_COUNT);
	assert_int_equal(names_in_check(cases, "lang"), LANG_COUNT);
	for (int s = 0; s < DELIVERY_STATE_COUNT; s++) {
		snprintf(
			quoted, sizeof quoted, "'%s'", delivery_state_name((enum delivery_state)s));
		assert_non_null(strstr(deliveries, quoted));
	}
	assert_int_equal(names_in_check(deliveries, "state"), DELIVERY_STATE_COUNT);
	assert_int_equal(names_in_check(deliveries, "kind"), DELIVERY_KIND_COUNT);
	mem_free(cases);
	mem_free(deliveries);
	tx_close(&tx);
}

static void hot_statements_search_and_do_not_scan(void **state)
{
	(void)state;
	static const enum sql hot[] = {SQL_POST_GET_VERSION, SQL_CASE_BY_ID, SQL_CASE_BY_THREAD,
		SQL_CASE_BY_THREAD_ENDED, SQL_CASE_UNSAID, SQL_CASE_BY_AUTHOR, SQL_CASE_OF_REMOTE,
		SQL_OPTED_OUT, SQL_REPLIES_TO_AUTHOR, SQL_LAST_REPLY_TO_AUTHOR, SQL_REPLIES_OF_CASE,
		SQL_DELIVERY_DUE, SQL_TIMER_DUE, SQL_DELIVERY_NEXT_DUE, SQL_DELIVERY_FINISH,
		SQL_SUPERSEDE_CASE_REPLIES, SQL_STOP_CASE_TIMERS, SQL_LEASES_TAKE_BACK,
		SQL_CASE_STORY, SQL_SPENDING_SINCE, SQL_KEPT_POSTS, SQL_KEPT_CHECKED};
	struct store_tx tx;
	open_fresh(&tx);
	for (size_t i = 0; i < sizeof hot / sizeof *hot; i++) {
		struct query query = query_begin(&tx, hot[i]);
		char explain[4096];
		snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", sqlite3_sql(query.stmt));
		sqlite3_stmt *plan;
		assert_int_equal(sqlite3_prepare_v2(tx.db, explain, -1, &plan, NULL), SQLITE_OK);
		while (sqlite3_step(plan) == SQLITE_ROW) {
			const char *detail = (const char *)sqlite3_column_text(plan, 3);
			if (strncmp(detail, "SCAN", 4) == 0 &&
				!strstr(detail, "USING INDEX deliveries_leased"))
				fail_msg("%s: %s", sql_statements[hot[i]].name, detail);
		}
		sqlite3_finalize(plan);
	}
	tx_close(&tx);
}

static void a_claim_reads_the_queue_in_its_order_and_sorts_nothing(void **state)
{
	(void)state;
	struct store_tx tx;
	open_fresh(&tx);
	struct query query = query_begin(&tx, SQL_DELIVERY_DUE);
	char explain[4096];
	snprintf(explain, sizeof explain, "EXPLAIN QUERY PLAN %s", sqlite3_sql(query.stmt));
	sqlite3_stmt *plan;
	bool queue = false;
	assert_int_equal(sqlite3_prepare_v2(tx.db, explain, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(plan, 3);
		queue = queue || strstr(detail, "deliveries_queue");
		if (strstr(detail, "TEMP B-TREE"))
			fail_msg("%s", detail);
	}
	assert_true(queue);
	sqlite3_finalize(plan);
	tx_close(&tx);
}

/* SQLite would for RETURNING, for a CHECK with a long IN, for an order that no index has. One under
 * `Once` is built only when a row asks for it. */
static void what_each_mention_and_delivery_runs_builds_no_table(void **state)
{
	(void)state;
	static const enum sql hot[] = {SQL_POST_GET_VERSION, SQL_CASE_BY_THREAD, SQL_CASE_BY_AUTHOR,
		SQL_OPTED_OUT, SQL_REPLIES_TO_AUTHOR, SQL_OWN_POSTS_ANY, SQL_POST_INSERT,
		SQL_CASE_INSERT, SQL_CASE_BY_ROW, SQL_CASE_UPDATE, SQL_NOTE_INSERT,
		SQL_DELIVERY_PRESS, SQL_DELIVERY_INSERT, SQL_DELIVERY_DUE, SQL_DELIVERY_NEXT_DUE,
		SQL_DELIVERY_LEASE, SQL_DELIVERY_FINISH, SQL_SPENDING_ADD};
	struct store_tx tx;
	open_fresh(&tx);
	for (size_t i = 0; i < sizeof hot / sizeof *hot; i++) {
		struct query query = query_begin(&tx, hot[i]);
		char explain[4096];
		snprintf(explain, sizeof explain, "EXPLAIN %s", sqlite3_sql(query.stmt));
		sqlite3_stmt *program;
		assert_int_equal(sqlite3_prepare_v2(tx.db, explain, -1, &program, NULL), SQLITE_OK);
		bool once = false;
		while (sqlite3_step(program) == SQLITE_ROW) {
			const char *opcode = (const char *)sqlite3_column_text(program, 1);
			if (strcmp(opcode, "OpenEphemeral") == 0 && !once)
				fail_msg("%s builds a table", sql_statements[hot[i]].name);
			once = strcmp(opcode, "Once") == 0;
		}
		sqlite3_finalize(program);
	}
	tx_close(&tx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_can_be_prepared_and_run),
		cmocka_unit_test(parameters_mean_their_numbers_not_their_order_of_appearance),
		cmocka_unit_test(the_schema_lists_the_states_of_the_program),
		cmocka_unit_test(hot_statements_search_and_do_not_scan),
		cmocka_unit_test(a_claim_reads_the_queue_in_its_order_and_sorts_nothing),
		cmocka_unit_test(what_each_mention_and_delivery_runs_builds_no_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
