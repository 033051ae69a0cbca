/*
 * The store: transactions on SQLite. Every SQL statement of the program is in `sql/`; other rooms
 * ask the domain's questions below.
 *
 * A caller submits a piece of work. It runs on the store's thread inside a transaction, together
 * with others that wait (one commit for all, a savepoint for each), and its `done` runs on the loop
 * after the commit. When the database is full or broken, nothing of the group happened and all of
 * it is reported.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/list.h"
#include "loop/loop.h"
#include "model/case.h"
#include "model/delivery.h"
#include "model/happening.h"
#include "model/post.h"
#include "model/spending.h"

struct store;
struct store_tx;

struct store_options {
	const char *path; /* of the database file; its lock file is path + ".lock" */
	bool read_only;   /* only look: no lock, no migration; works beside a running daemon */
	bool scratch;     /* of no value after this run: commits are not waited for */
};

/* Open, lock, migrate, start the thread. Errors: ERR_BUSY (another daemon holds it), ERR_CONFIG
 * (schema of a newer version), ERR_STORE (damaged, not a database), ERR_IO. */
enum err_code store_open(struct loop *loop, const struct store_options *options, struct store **out,
	struct err *err);

/* Finish what was submitted (`done` is called), close. Blocks. */
void store_close(struct store *store);

/* One piece of work. Embed it in the asker. */
struct store_op {
	/* On the store's thread, inside the transaction. May run more than once (not with
	 * `read_only`): it writes nothing but the transaction and its own outputs, which it resets
	 * first. Any code but ERR_OK rolls back what it wrote (and only that). */
	enum err_code (*work)(struct store_tx *tx, struct store_op *op, struct err *err);

	/* On the loop, exactly once, after the commit, never before store_submit returns. */
	void (*done)(struct store_op *op, enum err_code code, const struct err *err);

	struct list node;   /* private */
	enum err_code code; /* private */
	struct err err;     /* private */
};

void store_submit(struct store *store, struct store_op *op);

/* How many operations were submitted and are not done. */
size_t store_open_ops(const struct store *store);

/* Whether the last commit worked; `out_since_at` is when it stopped working, `out_text` why. For
 * healthz. */
bool store_is_healthy(const struct store *store, int64_t *out_since_at, const char **out_text);

/* Run one operation on the caller's thread, for commands that do nothing else. */
enum err_code store_run(struct store *store, struct store_op *op, struct err *err);

/* ---- copies of a store, by path ---- */

/* Copy the store into a new file, mode 0600, which is checked and durable before this returns; a
 * daemon may be running. ERR_CONFLICT if the file exists, ERR_NOTFOUND if the store does not. */
enum err_code store_backup(const char *path, const char *to, int64_t now_ms, struct err *err);

/* Put such a copy in the place of the store. Afterwards every reply that may have been sent since
 * the backup is looked for before it is sent, see README. ERR_BUSY if a daemon runs, ERR_NOTFOUND,
 * ERR_FORMAT if it is no backup, ERR_CONFIG if it is of a newer version. On any error the store is
 * as it was. */
struct store_restored {
	int64_t backup_at;
	char *kept; /* where the store that was there is now, or NULL; mem_free it */
};
enum err_code store_restore(const char *from, const char *path, int64_t now_ms,
	struct store_restored *out, struct err *err);

/* ---- the domain's questions; all return ERR_OK, ERR_NOTFOUND, ERR_CONFLICT or ERR_STORE ---- */

/* -- handles -- */

struct store_handle {
	int64_t start_at;        /* the starting point: mentions before it are not answered */
	int64_t cursor_at;       /* every mention created before this has been taken */
	bool fresh;              /* this was its first start */
	int64_t recover_from_at; /* after a restore: read first what we said since; else 0 */
};

/* The handle's state; on the first start of a handle its starting point is set to `start_at`. */
enum err_code store_handle_start(struct store_tx *tx, const char *handle, int64_t start_at,
	struct store_handle *out, struct err *err);
enum err_code store_handle_move_cursor(
	struct store_tx *tx, const char *handle, int64_t cursor_at, struct err *err);

/* The newest mentions of a handle: how many, the longest time between two, and when the newest was
 * written (0: there is none). Looks at those whose identity is greater than `after` (identities grow
 * with time and are equally long), at 10,000 at most. */
struct store_gaps {
	int64_t count;
	int64_t longest_ms;
	int64_t newest_at;
};
enum err_code store_handle_gaps(struct store_tx *tx, const char *handle, const char *after,
	struct store_gaps *out, struct err *err);

/* -- posts -- */

