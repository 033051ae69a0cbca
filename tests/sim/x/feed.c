#include "x/feed.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define TOKEN_PREFIX "7140n"

static bool belongs(
	const struct x_world *world, const struct x_query *query, const struct x_post *post)
{
	if (query->kind == X_FEED_OWN)
		return post->author == world->us;
	if (post->author == world->us)
		return false;
	return post->shown || x_post_mentions(post, world->us);
}

static bool in_bounds(const struct x_query *query, const struct x_post *post)
{
	return post->id > query->since_id && (!query->until_id || post->id < query->until_id) &&
	       post->created_at >= query->start_at &&
	       (!query->end_at || post->created_at < query->end_at);
}

void x_feed_page(const struct x_world *world, const struct x_query *query, int64_t now,
	struct x_page_of *out)
{
	*out = (struct x_page_of){0};
	size_t depth = 0;
	for (size_t i = world->post_count; i-- > 0 && depth < query->depth;) {
		const struct x_post *post = world->posts[i];
		if (x_post_is_hidden(world, post) || post->replaced || post->indexed_at > now ||
			!belongs(world, query, post))
			continue;
		depth++;
		if (!in_bounds(query, post) || (query->before && post->id >= query->before))
			continue;
		if (out->count == query->max_results) {
			out->more = true;
			return;
		}
		out->posts[out->count++] = post;
	}
}

void x_token_write(uint64_t last_id, char out[X_TOKEN_SIZE])
{
	snprintf(out, X_TOKEN_SIZE, TOKEN_PREFIX "%llu", (unsigned long long)last_id);
}

uint64_t x_token_read(const char *token)
{
	return str_starts(token, TOKEN_PREFIX) ? x_id_read(token + strlen(TOKEN_PREFIX)) : 0;
}
