/*
 * After a restore: what did we say since the backup?
 *
 *   recalling ─▶ keeping ─▶ ready
 *       ▲          │ next page
 *       └──────────┘
 *
 * The store that was put back does not know it, and X will show us the mentions since then once
 * more. So before anything is taken or sent, our own posts from a little before the backup are
 * read, all pages, and kept in the store; intake finds there what a mention was answered, and with
 * which case id. With the last page the handle counts as recovered. When a page fails, it is told and
 * begun again from the first: what is kept already is kept once.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/same.h"
#include "channel/x/x_priv.h"

enum {
	RECALL_PAGES_MAX = 32, /* X shows 3,200 posts of an account */
	TEXT_CAP = 64 * 1024,
};

static void recall_1_ask(struct x *x);

static enum err_code keep_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	const struct x_own_page *page = &x->poll.own;
	const char *handle = x->handle->name;
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < page->count && code == ERR_OK; i++) {
		const struct x_own_post *post = &page->posts[i];
		struct store_own_post kept = {.at = post->created_at};
		struct buf said;
		buf_init(&said, TEXT_CAP);
		x_text_said(post->text, &said);
		kept.text = said.bytes;
		str_copy(kept.id, sizeof kept.id, post->id);
		str_copy(kept.parent_id, sizeof kept.parent_id, post->parent_id);
		if (*kept.parent_id)
			code = store_own_post_save(tx, handle, &kept, err);
		buf_release(&said);
	}
	if (code == ERR_OK && !page->next_token)
		code = store_handle_recovered(tx, handle, err);
	return code;
}

static void recall_3_kept(struct store_op *op, enum err_code code, const struct err *err)
{
	struct x *x = container_of(op, struct x, poll.op);
	struct x_poll *poll = &x->poll;
	mem_replace(&poll->next_token, poll->own.next_token);
	x_own_page_release(&poll->own);
	if (x_poll_stops(x))
		return;
	if (code != ERR_OK) {
		x_poll_fail(x, X_TROUBLE_STORE, err->text, 0);
		return;
	}
	if (poll->next_token) {
		recall_1_ask(x);
		return;
	}
	log_line(
		LOG_INFO, "x", "%s: what we said since the backup is known again", x->handle->name);
	x_poll_prepared(x);
}

static void recall_2_keep(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, poll.request);
	struct x_poll *poll = &x->poll;
	struct x_answer answer;
	struct err unreadable;
	if (!x_poll_is_page(x, &answer, code, err))
		return;
	if (x_own_page_decode(answer.body, answer.length, &poll->own, &unreadable) != ERR_OK) {
		x_poll_fail(x, X_TROUBLE_FAILING, unreadable.text, 0);
		return;
	}
	x_bill_own_page(x, &poll->own);
	if (poll->own.fields_missing) {
		x_own_page_release(&poll->own);
		x_change_dialect(x);
		x_poll_fail(x, X_TROUBLE_FIELDS,
			"X does not say what our own posts answer: it has renamed or dropped fields; "
			"nothing is answered until it does",
			x->handle->poll_every_ms);
		return;
	}
	if (poll->own.next_token && poll->recalled_pages == RECALL_PAGES_MAX) {
		log_line(LOG_WARN, "x",
			"%s: X does not show all we said since the backup; some mentions of then "
			"may be answered twice",
			x->handle->name);
		mem_replace(&poll->own.next_token, NULL);
	}
	poll->op = (struct store_op){.work = keep_work, .done = recall_3_kept};
	x_poll_move(x, X_POLL_KEEPING);
	store_submit(x->parts.store, &poll->op);
}

static void recall_1_ask(struct x *x)
{
	struct x_poll *poll = &x->poll;
	snprintf(poll->url, sizeof poll->url,
		"%s/2/users/%s/tweets?max_results=100&since_id=%" PRIu64 "&%s", x->handle->api_url,
		x->handle->user_id, x_snowflake(poll->known.recover_from_at),
		x_fields_of_own(x->dialect));
	if (poll->next_token)
		x_add_token(poll->url, sizeof poll->url, poll->next_token);
	poll->request = x_request(x, "GET", poll->url, poll->authorization, X_PAGE_CAP);
	poll->request.timeout_ms = X_READ_TIMEOUT_MS;
	poll->request.done = recall_2_keep;
	poll->recalled_pages++;
	x_poll_move(x, X_POLL_RECALLING);
	http_client_submit(x->parts.client, &poll->request);
}

void x_recall_start(struct x *x)
{
	x->poll.recalled_pages = 0;
	mem_replace(&x->poll.next_token, NULL);
	recall_1_ask(x);
}
