/*
 * The country that the author writes from, by the words of the post alone. A country counts if the
 * author says to live there ("I work in Dubai", "Toronto me rehta hu"), less if it is merely a place
 * where something is ("here in Perth"), and if it is nearly all that is said ("UK"): the answer to a
 * question. It does not count where it is said of somebody else ("my brother in Qatar"), denied, or
 * only named ("visa for Canada"). Two that count the same are none.
 */
#include "base/str.h"
#include "reading/reading_priv.h"

enum {
	RANK_NAMED,
	RANK_IN,
	RANK_RESIDENCE,
	ANSWER_WORDS = 4, /* a post of so few words may answer a question */
	KIN_REACH = 3,    /* words between somebody and where they are */
};

/* Whether it is somebody else who is there: "my brother in Qatar". */
static bool is_of_kin(const struct sight *sight, const struct lexicon_match *match)
{
	for (size_t i = sight_matches_near(sight, match->first, KIN_REACH);
		i < sight->matches.count && sight->matches.matches[i].first < match->first; i++) {
		const struct lexicon_match *other = &sight->matches.matches[i];
		const struct config_rule *rule = sight_rule(sight, other);
		if (!rule || rule->kind != CUE_KIN || other->last >= match->first)
			continue;
		if (other->last + KIN_REACH < match->first)
			continue;
		bool same_sentence = true;
		for (uint32_t w = other->last + 1; w <= match->first; w++)
			same_sentence = same_sentence && !sight->words[w].first;
		if (same_sentence)
			return true;
	}
	return false;
}

static int rank_of(const struct sight *sight, const struct lexicon_match *match)
{
	if (place_is_denied(sight, match))
		return RANK_NAMED;
	if (place_is_residence(sight, match))
		return RANK_RESIDENCE;
	if (is_of_kin(sight, match))
		return RANK_NAMED;
	bool answers = sight->word_count <= ANSWER_WORDS;
	return answers || place_is_locative(sight, match) ? RANK_IN : RANK_NAMED;
}

void country_find(struct sight *sight)
{
	const struct lexicon_match *best = NULL;
	int most = RANK_NAMED;
	bool several = false;
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct lexicon_match *match = &sight->matches.matches[i];
		int rank = match->entry.kind == KIND_COUNTRY ? rank_of(sight, match) : RANK_NAMED;
		if (rank > most) {
			most = rank;
			best = match;
			several = false;
		} else if (best && rank == most) {
			several = several || match->entry.value != best->entry.value;
		}
	}
	if (!best || several)
		return;
	const char *id = sight->reader->config->countries[best->entry.value].id;
	str_copy(sight->out->country, COUNTRY_SIZE, id);
	sight_reason(sight, "country", id, id, best->first, best->last);
}
