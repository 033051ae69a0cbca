#include "cross.h"

#include <string.h>

enum err_code cross_open(const struct config *config, const struct labelled *posts,
	struct cross *out, struct err *err)
{
	enum err_code code = ERR_OK;
	*out = (struct cross){.config = config};
	for (int i = 0; i < FOLDS && code == ERR_OK; i++) {
		struct fold *fold = &out->folds[i];
		code = fit(config, posts, i, FOLDS, &fold->fitted, err);
		fold->config = *config;
		fold->config.features = fold->fitted.features;
		fold->config.feature_count = fold->fitted.count;
		if (code == ERR_OK)
			code = reader_new(&fold->config, &fold->reader, err);
	}
	return code;
}

void cross_release(struct cross *cross)
{
	for (int i = 0; i < FOLDS; i++) {
		reader_free(cross->folds[i].reader);
		fit_release(&cross->folds[i].fitted);
	}
	*cross = (struct cross){0};
}

void cross_read(struct cross *cross, size_t number, const char *text, struct reading *out)
{
	struct fold *fold = &cross->folds[number % FOLDS];
	fold->config.actionable_yes = cross->config->actionable_yes;
	fold->config.actionable_doubtful = cross->config->actionable_doubtful;
	fold->config.urgent = cross->config->urgent;
	reader_read(fold->reader, text, strlen(text), out);
}
