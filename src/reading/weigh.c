/*
 * What a post has that weights.tsv gives weights for, and the sums: for each label the log-odds are
 * the bias and, for each feature, its value times its weight. The labels know nothing of each other.
 *
 * A cue or a form counts 1; a category its points, a sixth each, two at most; the phrases of a post
 * share a weight: each of m counts 4 / sqrt(m), so that a long post is not surer than a short one for
 * its length alone.
 */
#include <math.h>
#include <string.h>

#include "base/mem.h"
#include "reading/reading_priv.h"

enum {
	CATEGORY_POINTS_LEAST = 2, /* less is nothing */
	CATEGORY_POINTS_MAX = 12,
	CATEGORY_POINTS_FULL = 6, /* count 1 */
	PHRASES_SHARE = 4,
	PHONE_DIGITS = 7,
	MANY_HASHTAGS = 2,
	MANY_MENTIONS = 3,
	ROWS_MAX = UINT16_MAX,
};
static const float HUNDREDTHS = 0.01F;

/* --- the reader's part --- */

static int *place_of(struct weigher *weigher, const struct config_feature *feature)
{
	switch (feature->kind) {
	case FEATURE_CUE:
		return &weigher->cues[feature->index];
	case FEATURE_CATEGORY:
		return &weigher->categories[feature->index];
	case FEATURE_FORM:
		return &weigher->forms[feature->index];
	default:
		return &weigher->bias;
	}
}

static enum err_code add_phrase(struct reader *reader, size_t row, struct err *err)
{
	const struct config_feature *features = reader->config->features;
	const char *phrase = features[row].phrase;
	int there = lexicon_add_once(
		reader->lexicon, phrase, false, (struct lexicon_entry){KIND_PHRASE, (uint16_t)row});
	if (there < 0)
		return err_set(err, ERR_CONFIG,
			"\"%s\" of the weights could not be found in any post; write one word to %d",
			phrase, LEXICON_PHRASE_MAX);
	if ((size_t)there != row)
		return err_set(err, ERR_CONFIG,
			"the phrases \"%s\" and \"%s\" of the weights are the same but for spelling "
			"or endings; remove one",
			features[there].phrase, phrase);
	return ERR_OK;
}

enum err_code weigh_add_phrases(struct reader *reader, struct err *err)
{
	const struct config *config = reader->config;
	memset(&reader->weigher, 0xFF, sizeof reader->weigher); /* -1 everywhere */
	if (config->feature_count > ROWS_MAX)
		return err_set(err, ERR_CONFIG, "there are %zu rows of weights, more than %d",
			config->feature_count, ROWS_MAX);
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < config->feature_count && code == ERR_OK; i++) {
		const struct config_feature *feature = &config->features[i];
		if (feature->kind == FEATURE_PHRASE)
			code = add_phrase(reader, i, err);
		else
			*place_of(&reader->weigher, feature) = (int)i;
	}
	return code;
}

/* --- what a post has --- */

static void add(struct sight *sight, int row, struct feature feature)
{
	if (row < 0)
		return;
	if (sight->feature_count == sight->feature_capacity) {
		sight->feature_capacity =
			sight->feature_capacity ? 2 * sight->feature_capacity : 64;
		sight->features = mem_resize(
			sight->features, sight->feature_capacity, sizeof *sight->features);
	}
	feature.row = (uint32_t)row;
	sight->features[sight->feature_count++] = feature;
}

static void add_form(struct sight *sight, bool holds, enum form form)
{
	if (holds)
		add(sight, sight->reader->weigher.forms[form], (struct feature){.value = 1});
}

static size_t count_tokens(const struct sight *sight, enum text_token_kind kind)
{
	size_t count = 0;
	for (size_t i = 0; i < sight->tokens.count; i++)
		count += sight->tokens.tokens[i].kind == kind;
	return count;
}

