/*
 * Happy path of config_load: the file becomes a tree with places (source), the tree is compared
 * with the table of keys (schema), the word lists it names are read (words), and the values are
 * checked and put in place (settings).
 *
 * Failures: a tree that is no YAML or does not fit the table ends it there, because what follows
 * would only guess. Word lists and values tell all of theirs together.
 */
#include "config/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "config/cues.h"
#include "config/mistakes.h"
#include "config/pool.h"
#include "config/schema.h"
#include "config/settings.h"
#include "config/source.h"
#include "config/weights.h"
#include "config/words.h"

static const char *const usual_places[] = {"config/nriseva.yaml", "/etc/nriseva/nriseva.yaml"};

static enum err_code find_named(const char *path, const char *where, char **out, struct err *err)
{
	if (access(path, F_OK) != 0)
		return err_set(err, ERR_NOTFOUND, "%s: no such file, named by %s; mend the name",
			path, where);
	*out = mem_string(path);
	return ERR_OK;
}

enum err_code config_find(const char *given, char **out, struct err *err)
{
	const char *from_environment = getenv("NRISEVA_CONFIG");
	if (given)
		return find_named(given, "--config", out, err);
	if (from_environment && *from_environment)
		return find_named(from_environment, "$NRISEVA_CONFIG", out, err);
	for (size_t i = 0; i < sizeof usual_places / sizeof *usual_places; i++) {
		if (access(usual_places[i], F_OK) == 0) {
			*out = mem_string(usual_places[i]);
			return ERR_OK;
		}
	}
	return err_set(err, ERR_NOTFOUND,
		"no configuration at %s or %s; name one with --config or $NRISEVA_CONFIG",
		usual_places[0], usual_places[1]);
}

static void load_values(const struct source *source, const struct raw_config *raw,
	struct config *config, struct config_mistakes *mistakes)
{
	struct pool *pool = config->memory;
	config->path = pool_string(pool, source->path);
	words_load_districts(
		settings_path(source, pool, raw->word_lists.districts, "districts.tsv"), pool,
		config, mistakes);
	words_load_countries(
		settings_path(source, pool, raw->word_lists.countries, "countries.tsv"), pool,
		config, mistakes);
	words_load_categories(
		settings_path(source, pool, raw->word_lists.categories, "categories.tsv"), pool,
		config, mistakes);
	cues_load(settings_path(source, pool, raw->word_lists.cues, "cues.tsv"), pool, config,
		mistakes);
	weights_load(settings_path(source, pool, raw->word_lists.weights, "weights.tsv"), pool,
		config, mistakes);
	settings_make(source, raw, pool, config, mistakes);
}

enum err_code config_load(const char *path, struct config **out, struct config_mistakes *mistakes)
{
	struct source source;
	struct raw_config *raw = NULL;
	size_t before = mistakes->count;
	if (source_load(path, &source, mistakes) != ERR_OK)
		return ERR_CONFIG;
	struct config *config = mem_new(1, sizeof *config);
	config->memory = mem_new(1, sizeof(struct pool));
	if (schema_load(&source, &raw, mistakes) == ERR_OK) {
		load_values(&source, raw, config, mistakes);
		schema_free(raw);
	}
	source_release(&source);
	if (mistakes->count > before) {
		config_free(config);
		return ERR_CONFIG;
	}
	*out = config;
	return ERR_OK;
}

void config_free(struct config *config)
{
	if (!config)
		return;
	pool_release(config->memory);
	mem_free(config->memory);
	mem_free(config);
}

const struct config_district *config_district(const struct config *config, const char *id)
{
	for (size_t i = 0; i < config->district_count; i++) {
		if (strcmp(config->districts[i].id, id) == 0)
			return &config->districts[i];
	}
	return NULL;
}

const struct config_category *config_category(const struct config *config, const char *id)
{
	for (size_t i = 0; i < config->category_count; i++) {
		if (strcmp(config->categories[i].id, id) == 0)
			return &config->categories[i];
	}
	return NULL;
}

const struct config_handle *config_handle(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->handle_count; i++) {
		if (strcmp(config->handles[i].name, name) == 0)
			return &config->handles[i];
	}
	return NULL;
}

const struct config_endpoint *config_endpoint(const struct config *config, const char *id)
{
	for (size_t i = 0; i < config->endpoint_count; i++) {
		if (strcmp(config->endpoints[i].id, id) == 0)
			return &config->endpoints[i];
	}
	return NULL;
}
