/*
 * Words that people take for the same become the same bytes: NFC, lower case, no nukta, anusvara
 * for chandrabindu, ASCII digits, "helpppp" as "helpp", letters that only look different as ASCII.
 * Joiners, variation selectors and apostrophes inside a word vanish ("don't" is "dont"), and so do
 * a final 's ("Lucknow's" is "lucknow"), marks that underline or strike out, and all marks of a
 * letter behind its fourth.
 *
 * Most words need nothing of ICU but a look at each letter; one with marks that NFC may move is
 * normalised first.
 */
#include "text/fold.h"

#include <string.h>

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/nfc.h"
#include "text/plain.h"
#include "text/utf8.h"

enum { MARKS_MAX = 4 }; /* on one letter; more are dropped */

static bool is_dropped(int32_t point)
{
	return point == '\'' || point == 0x2019 || point == 0x2BC || plain_is_dropped(point) ||
	       plain_is_overlay(point);
}

/* Small letters and digits of ASCII. */
static bool is_plain(int32_t point)
{
	return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
}

static bool is_mark(int32_t point)
{
	return point >= 0x300 && (U_GET_GC_MASK(point) & U_GC_M_MASK) != 0;
}

enum text_script fold_script(int32_t point)
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
	int run = 0, marks = 0;
	for (size_t at = start; at < end;) {
		int32_t point = utf8_next(text, end, &at);
		if (!is_plain(point)) { /* most letters need no more than a look */
			if (is_dropped(point))
				continue;
			marks = is_mark(point) ? marks + 1 : 0;
			if (marks > MARKS_MAX)
				continue;
			point = plain_point(point);
		} else {
			marks = 0;
		}
		run = point == last ? run + 1 : 1;
		last = point;
		if (run > 2 && !(point >= '0' && point <= '9'))
			continue;
		if (script == SCRIPT_NONE)
			script = fold_script(point);
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
		needed = point >= 0x80 && nfc_is_needed(point) &&
			 !(point >= 0x900 && point <= 0x97F);
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
