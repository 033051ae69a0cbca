#include <getopt.h>
#include <stdio.h>

#include "app/app.h"
#include "app/show.h"
#include "app/version.h"

static const char usage[] = "Usage: nriseva version [--json]\n"
			    "\n"
			    "Tell the version of this program.\n"
			    "\n"
			    "  --json   as {\"name\": ..., \"version\": ...}\n";

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {0}};
	bool json = false;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'j')
			return usage_error(&cmd_version, "unknown option");
		json = true;
	}
	if (optind < argc)
		return usage_error(&cmd_version, "unexpected argument %s", argv[optind]);
	if (!json) {
		puts("nriseva " NRISEVA_VERSION);
		return EXIT_CODE_OK;
	}
	json_t *object = json_object();
	json_set_string(object, "name", "nriseva");
	json_set_string(object, "version", NRISEVA_VERSION);
	show_json_line(object);
	return EXIT_CODE_OK;
}

const struct command cmd_version = {"version", "tell the version", usage, run};
