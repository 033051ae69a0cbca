/*
 * Masking personal data, in one pass from left to right over the plain text (plain.h), in which a
 * number looks the same however it was typed. At the beginning of each word, in this order: a link is
 * copied (unless it opens a chat with a phone number), a @name is copied, an e-mail or payment
 * address is masked, a case id and a vehicle are copied, a passport, PAN or bank code is masked, and
 * digits are looked at as a run of groups.
 *
 * Of a run, dates, years and short codes are copied, and what may be one number is masked if it is
 * long enough to be a phone number, an Aadhaar or an account. How long that is depends on the word
 * before it: see told.h. In doubt, digits are masked: a number shown too little can be asked for, one
 * shown too much cannot be taken back.
 *
 * What is masked already is known by its asterisks and left alone.
 */
#include <string.h>

#include "text/address.h"
#include "text/digits.h"
#include "text/papers.h"
#include "text/plain.h"
#include "text/text.h"
#include "text/told.h"
#include "text/utf8.h"

enum {
	STARS_MIN = 4,   /* by so many asterisks we know what we masked */
	SHOWN = 2,       /* characters */
	TOLD_REACH = 12, /* bytes from a word to the number it tells of */
	AMOUNT_MAX = 9,  /* digits of what may be an amount or a reference without more ado */
	LONGEST = 19,    /* digits of one number; what hangs on behind is part of it */
	LINK_HEAD = 40,
	ROUNDS_MAX = 8, /* a text is looked at again */
};

struct masker {
	const struct plain_text *plain;
	const char *text; /* of `plain` */
	size_t length;
	size_t at;
	const char *given;
	size_t no_address_before, no_link_before;
	enum told told;
	size_t told_end; /* where the word that told ended, or the last filler behind it */
	bool numbered;   /* "no" was among them */
	bool amount;     /* the last word was a currency */
	struct buf *out;
	int masked;
};

static bool is_word_point(int32_t point)
{
	return point >= 0 && (plain_is_letter(point) || digits_is_digit(point));
}

static void forget(struct masker *masker)
{
	masker->told = TOLD_NOTHING;
	masker->numbered = false;
	masker->amount = false;
}

static void copy_to(struct masker *masker, size_t end)
{
	size_t from = masker->plain->from[masker->at];
	buf_add(masker->out, masker->given + from, masker->plain->from[end] - from);
	masker->at = end;
}

/* Copy one character, with what the plain text has not of it. */
static void copy_one(struct masker *masker, size_t at)
{
	size_t end = at;
	utf8_next(masker->text, masker->length, &end);
	masker->at = at;
	copy_to(masker, end);
}

/* Put '*' for every character up to `end` but the last two letters or digits. */
static void mask_to(struct masker *masker, size_t end)
{
	size_t shown[SHOWN] = {end, end}, count = 0;
	for (size_t at = masker->at; at < end; count++) {
		size_t start = at;
		if (!is_word_point(utf8_next(masker->text, end, &at)))
			continue;
		shown[0] = shown[1];
		shown[1] = start;
	}
	size_t stars = count > SHOWN + STARS_MIN ? count - SHOWN : STARS_MIN;
	for (size_t i = 0; i < stars; i++)
		buf_add_char(masker->out, '*');
	for (size_t i = 0; i < SHOWN; i++) {
		if (shown[i] < end)
			copy_one(masker, shown[i]);
	}
	masker->at = end;
	masker->masked++;
	forget(masker);
}

static bool has(const char *text, size_t length, const char *part)
{
	return memmem(text, length, part, strlen(part)) != NULL;
}

static bool starts_with(const struct masker *masker, const char *prefix)
{
	size_t length = strlen(prefix);
	return masker->length - masker->at >= length &&
	       memcmp(masker->text + masker->at, prefix, length) == 0;
}

/* Whether a link opens a chat or a call, or has a number that it says is one. */
static bool link_is_personal(const char *link, size_t length)
{
	size_t head = length < LINK_HEAD ? length : LINK_HEAD;
	return has(link, head, "//wa.me/") || has(link, head, "whatsapp.com") ||
	       has(link, head, "/t.me/+") || memchr(link, '@', head) ||
	       has(link, length, "phone=") || has(link, length, "mobile=") ||
	       has(link, length, "tel:");
}

