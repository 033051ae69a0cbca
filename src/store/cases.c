/* Cases, what is written about them, and how a mention finds the one it belongs to. */
#include <string.h>

#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"
#include "store/tx.h"

void case_from_row(const struct query *query, struct case_record *out)
{
	*out = (struct case_record){.row = column_int(query, 0)};
	column_copy(query, 1, out->id, sizeof out->id);
	column_copy(query, 2, out->handle, sizeof out->handle);
	column_copy(query, 3, out->author_id, sizeof out->author_id);
	column_copy(query, 4, out->conversation_id, sizeof out->conversation_id);
	column_copy(query, 5, out->post_id, sizeof out->post_id);
	column_copy(query, 6, out->reply_to_id, sizeof out->reply_to_id);
	if (!case_status_from_name(column_text(query, 7), &out->status) ||
		!lang_from_name(column_text(query, 12), &out->lang))
		panic("store: case %s has a status or language that no version wrote", out->id);
	column_copy(query, 8, out->owner, sizeof out->owner);
	out->owner_accepted = column_int(query, 9);
	column_copy(query, 10, out->matter, sizeof out->matter);
	column_copy(query, 11, out->conduct, sizeof out->conduct);
	out->urgent = column_int(query, 13);
	out->sensitive = column_int(query, 14);
	out->consent = column_int(query, 15);
	out->sequence = column_int(query, 16);
	out->owner_sequence = column_int(query, 17);
	out->follow_ups = (int)column_int(query, 18);
	out->opened_at = column_int(query, 19);
	out->changed_at = column_int(query, 20);
	column_copy(query, 21, out->country, sizeof out->country);
}

static enum err_code take_case(struct query *query, struct case_record *out, struct err *err)
{
	enum err_code code = query_step(query, err);
	if (code == ERR_OK)
		case_from_row(query, out);
	query_end(query);
	return code;
}

enum err_code store_case_by_id(
	struct store_tx *tx, const char *id, struct case_record *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_BY_ID);
	query_text(&query, 1, id);
	return take_case(&query, out, err);
}

enum err_code store_case_by_row(
	struct store_tx *tx, int64_t row, struct case_record *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_BY_ROW);
	query_int(&query, 1, row);
	return take_case(&query, out, err);
}

enum err_code store_case_insert(struct store_tx *tx, struct case_record *record, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_INSERT);
	query_text(&query, 1, record->id);
	query_text(&query, 2, record->handle);
	query_text(&query, 3, record->author_id);
	query_text(&query, 4, record->conversation_id);
	query_text(&query, 5, record->post_id);
	query_text(&query, 6, record->reply_to_id);
	query_text(&query, 7, case_status_name(record->status));
	query_text(&query, 8, record->owner);
	query_int(&query, 9, record->owner_accepted);
	query_text(&query, 10, record->matter);
	query_text(&query, 11, record->conduct);
	query_text(&query, 12, lang_name(record->lang));
	query_int(&query, 13, record->urgent);
	query_int(&query, 14, record->sensitive);
	query_int(&query, 15, record->consent);
	query_int(&query, 16, record->sequence);
	query_int(&query, 17, record->owner_sequence);
	query_int(&query, 18, record->follow_ups);
	query_int(&query, 19, record->opened_at);
	query_int(&query, 20, record->changed_at);
	query_text(&query, 21, record->country);
	return query_finish_insert(&query, &record->row, err);
}

enum err_code store_case_update(
	struct store_tx *tx, const struct case_record *record, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_UPDATE);
	query_int(&query, 1, record->row);
	query_text(&query, 2, record->reply_to_id);
	query_text(&query, 3, case_status_name(record->status));
	query_text(&query, 4, record->owner);
	query_int(&query, 5, record->owner_accepted);
	query_text(&query, 6, record->matter);
	query_text(&query, 7, record->conduct);
	query_text(&query, 8, lang_name(record->lang));
	query_int(&query, 9, record->urgent);
	query_int(&query, 10, record->sensitive);
	query_int(&query, 11, record->consent);
	query_int(&query, 12, record->sequence);
	query_int(&query, 13, record->owner_sequence);
	query_int(&query, 14, record->follow_ups);
	query_int(&query, 15, record->changed_at);
	query_text(&query, 16, record->country);
	return query_finish(&query, err);
}

