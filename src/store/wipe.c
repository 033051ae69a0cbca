/*
 * What must not be kept: texts that the channel shows no more, texts that are old enough, and replies
 * that were deleted. Rows stay, words go: SQLite overwrites them (secure_delete), and the
 * write-ahead log is emptied after the commit.
 *
 * And the questions of the look-ups by which we learn that a post is gone.
 */
#include "base/panic.h"
#include "base/str.h"
#include "store/tx.h"

/* An UPDATE with its parameters bound; adds how many texts went. */
static enum err_code wipe(struct query *query, int64_t *out_count, struct err *err)
{
	struct store_tx *tx = query->tx;
	bool met;
	enum err_code code = query_finish_update(query, &met, err);
	if (!met)
		return code;
	tx->wiped = true;
	*out_count += sqlite3_changes(tx->db);
	return code;
}

/* --- posts and cases --- */

enum err_code store_wipe_post(struct store_tx *tx, const char *handle, const char *identity,
	int64_t *out_case_row, struct err *err)
{
	int64_t wiped = 0;
	struct query query = query_begin(tx, SQL_POST_CASE);
	query_text(&query, 1, identity);
	query_text(&query, 2, handle);
	enum err_code code = query_step(&query, err);
	*out_case_row = code == ERR_OK ? column_int(&query, 0) : 0;
	query_end(&query);
	if (code != ERR_OK)
		return code;
	query = query_begin(tx, SQL_WIPE_POST);
	query_text(&query, 1, identity);
	return wipe(&query, &wiped, err);
}

static enum err_code wipe_of_case(
	struct store_tx *tx, enum sql sql, int64_t case_row, int64_t *out_count, struct err *err)
{
	struct query query = query_begin(tx, sql);
	query_int(&query, 1, case_row);
	return wipe(&query, out_count, err);
}

enum err_code store_wipe_case(
	struct store_tx *tx, int64_t case_row, struct store_wiped *out, struct err *err)
{
	*out = (struct store_wiped){0};
	enum err_code code = wipe_of_case(tx, SQL_WIPE_CASE_POSTS, case_row, &out->posts, err);
	if (code == ERR_OK)
		code = wipe_of_case(tx, SQL_WIPE_CASE_REPLIES, case_row, &out->replies, err);
	return code;
}

/* --- events --- */

