/*
 * From the chances of the labels to a reading: the likeliest matter, conduct and intent, the flags,
 * and the band. What a post may not be at the same time is settled here: danger is a complaint, a
 * post that belongs elsewhere or takes back opens no case, and so on.
 */
#include <string.h>

#include "base/str.h"
#include "reading/reading_priv.h"

enum {
	BARE_POST = 6, /* words */
	REASONS_ACT = 6,
	REASONS_AGAINST = 3,
	REASONS_LABEL = 2,
	PERCENT = 100,
};
static const float LIKELY = 0.5F;
/* What is cheap to do for nothing, and hurts when it is missed: a reply is deleted, a case looked at
 * again. */
static const float CHEAP_LIKELY = 0.3F;
/* A complaint has nearly always a matter, and the likeliest is better than none. */
static const float MATTER_OF_COMPLAINT = 0.08F;
static const float CATEGORY_LIKELY = 0.25F;
static const float PLACE_LIKELY = 0.25F;
static const float NEXT_LIKELY = 0.05F;

/* --- matter and conduct --- */

/* The likeliest category of a kind, but for `except`, if it is at least so likely; or NULL. */
static const struct config_category *likeliest(const struct sight *sight,
	enum config_category_kind kind, const struct config_category *except, float least)
{
	const struct config *config = sight->reader->config;
	const struct config_category *best = NULL;
	for (size_t i = 0; i < config->category_count; i++) {
		const struct config_category *category = &config->categories[i];
		float chance = weigh_chance(sight, TARGET_CATEGORY + (int)i);
		if (category->kind != kind || category == except || chance < least)
			continue;
		best = category;
		least = chance;
	}
	return best;
}

static int target_of(const struct sight *sight, const struct config_category *category)
{
	return TARGET_CATEGORY + (int)(category - sight->reader->config->categories);
}

static void find_kind(struct sight *sight, enum config_category_kind kind, const char *label,
	char out[LABEL_SIZE], char out_next[LABEL_SIZE])
{
	bool complains = sight->out->intent == INTENT_COMPLAINT && kind == CATEGORY_MATTER;
	float least = complains ? MATTER_OF_COMPLAINT : CATEGORY_LIKELY;
	const struct config_category *best = likeliest(sight, kind, NULL, least);
	if (!best)
		return;
	str_copy(out, LABEL_SIZE, best->id);
	weigh_reason(sight, label, best->id, target_of(sight, best), REASONS_LABEL);
	const struct config_category *next = likeliest(sight, kind, best, NEXT_LIKELY);
	if (next)
		str_copy(out_next, LABEL_SIZE, next->id);
}

/* One that is sensitive need not be the likeliest to make the reply quiet. */
static void find_sensitive(struct sight *sight)
{
	const struct config *config = sight->reader->config;
	for (size_t i = 0; i < config->category_count; i++) {
		const struct config_category *category = &config->categories[i];
		int target = TARGET_CATEGORY + (int)i;
		bool found = strcmp(category->id, sight->out->matter) == 0 ||
			     weigh_chance(sight, target) >= CATEGORY_LIKELY;
		if (!category->sensitive || !found)
			continue;
		sight->out->sensitive = true;
		weigh_reason(sight, "sensitive", category->id, target, REASONS_LABEL);
	}
}

/* A place that is named for another reason than that something happened there: where a family is from,
 * a match, an airline. */
static void drop_place(struct sight *sight)
{
	struct reading *out = sight->out;
	bool answers = sight->word_count <= BARE_POST; /* "Mau district" */
	if (answers || weigh_chance(sight, TARGET_PLACE) >= PLACE_LIKELY)
		return;
	out->district[0] = '\0';
	out->candidate_count = 0;
}

static void find_zone(struct sight *sight)
{
	struct reading *out = sight->out;
	const struct config_district *district =
		config_district(sight->reader->config, out->district);
	if (!district)
		return;
	str_copy(out->zone, LABEL_SIZE, district->zone);
	str_copy(out->range, LABEL_SIZE, district->range);
}

/* --- wishes beside a complaint --- */

/* Whether the post is nothing but a yes: few words, the first of them yes, and nothing that we know
 * beside it. */
static bool is_bare_yes(const struct sight *sight)
{
	if (!sight_has(sight, CUE_YES) || sight->word_count > BARE_POST)
		return false;
	static const enum cue others[] = {CUE_SOLVED, CUE_NOT_SOLVED, CUE_STATUS, CUE_OPTOUT,
		CUE_GREETING, CUE_THANKS, CUE_TAKEDOWN, CUE_WITHDRAW, CUE_ABUSE, CUE_HARM};
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (sight_has(sight, others[i]))
			return false;
	}
	for (size_t i = 0; i < sight->word_count; i++) {
		if (sight->words[i].flags & LEXICON_NEGATION)
			return false;
	}
	return sight->matches.matches[sight->cue_match[CUE_YES]].first == 0;
}

