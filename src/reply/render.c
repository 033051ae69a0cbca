/*
 * Rendering: the values are made ready, the variant that the seed points at is rendered, and if it
 * is much like what the person was told last, the next ones are tried.
 *
 * No failure: whatever the values are, the text fits, because they were cut to what the check
 * assumed. A text that were too long all the same (the rules of length have changed, say) is cut
 * rather than refused by X for ever.
 */
#include <string.h>

#include "reply/reply_priv.h"
#include "text/text.h"

/* Runs of blanks become one, blanks at line ends go, more than one empty line becomes one. In
 * place. */
static void tidy(struct buf *text)
{
	size_t to = 0;
	int blanks = 0, ends = 0;
	for (size_t from = 0; from < text->length; from++) {
		char c = text->bytes[from];
		if (c == '\n') {
			ends++;
		} else if (c == ' ' || c == '\t' || c == '\r') {
			blanks++;
		} else {
			if (to > 0 && ends > 0) {
				text->bytes[to++] = '\n';
				if (ends > 1)
					text->bytes[to++] = '\n';
			} else if (to > 0 && blanks > 0) {
				text->bytes[to++] = ' ';
			}
			blanks = ends = 0;
			text->bytes[to++] = c;
		}
	}
	buf_truncate(text, to);
}

void reply_render_variant(
	const struct reply_variant *variant, const struct reply_shown *shown, struct buf *out)
{
	buf_clear(out);
	(void)template_render(variant->program, shown->list, shown->count, out);
	tidy(out);
}

/* ---- likeness ---- */

static bool next_word(const char **at, const char **out_word, size_t *out_length)
{
	*at += strspn(*at, " \n");
	*out_word = *at;
	*out_length = strcspn(*at, " \n");
	*at += *out_length;
	return *out_length > 0;
}

static bool has_word(const char *text, const char *word, size_t length)
{
	const char *other;
	size_t other_length;
	while (next_word(&text, &other, &other_length)) {
		if (other_length == length && memcmp(other, word, length) == 0)
			return true;
	}
	return false;
}

static void count_shared(const char *text, const char *other, int *words, int *shared)
{
	const char *word;
	size_t length;
	while (next_word(&text, &word, &length)) {
		*words += 1;
		*shared += has_word(other, word, length);
	}
}

int reply_likeness(const char *a, const char *b)
{
	int words = 0, shared = 0;
	count_shared(a, b, &words, &shared);
	count_shared(b, a, &words, &shared);
	return words > 0 ? shared * 100 / words : 100;
}

/* ---- choosing ---- */

static enum lang spoken(enum lang lang)
{
	return lang == LANG_OTHER ? LANG_EN : lang;
}

static bool was_said(const struct reply_history *history, const char *text)
{
	if (history->last && strcmp(history->last, text) == 0)
		return true;
	for (size_t i = 0; i < history->said_count; i++) {
		if (strcmp(history->said[i], text) == 0)
			return true;
	}
	return false;
}

/* The variant to say: from the seed's on, the first that was not said and is unlike `last`; else of
 * those that were not said the least like it; else the seed's. Leaves some rendering in
 * `scratch`. */
static size_t choose(const struct reply_texts *texts, uint64_t seed,
	const struct reply_shown *shown, const struct reply_history *history, struct buf *scratch)
{
	size_t first = (size_t)(seed % texts->count), best = first;
	int least = 101;
	for (size_t i = 0; i < texts->count && least > REPLY_SAME_PERCENT; i++) {
		size_t candidate = (first + i) % texts->count;
		reply_render_variant(&texts->variants[candidate], shown, scratch);
		if (was_said(history, scratch->bytes))
			continue;
		int likeness = history->last ? reply_likeness(scratch->bytes, history->last) : 0;
		if (likeness < least) {
			least = likeness;
			best = candidate;
		}
	}
	return best;
}

/* Behind a text that is about no case four symbols of chance; behind one that was said a number
 * that was not. */
static void add_mark(
	const struct reply_history *history, bool has_case, uint64_t seed, struct buf *text)
{
	static const char symbols[] =
		"0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's, as in case ids */
	size_t length = text->length;
	if (!has_case)
		buf_add_format(text, " (%c%c%c%c)", symbols[seed >> 59], symbols[seed >> 54 & 31],
			symbols[seed >> 49 & 31], symbols[seed >> 44 & 31]);
	for (unsigned number = 2; was_said(history, text->bytes); number++) {
		buf_truncate(text, length);
		buf_add_format(text, " (%u)", number);
	}
}

void replies_render(const struct replies *replies, enum situation situation, enum lang lang,
	uint64_t seed, const struct reply_values *values, const struct reply_history *history,
	struct buf *out)
{
	const struct reply_texts *texts = &replies->texts[spoken(lang)][situation];
	struct reply_shown shown;
	struct buf text;
	buf_init(&text, REPLY_CAP);
	reply_show(replies, spoken(lang), values, &shown);
	size_t variant = choose(texts, seed, &shown, history, &text);
	reply_render_variant(&texts->variants[variant], &shown, &text);
	text_x_cut(text.bytes, REPLY_LONGEST, out);
	add_mark(history, *values->case_id && strstr(out->bytes, values->case_id), seed, out);
	buf_release(&text);
	reply_shown_release(&shown);
}

int replies_longest(const struct replies *replies, enum situation situation, enum lang lang)
{
	return replies->texts[spoken(lang)][situation].longest;
}
