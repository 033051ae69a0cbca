/*
 * Where it happened. Every name of a place in the post is taken, the longest where they overlap,
 * and gets a rank: more beside a word such as "thana" or "district", less where the author merely
 * lives, nothing where it is denied ("not Agra but Mathura"). The best district wins. Equal bests,
 * and names that several districts share, give candidates and no district. Without any name, the
 * handles of districts' police that were mentioned are taken.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "reading/reading_priv.h"

enum {
	RANK_NAMED = 10,
	RANK_SIGN = 4,
	RANK_SHARED_TOO = 2,
	RANK_AGAIN = 1, /* named once more, or a place in it */
	RANK_RESIDENCE = -6,
	RANK_DENIED = -10,
	ANSWER_WORDS = 1,
	REACH = 2, /* words to either side that say how a name is meant */
	PHRASE_CAP = 1024,
};

/* --- shared names, from the aliases that end in the district's own name --- */

struct qualified {
	char *name; /* without the district; owned */
	uint16_t district;
};

struct qualified_list {
	struct qualified *items;
	size_t count, capacity;
};

static void add_qualified(
	struct qualified_list *list, const char *name, size_t length, size_t district)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 128;
		list->items = mem_resize(list->items, list->capacity, sizeof(*list->items));
	}
	list->items[list->count++] =
		(struct qualified){mem_string_n(name, length), (uint16_t)district};
}

/* If an alias ends in a name of its district, what stands before is a name that others may have too. */
static void qualify_alias(
	struct qualified_list *list, const struct buf *alias, const struct buf *own, size_t index)
{
	if (own->length && alias->length > own->length + 1 && str_ends(alias->bytes, own->bytes) &&
		alias->bytes[alias->length - own->length - 1] == ' ')
		add_qualified(list, alias->bytes, alias->length - own->length - 1, index);
}

static void qualify(struct qualified_list *list, const struct config *config, size_t index)
{
	const struct config_district *district = &config->districts[index];
	struct buf english, hindi, alias;
	buf_init(&english, PHRASE_CAP);
	buf_init(&hindi, PHRASE_CAP);
	buf_init(&alias, PHRASE_CAP);
	text_fold_phrase(district->name_en, &english);
	text_fold_phrase(district->name_hi, &hindi);
	for (size_t a = 0; a < district->alias_count; a++) {
		text_fold_phrase(district->aliases[a], &alias);
		qualify_alias(list, &alias, &english, index);
		qualify_alias(list, &alias, &hindi, index);
	}
	buf_release(&english);
	buf_release(&hindi);
	buf_release(&alias);
}

static int compare_qualified(const void *a, const void *b)
{
	const struct qualified *left = a, *right = b;
	int order = strcmp(left->name, right->name);
	return order ? order : (int)left->district - (int)right->district;
}

/* Take the group of equal names that begins at `from`; gives where the next begins. */
static size_t add_group(struct reader *reader, const struct qualified_list *list, size_t from)
{
	const char *name = list->items[from].name;
	struct shared_name shared = {0};
	size_t i = from;
	for (; i < list->count && strcmp(list->items[i].name, name) == 0; i++) {
		bool new = i == from || list->items[i].district != list->items[i - 1].district;
		if (new &&shared.count < READING_CANDIDATES_MAX)
			shared.districts[shared.count++] = list->items[i].district;
	}
	if (shared.count > 1 && lexicon_find(reader->lexicon, name, KIND_DISTRICT) < 0) {
		reader->shared = mem_resize(
			reader->shared, reader->shared_count + 1, sizeof(*reader->shared));
		reader->shared[reader->shared_count] = shared;
		lexicon_add(reader->lexicon, name, true,
			(struct lexicon_entry){KIND_SHARED, (uint16_t)reader->shared_count++});
	}
	return i;
}

void place_add_shared(struct reader *reader)
{
	struct qualified_list list = {0};
	for (size_t i = 0; i < reader->config->district_count; i++)
		qualify(&list, reader->config, i);
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), compare_qualified);
	for (size_t i = 0; i < list.count;)
		i = add_group(reader, &list, i);
	for (size_t i = 0; i < list.count; i++)
		mem_free(list.items[i].name);
	mem_free(list.items);
}

/* --- in a post --- */

struct standing {
	int rank;
	bool denied; /* "not X": for good */
	uint32_t first, last;
};

struct places {
	struct standing districts[DISTRICTS_MAX];
	const struct shared_name *shared; /* the first one */
	struct standing shared_at;
};