enum err_code store_case_id_is_free(
	struct store_tx *tx, const char *id, bool *out_free, struct err *err)
{
	struct case_record found;
	enum err_code code = store_case_by_id(tx, id, &found, err);
	*out_free = code == ERR_NOTFOUND;
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_case_note(struct store_tx *tx, int64_t case_row, int64_t at, const char *who,
	const char *note, struct err *err)
{
	struct query query = query_begin(tx, SQL_NOTE_INSERT);
	query_int(&query, 1, case_row);
	query_int(&query, 2, at);
	query_text(&query, 3, who);
	query_text(&query, 4, note);
	return query_finish(&query, err);
}

/* The case that the answered post of ours is about; ERR_NOTFOUND if it is not ours or about no
 * case. */
static enum err_code case_of_parent(struct store_tx *tx, const char *lane, const char *parent_id,
	struct case_record *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_OF_REMOTE);
	query_text(&query, 1, parent_id);
	query_text(&query, 2, lane);
	enum err_code code = query_step(&query, err);
	int64_t row = code == ERR_OK ? column_int(&query, 0) : 0;
	query_end(&query);
	if (code == ERR_OK)
		code = row ? store_case_by_row(tx, row, out, err) : ERR_NOTFOUND;
	return code;
}

static enum err_code case_by_thread(struct store_tx *tx, enum sql statement, const char *handle,
	const struct post *post, struct case_record *out, struct err *err)
{
	struct query query = query_begin(tx, statement);
	query_text(&query, 1, post->conversation_id);
	query_text(&query, 2, post->author_id);
	query_text(&query, 3, handle);
	return take_case(&query, out, err);
}

/* ERR_NOTFOUND unless the author has exactly one. */
static enum err_code only_case_of_author(struct store_tx *tx, const char *handle,
	const struct post *post, struct case_record *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_BY_AUTHOR);
	query_text(&query, 1, post->author_id);
	query_text(&query, 2, handle);
	enum err_code code = query_step(&query, err);
	if (code == ERR_OK) {
		case_from_row(&query, out);
		code = query_step(&query, err) == ERR_NOTFOUND ? ERR_OK : ERR_NOTFOUND;
	}
	query_end(&query);
	return code;
}

static enum case_link link_by_author(
	const struct case_record *found, const struct post *post, enum case_link link)
{
	return str_is(found->author_id, post->author_id) ? link : LINK_OTHERS_CASE;
}

/* The thread that the post is in. What answers a post of ours that we do not know yet (X has it, its
 * answer was lost) is about the author's newest case there, though that has ended. */
static enum err_code find_in_thread(struct store_tx *tx, const char *handle,
	const struct post *post, struct case_context *out, struct err *err)
{
	struct case_record found;
	enum case_link link = LINK_CONVERSATION;
	enum err_code code = case_by_thread(tx, SQL_CASE_BY_THREAD, handle, post, &found, err);
	if (code == ERR_NOTFOUND && post->answers_us && out->link == LINK_NONE) {
		link = LINK_ANSWERS_OURS;
		code = case_by_thread(tx, SQL_CASE_BY_THREAD_ENDED, handle, post, &found, err);
	}
	if (code == ERR_OK) {
		out->found = found;
		out->link = link;
	}
	return code;
}

/* The strongest tie first: our post that it answers, then an id that it names, then the thread. A
 * tie to somebody else's case does not hide a case of its author's own in the thread. */