/* A post as the store keeps it beside the channel's own fields. */
struct store_post {
	const struct post *post;
	const struct reading *reading;
	const char *handle;
	int64_t case_row; /* 0: none */
	const char *why;  /* what was decided, in a word */
	int64_t received_at;
};

enum err_code store_post_save(struct store_tx *tx, const struct store_post *post, struct err *err);

/* An edit of a post that is there: keep the new id and text. Gives the case it belongs to, or 0. */
enum err_code store_post_new_version(struct store_tx *tx, const char *handle,
	const struct post *post, int64_t *out_case_row, struct err *err);

/* A post's text, to be freed with mem_free; NULL if it is wiped or not there. */
enum err_code store_post_text(struct store_tx *tx, const char *handle, const char *identity,
	char **out_text, struct err *err);

/* Whether the version is there already, and whether the identity is. */
enum err_code store_post_is_known(struct store_tx *tx, const char *handle, const struct post *post,
	bool *out_version, bool *out_identity, struct err *err);

/* A post that could not be taken, once for each id ("" if it has none). Not new: it was recorded
 * before. */
struct store_unreadable {
	const char *handle;
	const char *post_id;
	const char *reason;
	int64_t at;
};
enum err_code store_unreadable_save(
	struct store_tx *tx, const struct store_unreadable *post, bool *out_new, struct err *err);
enum err_code store_unreadable_count(
	struct store_tx *tx, const char *handle, int64_t *out_count, struct err *err);

/* -- cases -- */

/* All about the past that may matter to a mention. `found_id` is the case id in its text, or "". */
enum err_code store_context_for_mention(struct store_tx *tx, const char *handle,
	const struct post *post, const char *found_id, int64_t now_ms, struct case_context *out,
	struct err *err);

/* The same for what happens to a case otherwise: the case and its author's standing. */
enum err_code store_context_for_case(struct store_tx *tx, const struct case_record *record,
	int64_t now_ms, struct case_context *out, struct err *err);

enum err_code store_case_by_id(
	struct store_tx *tx, const char *id, struct case_record *out, struct err *err);
enum err_code store_case_by_row(
	struct store_tx *tx, int64_t row, struct case_record *out, struct err *err);

/* Insert; sets record->row. ERR_CONFLICT if the id is taken. */
enum err_code store_case_insert(struct store_tx *tx, struct case_record *record, struct err *err);
enum err_code store_case_update(
	struct store_tx *tx, const struct case_record *record, struct err *err);
enum err_code store_case_id_is_free(
	struct store_tx *tx, const char *id, bool *out_free, struct err *err);

enum err_code store_case_note(struct store_tx *tx, int64_t case_row, int64_t at, const char *who,
	const char *note, struct err *err);

enum store_case_filter {
	STORE_CASES_ALL,
	STORE_CASES_OPEN,
	STORE_CASES_DOUBTFUL,
	STORE_CASES_GIVEN_UP, /* of which a delivery was given up */
};

/* Newest first; `each` borrows. */
enum err_code store_case_list(struct store_tx *tx, enum store_case_filter filter, int limit,
	void (*each)(void *arg, const struct case_record *), void *arg, struct err *err);

/* A line of a case's story: its posts, our replies, its events, notes, in order of time. */
struct store_story_line {
	int64_t at;
	const char
		*who; /* "citizen", "reply", "event", "timer", "deletion", or the name in a note */
	const char *what;  /* situation, event type, intent, or "" */
	const char *state; /* of a delivery, or "deleted" or "wiped"; "" else */
	const char *text;  /* "" if wiped */
	bool wiped;        /* it had a text */
};
enum err_code store_case_story(struct store_tx *tx, int64_t case_row,
	void (*each)(void *arg, const struct store_story_line *), void *arg, struct err *err);

/* -- authors -- */

enum err_code store_author_opt_out(struct store_tx *tx, const char *handle, const char *author_id,
	int64_t at, struct err *err);

/* The text last written to an author, to be freed with mem_free; NULL if none. */
enum err_code store_author_last_reply(struct store_tx *tx, const char *handle,
	const char *author_id, char **out_text, struct err *err);

/* The texts written about a case, newest first, each to be freed with mem_free. */
enum { STORE_SAID_MAX = 64 };
enum err_code store_case_said(struct store_tx *tx, int64_t case_row, char *out[STORE_SAID_MAX],
	size_t *out_count, struct err *err);

/* -- deliveries -- */

/* Insert a waiting delivery; sets delivery->row. `author_id` is whom a reply is for, or "". */
enum err_code store_delivery_insert(
	struct store_tx *tx, struct delivery *delivery, const char *author_id, struct err *err);

