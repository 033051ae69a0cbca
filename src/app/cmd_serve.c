#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>
#include <sodium.h>

#include "app/app.h"
#include "app/daemon.h"
#include "base/clock.h"
#include "base/log.h"
#include "config/value.h"

static const char usage[] =
	"Usage: nriseva serve [--since TIME] [--config FILE] [--log text|json] [--debug]\n"
	"\n"
	"Watch the handles, answer, and tell the districts, until SIGTERM or Ctrl-C. What is on its way is\n"
	"finished then; what waits stays in the store.\n"
	"\n"
	"  --since TIME      where a handle begins that starts for the first time, instead of now: 2h, 3d,\n"
	"                    or 2026-11-25T02:30:00Z; X shows the newest 800 mentions\n"
	"  --config FILE     instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n"
	"  --log text|json   instead of text on a terminal and JSON lines otherwise\n"
	"  --debug           tell more\n";

/* A time, or how long ago; 0 if it is neither or not past. */
static int64_t read_since(const char *text, int64_t now_ms)
{
	int64_t at, ago_ms;
	if (clock_from_iso(text, &at) == ERR_OK)
		return at < now_ms ? at : 0;
	return value_duration(text, &ago_ms, NULL) == ERR_OK ? now_ms - ago_ms : 0;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"since", required_argument, NULL, 's'},
		{"config", required_argument, NULL, 'c'},
		{"log", required_argument, NULL, 'l'},
		{"debug", no_argument, NULL, 'd'},
		{0},
	};
	const char *config = NULL;
	int64_t since_at = 0;
	bool json = !isatty(STDERR_FILENO);
	enum log_level least = LOG_INFO;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			config = optarg;
		else if (option == 's') {
			since_at = read_since(optarg, clock_wall_ms());
			if (since_at <= 0)
				return usage_error(&cmd_serve,
					"--since takes how long ago, like 2h or 3d, or a past time "
					"in UTC like 2026-11-25T02:30:00Z; not %s",
					optarg);
		} else if (option == 'd')
			least = LOG_DEBUG;
		else if (option == 'l' &&
			 (strcmp(optarg, "json") == 0 || strcmp(optarg, "text") == 0))
			json = strcmp(optarg, "json") == 0;
		else
			return usage_error(&cmd_serve,
				option == 'l' ? "--log takes text or json" : "unknown option");
	}
	if (optind < argc)
		return usage_error(&cmd_serve, "unexpected argument %s", argv[optind]);
	log_setup(least, json);
	struct loaded loaded;
	if (!loaded_open(config, true, &loaded))
		return EXIT_CODE_CONFIG;
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		log_line(LOG_ERROR, "app", "libsodium or libcurl cannot start");
		loaded_release(&loaded);
		return EXIT_CODE_FAILED;
	}
	enum exit_code code = daemon_run(&loaded, since_at);
	curl_global_cleanup();
	return code;
}

const struct command cmd_serve = {"serve", "watch the handles and answer: the daemon", usage, run};
