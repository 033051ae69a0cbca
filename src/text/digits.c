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

size_t digits_plain(const struct digit_group *groups, size_t count)
{
	size_t date = date_groups(groups, count);
	if (date)
		return date;
	if (is_in_fours(groups, count))
		return 0;
	return is_year(&groups[0]) || is_short_code(&groups[0]) || is_packed_date(&groups[0]);
}

size_t digits_number(const struct digit_group *groups, size_t count, bool plus, int *out_digits)
{
	int digits = groups[0].digits;
	size_t taken = 1;
	while (taken < count && digits + groups[taken].digits <= (plus ? 15 : 19)) {
		bool next_is_whole =
			groups[taken].digits >= 8 && (digits >= 6 || is_year(&groups[taken - 1]));
		if (next_is_whole || (digits >= 10 && date_groups(groups + taken, count - taken)))
			break;
		digits += groups[taken++].digits;
	}
	*out_digits = digits;
	return taken;
}

bool digits_is_small_list(const struct digit_group *groups, size_t count)
{
	size_t longest = 0, pairs = 0;
	bool blanks = true;
	for (size_t i = 0; i < count; i++) {
		if ((size_t)groups[i].digits > longest)
			longest = (size_t)groups[i].digits;
		pairs += groups[i].digits == 2;
		blanks = blanks && (i == 0 || groups[i].separator == ' ');
	}
	if (longest == 2)
		return !(pairs == count && count == 5);
	return longest == 3 && blanks;
}
