/*
 * A reply is refused, in this order: no text, too long, no such parent, parent deleted, no reply is
 * taken at all, author of the parent has not engaged us, said already. What is left may be written.
 */
#include "x/rules.h"

#include "base/str.h"
#include "x/weigh.h"

static struct x_problem problem(int status, const char *title, const char *detail, const char *type)
{
	return (struct x_problem){status, title, detail, type};
}

static struct x_problem invalid(const char *detail)
{
	return problem(400, "Invalid Request", detail,
		"https://api.twitter.com/2/problems/invalid-request");
}

static struct x_problem forbidden(const char *detail)
{
	return problem(403, "Forbidden", detail, "about:blank");
}

/* Self-serve accounts may answer whoever names or quotes them, answers a post of theirs, or
 * themselves. */
static bool is_summoned(const struct x_world *world, const struct x_post *parent)
{
	if (parent->author == world->us || x_post_addresses(parent, world->us))
		return true;
	const struct x_post *above =
		x_world_find(world, parent->parent ? parent->parent : parent->quoted);
	return above && above->author == world->us;
}

static bool is_duplicate(
	const struct x_rules *rules, const struct x_world *world, const char *text, int64_t now)
{
	for (size_t i = world->post_count; rules->duplicate_ms && i-- > 0;) {
		const struct x_post *post = world->posts[i];
		if (post->created_at < now - rules->duplicate_ms)
			return false;
		if (post->author == world->us && !post->deleted && str_is(post->said, text))
			return true;
	}
	return false;
}

struct x_problem x_rules_create(const struct x_rules *rules, const struct x_world *world,
	const struct x_create *create, int64_t now, const struct x_post **out_parent)
{
	const struct x_post *parent = NULL;
	if (!create->text || !*create->text)
		return invalid(
			"One or more parameters to your request was invalid: text is missing.");
	if (x_weigh(create->text) > X_LENGTH_MAX)
		return forbidden("Your post text is too long.");
	if (create->parent_id) {
		uint64_t id = x_id_read(create->parent_id);
		if (id == 0)
			return invalid("reply.in_reply_to_tweet_id is not a post id.");
		parent = x_world_find(world, id);
		if (!parent)
			return invalid("reply.in_reply_to_tweet_id: no such post.");
		if (x_post_is_hidden(world, parent))
			return forbidden("You attempted to reply to a Tweet that is deleted or not "
					 "visible to you.");
		if (rules->refusal)
			return forbidden(rules->refusal);
		if (!is_summoned(world, parent))
			return forbidden(
				"Reply to this conversation is not allowed because you have not "
				"been mentioned or otherwise engaged by the author of the post you "
				"are replying to.");
	}
	if (is_duplicate(rules, world, create->text, now))
		return forbidden("You are not allowed to create a Tweet with duplicate content.");
	*out_parent = parent;
	return (struct x_problem){0};
}

bool x_window_take(struct x_window *window, int64_t length_ms, int64_t now)
{
	if (now >= window->ends_at) {
		window->used = 0;
		window->ends_at = now + length_ms;
	}
	if (window->used >= window->limit)
		return false;
	window->used++;
	return true;
}