/* Drop what waits and so is certainly not published: of a case all replies, or its timers (all, or those of one kind); of an
 * author all replies. */
enum err_code store_supersede_replies(
	struct store_tx *tx, int64_t case_row, int64_t now_ms, struct err *err);
enum err_code store_stop_timers(struct store_tx *tx, int64_t case_row, const enum timer_kind *only,
	int64_t now_ms, struct err *err);
enum err_code store_supersede_author(struct store_tx *tx, const char *handle, const char *author_id,
	int64_t now_ms, struct err *err);

/* Take up to `max` deliveries of a lane that are due, in its order: one at a time within a case
 * (oldest first), then by priority, then by age. Begun is only what is as pressing as `least`, an
 * enum priority, or more (-1: nothing is); what is settling is taken in any case. What is older than STORE_ORDER_MS does not wait for
 * one of its case that failed and waits for its next try. Each is leased under a new fencing token,
 * and its attempt is recorded (a settling one gets a look instead). `*out_next_due_at`: when the lane
 * should be asked again; INT64_MAX if nothing waits for its hour. The caller releases what it got. */
enum { STORE_ORDER_MS = 6 * 3600 * 1000 };
enum err_code store_claim(struct store_tx *tx, const char *lane, int least, size_t max,
	int64_t now_ms, int64_t incarnation, struct delivery *out, size_t *out_count,
	int64_t *out_next_due_at, struct err *err);

/* Write what became of a leased delivery. ERR_CONFLICT when the lease is no longer ours (token),
 * and nothing is written. */
struct store_result {
	enum delivery_state state; /* waiting, settling, done or given_up */
	int64_t due_at;            /* for waiting and settling */
	bool looked;               /* a look that did not find it: counts looks, not attempts */
	const char *remote_id;     /* done replies */
	const char *reason;        /* for people; NULL keeps what is there */
};
enum err_code store_finish(struct store_tx *tx, const struct delivery *delivery,
	const struct store_result *result, int64_t now_ms, struct err *err);

/* Whether a remote id is recorded for a delivery of ours. */
enum err_code store_remote_is_ours(struct store_tx *tx, const char *lane, const char *remote_id,
	bool *out_is, struct err *err);

/* A new start of the daemon: gives its incarnation and takes back all older leases: events and
 * timers and replies that were not begun wait again, begun replies are settling. */
enum err_code store_new_incarnation(
	struct store_tx *tx, int64_t now_ms, int64_t *out_incarnation, struct err *err);

/* Lanes on which something waits. */
enum err_code store_lanes(
	struct store_tx *tx, void (*each)(void *arg, const char *lane), void *arg, struct err *err);

/* How many deliveries are in a state, per lane. */
enum err_code store_lane_counts(struct store_tx *tx,
	void (*each)(void *arg, const char *lane, const char *state, int64_t count), void *arg,
	struct err *err);

/* An operator's second chance for a delivery that was given up: due now; a reply that had begun is
 * looked for first. ERR_CONFLICT if it was not given up, or its body is wiped. */
enum err_code store_delivery_replay(struct store_tx *tx, int64_t row, int64_t now_ms,
	enum delivery_state *out_state, struct err *err);

/* -- spending -- */

/* Add to what a handle has spent on the day of `at`. */
enum err_code store_spend(struct store_tx *tx, const char *handle, int64_t at,
	const struct spending *spent, struct err *err);

/* What it has spent since the day of `now_ms` began, and since its month did. */
enum err_code store_spent(struct store_tx *tx, const char *handle, int64_t now_ms,
	struct spending *out_today, struct spending *out_month, struct err *err);

/* What it has spent since this day (see model/spending.h), and the first day of which anything is
 * known; INT64_MAX if there is none. */
enum err_code store_spent_since(struct store_tx *tx, const char *handle, int64_t day,
	struct spending *out, int64_t *out_first_day, struct err *err);

/* The ids of the handle's posts that came in since `at`. */
enum err_code store_posts_since(struct store_tx *tx, const char *handle, int64_t at,
	void (*each)(void *arg, const char *id), void *arg, struct err *err);

/* A deletion is written for the reply in this row, or for the post `remote_id` of ours of which we know no more (row 0). It waits
 * until the reply is known to be published, and is done at once if it turns out that it never was. */
struct store_deletion {
	const char *lane;
	int64_t target_row;
	const char *remote_id;
	int64_t case_row; /* 0: none */
	enum situation situation;
	int64_t now_ms;
};
enum err_code store_deletion_insert(
	struct store_tx *tx, const struct store_deletion *deletion, struct err *err);

