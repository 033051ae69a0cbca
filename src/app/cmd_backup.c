/* A copy of the store, made while the daemon runs or without it. */
#include <getopt.h>
#include <stdio.h>

#include "app/app.h"
#include "app/load.h"
#include "base/clock.h"
#include "store/store.h"
#include "json/json.h"

static const char usage[] =
	"Usage: nriseva backup FILE [--json] [--store PATH] [--config FILE]\n"
	"\n"
	"Copy the store into FILE, as it is at this moment; the daemon may run. FILE gets mode 0600 and must not exist.\n"
	"The copy is checked and on the disk when the command ends. `nriseva restore FILE` puts it back.\n"
	"\n"
	"  --json          print one JSON object\n"
	"  --store PATH    instead of the configuration's\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n";

enum { OUT_CAP = 16 * 1024 };

static void print_json(const char *path, const char *to, const char *at)
{
	json_auto_t *object = json_object();
	json_set_string(object, "store", path);
	json_set_string(object, "backup", to);
	json_set_string(object, "at", at);
	struct buf line;
	buf_init(&line, OUT_CAP);
	json_encode(object, &line);
	puts(line.bytes);
	buf_release(&line);
}

static int back_up(const char *path, const char *to, bool json)
{
	struct err err = {0};
	char iso[CLOCK_ISO_SIZE];
	int64_t now_ms = clock_wall_ms();
	enum err_code code = store_backup(path, to, now_ms, &err);
	if (code != ERR_OK) {
		fprintf(stderr, "nriseva: %s\n", err.text);
		return code == ERR_CONFLICT || code == ERR_IO ? EXIT_CODE_FAILED : EXIT_CODE_STORE;
	}
	clock_iso(now_ms, iso);
	if (json)
		print_json(path, to, iso);
	else
		printf("%s: %s as it was at %s, checked\n", to, path, iso);
	return EXIT_CODE_OK;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"store", required_argument, NULL, 's'},
		{"json", no_argument, NULL, 'j'},
		{0},
	};
	const char *config = NULL, *store = NULL;
	bool json = false;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			config = optarg;
		else if (option == 's')
			store = optarg;
		else if (option == 'j')
			json = true;
		else
			return usage_error(&cmd_backup, "unknown option");
	}
	if (argc - optind != 1)
		return usage_error(&cmd_backup, "name the one file to write");
	if (store)
		return back_up(store, argv[optind], json);
	struct loaded loaded;
	if (!loaded_open(config, false, &loaded))
		return EXIT_CODE_CONFIG;
	int code = back_up(loaded.config->store_path, argv[optind], json);
	loaded_release(&loaded);
	return code;
}

const struct command cmd_backup = {
	"backup", "copy the store into a file, beside the daemon", usage, run};
