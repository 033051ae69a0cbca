/*
 * Which parts of a text X takes for links, by the rules of twitter-text 3: a domain that ends in a
 * known name, with or without "http://" in front, and the port, path and query behind it.
 *
 * The text is first cut into labels (what may stand between two dots of a domain). Going backwards
 * through them gives, for each, where a domain that begins with it would end; so that afterwards,
 * in one pass forward, every place where a link may begin costs the same, however many labels
 * follow. A domain takes as many labels as it can.
 *
 * What looks like a link but is none: behind a letter, a digit, @, # or $; with a label that is
 * too long for a name server; without "http://", behind one of - _ . / or with no ASCII label in
 * front of the last name; a t.co address with more behind it than t.co gives out.
 */
#include "text/links.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <unicode/uchar.h>

#include "base/mem.h"
#include "text/punycode.h"
#include "text/tlds.h"
#include "text/utf8.h"

enum { LINK_LONGEST = 4096 - 8, SLUG_LONGEST = 40 };

struct label {
	size_t start, end;
	size_t underscore; /* behind the last one; 0 if none */
	size_t tld_end;    /* if it begins with a top-level domain, else 0 */
	size_t domain_end; /* if a domain begins with it, else 0 */
	bool dotted;       /* ends as a label may, and a dot follows */
};

struct finder {
	const char *text;
	size_t length;
	struct label *labels;
	size_t label_count, label_capacity;
	size_t passed; /* everything in front of it was looked at */
	struct links *links;
};

