/* X's posts as bytes: both field dialects in, our post out. */
#ifndef CHANNEL_X_WIRE_H
#define CHANNEL_X_WIRE_H

#include <stddef.h>

#include "base/err.h"
#include "model/post.h"

/* A page of GET /2/users/{id}/mentions or of search. */
struct x_page {
	struct post *posts;   /* owned */
	size_t count;
	size_t unreadable;    /* posts that lacked what we need; the rest was taken */
	char *next_token;     /* owned; NULL on the last page */
};
void x_page_release(struct x_page *page);

/* Decode a page. `user_id` and `name` are the handle's. ERR_FORMAT if the answer is no page at all (HTML, half a document). */
enum err_code x_page_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct x_page *out, struct err *err);

/* Decode one post object, or {"text": ...} alone. */
enum err_code x_post_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct post *out, struct err *err);

#endif
