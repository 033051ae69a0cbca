/*
 * Rehearsal: last month's posts through today's rules. The whole house runs, but every lane ends in
 * a file.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"
#include "app/load.h"
#include "app/progress.h"
#include "base/clock.h"
#include "base/counter.h"
#include "base/log.h"
#include "base/str.h"
#include "channel/file.h"

/* A file answers at once and with certainty, so that a lane need not wait for one outcome before the
 * next is written: many share a commit. As wide as what a full group of mentions makes leave, or the
 * handle's lane falls behind and ends in a tail of small commits. */
enum { LANE_WINDOW = 256 };

static const char usage[] =
	"Usage: nriseva replay FILE [--store PATH] [--handle NAME] [--config FILE] [--quiet]\n"
	"\n"
	"Take mentions from FILE (JSON Lines of X's post objects, or {\"text\": ...}; - for standard input) and write\n"
	"what would have been sent as JSON Lines to standard output: replies and events. Nothing is sent anywhere. Time is\n"
	"as it was: each mention is decided at the hour of its writing.\n"
	"\n"
	"  --store PATH    keep the cases in this store instead of one that is deleted afterwards\n"
	"  --handle NAME   the handle that is addressed (default: the first of the configuration)\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n"
	"  --quiet         write no replies and events, only the summary on standard error\n"
	"\n"
	"On a terminal a bar shows how far it is, unless the replies and events go there.\n";

struct replay {
	struct loaded loaded;
	struct loop *loop;
	struct store *store;
	struct intake *intake;
	struct outbox *outbox;
	struct channel_file *file;
	int exit_code;
	int64_t started_mono;
	struct progress *progress; /* NULL: nobody watches */
};

static void drained(void *arg)
{
	struct replay *replay = arg;
	loop_stop(replay->loop);
}

static void finished(
	void *arg, size_t posts, size_t bad_lines, enum err_code code, const struct err *err)
{
	struct replay *replay = arg;
	progress_end(replay->progress);
	int64_t took_ms = clock_mono_ms() - replay->started_mono;
	fprintf(stderr, "%zu posts in %" PRId64 ".%03" PRId64 " s", posts, took_ms / 1000,
		took_ms % 1000);
	if (took_ms > 0)
		fprintf(stderr, " (%" PRId64 " a second)", (int64_t)posts * 1000 / took_ms);
	fprintf(stderr, ", %" PRId64 " commits",
		counter_value(counter_get("nriseva_store_commits_total", "", "")));
	fprintf(stderr, bad_lines ? ", %zu lines could not be read\n" : "\n", bad_lines);
	if (code != ERR_OK)
		fprintf(stderr, "nriseva: %s\n", err->text);
	if (code != ERR_OK || bad_lines)
		replay->exit_code = EXIT_CODE_FAILED;
	outbox_drain(replay->outbox, drained, replay);
}

static void started(void *arg, enum err_code code, const struct err *err)
{
	struct replay *replay = arg;
	if (code == ERR_OK) {
		replay->started_mono = clock_mono_ms();
		channel_file_start(replay->file);
		progress_begin(replay->progress);
		return;
	}
	fprintf(stderr, "nriseva: %s\n", err->text);
	replay->exit_code = EXIT_CODE_STORE;
	loop_stop(replay->loop);
}

/* Every lane that the rules can name ends in the file. */
static void add_lanes(struct replay *replay, const char *handle)
{
	const struct config *config = replay->loaded.config;
	const struct carrier carrier = channel_file_carrier(replay->file);
	char lane[LANE_SIZE];
	lane_of_handle(handle, lane);
	outbox_add_lane(replay->outbox, lane, &carrier, LANE_WINDOW);
	for (size_t i = 0; i < config->district_count; i++) {
		lane_of_endpoint(config->districts[i].id, lane);
		outbox_add_lane(replay->outbox, lane, &carrier, LANE_WINDOW);
	}
	for (size_t i = 0; i < config->endpoint_count; i++) {
		if (!config->endpoints[i].coordinator)
			continue;
		lane_of_endpoint(config->endpoints[i].id, lane);
		outbox_add_lane(replay->outbox, lane, &carrier, LANE_WINDOW);
	}
}

static size_t posts_so_far(void *arg)
{
	const struct replay *replay = arg;
	return channel_file_posts(replay->file);
}

