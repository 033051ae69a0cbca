/*
 * Seeing a post: its tokens become words (a hashtag gives its pieces, "F.I.R." is one word,
 * sentences are kept apart), the words are looked up, and every phrase of the lexicon is found.
 * Cues are counted here; what they mean is decided by the parts that follow.
 */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reading/reading_priv.h"

enum {
	PIECES_MAX = 12, /* of one hashtag */
	MASKS_MAX = 16,  /* of one post; more are not looked at */
};

struct builder {
	struct sight *sight;
	size_t capacity;
	bool first; /* the next word begins a sentence */
};

static struct lexicon_word *add_word(struct builder *builder, const char *folded, uint32_t start,
	uint32_t end, enum text_script script)
{
	struct sight *sight = builder->sight;
	if (sight->word_count == builder->capacity) {
		builder->capacity = builder->capacity ? builder->capacity * 2 : 64;
		sight->words = mem_resize(sight->words, builder->capacity, sizeof(*sight->words));
	}
	struct lexicon_word *word = &sight->words[sight->word_count++];
	*word = (struct lexicon_word){
		.start = start, .end = end, .script = script, .first = builder->first};
	lexicon_look_up(sight->reader->lexicon, folded, word);
	builder->first = false;
	return word;
}

/* Whether a sentence ends between two tokens. A dot counts only before a blank or the end. */
static bool is_stop_between(const char *text, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		char c = text[i];
		if (c == '!' || c == '?' || c == '\n' || c == ';')
			return true;
		if (c == '.' && i + 1 < to && text[i + 1] == ' ')
			return true;
		if (i + 2 < to && memcmp(text + i, "\xE0\xA5\xA4", 3) == 0) /* danda */
			return true;
	}
	return false;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Where the piece of a hashtag that begins at `at` ends: at '_', before a capital that follows a
 * small letter, or where capitals end before "Xx". */
static uint32_t piece_end(const char *text, uint32_t at, uint32_t end)
{
	for (uint32_t i = at + 1; i < end; i++) {
		bool hump = is_small(text[i - 1]) && is_capital(text[i]);
		bool peak = i + 1 < end && i > at + 1 && is_capital(text[i - 1]) &&
			    is_capital(text[i]) && is_small(text[i + 1]);
		if (text[i] == '_' || hump || peak)
			return i;
	}
	return end;
}

static void add_hashtag(struct builder *builder, const struct text_token *token)
{
	const char *text = builder->sight->text;
	struct lexicon_word *whole = add_word(builder, token->folded, token->start, token->end,
		token->script == SCRIPT_DEVANAGARI ? token->script : SCRIPT_NONE);
	whole->hashtag = true;
	if (whole->plain)
		return;
	int pieces = 0;
	for (uint32_t at = token->start + 1; at < token->end && pieces < PIECES_MAX; pieces++) {
		uint32_t end = piece_end(text, at, token->end);
		struct text_tokens parts;
		text_tokenize(text + at, end - at, &parts);
		for (size_t i = 0; i < parts.count; i++) {
			struct lexicon_word *word = add_word(builder, parts.tokens[i].folded,
				at + parts.tokens[i].start, at + parts.tokens[i].end, SCRIPT_NONE);
			word->hashtag = true;
		}
		text_tokens_release(&parts);
		at = end + (end < token->end && text[end] == '_');
	}
}

static bool is_initial(const struct text_token *token)
{
	size_t length = strlen(token->folded);
	bool latin = token->script == SCRIPT_LATIN && length == 1;
	return token->kind == TOKEN_WORD &&
	       (latin || (token->script == SCRIPT_DEVANAGARI && length <= 9));
}

/* How many tokens from `at` on are initials with nothing but a dot between: "F.I.R". */
static size_t count_initials(const struct sight *sight, size_t at)
{
	const struct text_token *tokens = sight->tokens.tokens;
	size_t count = 0;
	while (at + count < sight->tokens.count && count < 5 && is_initial(&tokens[at + count])) {
		const struct text_token *token = &tokens[at + count++];
		bool dot = at + count < sight->tokens.count &&
			   tokens[at + count].start == token->end + 1 &&
			   sight->text[token->end] == '.';
		if (!dot)
			break;
	}
	return count;
}