static bool has_number(const struct sight *sight, size_t from, size_t to)
{
	for (size_t i = 0; i < sight->tokens.count; i++) {
		const struct text_token *token = &sight->tokens.tokens[i];
		size_t length = token->kind == TOKEN_NUMBER ? strlen(token->folded) : 0;
		if (length >= from && length <= to)
			return true;
	}
	return false;
}

/* By the words of the lists: a matter for the police, conduct, or harm of no known kind. */
static bool is_harmed(const struct sight *sight)
{
	const struct config *config = sight->reader->config;
	for (size_t i = 0; i < config->category_count; i++) {
		if (sight->fits[i].points >= CATEGORY_POINTS_LEAST &&
			!config->categories[i].elsewhere)
			return true;
	}
	return sight_has(sight, CUE_HARM);
}

static void add_company(struct sight *sight)
{
	bool speaks = sight_has(sight, CUE_PERSON) || sight_has(sight, CUE_KIN);
	bool harmed = is_harmed(sight);
	add_form(sight, speaks, FORM_SPEAKS);
	add_form(sight, harmed, FORM_HARMED);
	add_form(sight, harmed && speaks, FORM_HARMED_SPEAKS);
	add_form(sight, harmed && sight_has(sight, CUE_REQUEST), FORM_HARMED_ASKS);
	add_form(sight, harmed && sight_has(sight, CUE_ONGOING), FORM_HARMED_ONGOING);
	add_form(sight, sight_has(sight, CUE_NEWS) && !speaks, FORM_NEWS_ONLY);
}

static void add_forms(struct sight *sight)
{
	static const struct {
		enum form form;
		size_t words;
	} lengths[] = {{FORM_WORDS_3, 3}, {FORM_WORDS_5, 5}, {FORM_WORDS_8, 8}, {FORM_WORDS_12, 12},
		{FORM_WORDS_17, 17}, {FORM_WORDS_24, 24}, {FORM_WORDS_34, 34}};
	const struct reading *out = sight->out;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		add_form(sight, sight->word_count >= lengths[i].words, lengths[i].form);
	add_form(sight, memchr(sight->text, '?', sight->length), FORM_QUESTION);
	add_form(sight, memchr(sight->text, '!', sight->length), FORM_EXCLAMATION);
	add_form(sight, count_tokens(sight, TOKEN_LINK) > 0, FORM_LINK);
	add_form(sight, has_number(sight, PHONE_DIGITS, SIZE_MAX), FORM_PHONE);
	add_form(sight, has_number(sight, 1, PHONE_DIGITS - 1), FORM_NUMBER);
	add_form(sight, out->case_id[0], FORM_CASE_ID);
	add_form(sight, count_tokens(sight, TOKEN_HASHTAG) >= MANY_HASHTAGS, FORM_HASHTAGS);
	add_form(sight, count_tokens(sight, TOKEN_MENTION) >= MANY_MENTIONS, FORM_MENTIONS);
	add_form(sight, sight->in_state, FORM_PLACE);
	add_form(sight, out->lang == LANG_HI, FORM_HINDI);
	add_form(sight, out->lang == LANG_HINGLISH, FORM_HINGLISH);
}

static void add_cues(struct sight *sight)
{
	for (unsigned cue = 0; cue < CUE_COUNT; cue++) {
		if (!sight_has(sight, cue))
			continue;
		const struct lexicon_match *match = &sight->matches.matches[sight->cue_match[cue]];
		add(sight, sight->reader->weigher.cues[cue],
			(struct feature){.value = 1,
				.first = match->first,
				.last = match->last,
				.rule = sight_why(sight, match)});
	}
}

static void add_categories(struct sight *sight)
{
	for (size_t i = 0; i < sight->reader->config->category_count; i++) {
		const struct fit *fit = &sight->fits[i];
		int points = fit->points < CATEGORY_POINTS_MAX ? fit->points : CATEGORY_POINTS_MAX;
		if (points > 0)
			add(sight, sight->reader->weigher.categories[i],
				(struct feature){.value = (float)points / CATEGORY_POINTS_FULL,
					.first = fit->first,
					.last = fit->last,
					.rule = fit->rule});
	}
}

