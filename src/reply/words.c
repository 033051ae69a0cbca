#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/mistakes.h"
#include "reply/reply_priv.h"

enum { WORDS_CAP = 16384 };

/* In an order in which each situation's variables are the first of them. */
static const char *const names[REPLY_NAMES] = {
	"case_id", "follow_ups_ask", "detail", "district", "status", "candidates"};

const char *const *reply_names(enum situation situation, size_t *out_count)
{
	*out_count = REPLY_NAMES;
	if (situation == SITUATION_OPTED_OUT || situation == SITUATION_POINT_ELSEWHERE)
		*out_count = 1;
	else if (situation == SITUATION_ACKNOWLEDGED_QUIET)
		*out_count = 2;
	return names;
}

static char *trim(char *text)
{
	text += strspn(text, " \t\r");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r", text[length - 1]))
		text[--length] = '\0';
	return text;
}

static void read_line(const char *path, size_t number, char *line, char *out[CASE_STATUS_COUNT],
	struct config_mistakes *mistakes)
{
	enum case_status status;
	line = trim(line);
	char *colon = strchr(line, ':');
	if (*line == '\0' || *line == '#')
		return;
	if (!colon) {
		mistakes_add(mistakes, "%s:%zu:1: no colon; write a line as \"received: words\"",
			path, number);
		return;
	}
	*colon = '\0';
	char *name = trim(line), *words = trim(colon + 1);
	if (!case_status_from_name(name, &status))
		mistakes_add(mistakes, "%s:%zu:1: there is no status \"%s\"; mend its name", path,
			number, name);
	else if (out[status])
		mistakes_add(mistakes, "%s:%zu:1: \"%s\" stands here twice; keep one", path, number,
			name);
	else if (*words == '\0' || !str_is_utf8(words, strlen(words)))
		mistakes_add(mistakes,
			"%s:%zu:1: \"%s\" has no words (or they are not UTF-8); write them behind "
			"the colon",
			path, number, name);
	else
		out[status] = mem_string(words);
}

static void read_lines(const char *path, char *text, char *out[CASE_STATUS_COUNT],
	struct config_mistakes *mistakes)
{
	size_t number = 1;
	if (str_starts(text, "\xef\xbb\xbf"))
		text += 3;
	for (char *line = text; line; number++) {
		char *end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		read_line(path, number, line, out, mistakes);
		line = end;
	}
	for (int i = 0; i < CASE_STATUS_COUNT; i++) {
		const char *name = case_status_name((enum case_status)i);
		if (!out[i])
			mistakes_add(mistakes,
				"%s:%zu:1: no words for \"%s\"; add a line \"%s: words\"", path,
				number - 1, name, name);
	}
}

void reply_load_words(
	const char *path, char *out[CASE_STATUS_COUNT], struct config_mistakes *mistakes)
{
	struct buf text;
	struct err err = {0};
	buf_init(&text, WORDS_CAP);
	if (file_read(path, &text, &err) == ERR_OK)
		read_lines(path, text.bytes, out, mistakes);
	else
		mistakes_add(mistakes,
			"%s:1:1: cannot be read (%s); it must have a line for each status", path,
			err.text);
	buf_release(&text);
}
