/*
 * What posts mean, with the words that led to it: for trying word lists, and for explaining. Needs
 * the configuration and its word lists; no key, no store, no templates.
 *
 * A line that is no post is told in its place, and the rest is read all the same.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/load.h"
#include "app/read_commands.h"
#include "app/show.h"
#include "base/mem.h"
#include "channel/file/lines.h"
#include "channel/x/wire.h"

static const char usage[] =
	"Usage: nriseva read [--explain | --compare OLD_CONFIG] [--json] [--config FILE]\n"
	"       nriseva read --report [--json] [--store PATH] [--config FILE]\n"
	"\n"
	"Read posts from standard input, one JSON object a line ({\"text\": ...} or X's post objects), and print what each was\n"
	"understood to mean, with the words that led to it. Nothing is stored or sent.\n"
	"\n"
	"  --explain       the words in the colours of the labels to which they led, on a terminal\n"
	"  --compare FILE  print only what would change, if FILE is the configuration of before\n"
	"  --report        what operators' decisions say: the rules most often overruled, the places most often corrected, and\n"
	"                  what other thresholds would have done; counts only, nothing of any post is kept for it\n"
	"  --store PATH    report: instead of the configuration's\n"
	"  --json          one JSON object a line, in the order of the input; a line that is no post gives\n"
	"                  {\"error\": ..., \"line\": n}, and the exit code is 1 in the end\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n";

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

struct options {
	const char *config, *compare, *store;
	bool json, explain, report;
};

/* What is done with each reading. */
struct reading_run {
	const struct loaded *loaded;
	const struct options *options;
	struct read_comparison comparison;
};

static bool is_colourful(void)
{
	return isatty(STDOUT_FILENO) && !getenv("NO_COLOR"); /* https://no-color.org */
}

static void show(struct reading_run *run, const struct post *post, const struct reading *reading)
{
	if (run->options->compare) {
		read_compare(&run->comparison, post, reading);
	} else if (run->options->json) {
		json_t *object = show_reading_json(reading);
		if (post->id)
			json_set_string(object, "id", post->id);
		show_json_line(object);
	} else {
		read_explain(post, reading, run->options->explain && is_colourful());
	}
}

static bool is_blank(const struct buf *line)
{
	return strspn(line->bytes, " \t\r") == line->length;
}

/* False if the line is no post. */
static bool read_line(struct reading_run *run, const struct lines *lines)
{
	const struct config *config = run->loaded->config;
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
		show_bad(lines, err.text, run->options->json);
		return false;
	}
	reader_read(run->loaded->reader, post.text, strlen(post.text), &reading);
	show(run, &post, &reading);
	post_release(&post);
	return true;
}

static int read_all(struct reading_run *run)
{
	int code = EXIT_CODE_OK;
	struct lines *lines = mem_new(1, sizeof *lines);
	lines_init(lines, stdin);
	while (lines_next(lines)) {
		if (!is_blank(&lines->line) && !read_line(run, lines))
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

static int read_with(const struct options *options)
{
	struct loaded loaded;
	struct reading_run run = {.loaded = &loaded, .options = options};
	if (!loaded_open(options->config, false, &loaded))
		return EXIT_CODE_CONFIG;
	int code = EXIT_CODE_CONFIG;
	if (!options->compare) {
		code = read_all(&run);
	} else if (read_compare_begin(&run.comparison, options->compare, options->json)) {
		code = read_all(&run);
		read_compare_end(&run.comparison);
	}
	loaded_release(&loaded);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option known[] = {{"json", no_argument, NULL, 'j'},
		{"explain", no_argument, NULL, 'e'}, {"report", no_argument, NULL, 'r'},
		{"compare", required_argument, NULL, 'o'}, {"store", required_argument, NULL, 's'},
		{"config", required_argument, NULL, 'c'}, {0}};
	struct options options = {0};
	int option;
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'j')
			options.json = true;
		else if (option == 'e')
			options.explain = true;
		else if (option == 'r')
			options.report = true;
		else if (option == 'o')
			options.compare = optarg;
		else if (option == 's')
			options.store = optarg;
		else if (option == 'c')
			options.config = optarg;
		else
			return usage_error(&cmd_read, "unknown option");
	}
	if (optind < argc)
		return usage_error(&cmd_read,
			"unexpected argument %s; posts come on standard input", argv[optind]);
	if (options.explain + options.report + (options.compare != NULL) > 1)
		return usage_error(&cmd_read, "one of --explain, --compare and --report at a time");
	if (options.store && !options.report)
		return usage_error(&cmd_read, "--store is of --report");
	return options.report ? read_report(options.config, options.store, options.json)
			      : read_with(&options);
}

const struct command cmd_read = {
	"read", "show what posts were understood to mean, and why", usage, run};