static enum err_code list_unheard(struct store_tx *tx, int64_t case_row, const char *identity,
	struct store_unheard out[STORE_UNHEARD_MAX], size_t *out_count, struct err *err)
{
	struct query query = query_begin(tx, SQL_EVENTS_UNHEARD);
	query_int(&query, 1, case_row);
	query_text(&query, 2, identity);
	query_int(&query, 3, STORE_UNHEARD_MAX);
	enum err_code code;
	*out_count = 0;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_unheard *unheard = &out[(*out_count)++];
		column_copy(&query, 0, unheard->lane, sizeof unheard->lane);
		if (!event_type_from_name(column_text(&query, 1), &unheard->type))
			panic("store: an event that no version wrote: %s", column_text(&query, 1));
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_wipe_events(struct store_tx *tx, int64_t case_row, const char *identity,
	int64_t now_ms, struct store_unheard out[STORE_UNHEARD_MAX], size_t *out_count,
	int64_t *out_wiped, struct err *err)
{
	*out_wiped = 0;
	enum err_code code =
		list_unheard(tx, case_row, identity ? identity : "", out, out_count, err);
	if (code != ERR_OK)
		return code;
	struct query query = query_begin(tx, SQL_WIPE_EVENTS);
	query_int(&query, 1, case_row);
	query_text(&query, 2, identity ? identity : "");
	query_int(&query, 3, now_ms);
	return wipe(&query, out_wiped, err);
}

/* --- age --- */

static enum err_code wipe_old_bodies(struct store_tx *tx, enum delivery_kind kind,
	int64_t before_at, int max, int64_t *out_count, struct err *err)
{
	struct query query = query_begin(tx, SQL_WIPE_OLD_BODIES);
	query_int(&query, 1, before_at);
	query_int(&query, 2, max);
	query_text(&query, 3, delivery_kind_name(kind));
	return wipe(&query, out_count, err);
}

enum err_code store_wipe_old(
	struct store_tx *tx, int64_t before_at, int max, struct store_wiped *out, struct err *err)
{
	*out = (struct store_wiped){0};
	int64_t own = 0;
	struct query query = query_begin(tx, SQL_WIPE_OLD_POSTS);
	query_int(&query, 1, before_at);
	query_int(&query, 2, max);
	enum err_code code = wipe(&query, &out->posts, err);
	if (code == ERR_OK)
		code = wipe_old_bodies(tx, DELIVERY_REPLY, before_at, max, &out->replies, err);
	if (code == ERR_OK)
		code = wipe_old_bodies(tx, DELIVERY_EVENT, before_at, max, &out->events, err);
	if (code != ERR_OK)
		return code;
	query = query_begin(tx, SQL_WIPE_OLD_OWN_POSTS);
	query_int(&query, 1, before_at);
	return wipe(&query, &own, err);
}

/* --- deletions --- */

enum err_code store_deletion_insert(
	struct store_tx *tx, const struct store_deletion *deletion, struct err *err)
{
	static char nothing[] = "";
	struct delivery delivery = {
		.kind = DELIVERY_DELETION,
		.about.situation = deletion->situation,
		.priority = PRIORITY_ANSWER,
		.case_row = deletion->case_row,
		.body = nothing,
		.target_row = deletion->target_row,
		.due_at = deletion->now_ms,
		.created_at = deletion->now_ms,
	};
	str_copy(delivery.lane, sizeof delivery.lane, deletion->lane);
	str_copy(delivery.parent_id, sizeof delivery.parent_id, deletion->remote_id);
	return store_delivery_insert(tx, &delivery, "", err);
}

enum err_code store_reply_by_remote(struct store_tx *tx, const char *lane, const char *remote_id,
	int64_t *out_row, enum situation *out_situation, struct err *err)
{
	struct query query = query_begin(tx, SQL_REPLY_BY_REMOTE);
	query_text(&query, 1, remote_id);
	query_text(&query, 2, lane);
	enum err_code code = query_step(&query, err);
	*out_row = code == ERR_OK ? column_int(&query, 0) : 0;
	if (code == ERR_OK && !situation_from_name(column_text(&query, 1), out_situation))
		panic("store: a reply that no version wrote: %s", column_text(&query, 1));
	query_end(&query);
	return code;
}

enum err_code store_reply_is_unwanted(
	struct store_tx *tx, int64_t row, bool *out_is, struct err *err)
{
	struct query query = query_begin(tx, SQL_DELETION_OF);
	query_int(&query, 1, row);
	enum err_code code = query_step(&query, err);
	*out_is = code == ERR_OK;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_supersede_reply(
	struct store_tx *tx, int64_t row, int64_t now_ms, struct err *err)
{
	struct query query = query_begin(tx, SQL_SUPERSEDE_REPLY);
	query_int(&query, 1, row);
	query_int(&query, 2, now_ms);
	return query_finish(&query, err);
}

enum err_code store_reply_deleted(struct store_tx *tx, const char *lane, const char *remote_id,
	int64_t now_ms, struct err *err)
{
	int64_t wiped = 0;
	struct query query = query_begin(tx, SQL_REPLY_DELETED);
	query_text(&query, 1, remote_id);
	query_text(&query, 2, lane);
	query_int(&query, 3, now_ms);
	return wipe(&query, &wiped, err);
}

/* --- look-ups --- */

enum err_code store_looks_due(struct store_tx *tx, const char *handle, int64_t now_ms,
	int64_t every_ms, struct store_look out[STORE_LOOKS_MAX], size_t *out_count,
	struct err *err)
{
	struct query query = query_begin(tx, SQL_LOOKS_DUE);
	query_text(&query, 1, handle);
	query_int(&query, 2, now_ms);
	query_int(&query, 3, now_ms - every_ms);
	query_int(&query, 4, STORE_LOOKS_MAX);
	enum err_code code;
	*out_count = 0;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_look *look = &out[(*out_count)++];
		column_copy(&query, 0, look->identity, sizeof look->identity);
		column_copy(&query, 1, look->id, sizeof look->id);
		look->gone_at = column_int(&query, 2);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_looked(struct store_tx *tx, const char *handle, const struct store_look *look,
	int64_t next_at, struct err *err)
{
	struct query query = query_begin(tx, SQL_LOOKED);
	query_text(&query, 1, look->identity);
	query_text(&query, 2, handle);
	query_int(&query, 3, next_at);
	query_int(&query, 4, look->gone_at);
	return query_finish(&query, err);
}

enum err_code store_look_soon(struct store_tx *tx, const char *handle, const char *post_id,
	int64_t case_row, int64_t now_ms, struct err *err)
{
	struct query query = query_begin(tx, SQL_LOOK_SOON);
	query_text(&query, 1, handle);
	query_text(&query, 2, post_id);
	query_int_or_null(&query, 3, case_row);
	query_int(&query, 4, now_ms);
	return query_finish(&query, err);
}