static bool copy_link(struct masker *masker)
{
	static const char *const starts[] = {
		"http://", "https://", "www.", "t.co/", "x.com/", "twitter.com/"};
	bool link = false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts) && !link; i++)
		link = starts_with(masker, starts[i]);
	if (!link || masker->at < masker->no_link_before)
		return false;
	size_t end = masker->at;
	while (end < masker->length && (unsigned char)masker->text[end] > ' ' &&
		strncmp(masker->text + end, "****", STARS_MIN) != 0)
		end++; /* what was masked may have had a blank in it */
	if (link_is_personal(masker->text + masker->at, end - masker->at)) {
		masker->no_link_before = end;
		return false;
	}
	copy_to(masker, end);
	return true;
}

static bool copy_mention(struct masker *masker)
{
	if (masker->text[masker->at] != '@')
		return false;
	size_t end = masker->at + 1;
	bool name = false; /* more than a number */
	for (; end < masker->length; end++) {
		char c = masker->text[end];
		bool letter = c == '_' || (c >= 'a' && c <= 'z');
		if (!letter && !(c >= '0' && c <= '9'))
			break;
		name = name || letter;
	}
	if (name)
		copy_to(masker, end);
	return name;
}

static bool is_told(const struct masker *masker, size_t at)
{
	return masker->told != TOLD_NOTHING && at - masker->told_end <= TOLD_REACH;
}

static bool mask_or_copy(struct masker *masker, size_t end, bool mask)
{
	if (!end)
		return false;
	if (mask)
		mask_to(masker, end);
	else
		copy_to(masker, end);
	return true;
}

/* A thing with letters in it, copied or masked. */
static bool take_papers(struct masker *masker)
{
	const char *text = masker->text;
	size_t length = masker->length, at = masker->at;
	bool told = is_told(masker, at);
	bool passport = told && masker->told == TOLD_PASSPORT;
	bool account = told && masker->told == TOLD_ACCOUNT;
	size_t address = address_end(text, length, at, &masker->no_address_before);
	return mask_or_copy(masker, address, true) ||
	       mask_or_copy(masker, papers_case_id(text, length, at), false) ||
	       mask_or_copy(masker, papers_vehicle(text, length, at), false) ||
	       mask_or_copy(masker, papers_passport(text, length, at, passport), true) ||
	       mask_or_copy(masker, papers_pan(text, length, at, account), true) ||
	       mask_or_copy(masker, papers_ifsc(text, length, at), true);
}

/* What the first word behind `at` tells, over blanks. */
static enum told told_behind(const struct masker *masker, size_t at)
{
	while (at < masker->length && masker->text[at] == ' ')
		at++;
	size_t end = at;
	for (size_t next = at; next < masker->length && next < at + 48 &&
			       plain_is_letter(utf8_next(masker->text, masker->length, &next));)
		end = next;
	return told_by(masker->text + at, end - at);
}

static bool is_law(const struct masker *masker, const struct digit_group *groups, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (groups[i].digits > 3)
			return false;
	}
	return (is_told(masker, groups[0].start) && masker->told == TOLD_LAW) ||
	       told_behind(masker, groups[count - 1].end) == TOLD_LAW;
}

/* A FIR, a complaint, a payment, by what it is told to be. A long one needs "no" or "id" before it,
 * and must not have the shape of a phone, an Aadhaar or a card. */
static bool is_reference(
	const struct masker *masker, const struct digit_group *groups, size_t count, int digits)
{
	if (!is_told(masker, groups[0].start) || masker->told != TOLD_REFERENCE)
		return false;
	if (digits <= AMOUNT_MAX)
		return true;
	const char *first = masker->text + groups[0].start;
	size_t length = groups[0].end - groups[0].start;
	bool phone = digits == 10 || (digits == 11 && first[0] == '0') ||
		     (digits == 12 && first[0] == '9' && first[1] == '1');
	return masker->numbered && count == 1 && digits <= LONGEST && !phone &&
	       !digits_is_aadhaar(first, length) && !digits_is_card(first, length);
}

static bool is_attached(const struct masker *masker, const struct digit_group *group)
{
	char before = group->start > 0 ? masker->text[group->start - 1] : ' ';
	return before >= 'a' && before <= 'z';
}

