/*
 * Copies of the store, and the way back to one.
 *
 * Backup: a connection that only reads, beside the daemon's, copies what is committed at one moment
 * into FILE.partial-PID; the copy is marked with the time, checked and synced, and only then gets
 * its name, which must be free.
 *
 * Restore: under the store's lock. The copy is copied again beside the store, checked, brought up
 * to date and marked; the old store gets a second name, and the new one takes its place in one
 * rename. What the copy cannot know (what we said since) is read from the channel by the next
 * start, and each of its replies that is still to be sent counts as begun.
 *
 * When either fails, what was made is removed and the store is as it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/tx.h"

enum {
	PATH_CAP = 8192,
	MARGIN_MS =
		10 * 60 * 1000, /* a clock's error, and what was under way when the copy was made */
	KEPT_MAX = 1000,
};

/* SQLite's own statements stand here; they are none of the program's. */
static const char copy_into[] = "VACUUM INTO ?1";
static const char check_whole[] = "PRAGMA integrity_check(1)";

/* `path` and more, to be freed. */
__attribute__((format(printf, 2, 3))) static char *path_with(
	const char *path, const char *format, ...)
{
	char ending[64];
	va_list args;
	va_start(args, format);
	vsnprintf(ending, sizeof ending, format, args);
	va_end(args);
	struct buf joined;
	buf_init(&joined, PATH_CAP);
	buf_add_string(&joined, path);
	buf_add_string(&joined, ending);
	return joined.bytes;
}

static enum err_code io_error(struct err *err, const char *path)
{
	return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
}

static enum err_code sync_path(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err_code code = ERR_OK;
	if (fd < 0 || fsync(fd) != 0)
		code = io_error(err, path);
	if (fd >= 0)
		close(fd);
	return code;
}

static enum err_code sync_folder_of(const char *path, struct err *err)
{
	char *folder = file_beside(path, ".");
	enum err_code code = sync_path(strchr(path, '/') ? folder : ".", err);
	mem_free(folder);
	return code;
}

/* A database and what SQLite keeps beside it. */
static void remove_database(const char *path)
{
	static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		char *name = path_with(path, "%s", endings[i]);
		unlink(name);
		mem_free(name);
	}
}

/* --- what is done in a copy --- */

