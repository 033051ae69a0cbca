/*
 * A run of groups is what people write between two other words: "+91 98765-43210", "(0522) 223
 * 4567", "12.05.2024". What a run means depends on how it is grouped: "IPC 420 467 468 471" has as
 * many digits as an Aadhaar number. Groups are taken from the left; whoever asks copies or masks
 * what was taken, and goes on behind it.
 */
#include "text/digits.h"

#include <unicode/uchar.h>

#include "text/utf8.h"

bool digits_is_digit(int32_t point)
{
	return point < 0x80 ? point >= '0' && point <= '9' : u_charDigitValue(point) >= 0;
}

/* What separates two groups of one number: up to three of these. Gives its end and its kind, 0 if
 * it does not separate. */
static char separator_end(const char *text, size_t length, size_t *at)
{
	char kind = '\0';
	int count = 0;
	for (size_t next = *at; next < length && count < 4;) {
		int32_t point = utf8_next(text, length, &next);
		bool joiner = (point >= 0x200B && point <= 0x200F) || point == 0xFE0F ||
			      point == 0x20E3 || (point >= 0x202A && point <= 0x202E);
		bool blank = point == ' ' || point == 0xA0 || (point >= 0x2002 && point <= 0x200A);
		bool dash = point == '-' || (point >= 0x2010 && point <= 0x2015) || point == '_';
		if (!joiner && !blank && !dash && point != '.' && point != '(' && point != ')')
			return digits_is_digit(point) ? kind : '\0';
		if (!joiner)
			count++;
		if (kind == '\0' || kind == ' ')
			kind = dash                           ? '-'
			       : point == '.'                 ? '.'
			       : point == '(' || point == ')' ? '('
							      : ' ';
		*at = next;
	}
	return '\0';
}

static size_t read_group(const char *text, size_t length, size_t at, struct digit_group *group)
{
	*group = (struct digit_group){.start = at};
	while (at < length) {
		size_t next = at;
		int32_t point = utf8_next(text, length, &next);
		if (!digits_is_digit(point))
			break;
		int digit = point < 0x80 ? point - '0' : u_charDigitValue(point);
		if (group->digits == 0)
			group->leading_zero = digit == 0;
		if (group->digits < 1000)
			group->digits++;
		group->value = group->digits <= 8 ? group->value * 10 + digit : -1;
		at = next;
	}
	group->end = at;
	return at;
}

size_t digits_run(
	const char *text, size_t length, size_t at, struct digit_group groups[DIGIT_GROUPS_MAX])
{
	size_t count = 0;
	char separator = '\0';
	while (count < DIGIT_GROUPS_MAX) {
		at = read_group(text, length, at, &groups[count]);
		groups[count++].separator = separator;
		separator = separator_end(text, length, &at);
		if (separator == '\0')
			break;
	}
	return count;
}

static bool is_year(const struct digit_group *group)
{
	return group->digits == 4 && group->value >= 1900 && group->value < 2100;
}

static bool is_up_to(const struct digit_group *group, int max)
{
	return group->digits <= 2 && group->value >= 1 && group->value <= max;
}

/* How many groups from here on are a date: day, month, year or the other way round, with one kind
 * of separator. */
static size_t date_groups(const struct digit_group *groups, size_t count)
{
	if (count < 3 || groups[1].separator != groups[2].separator || groups[1].separator == '(')
		return 0;
	bool forward =
		is_up_to(&groups[0], 31) && is_up_to(&groups[1], 31) &&
		(is_year(&groups[2]) || (groups[2].digits == 2 && groups[1].separator != ' '));
	bool backward = is_year(&groups[0]) && is_up_to(&groups[1], 12) && is_up_to(&groups[2], 31);
	return forward || backward ? 3 : 0;
}

static bool is_short_code(const struct digit_group *group)
{
	static const int codes[] = {
		100, 101, 102, 108, 112, 139, 181, 1076, 1090, 1091, 1098, 1912, 1930};
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		if (group->value == codes[i] && !group->leading_zero)
			return true;
	}
	return false;
}

