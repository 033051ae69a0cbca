/* The outbox's rows: written by intake, leased and finished by the outbox. */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"
#include "store/tx.h"

static enum err_code press(struct store_tx *tx, const struct delivery *delivery, struct err *err)
{
	if (!delivery->case_row || delivery->kind == DELIVERY_TIMER ||
		delivery->kind == DELIVERY_DELETION || delivery->priority == PRIORITY_FOLLOW_UP)
		return ERR_OK;
	struct query query = query_begin(tx, SQL_DELIVERY_PRESS);
	query_int(&query, 1, delivery->case_row);
	query_text(&query, 2, delivery->lane);
	query_int(&query, 3, delivery->priority);
	return query_finish(&query, err);
}

enum err_code store_delivery_insert(
	struct store_tx *tx, struct delivery *delivery, const char *author_id, struct err *err)
{
	enum err_code code = press(tx, delivery, err);
	if (code != ERR_OK)
		return code;
	struct query query = query_begin(tx, SQL_DELIVERY_INSERT);
	query_text(&query, 1, delivery->lane);
	query_text(&query, 2, delivery_kind_name(delivery->kind));
	query_text(&query, 3, delivery_about_name(delivery));
	query_int(&query, 4, delivery->priority);
	query_int_or_null(&query, 5, delivery->case_row);
	query_text(&query, 6, author_id);
	query_text(&query, 7, delivery->parent_id);
	query_text(&query, 8, delivery->fallback_parent_id);
	query_text(&query, 9, delivery->webhook_id);
	query_text(&query, 10, delivery->body);
	query_int(&query, 11, delivery->due_at);
	query_int(&query, 12, delivery->created_at);
	query_int_or_null(&query, 13, delivery->target_row);
	return query_finish_insert(&query, &delivery->row, err);
}

static enum err_code supersede(
	struct store_tx *tx, enum sql sql, int64_t case_row, int64_t now_ms, struct err *err)
{
	struct query query = query_begin(tx, sql);
	query_int(&query, 1, case_row);
	query_int(&query, 2, now_ms);
	return query_finish(&query, err);
}

enum err_code store_supersede_replies(
	struct store_tx *tx, int64_t case_row, int64_t now_ms, struct err *err)
{
	return supersede(tx, SQL_SUPERSEDE_CASE_REPLIES, case_row, now_ms, err);
}

enum err_code store_stop_timers(struct store_tx *tx, int64_t case_row, const enum timer_kind *only,
	int64_t now_ms, struct err *err)
{
	if (!only)
		return supersede(tx, SQL_STOP_CASE_TIMERS, case_row, now_ms, err);
	struct query query = query_begin(tx, SQL_STOP_CASE_TIMERS_OF);
	query_int(&query, 1, case_row);
	query_int(&query, 2, now_ms);
	query_text(&query, 3, timer_kind_name(*only));
	return query_finish(&query, err);
}

enum err_code store_supersede_author(struct store_tx *tx, const char *handle, const char *author_id,
	int64_t now_ms, struct err *err)
{
	char lane[LANE_SIZE];
	lane_of_handle(handle, lane);
	struct query query = query_begin(tx, SQL_SUPERSEDE_AUTHOR_REPLIES);
	query_text(&query, 1, author_id);
	query_text(&query, 2, lane);
	query_int(&query, 3, now_ms);
	return query_finish(&query, err);
}