static enum err_code check(struct store_tx *tx, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	char said[200] = "no answer";
	if (sqlite3_prepare_v2(tx->db, check_whole, -1, &stmt, NULL) == SQLITE_OK &&
		sqlite3_step(stmt) == SQLITE_ROW)
		str_copy(said, sizeof said, (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	if (str_is(said, "ok"))
		return ERR_OK;
	return err_set(err, ERR_STORE, "damaged: %s", said);
}

static enum err_code set_mark(struct store_tx *tx, const char *name, int64_t at, struct err *err)
{
	struct query query = query_begin(tx, SQL_MARK_SET);
	query_text(&query, 1, name);
	query_int(&query, 2, at);
	return query_finish(&query, err);
}

static enum err_code get_mark(
	struct store_tx *tx, const char *name, int64_t *out_at, struct err *err)
{
	struct query query = query_begin(tx, SQL_MARK_GET);
	query_text(&query, 1, name);
	enum err_code code = query_step(&query, err);
	*out_at = code == ERR_OK ? column_int(&query, 0) : 0;
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_restored_at(struct store_tx *tx, int64_t *out_at, struct err *err)
{
	return get_mark(tx, "restored", out_at, err);
}

static enum err_code run_with(
	struct store_tx *tx, enum sql sql, int64_t first, int64_t second, struct err *err)
{
	struct query query = query_begin(tx, sql);
	query_int(&query, 1, first);
	if (second)
		query_int(&query, 2, second);
	return query_finish(&query, err);
}

/* --- backup --- */

static enum err_code copy_database(const char *path, const char *to, struct err *err)
{
	struct store_tx tx;
	const struct store_options options = {.path = path, .read_only = true};
	enum err_code code = tx_open(&tx, &options, err);
	if (code != ERR_OK)
		return code;
	sqlite3_stmt *stmt = NULL;
	if (sqlite3_prepare_v2(tx.db, copy_into, -1, &stmt, NULL) != SQLITE_OK ||
		sqlite3_bind_text(stmt, 1, to, -1, SQLITE_STATIC) != SQLITE_OK ||
		sqlite3_step(stmt) != SQLITE_DONE)
		code = err_set(err, ERR_STORE, "%s: %s", to, sqlite3_errmsg(tx.db));
	sqlite3_finalize(stmt);
	tx_close(&tx);
	return code;
}

static enum err_code mark_copy(const char *path, int64_t now_ms, struct err *err)
{
	struct store_tx tx;
	const struct store_options options = {.path = path};
	enum err_code code = tx_open(&tx, &options, err);
	if (code != ERR_OK)
		return code;
	code = set_mark(&tx, "backup", now_ms, err);
	if (code == ERR_OK)
		code = check(&tx, err);
	tx_close(&tx);
	if (code != ERR_OK)
		return err_prefix(err, "%s: ", path);
	return sync_path(path, err);
}

/* Give the finished copy its name, unless that is taken. */
static enum err_code publish(const char *partial, const char *to, struct err *err)
{
	if (link(partial, to) != 0)
		return errno == EEXIST ? err_set(err, ERR_CONFLICT,
						 "%s exists, and a backup is never overwritten; "
						 "name another file",
						 to)
				       : io_error(err, to);
	unlink(partial);
	return sync_folder_of(to, err);
}

enum err_code store_backup(const char *path, const char *to, int64_t now_ms, struct err *err)
{
	if (access(path, F_OK) != 0)
		return err_set(err, ERR_NOTFOUND, "there is no store at %s", path);
	if (access(to, F_OK) == 0)
		return err_set(err, ERR_CONFLICT,
			"%s exists, and a backup is never overwritten; name another file", to);
	char *partial = path_with(to, ".partial-%ld", (long)getpid());
	/* Made by us, so that nobody else may read it while it grows. */
	int fd = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err_code code = ERR_OK;
	if (fd < 0) {
		code = io_error(err, partial);
	} else {
		close(fd);
		code = copy_database(path, partial, err);
		if (code == ERR_OK)
			code = mark_copy(partial, now_ms, err);
		if (code == ERR_OK)
			code = publish(partial, to, err);
		remove_database(partial);
	}
	mem_free(partial);
	return code;
}

/* --- restore --- */

static enum err_code copy_bytes(int from, int to, const char *to_path, struct err *err)
{
	char chunk[65536];
	for (;;) {
		ssize_t got = read(from, chunk, sizeof chunk);
		if (got == 0)
			break;
		for (ssize_t done = 0; done < got;) {
			ssize_t put = write(to, chunk + done, (size_t)(got - done));
			if (put < 0)
				return io_error(err, to_path);
			done += put;
		}
		if (got < 0)
			return io_error(err, "the backup");
	}
	return fsync(to) == 0 ? ERR_OK : io_error(err, to_path);
}

static enum err_code copy_file(const char *from, const char *to, struct err *err)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return errno == ENOENT ? err_set(err, ERR_NOTFOUND, "there is no file %s", from)
				       : io_error(err, from);
	remove_database(to); /* of a restore that was broken off; we have the lock */
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err_code code = out < 0 ? io_error(err, to) : copy_bytes(in, out, to, err);
	if (out >= 0)
		close(out);
	close(in);
	return code;
}

/* What the next start must know: look for replies, read what we said, number events anew. */
static enum err_code mark_restored(
	struct store_tx *tx, int64_t backup_at, int64_t now_ms, struct err *err)
{
	enum err_code code = tx_run(tx, SQL_BEGIN, err);
	if (code == ERR_OK)
		code = set_mark(tx, "restored", now_ms, err);
	if (code == ERR_OK)
		code = run_with(tx, SQL_RESTORED_REPLIES, backup_at - MARGIN_MS, now_ms, err);
	if (code == ERR_OK)
		code = run_with(tx, SQL_RESTORED_SEQUENCES, now_ms / 1000, 0, err);
	if (code == ERR_OK)
		code = run_with(tx, SQL_RESTORED_HANDLES, backup_at - MARGIN_MS, 0, err);
	return code == ERR_OK ? tx_run(tx, SQL_COMMIT, err) : code;
}

static enum err_code prepare_copy(
	const char *copy, const char *from, int64_t now_ms, int64_t *out_backup_at, struct err *err)
{
	struct store_tx tx;
	const struct store_options options = {.path = copy};
	enum err_code code = tx_open(&tx, &options, err);
	if (code != ERR_OK)
		return err_set(err, ERR_FORMAT, "%s is no backup of a store: no database", from);
	code = check(&tx, err);
	if (code == ERR_OK)
		code = tx_migrate(&tx, err);
	if (code == ERR_OK)
		code = get_mark(&tx, "backup", out_backup_at, err);
	if (code == ERR_OK && *out_backup_at == 0)
		code = err_set(err, ERR_FORMAT,
			"it does not say when it was made; only what `nriseva backup` made can be "
			"restored");
	if (code == ERR_OK)
		code = mark_restored(&tx, *out_backup_at, now_ms, err);
	tx_close(&tx);
	if (code != ERR_OK)
		return err_prefix(err, "%s: ", from);
	return sync_path(copy, err);
}

/* Write what is only in the old store's log into the store, if that is still possible. */
static void close_cleanly(const char *path)
{
	struct store_tx tx;
	const struct store_options options = {.path = path};
	if (tx_open(&tx, &options, &(struct err){0}) == ERR_OK)
		tx_close(&tx);
}

/* Give the old store a second name, and take its log away from where the new one will be. */
static enum err_code keep_old(const char *path, char **out_kept, struct err *err)
{
	*out_kept = NULL;
	if (access(path, F_OK) != 0)
		return ERR_OK;
	close_cleanly(path);
	char *kept = NULL;
	int linked = -1;
	for (int n = 1; n <= KEPT_MAX && linked != 0; n++) {
		mem_free(kept);
		kept = path_with(path, ".before-restore-%d", n);
		linked = link(path, kept);
		if (linked != 0 && errno != EEXIST)
			break;
	}
	if (linked != 0) {
		enum err_code code = io_error(err, kept);
		mem_free(kept);
		return code;
	}
	static const char *const endings[] = {"-wal", "-shm"};
	for (size_t i = 0; i < 2; i++) {
		char *from = path_with(path, "%s", endings[i]);
		char *to = path_with(kept, "%s", endings[i]);
		rename(from, to);
		mem_free(from);
		mem_free(to);
	}
	*out_kept = kept;
	return ERR_OK;
}

static enum err_code replace(
	const char *copy, const char *path, struct store_restored *out, struct err *err)
{
	enum err_code code = keep_old(path, &out->kept, err);
	if (code == ERR_OK && rename(copy, path) != 0)
		code = io_error(err, path);
	return code == ERR_OK ? sync_folder_of(path, err) : code;
}

enum err_code store_restore(const char *from, const char *path, int64_t now_ms,
	struct store_restored *out, struct err *err)
{
	*out = (struct store_restored){0};
	char *lock = path_with(path, ".lock"), *copy = path_with(path, ".restoring");
	int lock_fd;
	enum err_code code = file_lock(lock, &lock_fd, err);
	if (code == ERR_OK) {
		code = copy_file(from, copy, err);
		if (code == ERR_OK)
			code = prepare_copy(copy, from, now_ms, &out->backup_at, err);
		if (code == ERR_OK)
			code = replace(copy, path, out, err);
		if (code != ERR_OK)
			remove_database(copy);
		file_unlock(lock_fd);
	}
	mem_free(lock);
	mem_free(copy);
	return code;
}

/* --- what we said that this store does not know of --- */

enum err_code store_own_post_save(
	struct store_tx *tx, const char *handle, const struct store_own_post *post, struct err *err)
{
	struct query query = query_begin(tx, SQL_OWN_POST_INSERT);
	query_text(&query, 1, handle);
	query_text(&query, 2, post->id);
	query_text(&query, 3, post->parent_id);
	query_text(&query, 4, post->text);
	query_int(&query, 5, post->at);
	return query_finish(&query, err);
}

enum err_code store_handle_recovered(struct store_tx *tx, const char *handle, struct err *err)
{
	struct query query = query_begin(tx, SQL_HANDLE_RECOVERED);
	query_text(&query, 1, handle);
	return query_finish(&query, err);
}

/* Most stores were never restored: one look, before a statement that has to sort. */
static enum err_code has_own_posts(struct store_tx *tx, struct err *err)
{
	struct query query = query_begin(tx, SQL_OWN_POSTS_ANY);
	enum err_code code = query_step(&query, err);
	query_end(&query);
	return code;
}

enum err_code store_own_replies(struct store_tx *tx, const char *handle, const char *parent_id,
	const char *other_parent_id, struct store_own_post out[STORE_OWN_MAX], size_t *out_count,
	struct err *err)
{
	char lane[LANE_SIZE];
	*out_count = 0;
	enum err_code code = has_own_posts(tx, err);
	if (code != ERR_OK)
		return code == ERR_NOTFOUND ? ERR_OK : code;
	lane_of_handle(handle, lane);
	struct query query = query_begin(tx, SQL_OWN_REPLIES);
	query_text(&query, 1, handle);
	query_text(&query, 2, parent_id);
	query_text(&query, 3, *other_parent_id ? other_parent_id : parent_id);
	query_text(&query, 4, lane);
	query_int(&query, 5, STORE_OWN_MAX);
	while ((code = query_step(&query, err)) == ERR_OK) {
		struct store_own_post *post = &out[(*out_count)++];
		*post = (struct store_own_post){
			.text = column_string(&query, 1), .at = column_int(&query, 2)};
		column_copy(&query, 0, post->id, sizeof post->id);
	}
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}

enum err_code store_delivery_found(struct store_tx *tx, int64_t row,
	const struct store_own_post *post, int64_t now_ms, struct err *err)
{
	struct query query = query_begin(tx, SQL_DELIVERY_FOUND);
	query_int(&query, 1, row);
	query_text(&query, 2, post->id);
	query_text(&query, 3, post->text);
	query_int(&query, 4, post->at);
	query_int(&query, 5, now_ms);
	return query_finish(&query, err);
}