/* Whether what is masked already goes on right behind `at`. */
static bool is_before_stars(const struct masker *masker, size_t at)
{
	for (int i = 0; i < 3 && at < masker->length && memchr(" -_.()", masker->text[at], 6); i++)
		at++;
	return at < masker->length && masker->text[at] == '*';
}

/* Whether these are small numbers one after the other. In front of what was masked they are what
 * they were then: part of a longer list. */
static bool is_list(const struct masker *masker, const struct digit_group *groups, size_t count)
{
	if (!is_before_stars(masker, groups[count - 1].end))
		return digits_is_small_list(groups, count);
	for (size_t i = 0; i < count; i++) {
		if (groups[i].digits > 3)
			return false;
	}
	return true;
}

/* How many digits make a number personal here. */
static int least_digits(const struct masker *masker, const struct digit_group *group)
{
	enum told told = is_told(masker, group->start) ? masker->told : TOLD_NOTHING;
	if (told == TOLD_PHONE || told == TOLD_ACCOUNT || told == TOLD_PASSPORT)
		return 6;
	if (told == TOLD_NUMBER)
		return 7;
	return is_attached(masker, group) ? 10 : 8;
}

static bool is_personal(const struct masker *masker, const struct digit_group *groups, size_t count,
	int digits, bool plus)
{
	if (plus)
		return digits >= 7;
	if (is_law(masker, groups, count) || is_reference(masker, groups, count, digits))
		return false;
	if (count == 1 && digits <= AMOUNT_MAX &&
		told_behind(masker, groups[0].end) == TOLD_CURRENCY)
		return false;
	int least = least_digits(masker, &groups[0]);
	return digits >= least && (least == 6 || !is_list(masker, groups, count));
}

/* How many groups from here on belong together, and whether they are to be masked. */
static size_t judge(const struct masker *masker, const struct digit_group *groups, size_t count,
	bool plus, bool *out_personal)
{
	int digits;
	*out_personal = false;
	size_t plain = plus ? 0 : digits_plain(groups, count);
	if (plain)
		return plain;
	if (!plus && masker->amount && groups[0].digits <= AMOUNT_MAX)
		return 1;
	size_t taken = digits_number(groups, count, plus, &digits);
	*out_personal = is_personal(masker, groups, taken, digits, plus);
	return *out_personal ? taken : 1;
}

static int count_digits(const struct digit_group *groups, size_t count)
{
	int digits = 0;
	for (size_t i = 0; i < count; i++)
		digits += groups[i].digits;
	return digits;
}

/* Copy or mask the first groups. */
static void take_groups(
	struct masker *masker, const struct digit_group *groups, size_t count, bool plus)
{
	bool personal;
	size_t taken = judge(masker, groups, count, plus, &personal);
	if (!personal) {
		bool law = is_told(masker, groups[0].start) && masker->told == TOLD_LAW;
		copy_to(masker, groups[taken - 1].end);
		if (law) /* "BNS 318(4) 319(2) 336(3)" */
			masker->told_end = masker->at;
		return;
	}
	/* Groups that would make it too long, but are no number themselves, are part of it. */
	bool phone = is_told(masker, groups[0].start) && masker->told == TOLD_PHONE;
	int digits = count_digits(groups, taken);
	if (taken < count && digits + groups[taken].digits > LONGEST && groups[taken].digits < 8 &&
		!digits_plain(groups + taken, count - taken))
		taken++;
	mask_to(masker, groups[taken - 1].end);
	if (phone) { /* "phone 555-0101, 555-0102" */
		masker->told = TOLD_PHONE;
		masker->told_end = masker->at;
	}
}

/* Where the digits begin of a number that begins here, perhaps with + or ( in front. */
static size_t run_start(const struct masker *masker, bool *out_plus)
{
	size_t at = masker->at;
	*out_plus = false;
	if (masker->text[at] == ' ')
		return masker->length;
	while (at < masker->length && at < masker->at + 4 && memchr("+( ", masker->text[at], 3))
		*out_plus = masker->text[at++] == '+' || *out_plus;
	return digits_is_digit(utf8_peek(masker->text, masker->length, at)) ? at : masker->length;
}

/* The first number of a run of digits. What follows is looked at as if it began here: it may be part
 * of an address. */