enum err_code store_author_last_reply(struct store_tx *tx, const char *handle,
	const char *author_id, char **out_text, struct err *err)
{
	char lane[LANE_SIZE];
	lane_of_handle(handle, lane);
	struct query query = query_begin(tx, SQL_LAST_REPLY_TO_AUTHOR);
	query_text(&query, 1, author_id);
	query_text(&query, 2, lane);
	enum err_code code = query_step(&query, err);
	*out_text = code == ERR_OK ? column_string(&query, 0) : NULL;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_case_said(struct store_tx *tx, int64_t case_row, char *out[STORE_SAID_MAX],
	size_t *out_count, struct err *err)
{
	struct query query = query_begin(tx, SQL_REPLIES_OF_CASE);
	query_int(&query, 1, case_row);
	query_int(&query, 2, STORE_SAID_MAX);
	enum err_code code;
	*out_count = 0;
	while ((code = query_step(&query, err)) == ERR_OK)
		out[(*out_count)++] = column_string(&query, 0);
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

static enum delivery_kind kind_from_name(const char *name)
{
	for (int kind = 0; kind < DELIVERY_KIND_COUNT; kind++) {
		if (str_is(delivery_kind_name((enum delivery_kind)kind), name))
			return (enum delivery_kind)kind;
	}
	panic("store: a delivery of kind %s", name);
}

static void delivery_from_row(const struct query *query, struct delivery *out)
{
	*out = (struct delivery){.row = column_int(query, 0)};
	out->kind = kind_from_name(column_text(query, 1));
	if (!delivery_about_from_name(out->kind, column_text(query, 2), &out->about) ||
		!delivery_state_from_name(column_text(query, 11), &out->state))
		panic("store: delivery %" PRId64 " is about something that no version wrote",
			out->row);
	column_copy(query, 3, out->lane, sizeof out->lane);
	out->priority = (enum priority)column_int(query, 4);
	out->case_row = column_int(query, 5);
	column_copy(query, 6, out->case_id, sizeof out->case_id);
	column_copy(query, 7, out->parent_id, sizeof out->parent_id);
	column_copy(query, 8, out->fallback_parent_id, sizeof out->fallback_parent_id);
	column_copy(query, 9, out->webhook_id, sizeof out->webhook_id);
	out->body = column_string(query, 10);
	out->due_at = column_int(query, 12);
	out->attempts = (int)column_int(query, 13);
	out->looks = (int)column_int(query, 14);
	out->attempt_at = column_int(query, 15);
	out->token = column_int(query, 16);
	out->created_at = column_int(query, 17);
	column_copy(query, 18, out->author_id, sizeof out->author_id);
}

static enum err_code lease(struct store_tx *tx, struct delivery *delivery, int64_t now_ms,
	int64_t incarnation, struct err *err)
{
	struct query query = query_begin(tx, SQL_DELIVERY_LEASE);
	query_int(&query, 1, delivery->row);
	query_int(&query, 2, now_ms);
	query_int(&query, 3, incarnation);
	bool met;
	enum err_code code = query_finish_update(&query, &met, err);
	if (code == ERR_OK && !met)
		return err_set(err, ERR_CONFLICT, "delivery %" PRId64 " could not be leased",
			delivery->row);
	delivery->token++;
	if (delivery->state == DELIVERY_WAITING) {
		delivery->attempts++;
		delivery->attempt_at = now_ms;
	}
	return code;
}

static enum err_code next_due(
	struct store_tx *tx, const char *lane, int64_t now_ms, int64_t *out_at, struct err *err)
{
	struct query query = query_begin(tx, SQL_DELIVERY_NEXT_DUE);
	query_text(&query, 1, lane);
	query_int(&query, 2, now_ms);
	enum err_code code = query_step(&query, err);
	*out_at = code == ERR_OK ? column_int(&query, 0) : INT64_MAX;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_claim(struct store_tx *tx, const char *lane, int least, size_t max,
	int64_t now_ms, int64_t incarnation, struct delivery *out, size_t *out_count,
	int64_t *out_next_due_at, struct err *err)
{
	struct query query =
		query_begin(tx, str_is(lane, LANE_SELF) ? SQL_TIMER_DUE : SQL_DELIVERY_DUE);
	query_text(&query, 1, lane);
	query_int(&query, 2, now_ms);
	query_int(&query, 3, (int64_t)max);
	query_int(
		&query, 4, now_ms - STORE_ORDER_MS); /* timers have no such rules, and no $4, $5 */
	query_int(&query, 5, least);
	size_t count = 0;
	enum err_code code = ERR_OK;
	while (count < max && (code = query_step(&query, err)) == ERR_OK)
		delivery_from_row(&query, &out[count++]);
	query_end(&query);
	if (code == ERR_NOTFOUND)
		code = ERR_OK;
	for (size_t i = 0; i < count && code == ERR_OK; i++)
		code = lease(tx, &out[i], now_ms, incarnation, err);
	if (code == ERR_OK)
		code = next_due(tx, lane, now_ms, out_next_due_at, err);
	if (code != ERR_OK) {
		for (size_t i = 0; i < count; i++)
			delivery_release(&out[i]);
		count = 0;
	}
	*out_count = count;
	return code;
}

enum err_code store_finish(struct store_tx *tx, const struct delivery *delivery,
	const struct store_result *result, int64_t now_ms, struct err *err)
{
	struct query query = query_begin(tx, SQL_DELIVERY_FINISH);
	query_int(&query, 1, delivery->row);
	query_int(&query, 2, delivery->token);
	query_text(&query, 3, delivery_state_name(result->state));
	query_int(&query, 4, result->due_at);
	query_int(&query, 5, result->looked);
	query_text(&query, 6, result->remote_id);
	query_text(&query, 7, result->reason);
	query_int(&query, 8, now_ms);
	bool met;
	enum err_code code = query_finish_update(&query, &met, err);
	if (code == ERR_OK && !met)
		return err_set(err, ERR_CONFLICT, "delivery %" PRId64 " is no longer leased to us",
			delivery->row);
	return code;
}

enum err_code store_delivery_replay(struct store_tx *tx, int64_t row, int64_t now_ms,
	enum delivery_state *out_state, struct err *err)
{
	struct query query = query_begin(tx, SQL_DELIVERY_REPLAY);
	query_int(&query, 1, row);
	query_int(&query, 2, now_ms);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK && !delivery_state_from_name(column_text(&query, 0), out_state))
		panic("store: delivery %" PRId64 " was replayed into no state", row);
	query_end(&query);
	if (code == ERR_NOTFOUND)
		return err_set(err, ERR_CONFLICT,
			"delivery %" PRId64 " is not one that was given up, or its body is wiped",
			row);
	return code;
}

enum err_code store_remote_is_ours(
	struct store_tx *tx, const char *lane, const char *remote_id, bool *out_is, struct err *err)
{
	struct query query = query_begin(tx, SQL_REMOTE_IS_OURS);
	query_text(&query, 1, remote_id);
	query_text(&query, 2, lane);
	enum err_code code = query_step(&query, err);
	*out_is = code == ERR_OK;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_new_incarnation(
	struct store_tx *tx, int64_t now_ms, int64_t *out_incarnation, struct err *err)
{
	struct query query = query_begin(tx, SQL_INCARNATION_INSERT);
	query_int(&query, 1, now_ms);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK)
		*out_incarnation = column_int(&query, 0);
	query_end(&query);
	if (code != ERR_OK)
		return code;
	query = query_begin(tx, SQL_LEASES_TAKE_BACK);
	query_int(&query, 1, now_ms);
	return query_finish(&query, err);
}

enum err_code store_lanes(
	struct store_tx *tx, void (*each)(void *arg, const char *lane), void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_LANES);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK)
		each(arg, column_text(&query, 0));
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_lane_counts(struct store_tx *tx,
	void (*each)(void *arg, const char *lane, const char *state, int64_t count), void *arg,
	struct err *err)
{
	struct query query = query_begin(tx, SQL_LANE_COUNTS);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK)
		each(arg, column_text(&query, 0), column_text(&query, 1), column_int(&query, 2));
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}