static bool is_day(int year, int month, int day)
{
	return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 20240512 or 12052024. */
static bool is_packed_date(const struct digit_group *group)
{
	int value = group->value;
	return group->digits == 8 &&
	       (is_day(value / 10000, value / 100 % 100, value % 100) ||
		       is_day(value % 10000, value / 10000 % 100, value / 1000000));
}

/* Twelve digits in fours, as Aadhaar is printed; sixteen as on a card. */
static bool is_in_fours(const struct digit_group *groups, size_t count)
{
	size_t fours = 0;
	while (fours < count && groups[fours].digits == 4)
		fours++;
	bool all_years = true;
	for (size_t i = 0; i < fours; i++)
		all_years = all_years && (is_year(&groups[i]) || is_short_code(&groups[i]));
	return (fours == 3 || fours == 4) && !all_years;
}

/* "2025-26". */
static bool is_financial_year(const struct digit_group *groups, size_t count)
{
	return count >= 2 && is_year(&groups[0]) && groups[1].digits == 2 &&
	       groups[1].separator == '-' && groups[1].value == (groups[0].value + 1) % 100;
}

size_t digits_plain(const struct digit_group *groups, size_t count)
{
	size_t date = date_groups(groups, count);
	if (date)
		return date;
	if (is_in_fours(groups, count))
		return 0;
	if (is_financial_year(groups, count))
		return 2;
	return is_year(&groups[0]) || is_short_code(&groups[0]) || is_packed_date(&groups[0]);
}

/* Whether a phone number written 5 and 5 ends here and another number follows. */
static bool is_between_phones(const struct digit_group *groups, size_t taken, size_t count)
{
	return taken >= 2 && taken + 1 < count && groups[taken - 2].digits == 5 &&
	       groups[taken - 1].digits == 5 &&
	       groups[taken].digits + groups[taken + 1].digits >= 8;
}

size_t digits_number(const struct digit_group *groups, size_t count, bool plus, int *out_digits)
{
	int digits = groups[0].digits;
	size_t taken = 1;
	while (taken < count && digits + groups[taken].digits <= (plus ? 15 : 19)) {
		bool next_is_whole =
			groups[taken].digits >= 8 && (digits >= 6 || is_year(&groups[taken - 1]));
		if (next_is_whole || is_between_phones(groups, taken, count) ||
			(digits >= 10 && date_groups(groups + taken, count - taken)))
			break;
		digits += groups[taken++].digits;
	}
	*out_digits = digits;
	return taken;
}

/* Ten digits in small groups, perhaps with 0 or 91 in front: "99 99 90 00 01", "999 990 000 1". */
static bool is_small_phone(const struct digit_group *groups, size_t count)
{
	size_t first = groups[0].value == 91 || (groups[0].value == 0 && groups[0].digits == 1);
	int digits = 0;
	size_t pairs = 0;
	bool zero = false; /* no section of a law begins with 0 */
	for (size_t i = first; i < count; i++) {
		digits += groups[i].digits;
		pairs += groups[i].digits == 2;
		zero = zero || (groups[i].leading_zero && groups[i].digits == 3);
	}
	if (digits != 10)
		return false;
	return pairs == 5 || zero || (groups[first].digits == 3 && groups[first].value >= 600);
}

bool digits_is_small_list(const struct digit_group *groups, size_t count)
{
	int longest = 0;
	bool blanks = true;
	for (size_t i = 0; i < count; i++) {
		if (groups[i].digits > longest)
			longest = groups[i].digits;
		blanks = blanks && (i == 0 || groups[i].separator == ' ');
	}
	return (longest == 2 || (longest == 3 && blanks)) && !is_small_phone(groups, count);
}

bool digits_is_aadhaar(const char *digits, size_t count)
{
	/* One generator of the dihedral group of ten, applied again and again. */
	static const unsigned char turn[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
	unsigned sum = 0;
	if (count != 12 || digits[0] < '2')
		return false;
	for (size_t i = 0; i < count; i++) {
		unsigned digit = (unsigned)(digits[count - 1 - i] - '0');
		for (size_t k = 0; k < i % 8; k++)
			digit = turn[digit];
		if (sum < 5)
			sum = digit < 5 ? (sum + digit) % 5 : 5 + (sum + digit) % 5;
		else
			sum = digit < 5 ? 5 + (sum - digit) % 5 : (sum + 5 - digit) % 5;
	}
	return sum == 0;
}

bool digits_is_card(const char *digits, size_t count)
{
	int sum = 0;
	if (count < 13 || count > 19)
		return false;
	for (size_t i = 0; i < count; i++) {
		int digit = digits[count - 1 - i] - '0';
		int twice = digit * 2;
		sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
	}
	return sum % 10 == 0;
}
