/*
 * After a restore. X shows the mentions since the backup once more; the channel has put what we
 * said since then into the store (`own_posts`), before the first of them comes. So a mention that
 * was answered is decided as always, but its case gets the id that its author was told, and its
 * reply is the one that is there already. The same for what follows on a case: if one of our posts to that
 * parent says what the new reply says, in whichever of its variants, that post is the reply.
 *
 * Where nothing was said, or in a store that was never restored, nothing is found and nothing here
 * changes anything.
 */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "intake/apply.h"
#include "reply/reply.h"
#include "text/text.h"

enum {
	TEXT_CAP = 64 * 1024,
	VARIANTS_MAX = 24, /* more than any situation has; a seed for each */
};

struct said {
	struct store_own_post posts[STORE_OWN_MAX];
	size_t count;
};

static enum err_code find_said(struct store_tx *tx, const char *handle, const char *parent_id,
	const char *other_parent_id, struct said *out, struct err *err)
{
	return store_own_replies(
		tx, handle, parent_id, other_parent_id, out->posts, &out->count, err);
}

static void said_release(struct said *said)
{
	for (size_t i = 0; i < said->count; i++)
		mem_free(said->posts[i].text);
}

enum err_code recover_case(const struct rules *rules, struct store_tx *tx, const char *handle,
	const struct post *post, struct recovered *out, struct err *err)
{
	struct said said = {0};
	int64_t restored_at = 0;
	*out = (struct recovered){0};
	enum err_code code = find_said(tx, handle, post->id, post->identity, &said, err);
	for (size_t i = 0; i < said.count && !*out->case_id; i++)
		(void)case_id_find(rules->config->case_prefix, said.posts[i].text, out->case_id);
	if (code == ERR_OK && *out->case_id) {
		code = store_restored_at(tx, &restored_at, err);
		out->sequence_shift = restored_at / 1000;
	}
	said_release(&said);
	return code;
}

void recover_sequences(const struct recovered *recovered, struct plan *plan)
{
	bool opens = false;
	for (size_t i = 0; i < plan->count; i++) {
		const struct effect *effect = &plan->effects[i];
		opens |= effect->kind == EFFECT_OPEN_CASE && *recovered->case_id &&
			 str_is(effect->record.id, recovered->case_id);
	}
	for (size_t i = 0; i < plan->count && opens; i++) {
		struct effect *effect = &plan->effects[i];
		if (effect->kind == EFFECT_OPEN_CASE && effect->record.sequence > 0)
			effect->record.sequence += recovered->sequence_shift;
		else if (effect->kind == EFFECT_EVENT)
			effect->event.sequence += recovered->sequence_shift;
	}
}

/* --- replies --- */

static const char blanks[] = " \t\r\n";

/* Word by word; X puts t.co in the place of links. */
static bool are_same_words(const char *ours, const char *theirs)
{
	for (;;) {
		ours += strspn(ours, blanks);
		theirs += strspn(theirs, blanks);
		if (!*ours || !*theirs)
			return *ours == *theirs;
		size_t our_length = strcspn(ours, blanks), their_length = strcspn(theirs, blanks);
		bool same = our_length == their_length && memcmp(ours, theirs, our_length) == 0;
		if (!same && !str_starts(theirs, "https://t.co/"))
			return false;
		ours += our_length;
		theirs += their_length;
	}
}

/* Whether the text is what the effect's situation says, in any of its variants. */
static bool says_it(const struct replies *replies, const struct effect *effect, const char *text)
{
	static const struct reply_history nothing = {0};
	struct buf theirs, variant, ours;
	buf_init(&theirs, TEXT_CAP);
	buf_init(&variant, TEXT_CAP);
	buf_init(&ours, TEXT_CAP);
	text_nfc(text, strlen(text), &theirs);
	bool same = false;
	for (uint64_t seed = 0; seed < VARIANTS_MAX && !same; seed++) {
		replies_render(replies, effect->reply.situation, effect->reply.lang, seed,
			&effect->reply.values, &nothing, &variant);
		buf_clear(&ours);
		text_nfc(variant.bytes, variant.length, &ours);
		same = are_same_words(ours.bytes, theirs.bytes);
	}
	buf_release(&theirs);
	buf_release(&variant);
	buf_release(&ours);
	return same;
}

/* The answer to a mention is the first thing that was said to it, whatever its words. What is said
 * unasked answers the newest or the first mention of its case, and is known by its words. */
enum err_code recover_reply(const struct rules *rules, struct store_tx *tx,
	const struct effect *effect, const struct subject *subject, const struct delivery *delivery,
	struct err *err)
{
	struct said said = {0};
	const struct post *mention = subject->post;
	const char *other = mention ? mention->identity : delivery->fallback_parent_id;
	enum err_code code = find_said(tx, subject->handle, delivery->parent_id, other, &said, err);
	for (size_t i = 0; i < said.count && code == ERR_OK; i++) {
		if (!mention && !says_it(reply_book_of(rules->replies, subject->handle), effect,
					said.posts[i].text))
			continue;
		code = store_delivery_found(
			tx, delivery->row, &said.posts[i], subject->now_ms, err);
		break;
	}
	said_release(&said);
	return code;
}

static bool has_reply(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->effects[i].kind == EFFECT_REPLY)
			return true;
	}
	return false;
}

enum err_code recover_unsaid(struct store_tx *tx, const struct plan *plan,
	const struct subject *subject, const struct recovered *recovered, struct err *err)
{
	const struct post *post = subject->post;
	struct said said = {0};
	if (!*recovered->case_id || !subject->record.row || has_reply(plan) ||
		!str_is(subject->record.id, recovered->case_id))
		return ERR_OK;
	enum err_code code = find_said(tx, subject->handle, post->id, post->identity, &said, err);
	if (code == ERR_OK && said.count > 0) {
		struct delivery delivery = {
			.kind = DELIVERY_REPLY,
			.about.situation = SITUATION_ACKNOWLEDGED,
			.priority = PRIORITY_ACKNOWLEDGEMENT,
			.case_row = subject->record.row,
			.body = said.posts[0].text,
			.created_at = said.posts[0].at,
		};
		lane_of_handle(subject->handle, delivery.lane);
		str_copy(delivery.parent_id, sizeof delivery.parent_id, post->id);
		code = store_delivery_insert(tx, &delivery, subject->author_id, err);
		if (code == ERR_OK)
			code = store_delivery_found(
				tx, delivery.row, &said.posts[0], subject->now_ms, err);
	}
	said_release(&said);
	return code;
}
