/* X's posts as bytes: both field dialects in, our post out; our reply out, X's answer in. */
#ifndef CHANNEL_X_WIRE_H
#define CHANNEL_X_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/case.h"
#include "model/post.h"

/* A post that cannot be taken. */
struct x_unreadable {
	char id[ID_SIZE];   /* "" if it has none that is one */
	const char *reason; /* for people; says nothing of its text */
};

/* A page of GET /2/users/{id}/mentions or of search. */
struct x_page {
	struct post *posts; /* owned, newest first as X gives them */
	size_t count;
	struct x_unreadable *unreadable; /* owned; the rest was taken */
	size_t unreadable_count;
	bool fields_missing; /* one of these lacked author_id or created_at: X has renamed or dropped a field */
	char *next_token; /* owned; NULL on the last page */
};
void x_page_release(struct x_page *page);

/* Decode a page. `user_id` and `name` are the handle's. ERR_FORMAT if the answer is no page at all
 * (HTML, half a document). */
enum err_code x_page_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct x_page *out, struct err *err);

/* Decode one post object, or {"text": ...} alone: without an "id" it is taken as addressed to us,
 * and id, identity and author_id stay NULL and created_at 0 where they are not given. */
enum err_code x_post_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct post *out, struct err *err);

/* A line of the filtered stream. */
enum x_line_kind {
	X_LINE_POST,
	X_LINE_QUOTED,     /* a post that names us only in what it quotes: not ours */
	X_LINE_UNREADABLE, /* no JSON, or a post that cannot be taken */
	X_LINE_ERROR,      /* X says why the stream ends */
	X_LINE_UNKNOWN,    /* a kind of message that we do not know */
};
struct x_line {
	enum x_line_kind kind;
	struct post post; /* of X_LINE_POST, owned */
	bool crowded;     /* of X_LINE_ERROR: X thinks that there is another connection */
};
void x_line_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct x_line *out);

/* Whether an answer that refuses the stream says so because of another connection. */
bool x_crowded_read(const char *bytes, size_t length);
/* The answer to GET /2/tweets?ids=: what of the posts asked for is there, and what X says of the others. */
struct x_found {
	struct post post;        /* owned */
	char newest_id[ID_SIZE]; /* of its newest version */
	bool withheld;           /* in some country, or as a whole */
};
struct x_lost {
	char id[ID_SIZE];
	const char *why; /* for people */
};
struct x_lookup_answer {
	struct x_found *found; /* owned */
	size_t found_count;
	struct x_lost *lost; /* owned: gone, or hidden from us; not what X could not tell */
	size_t lost_count;
};
void x_lookup_answer_release(struct x_lookup_answer *answer);
enum err_code x_lookup_decode(const char *bytes, size_t length, const char *user_id,
	const char *name, struct x_lookup_answer *out, struct err *err);

/* The body of POST /2/tweets. */
void x_reply_encode(const char *text, const char *parent_id, struct buf *out);

/* The id of the post that was made; false if the answer has none. */
bool x_created_read(const char *bytes, size_t length, char out_id[ID_SIZE]);

/* Whether the answer to DELETE /2/tweets/{id} says that it is deleted. */
bool x_deleted_read(const char *bytes, size_t length);

/* The answer to GET /2/users/me; false if it names no account. */
struct x_account {
	char id[ID_SIZE];
	char name[ID_SIZE]; /* without '@' */
};
bool x_account_read(const char *bytes, size_t length, struct x_account *out);

/* The answer to GET /2/users/{id} with its affiliation; false if it names no account. */
struct x_user {
	char id[ID_SIZE];
	bool automated; /* X labels the account so */
};
bool x_user_read(const char *bytes, size_t length, struct x_user *out);

/* The answer to GET /2/usage/tweets: posts that were read in the project's month; false if it is
 * none. */
struct x_usage {
	int64_t used, cap;
	int reset_day; /* of the month */
};
bool x_usage_read(const char *bytes, size_t length, struct x_usage *out);

/* X's own words for a refusal, or the beginning of the body in one line; "" if there is none. */
void x_problem_read(const char *bytes, size_t length, char *out, size_t size);

/* A page of GET /2/users/{own id}/tweets: what of it is needed to find a reply of ours. */
struct x_own_post {
	char id[ID_SIZE];
	char parent_id[ID_SIZE]; /* "" if it answers nothing */
	char *text;
	int64_t created_at; /* 0 if it is not told */
};
struct x_own_page {
	struct x_own_post *posts; /* owned */
	size_t count;
	bool fields_missing; /* a reply among them does not say to what: X has renamed or dropped a field */
	char *next_token; /* owned; NULL on the last page */
};
void x_own_page_release(struct x_own_page *page);
enum err_code x_own_page_decode(
	const char *bytes, size_t length, struct x_own_page *out, struct err *err);

#endif
