/*
 * NFC of a text. ICU speaks UTF-16, so the text goes there and back; the common text, which has no
 * code point that NFC could change, is copied. Bytes that are no UTF-8 become U+FFFD.
 *
 * NFC sorts the marks of a letter by their class, and ICU does that by insertion, which is quadratic
 * where thousands stand on one letter. Such piles are sorted by counting before ICU sees them.
 */
#include "text/nfc.h"

#include <stdbool.h>
#include <string.h>

#include <unicode/uchar.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "base/panic.h"
#include "text/text.h"
#include "text/utf8.h"

enum { PILE = 32 }; /* marks on one letter; ICU may sort up to this many */

bool nfc_is_needed(int32_t point)
{
	if (point < 0x300)
		return false;
	/* Devanagari: only the nukta, the letters made with it and the accents take part in NFC. */
	if (point >= 0x900 && point <= 0x97F)
		return point == 0x93C || (point >= 0x951 && point <= 0x95F) || point == 0x929 ||
		       point == 0x931 || point == 0x934;
	if (point >= 0x2002 && point <= 0x206F) /* punctuation, joiners */
		return false;
	return point != 0xFFFD && !(point >= 0x1F300 && point <= 0x1FAFF);
}

/* The marks of Tibetan that are two, of two classes, and would be taken apart only behind the
 * sorting. Gives the second and changes *point to the first; 0 if the point is none of them. */
static int32_t part_mark(int32_t *point)
{
	int32_t second = *point == 0xF73 ? 0xF72 : *point == 0xF75 ? 0xF74 : 0xF80;
	if (*point != 0xF73 && *point != 0xF75 && *point != 0xF81)
		return 0;
	*point = 0xF71;
	return second;
}

/* Copy with bad bytes replaced; true if something in it may change under NFC. */
static bool copy_clean(const char *text, size_t length, struct buf *out)
{
	bool needed = false;
	for (size_t at = 0; at < length;) {
		size_t start = at;
		int32_t point = utf8_next(text, length, &at);
		needed = needed || nfc_is_needed(point);
		int32_t second = part_mark(&point);
		if (second) {
			utf8_add(out, point);
			utf8_add(out, second);
		} else if (point == 0xFFFD)
			utf8_add(out, point);
		else
			buf_add(out, text + start, at - start);
	}
	return needed;
}

/* Sort the marks points[0..count) by class, those of one class as they stand. */
static void sort_pile(int32_t *points, size_t count)
{
	size_t places[257] = {0};
	for (size_t i = 0; i < count; i++)
		places[u_getCombiningClass(points[i]) + 1]++;
	for (size_t class = 1; class < 257; class ++)
		places[class] += places[class - 1];
	int32_t *sorted = mem_new(count, sizeof(*sorted));
	for (size_t i = 0; i < count; i++)
		sorted[places[u_getCombiningClass(points[i])]++] = points[i];
	memcpy(points, sorted, count * sizeof(*points));
	mem_free(sorted);
}

static int32_t wide_next(const UChar *from, int32_t *at, int32_t end)
{
	int32_t unit = from[(*at)++];
	if ((unit & 0xFC00) != 0xD800 || *at == end)
		return unit;
	return 0x10000 + ((unit & 0x3FF) << 10) + (from[(*at)++] & 0x3FF);
}

static void wide_put(UChar *to, int32_t *at, int32_t point)
{
	if (point >= 0x10000)
		to[(*at)++] = (UChar)(0xD800 + ((point - 0x10000) >> 10));
	to[(*at)++] = (UChar)(point < 0x10000 ? point : 0xDC00 + (point & 0x3FF));
}

/* Sort the marks from[start..end). */
static void sort_marks(UChar *from, int32_t start, int32_t end)
{
	int32_t *points = mem_new((size_t)(end - start), sizeof(*points));
	size_t count = 0;
	for (int32_t at = start; at < end;)
		points[count++] = wide_next(from, &at, end);
	sort_pile(points, count);
	for (size_t i = 0; i < count; i++)
		wide_put(from, &start, points[i]);
	mem_free(points);
}

static void sort_piles(UChar *from, int32_t length)
{
	int32_t start = 0; /* of the marks that end at `at` */
	for (int32_t at = 0; at <= length;) {
		int32_t before = at;
		int32_t point = at < length ? wide_next(from, &at, length) : 0;
		if (u_getCombiningClass(point) != 0)
			continue;
		at += before == length; /* that was the end */
		if (before - start > PILE)
			sort_marks(from, start, before);
		start = at;
	}
}

static void normalize(const UChar *from, int32_t length, struct buf *out)
{
	UErrorCode code = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&code);
	int32_t size = length * 3 + 1; /* NFC never grows UTF-16 by more than this */
	UChar *to = mem_new((size_t)size, sizeof(*to));
	int32_t units = unorm2_normalize(nfc, from, length, to, size, &code);
	if (U_FAILURE(code))
		panic("NFC failed: %s", u_errorName(code));
	char *bytes = mem_new((size_t)units * 3 + 1, 1);
	int32_t count = 0;
	u_strToUTF8(bytes, units * 3 + 1, &count, to, units, &code);
	buf_clear(out);
	buf_add(out, bytes, (size_t)count);
	mem_free(bytes);
	mem_free(to);
}

void text_nfc(const char *text, size_t length, struct buf *out)
{
	buf_clear(out);
	if (length > NFC_MAX)
		length = NFC_MAX;
	if (!copy_clean(text, length, out) || out->overflowed)
		return;

	UErrorCode code = U_ZERO_ERROR;
	UChar *wide = mem_new(out->length + 1, sizeof(*wide));
	int32_t units = 0;
	u_strFromUTF8(
		wide, (int32_t)out->length + 1, &units, out->bytes, (int32_t)out->length, &code);
	if (U_FAILURE(code))
		panic("UTF-16 failed: %s", u_errorName(code));
	sort_piles(wide, units);
	normalize(wide, units, out);
	mem_free(wide);
}
