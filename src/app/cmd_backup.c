/* A copy of the store, made while the daemon runs or without it. */
#include <stdio.h>

#include "app/app.h"
#include "app/store_file.h"
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
	return store_file_command(&cmd_backup, argc, argv, back_up);
}

const struct command cmd_backup = {
	"backup", "copy the store into a file, beside the daemon", usage, run};
