/*
 * What happened, and how the police acted. Each phrase of a category that stands in the post gives
 * points, phrases more than words; of phrases of one category that overlap, only the best counts.
 * The best category of each kind wins, the one named first where two are equal; one that is not for
 * the police only if it has more than any other, and the category "other" (pleas for help) only if
 * there is nothing else.
 */
#include <string.h>

#include "base/str.h"
#include "reading/reading_priv.h"

enum {
	POINTS_MISLEADING = 1,
	POINTS_WORD = 2,
	POINTS_TWO_WORDS = 5,
	POINTS_PHRASE = 7,
	POINTS_ENOUGH = 2, /* less is nothing */
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

static void score(
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

static bool is_plea(const struct config_category *category)
{
	return str_is(category->id, "other");
}

/* Categories for the police first, then those that are not, pleas last. */
static int preference(const struct config_category *category)
{
	return is_plea(category) ? 0 : category->elsewhere ? 1 : 2;
}

static bool is_better(const struct config_category *a, const struct fit *fit_a,
	const struct config_category *b, const struct fit *fit_b)
{
	if (!b)
		return true;
	if (is_plea(a) != is_plea(b))
		return is_plea(b);
	if (fit_a->points != fit_b->points)
		return fit_a->points > fit_b->points;
	if (preference(a) != preference(b))
		return preference(a) > preference(b);
	return fit_a->first < fit_b->first;
}

/* The best of a kind, but for `except`, which may be NULL. */
static const struct config_category *best_of(const struct config *config,
	const struct scored *scored, enum config_category_kind kind,
	const struct config_category *except, struct fit *out_fit)
{
	const struct config_category *best = NULL;
	for (size_t i = 0; i < config->category_count; i++) {
		const struct config_category *category = &config->categories[i];
		const struct fit *fit = &scored[i].fit;
		if (category->kind != kind || fit->points < POINTS_ENOUGH || category == except)
			continue;
		if (is_better(category, fit, best, out_fit)) {
			best = category;
			*out_fit = *fit;
		}
	}
	return best;
}

static void note_sensitive(struct sight *sight, const struct scored *scored)
{
	const struct config *config = sight->reader->config;
	for (size_t i = 0; i < config->category_count; i++) {
		const struct config_category *category = &config->categories[i];
		if (!category->sensitive || scored[i].fit.points < POINTS_ENOUGH)
			continue;
		sight->out->sensitive = true;
		sight_reason(sight, "sensitive", category->id, scored[i].fit.rule,
			scored[i].fit.first, scored[i].fit.last);
	}
}

/* The second best beside `best`, which may be NULL. */
static void note_next(const struct config *config, const struct scored *scored,
	const struct config_category *best, char out[LABEL_SIZE])
{
	struct fit fit = {0};
	const struct config_category *next =
		best ? best_of(config, scored, best->kind, best, &fit) : NULL;
	if (next && !is_plea(next))
		str_copy(out, LABEL_SIZE, next->id);
}

static void conclude(struct sight *sight, const struct scored *scored)
{
	const struct config *config = sight->reader->config;
	struct reading *out = sight->out;
	const struct config_category *matter =
		best_of(config, scored, CATEGORY_MATTER, NULL, &sight->matter);
	const struct config_category *conduct =
		best_of(config, scored, CATEGORY_CONDUCT, NULL, &sight->conduct);
	if (matter) {
		str_copy(out->matter, LABEL_SIZE, matter->id);
		sight_reason(sight, "matter", matter->id, sight->matter.rule, sight->matter.first,
			sight->matter.last);
		sight->police_matter = !is_plea(matter) && !matter->elsewhere;
		out->elsewhere = matter->elsewhere && !conduct;
	}
	if (conduct) {
		str_copy(out->conduct, LABEL_SIZE, conduct->id);
		sight_reason(sight, "conduct", conduct->id, sight->conduct.rule,
			sight->conduct.first, sight->conduct.last);
	}
	note_next(config, scored, matter, out->matter_next);
	note_next(config, scored, conduct, out->conduct_next);
	note_sensitive(sight, scored);
}

void category_find(struct sight *sight)
{
	struct scored scored[CATEGORIES_MAX] = {0};
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct lexicon_match *match = &sight->matches.matches[i];
		const struct config_rule *rule = sight_rule(sight, match);
		if (match->entry.kind == KIND_CATEGORY)
			score(&scored[match->entry.value], match, points_of(sight, match),
				sight->reader->config->categories[match->entry.value].id);
		else if (rule && rule->kind == RULE_CATEGORY && sight_rule_holds(sight, rule))
			score(&scored[rule->index], match, rule->weight, rule->id);
	}
	conclude(sight, scored);
}