static enum err_code find_case(struct store_tx *tx, const char *handle, const char *lane,
	const struct post *post, const char *found_id, struct case_context *out, struct err *err)
{
	enum err_code code = ERR_NOTFOUND;
	out->link = LINK_NONE;
	if (post->parent_id) {
		code = case_of_parent(tx, lane, post->parent_id, &out->found, err);
		if (code == ERR_OK)
			out->link = link_by_author(&out->found, post, LINK_ANSWERS_OURS);
	}
	if (code == ERR_NOTFOUND && *found_id) {
		code = store_case_by_id(tx, found_id, &out->found, err);
		if (code == ERR_OK)
			out->link = link_by_author(&out->found, post, LINK_CASE_ID);
	}
	if (code == ERR_STORE)
		return code;
	if ((out->link == LINK_NONE || out->link == LINK_OTHERS_CASE) && post->conversation_id)
		code = find_in_thread(tx, handle, post, out, err);
	if (code == ERR_STORE)
		return code;
	if (out->link == LINK_NONE) {
		code = only_case_of_author(tx, handle, post, &out->found, err);
		if (code == ERR_OK)
			out->link = LINK_AUTHOR;
	}
	out->has_case = out->link != LINK_NONE;
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

static enum err_code author_standing(struct store_tx *tx, const char *handle, const char *lane,
	const char *author_id, int64_t now_ms, struct case_context *out, struct err *err)
{
	struct query query = query_begin(tx, SQL_OPTED_OUT);
	query_text(&query, 1, handle);
	query_text(&query, 2, author_id);
	enum err_code code = query_step(&query, err);
	out->opted_out = code == ERR_OK;
	query_end(&query);
	if (code == ERR_STORE)
		return code;
	query = query_begin(tx, SQL_REPLIES_TO_AUTHOR);
	query_text(&query, 1, author_id);
	query_text(&query, 2, lane);
	query_int(&query, 3, now_ms - 3600 * 1000);
	code = query_step(&query, err);
	if (code == ERR_OK)
		out->replies_to_author = (int)column_int(&query, 0);
	query_end(&query);
	return code;
}

enum err_code store_context_for_mention(struct store_tx *tx, const char *handle,
	const struct post *post, const char *found_id, int64_t now_ms, struct case_context *out,
	struct err *err)
{
	char lane[LANE_SIZE];
	lane_of_handle(handle, lane);
	*out = (struct case_context){0};
	enum err_code code = find_case(tx, handle, lane, post, found_id, out, err);
	if (code != ERR_OK)
		return code;
	return author_standing(tx, handle, lane, post->author_id, now_ms, out, err);
}

static enum err_code case_unsaid(
	struct store_tx *tx, int64_t case_row, bool *out_unsaid, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_UNSAID);
	query_int(&query, 1, case_row);
	enum err_code code = query_step(&query, err);
	*out_unsaid = code == ERR_OK && column_int(&query, 0) > 0;
	query_end(&query);
	return code;
}

enum err_code store_context_for_case(struct store_tx *tx, const struct case_record *record,
	int64_t now_ms, struct case_context *out, struct err *err)
{
	char lane[LANE_SIZE];
	lane_of_handle(record->handle, lane);
	*out = (struct case_context){.has_case = true, .found = *record};
	enum err_code code = ERR_OK;
	if (record->status == CASE_NEEDS_INFO || record->status == CASE_RESOLVED)
		code = case_unsaid(tx, record->row, &out->unsaid, err);
	if (code != ERR_OK)
		return code;
	return author_standing(tx, record->handle, lane, record->author_id, now_ms, out, err);
}

enum err_code store_case_list(struct store_tx *tx, enum store_case_filter filter, int limit,
	void (*each)(void *arg, const struct case_record *), void *arg, struct err *err)
{
	static const enum sql statements[] = {
		[STORE_CASES_ALL] = SQL_CASE_LIST_ALL,
		[STORE_CASES_OPEN] = SQL_CASE_LIST_OPEN,
		[STORE_CASES_DOUBTFUL] = SQL_CASE_LIST_DOUBTFUL,
		[STORE_CASES_GIVEN_UP] = SQL_CASE_LIST_GIVEN_UP,
	};
	struct query query = query_begin(tx, statements[filter]);
	query_int(&query, 1, limit);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct case_record record;
		case_from_row(&query, &record);
		each(arg, &record);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_case_story(struct store_tx *tx, int64_t case_row,
	void (*each)(void *arg, const struct store_story_line *), void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_CASE_STORY);
	query_int(&query, 1, case_row);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_story_line line = {
			.at = column_int(&query, 0),
			.who = column_text(&query, 1),
			.what = column_text(&query, 2),
			.state = column_text(&query, 3),
			.text = column_text(&query, 4),
			.wiped = column_int(&query, 5) != 0,
		};
		each(arg, &line);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_author_opt_out(
	struct store_tx *tx, const char *handle, const char *author_id, int64_t at, struct err *err)
{
	struct query query = query_begin(tx, SQL_OPT_OUT);
	query_text(&query, 1, handle);
	query_text(&query, 2, author_id);
	query_int(&query, 3, at);
	return query_finish(&query, err);
}

enum err_code store_webhook_take(struct store_tx *tx, const char *sender, const char *webhook_id,
	int64_t at, struct err *err)
{
	struct query query = query_begin(tx, SQL_WEBHOOK_TAKE);
	query_text(&query, 1, sender);
	query_text(&query, 2, webhook_id);
	query_int(&query, 3, at);
	return query_finish(&query, err);
}
