/* A reader of the lists in config/, for the tests of this room. */
#ifndef UNIT_READING_KNOWN_H
#define UNIT_READING_KNOWN_H

#include <string.h>

#include "config/cues.h"
#include "config/pool.h"
#include "config/weights.h"
#include "config/words.h"
#include "reading/reading_priv.h"

struct known {
	struct pool pool;
	struct config config;
	struct reader *reader;
};

static struct known known;

static int known_open(void **state)
{
	(void)state;
	struct config_mistakes mistakes = {0};
	struct err err;
	known.config = (struct config){.case_prefix = "NRI",
		.actionable_yes = 60,
		.actionable_doubtful = 30,
		.urgent = 20};
	words_load_districts(
		SOURCE_DIR "/config/districts.tsv", &known.pool, &known.config, &mistakes);
	words_load_countries(
		SOURCE_DIR "/config/countries.tsv", &known.pool, &known.config, &mistakes);
	words_load_categories(
		SOURCE_DIR "/config/categories.tsv", &known.pool, &known.config, &mistakes);
	cues_load(SOURCE_DIR "/config/cues.tsv", &known.pool, &known.config, &mistakes);
	weights_load(SOURCE_DIR "/config/weights.tsv", &known.pool, &known.config, &mistakes);
	for (size_t i = 0; i < mistakes.count; i++)
		print_message("%s\n", mistakes.lines[i]);
	if (mistakes.count)
		return -1;
	if (reader_new(&known.config, &known.reader, &err) != ERR_OK) {
		print_message("%s\n", err.text);
		return -1;
	}
	return 0;
}

static int known_close(void **state)
{
	(void)state;
	reader_free(known.reader);
	pool_release(&known.pool);
	return 0;
}

/* Read a string with the known reader. */
static inline void known_read(const char *text, struct reading *out)
{
	reader_read(known.reader, text, strlen(text), out);
}

#endif
