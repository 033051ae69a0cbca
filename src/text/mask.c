/*
 * Masking personal data, in one pass from left to right. At the beginning of each word, in this
 * order: a link is copied (unless it opens a chat with a phone number), a @name is copied, an
 * e-mail or payment address is masked, a case id is copied, a passport number is masked, and digits
 * are looked at as a run of groups.
 *
 * Of a run, dates, years and short codes are copied, and what may be one number is masked if it is
 * long enough to be a phone number, an Aadhaar or an account. In doubt, digits are masked: a number
 * shown too little can be asked for, one shown too much cannot be taken back.
 */
#include <string.h>
#include <strings.h>

#include <unicode/uchar.h>

#include "text/digits.h"
#include "text/text.h"
#include "text/utf8.h"

struct masker {
	const char *text;
	size_t length;
	size_t at;
	size_t no_email_before; /* up to here no @ follows a word */
	size_t phone_word_end;  /* where the last "phone:" ended; 0 if there was none */
	bool amount;            /* the last word was a currency */
	struct buf *out;
	int masked;
};

static bool is_letter(int32_t point)
{
	if (point < 0x80)
		return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
	return (U_GET_GC_MASK(point) & (U_GC_L_MASK | U_GC_M_MASK)) != 0 && point != 0x20E3 &&
	       point != 0xFE0F;
}

static bool is_word_point(int32_t point)
{
	return point >= 0 && (is_letter(point) || digits_is_digit(point));
}

static bool is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_ascii_word(char c)
{
	return is_ascii_letter(c) || (c >= '0' && c <= '9');
}

static void copy_to(struct masker *masker, size_t end)
{
	buf_add(masker->out, masker->text + masker->at, end - masker->at);
	masker->at = end;
}

/* Put '*' for every character up to `end` but the last two. */
static void mask_to(struct masker *masker, size_t end)
{
	size_t last = masker->at, last_but_one = masker->at;
	for (size_t at = masker->at; at < end;) {
		last_but_one = last;
		last = at;
		utf8_next(masker->text, end, &at);
	}
	while (masker->at < last_but_one) {
		utf8_next(masker->text, end, &masker->at);
		buf_add_char(masker->out, '*');
	}
	copy_to(masker, end);
	masker->masked++;
}

static bool starts_with(const struct masker *masker, const char *prefix)
{
	size_t length = strlen(prefix);
	return masker->length - masker->at >= length &&
	       strncasecmp(masker->text + masker->at, prefix, length) == 0;
}

static bool has(const char *text, size_t length, const char *part)
{
	size_t size = strlen(part);
	for (size_t i = 0; i + size <= length; i++) {
		if (strncasecmp(text + i, part, size) == 0)
			return true;
	}
	return false;
}

static bool copy_link(struct masker *masker)
{
	if (!starts_with(masker, "http://") && !starts_with(masker, "https://") &&
		!starts_with(masker, "www.") && !starts_with(masker, "t.co/") &&
		!starts_with(masker, "x.com/") && !starts_with(masker, "twitter.com/"))
		return false;
	size_t end = masker->at;
	while (end < masker->length && (unsigned char)masker->text[end] > ' ')
		end++;
	size_t head = end - masker->at < 40 ? end - masker->at : 40;
	const char *link = masker->text + masker->at;
	if (has(link, head, "//wa.me/") || has(link, head, "whatsapp.com") ||
		memchr(link, '@', head))
		return false;
	copy_to(masker, end);
	return true;
}

static bool copy_mention(struct masker *masker)
{
	if (masker->text[masker->at] != '@')
		return false;
	size_t end = masker->at + 1;
	while (end < masker->length &&
		(masker->text[end] == '_' || is_ascii_word(masker->text[end])))
		end++;
	copy_to(masker, end);
	return true;
}

/* The end of letters, digits and ". _ % + -" from `at` on. */
static size_t address_part_end(const struct masker *masker, size_t at)
{
	size_t end = at;
	while (at < masker->length) {
		int32_t point = utf8_next(masker->text, masker->length, &at);
		bool inner = point == '.' || point == '_' || point == '%' || point == '+' ||
			     point == '-';
		if (!inner && !is_word_point(point))
			break;
		end = at;
	}
	return end;
}

/* An e-mail address, or a payment address (name@bank). */
static bool mask_address(struct masker *masker)
{
	if (masker->at < masker->no_email_before)
		return false;
	size_t local = address_part_end(masker, masker->at);
	masker->no_email_before = local;
	if (local == masker->at || local >= masker->length || masker->text[local] != '@')
		return false;
	size_t end = address_part_end(masker, local + 1);
	while (end > local + 1 && memchr("._%+-", masker->text[end - 1], 5))
		end--;
	if (end < local + 3)
		return false;
	mask_to(masker, end);
	return true;
}

static size_t symbols_end(const struct masker *masker, size_t at, int *out_count)
{
	int count = 0;
	while (at < masker->length && is_ascii_word(masker->text[at])) {
		at++;
		count++;
	}
	*out_count = count;
	return at;
}

static const char *const phone_words[] = {"ph", "phn", "phone", "tel", "mob", "mobile", "cell",
	"call", "contact", "whatsapp", "wa", "no", "num", "number", "helpline", "फोन", "फ़ोन",
	"मोबाइल", "मो", "नंबर", "नम्बर", "संपर्क", "सम्पर्क", "कॉल"};

static bool is_phone_word(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(phone_words) / sizeof(*phone_words); i++) {
		if (strlen(phone_words[i]) == length &&
			strncasecmp(word, phone_words[i], length) == 0)
			return true;
	}
	return false;
}

