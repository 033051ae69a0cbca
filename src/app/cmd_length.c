#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/show.h"
#include "base/mem.h"
#include "channel/file/lines.h"
#include "text/text.h"

static const char usage[] =
	"Usage: nriseva length\n"
	"\n"
	"Measure each line of standard input as X measures a post: a line {\"weighted\": n, \"valid\": true} for each.\n"
	"X takes 1 to 280; most Latin and Devanagari letters weigh 1, an emoji 2.\n";

static void measure(const struct lines *lines)
{
	json_t *object = json_object();
	if (lines->too_long) {
		json_set_string(object, "error", "the line is longer than a megabyte");
		json_object_set_new(object, "line", json_integer((json_int_t)lines->number));
	} else {
		const char *text = lines->line.bytes;
		size_t length = lines->line.length;
		json_object_set_new(object, "weighted", json_integer(text_x_length(text, length)));
		json_object_set_new(object, "valid", json_boolean(text_x_is_valid(text, length)));
	}
	show_json_line(object);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{0}};
	if (getopt_long(argc, argv, "", options, NULL) != -1)
		return usage_error(&cmd_length, "unknown option");
	if (optind < argc)
		return usage_error(&cmd_length,
			"unexpected argument %s; texts come on standard input", argv[optind]);
	int code = EXIT_CODE_OK;
	struct lines *lines = mem_new(1, sizeof *lines);
	lines_init(lines, stdin);
	while (lines_next(lines)) {
		measure(lines);
		if (lines->too_long)
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

const struct command cmd_length = {"length", "measure texts as X does", usage, run};
