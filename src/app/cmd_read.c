/*
 * What posts mean, with the words that led to it: for trying word lists, and for explaining. Needs
 * the configuration and its word lists; no key, no store, no templates.
 *
 * A line that is no post is told in its place, and the rest is read all the same.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/load.h"
#include "app/show.h"
#include "base/mem.h"
#include "channel/file/lines.h"
#include "channel/x/wire.h"

static const char usage[] =
	"Usage: nriseva read [--json] [--config FILE]\n"
	"\n"
	"Read posts from standard input, one JSON object a line ({\"text\": ...} or X's post objects), and print what each was\n"
	"understood to mean, with the words that led to it. Nothing is stored or sent.\n"
	"\n"
	"  --json          one JSON object a line, in the order of the input; a line that is no post gives\n"
	"                  {\"error\": ..., \"line\": n}, and the exit code is 1 in the end\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n";

enum { SHOWN_CAP = 64 * 1024 };

static void show_bad(const struct lines *lines, const char *what, bool json)
{
	if (!json) {
		printf("line %zu: %s\n\n", lines->number, what);
		return;
	}
	json_t *object = json_object();
	json_set_string(object, "error", what);
	json_object_set_new(object, "line", json_integer((json_int_t)lines->number));
	show_json_line(object);
}

static void show(const struct post *post, const struct reading *reading, bool json)
{
	if (json) {
		json_t *object = show_reading_json(reading);
		if (post->id)
			json_set_string(object, "id", post->id);
		show_json_line(object);
		return;
	}
	struct buf lines;
	buf_init(&lines, SHOWN_CAP);
	show_reading_lines(reading, &lines);
	printf("%s\n%s\n", post->text, lines.bytes);
	buf_release(&lines);
}

static bool is_blank(const struct buf *line)
{
	return strspn(line->bytes, " \t\r") == line->length;
}

/* False if the line is no post. */
static bool read_line(const struct loaded *loaded, const struct lines *lines, bool json)
{
	const struct config *config = loaded->config;
	const struct config_handle none = {.name = "", .user_id = ""};
	const struct config_handle *handle = config->handle_count ? config->handles : &none;
	struct err err = {0};
	struct post post = {0};
	struct reading reading;
	if (lines->too_long)
		err_set(&err, ERR_LIMIT, "the line is longer than a megabyte");
	else
		x_post_decode(lines->line.bytes, lines->line.length, handle->user_id, handle->name,
			&post, &err);
	if (err.code != ERR_OK) {
		show_bad(lines, err.text, json);
		return false;
	}
	reader_read(loaded->reader, post.text, strlen(post.text), &reading);
	show(&post, &reading, json);
	post_release(&post);
	return true;
}

static int read_all(const struct loaded *loaded, bool json)
{
	int code = EXIT_CODE_OK;
	struct lines *lines = mem_new(1, sizeof *lines);
	lines_init(lines, stdin);
	while (lines_next(lines)) {
		if (!is_blank(&lines->line) && !read_line(loaded, lines, json))
			code = EXIT_CODE_FAILED;
	}
	if (ferror(stdin)) {
		fprintf(stderr, "nriseva: standard input: %s\n", strerror(errno));
		code = EXIT_CODE_FAILED;
	}
	lines_release(lines);
	mem_free(lines);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'}, {"config", required_argument, NULL, 'c'}, {0}};
	const char *config = NULL;
	bool json = false;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'j')
			json = true;
		else if (option == 'c')
			config = optarg;
		else
			return usage_error(&cmd_read, "unknown option");
	}
	if (optind < argc)
		return usage_error(&cmd_read,
			"unexpected argument %s; posts come on standard input", argv[optind]);
	struct loaded loaded;
	if (!loaded_open(config, false, &loaded))
		return EXIT_CODE_CONFIG;
	int code = read_all(&loaded, json);
	loaded_release(&loaded);
	return code;
}

const struct command cmd_read = {
	"read", "show what posts were understood to mean, and why", usage, run};
