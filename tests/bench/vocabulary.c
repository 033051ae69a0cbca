/*
 * Every word and every pair of words that stand together is noted by its stem, as written, and with
 * the post; sorted, equal stems stand together, and are counted.
 */
#include "vocabulary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "reading/reading_priv.h"
#include "reading/spelling.h"

enum { WORD_CAP = 4096 };

/* A word or a pair that stands in a post. */
struct sighting {
	char *stem, *written; /* owned */
	size_t post;
	bool pair;
};

struct sightings {
	struct sighting *items;
	size_t count, capacity;
};

static void note(
	struct sightings *all, const char *stem, const char *written, size_t post, bool pair)
{
	if (all->count == all->capacity) {
		all->capacity = all->capacity ? 2 * all->capacity : 4096;
		all->items = mem_resize(all->items, all->capacity, sizeof *all->items);
	}
	all->items[all->count++] =
		(struct sighting){mem_string(stem), mem_string(written), post, pair};
}

/* Whether a word is (part of) the name of a place. */
static void find_places(const struct sight *sight, bool *is_place)
{
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct lexicon_match *match = &sight->matches.matches[i];
		unsigned kind = match->entry.kind;
		bool trap = sight->words[match->first].flags & LEXICON_AMBIGUOUS;
		if ((kind != KIND_DISTRICT && kind != KIND_SHARED) || trap)
			continue;
		for (uint32_t w = match->first; w <= match->last; w++)
			is_place[w] = true;
	}
}

/* A word as it is found: folded, and its stem. False if no phrase should have it. */
static bool spell(const struct sight *sight, size_t at, struct buf *out_written, char *out_stem)
{
	const struct lexicon_word *word = &sight->words[at];
	char plain[SPELLING_SIZE];
	buf_clear(out_written);
	char *text = mem_string_n(sight->text + word->start, word->end - word->start);
	text_fold_phrase(text, out_written);
	mem_free(text);
	bool number = strspn(out_written->bytes, "0123456789") == out_written->length;
	bool several = strchr(out_written->bytes, ' ');
	size_t length = number || several ? 0 : spelling_plain(out_written->bytes, plain);
	if (length)
		spelling_stem(plain, length, out_stem);
	return length > 0;
}

static void note_post(
	const struct reader *reader, const char *text, size_t post, struct sightings *all)
{
	struct reading reading = {0};
	struct sight sight;
	struct buf written, pair;
	char stem[SPELLING_SIZE], before[SPELLING_SIZE] = "", stems[2 * SPELLING_SIZE];
	buf_init(&written, WORD_CAP);
	buf_init(&pair, WORD_CAP);
	sight_init(&sight, reader, text, strlen(text), &reading);
	bool *is_place = mem_new(sight.word_count + 1, sizeof *is_place);
	find_places(&sight, is_place);
	for (size_t i = 0; i < sight.word_count; i++) {
		bool good = !is_place[i] && spell(&sight, i, &written, stem);
		bool joins = good && *before && !sight.words[i].first;
		if (good)
			note(all, stem, written.bytes, post, false);
		if (joins) {
			snprintf(stems, sizeof stems, "%s %s", before, stem);
			buf_add_format(&pair, " %s", written.bytes);
			note(all, stems, pair.bytes, post, true);
		}
		buf_clear(&pair);
		buf_add_string(&pair, good ? written.bytes : "");
		snprintf(before, sizeof before, "%s", good ? stem : "");
	}
	mem_free(is_place);
	sight_release(&sight);
	buf_release(&written);
	buf_release(&pair);
}

static int compare(const void *a, const void *b)
{
	const struct sighting *left = a, *right = b;
	int order = strcmp(left->stem, right->stem);
	order = order ? order : strcmp(left->written, right->written);
	return order ? order : left->post < right->post ? -1 : left->post > right->post;
}

/* How many posts a group has, and how it is written most often. */
static size_t count_posts(const struct sighting *group, size_t count, const char **out_written)
{
	size_t posts = 0, most = 0, run = 0;
	for (size_t i = 0; i < count; i++) {
		bool same = i > 0 && strcmp(group[i].written, group[i - 1].written) == 0;
		bool again = false; /* one post may write it in two ways */
		for (size_t k = 0; k < i && !again; k++)
			again = group[k].post == group[i].post;
		posts += !again;
		run = same ? run + 1 : 1;
		if (run > most) {
			most = run;
			*out_written = group[i].written;
		}
	}
	return posts;
}

void vocabulary_make(const struct reader *reader, const struct labelled_post *const *posts,
	size_t count, size_t least_word, size_t least_pair, struct vocabulary *out)
{
	struct sightings all = {0};
	for (size_t i = 0; i < count; i++)
		note_post(reader, posts[i]->text, i, &all);
	if (all.count)
		qsort(all.items, all.count, sizeof *all.items, compare);
	*out = (struct vocabulary){.phrases = mem_new(all.count + 1, sizeof *out->phrases)};
	for (size_t from = 0, to; from < all.count; from = to) {
		const char *written = NULL;
		for (to = from + 1;
			to < all.count && strcmp(all.items[to].stem, all.items[from].stem) == 0;)
			to++;
		size_t least = all.items[from].pair ? least_pair : least_word;
		if (to - from >= least &&
			count_posts(all.items + from, to - from, &written) >= least)
			out->phrases[out->count++] = mem_string(written);
	}
	for (size_t i = 0; i < all.count; i++) {
		mem_free(all.items[i].stem);
		mem_free(all.items[i].written);
	}
	mem_free(all.items);
}

void vocabulary_release(struct vocabulary *vocabulary)
{
	for (size_t i = 0; i < vocabulary->count; i++)
		mem_free(vocabulary->phrases[i]);
	mem_free(vocabulary->phrases);
	*vocabulary = (struct vocabulary){0};
}
