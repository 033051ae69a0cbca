/*
 * The language, by script and by small words. Enough Devanagari is Hindi, whatever English words
 * stand in it ("मेरी FIR"); Latin is Hinglish if the small words of Hindi in Latin letters hold
 * their own against those of English, English if it has some of these or words that we know;
 * another language otherwise.
 */
#include "reading/reading_priv.h"

struct tally {
	unsigned devanagari, latin, other; /* words */
	unsigned english, hinglish;        /* small words */
	uint32_t first_english, first_hinglish, first_hindi;
};

static void count(struct tally *tally, const struct lexicon_word *word, uint32_t index)
{
	if (word->script == SCRIPT_DEVANAGARI && tally->devanagari++ == 0)
		tally->first_hindi = index;
	tally->other += word->script == SCRIPT_OTHER;
	if (word->script != SCRIPT_LATIN)
		return;
	tally->latin++;
	if ((word->flags & LEXICON_ENGLISH) && tally->english++ == 0)
		tally->first_english = index;
	if ((word->flags & LEXICON_HINGLISH) && tally->hinglish++ == 0)
		tally->first_hinglish = index;
}

/* Names, cues and keywords; not the weighted phrases, in which there are small words of any language. */
static size_t count_known(const struct sight *sight)
{
	size_t count = 0;
	for (size_t i = 0; i < sight->matches.count; i++)
		count += sight->matches.matches[i].entry.kind != KIND_PHRASE;
	return count;
}

static enum lang latin_language(const struct sight *sight, const struct tally *tally)
{
	size_t phrases = count_known(sight);
	if (tally->hinglish > 0 && tally->hinglish * 3 >= tally->english * 2)
		return LANG_HINGLISH;
	bool known = tally->english > 0 || phrases > 0 || tally->latin <= 2;
	bool foreign = tally->latin >= 6 && tally->english * 8 < tally->latin &&
		       phrases * 4 < tally->latin;
	return known && !foreign ? LANG_EN : LANG_OTHER;
}

void language_find(struct sight *sight)
{
	struct tally tally = {0};
	for (size_t i = 0; i < sight->word_count; i++)
		count(&tally, &sight->words[i], (uint32_t)i);

	struct reading *out = sight->out;
	if (tally.other > tally.latin + tally.devanagari)
		out->lang = LANG_OTHER;
	else if (tally.devanagari * 2 >= tally.latin && tally.devanagari > 0)
		out->lang = LANG_HI;
	else
		out->lang = latin_language(sight, &tally);

	if (out->lang == LANG_HI)
		sight_reason(sight, "lang", lang_name(out->lang), NULL, tally.first_hindi,
			tally.first_hindi);
	if (out->lang == LANG_HINGLISH)
		sight_reason(sight, "lang", lang_name(out->lang), NULL, tally.first_hinglish,
			tally.first_hinglish);
	if (out->lang == LANG_EN && tally.english)
		sight_reason(sight, "lang", lang_name(out->lang), NULL, tally.first_english,
			tally.first_english);
}