/* Row and situation of the reply that the channel knows by this id; ERR_NOTFOUND. */
enum err_code store_reply_by_remote(struct store_tx *tx, const char *lane, const char *remote_id,
	int64_t *out_row, enum situation *out_situation, struct err *err);

/* Whether a deletion of the reply is on its way or done. */
enum err_code store_reply_is_unwanted(
	struct store_tx *tx, int64_t row, bool *out_is, struct err *err);

/* A reply that waits shall not be sent. */
enum err_code store_supersede_reply(
	struct store_tx *tx, int64_t row, int64_t now_ms, struct err *err);

/* A post of ours is gone from the channel: its reply is marked and its text wiped. No such reply is no error. */
enum err_code store_reply_deleted(struct store_tx *tx, const char *lane, const char *remote_id,
	int64_t now_ms, struct err *err);

/* -- wiping: what is wiped is not in the store's file any more a moment after the commit -- */

/* How many texts were wiped. */
struct store_wiped {
	int64_t posts, replies, events;
};

/* A post's text, on all handles. `*out` is the row of its case on this handle (0: none); ERR_NOTFOUND if there is no such post,
 * or nothing left to wipe. */
enum err_code store_wipe_post(struct store_tx *tx, const char *handle, const char *identity,
	int64_t *out_case_row, struct err *err);

/* All posts and all replies of a case that have come to their end. */
enum err_code store_wipe_case(
	struct store_tx *tx, int64_t case_row, struct store_wiped *out, struct err *err);

/* An event of which the district does not know yet, or may not. */
struct store_unheard {
	char lane[LANE_SIZE];
	enum event_type type;
};
enum { STORE_UNHEARD_MAX = 16 };

/* The bodies of a case's events that carry the text of this post (NULL: of any). What waits of them is given up as wiped; those
 * that the district has not heard are listed, oldest first, to be written anew. */
enum err_code store_wipe_events(struct store_tx *tx, int64_t case_row, const char *identity,
	int64_t now_ms, struct store_unheard out[STORE_UNHEARD_MAX], size_t *out_count,
	int64_t *out_wiped, struct err *err);

/* Texts of cases that ended before this, and of what belongs to no case and is older; no more than about `max` of each kind. */
enum err_code store_wipe_old(
	struct store_tx *tx, int64_t before_at, int max, struct store_wiped *out, struct err *err);

/* -- looking up whether posts are still there -- */

struct store_look {
	char identity[ID_SIZE];
	char id[ID_SIZE];
	int64_t gone_at; /* when it was first said to be gone; 0: it was not */
};
enum { STORE_LOOKS_MAX = 100 };

/* Posts of open cases that were not looked up for `every_ms`, and all that are said to be gone and whose hour has come;
 * the longest waiting first. */
enum err_code store_looks_due(struct store_tx *tx, const char *handle, int64_t now_ms,
	int64_t every_ms, struct store_look out[STORE_LOOKS_MAX], size_t *out_count,
	struct err *err);

/* It was looked up: again not before `next_at`. `gone_at` as above. */
enum err_code store_looked(struct store_tx *tx, const char *handle, const struct store_look *look,
	int64_t next_at, struct err *err);

/* Something hints that the post (by any id) is gone: it is looked up soon. `case_row` 0: not known. */
enum err_code store_look_soon(struct store_tx *tx, const char *handle, const char *post_id,
	int64_t case_row, int64_t now_ms, struct err *err);

/* -- lessons: what operators decided about what was read, as counts with nothing of any post -- */

enum lesson_verdict { LESSON_YES, LESSON_NO, LESSON_ELSEWHERE };

/* A post in whose reading this rule had a part, and which was read into this band, was decided so;
 * a post of this score was; a place was read so ("" for none) and corrected. */
enum err_code store_lesson_rule(struct store_tx *tx, const char *rule, enum band band,
	enum lesson_verdict verdict, struct err *err);
enum err_code store_lesson_score(
	struct store_tx *tx, int score, enum lesson_verdict verdict, struct err *err);
enum err_code store_lesson_place(
	struct store_tx *tx, const char *read_as, const char *corrected_to, struct err *err);

/* All of them: rules by name, scores upward, places by how often. Borrowed for the call. */
struct store_lesson_rule {
	const char *rule, *band;
	int64_t yes, no, elsewhere;
};
struct store_lessons_view {
	void (*rule)(void *arg, const struct store_lesson_rule *lesson);
	void (*score)(void *arg, int score, int64_t yes, int64_t other);
	void (*place)(void *arg, const char *read_as, const char *corrected_to, int64_t count);
};
enum err_code store_view_lessons(
	struct store_tx *tx, const struct store_lessons_view *view, void *arg, struct err *err);

