/*
 * sim-district: all districts of a rehearsal in one process. They receive signed events, check
 * them, and send signed status updates back by a plan. It also makes the keys of a rehearsal.
 */
#include <getopt.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "district/office.h"
#include "lib/run.h"

static const char usage[] =
	"sim-district: pretend districts on 127.0.0.1\n"
	"\n"
	"  --keys DIR        their keys, as --make-keys makes them\n"
	"  --daemon URL      where status updates go (default http://127.0.0.1:8470)\n"
	"  --port N          port to serve on; 0 (default): the system chooses\n"
	"  --plan FILE       what districts do about which case, as JSON Lines\n"
	"  --delay MS        before each status (default 2000)\n"
	"  --log FILE        write every act as a JSON line\n"
	"\n"
	"  --make-keys DIR --districts FILE\n"
	"                    make the keys for all districts of a districts.tsv, and end\n"
	"\n"
	"On standard output: {\"ready\":true,\"port\":N}. Ends on SIGTERM.\n";

struct arguments {
	uint16_t port;
	const char *keys, *daemon, *plan, *log, *make_keys, *districts;
	int64_t delay_ms;
};

static void read_arguments(int argc, char **argv, struct arguments *out)
{
	static const struct option options[] = {
		{"port", required_argument, NULL, 'p'},
		{"keys", required_argument, NULL, 'k'},
		{"daemon", required_argument, NULL, 'd'},
		{"plan", required_argument, NULL, 'n'},
		{"delay", required_argument, NULL, 'y'},
		{"log", required_argument, NULL, 'l'},
		{"make-keys", required_argument, NULL, 'm'},
		{"districts", required_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	*out = (struct arguments){.daemon = "http://127.0.0.1:8470", .delay_ms = 2000};
	int option;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'p':
			out->port = (uint16_t)run_number("port", optarg, 0);
			break;
		case 'k':
			out->keys = optarg;
			break;
		case 'd':
			out->daemon = optarg;
			break;
		case 'n':
			out->plan = optarg;
			break;
		case 'y':
			out->delay_ms = run_number("delay", optarg, 0);
			break;
		case 'l':
			out->log = optarg;
			break;
		case 'm':
			out->make_keys = optarg;
			break;
		case 't':
			out->districts = optarg;
			break;
		default:
			fputs(usage, option == 'h' ? stdout : stderr);
			exit(option == 'h' ? 0 : 2);
		}
	}
}

static enum err_code make_keys(const struct arguments *arguments, struct err *err)
{
	size_t count;
	if (!arguments->districts)
		return err_set(err, ERR_CONFIG, "--make-keys needs --districts FILE");
	enum err_code code = keys_make(arguments->make_keys, arguments->districts, &count, err);
	if (!code)
		printf("keys for %zu districts are in %s\n", count, arguments->make_keys);
	return code;
}

static enum err_code run(const struct arguments *arguments, struct err *err)
{
	static struct office
		office; /* static: what a pending answer holds stays reachable at the end */
	struct line_log *log;
	json_t *plan = NULL;
	if (!arguments->keys)
		return err_set(err, ERR_CONFIG, "--keys DIR is missing; see --help");
	enum err_code code = line_log_open(arguments->log, "district", &log, err);
	if (code)
		return code;
	struct loop *loop = loop_new();
	office_init(&office, loop, log);
	office.daemon_url = arguments->daemon;
	office.delay_ms = arguments->delay_ms;
	if (arguments->plan)
		code = lines_read(arguments->plan, &plan, err);
	plans_init(&office.plans, plan);
	json_decref(plan);
	if (!code)
		code = keyring_read(arguments->keys, &office.keys, err);
	if (!code)
		code = run_until_signal(loop, arguments->port, office_serve, &office, err);
	office_release(&office);
	line_log_close(log);
	return code;
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	read_arguments(argc, argv, &arguments);
	if (sodium_init() < 0)
		return 1;
	struct err err;
	enum err_code code =
		arguments.make_keys ? make_keys(&arguments, &err) : run(&arguments, &err);
	if (code)
		fprintf(stderr, "sim-district: %s\n", err.text);
	return code ? 1 : 0;
}
