/*
 * Happy path: mask, build the tree, encode.
 *
 * Failures: a body that is too long is encoded again with half as much of the post's text, until
 * it fits; all else in it is short, so that it fits without text at the latest. Bytes that are no
 * UTF-8 are replaced while the tree is built.
 */
#include "event/event.h"

#include <string.h>

#include "base/clock.h"
#include "base/panic.h"
#include "text/text.h"
#include "json/json.h"

enum { REASON_MAX = 400 }; /* bytes; what a district or operator may write */
enum { MASK_GROWTH = 3 };  /* a byte that is no UTF-8 may become U+FFFD */

/* The words of a body, masked if need be. */
struct words {
	struct buf text;
	struct buf reason;
	bool masked; /* something in the text was */
	bool cut;
};

/* Cut at the end of a character. */
static void cut(struct buf *text, size_t max)
{
	if (text->length <= max)
		return;
	while (max > 0 && ((unsigned char)text->bytes[max] & 0xc0) == 0x80)
		max--;
	buf_truncate(text, max);
}

/* Gives how many things were masked. */
static int take_words(struct buf *out, const char *from, bool cleared)
{
	size_t length = from ? strlen(from) : 0;
	buf_init(out, length * MASK_GROWTH);
	if (length == 0)
		return 0;
	if (!cleared)
		return text_mask(from, length, out);
	buf_add(out, from, length);
	return 0;
}

static void set_label(json_t *data, const char *key, const char *label)
{
	json_set_string(data, key, *label ? label : NULL);
}

static void set_flag(json_t *data, const char *key, bool flag)
{
	json_object_set_new(data, key, json_boolean(flag));
}

static json_t *post_of(const struct event_about *about, const struct words *words)
{
	if (!about->post_id)
		return json_null();
	json_t *post = json_object();
	json_set_string(post, "id", about->post_id);
	json_set_string(post, "text", about->text ? words->text.bytes : NULL);
	set_flag(post, "masked", words->masked);
	set_flag(post, "cut", words->cut);
	return post;
}

static json_t *data_of(const struct case_record *record, const struct event_about *about,
	const struct words *words)
{
	json_t *data = json_object();
	json_set_string(data, "sender", about->sender);
	json_set_string(data, "recipient", about->recipient);
	json_set_string(data, "case", record->id);
	json_object_set_new(data, "sequence", json_integer(about->sequence));
	json_set_string(data, "status", case_status_name(record->status));
	json_set_string(data, "handle", record->handle);
	set_label(data, "district", record->owner);
	set_label(data, "matter", record->matter);
	set_label(data, "conduct", record->conduct);
	set_label(data, "country", record->country);
	set_flag(data, "urgent", record->urgent);
	set_flag(data, "sensitive", record->sensitive);
	json_set_string(data, "language", lang_name(record->lang));
	json_object_set_new(data, "post", post_of(about, words));
	json_set_string(data, "reason", about->reason ? words->reason.bytes : NULL);
	return data;
}

static void encode(const struct case_record *record, const struct event_about *about,
	const struct words *words, struct buf *out)
{
	char iso[CLOCK_ISO_SIZE];
	json_t *body = json_object();
	json_set_string(body, "type", event_type_name(about->type));
	json_set_string(body, "timestamp", clock_iso(about->at, iso));
	json_object_set_new(body, "data", data_of(record, about, words));
	json_encode(body, out);
	json_decref(body);
}

void event_write_body(const struct case_record *record, const struct event_about *about,
	bool cleared, struct buf *out)
{
	struct words words = {0};
	struct buf body;
	words.masked = take_words(&words.text, about->text, cleared) > 0;
	take_words(&words.reason, about->reason, cleared);
	cut(&words.reason, REASON_MAX);
	buf_init(&body, EVENT_BODY_CAP);
	for (encode(record, about, &words, &body); body.overflowed;
		encode(record, about, &words, &body)) {
		if (words.text.length == 0)
			panic("event: the body does not fit without text");
		cut(&words.text, words.text.length / 2);
		words.cut = true;
		buf_clear(&body);
	}
	buf_add(out, body.bytes, body.length);
	buf_release(&words.text);
	buf_release(&words.reason);
	buf_release(&body);
}