/* -- all posts of which there is a text, in the order of their coming -- */

struct store_place {
	int64_t at, row; /* when it came; 0, 0: before the first */
};
struct store_kept {
	char identity[ID_SIZE];
	char id[ID_SIZE]; /* of its newest version */
	struct store_place place;
};
enum { STORE_KEPT_MAX = 500 };

/* The next of them after a place; none that came after `until_at`. */
enum err_code store_kept_posts(struct store_tx *tx, const char *handle, struct store_place after,
	int64_t until_at, struct store_kept out[STORE_KEPT_MAX], size_t *out_count,
	struct err *err);

/* Those after one place and up to another are known to be there: none is looked up before
 * `look_at`. */
enum err_code store_kept_checked(struct store_tx *tx, const char *handle, struct store_place after,
	struct store_place to, int64_t look_at, struct err *err);

/* -- looking, for operators; `each` borrows -- */

struct store_lane {
	const char *lane;
	int64_t waiting, leased, settling, given_up;
	int64_t oldest_at; /* when the oldest that waits or settles was written; 0: none does */
};
enum err_code store_view_lanes(struct store_tx *tx,
	void (*each)(void *arg, const struct store_lane *), void *arg, struct err *err);

enum err_code store_view_case_counts(
	struct store_tx *tx, int64_t out_counts[CASE_STATUS_COUNT], struct err *err);

enum err_code store_view_handles(struct store_tx *tx,
	void (*each)(void *arg, const char *handle, const struct store_handle *), void *arg,
	struct err *err);

/* A delivery as people see it: by names. */
struct store_delivery {
	int64_t row;
	const char *kind, *about, *lane, *state;
	int64_t case_row;    /* 0: belongs to no case */
	const char *case_id; /* "" the same */
	int64_t due_at;
	int attempts;
	int64_t attempt_at; /* 0: never */
	int64_t created_at, changed_at;
	const char *remote_id;  /* "" if the other side has not named it */
	const char *webhook_id; /* events; else "" */
	const char *parent_id;  /* replies; else "" */
	const char *reason;     /* what was answered last, or "" */
	const char *body;       /* NULL if wiped, and for timers */
	bool opted_out;         /* a reply to somebody who has asked for no more */
	int64_t deleted_at;     /* a reply that is gone from the channel; 0: it is not */
};
enum store_delivery_filter {
	STORE_DELIVERIES_ALL,
	STORE_DELIVERIES_OPEN, /* waiting, on its way, or being looked for */
	STORE_DELIVERIES_GIVEN_UP,
};

/* Newest first; of one lane, or with NULL of all but the timers'. */
enum err_code store_view_deliveries(struct store_tx *tx, enum store_delivery_filter filter,
	const char *lane, int limit, void (*each)(void *arg, const struct store_delivery *),
	void *arg, struct err *err);
enum err_code store_view_delivery(struct store_tx *tx, int64_t row,
	void (*each)(void *arg, const struct store_delivery *), void *arg, struct err *err);

/* -- what we said that this store does not know of, after a restore -- */

struct store_own_post {
	char id[ID_SIZE];
	char parent_id[ID_SIZE];
	char *text; /* without the names in front */
	int64_t at;
};

/* Keep one; again is no error. */
enum err_code store_own_post_save(struct store_tx *tx, const char *handle,
	const struct store_own_post *post, struct err *err);

/* All of a handle's have been kept. */
enum err_code store_handle_recovered(struct store_tx *tx, const char *handle, struct err *err);

/* Those that answer one of two posts and belong to no delivery, oldest first; free the texts with
 * mem_free. */
enum { STORE_OWN_MAX = 16 };
enum err_code store_own_replies(struct store_tx *tx, const char *handle, const char *parent_id,
	const char *other_parent_id, struct store_own_post out[STORE_OWN_MAX], size_t *out_count,
	struct err *err);

/* This delivery is that post: it is done, with its id, text and time. */
enum err_code store_delivery_found(struct store_tx *tx, int64_t row,
	const struct store_own_post *post, int64_t now_ms, struct err *err);

/* When this store took the place of another; 0: never. */
enum err_code store_restored_at(struct store_tx *tx, int64_t *out_at, struct err *err);

/* -- status updates -- */

/* Record that a sender's webhook-id was taken. ERR_CONFLICT if it was before. */
enum err_code store_webhook_take(struct store_tx *tx, const char *sender, const char *webhook_id,
	int64_t at, struct err *err);

#endif
