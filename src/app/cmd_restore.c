/* A copy of the store takes its place. Whoever does it is told what that means for what happened
 * since. */
#include <stdio.h>

#include "app/app.h"
#include "app/store_file.h"
#include "base/clock.h"
#include "base/mem.h"
#include "store/store.h"
#include "json/json.h"

static const char usage[] =
	"Usage: nriseva restore FILE [--json] [--store PATH] [--config FILE]\n"
	"\n"
	"Put what `nriseva backup` made in the place of the store. The daemon must not run. The store that is there is\n"
	"kept as STORE.before-restore-N.\n"
	"\n"
	"At its next start the daemon first reads what the handles said since the backup. Mentions that were answered\n"
	"since are taken again, with the case ids they were told, and not answered again; districts get their events again\n"
	"under new webhook-ids. What districts and operators decided since the backup is not in it: ask the districts to send\n"
	"the status of their cases anew.\n"
	"\n"
	"  --json          print one JSON object\n"
	"  --store PATH    instead of the configuration's\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n";

enum { OUT_CAP = 16 * 1024 };

static void print_json(
	const char *path, const char *from, const char *at, const struct store_restored *restored)
{
	json_auto_t *object = json_object();
	json_set_string(object, "store", path);
	json_set_string(object, "backup", from);
	json_set_string(object, "backup_at", at);
	json_set_string(object, "kept", restored->kept);
	struct buf line;
	buf_init(&line, OUT_CAP);
	json_encode(object, &line);
	puts(line.bytes);
	buf_release(&line);
}

static void print_people(
	const char *path, const char *from, const char *at, const struct store_restored *restored)
{
	printf("%s: is now what %s holds, as it was at %s\n", path, from, at);
	if (restored->kept)
		printf("%s: the store that was there\n", restored->kept);
	puts("Statuses that districts sent since then are not in it: ask them to send those of "
	     "their cases anew.");
}

static int restore(const char *path, const char *from, bool json)
{
	struct err err = {0};
	struct store_restored restored;
	char iso[CLOCK_ISO_SIZE];
	enum err_code code = store_restore(from, path, clock_wall_ms(), &restored, &err);
	if (code != ERR_OK) {
		fprintf(stderr, "nriseva: %s%s\n", err.text,
			code == ERR_BUSY ? "; stop the daemon first" : "");
		mem_free(restored.kept);
		return code == ERR_NOTFOUND || code == ERR_FORMAT || code == ERR_IO
			       ? EXIT_CODE_FAILED
			       : EXIT_CODE_STORE;
	}
	clock_iso(restored.backup_at, iso);
	if (json)
		print_json(path, from, iso, &restored);
	else
		print_people(path, from, iso, &restored);
	mem_free(restored.kept);
	return EXIT_CODE_OK;
}

static int run(int argc, char **argv)
{
	return store_file_command(&cmd_restore, argc, argv, restore);
}

const struct command cmd_restore = {
	"restore", "put such a copy back in the place of the store", usage, run};
