/* Posts to us, and the handles they name. */
#include "base/mem.h"
#include "base/str.h"
#include "store/tx.h"

enum err_code store_handle_start(struct store_tx *tx, const char *handle, int64_t start_at,
	struct store_handle *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_HANDLE_START);
	query_text(&query, 1, handle);
	query_int(&query, 2, start_at);
	enum err_code code = query_step(&query, err);
	bool fresh = code == ERR_OK;
	query_end(&query);
	if (code != ERR_OK && code != ERR_NOTFOUND)
		return code;
	query = query_begin(tx, SQL_HANDLE_GET);
	query_text(&query, 1, handle);
	code = query_step(&query, err);
	if (code == ERR_OK)
		*out = (struct store_handle){.start_at = column_int(&query, 0),
			.cursor_at = column_int(&query, 1),
			.fresh = fresh,
			.recover_from_at = column_int(&query, 2)};
	query_end(&query);
	return code;
}

enum err_code store_handle_move_cursor(
	struct store_tx *tx, const char *handle, int64_t cursor_at, struct err *err)
{
	struct query query = query_begin(tx, SQL_HANDLE_MOVE_CURSOR);
	query_text(&query, 1, handle);
	query_int(&query, 2, cursor_at);
	return query_finish(&query, err);
}

enum err_code store_handle_gaps(struct store_tx *tx, const char *handle, const char *after,
	struct store_gaps *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_HANDLE_GAPS);
	query_text(&query, 1, handle);
	query_text(&query, 2, after);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK)
		*out = (struct store_gaps){.count = column_int(&query, 0),
			.longest_ms = column_int(&query, 1),
			.newest_at = column_int(&query, 2)};
	query_end(&query);
	return code;
}

enum err_code store_post_is_known(struct store_tx *tx, const char *handle, const struct post *post,
	bool *out_version, bool *out_identity, struct err *err)
{
	struct query query = query_begin(tx, SQL_POST_GET_VERSION);
	query_text(&query, 1, handle);
	query_text(&query, 2, post->identity);
	enum err_code code = query_step(&query, err);
	*out_identity = code == ERR_OK;
	*out_version = code == ERR_OK && str_is(column_text(&query, 0), post->id);
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_post_save(struct store_tx *tx, const struct store_post *saved, struct err *err)
{
	const struct post *post = saved->post;
	const struct reading *reading = saved->reading;
	struct query query = query_begin(tx, SQL_POST_INSERT);
	query_text(&query, 1, saved->handle);
	query_text(&query, 2, post->identity);
	query_text(&query, 3, post->id);
	query_text(&query, 4, post->author_id);
	query_text(&query, 5, post->conversation_id ? post->conversation_id : "");
	query_text(&query, 6, post->parent_id ? post->parent_id : "");
	query_text(&query, 7, post->text);
	query_text(&query, 8, lang_name(reading->lang));
	query_text(&query, 9, intent_name(reading->intent));
	query_text(&query, 10, band_name(reading->actionable));
	query_int(&query, 11, reading->score);
	query_text(&query, 12, saved->why);
	query_int_or_null(&query, 13, saved->case_row);
	query_int(&query, 14, post->created_at);
	query_int(&query, 15, saved->received_at);
	return query_finish(&query, err);
}

enum err_code store_post_new_version(struct store_tx *tx, const char *handle,
	const struct post *post, int64_t *out_case_row, struct err *err)
{
	struct query query = query_begin(tx, SQL_POST_NEW_VERSION);
	query_text(&query, 1, handle);
	query_text(&query, 2, post->identity);
	query_text(&query, 3, post->id);
	query_text(&query, 4, post->text);
	enum err_code code = query_step(&query, err);
	*out_case_row = code == ERR_OK ? column_int(&query, 0) : 0;
	query_end(&query);
	return code;
}

enum err_code store_post_text(struct store_tx *tx, const char *handle, const char *identity,
	char **out_text, struct err *err)
{
	struct query query = query_begin(tx, SQL_POST_TEXT);
	query_text(&query, 1, handle);
	query_text(&query, 2, identity);
	enum err_code code = query_step(&query, err);
	*out_text = code == ERR_OK ? column_string(&query, 0) : NULL;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_unreadable_save(
	struct store_tx *tx, const struct store_unreadable *post, bool *out_new, struct err *err)
{
	struct query query = query_begin(tx, SQL_UNREADABLE_INSERT);
	query_text(&query, 1, post->handle);
	query_text(&query, 2, post->post_id);
	query_int(&query, 3, post->at);
	query_text(&query, 4, post->reason);
	enum err_code code = query_step(&query, err);
	*out_new = code == ERR_OK;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_unreadable_count(
	struct store_tx *tx, const char *handle, int64_t *out_count, struct err *err)
{
	struct query query = query_begin(tx, SQL_UNREADABLE_COUNT);
	query_text(&query, 1, handle);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK)
		*out_count = column_int(&query, 0);
	query_end(&query);
	return code;
}
