/*
 * How well the words of each category fit. Each phrase of a category that stands in the post gives
 * points, phrases more than words; of phrases of one category that overlap, only the best counts.
 * What follows from the points is for the weights to say.
 */
#include "reading/reading_priv.h"

enum {
	POINTS_MISLEADING = 1,
	POINTS_WORD = 2,
	POINTS_TWO_WORDS = 5,
	POINTS_PHRASE = 7,
};

struct scored {
	struct fit fit;
	uint32_t last_last; /* where the phrase counted last ends */
	int last_points;
};

static int points_of(const struct sight *sight, const struct lexicon_match *match)
{
	if (match->words == 1) {
		unsigned flags = sight->words[match->first].flags;
		return flags & LEXICON_MISLEADING ? POINTS_MISLEADING : POINTS_WORD;
	}
	return match->words == 2 ? POINTS_TWO_WORDS : POINTS_PHRASE;
}

static void add_score(
	struct scored *scored, const struct lexicon_match *match, int points, const char *rule)
{
	bool overlaps = scored->last_points && match->first <= scored->last_last;
	int gain = overlaps ? points - scored->last_points : points;
	if (gain <= 0)
		return;
	if (!scored->fit.points || points > scored->last_points) {
		scored->fit.first = match->first;
		scored->fit.last = match->last;
		scored->fit.rule = rule;
	}
	scored->fit.points += gain;
	scored->last_last = match->last;
	scored->last_points = points;
}

void category_find(struct sight *sight)
{
	struct scored scored[CONFIG_CATEGORIES_MAX] = {0};
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct lexicon_match *match = &sight->matches.matches[i];
		const struct config_rule *rule = sight_rule(sight, match);
		if (match->entry.kind == KIND_CATEGORY)
			add_score(&scored[match->entry.value], match, points_of(sight, match),
				sight->reader->config->categories[match->entry.value].id);
		else if (rule && rule->kind == RULE_CATEGORY && sight_rule_holds(sight, rule))
			add_score(&scored[rule->index], match, rule->weight, rule->id);
	}
	for (size_t i = 0; i < sight->reader->config->category_count; i++)
		sight->fits[i] = scored[i].fit;
}
