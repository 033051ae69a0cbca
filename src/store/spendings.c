/* What a handle has spent at its channel. */
#include "base/str.h"
#include "store/tx.h"

enum err_code store_spend(struct store_tx *tx, const char *handle, int64_t at,
	const struct spending *spent, struct err *err)
{
	struct query query = query_begin(tx, SQL_SPENDING_ADD);
	query_text(&query, 1, handle);
	query_int(&query, 2, spending_day(at));
	query_int(&query, 3, spent->replies);
	query_int(&query, 4, spent->posts_read);
	query_int(&query, 5, spent->lookups);
	query_int(&query, 6, spent->deletes);
	query_int(&query, 7, spent->micro_dollars);
	return query_finish(&query, err);
}

enum err_code store_spent_since(struct store_tx *tx, const char *handle, int64_t day,
	struct spending *out, int64_t *out_first_day, struct err *err)
{
	struct query query = query_begin(tx, SQL_SPENDING_SINCE);
	query_text(&query, 1, handle);
	query_int(&query, 2, day);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK)
		*out_first_day = column_int(&query, 5);
	if (code == ERR_OK)
		*out = (struct spending){
			.replies = column_int(&query, 0),
			.posts_read = column_int(&query, 1),
			.lookups = column_int(&query, 2),
			.deletes = column_int(&query, 3),
			.micro_dollars = column_int(&query, 4),
		};
	query_end(&query);
	return code;
}

enum err_code store_spent(struct store_tx *tx, const char *handle, int64_t now_ms,
	struct spending *out_today, struct spending *out_month, struct err *err)
{
	int64_t first;
	enum err_code code =
		store_spent_since(tx, handle, spending_day(now_ms), out_today, &first, err);
	return code == ERR_OK ? store_spent_since(
					tx, handle, spending_month(now_ms), out_month, &first, err)
			      : code;
}

enum err_code store_posts_since(struct store_tx *tx, const char *handle, int64_t at,
	void (*each)(void *arg, const char *id), void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_POSTS_NEWEST);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK && column_int(&query, 2) >= at) {
		if (str_is(column_text(&query, 0), handle))
			each(arg, column_text(&query, 1));
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}