static void add_initials(struct builder *builder, size_t at, size_t count)
{
	const struct text_token *tokens = builder->sight->tokens.tokens + at;
	char joined[64] = "";
	size_t length = 0;
	for (size_t i = 0; i < count; i++) {
		size_t more = strlen(tokens[i].folded);
		memcpy(joined + length, tokens[i].folded, more + 1);
		length += more;
	}
	add_word(builder, joined, tokens[0].start, tokens[count - 1].end, tokens[0].script);
}

/* An emoji is a word only if a rule has it. */
static void add_emoji(struct builder *builder, const struct text_token *token)
{
	struct lexicon_word word;
	lexicon_look_up(builder->sight->reader->lexicon, token->folded, &word);
	if (token->kind == TOKEN_EMOJI && word.plain)
		add_word(builder, token->folded, token->start, token->end, SCRIPT_NONE);
}

static void add_words(struct builder *builder)
{
	struct sight *sight = builder->sight;
	uint32_t end = 0;
	for (size_t i = 0; i < sight->tokens.count;) {
		const struct text_token *token = &sight->tokens.tokens[i];
		builder->first = builder->first || is_stop_between(sight->text, end, token->start);
		size_t initials = count_initials(sight, i);
		size_t taken = 1;
		if (token->kind == TOKEN_HASHTAG) {
			add_hashtag(builder, token);
		} else if (initials > 1) {
			add_initials(builder, i, initials);
			taken = initials;
		} else if (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER) {
			struct lexicon_word *word = add_word(
				builder, token->folded, token->start, token->end, token->script);
			if (token->kind == TOKEN_NUMBER)
				word->flags |= LEXICON_FILLER; /* "asked 500 rupees" */
		} else {
			add_emoji(builder, token);
			builder->first = true;
		}
		end = sight->tokens.tokens[i + taken - 1].end;
		if (initials > 1 && end < sight->length && sight->text[end] == '.')
			end++; /* the dot of "F.I.R." ends no sentence */
		i += taken;
	}
}

/* Whether a word that denies stands right before or behind words first..last. */
static bool is_denied(const struct sight *sight, const struct lexicon_match *match)
{
	for (uint32_t i = match->first; i-- > 0 && match->first - i <= 2;) {
		if (sight->words[i].flags & LEXICON_NEGATION)
			return true;
		if (sight->words[i + 1].first)
			break;
	}
	uint32_t next = match->last + 1;
	return next < sight->word_count && !sight->words[next].first &&
	       (sight->words[next].flags & LEXICON_NEGATION);
}

static bool can_be_denied(unsigned cue)
{
	return cue == CUE_SOLVED || cue == CUE_THANKS || cue == CUE_DANGER || cue == CUE_SELF_HARM;
}