static void find_consent(struct sight *sight)
{
	bool asks = sight_has(sight, CUE_INFORM) && sight->out->actionable == BAND_NO;
	sight->out->consent = asks || is_bare_yes(sight);
	if (sight->out->consent)
		sight_cue_reason(sight, "consent", "yes", asks ? CUE_INFORM : CUE_YES);
}

static void find_verdict(struct sight *sight)
{
	struct reading *out = sight->out;
	bool unsolved = sight->scores[TARGET_NOT_SOLVED] > sight->scores[TARGET_SOLVED];
	int target = unsolved ? TARGET_NOT_SOLVED : TARGET_SOLVED;
	if (weigh_chance(sight, target) < (unsolved ? CHEAP_LIKELY : LIKELY))
		return;
	out->verdict = unsolved ? VERDICT_NOT_SOLVED : VERDICT_SOLVED;
	weigh_reason(sight, "verdict", verdict_name(out->verdict), target, REASONS_LABEL);
}

static bool find_flag(struct sight *sight, const char *label, int target, float least)
{
	bool set = weigh_chance(sight, target) >= least;
	if (set)
		weigh_reason(sight, label, "yes", target, REASONS_LABEL);
	return set;
}

/* --- intent and band --- */

static enum intent likeliest_intent(const struct sight *sight)
{
	int best = 0;
	for (int i = 1; i < INTENT_COUNT; i++) {
		if (sight->scores[i] > sight->scores[best])
			best = i;
	}
	return (enum intent)best;
}

static void set_band(struct sight *sight, int score)
{
	const struct config *config = sight->reader->config;
	struct reading *out = sight->out;
	bool may = out->intent == INTENT_COMPLAINT && !out->elsewhere && !out->withdraw &&
		   !out->takedown;
	if (!may && score >= config->actionable_doubtful)
		score = config->actionable_doubtful - 1;
	out->score = score < 0 ? 0 : score;
	out->actionable = out->score >= config->actionable_yes        ? BAND_YES
			  : out->score >= config->actionable_doubtful ? BAND_DOUBTFUL
								      : BAND_NO;
	const char *band = band_name(out->actionable);
	if (out->actionable == BAND_NO)
		weigh_reason_against(sight, "actionable", band, TARGET_ACT, REASONS_AGAINST);
	else
		weigh_reason(sight, "actionable", band, TARGET_ACT, REASONS_ACT);
}

/* Danger and what is to be acted on are complaints; a case of ours that is named makes it more about
 * that case. */
static enum intent intent_of(const struct sight *sight, int score)
{
	const struct reading *out = sight->out;
	if (out->takedown)
		return INTENT_OPTOUT;
	bool acts = score >= sight->reader->config->actionable_yes && !out->elsewhere;
	enum intent intent = out->urgent || acts ? INTENT_COMPLAINT : likeliest_intent(sight);
	bool names_case = out->case_id[0] && !out->urgent;
	return names_case && intent == INTENT_COMPLAINT ? INTENT_FOLLOWUP : intent;
}

static int at_least(int score, int least)
{
	return score > least ? score : least;
}

void conclude(struct sight *sight)
{
	const struct config *config = sight->reader->config;
	struct reading *out = sight->out;
	out->intent = INTENT_OTHER;
	if (!sight->word_count) /* nothing is said */
		return;
	drop_place(sight);
	find_zone(sight);
	int score = (int)(weigh_chance(sight, TARGET_ACT) * PERCENT);
	int danger = (int)(weigh_chance(sight, TARGET_URGENT) * PERCENT);
	out->urgent = danger >= config->urgent;
	if (out->urgent) {
		weigh_reason(sight, "urgent", "yes", TARGET_URGENT, REASONS_LABEL);
		/* Whoever is in danger is to be helped: it is looked at, at the least. */
		score = at_least(at_least(score, danger), config->actionable_doubtful);
	}
	out->takedown = find_flag(sight, "takedown", TARGET_TAKEDOWN, CHEAP_LIKELY);
	out->withdraw = find_flag(sight, "withdraw", TARGET_WITHDRAW, LIKELY);
	find_verdict(sight);
	out->elsewhere = weigh_chance(sight, TARGET_ELSEWHERE) >= LIKELY;
	out->intent = intent_of(sight, score);
	out->elsewhere = out->elsewhere && out->intent == INTENT_COMPLAINT;
	if (out->elsewhere)
		weigh_reason(sight, "elsewhere", "yes", TARGET_ELSEWHERE, REASONS_LABEL);
	weigh_reason(sight, "intent", intent_name(out->intent), (int)out->intent, REASONS_LABEL);
	set_band(sight, score);
	find_kind(sight, CATEGORY_MATTER, "matter", out->matter, out->matter_next);
	find_kind(sight, CATEGORY_CONDUCT, "conduct", out->conduct, out->conduct_next);
	find_sensitive(sight);
	find_consent(sight);
}
