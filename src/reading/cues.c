#include "reading/cues.h"

#include "base/mem.h"

/* What a rule of this kind marks its words with; 0: it marks none. */
static unsigned flags_of(int kind)
{
	static const unsigned flags[RULE_KINDS] = {
		[RULE_FILLER] = LEXICON_FILLER,
		[RULE_ENGLISH] = LEXICON_ENGLISH,
		[RULE_HINGLISH] = LEXICON_HINGLISH,
		[RULE_NEGATION] = LEXICON_NEGATION,
		[RULE_PLACE_SIGN] = LEXICON_PLACE,
		[RULE_TRAP] = LEXICON_AMBIGUOUS,
		[RULE_TRAP_STRICT] = LEXICON_AMBIGUOUS | LEXICON_EVERYDAY,
		[RULE_IN] = LEXICON_IN,
		[RULE_ME] = LEXICON_ME,
		[RULE_WEAK] = LEXICON_MISLEADING,
	};
	return flags[kind];
}

static enum err_code add_rule(struct lexicon *lexicon, const struct config_rule *rule,
	struct lexicon_entry entry, struct err *err)
{
	unsigned flags = flags_of(rule->kind);
	for (size_t i = 0; i < rule->phrase_count; i++) {
		const char *phrase = rule->phrases[i];
		bool taken = flags ? lexicon_mark(lexicon, phrase, flags)
				   : lexicon_add(lexicon, phrase, rule->exact, entry);
		if (!taken)
			return err_set(err, ERR_CONFIG,
				"\"%s\" of the rule %s could not be found in any post; write %s",
				phrase, rule->id, flags ? "single words" : "one word to ten");
	}
	return ERR_OK;
}

enum err_code cues_add(
	struct lexicon *lexicon, const struct config *config, uint16_t kind, struct err *err)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; code == ERR_OK && i < config->rule_count; i++)
		code = add_rule(
			lexicon, &config->rules[i], (struct lexicon_entry){kind, (uint16_t)i}, err);
	return code;
}
