/* What operators look at: counts, lists, one delivery. Nothing here writes. */
#include "store/tx.h"

enum err_code store_view_lanes(struct store_tx *tx,
	void (*each)(void *arg, const struct store_lane *), void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_VIEW_LANES);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_lane lane = {
			.lane = column_text(&query, 0),
			.waiting = column_int(&query, 1),
			.leased = column_int(&query, 2),
			.settling = column_int(&query, 3),
			.given_up = column_int(&query, 4),
			.oldest_at = column_int(&query, 5),
		};
		each(arg, &lane);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_view_case_counts(
	struct store_tx *tx, int64_t out_counts[CASE_STATUS_COUNT], struct err *err)
{
	for (size_t i = 0; i < CASE_STATUS_COUNT; i++)
		out_counts[i] = 0;
	struct query query = query_begin(tx, SQL_VIEW_CASE_COUNTS);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		enum case_status status;
		if (case_status_from_name(column_text(&query, 0), &status))
			out_counts[status] = column_int(&query, 1);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_view_handles(struct store_tx *tx,
	void (*each)(void *arg, const char *handle, const struct store_handle *), void *arg,
	struct err *err)
{
	struct query query = query_begin(tx, SQL_VIEW_HANDLES);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		const struct store_handle handle = {
			.start_at = column_int(&query, 1), .cursor_at = column_int(&query, 2)};
		each(arg, column_text(&query, 0), &handle);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

static void delivery_from_row(const struct query *query, struct store_delivery *out)
{
	*out = (struct store_delivery){
		.row = column_int(query, 0),
		.kind = column_text(query, 1),
		.about = column_text(query, 2),
		.lane = column_text(query, 3),
		.state = column_text(query, 4),
		.case_row = column_int(query, 5),
		.case_id = column_text(query, 6),
		.due_at = column_int(query, 7),
		.attempts = (int)column_int(query, 8),
		.attempt_at = column_int(query, 9),
		.created_at = column_int(query, 10),
		.changed_at = column_int(query, 11),
		.remote_id = column_text(query, 12),
		.webhook_id = column_text(query, 13),
		.parent_id = column_text(query, 14),
		.reason = column_text(query, 15),
		.body = column_text(query, 16),
		.deleted_at = column_int(query, 17),
		.opted_out = column_int(query, 18) != 0,
	};
}

enum err_code store_view_deliveries(struct store_tx *tx, enum store_delivery_filter filter,
	const char *lane, int limit, void (*each)(void *arg, const struct store_delivery *),
	void *arg, struct err *err)
{
	static const enum sql statements[] = {
		[STORE_DELIVERIES_ALL] = SQL_VIEW_DELIVERIES_ALL,
		[STORE_DELIVERIES_OPEN] = SQL_VIEW_DELIVERIES_OPEN,
		[STORE_DELIVERIES_GIVEN_UP] = SQL_VIEW_DELIVERIES_GIVEN_UP,
	};
	struct query query = query_begin(tx, statements[filter]);
	query_text(&query, 1, lane ? lane : "");
	query_int(&query, 2, limit);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_delivery delivery;
		delivery_from_row(&query, &delivery);
		each(arg, &delivery);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_view_delivery(struct store_tx *tx, int64_t row,
	void (*each)(void *arg, const struct store_delivery *), void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_VIEW_DELIVERY);
	query_int(&query, 1, row);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK) {
		struct store_delivery delivery;
		delivery_from_row(&query, &delivery);
		each(arg, &delivery);
	}
	query_end(&query);
	return code;
}
