/*
 * Posts of a page that cannot be taken. Each is recorded once, however often it is shown, with its
 * id and why, but without a word of it, in a transaction of its own before the cursor can move
 * beyond it; it is counted and told once. The others of its page are taken as usual.
 */
#include "base/clock.h"
#include "base/counter.h"
#include "base/log.h"
#include "base/mem.h"
#include "channel/x/x_priv.h"

static enum err_code unreadable_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	struct x_poll *poll = &x->poll;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < poll->unreadable_count && code == ERR_OK; i++) {
		const struct store_unreadable post = {.handle = x->handle->name,
			.post_id = poll->unreadable[i].id,
			.reason = poll->unreadable[i].reason,
			.at = poll->op_at};
		code = store_unreadable_save(tx, &post, &poll->unreadable_new[i], err);
	}
	return code;
}

static void tell_unreadable(const struct x *x)
{
	const struct x_poll *poll = &x->poll;
	for (size_t i = 0; i < poll->unreadable_count; i++) {
		const struct x_unreadable *post = &poll->unreadable[i];
		if (!poll->unreadable_new[i])
			continue;
		counter_add(counter_get("nriseva_x_unreadable_posts_total", "",
				    "Posts in X's answers that could not be taken"),
			1);
		log_fields(LOG_WARN, "x", &(struct log_field){"post", post->id}, 1,
			"%s: X shows a post that cannot be taken: %s; the others of its page are, "
			"look at this one by hand",
			x->handle->name, post->reason);
	}
}

void x_unreadable_forget(struct x_poll *poll)
{
	mem_free(poll->unreadable);
	mem_free(poll->unreadable_new);
	poll->unreadable = NULL;
	poll->unreadable_new = NULL;
	poll->unreadable_count = 0;
}

static void on_unreadable_kept(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	if (code == ERR_OK)
		tell_unreadable(x);
	x_unreadable_forget(&x->poll);
	if (code != ERR_OK)
		x_poll_fail(x, X_TROUBLE_STORE, err->text, 0);
	else if (!x_poll_stops(x))
		x_poll_page_done(x);
}

void x_unreadable_keep(struct x *x)
{
	struct x_poll *poll = &x->poll;
	poll->op_at = clock_wall_ms();
	poll->op = (struct store_op){.work = unreadable_work, .done = on_unreadable_kept};
	store_submit(x->parts.store, &poll->op);
}
