/* A folder of files for one test of the configuration. */
#ifndef FILES_H
#define FILES_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"

#define DISTRICTS_HEADER "id\tname_en\tname_hi\taliases\tzone\trange\tcommissionerate\n"
#define CATEGORIES_HEADER "id\tkind\tflags\tname_en\tname_hi\tkeywords\n"
#define DISTRICTS                                                                                                               \
	DISTRICTS_HEADER "lucknow\tLucknow\tलखनऊ\tLakhnau|नवाबों का शहर\tLucknow\tLucknow\tyes\n" \
			 "agra\tAgra\tआगरा\tTaj Nagari\tAgra\tAgra\tno\n"
#define CUES_HEADER "id\tkind\tweight\tflags\tphrases\n"
#define CUES CUES_HEADER "me\tperson\t\texact\tmy|मेरा\n"
#define COUNTRIES_HEADER "id\tname_en\tname_hi\tnames\n"
#define COUNTRIES COUNTRIES_HEADER "GB\tUnited Kingdom\tब्रिटेन\tuk|london\n"
#define WEIGHTS_HEADER "kind\tname\tweights\n"
#define WEIGHTS WEIGHTS_HEADER "phrase\tstolen\ttheft=100\n"
#define CATEGORIES CATEGORIES_HEADER "theft\tmatter\t\tTheft\tचोरी\ttheft|stolen\n"

struct files {
	char folder[64];
	char path[128];
	struct config_mistakes mistakes;
};

static inline void files_write_bytes(
	struct files *files, const char *name, const void *bytes, size_t size)
{
	snprintf(files->path, sizeof files->path, "%s/%s", files->folder, name);
	FILE *file = fopen(files->path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Also makes files->path its path. */
static inline void files_write(struct files *files, const char *name, const char *text)
{
	files_write_bytes(files, name, text, strlen(text));
}

static inline int files_setup(void **state)
{
	struct files *files = calloc(1, sizeof *files);
	strcpy(files->folder, "/tmp/nriseva-unit-XXXXXX");
	if (!mkdtemp(files->folder))
		return -1;
	files_write(files, "districts.tsv", DISTRICTS);
	files_write(files, "countries.tsv", COUNTRIES);
	files_write(files, "categories.tsv", CATEGORIES);
	files_write(files, "cues.tsv", CUES);
	files_write(files, "weights.tsv", WEIGHTS);
	*state = files;
	return 0;
}

static inline int files_remove_one(
	const char *path, const struct stat *st, int kind, struct FTW *place)
{
	(void)st, (void)kind, (void)place;
	return remove(path);
}

static inline int files_teardown(void **state)
{
	struct files *files = *state;
	config_mistakes_release(&files->mistakes);
	int code = nftw(files->folder, files_remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(files);
	return code;
}

/* Whether a line of the mistakes begins with "FILE<after>", FILE being the last one written, and
 * has `words`. */
static inline void assert_told(const struct files *files, const char *after, const char *words)
{
	char start[256];
	snprintf(start, sizeof start, "%s%s", files->path, after);
	for (size_t i = 0; i < files->mistakes.count; i++) {
		const char *line = files->mistakes.lines[i];
		if (strncmp(line, start, strlen(start)) == 0 && strstr(line, words))
			return;
	}
	for (size_t i = 0; i < files->mistakes.count; i++)
		print_message("told: %s\n", files->mistakes.lines[i]);
	fail_msg("nobody told: %s ... %s", start, words);
}

#endif
