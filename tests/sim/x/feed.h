/* The two timelines of the handle's account: who mentioned it, and what it wrote itself. Newest
 * first. */
#ifndef SIM_X_FEED_H
#define SIM_X_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "x/world.h"

enum x_feed_kind { X_FEED_MENTIONS, X_FEED_OWN };

enum { X_PAGE_MIN = 5, X_PAGE_DEFAULT = 10, X_PAGE_MAX = 100, X_TOKEN_SIZE = 32 };

struct x_query {
	enum x_feed_kind kind;
	uint64_t since_id; /* only newer ones; 0: no bound */
	uint64_t until_id; /* only older ones; 0: no bound */
	int64_t start_at;  /* not before; 0: no bound */
	int64_t end_at;    /* not at or after; 0: no bound */
	uint64_t before;   /* from a page token: only older ones; 0: first page */
	size_t max_results;
	size_t depth; /* the timeline ends after so many posts */
};

struct x_page_of {
	const struct x_post *posts[X_PAGE_MAX];
	size_t count;
	bool more; /* another page follows */
};

void x_feed_page(const struct x_world *world, const struct x_query *query, int64_t now,
	struct x_page_of *out);

/* The token of the page that follows one that ends in this post, and back (0: no token of ours). */
void x_token_write(uint64_t last_id, char out[X_TOKEN_SIZE]);
uint64_t x_token_read(const char *token);

#endif
