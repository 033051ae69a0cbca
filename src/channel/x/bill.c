/*
 * What X will bill, counted as it is read and published.
 *
 * A post that is read costs once a UTC day, however often it is shown; so the ids of the day are
 * kept in memory. What was read waits in `unwritten` until the cursor moves, which writes it in the
 * same commit; what was published is written by the outbox with the row that is done.
 *
 * A new start takes the sums from the store, and the ids of the posts that came in today as read.
 * If there are more of them than posts were counted, we died before the cursor moved, and the rest
 * is counted now. Posts of yesterday that were read again today are not known any more and counted
 * twice: too much rather than too little.
 */
#include "channel/x/x_priv.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

/* --- the beginning --- */

static void note_id(void *arg, const char *id)
{
	(void)x_seen_add(arg, id);
}

enum err_code x_bill_load(struct x *x, struct store_tx *tx, int64_t now_ms, struct err *err)
{
	struct x_bill *bill = &x->bill;
	const char *handle = x->handle->name;
	x_seen_clear(&bill->seen);
	bill->seen_at = now_ms;
	enum err_code code = store_spent(tx, handle, now_ms, &bill->op_today, &bill->op_month, err);
	if (code == ERR_OK)
		code = store_posts_since(tx, handle, spending_day_begins(spending_day(now_ms)),
			note_id, &bill->seen, err);
	return code;
}

static void spend(struct x *x, const struct spending *spent)
{
	x_budget_spend(&x->budget, spent, clock_wall_ms());
	spending_add(&x->bill.unwritten, spent);
}

void x_bill_loaded(struct x *x)
{
	struct x_bill *bill = &x->bill;
	int64_t uncounted = (int64_t)bill->seen.count - bill->op_today.posts_read;
	x_budget_begin(&x->budget, &bill->op_today, &bill->op_month, bill->seen_at);
	bill->unwritten = (struct spending){0};
	if (uncounted > 0) {
		const struct spending spent = {.posts_read = uncounted,
			.micro_dollars = uncounted * x->handle->prices.mention_read};
		spend(x, &spent);
	}
	x_bill_tell(x);
}

/* --- reading --- */

/* Gives how many posts were not read today before. */
static size_t count_read(struct x *x, const char *id)
{
	struct x_bill *bill = &x->bill;
	int64_t now_ms = clock_wall_ms();
	if (spending_day(now_ms) != spending_day(bill->seen_at))
		x_seen_clear(&bill->seen);
	bill->seen_at = now_ms;
	return x_seen_add(&bill->seen, id);
}

static void bill_read(struct x *x, size_t posts, int64_t price)
{
	const struct spending spent = {
		.posts_read = (int64_t)posts, .micro_dollars = (int64_t)posts * price};
	if (posts)
		spend(x, &spent);
}

size_t x_bill_page(struct x *x, const struct x_page *page)
{
	const struct config_prices *prices = &x->handle->prices;
	bool search = x->poll.source == X_SOURCE_SEARCH;
	size_t fresh = 0;
	for (size_t i = 0; i < page->count; i++)
		fresh += count_read(x, page->posts[i].id);
	for (size_t i = 0; i < page->unreadable_count; i++)
		fresh += count_read(x, page->unreadable[i].id);
	bill_read(x, fresh, search ? prices->post_read : prices->mention_read);
	return fresh;
}

void x_bill_own_page(struct x *x, const struct x_own_page *page)
{
	size_t fresh = 0;
	for (size_t i = 0; i < page->count; i++)
		fresh += count_read(x, page->posts[i].id);
	bill_read(x, fresh, x->handle->prices.mention_read);
}

void x_bill_post(struct x *x, const struct post *post)
{
	bill_read(x, count_read(x, post->id), x->handle->prices.post_read);
}

void x_bill_account(struct x *x)
{
	const struct spending spent = {.lookups = 1, .micro_dollars = x->handle->prices.lookup};
	spend(x, &spent);
}

struct spending x_bill_take(struct x *x)
{
	const struct spending taken = x->bill.unwritten;
	x->bill.unwritten = (struct spending){0};
	return taken;
}

void x_bill_give_back(struct x *x, const struct spending *taken)
{
	spending_add(&x->bill.unwritten, taken);
}

/* --- publishing --- */

/* Our texts have none, so this need not be exact; a dot between letters is dear to X. */
static bool has_link(const char *text)
{
	for (const char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.')) {
		unsigned char before = dot > text ? (unsigned char)dot[-1] : ' ';
		unsigned char after = (unsigned char)dot[1];
		if ((isalnum(before) || before >= 0x80) && isalpha(after))
			return true;
	}
	return strstr(text, "://");
}

int64_t x_bill_reply(struct x *x, const char *text)
{
	const struct config_prices *prices = &x->handle->prices;
	const struct spending spent = {.replies = 1,
		.micro_dollars = has_link(text) ? prices->reply_with_link : prices->reply};
	x_budget_spend(&x->budget, &spent, clock_wall_ms());
	x_bill_tell(x);
	return spent.micro_dollars;
}

int64_t x_bill_deletion(struct x *x)
{
	const struct spending spent = {.deletes = 1, .micro_dollars = x->handle->prices.delete};
	x_budget_spend(&x->budget, &spent, clock_wall_ms());
	x_bill_tell(x);
	return spent.micro_dollars;
}

/* --- telling --- */

void x_bill_tell(struct x *x)
{
	int64_t now_ms = clock_wall_ms();
	char text[X_PURSE_TEXT_SIZE];
	for (int i = 0; i < X_PURSE_COUNT; i++) {
		enum x_purse purse = (enum x_purse)i;
		enum x_purse_state state = x_budget_purse(&x->budget, purse, now_ms, text);
		if (x_budget_tells(&x->budget, purse, state, now_ms))
			log_line(LOG_ERROR, "x", "%s: %s", x->handle->name, text);
	}
}

enum x_purse_state x_bill_worst(const struct x *x, char out_text[X_PURSE_TEXT_SIZE])
{
	int64_t now_ms = clock_wall_ms();
	enum x_purse_state worst = X_PURSE_FINE;
	char text[X_PURSE_TEXT_SIZE];
	*out_text = '\0';
	for (int i = 0; i < X_PURSE_COUNT; i++) {
		enum x_purse_state state =
			x_budget_purse(&x->budget, (enum x_purse)i, now_ms, text);
		if (state <= worst)
			continue;
		worst = state;
		memcpy(out_text, text, sizeof text);
	}
	return worst;
}