static bool is_place(const struct lexicon_match *match)
{
	return match->entry.kind == KIND_DISTRICT || match->entry.kind == KIND_SHARED;
}

static bool has_flag_near(
	const struct sight *sight, const struct lexicon_match *match, unsigned flag)
{
	uint32_t from = match->first > REACH ? match->first - REACH : 0;
	for (uint32_t i = from; i <= match->last + REACH && i < sight->word_count; i++) {
		bool inside = i >= match->first && i <= match->last;
		if (!inside && (sight->words[i].flags & flag))
			return true;
	}
	return false;
}

/* "X nahi" and "X mein nahi", but not "X police nahi sunti". */
bool place_is_denied(const struct sight *sight, const struct lexicon_match *match)
{
	const struct lexicon_word *words = sight->words;
	const unsigned english_not = LEXICON_NEGATION | LEXICON_ENGLISH;
	for (uint32_t i = match->first;
		i-- > 0 && match->first - i <= REACH && !words[i + 1].first;) {
		if ((words[i].flags & english_not) == english_not)
			return true;
	}
	for (uint32_t i = match->last + 1; i <= match->last + REACH && i < sight->word_count; i++) {
		bool apart = words[i].first || words[i].start != words[i - 1].end + 1;
		if (apart || (words[i].flags & LEXICON_PLACE))
			return false;
		if (words[i].flags & LEXICON_NEGATION)
			return true;
	}
	return false;
}

bool place_is_residence(const struct sight *sight, const struct lexicon_match *match)
{
	if (!sight_has(sight, CUE_RESIDENCE))
		return false;
	for (size_t i = sight_matches_near(sight, match->first, REACH); i < sight->matches.count;
		i++) {
		const struct lexicon_match *other = &sight->matches.matches[i];
		if (other->first > match->last + REACH)
			return false;
		const struct config_rule *rule = sight_rule(sight, other);
		if (rule && rule->kind == CUE_RESIDENCE && other->last + REACH >= match->first)
			return true;
	}
	return false;
}

static int rank_of(const struct sight *sight, const struct lexicon_match *match)
{
	int rank = RANK_NAMED;
	if (has_flag_near(sight, match, LEXICON_PLACE))
		rank += RANK_SIGN;
	if (place_is_residence(sight, match))
		rank += RANK_RESIDENCE;
	if (place_is_denied(sight, match))
		rank += RANK_DENIED;
	return rank;
}

/* "basti mein" is in the settlement. */
bool place_is_locative(const struct sight *sight, const struct lexicon_match *match)
{
	const struct lexicon_word *words = sight->words;
	uint32_t next = match->last + 1;
	if (match->first > 0 && !words[match->first].first &&
		(words[match->first - 1].flags & LEXICON_IN))
		return true;
	return next < sight->word_count && !words[next].first && (words[next].flags & LEXICON_ME) &&
	       !(words[match->first].flags & LEXICON_EVERYDAY);
}

/* "but Gonda": written as a name, where no sentence begins. */
static bool is_written_as_name(const struct sight *sight, const struct lexicon_match *match)
{
	const struct lexicon_word *word = &sight->words[match->first];
	const char *text = sight->text + word->start;
	bool capital = text[0] >= 'A' && text[0] <= 'Z';
	bool small = word->end - word->start > 1 && text[1] >= 'a' && text[1] <= 'z';
	return capital && small && !word->first && !word->hashtag;
}

/* Not where it is all that is said: "Basti" answers a question. */
static bool is_everyday_word(const struct sight *sight, const struct lexicon_match *match)
{
	return match->first == match->last && sight->word_count > ANSWER_WORDS &&
	       (sight->words[match->first].flags & LEXICON_AMBIGUOUS) &&
	       !has_flag_near(sight, match, LEXICON_PLACE) && !place_is_locative(sight, match) &&
	       !is_written_as_name(sight, match);
}

static void take(struct sight *sight, struct places *places, const struct lexicon_match *match)
{
	if (is_everyday_word(sight, match))
		return;
	struct standing standing = {
		rank_of(sight, match), place_is_denied(sight, match), match->first, match->last};
	if (match->entry.kind == KIND_SHARED) {
		if (!places->shared && standing.rank > 0) {
			places->shared = &sight->reader->shared[match->entry.value];
			places->shared_at = standing;
		}
		return;
	}
	struct standing *best = &places->districts[match->entry.value];
	if (standing.denied || best->denied) {
		*best = (struct standing){.denied = true};
		return;
	}
	int again = best->rank > 0 && standing.rank > 0 ? RANK_AGAIN : 0;
	if (standing.rank > best->rank)
		*best = standing;
	best->rank += again;
}

