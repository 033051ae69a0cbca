/*
 * NFC of a text. ICU speaks UTF-16, so the text goes there and back; the common text, which has no
 * code point that NFC could change, is copied. Bytes that are no UTF-8 become U+FFFD.
 */
#include "text/nfc.h"

#include <stdbool.h>

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/mem.h"
#include "base/panic.h"
#include "text/text.h"
#include "text/utf8.h"

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

/* Copy with bad bytes replaced; true if something in it may change under NFC. */
static bool copy_clean(const char *text, size_t length, struct buf *out)
{
	bool needed = false;
	for (size_t at = 0; at < length;) {
		size_t start = at;
		int32_t point = utf8_next(text, length, &at);
		needed = needed || nfc_is_needed(point);
		if (point == 0xFFFD)
			utf8_add(out, point);
		else
			buf_add(out, text + start, at - start);
	}
	return needed;
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
	normalize(wide, units, out);
	mem_free(wide);
}
