#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/panic.h"
#include "base/str.h"
#include "reply/reply_priv.h"
#include "text/text.h"

/* Behind a prefix: dash, four symbols, dash, four symbols. */
#define CASE_ID_TAIL "-7K3F-9QXM"

/* Characters that must not come into a public line, and what stands for them. */
static const struct {
	const char *bytes, *instead;
} unwanted[] = {
	{"@", ""},
	{"\xef\xbc\xa0", ""},  /* full-width @ */
	{"\xc2\x85", " "},     /* next line */
	{"\xe2\x80\xa8", " "}, /* line separator */
	{"\xe2\x80\xa9", " "}, /* paragraph separator */
	{"\xe2\x80\x8b", ""},  /* zero-width space */
	{"\xef\xbb\xbf", ""},  /* byte-order mark */
	{"\xef\xbf\xbe", ""},  /* no characters: X refuses the whole post */
	{"\xef\xbf\xbf", ""},
	{"\xe2\x80\xaa", ""}, /* direction: embeddings, overrides, isolates */
	{"\xe2\x80\xab", ""},
	{"\xe2\x80\xac", ""},
	{"\xe2\x80\xad", ""},
	{"\xe2\x80\xae", ""},
	{"\xe2\x81\xa6", ""},
	{"\xe2\x81\xa7", ""},
	{"\xe2\x81\xa8", ""},
	{"\xe2\x81\xa9", ""},
};

/* The length of the unwanted character here, or 0. */
static size_t match_unwanted(const char *at, const char **out_instead)
{
	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++) {
		if (str_starts(at, unwanted[i].bytes)) {
			*out_instead = unwanted[i].instead;
			return strlen(unwanted[i].bytes);
		}
	}
	return 0;
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Whether a letter behind what is in `out` would make a domain, which X takes for a link. */
static bool makes_a_domain(const struct buf *out)
{
	if (out->length < 2 || out->bytes[out->length - 1] != '.')
		return false;
	char before = out->bytes[out->length - 2];
	return is_letter(before) || isdigit((unsigned char)before);
}

static void add_blank(struct buf *out)
{
	if (out->length > 0 && out->bytes[out->length - 1] != ' ')
		buf_add_char(out, ' ');
}

static void add_clean(struct buf *out, char c)
{
	bool blank = (unsigned char)c <= ' ' || c == 0x7f;
	if (blank || (is_letter(c) && makes_a_domain(out)))
		add_blank(out);
	if (!blank)
		buf_add_char(out, c);
}

void reply_clean(const char *text, struct buf *out)
{
	const char *instead = "";
	buf_clear(out);
	while (*text) {
		size_t length = match_unwanted(text, &instead);
		if (length == 0) {
			add_clean(out, *text++);
			continue;
		}
		if (*instead)
			add_blank(out);
		text += length;
	}
	if (out->length > 0 && out->bytes[out->length - 1] == ' ')
		buf_truncate(out, out->length - 1);
}

static void add(struct reply_shown *shown, const char *name, const char *string)
{
	if (shown->count == REPLY_NAMES)
		panic("more values than a reply has names");
	shown->list[shown->count++] = (struct template_value){.name = name, .string = string};
}

static void add_candidates(struct reply_shown *shown, size_t count)
{
	add(shown, "candidates", NULL);
	shown->list[shown->count - 1].items = shown->candidates;
	shown->list[shown->count - 1].item_count = count;
}

static const char *name_in(const struct config_district *district, enum lang lang)
{
	return lang == LANG_HI ? district->name_hi : district->name_en;
}

/* NULL for no district and for one that is no longer in the list. */
static const char *district_name(const struct replies *replies, enum lang lang, const char *id)
{
	const struct config_district *district = *id ? config_district(replies->config, id) : NULL;
	return district ? name_in(district, lang) : NULL;
}

static void show_detail(const char *detail, struct buf *out)
{
	struct buf masked, clean;
	buf_init(&masked, REPLY_CAP);
	buf_init(&clean, REPLY_CAP);
	text_mask(detail, strlen(detail), &masked);
	reply_clean(masked.bytes, &clean);
	text_x_cut(clean.bytes, REPLY_DETAIL_MAX, out);
	buf_release(&masked);
	buf_release(&clean);
}

static size_t show_candidates(const struct replies *replies, enum lang lang,
	const struct reply_values *values, struct reply_shown *out)
{
	size_t count = 0;
	for (size_t i = 0; i < values->candidate_count && i < READING_CANDIDATES_MAX; i++) {
		const char *name = district_name(replies, lang, values->candidates[i]);
		if (name)
			out->candidates[count++] = name;
	}
	return count;
}

void reply_show(const struct replies *replies, enum lang lang, const struct reply_values *values,
	struct reply_shown *out)
{
	*out = (struct reply_shown){0};
	buf_init(&out->detail, REPLY_CAP);
	show_detail(values->detail, &out->detail);
	add(out, "case_id", values->case_id);
	add(out, "follow_ups_ask", replies->config->follow_ups == FOLLOW_UPS_ASK ? "yes" : NULL);
	add(out, "detail", out->detail.bytes);
	add(out, "district", district_name(replies, lang, values->district));
	add(out, "status", replies->status_words[lang][values->status]);
	add_candidates(out, show_candidates(replies, lang, values, out));
}

static const char *longer(const char *a, const char *b)
{
	int length = a ? text_x_length(a, strlen(a)) : -1;
	return b && text_x_length(b, strlen(b)) > length ? b : a;
}

void reply_find_longest(struct replies *replies, enum lang lang)
{
	const char *district = NULL, *status = NULL;
	for (size_t i = 0; i < replies->config->district_count; i++)
		district = longer(district, name_in(&replies->config->districts[i], lang));
	for (int i = 0; i < CASE_STATUS_COUNT; i++)
		status = longer(status, replies->status_words[lang][i]);
	replies->longest_district[lang] = district;
	replies->longest_status[lang] = status;
}

void reply_show_longest(
	const struct replies *replies, enum lang lang, unsigned with, struct reply_shown *out)
{
	const char *district = replies->longest_district[lang];
	*out = (struct reply_shown){0};
	buf_init(&out->detail, REPLY_CAP);
	snprintf(out->case_id, sizeof out->case_id, "%.*s" CASE_ID_TAIL, CASE_ID_PREFIX_MAX,
		replies->config->case_prefix);
	while (out->detail.length < REPLY_DETAIL_MAX - 1)
		buf_add_char(&out->detail, 'x');
	buf_add_char(&out->detail, '.'); /* so that a letter behind it is seen to make a link */
	for (size_t i = 0; i < READING_CANDIDATES_MAX; i++)
		out->candidates[i] = district;
	add(out, "case_id", with & REPLY_WITH_CASE_ID ? out->case_id : NULL);
	add(out, "follow_ups_ask", with & REPLY_WITH_ASK ? "yes" : NULL);
	add(out, "detail", with & REPLY_WITH_DETAIL ? out->detail.bytes : NULL);
	add(out, "district", with & REPLY_WITH_DISTRICT ? district : NULL);
	add(out, "status", replies->longest_status[lang]);
	add_candidates(out, with & REPLY_WITH_CANDIDATES && district ? READING_CANDIDATES_MAX : 0);
}

void reply_shown_release(struct reply_shown *shown)
{
	buf_release(&shown->detail);
}
