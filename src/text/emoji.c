/*
 * An emoji is one of these (the grammar of UTS #51, https://www.unicode.org/reports/tr51/):
 *
 * - a keycap: digit, # or *, perhaps U+FE0F, U+20E3;
 * - a flag: two regional indicators that are a region's code;
 * - elements joined by ZWJ, an element being a pictograph with perhaps a skin tone, or U+FE0F, or
 * tags.
 *
 * A pictograph that is ordinary text unless U+FE0F follows (copyright, digits) is text without it,
 * and one followed by U+FE0E always is.
 */
#include "text/emoji.h"

#include <stdbool.h>

#include <unicode/uchar.h>

#include "text/utf8.h"

enum {
	ZWJ = 0x200D,
	AS_TEXT = 0xFE0E,
	AS_EMOJI = 0xFE0F,
	KEYCAP = 0x20E3,
	BLACK_FLAG = 0x1F3F4,
	TAG_FIRST = 0xE0020,
	TAG_LAST = 0xE007E,
	TAG_END = 0xE007F,
};

static size_t keycap_end(const char *text, size_t length, size_t at)
{
	utf8_next(text, length, &at);
	if (utf8_peek(text, length, at) == AS_EMOJI)
		utf8_next(text, length, &at);
	return utf8_peek(text, length, at) == KEYCAP ? at + U8_LENGTH(KEYCAP) : 0;
}

static size_t flag_end(const char *text, size_t length, size_t at)
{
	int32_t first = utf8_next(text, length, &at);
	int32_t second = utf8_peek(text, length, at);
	if (second < 0 || !u_hasBinaryProperty(second, UCHAR_REGIONAL_INDICATOR))
		return at;
	UChar pair[4] = {U16_LEAD(first), U16_TRAIL(first), U16_LEAD(second), U16_TRAIL(second)};
	if (u_stringHasBinaryProperty(pair, 4, UCHAR_RGI_EMOJI_FLAG_SEQUENCE))
		utf8_next(text, length, &at);
	return at;
}

/* Behind the tags that spell a region after a black flag, or where they would begin if they have no
 * end. */
static size_t tags_end(const char *text, size_t length, size_t at)
{
	size_t end = at;
	int32_t point = utf8_peek(text, length, end);
	for (int i = 0; i < 8 && point >= TAG_FIRST && point <= TAG_LAST; i++) {
		utf8_next(text, length, &end);
		point = utf8_peek(text, length, end);
	}
	return point == TAG_END && end > at ? end + U8_LENGTH(TAG_END) : at;
}

static bool is_pictograph(int32_t point)
{
	return point > 0x7F && (u_hasBinaryProperty(point, UCHAR_EMOJI) ||
				       u_hasBinaryProperty(point, UCHAR_EXTENDED_PICTOGRAPHIC));
}

static size_t element_end(const char *text, size_t length, size_t at)
{
	int32_t point = utf8_next(text, length, &at);
	if (!is_pictograph(point))
		return 0;
	int32_t next = utf8_peek(text, length, at);
	if (next == AS_TEXT || (point < 0x2000 && next != AS_EMOJI))
		return 0;
	if (next == AS_EMOJI || (next > 0 && u_hasBinaryProperty(next, UCHAR_EMOJI_MODIFIER) &&
					u_hasBinaryProperty(point, UCHAR_EMOJI_MODIFIER_BASE)))
		utf8_next(text, length, &at);
	return point == BLACK_FLAG ? tags_end(text, length, at) : at;
}

size_t emoji_length(const char *text, size_t length, size_t at)
{
	unsigned char byte = (unsigned char)text[at];
	if ((byte >= '0' && byte <= '9') || byte == '#' || byte == '*') {
		size_t end = keycap_end(text, length, at);
		return end ? end - at : 0;
	}
	if (byte < 0xC2 || byte == 0xE0) /* ASCII, Devanagari */
		return 0;
	if (u_hasBinaryProperty(utf8_peek(text, length, at), UCHAR_REGIONAL_INDICATOR))
		return flag_end(text, length, at) - at;

	size_t end = element_end(text, length, at);
	while (end && utf8_peek(text, length, end) == ZWJ) {
		size_t joint = end + U8_LENGTH(ZWJ);
		size_t next = joint < length ? element_end(text, length, joint) : 0;
		if (!next)
			break;
		end = next;
	}
	return end ? end - at : 0;
}
