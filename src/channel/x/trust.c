#include "channel/x/trust.h"

#include <stdlib.h>

#include "base/mem.h"

struct x_brought {
	uint64_t identity; /* of the post; an edit is the same */
	int64_t at;
	bool agreed; /* the feed had it, and that counted */
};

void x_trust_init(struct x_trust *trust)
{
	*trust = (struct x_trust){.brought = mem_new(X_TRUST_MEMORY, sizeof *trust->brought)};
}

void x_trust_release(struct x_trust *trust)
{
	mem_free(trust->brought);
	trust->brought = NULL;
}

void x_trust_opened(struct x_trust *trust, int64_t whole_from_at)
{
	trust->whole_from_at = whole_from_at;
}

void x_trust_closed(struct x_trust *trust)
{
	trust->whole_from_at = 0;
}

static uint64_t number_of(const struct post *post)
{
	const char *identity = post->identity ? post->identity : post->id;
	return strtoull(identity, NULL, 10);
}

static struct x_brought *find(struct x_trust *trust, uint64_t identity)
{
	for (size_t i = 0; i < X_TRUST_MEMORY; i++) {
		if (trust->brought[i].identity == identity)
			return &trust->brought[i];
	}
	return NULL;
}

void x_trust_brought(struct x_trust *trust, const struct post *post, int64_t now_ms)
{
	uint64_t identity = number_of(post);
	if (find(trust, identity))
		return;
	struct x_brought *place = &trust->brought[trust->next++ % X_TRUST_MEMORY];
	/* What falls out of memory must not look as if it had never come. */
	if (place->identity && trust->whole_from_at && place->at > trust->whole_from_at)
		trust->whole_from_at = place->at;
	*place = (struct x_brought){.identity = identity, .at = now_ms};
}

/* Our rule lets it through, and the stream had the time. */
static bool should_have_come(const struct x_trust *trust, const struct post *post, int64_t now_ms)
{
	int64_t age_ms = now_ms - post->created_at;
	return trust->whole_from_at && post->created_at >= trust->whole_from_at &&
	       age_ms >= X_TRUST_LATE_MS && age_ms < X_TRUST_REACH_MS && post->addressed &&
	       !post->own && !post->repost;
}

enum x_trust_change x_trust_compare(struct x_trust *trust, const struct post *post, int64_t now_ms)
{
	struct x_brought *brought = find(trust, number_of(post));
	if (!brought) {
		/* The feed shows the same post again and again. */
		if (!should_have_come(trust, post, now_ms) ||
			post->created_at <= trust->left_out_at)
			return X_TRUST_SAME;
		bool doubted = trust->doubted;
		trust->left_out_at = post->created_at;
		trust->doubted = true;
		trust->agreed = 0;
		return doubted ? X_TRUST_SAME : X_TRUST_LOST;
	}
	if (!trust->doubted || brought->agreed || post->created_at <= trust->left_out_at)
		return X_TRUST_SAME;
	brought->agreed = true;
	if (++trust->agreed < X_TRUST_AGAIN)
		return X_TRUST_SAME;
	trust->doubted = false;
	return X_TRUST_REGAINED;
}