static void run_all(
	struct replay *replay, FILE *in, const char *name, const char *handle, bool quiet)
{
	replay->intake = intake_new(replay->store, &replay->loaded.rules);
	const struct outbox_follow follow = intake_follow(replay->intake);
	replay->outbox = outbox_new(replay->loop, replay->store, &follow);
	intake_set_outbox(replay->intake, replay->outbox);
	const struct channel_parts parts = {.loop = replay->loop,
		.store = replay->store,
		.intake = replay->intake,
		.outbox = replay->outbox};
	const struct channel_file_options options = {
		.in = in,
		.name = name,
		.out = quiet ? NULL : stdout,
		.handle = handle,
		.finished = finished,
		.arg = replay,
	};
	replay->file = channel_file_new(&parts, &options);
	add_lanes(replay, handle);
	/* Not among the replies and events. */
	if (isatty(STDERR_FILENO) && (quiet || !isatty(STDOUT_FILENO)))
		replay->progress = progress_new(replay->loop, in, posts_so_far, replay);
	outbox_start(replay->outbox, started, replay);
	loop_run(replay->loop);
	progress_free(replay->progress);
	channel_file_free(replay->file);
	outbox_free(replay->outbox);
	intake_free(replay->intake);
}

/* A folder for a store of no value after this run. */
static bool make_scratch(char *folder, size_t size)
{
	const char *parent = getenv("TMPDIR");
	snprintf(folder, size, "%s/nriseva-replay-XXXXXX", parent ? parent : "/tmp");
	if (mkdtemp(folder))
		return true;
	fprintf(stderr, "nriseva: %s: %s\n", folder, strerror(errno));
	return false;
}

static void remove_scratch(const char *folder)
{
	static const char *const names[] = {"store", "store-wal", "store-shm", "store.lock"};
	char path[4200];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static void replay_with_store(struct replay *replay, FILE *in, const char *name, const char *handle,
	const char *store_path, bool quiet)
{
	char folder[4096], scratch_path[4200];
	struct err err = {0};
	struct store_options options = {.path = store_path, .scratch = !store_path};
	if (!store_path) {
		if (!make_scratch(folder, sizeof folder)) {
			replay->exit_code = EXIT_CODE_FAILED;
			return;
		}
		snprintf(scratch_path, sizeof scratch_path, "%s/store", folder);
		options.path = scratch_path;
	}
	replay->loop = loop_new();
	if (store_open(replay->loop, &options, &replay->store, &err) == ERR_OK) {
		run_all(replay, in, name, handle, quiet);
		store_close(replay->store);
	} else {
		fprintf(stderr, "nriseva: %s\n", err.text);
		replay->exit_code = EXIT_CODE_STORE;
	}
	loop_free(replay->loop);
	if (!store_path)
		remove_scratch(folder);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"store", required_argument, NULL, 's'},
		{"handle", required_argument, NULL, 'h'},
		{"config", required_argument, NULL, 'c'},
		{"quiet", no_argument, NULL, 'q'},
		{0},
	};
	const char *store = NULL, *handle = NULL, *config = NULL;
	bool quiet = false;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			store = optarg;
			break;
		case 'h':
			handle = optarg;
			break;
		case 'c':
			config = optarg;
			break;
		case 'q':
			quiet = true;
			break;
		default:
			return usage_error(&cmd_replay, "unknown option");
		}
	}
	if (optind + 1 != argc)
		return usage_error(&cmd_replay, "name one file");
	log_setup(LOG_WARN, !isatty(STDERR_FILENO));
	struct replay replay = {0};
	if (!loaded_open(config, true, &replay.loaded))
		return EXIT_CODE_CONFIG;
	const char *name = argv[optind];
	FILE *in = str_is(name, "-") ? stdin : fopen(name, "re");
	if (!in) {
		fprintf(stderr, "nriseva: %s: %s\n", name, strerror(errno));
		replay.exit_code = EXIT_CODE_FAILED;
	} else {
		if (!handle)
			handle = replay.loaded.config->handles[0].name;
		replay_with_store(&replay, in, name, handle, store, quiet);
		if (in != stdin)
			fclose(in);
	}
	if (fflush(stdout) != 0) {
		fprintf(stderr, "nriseva: standard output: %s\n", strerror(errno));
		replay.exit_code = EXIT_CODE_FAILED;
	}
	loaded_release(&replay.loaded);
	return replay.exit_code;
}

const struct command cmd_replay = {
	"replay", "rehearse on posts from a file; nothing is sent", usage, run};
