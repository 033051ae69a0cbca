/*
 * The pretend X's world: accounts and posts. Everything is kept in memory, in the order of its
 * making; ids are snowflakes, so that their order is the order of time.
 */
#ifndef SIM_X_WORLD_H
#define SIM_X_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { X_VERSIONS_MAX = 6, X_MENTIONS_MAX = 16, X_ID_SIZE = 24 };

/* Milliseconds from 1970 to the first snowflake. */
#define X_EPOCH_MS INT64_C(1288834974657)

/* Whether and why the posts of an account are not shown. */
enum x_hiding { X_VISIBLE, X_PROTECTED, X_SUSPENDED, X_DEACTIVATED };

struct x_user {
	char id[X_ID_SIZE];
	char *username; /* without @ */
	char *name;
	bool automated; /* labelled so */
	enum x_hiding hiding;
};

/* An @name in a text; places are counted in code points, as X does. */
struct x_mention {
	size_t user;
	size_t start, end;
};

struct x_post {
	uint64_t id;
	size_t author;
	char *text;       /* whole, with the prefix that X puts before replies */
	char *said;       /* as its author wrote it, without that prefix */
	size_t said_from; /* code points of prefix */
	size_t said_to;   /* code points of the whole */
	int64_t created_at;
	uint64_t conversation;
	uint64_t parent, quoted, reposted; /* 0: none */
	uint64_t versions[X_VERSIONS_MAX]; /* ids of all versions up to this one, oldest first */
	size_t version_count;
	struct x_mention mentions[X_MENTIONS_MAX];
	size_t mention_count;
	bool deleted;
	bool withheld;      /* in some country */
	bool replaced;      /* an edit took its place */
	bool shown;         /* in the feed of mentions whatever it says */
	int64_t indexed_at; /* not in any feed before this */
	int64_t billed_on;  /* the day on which it was last billed; 0: never */
	char *ref;          /* the script's name for it, or NULL */
	char *thread;       /* the ref of what began the matter, for readers of the log; or NULL */
};

struct x_world {
	struct x_user *users;
	size_t user_count;
	struct x_post **posts; /* oldest first */
	size_t post_count;
	size_t us; /* the handle's account */
	uint64_t last_id;
	uint64_t machine; /* so that two pretended X's do not give the same id in one millisecond */
};

/* A post to be written. */
struct x_draft {
	size_t author;
	const char *text;
	const char *ref;    /* NULL: none */
	const char *thread; /* NULL: that of the parent or edited post, else its own ref */
	uint64_t parent, quoted, reposted;
	const struct x_post *edits; /* the version that this one replaces, or NULL */
	bool shown;
	int64_t index_lag_ms;
	int64_t age_ms; /* it was written so long ago, and nobody has seen it until now */
};

void x_world_init(struct x_world *world, const char *our_id, const char *our_username);
void x_world_release(struct x_world *world);

/* The account of this name (with or without @), made if there is none. */
size_t x_world_user(struct x_world *world, const char *username);

/* Write a post now. Gives the post, which stays where it is. */
struct x_post *x_world_write(struct x_world *world, const struct x_draft *draft, int64_t now);

struct x_post *x_world_find(const struct x_world *world, uint64_t id);

/* The newest version of the post with this ref, or NULL. */
struct x_post *x_world_find_ref(const struct x_world *world, const char *ref);

/* Whether nobody but its author sees it: deleted, or its account is hidden. */
bool x_post_is_hidden(const struct x_world *world, const struct x_post *post);

/* Whether the post names the user: anywhere, or in the author's own words (not only in the
 * prefix). */
bool x_post_mentions(const struct x_post *post, size_t user);
bool x_post_addresses(const struct x_post *post, size_t user);

/* Ids as text and back; 0 for what is no id. */
uint64_t x_id_read(const char *text);
void x_id_write(uint64_t id, char out[X_ID_SIZE]);

/* The snowflake of a time, and the time of one. */
uint64_t x_id_at(int64_t at);

#endif
