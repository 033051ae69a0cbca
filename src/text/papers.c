/* Shapes of letters and digits. All of them are short, so that looking costs little. */
#include "text/papers.h"

#include <string.h>

#include "text/digits.h"
#include "text/plain.h"
#include "text/told.h"
#include "text/utf8.h"

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Whether a word goes on here. Asterisks as the masking makes them stand for what was part of it. */
static bool is_word_at(const char *text, size_t length, size_t at)
{
	if (length - at >= 4 && memcmp(text + at, "****", 4) == 0)
		return true;
	int32_t point = utf8_peek(text, length, at);
	return point >= 0 && (plain_is_letter(point) || digits_is_digit(point));
}

enum { SYMBOLS_MAX = 16 }; /* none of the things is longer */

static size_t letters_end(const char *text, size_t length, size_t at)
{
	size_t start = at;
	while (at < length && at - start < SYMBOLS_MAX && is_letter(text[at]))
		at++;
	return at;
}

static size_t digits_end(const char *text, size_t length, size_t at)
{
	size_t start = at;
	while (at < length && at - start < SYMBOLS_MAX && is_digit(text[at]))
		at++;
	return at;
}

static size_t symbols_end(const char *text, size_t length, size_t at)
{
	size_t start = at;
	while (at < length && at - start < SYMBOLS_MAX &&
		(is_letter(text[at]) || is_digit(text[at])))
		at++;
	return at;
}

/* Behind one blank or dash, if one stands here. */
static size_t gap_end(const char *text, size_t length, size_t at)
{
	return at < length && (text[at] == ' ' || text[at] == '-') ? at + 1 : at;
}

/* Whether a number goes on here behind a blank or dash. */
static bool goes_on(const char *text, size_t length, size_t at)
{
	size_t next = gap_end(text, length, at);
	return is_word_at(text, length, at) || (next > at && next < length && is_digit(text[next]));
}

size_t papers_case_id(const char *text, size_t length, size_t at)
{
	size_t prefix = symbols_end(text, length, at);
	if (prefix == at || prefix > at + 8 || prefix >= length || text[prefix] != '-' ||
		!is_letter(text[at]))
		return 0;
	enum told told = told_by(text + at, prefix - at);
	if (told != TOLD_NOTHING && told != TOLD_REFERENCE)
		return 0;
	if (prefix == at + 1 && at > 0 && text[at - 1] == '/') /* a/c-1234-5678 */
		return 0;
	size_t first = symbols_end(text, length, prefix + 1);
	if (first != prefix + 5 || first >= length || text[first] != '-')
		return 0;
	size_t end = symbols_end(text, length, first + 1);
	bool more = end < length && text[end] == '-' && goes_on(text, length, end);
	return end == first + 5 && !is_word_at(text, length, end) && !more ? end : 0;
}

static bool is_state(const char *letters)
{
	static const char codes[] =
		" an ap ar as bh br cg ch dd dl dn ga gj hp hr jh jk ka kl la ld mh ml mn mp mz nl od or "
		"pb py rj sk tn tr ts tg ua uk up wb ";
	const char code[] = {' ', letters[0], letters[1], ' ', '\0'};
	return strstr(codes, code) != NULL;
}

size_t papers_vehicle(const char *text, size_t length, size_t at)
{
	size_t state = letters_end(text, length, at);
	if (state != at + 2 || !is_state(text + at))
		return 0;
	size_t office = gap_end(text, length, state);
	size_t office_end = digits_end(text, length, office);
	size_t series = gap_end(text, length, office_end);
	size_t series_end = letters_end(text, length, series);
	size_t number = gap_end(text, length, series_end);
	size_t end = digits_end(text, length, number);
	bool fits = office_end > office && office_end <= office + 2 && series_end > series &&
		    series_end <= series + 3 && end > number && end <= number + 4;
	return fits && !goes_on(text, length, end) ? end : 0;
}

/* Any passport: up to three letters, six to nine digits in groups, up to two letters. */
static size_t told_passport(const char *text, size_t length, size_t at)
{
	size_t letters = letters_end(text, length, at), end = gap_end(text, length, letters);
	size_t count = 0, digits;
	if (letters > at + 3)
		return 0;
	do {
		size_t start = count ? gap_end(text, length, end) : end;
		digits = digits_end(text, length, start) - start;
		if (digits == 0 || count + digits > 9)
			break;
		count += digits;
		end = start + digits;
	} while (end < length);
	size_t tail = letters_end(text, length, end);
	if (tail <= end + 2)
		end = tail;
	return count >= 6 && !is_word_at(text, length, end) ? end : 0;
}

size_t papers_passport(const char *text, size_t length, size_t at, bool told)
{
	size_t end = told ? told_passport(text, length, at) : 0;
	if (end)
		return end;
	size_t letters = letters_end(text, length, at) - at;
	if (letters < 1 || letters > 2 || (letters == 2 && memcmp(text + at, "rs", 2) == 0))
		return 0;
	size_t start = at + letters;
	if (letters == 1)
		start = gap_end(text, length, start);
	end = digits_end(text, length, start);
	bool fits = end == start + 7 || (letters == 2 && end == start + 6);
	return fits && !is_word_at(text, length, end) ? end : 0;
}

size_t papers_pan(const char *text, size_t length, size_t at, bool told)
{
	size_t letters = letters_end(text, length, at);
	size_t start = told ? gap_end(text, length, letters) : letters;
	size_t digits = digits_end(text, length, start);
	size_t last = told ? gap_end(text, length, digits) : digits;
	size_t end = letters_end(text, length, last);
	bool fits = letters == at + 5 && digits == start + 4 && end == last + 1;
	return fits && !is_word_at(text, length, end) ? end : 0;
}

size_t papers_ifsc(const char *text, size_t length, size_t at)
{
	size_t end = symbols_end(text, length, at);
	if (end != at + 11 || letters_end(text, length, at) != at + 4 || text[at + 4] != '0')
		return 0;
	int digits = 0;
	for (size_t i = at + 5; i < end; i++)
		digits += is_digit(text[i]);
	return digits >= 3 && !is_word_at(text, length, end) ? end : 0;
}
