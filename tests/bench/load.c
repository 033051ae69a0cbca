#include "load.h"

#include <stdio.h>

static bool load_config(const char *path, struct config **out)
{
	struct config_mistakes mistakes = {0};
	bool good = config_load(path, out, &mistakes) == ERR_OK;
	for (size_t i = 0; i < mistakes.count; i++)
		fprintf(stderr, "%s\n", mistakes.lines[i]);
	config_mistakes_release(&mistakes);
	return good;
}

bool load(const char *config_path, struct loaded *out)
{
	struct err err;
	*out = (struct loaded){0};
	if (!load_config(config_path, &out->config))
		return false;
	if (reader_new(out->config, &out->reader, &err) == ERR_OK)
		return true;
	fprintf(stderr, "bench-reading: %s\n", err.text);
	unload(out);
	return false;
}

void unload(struct loaded *loaded)
{
	reader_free(loaded->reader);
	config_free(loaded->config);
	*loaded = (struct loaded){0};
}
