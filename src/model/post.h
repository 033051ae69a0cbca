/* A post: anything written on a channel. A mention is a post that addresses one of our handles. */
#ifndef MODEL_POST_H
#define MODEL_POST_H

#include <stdbool.h>
#include <stdint.h>

/* Strings are owned by the struct; those that may be absent are NULL. Ids are decimal strings that
 * we compare but never compute with. */
struct post {
	char *id;       /* of this version of the post */
	char *identity; /* id of its first version: the same through all edits */
	char *author_id;
	char *author_name;     /* without @; absent where the channel does not tell */
	char *conversation_id; /* the thread; absent in odd cases */
	char *parent_id;       /* the post it answers; absent if none */
	char *text;            /* the whole text, valid UTF-8, as written */
	int64_t created_at;
	bool repost;    /* somebody else's words, passed on */
	bool quote;     /* quotes another post */
	bool addressed; /* names our handle in its own words, not only in the prefix of a reply; or answers a post of ours */
	bool answers_us; /* its parent is a post of ours, says the channel; we may not know of it yet */
	bool own;        /* written by the handle itself, or by another of ours */
};

void post_release(struct post *post);

/* Give a copy of all strings. */
void post_copy(struct post *out, const struct post *from);

#endif
