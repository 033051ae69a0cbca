/*
 * People paste letters that look like others ("𝐇𝐞𝐥𝐩", "ＨＥＬＰ", "ʜᴇʟᴘ"), to be seen or not to be
 * found. NFKC knows most of them, but not small capitals, and would change much else; here is what
 * posts really have.
 *
 * The plain text is what the masking looks at. It remembers where each of its bytes came from, so
 * that what is found in it can be masked in the text as given.
 */
#include "text/plain.h"

#include <unicode/uchar.h>

#include "base/mem.h"
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

/* Small capitals, and the mathematical letters that are older than their block. */
static int32_t scattered_letter(int32_t point)
{
	static const struct {
		uint16_t point;
		char letter;
	} letters[] = {{0x1D00, 'a'}, {0x299, 'b'}, {0x1D04, 'c'}, {0x1D05, 'd'}, {0x1D07, 'e'},
		{0xA730, 'f'}, {0x262, 'g'}, {0x29C, 'h'}, {0x26A, 'i'}, {0x1D0A, 'j'},
		{0x1D0B, 'k'}, {0x29F, 'l'}, {0x1D0D, 'm'}, {0x274, 'n'}, {0x1D0F, 'o'},
		{0x1D18, 'p'}, {0x280, 'r'}, {0xA731, 's'}, {0x1D1B, 't'}, {0x1D1C, 'u'},
		{0x1D20, 'v'}, {0x1D21, 'w'}, {0x28F, 'y'}, {0x1D22, 'z'}, {0x2102, 'c'},
		{0x210A, 'g'}, {0x210B, 'h'}, {0x210C, 'h'}, {0x210D, 'h'}, {0x210E, 'h'},
		{0x2110, 'i'}, {0x2111, 'i'}, {0x2112, 'l'}, {0x2115, 'n'}, {0x2119, 'p'},
		{0x211A, 'q'}, {0x211B, 'r'}, {0x211C, 'r'}, {0x211D, 'r'}, {0x2124, 'z'},
		{0x2128, 'z'}, {0x212C, 'b'}, {0x212D, 'c'}, {0x212F, 'e'}, {0x2130, 'e'},
		{0x2131, 'f'}, {0x2133, 'm'}, {0x2134, 'o'}};
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (letters[i].point == point)
			return letters[i].letter;
	}
	return point;
}

/* A letter or sign of ASCII that another stands for; the point itself if it stands for none. */
static int32_t ascii_of(int32_t point)
{
	if (point >= 0xFF01 && point <= 0xFF5E) /* full-width */
		return point - 0xFF01 + '!';
	if (point >= 0x1D400 && point <= 0x1D6A3) { /* mathematical: A to Z, a to z, and again */
		int32_t letter = (point - 0x1D400) % 52;
		return letter < 26 ? 'A' + letter : 'a' + letter - 26;
	}
	if (point >= 0x24B6 && point <= 0x24E9) /* circled */
		return 'a' + (point - 0x24B6) % 26;
	if (point >= 0x1F130 && point <= 0x1F149) /* squared, and both kinds in black */
		return 'a' + point - 0x1F130;
	if (point >= 0x1F150 && point <= 0x1F169)
		return 'a' + point - 0x1F150;
	if (point >= 0x1F170 && point <= 0x1F189)
		return 'a' + point - 0x1F170;
	bool scattered = (point >= 0x262 && point <= 0x29F) ||
			 (point >= 0x1D00 && point <= 0x1D22) ||
			 (point >= 0x2102 && point <= 0x2134) || point == 0xA730 || point == 0xA731;
	return scattered ? scattered_letter(point) : point;
}

/* The digit that a code point of any script is, circled and raised ones too; -1 if none. */
static int32_t digit_of(int32_t point)
{
	int32_t digit = u_charDigitValue(point);
	if (digit >= 0 || u_charType(point) != U_OTHER_NUMBER)
		return digit;
	double value = u_getNumericValue(point);
	for (digit = 9; digit >= 0 && value != digit; digit--)
		;
	return digit;
}

int32_t plain_point(int32_t point)
{
	if (point < 0x80)
		return point >= 'A' && point <= 'Z' ? point + 32 : point;
	if (point == 0x901)
		return 0x902;
	if (point >= 0x902 && point <= 0x957) /* Devanagari's letters and signs have no case */
		return without_nukta(point);
	int32_t digit = digit_of(point);
	if (digit >= 0)
		return '0' + digit;
	int32_t ascii = ascii_of(point);
	return ascii < 0x80 ? plain_point(ascii) : u_tolower(without_nukta(point));
}

bool plain_is_dropped(int32_t point)
{
	if (point < 0x300)
		return point == 0xAD;
	return point == 0x93C || point == 0x34F || point == 0x61C || point == 0x180E ||
	       (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
	       (point >= 0x2060 && point <= 0x206F) || (point >= 0xFE00 && point <= 0xFE0F) ||
	       point == 0xFEFF || (point >= 0xE0100 && point <= 0xE01EF);
}

bool plain_is_overlay(int32_t point)
{
	return (point >= 0x300 && point <= 0x36F) || (point >= 0x1AB0 && point <= 0x1ACE) ||
	       (point >= 0x1DC0 && point <= 0x1DFF) || (point >= 0x20D0 && point <= 0x20F0) ||
	       (point >= 0xFE20 && point <= 0xFE2F);
}

bool plain_is_letter(int32_t point)
{
	if (point < 0x80)
		return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
	return (U_GET_GC_MASK(point) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

static bool is_between(int32_t point, int32_t first, int32_t last)
{
	return point >= first && point <= last;
}

/* Blanks, dashes and dots, as they stand between the groups of a number. */
static int32_t plain_sign(int32_t point)
{
	if (point == '\t' || point == 0xA0 || is_between(point, 0x2000, 0x200A) ||
		point == 0x202F || point == 0x205F || point == 0x3000)
		return ' ';
	if (is_between(point, 0x2010, 0x2015) || point == 0x2212 || point == 0xFE58 ||
		point == 0xFE63)
		return '-';
	if (point == 0xB7 || point == 0x2022 || point == 0x2024 || point == 0x3002 ||
		point == 0xFF61)
		return '.';
	return point;
}

void plain_make(const char *text, size_t length, struct plain_text *out)
{
	if (length > UINT32_MAX / 4)
		length = UINT32_MAX / 4;
	struct buf bytes;
	buf_init(&bytes, SIZE_MAX);
	size_t capacity = length + length / 2 + 8;
	uint32_t *from = mem_new(capacity, sizeof(*from));
	for (size_t at = 0; at < length;) {
		size_t start = at, before = bytes.length;
		int32_t point = utf8_next(text, length, &at);
		if (plain_is_dropped(point) || plain_is_overlay(point))
			continue;
		utf8_add(&bytes, plain_sign(plain_point(point)));
		if (bytes.length + 1 > capacity) { /* bad bytes grow */
			capacity = bytes.length * 2;
			from = mem_resize(from, capacity, sizeof(*from));
		}
		for (size_t i = before; i < bytes.length; i++)
			from[i] = (uint32_t)start;
	}
	from[bytes.length] = (uint32_t)length;
	out->length = bytes.length;
	out->bytes = bytes.bytes; /* its own from now on */
	out->from = from;
}

void plain_release(struct plain_text *plain)
{
	mem_free(plain->bytes);
	mem_free(plain->from);
	*plain = (struct plain_text){0};
}
