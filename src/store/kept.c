/* All posts of which there is a text, page by page: for checks of the whole. */
#include "store/tx.h"

enum err_code store_kept_posts(struct store_tx *tx, const char *handle, struct store_place after,
	int64_t until_at, struct store_kept out[STORE_KEPT_MAX], size_t *out_count, struct err *err)
{
	struct query query = query_begin(tx, SQL_KEPT_POSTS);
	query_text(&query, 1, handle);
	query_int(&query, 2, after.at);
	query_int(&query, 3, after.row);
	query_int(&query, 4, until_at);
	query_int(&query, 5, STORE_KEPT_MAX);
	enum err_code code;
	*out_count = 0;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_kept *kept = &out[(*out_count)++];
		column_copy(&query, 0, kept->identity, sizeof kept->identity);
		column_copy(&query, 1, kept->id, sizeof kept->id);
		kept->place.at = column_int(&query, 2);
		kept->place.row = column_int(&query, 3);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_kept_checked(struct store_tx *tx, const char *handle, struct store_place after,
	struct store_place to, int64_t look_at, struct err *err)
{
	struct query query = query_begin(tx, SQL_KEPT_CHECKED);
	query_text(&query, 1, handle);
	query_int(&query, 2, after.at);
	query_int(&query, 3, after.row);
	query_int(&query, 4, to.at);
	query_int(&query, 5, to.row);
	query_int(&query, 6, look_at);
	return query_finish(&query, err);
}