/* Each phrase once, however often it stands there. */
static void add_phrases(struct sight *sight)
{
	const struct config *config = sight->reader->config;
	size_t from = sight->feature_count;
	unsigned char *seen = mem_new(config->feature_count / 8 + 1, 1);
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct lexicon_match *match = &sight->matches.matches[i];
		uint16_t row = match->entry.value;
		if (match->entry.kind != KIND_PHRASE || seen[row / 8] & 1U << row % 8)
			continue;
		seen[row / 8] |= (unsigned char)(1U << row % 8);
		add(sight, row,
			(struct feature){.first = match->first,
				.last = match->last,
				.rule = config->features[row].phrase});
	}
	mem_free(seen);
	size_t count = sight->feature_count - from;
	for (size_t i = from; i < sight->feature_count; i++)
		sight->features[i].value = PHRASES_SHARE / sqrtf((float)count);
}

void weigh_find(struct sight *sight)
{
	add(sight, sight->reader->weigher.bias, (struct feature){.value = 1});
	add_forms(sight);
	add_company(sight);
	add_cues(sight);
	add_categories(sight);
	add_phrases(sight);
	for (size_t i = 0; i < sight->feature_count; i++) {
		const struct feature *feature = &sight->features[i];
		const struct config_feature *row = &sight->reader->config->features[feature->row];
		for (size_t w = 0; w < row->weight_count; w++)
			sight->scores[row->weights[w].target] +=
				feature->value * HUNDREDTHS * (float)row->weights[w].weight;
	}
}

float weigh_chance(const struct sight *sight, int target)
{
	return 1 / (1 + expf(-sight->scores[target]));
}

/* --- why --- */

static float contribution(const struct sight *sight, const struct feature *feature, int target)
{
	const struct config_feature *row = &sight->reader->config->features[feature->row];
	for (size_t i = 0; i < row->weight_count; i++) {
		if (row->weights[i].target == target)
			return feature->value * (float)row->weights[i].weight;
	}
	return 0;
}

/* The feature with words whose contribution in this direction (1 or -1) is the greatest, but less than
 * that of `below` (or as great, and stands behind it); NULL if there is none. */
static const struct feature *next_best(
	const struct sight *sight, int target, float direction, const struct feature *below)
{
	const struct feature *best = NULL;
	float limit = below ? direction * contribution(sight, below, target) : INFINITY, most = 0;
	for (size_t i = 0; i < sight->feature_count; i++) {
		const struct feature *feature = &sight->features[i];
		float speaks = feature->rule ? direction * contribution(sight, feature, target) : 0;
		bool comes = speaks < limit || (speaks == limit && feature > below);
		if (comes && speaks > most) {
			best = feature;
			most = speaks;
		}
	}
	return best;
}

static void note(struct sight *sight, const char *label, const char *value, int target,
	float direction, int most)
{
	const struct config_feature *rows = sight->reader->config->features;
	const struct feature *feature = NULL;
	for (int i = 0; i < most && (feature = next_best(sight, target, direction, feature)); i++) {
		struct reading_reason *reason = sight_reason(
			sight, label, value, feature->rule, feature->first, feature->last);
		if (!reason)
			return;
		reason->by_phrase = rows[feature->row].kind == FEATURE_PHRASE;
		reason->speaks = (int)contribution(sight, feature, target);
	}
}

void weigh_reason(struct sight *sight, const char *label, const char *value, int target, int most)
{
	note(sight, label, value, target, 1, most);
}

void weigh_reason_against(
	struct sight *sight, const char *label, const char *value, int target, int most)
{
	note(sight, label, value, target, -1, most);
}