static bool take_run(struct masker *masker)
{
	bool plus;
	size_t start = run_start(masker, &plus);
	if (start == masker->length)
		return false;
	struct digit_group groups[DIGIT_GROUPS_MAX];
	size_t count = digits_run(masker->text, masker->length, start, groups);
	take_groups(masker, groups, count, plus);
	masker->amount = false;
	return true;
}

/* Asterisks. Behind as many as we make stand two characters that we left; both are no longer looked
 * at. True if they were there. */
static bool copy_stars(struct masker *masker)
{
	size_t end = masker->at, start = end;
	while (end < masker->length && masker->text[end] == '*')
		end++;
	copy_to(masker, end);
	if (end - start < STARS_MIN)
		return false;
	for (int i = 0; i < SHOWN; i++) {
		if (!is_word_point(utf8_peek(masker->text, masker->length, end)))
			return false;
		utf8_next(masker->text, masker->length, &end);
	}
	copy_to(masker, end);
	forget(masker);
	return true;
}

/* Note what a word tells of the number that may come. */
static void listen(struct masker *masker, size_t start, size_t end)
{
	enum told told = told_by(masker->text + start, end - start);
	bool live = is_told(masker, start);
	bool short_form = end == start + 1 && start >= 2 && masker->text[start - 1] == '/';
	if (short_form && masker->text[start] == 'c' && masker->text[start - 2] == 'a')
		told = TOLD_ACCOUNT; /* a/c */
	if (short_form && masker->text[start] == 's' && masker->text[start - 2] == 'u')
		told = TOLD_LAW; /* u/s */
	masker->amount = told == TOLD_CURRENCY;
	if ((told == TOLD_FILLER || told == TOLD_NUMBER) && live) {
		masker->numbered = masker->numbered || told == TOLD_NUMBER;
	} else {
		masker->numbered = false;
		masker->told = told == TOLD_FILLER || told == TOLD_CURRENCY ? TOLD_NOTHING : told;
	}
	masker->told_end = end;
}

/* Copy the letters that begin here (digits right behind them are looked at next), or one character;
 * true if letters. */
static bool copy_word(struct masker *masker)
{
	size_t start = masker->at, end = start;
	for (size_t at = start; at < masker->length &&
				plain_is_letter(utf8_next(masker->text, masker->length, &at));)
		end = at;
	if (end > start) {
		listen(masker, start, end);
		copy_to(masker, end);
		return true;
	}
	int32_t point = utf8_next(masker->text, masker->length, &end);
	masker->amount = point == 0x20B9 || point == '$' || point == 0xA3 || point == 0x20AC ||
			 (masker->amount && (point == '.' || point == ' '));
	if (point == 0x260E || point == 0x1F4DE || point == 0x1F4F1 || point == 0x1F4F2) {
		masker->told = TOLD_PHONE; /* their pictures */
		masker->told_end = end;
	}
	copy_to(masker, end);
	return false;
}

/* Replaces what is in `out`; gives how many were masked. */
static int mask_once(const char *text, size_t length, struct buf *out)
{
	struct plain_text plain;
	plain_make(text, length, &plain);
	struct masker masker = {.plain = &plain,
		.text = plain.bytes,
		.length = plain.length,
		.given = text,
		.out = out};
	buf_clear(out);
	buf_add(out, text, plain.from[0]);
	bool inside = false; /* right behind a letter or digit */
	while (masker.at < masker.length) {
		if (masker.text[masker.at] == '*') {
			inside = copy_stars(&masker);
			continue;
		}
		bool whole = !inside &&
			     (copy_link(&masker) || copy_mention(&masker) || take_papers(&masker));
		inside = whole || take_run(&masker) || copy_word(&masker);
	}
	plain_release(&plain);
	return masker.masked;
}

/* What was hidden may change how its neighbours look, so what is left is looked at again. */
int text_mask(const char *text, size_t length, struct buf *out)
{
	int masked = mask_once(text, length, out), more = masked;
	for (int round = 0; more && !out->overflowed && round < ROUNDS_MAX; round++) {
		struct buf again;
		buf_init(&again, out->cap);
		more = mask_once(out->bytes, out->length, &again);
		masked += more;
		buf_clear(out);
		buf_add(out, again.bytes, again.length);
		buf_release(&again);
	}
	return masked;
}
