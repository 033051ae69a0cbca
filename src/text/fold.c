/*
 * Words that people take for the same become the same bytes: NFC, lower case, no nukta, anusvara
 * for chandrabindu, ASCII digits, "helpppp" as "helpp". Joiners, variation selectors and
 * apostrophes inside a word vanish ("don't" is "dont"), and so does a final 's ("Lucknow's" is
 * "lucknow").
 *
 * Most words need nothing of ICU but a look at each letter; one with marks that NFC may move is
 * normalised first.
 */
#include "text/fold.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/nfc.h"
#include "text/utf8.h"

/* Letters that NFC keeps as letter with nukta, beside their plain letter. */
static int32_t without_nukta(int32_t point)
{
	static const int32_t plain[] = {0x915, 0x916, 0x917, 0x91C, 0x921, 0x922, 0x92B, 0x92F};
	if (point >= 0x958 && point <= 0x95F)
		return plain[point - 0x958];
	if (point == 0x929 || point == 0x931 || point == 0x934)
		return point - 1;
	return point;
}

static bool is_dropped(int32_t point)
{
	return point == 0x93C || point == '\'' || point == 0x2019 || point == 0x2BC ||
	       point == 0xAD || (point >= 0x200B && point <= 0x200F) ||
	       (point >= 0xFE00 && point <= 0xFE0F);
}

static int32_t fold_point(int32_t point)
{
	if (point < 0x80)
		return point >= 'A' && point <= 'Z' ? point + 32 : point;
	if (point == 0x901)
		return 0x902;
	int32_t digit = u_charDigitValue(point);
	if (digit >= 0)
		return '0' + digit;
	return u_tolower(without_nukta(point));
}

static enum text_script script_of(int32_t point)
{
	if (point < 0x80)
		return point >= 'a' && point <= 'z' ? SCRIPT_LATIN : SCRIPT_NONE;
	if (point >= 0x900 && point <= 0x97F)
		return SCRIPT_DEVANAGARI;
	if (!u_isalpha(point))
		return SCRIPT_NONE;
	return uscript_hasScript(point, USCRIPT_LATIN) ? SCRIPT_LATIN : SCRIPT_OTHER;
}

static enum text_script fold_points(const char *text, size_t start, size_t end, struct buf *out)
{
	enum text_script script = SCRIPT_NONE;
	int32_t last = -1;
	int run = 0;
	for (size_t at = start; at < end;) {
		int32_t point = utf8_next(text, end, &at);
		if (is_dropped(point))
			continue;
		point = fold_point(point);
		run = point == last ? run + 1 : 1;
		last = point;
		if (run > 2 && !(point >= '0' && point <= '9'))
			continue;
		if (script == SCRIPT_NONE)
			script = script_of(point);
		utf8_add(out, point);
	}
	return script;
}

/* Where a word ends that may end in 's. */
static size_t without_possessive(const char *text, size_t start, size_t end)
{
	if (end - start < 3 || (text[end - 1] != 's' && text[end - 1] != 'S'))
		return end;
	if (text[end - 2] == '\'')
		return end - 2;
	if (end - start > 4 && memcmp(text + end - 4, "\xE2\x80\x99", 3) == 0)
		return end - 4;
	return end;
}

enum text_script fold_word(const char *text, size_t start, size_t end, struct buf *out)
{
	end = without_possessive(text, start, end);
	bool needed = false;
	for (size_t at = start; at < end && !needed;) {
		int32_t point = utf8_next(text, end, &at);
		needed = nfc_is_needed(point) && !(point >= 0x900 && point <= 0x97F);
	}
	if (!needed)
		return fold_points(text, start, end, out);

	struct buf composed;
	buf_init(&composed, NFC_MAX);
	text_nfc(text + start, end - start, &composed);
	enum text_script script = fold_points(composed.bytes, 0, composed.length, out);
	buf_release(&composed);
	return script;
}