static bool is_ascii_alnum(int32_t point)
{
	return (point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
	       (point >= 'A' && point <= 'Z');
}

static bool is_never_valid(int32_t point)
{
	return point == 0xFFFE || point == 0xFEFF || point == 0xFFFF;
}

static bool is_directional(int32_t point)
{
	return point == 0x61C || point == 0x200E || point == 0x200F ||
	       (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* A letter of a domain: outside ASCII, nearly everything is, the danda and the dash too. */
static bool is_domain_letter(int32_t point)
{
	if (point < 0x80)
		return is_ascii_alnum(point);
	return !u_isUWhiteSpace(point) && point != 0x180E && !is_never_valid(point) &&
	       !is_directional(point);
}

/* Letters that X counts as Latin although they are not ASCII. */
static bool is_latin_accented(int32_t point)
{
	if (point < 0xC0 || point == 0xD7 || point == 0xF7)
		return false;
	if (point <= 0x24F || (point >= 0x300 && point <= 0x36F) ||
		(point >= 0x1E00 && point <= 0x1EFF))
		return true;
	static const int32_t others[] = {0x253, 0x254, 0x256, 0x257, 0x259, 0x25B, 0x263, 0x268,
		0x26F, 0x272, 0x289, 0x28B, 0x2BB};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (others[i] == point)
			return true;
	}
	return false;
}

static bool is_latin(int32_t point)
{
	return is_ascii_alnum(point) || point == '-' || is_latin_accented(point);
}

static bool is_cyrillic(int32_t point)
{
	return point >= 0x400 && point <= 0x4FF;
}

static bool is_one_of(int32_t point, const char *set)
{
	return point > 0 && point < 0x80 && strchr(set, point);
}

/* --- labels --- */

static void add_label(struct finder *finder, struct label label)
{
	if (finder->label_count == finder->label_capacity) {
		finder->label_capacity = finder->label_capacity ? finder->label_capacity * 2 : 64;
		finder->labels =
			mem_resize(finder->labels, finder->label_capacity, sizeof(*finder->labels));
	}
	finder->labels[finder->label_count++] = label;
}

/* The label that begins at *at, perhaps empty; moves *at behind it and what ends it. */
static void cut_label(struct finder *finder, size_t *at)
{
	struct label label = {.start = *at, .end = *at};
	while (label.end < finder->length) {
		size_t next = label.end;
		int32_t point = utf8_next(finder->text, finder->length, &next);
		*at = next;
		if (!is_domain_letter(point) && point != '_' && point != '-') {
			label.dotted = point == '.';
			break;
		}
		label.end = next;
		if (point == '_')
			label.underscore = next;
	}
	if (label.end == label.start)
		return;
	char last = finder->text[label.end - 1];
	label.dotted = label.dotted && last != '_' && last != '-';
	add_label(finder, label);
}

/* Where a domain ends of which the label `index` is the first, read from `start` on; 0 if it is
 * none. */
static size_t domain_end(const struct finder *finder, size_t index, size_t start)
{
	const struct label *label = &finder->labels[index];
	if (!label->dotted || index + 1 == finder->label_count ||
		!is_domain_letter(utf8_peek(finder->text, finder->length, start)))
		return 0;
	const struct label *next = label + 1;
	if (next->start != label->end + 1)
		return 0;
	if (next->domain_end)
		return next->domain_end;
	return label->underscore > start ? 0 : next->tld_end;
}

static void cut_labels(struct finder *finder)
{
	for (size_t at = 0; at < finder->length;)
		cut_label(finder, &at);
	for (size_t i = finder->label_count; i-- > 0;) {
		struct label *label = &finder->labels[i];
		bool behind_dot = label->start > 0 && finder->text[label->start - 1] == '.';
		if (behind_dot)
			label->tld_end = tld_end(finder->text, finder->length, label->start);
		label->domain_end = domain_end(finder, i, label->start);
	}
}

/* --- what stands behind a domain --- */

static bool is_path_letter(int32_t point)
{
	return is_latin(point) || is_cyrillic(point) || point == 0x2013 ||
	       is_one_of(point, "!*';:=+,.$/%#[]_~@|&");
}

static bool is_path_last(int32_t point)
{
	return is_latin(point) || is_cyrillic(point) || is_one_of(point, "+=_#/");
}

static bool is_query_letter(int32_t point)
{
	return is_ascii_alnum(point) || is_one_of(point, "!?*'@();:&=+$/%#[]-_.,~|");
}

static bool is_query_last(int32_t point)
{
	return is_ascii_alnum(point) || is_one_of(point, "-_&=#/");
}

/* Behind the parentheses that begin at `at`, with at most one pair inside; 0 if they are empty or
 * not closed. */
static size_t parens_end(const struct finder *finder, size_t at)
{
	int depth = 0, pairs = 0;
	bool empty = true;
	while (at < finder->length) {
		int32_t point = utf8_next(finder->text, finder->length, &at);
		if (point == '(') {
			if (++depth > 2 || ++pairs > 2)
				return 0;
			empty = true;
		} else if (point == ')') {
			if (empty)
				return 0;
			if (--depth == 0)
				return at;
		} else if (is_path_letter(point)) {
			empty = false;
		} else {
			return 0;
		}
	}
	return 0;
}

/* Behind the path whose slash is at `at`; it does not end in punctuation. */
static size_t path_end(const struct finder *finder, size_t at)
{
	size_t end = ++at;
	while (at < finder->length) {
		size_t next = at;
		int32_t point = utf8_next(finder->text, finder->length, &next);
		size_t parens = point == '(' ? parens_end(finder, at) : 0;
		if (!parens && !is_path_letter(point))
			break;
		at = parens ? parens : next;
		if (parens || is_path_last(point))
			end = at;
	}
	return end;
}

/* Behind the query whose question mark is at `at`, or `at` if it would be empty. */
static size_t query_end(const struct finder *finder, size_t at)
{
	size_t end = at;
	for (at++; at < finder->length && is_query_letter(finder->text[at]); at++) {
		if (is_query_last(finder->text[at]))
			end = at + 1;
	}
	return end;
}

static size_t port_end(const struct finder *finder, size_t at)
{
	size_t end = at + 1;
	while (end < finder->length && finder->text[end] >= '0' && finder->text[end] <= '9')
		end++;
	return end > at + 1 ? end : at;
}

/* A link as it stands in the text. */
struct match {
	size_t start, domain, domain_end, end;
	bool scheme, path;
};

static void read_rest(const struct finder *finder, struct match *match)
{
	size_t end = match->domain_end;
	if (end < finder->length && finder->text[end] == ':')
		end = port_end(finder, end);
	if (end < finder->length && finder->text[end] == '/') {
		end = path_end(finder, end);
		match->path = true;
	}
	if (end < finder->length && finder->text[end] == '?')
		end = query_end(finder, end);
	match->end = end;
}

/* --- which of them X takes --- */

/* Where the domain of Latin letters that begins at *at ends, before `limit`; 0 if none does. Moves
 * *at to where the next may begin. */
static size_t latin_domain_end(const struct finder *finder, size_t limit, size_t *at)
{
	size_t best = 0, end = *at;
	for (;;) {
		size_t label = end;
		while (end < limit) {
			size_t next = end;
			if (!is_latin(utf8_next(finder->text, limit, &next)))
				break;
			end = next;
		}
		if (end == label || end == limit || finder->text[end] != '.')
			break;
		end++;
		size_t tld = tld_end(finder->text, limit, end);
		best = tld ? tld : best;
	}
	*at = best ? best : end;
	return best;
}

/* The next domain of Latin letters from *at on, before `limit`; moves *at behind it. */
static bool next_latin_domain(
	const struct finder *finder, size_t limit, size_t *at, struct link *out)
{
	while (*at < limit) {
		size_t start = *at;
		if (!is_latin(utf8_next(finder->text, limit, at)))
			continue;
		*at = start;
		size_t end = latin_domain_end(finder, limit, at);
		*out = (struct link){.start = start, .end = end};
		if (end)
			return true;
	}
	return false;
}

/* Whether the domain can be one for a name server, and all is not too long. */
static bool is_possible(const struct finder *finder, const struct match *match)
{
	if (match->end - match->start > LINK_LONGEST)
		return false;
	struct link latin;
	size_t from = match->domain;
	if (strncmp(finder->text + from, "xn--", 4) == 0 &&
		!next_latin_domain(finder, match->domain_end, &from, &latin))
		return false; /* in Punycode already, but not all of it */
	for (size_t at = match->domain; at < match->domain_end;) {
		size_t rest = match->domain_end - at;
		const char *dot = memchr(finder->text + at, '.', rest);
		size_t label = dot ? (size_t)(dot - finder->text) - at : rest;
		if (punycode_length(finder->text + at, label) > PUNYCODE_LONGEST)
			return false;
		at += label + 1;
	}
	return true;
}

static void add_link(struct finder *finder, size_t start, size_t end)
{
	struct links *links = finder->links;
	if (links->count == links->capacity) {
		links->capacity = links->capacity ? links->capacity * 2 : 16;
		links->items = mem_resize(links->items, links->capacity, sizeof(*links->items));
	}
	links->items[links->count++] = (struct link){.start = start, .end = end};
}

/* With "http://": of an address at t.co only the part that t.co gave out. */
static void take_with_scheme(struct finder *finder, const struct match *match)
{
	static const char host[] = "t.co/";
	size_t slug = match->domain + strlen(host), end = slug;
	if (match->end > slug &&
		strncasecmp(finder->text + match->domain, host, strlen(host)) == 0) {
		while (end < match->end && is_ascii_alnum(finder->text[end]))
			end++;
	}
	if (end == slug)
		end = match->end;
	else if (end - slug > SLUG_LONGEST)
		return;
	else if (end < match->end && finder->text[end] == '?')
		end = query_end(finder, end);
	add_link(finder, match->start, end);
}

/* Without "http://": only the parts of the domain in Latin letters, the last with the path. */
static void take_bare(struct finder *finder, const struct match *match)
{
	if (match->start > 0 && is_one_of(finder->text[match->start - 1], "-_./"))
		return;
	size_t before = finder->links->count;
	struct link latin;
	for (size_t at = match->domain; next_latin_domain(finder, match->domain_end, &at, &latin);)
		add_link(finder, latin.start, latin.end);
	if (match->path && finder->links->count > before)
		finder->links->items[finder->links->count - 1].end = match->end;
}

static void take(struct finder *finder, const struct match *match)
{
	if (match->scheme)
		take_with_scheme(finder, match);
	else
		take_bare(finder, match);
}

/* --- looking for them --- */

/* Whether a link may begin at `at`, which is behind `before` (-1: behind nothing). */
static bool may_begin(int32_t before)
{
	return !is_ascii_alnum(before) && !is_one_of(before, "@$#") && before != 0xFF20 &&
	       before != 0xFF03 && !is_never_valid(before);
}

/* The length of "http://" or "https://" at `at`, else 0. */
static size_t scheme_length(const struct finder *finder, size_t at)
{
	const char *text = finder->text + at;
	size_t rest = finder->length - at;
	if (rest > 7 && strncasecmp(text, "http://", 7) == 0)
		return 7;
	return rest > 8 && strncasecmp(text, "https://", 8) == 0 ? 8 : 0;
}

/* Whether a link begins at `at`, in the label `index`. */
static bool match_at(const struct finder *finder, size_t index, size_t at, struct match *out)
{
	*out = (struct match){.start = at, .domain = at};
	size_t scheme = scheme_length(finder, at);
	if (scheme && index + 1 < finder->label_count &&
		finder->labels[index + 1].start == at + scheme) {
		out->domain_end = finder->labels[index + 1].domain_end;
		out->domain = at + scheme;
		out->scheme = out->domain_end > 0;
	} else {
		out->domain_end = domain_end(finder, index, at);
	}
	if (!out->domain_end)
		return false;
	read_rest(finder, out);
	return true;
}

/* The code point in front of `at`, or -1 if there is none. */
static int32_t point_before(const struct finder *finder, size_t at)
{
	if (at == 0)
		return -1;
	for (at--; at > 0 && U8_IS_TRAIL(finder->text[at]);)
		at--;
	return utf8_peek(finder->text, finder->length, at);
}

/* Whether the first link begins behind the first code point although it might begin with it: X
 * looks there first, so that of "été.in" the first letter does not belong to the link. */
static bool is_behind_first(const struct finder *finder)
{
	struct match match;
	size_t second = 0;
	int32_t first = utf8_next(finder->text, finder->length, &second);
	return second < finder->labels[0].end && may_begin(first) &&
	       match_at(finder, 0, second, &match);
}

/* The links that begin in the label `index`. */
static void find_in_label(struct finder *finder, size_t index)
{
	size_t at = finder->labels[index].start, end = finder->labels[index].end;
	int32_t before = point_before(finder, at);
	while (at < end) {
		struct match match;
		bool free_before = at > finder->passed || (at == 0 && !is_behind_first(finder));
		if (free_before && may_begin(before) && match_at(finder, index, at, &match)) {
			finder->passed = match.end;
			if (is_possible(finder, &match))
				take(finder, &match);
		}
		before = utf8_next(finder->text, finder->length, &at);
	}
}

void links_find(const char *text, size_t length, struct links *out)
{
	*out = (struct links){0};
	if (!memchr(text, '.', length))
		return;
	struct finder finder = {.text = text, .length = length, .links = out};
	cut_labels(&finder);
	for (size_t i = 0; i < finder.label_count; i++) {
		if (finder.labels[i].end > finder.passed)
			find_in_label(&finder, i);
	}
	mem_free(finder.labels);
}

void links_release(struct links *links)
{
	mem_free(links->items);
	*links = (struct links){0};
}
