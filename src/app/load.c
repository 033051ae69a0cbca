#include "app/load.h"

#include <stdio.h>

#include "base/mem.h"

void print_mistakes(const struct config_mistakes *mistakes)
{
	for (size_t i = 0; i < mistakes->count; i++)
		fprintf(stderr, "%s\n", mistakes->lines[i]);
}

static bool load_config(const char *given, struct config **out)
{
	struct err err = {0};
	char *path;
	if (config_find(given, &path, &err) != ERR_OK) {
		fprintf(stderr, "nriseva: %s\n", err.text);
		return false;
	}
	struct config_mistakes mistakes = {0};
	bool good = config_load(path, out, &mistakes) == ERR_OK;
	print_mistakes(&mistakes);
	config_mistakes_release(&mistakes);
	mem_free(path);
	return good;
}

static bool load_replies(struct loaded *loaded)
{
	struct config_mistakes mistakes = {0};
	bool good = reply_book_load(loaded->config, &loaded->replies, &mistakes) == ERR_OK;
	print_mistakes(&mistakes);
	config_mistakes_release(&mistakes);
	return good;
}

static struct policy policy_of(const struct config *config)
{
	return (struct policy){
		.acknowledge_max_age_ms = config->acknowledge_max_age_ms,
		.late_after_ms = config->late_after_ms,
		.no_answer_ms = config->no_answer_ms,
		.no_objection_ms = config->no_objection_ms,
		.follow_ups = config->follow_ups,
		.max_follow_ups = config->max_follow_ups,
		.max_replies_per_author = config->max_replies_per_author,
	};
}

bool loaded_open(const char *given, bool with_replies, struct loaded *out)
{
	struct err err = {0};
	*out = (struct loaded){0};
	if (!load_config(given, &out->config))
		return false;
	if (reader_new(out->config, &out->reader, &err) != ERR_OK) {
		fprintf(stderr, "%s\n", err.text);
		loaded_release(out);
		return false;
	}
	if (with_replies && !load_replies(out)) {
		loaded_release(out);
		return false;
	}
	out->rules = (struct rules){
		.config = out->config,
		.reader = out->reader,
		.replies = out->replies,
		.policy = policy_of(out->config),
	};
	return true;
}

void loaded_release(struct loaded *loaded)
{
	if (loaded->replies)
		reply_book_free(loaded->replies);
	if (loaded->reader)
		reader_free(loaded->reader);
	if (loaded->config)
		config_free(loaded->config);
	*loaded = (struct loaded){0};
}
