/*
 * sim-x: a pretend X for rehearsals and tests. It serves the parts of the X API that the daemon
 * uses, lets people write by a script, and goes wrong on order.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "lib/lines.h"
#include "lib/run.h"
#include "x/oauth1.h"
#include "x/oauth2.h"
#include "x/script.h"
#include "x/site.h"

static const char usage[] =
	"sim-x: a pretend X on 127.0.0.1\n"
	"\n"
	"  --port N         port to serve on; 0 (default): the system chooses\n"
	"  --user-id ID     id of the handle's account (default 1700000000000000001)\n"
	"  --username NAME  its name (default UPPolNRI)\n"
	"  --token-file F   the bearer token that is taken; without it any is\n"
	"  --oauth1-file F  calls must be signed by OAuth 1.0a with the four keys in F instead\n"
	"  --oauth2-file F  only access tokens are taken that the app in F (client_id, client_secret) was given here\n"
	"  --oauth2-life S  how long an access token lasts (default 7200)\n"
	"  --script FILE    who writes what, as JSON Lines; begins with the first poll\n"
	"  --every MS       time between two lines of the script (default 1000)\n"
	"  --window-s S     length of the rate windows (default 900)\n"
	"  --limit NAME=N   calls per window of an endpoint: mentions, create, timeline, delete, me, user, search, lookup,\n"
	"                   rules, stream, connections, jobs, job, upload, download\n"
	"  --replies-per-day N    the account's limit: 429 with headers of 24 hours (default: none)\n"
	"  --credit DOLLARS       what the account may spend; then 402 until POST /sim/credit (default: no end)\n"
	"  --app-token-file F  the app's bearer token that is taken for the stream; without it any is\n"
	"  --keep-alive MS     how often the stream writes when nothing happens (default 20000)\n"
	"  --no-duplicate-rule    the same text may be said again\n"
	"  --create-ms MS         how long we wait for the answer to a post that is written already\n"
	"  --timeline-lag MS      our own posts appear in our timeline so much later\n"
	"  --mentions-lag MS      mentions appear in the feed so much later\n"
	"  --storm PERCENT:SEED   so many of all calls fail, in ways that the seed decides\n"
	"  --log FILE       write every act as a JSON line\n"
	"  --requests FILE  write every request of the daemon and its answer in full\n"
	"\n"
	"On standard output: {\"ready\":true,\"port\":N}. Ends on SIGTERM.\n";

struct arguments {
	uint16_t port;
	const char *user_id, *username, *token_file, *oauth1_file, *oauth2_file, *script, *storm,
		*log, *requests, *credit;
	int64_t every_ms, window_ms, timeline_lag_ms, mentions_lag_ms, create_ms, oauth2_life_s;
	int64_t replies_per_day;
	const char *app_token_file;
	int64_t keep_alive_ms;
	bool no_duplicate_rule;
	const char *limits[X_ENDPOINT_COUNT];
	size_t limit_count;
};

static void add_limit(struct arguments *arguments, const char *text)
{
	if (arguments->limit_count == X_ENDPOINT_COUNT) {
		fputs("--limit: given too often\n", stderr);
		exit(2);
	}
	arguments->limits[arguments->limit_count++] = text;
}

static void read_arguments(int argc, char **argv, struct arguments *out)
{
	static const struct option options[] = {
		{"port", required_argument, NULL, 'p'},
		{"user-id", required_argument, NULL, 'i'},
		{"username", required_argument, NULL, 'u'},
		{"token-file", required_argument, NULL, 't'},
		{"oauth1-file", required_argument, NULL, 'a'},
		{"oauth2-file", required_argument, NULL, '2'},
		{"oauth2-life", required_argument, NULL, 'f'},
		{"app-token-file", required_argument, NULL, 'b'},
		{"keep-alive", required_argument, NULL, 'k'},
		{"script", required_argument, NULL, 's'},
		{"every", required_argument, NULL, 'e'},
		{"window-s", required_argument, NULL, 'w'},
		{"limit", required_argument, NULL, 'm'},
		{"no-duplicate-rule", no_argument, NULL, 'n'},
		{"replies-per-day", required_argument, NULL, 'd'},
		{"credit", required_argument, NULL, '$'},
		{"create-ms", required_argument, NULL, 'c'},
		{"timeline-lag", required_argument, NULL, 'o'},
		{"mentions-lag", required_argument, NULL, 'g'},
		{"storm", required_argument, NULL, 'r'},
		{"log", required_argument, NULL, 'l'},
		{"requests", required_argument, NULL, 'q'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	*out = (struct arguments){.user_id = "1700000000000000001",
		.username = "UPPolNRI",
		.every_ms = 1000,
		.oauth2_life_s = 7200,
		.window_ms = 900000};
	int option;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'p':
			out->port = (uint16_t)run_number("port", optarg, 0);
			break;
		case 'i':
			out->user_id = optarg;
			break;
		case 'u':
			out->username = optarg;
			break;
		case 't':
			out->token_file = optarg;
			break;
		case 'a':
			out->oauth1_file = optarg;
			break;
		case '2':
			out->oauth2_file = optarg;
			break;
		case 'f':
			out->oauth2_life_s = run_number("oauth2-life", optarg, 1);
			break;
		case 'b':
			out->app_token_file = optarg;
			break;
		case 'k':
			out->keep_alive_ms = run_number("keep-alive", optarg, 1);
			break;
		case 's':
			out->script = optarg;
			break;
		case 'e':
			out->every_ms = run_number("every", optarg, 0);
			break;
		case 'w':
			out->window_ms = 1000 * run_number("window-s", optarg, 1);
			break;
		case 'm':
			add_limit(out, optarg);
			break;
		case 'n':
			out->no_duplicate_rule = true;
			break;
		case 'd':
			out->replies_per_day = run_number("replies-per-day", optarg, 1);
			break;
		case '$':
			out->credit = optarg;
			break;
		case 'c':
			out->create_ms = run_number("create-ms", optarg, 0);
			break;
		case 'o':
			out->timeline_lag_ms = run_number("timeline-lag", optarg, 0);
			break;
		case 'g':
			out->mentions_lag_ms = run_number("mentions-lag", optarg, 0);
			break;
		case 'r':
			out->storm = optarg;
			break;
		case 'l':
			out->log = optarg;
			break;
		case 'q':
			out->requests = optarg;
			break;
		default:
			fputs(usage, option == 'h' ? stdout : stderr);
			exit(option == 'h' ? 0 : 2);
		}
	}
}

static enum err_code set_limit(struct x_site *site, const char *text, struct err *err)
{
	for (size_t i = 0; i < X_ENDPOINT_COUNT; i++) {
		size_t length = strlen(x_endpoint_names[i]);
		if (strncmp(text, x_endpoint_names[i], length) == 0 && text[length] == '=') {
			site->windows[i].limit = run_number("limit", text + length + 1, 0);
			return ERR_OK;
		}
	}
	return err_set(
		err, ERR_CONFIG, "--limit: \"%s\" does not name an endpoint; see --help", text);
}

static enum err_code set_credit(struct x_site *site, const char *text, struct err *err)
{
	char *end;
	double dollars = strtod(text, &end);
	if (end == text || *end)
		return err_set(err, ERR_CONFIG, "--credit: \"%s\" is no sum of dollars", text);
	json_t *order = json_pack("{s:f}", "dollars", dollars);
	enum err_code code = x_site_credit(site, order, err);
	json_decref(order);
	return code;
}

static enum err_code set_up(struct x_site *site, const struct arguments *arguments,
	struct buf *token, struct buf *app_token, struct err *err)
{
	enum err_code code = ERR_OK;
	site->window_ms = arguments->window_ms;
	site->create_ms = arguments->create_ms;
	site->timeline_lag_ms = arguments->timeline_lag_ms;
	site->mentions_lag_ms = arguments->mentions_lag_ms;
	site->meter.replies_per_day = arguments->replies_per_day;
	if (arguments->credit)
		code = set_credit(site, arguments->credit, err);
	if (arguments->no_duplicate_rule)
		site->rules.duplicate_ms = 0;
	for (size_t i = 0; !code && i < arguments->limit_count; i++)
		code = set_limit(site, arguments->limits[i], err);
	if (!code && arguments->requests)
		code = line_log_open(arguments->requests, "x", &site->requests, err);
	if (!code && arguments->storm)
		code = x_storm_order_text(&site->storm, arguments->storm, err);
	if (!code && arguments->token_file) {
		code = file_read_secret(arguments->token_file, token, err);
		site->token = token->bytes;
	}
	if (arguments->keep_alive_ms)
		site->stream.keep_alive_ms = arguments->keep_alive_ms;
	if (!code && arguments->app_token_file) {
		code = file_read_secret(arguments->app_token_file, app_token, err);
		site->app_token = app_token->bytes;
	}
	if (!code && arguments->oauth1_file)
		code = x_oauth1_new(arguments->oauth1_file, &site->oauth1, err);
	if (!code && arguments->oauth2_file)
		code = x_oauth2_new(
			arguments->oauth2_file, arguments->oauth2_life_s, &site->oauth2, err);
	if (!code && arguments->script) {
		json_t *lines;
		code = lines_read(arguments->script, &lines, err);
		if (!code) {
			site->script = x_script_new(site, lines, arguments->every_ms);
			json_decref(lines);
		}
	}
	return code;
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	read_arguments(argc, argv, &arguments);
	struct err err;
	struct line_log *log;
	if (line_log_open(arguments.log, "x", &log, &err)) {
		fprintf(stderr, "sim-x: %s\n", err.text);
		return 1;
	}
	static struct x_site
		site; /* static: what a pending answer holds stays reachable at the end */
	struct buf token, app_token;
	buf_init(&token, 4096);
	buf_init(&app_token, 4096);
	struct loop *loop = loop_new();
	x_site_init(&site, loop, log, arguments.user_id, arguments.username);
	enum err_code code = set_up(&site, &arguments, &token, &app_token, &err);
	if (!code)
		code = run_until_signal(loop, arguments.port, x_site_serve, &site, &err);
	if (code)
		fprintf(stderr, "sim-x: %s\n", err.text);
	x_script_free(site.script);
	x_site_release(&site);
	buf_release(&token);
	buf_release(&app_token);
	line_log_close(site.requests);
	line_log_close(log);
	return code ? 1 : 0;
}
