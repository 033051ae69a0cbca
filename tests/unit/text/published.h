/* The cases that X publishes, read where they lie: just as much YAML as they use. */
#ifndef PUBLISHED_H
#define PUBLISHED_H

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "text/utf8.h"

#define PUBLISHED_FOLDER SOURCE_DIR "/../shared/data/twitter-text/"

struct published {
	struct buf file;
	const char *at;
	struct buf text;      /* of the case */
	const char *expected; /* the lines behind it, up to `at` */
};

static inline void published_close(struct published *published)
{
	buf_release(&published->file);
	buf_release(&published->text);
}

/* Skips the test where they are not present. */
static inline void published_open(struct published *published, const char *name)
{
	struct err err;
	buf_init(&published->file, 10 * 1000 * 1000);
	buf_init(&published->text, 1000 * 1000);
	struct buf path;
	buf_init(&path, 1000);
	buf_add_string(&path, PUBLISHED_FOLDER);
	buf_add_string(&path, name);
	enum err_code code = file_read(path.bytes, &published->file, &err);
	buf_release(&path);
	if (code != ERR_OK) {
		print_message("skipped: the published cases are not here: %s\n", err.text);
		published_close(published);
		skip();
	}
}

/* Go to a section, as "urls". */
static inline void published_section(struct published *published, const char *name)
{
	struct buf heading;
	buf_init(&heading, 100);
	buf_add_string(&heading, "\n  ");
	buf_add_string(&heading, name);
	buf_add_string(&heading, ":\n");
	const char *found = strstr(published->file.bytes, heading.bytes);
	buf_release(&heading);
	assert_non_null(found);
	published->at = found + 1;
}

/* The string in double quotes that begins at `from`; gives what is behind it. */
static inline const char *published_string(const char *from, struct buf *out)
{
	buf_clear(out);
	for (from++; *from && *from != '"'; from++) {
		if (*from != '\\') {
			buf_add_char(out, *from);
			continue;
		}
		from++;
		if (*from == 'u' || *from == 'U') {
			size_t digits = *from == 'u' ? 4 : 8;
			char hex[9] = {0};
			memcpy(hex, from + 1, digits);
			utf8_add(out, (int32_t)strtol(hex, NULL, 16));
			from += digits;
		} else {
			buf_add_char(out, *from == 'n' ? '\n' : *from);
		}
	}
	return *from ? from + 1 : from;
}

static inline const char *published_line_behind(const char *line)
{
	const char *end = strchr(line, '\n');
	return end ? end + 1 : line + strlen(line);
}

/* The next case of the section; false behind its last. */
static inline bool published_next(struct published *published)
{
	const char *line = published_line_behind(published->at);
	published->expected = NULL;
	for (; *line; line = published_line_behind(line)) {
		size_t indent = strspn(line, " ");
		bool begins = strncmp(line + indent, "- description:", 14) == 0;
		if ((indent == 2 && line[2] != '#') || (begins && published->expected))
			break;
		if (strncmp(line + indent, "text: \"", 7) != 0)
			continue;
		published_string(line + indent + 6, &published->text);
		published->expected = published_line_behind(line);
	}
	published->at = line - 1;
	return published->expected != NULL;
}

#endif
