/*
 * Checking. A text is rendered with the longest values in every combination of those that may be
 * absent, and each rendering is looked at: does it fit, does it say something, does it name the
 * case, has it a link.
 *
 * One mistake of a kind is told per variant, with the line on which the variant begins.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "config/mistakes.h"
#include "reply/reply_priv.h"
#include "text/text.h"

enum fault {
	FAULT_LONG,
	FAULT_EMPTY,
	FAULT_NO_ID,
	FAULT_NO_112,
	FAULT_LINK,
	FAULT_BRACE,
	FAULT_INVALID
};
enum { FAULT_COUNT = FAULT_INVALID + 1 };

struct check {
	enum situation situation;
	const char *path;
	const struct reply_variant *variant;
	bool told[FAULT_COUNT];
	struct config_mistakes *mistakes;
};

static const char *const advice[] = {
	[FAULT_LONG] = "",
	[FAULT_EMPTY] =
		"nothing is left of this text when {{variables}} are absent; add words of its own",
	[FAULT_NO_ID] = "the case id is not always in it; write {{case_id}} outside of sections",
	[FAULT_NO_112] = "112 must come first, in front of the case id; name it there",
	[FAULT_LINK] = "X would take a part of it for a link; put a blank behind each dot",
	[FAULT_BRACE] =
		"a single brace would be seen by the citizen; variables have two: {{case_id}}",
	[FAULT_INVALID] =
		"it has a character that X does not take, such as a direction mark; remove it",
};

static void tell(struct check *check, enum fault fault, const char *what)
{
	if (!check->told[fault])
		mistakes_add(
			check->mistakes, "%s:%zu:1: %s", check->path, check->variant->line, what);
	check->told[fault] = true;
}

static void tell_long(struct check *check, int length)
{
	char what[160];
	snprintf(what, sizeof what,
		"this text can become %d long with the longest values, and it may be %d; shorten "
		"it by %d",
		length, REPLY_LONGEST, length - REPLY_LONGEST);
	tell(check, FAULT_LONG, what);
}

/* A dot between a letter or digit and a letter: twitter-text wants a known domain behind it, we
 * want none at all. */
static bool has_link(const char *text)
{
	for (const char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.')) {
		unsigned char before = dot > text ? (unsigned char)dot[-1] : ' ';
		unsigned char after = (unsigned char)dot[1];
		if ((isalnum(before) || before >= 0x80) && (isalpha(after) || after >= 0x80))
			return true;
	}
	return strstr(text, "://") != NULL;
}

static bool has_case(enum situation situation)
{
	return situation != SITUATION_OPTED_OUT && situation != SITUATION_POINT_ELSEWHERE;
}

static void look_at(struct check *check, const char *text, const char *case_id)
{
	const char *id = strstr(text, case_id);
	const char *emergency = strstr(text, "112");
	if (*text == '\0')
		tell(check, FAULT_EMPTY, advice[FAULT_EMPTY]);
	else if (!id && has_case(check->situation))
		tell(check, FAULT_NO_ID, advice[FAULT_NO_ID]);
	if (check->situation == SITUATION_ACKNOWLEDGED_URGENT &&
		(!emergency || (id && id < emergency)))
		tell(check, FAULT_NO_112, advice[FAULT_NO_112]);
	if (has_link(text))
		tell(check, FAULT_LINK, advice[FAULT_LINK]);
	if (strpbrk(text, "{}"))
		tell(check, FAULT_BRACE, advice[FAULT_BRACE]);
}

/* Gives the weighted length. */
static int measure(struct check *check, const char *text)
{
	int length = text_x_length(text, strlen(text));
	if (length > REPLY_LONGEST)
		tell_long(check, length);
	else if (length > 0 && !text_x_is_valid(text, strlen(text)))
		tell(check, FAULT_INVALID, advice[FAULT_INVALID]);
	return length;
}

/* The values whose absence makes a difference to this variant. */
static unsigned used_by(const struct check *check)
{
	static const struct {
		const char *name;
		unsigned with;
	} optional[] = {
		{"case_id", REPLY_WITH_CASE_ID},
		{"follow_ups_ask", REPLY_WITH_ASK},
		{"detail", REPLY_WITH_DETAIL},
		{"district", REPLY_WITH_DISTRICT},
		{"candidates", REPLY_WITH_CANDIDATES},
	};
	unsigned used = 0;
	for (size_t i = 0; i < sizeof optional / sizeof *optional; i++) {
		if (template_uses(check->variant->program, optional[i].name))
			used |= optional[i].with;
	}
	return has_case(check->situation) ? used & ~(unsigned)REPLY_WITH_CASE_ID : used;
}

/* Gives the longest length. Each combination of used values is tried once: the subsets of `used`,
 * downwards. */
static int check_variant(const struct replies *replies, enum lang lang, struct check *check)
{
	struct buf text;
	int longest = 0;
	unsigned used = used_by(check),
		 always = has_case(check->situation) ? REPLY_WITH_CASE_ID : 0;
	buf_init(&text, REPLY_CAP);
	for (unsigned with = used;; with = (with - 1) & used) {
		struct reply_shown shown;
		reply_show_longest(replies, lang, with | always, &shown);
		reply_render_variant(check->variant, &shown, &text);
		look_at(check, text.bytes, shown.case_id);
		int length = measure(check, text.bytes);
		longest = length > longest ? length : longest;
		reply_shown_release(&shown);
		if (with == 0)
			break;
	}
	buf_release(&text);
	return longest;
}

/* Variants must read differently, or varying them is no use. */
static void check_likeness(const struct replies *replies, enum lang lang, const char *path,
	const struct reply_texts *texts, struct config_mistakes *mistakes)
{
	struct reply_shown shown;
	struct buf text[REPLY_VARIANTS_MAX];
	reply_show_longest(replies, lang, REPLY_WITH_CASE_ID | REPLY_WITH_DISTRICT, &shown);
	for (size_t i = 0; i < texts->count; i++) {
		buf_init(&text[i], REPLY_CAP);
		reply_render_variant(&texts->variants[i], &shown, &text[i]);
		for (size_t j = 0; j < i; j++) {
			if (reply_likeness(text[i].bytes, text[j].bytes) > REPLY_SAME_PERCENT)
				mistakes_add(mistakes,
					"%s:%zu:1: variant %zu is nearly the same as variant %zu; "
					"say it in other words, or remove one",
					path, texts->variants[i].line, i + 1, j + 1);
		}
	}
	for (size_t i = 0; i < texts->count; i++)
		buf_release(&text[i]);
	reply_shown_release(&shown);
}

void reply_check(const struct replies *replies, enum lang lang, enum situation situation,
	const char *path, struct reply_texts *texts, struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < texts->count; i++) {
		struct check check = {.situation = situation,
			.path = path,
			.variant = &texts->variants[i],
			.mistakes = mistakes};
		int length = check_variant(replies, lang, &check);
		texts->longest = length > texts->longest ? length : texts->longest;
	}
	check_likeness(replies, lang, path, texts, mistakes);
}
