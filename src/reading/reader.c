/*
 * A reader is a lexicon compiled from the lists of the configuration. Reading
 * a post: cut it into words and find all phrases (sight), then language, place and the words of
 * matters and conducts; weigh what was found; conclude.
 *
 * What can go wrong is in the lists alone: a name of two districts, an id twice, too many
 * categories.
 */
#include "reading/reading.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/case_id.h"
#include "reading/reading_priv.h"

enum { CASE_ID_TEXT_MAX = 100 * 1000 }; /* no id is looked for behind this */

static enum err_code add_name(
	struct reader *reader, size_t index, const char *name, struct err *err)
{
	const struct config_district *districts = reader->config->districts;
	if (!name || !*name)
		return ERR_OK;
	int there = lexicon_add_once(reader->lexicon, name, true,
		(struct lexicon_entry){KIND_DISTRICT, (uint16_t)index});
	if (there < 0)
		return err_set(err, ERR_CONFIG,
			"\"%s\" of district %s has no words that could be found in a post, or more "
			"than %d",
			name, districts[index].id, LEXICON_PHRASE_MAX);
	if ((size_t)there != index)
		return err_set(err, ERR_CONFIG,
			"\"%s\" names two districts, %s and %s; write it with the district's name "
			"in both",
			name, districts[there].id, districts[index].id);
	return ERR_OK;
}

static enum err_code add_district(struct reader *reader, size_t index, struct err *err)
{
	const struct config_district *district = &reader->config->districts[index];
	enum err_code code = add_name(reader, index, district->name_en, err);
	if (code == ERR_OK)
		code = add_name(reader, index, district->name_hi, err);
	for (size_t i = 0; code == ERR_OK && i < district->alias_count; i++)
		code = add_name(reader, index, district->aliases[i], err);
	return code;
}

static enum err_code add_districts(struct reader *reader, struct err *err)
{
	const struct config *config = reader->config;
	if (config->district_count > DISTRICTS_MAX)
		return err_set(err, ERR_CONFIG, "there are %zu districts, more than %d",
			config->district_count, DISTRICTS_MAX);
	for (size_t i = 0; i < config->district_count; i++) {
		enum err_code code = add_district(reader, i, err);
		if (code != ERR_OK)
			return code;
	}
	place_add_shared(reader);
	return ERR_OK;
}

static enum err_code add_country_name(
	struct reader *reader, size_t index, const char *name, struct err *err)
{
	const struct config_country *countries = reader->config->countries;
	int there = lexicon_add_once(
		reader->lexicon, name, true, (struct lexicon_entry){KIND_COUNTRY, (uint16_t)index});
	if (there < 0)
		return err_set(err, ERR_CONFIG,
			"\"%s\" of country %s has no words that could be found in a post, or more "
			"than %d",
			name, countries[index].id, LEXICON_PHRASE_MAX);
	if ((size_t)there != index)
		return err_set(err, ERR_CONFIG,
			"\"%s\" is in two countries, %s and %s; remove it from one", name,
			countries[there].id, countries[index].id);
	return ERR_OK;
}

static enum err_code add_country(struct reader *reader, size_t index, struct err *err)
{
	const struct config_country *country = &reader->config->countries[index];
	enum err_code code = add_country_name(reader, index, country->name_en, err);
	if (code == ERR_OK)
		code = add_country_name(reader, index, country->name_hi, err);
	for (size_t i = 0; code == ERR_OK && i < country->name_count; i++)
		code = add_country_name(reader, index, country->names[i], err);
	return code;
}

static enum err_code add_countries(struct reader *reader, struct err *err)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < reader->config->country_count && code == ERR_OK; i++)
		code = add_country(reader, i, err);
	return code;
}

static enum err_code add_category(struct reader *reader, size_t index, struct err *err)
{
	const struct config_category *category = &reader->config->categories[index];
	struct lexicon_entry entry = {KIND_CATEGORY, (uint16_t)index};
	for (size_t i = 0; i < category->word_count; i++) {
		if (!lexicon_add(reader->lexicon, category->words[i], false, entry))
			return err_set(err, ERR_CONFIG,
				"\"%s\" of category %s has no words that could be found in a post, "
				"or more than %d",
				category->words[i], category->id, LEXICON_PHRASE_MAX);
	}
	return ERR_OK;
}

static enum err_code add_categories(struct reader *reader, struct err *err)
{
	const struct config *config = reader->config;
	if (config->category_count > CONFIG_CATEGORIES_MAX)
		return err_set(err, ERR_CONFIG, "there are %zu categories, more than %d",
			config->category_count, CONFIG_CATEGORIES_MAX);
	for (size_t i = 0; i < config->category_count; i++) {
		enum err_code code = add_category(reader, i, err);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

enum err_code reader_new(const struct config *config, struct reader **out, struct err *err)
{
	struct reader *reader = mem_new(1, sizeof(*reader));
	reader->config = config;
	reader->lexicon = lexicon_new();
	enum err_code code = cues_add(reader->lexicon, config, KIND_CUE, err);
	if (code == ERR_OK)
		code = add_districts(reader, err);
	if (code == ERR_OK)
		code = add_countries(reader, err);
	if (code == ERR_OK)
		code = add_categories(reader, err);
	if (code == ERR_OK)
		code = weigh_add_phrases(reader, err);
	if (code == ERR_OK)
		*out = reader;
	else
		reader_free(reader);
	return code;
}

void reader_free(struct reader *reader)
{
	if (!reader)
		return;
	lexicon_free(reader->lexicon);
	mem_free(reader->shared);
	mem_free(reader);
}

static void find_case_id(struct sight *sight)
{
	size_t length = sight->length < CASE_ID_TEXT_MAX ? sight->length : CASE_ID_TEXT_MAX;
	char *text = mem_string_n(sight->text, length);
	struct reading *out = sight->out;
	if (!case_id_find(sight->reader->config->case_prefix, text, out->case_id))
		out->case_id[0] = '\0';
	mem_free(text);
}

void reader_see(const struct reader *reader, const char *text, size_t length, struct sight *sight,
	struct reading *out)
{
	*out = (struct reading){0};
	sight_init(sight, reader, text, length, out);
	find_case_id(sight);
	language_find(sight);
	place_find(sight);
	country_find(sight);
	category_find(sight);
	weigh_find(sight);
}

void reader_read(const struct reader *reader, const char *text, size_t length, struct reading *out)
{
	struct sight sight;
	reader_see(reader, text, length, &sight, out);
	conclude(&sight);
	sight_release(&sight);
}