/* Of matches that overlap, the one with more words, then the first, is taken. */
static void take_all(struct sight *sight, struct places *places)
{
	const struct lexicon_match *held = NULL;
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct lexicon_match *match = &sight->matches.matches[i];
		if (!is_place(match))
			continue;
		if (held && match->first <= held->last) {
			if (match->words > held->words)
				held = match;
			continue;
		}
		if (held)
			take(sight, places, held);
		held = match;
	}
	if (held)
		take(sight, places, held);
}

/* A mentioned handle such as @agrapolice: its district, or -1. */
static int handle_district(const struct reader *reader, const char *handle)
{
	static const char *const around[] = {
		"police", "polic", "pol", "dist", "up", "ssp", "sp", "dm", "cp", "dcp", "_"};
	char name[32];
	if (!str_copy(name, sizeof(name), handle))
		return -1;
	bool cut = false;
	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++) {
		size_t length = strlen(name), part = strlen(around[i]);
		if (length > part + 2 && str_ends(name, around[i])) {
			name[length - part] = '\0';
			cut = true;
		} else if (length > part + 2 && str_starts(name, around[i])) {
			memmove(name, name + part, length - part + 1);
			cut = true;
		}
	}
	return cut ? lexicon_find(reader->lexicon, name, KIND_DISTRICT) : -1;
}

static void add_candidate(struct reading *out, const char *id)
{
	if (out->candidate_count < READING_CANDIDATES_MAX)
		str_copy(out->candidates[out->candidate_count++], LABEL_SIZE, id);
}

/* Without a name in the words: the only district whose handle is mentioned, or all of them as
 * candidates. */
static void take_handles(struct sight *sight)
{
	const struct config *config = sight->reader->config;
	int found[READING_CANDIDATES_MAX];
	size_t count = 0;
	for (size_t i = 0; i < sight->tokens.count && count < READING_CANDIDATES_MAX; i++) {
		const struct text_token *token = &sight->tokens.tokens[i];
		int district = token->kind == TOKEN_MENTION
				       ? handle_district(sight->reader, token->folded)
				       : -1;
		bool known = district < 0;
		for (size_t f = 0; f < count; f++)
			known = known || found[f] == district;
		if (!known)
			found[count++] = district;
	}
	if (count == 1)
		str_copy(sight->out->district, LABEL_SIZE, config->districts[found[0]].id);
	for (size_t i = 0; count > 1 && i < count; i++)
		add_candidate(sight->out, config->districts[found[i]].id);
	sight->in_state = sight->in_state || count > 0;
}

static void choose(struct sight *sight, struct places *places)
{
	const struct config *config = sight->reader->config;
	struct reading *out = sight->out;
	if (places->shared) {
		for (size_t i = 0; i < places->shared->count; i++) {
			struct standing *named = &places->districts[places->shared->districts[i]];
			named->rank += named->rank > 0 ? RANK_SHARED_TOO : 0;
		}
	}
	int best = 0;
	size_t winners = 0, winner = 0;
	for (size_t i = 0; i < config->district_count; i++) {
		int rank = places->districts[i].rank;
		winners = rank > best ? 1 : winners + (rank == best && rank > 0);
		winner = rank > best ? i : winner;
		best = rank > best ? rank : best;
	}
	for (size_t i = 0; winners > 1 && i < config->district_count; i++) {
		const struct standing *place = &places->districts[i];
		if (place->rank != best)
			continue;
		add_candidate(out, config->districts[i].id);
		sight_reason(sight, "candidate", config->districts[i].id, config->districts[i].id,
			place->first, place->last);
	}
	if (winners == 1) {
		str_copy(out->district, LABEL_SIZE, config->districts[winner].id);
		sight_reason(sight, "district", out->district, out->district,
			places->districts[winner].first, places->districts[winner].last);
	}
	if (winners == 0 && places->shared) {
		for (size_t i = 0; i < places->shared->count; i++)
			add_candidate(out, config->districts[places->shared->districts[i]].id);
		sight_reason(sight, "candidate", "shared name", NULL, places->shared_at.first,
			places->shared_at.last);
	}
	sight->in_state = winners > 0 || places->shared;
}

void place_find(struct sight *sight)
{
	struct places places = {0};
	take_all(sight, &places);
	choose(sight, &places);
	if (!sight->in_state)
		take_handles(sight);
}