size_t sight_matches_near(const struct sight *sight, uint32_t at, uint32_t reach)
{
	uint32_t longest = LEXICON_MATCH_MAX + reach;
	uint32_t from = at > longest ? at - longest : 0;
	size_t low = 0, high = sight->matches.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sight->matches.matches[middle].first < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool sight_rule_holds(const struct sight *sight, const struct config_rule *rule)
{
	for (size_t i = 0; i < rule->condition_count; i++) {
		const struct config_condition *condition = &rule->conditions[i];
		bool there = condition->cue >= 0 ? sight->cue_count[condition->cue] > 0
						 : sight->idea_seen[condition->idea];
		if (there == condition->unless)
			return false;
	}
	return true;
}

const char *sight_why(const struct sight *sight, const struct lexicon_match *match)
{
	const struct config_rule *rule = sight_rule(sight, match);
	return rule ? rule->id : sight->reader->config->countries[match->entry.value].id;
}

static void count_cue(struct sight *sight, size_t at, unsigned cue)
{
	if (can_be_denied(cue) && is_denied(sight, &sight->matches.matches[at]))
		return;
	if (sight->cue_count[cue]++ == 0 || at < sight->cue_match[cue])
		sight->cue_match[cue] = (uint32_t)at;
}

/* Take out what stands within a mask, and the masks. */
static void apply_masks(struct sight *sight)
{
	struct lexicon_matches *all = &sight->matches;
	size_t kept = 0, masks = 0;
	struct lexicon_match *mask = mem_new(MASKS_MAX, sizeof(*mask));
	for (size_t i = 0; i < all->count && masks < MASKS_MAX; i++) {
		const struct config_rule *rule = sight_rule(sight, &all->matches[i]);
		if (rule && rule->kind == RULE_MASK)
			mask[masks++] = all->matches[i];
	}
	for (size_t i = 0; masks && i < all->count; i++) {
		const struct lexicon_match *match = &all->matches[i];
		bool masked = false;
		for (size_t m = 0; m < masks && !masked; m++)
			masked = match->first >= mask[m].first && match->last <= mask[m].last;
		if (!masked)
			all->matches[kept++] = *match;
	}
	all->count = masks ? kept : all->count;
	mem_free(mask);
}

/* First the rules without conditions, then those that depend on them. */
static void count_cues(struct sight *sight)
{
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct config_rule *rule = sight_rule(sight, &sight->matches.matches[i]);
		if (rule && rule->kind == RULE_IDEA)
			sight->idea_seen[rule->index] = true;
		else if (sight->matches.matches[i].entry.kind == KIND_COUNTRY)
			count_cue(sight, i, CUE_ABROAD);
		else if (rule && rule->kind < CUE_COUNT && !rule->condition_count)
			count_cue(sight, i, (unsigned)rule->kind);
	}
	for (size_t i = 0; i < sight->matches.count; i++) {
		const struct config_rule *rule = sight_rule(sight, &sight->matches.matches[i]);
		if (rule && rule->kind < CUE_COUNT && rule->condition_count &&
			sight_rule_holds(sight, rule))
			count_cue(sight, i, (unsigned)rule->kind);
	}
}

void sight_init(struct sight *sight, const struct reader *reader, const char *text, size_t length,
	struct reading *out)
{
	*sight = (struct sight){.reader = reader, .text = text, .length = length, .out = out};
	text_tokenize(text, length, &sight->tokens);
	struct builder builder = {.sight = sight, .first = true};
	add_words(&builder);
	lexicon_scan(reader->lexicon, sight->words, sight->word_count, &sight->matches);
	apply_masks(sight);
	count_cues(sight);
}

void sight_release(struct sight *sight)
{
	text_tokens_release(&sight->tokens);
	mem_free(sight->words);
	mem_free(sight->matches.matches);
	mem_free(sight->features);
}

struct reading_reason *sight_reason(struct sight *sight, const char *label, const char *value,
	const char *rule, uint32_t first, uint32_t last)
{
	struct reading *out = sight->out;
	if (out->reason_count == READING_REASONS_MAX || last >= sight->word_count)
		return NULL;
	struct reading_reason *reason = &out->reasons[out->reason_count++];
	str_copy(reason->label, sizeof(reason->label), label);
	str_copy(reason->value, sizeof(reason->value), value);
	str_copy(reason->rule, sizeof(reason->rule), rule ? rule : "");
	reason->start = sight->words[first].start;
	reason->end = sight->words[last].end;
	char words[sizeof(reason->words)];
	size_t size = reason->end - reason->start;
	size = size < sizeof(words) ? size : sizeof(words) - 1;
	memcpy(words, sight->text + reason->start, size);
	words[size] = '\0';
	while (size > 0 && !str_is_utf8(words, size))
		words[--size] = '\0';
	str_copy(reason->words, sizeof(reason->words), words);
	return reason;
}

void sight_cue_reason(struct sight *sight, const char *label, const char *value, enum cue cue)
{
	if (!sight_has(sight, cue))
		return;
	const struct lexicon_match *match = &sight->matches.matches[sight->cue_match[cue]];
	sight_reason(sight, label, value, sight_why(sight, match), match->first, match->last);
}