/* A case id as we write it: letters, dash, four symbols, dash, four symbols. */
static bool copy_case_id(struct masker *masker)
{
	int prefix, first, second;
	size_t end = symbols_end(masker, masker->at, &prefix);
	if (prefix < 1 || prefix > 8 || end >= masker->length || masker->text[end] != '-' ||
		!is_ascii_letter(masker->text[masker->at]) ||
		is_phone_word(masker->text + masker->at, end - masker->at))
		return false;
	end = symbols_end(masker, end + 1, &first);
	if (first != 4 || end >= masker->length || masker->text[end] != '-')
		return false;
	end = symbols_end(masker, end + 1, &second);
	if (second != 4 || is_word_point(utf8_peek(masker->text, masker->length, end)))
		return false;
	copy_to(masker, end);
	return true;
}

static size_t digits_end(const struct masker *masker, size_t at, int *out_count)
{
	int count = 0;
	size_t end = at;
	while (at < masker->length &&
		digits_is_digit(utf8_next(masker->text, masker->length, &at))) {
		end = at;
		if (count < 1000)
			count++;
	}
	*out_count = count;
	return end;
}

/* One letter and seven digits (perhaps apart), or two letters and six or seven digits. */
static bool mask_passport(struct masker *masker)
{
	int letters = 0, digits;
	size_t at = masker->at;
	while (at < masker->length && letters < 3 && is_ascii_letter(masker->text[at])) {
		at++;
		letters++;
	}
	if (letters < 1 || letters > 2 || at >= masker->length)
		return false;
	if (letters == 2 && strncasecmp(masker->text + masker->at, "rs", 2) == 0)
		return false;
	if (letters == 1 && (masker->text[at] == ' ' || masker->text[at] == '-'))
		at++;
	size_t end = digits_end(masker, at, &digits);
	bool fits = digits == 7 || (letters == 2 && digits == 6);
	if (!fits || is_word_point(utf8_peek(masker->text, masker->length, end)))
		return false;
	mask_to(masker, end);
	return true;
}

static bool is_personal(const struct masker *masker, const struct digit_group *groups, size_t count,
	int digits, bool plus)
{
	bool named = masker->phone_word_end && groups[0].start - masker->phone_word_end <= 8;
	bool attached = masker->at == groups[0].start && masker->at > 0 && !plus &&
			is_ascii_letter(masker->text[masker->at - 1]);
	if (attached)
		return digits >= 10;
	if (plus)
		return digits >= 7;
	if (masker->amount && count == 1)
		return false;
	if (named)
		return digits >= 6;
	return digits >= 8 && !digits_is_small_list(groups, count);
}

/* A run of digits, perhaps with + or ( in front. */
static bool mask_run(struct masker *masker)
{
	size_t at = masker->at;
	bool plus = false;
	while (at < masker->length && at < masker->at + 3 && memchr("+( ", masker->text[at], 3)) {
		plus = plus || masker->text[at] == '+';
		at++;
	}
	if (masker->text[masker->at] == ' ' ||
		!digits_is_digit(utf8_peek(masker->text, masker->length, at)))
		return false;

	struct digit_group groups[DIGIT_GROUPS_MAX];
	size_t count = digits_run(masker->text, masker->length, at, groups), i = 0;
	while (i < count) {
		size_t plain = plus ? 0 : digits_plain(groups + i, count - i);
		int digits = 0;
		size_t taken = plain ? plain : digits_number(groups + i, count - i, plus, &digits);
		if (!plain && is_personal(masker, groups + i, taken, digits, plus)) {
			if (i > 0)
				copy_to(masker, groups[i].start);
			mask_to(masker, groups[i + taken - 1].end);
		} else {
			taken = plain ? plain : 1;
			copy_to(masker, groups[i + taken - 1].end);
		}
		plus = false;
		i += taken;
	}
	return true;
}

static bool is_currency(const char *word, size_t length)
{
	static const char *const words[] = {
		"rs", "inr", "usd", "cad", "aud", "rupees", "rupaye", "रु", "रुपये", "rupee"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strlen(words[i]) == length && strncasecmp(word, words[i], length) == 0)
			return true;
	}
	return false;
}

/* Copy the letters that begin here (digits right behind them are looked at next), or one character;
 * true if letters. */
static bool copy_word(struct masker *masker)
{
	size_t start = masker->at, end = start;
	for (size_t at = start;
		at < masker->length && is_letter(utf8_next(masker->text, masker->length, &at));)
		end = at;
	if (end == start) {
		int32_t point = utf8_next(masker->text, masker->length, &end);
		masker->amount = point == 0x20B9 || point == '$' ||
				 (masker->amount && (point == '.' || point == ' '));
		copy_to(masker, end);
		return false;
	}
	masker->amount = is_currency(masker->text + start, end - start);
	if (is_phone_word(masker->text + start, end - start))
		masker->phone_word_end = end;
	copy_to(masker, end);
	return true;
}

int text_mask(const char *text, size_t length, struct buf *out)
{
	struct masker masker = {.text = text, .length = length, .out = out};
	buf_clear(out);
	bool inside = false; /* right behind a letter or digit */
	while (masker.at < length) {
		bool whole = !inside && (copy_link(&masker) || copy_mention(&masker) ||
						mask_address(&masker) || copy_case_id(&masker) ||
						mask_passport(&masker));
		inside = whole || mask_run(&masker) || copy_word(&masker);
	}
	return masker.masked;
}
