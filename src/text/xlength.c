/*
 * X's weighted length: the text in NFC, each code point of the light ranges 1, each other 2, each
 * emoji 2 whatever it is made of, each link 23 whatever its length. The ranges are those of
 * twitter-text's configuration version 3.
 *
 * Cutting goes through the same pieces and remembers two places where the dots would still fit: the
 * last between two letters as people see them, and the last behind a word. What was no link can
 * become one by being cut ("a.inner" to "a.in"): then the whole word goes.
 */
#include <limits.h>
#include <string.h>

#include <unicode/uchar.h>

#include "text/emoji.h"
#include "text/links.h"
#include "text/nfc.h"
#include "text/text.h"
#include "text/utf8.h"

static int weight_of(int32_t point)
{
	bool light = point <= 4351 || (point >= 8192 && point <= 8205) ||
		     (point >= 8208 && point <= 8223) || (point >= 8242 && point <= 8247);
	return light ? 1 : 2;
}

enum { LINK_WEIGHT = 23 };

/* A text in NFC, and how far it was read. */
struct reader {
	const struct buf *text;
	size_t at;
	struct links links;
	size_t link; /* the next one */
};

static struct reader reader_on(const struct buf *text)
{
	struct reader reader = {.text = text};
	links_find(text->bytes, text->length, &reader.links);
	return reader;
}

/* The weight of the next piece (code point, emoji or link), which must be there; goes behind it. */
static int next_piece(struct reader *reader)
{
	const struct links *links = &reader->links;
	const struct buf *text = reader->text;
	while (reader->link < links->count && links->items[reader->link].start < reader->at)
		reader->link++;
	if (reader->link < links->count && links->items[reader->link].start == reader->at) {
		reader->at = links->items[reader->link].end;
		return LINK_WEIGHT;
	}
	size_t emoji = emoji_length(text->bytes, text->length, reader->at);
	if (emoji) {
		reader->at += emoji;
		return 2;
	}
	return weight_of(utf8_next(text->bytes, text->length, &reader->at));
}

static int weigh(const struct buf *text)
{
	int weight = 0;
	struct reader reader = reader_on(text);
	while (reader.at < text->length && weight < INT_MAX - LINK_WEIGHT)
		weight += next_piece(&reader);
	links_release(&reader.links);
	return weight;
}

int text_x_length(const char *text, size_t length)
{
	struct buf composed;
	buf_init(&composed, SIZE_MAX);
	text_nfc(text, length, &composed);
	int weight = weigh(&composed);
	buf_release(&composed);
	return weight;
}

bool text_x_is_valid(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t start = at;
		int32_t point = utf8_next(text, length, &at);
		if (point == 0xFFFE || point == 0xFEFF || point == 0xFFFF || point == 0x202D ||
			point == 0x202E)
			return false;
		if (point == 0xFFFD && (at - start != 3 || (unsigned char)text[start] != 0xEF))
			return false; /* not a U+FFFD that was written */
	}
	int weight = text_x_length(text, length);
	return weight >= 1 && weight <= TEXT_X_MAX;
}

/* Whether a text may be cut between these two: not in front of a mark or joiner, nor behind a
 * virama or joiner. */
static bool may_part(int32_t before, int32_t after)
{
	bool joined = before == 0x94D || before == 0x200D || after == 0x200D || after == 0x200C;
	return !joined && !(U_GET_GC_MASK(after) & U_GC_M_MASK);
}

static bool is_blank(int32_t point)
{
	return u_isUWhiteSpace(point);
}

/* Where to cut so that what stays weighs at most `room`. */
static size_t cut_place(const struct buf *text, int room)
{
	size_t letter = 0, word = 0;
	int letter_weight = 0, word_weight = 0, weight = 0;
	int32_t before = -1;
	struct reader reader = reader_on(text);
	while (reader.at < text->length && weight <= room) {
		size_t at = reader.at;
		int32_t after = utf8_peek(text->bytes, text->length, at);
		if (before >= 0 && may_part(before, after)) {
			letter = at;
			letter_weight = weight;
			if (is_blank(after) && !is_blank(before)) {
				word = at;
				word_weight = weight;
			}
		}
		weight += next_piece(&reader);
		before = after;
	}
	links_release(&reader.links);
	return word && word_weight * 3 >= letter_weight * 2 ? word : letter;
}

/* In front of the last blank of what is in front of `place`, 0 if there is none. */
static size_t word_before(const struct buf *text, size_t place)
{
	while (place > 0 && (unsigned char)text->bytes[place - 1] > ' ')
		place--;
	return place > 0 ? place - 1 : 0;
}

static void cut_at(const struct buf *text, size_t place, int dots, struct buf *out)
{
	while (place > 0 && text->bytes[place - 1] == ' ')
		place--;
	buf_clear(out);
	buf_add(out, text->bytes, place);
	buf_add(out, "...", (size_t)dots);
}

void text_x_cut(const char *text, int max, struct buf *out)
{
	struct buf composed;
	buf_init(&composed, SIZE_MAX);
	text_nfc(text, strlen(text), &composed);
	if (weigh(&composed) <= max) {
		buf_clear(out);
		buf_add_string(out, text);
	} else {
		int dots = max >= 3 ? 3 : max > 0 ? max : 0;
		size_t place = cut_place(&composed, max - dots);
		cut_at(&composed, place, dots, out);
		if (weigh(out) > max)
			cut_at(&composed, word_before(&composed, place), dots, out);
	}
	buf_release(&composed);
}
