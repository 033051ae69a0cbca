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
#include "base/str.h"
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
	int64_t port;
	const char *user_id, *username, *token_file, *oauth1_file, *oauth2_file, *script, *storm,
		*log, *requests, *credit;
	int64_t every_ms, window_s, timeline_lag_ms, mentions_lag_ms, create_ms, oauth2_life_s;
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

/* An option: a text, or a number of at least `least`; or neither, and it is named in take(). */
struct setting {
	const char *name;
	const char **text;
	int64_t *number;
	int64_t least;
};
enum { SETTINGS_MAX = 32 };

static size_t list_settings(struct arguments *out, struct setting settings[SETTINGS_MAX])
{
	const struct setting all[] = {
		{"limit", NULL, NULL, 0},
		{"no-duplicate-rule", NULL, NULL, 0},
		{"help", NULL, NULL, 0},
		{"user-id", &out->user_id, NULL, 0},
		{"username", &out->username, NULL, 0},
		{"token-file", &out->token_file, NULL, 0},
		{"oauth1-file", &out->oauth1_file, NULL, 0},
		{"oauth2-file", &out->oauth2_file, NULL, 0},
		{"app-token-file", &out->app_token_file, NULL, 0},
		{"script", &out->script, NULL, 0},
		{"credit", &out->credit, NULL, 0},
		{"storm", &out->storm, NULL, 0},
		{"log", &out->log, NULL, 0},
		{"requests", &out->requests, NULL, 0},
		{"port", NULL, &out->port, 0},
		{"oauth2-life", NULL, &out->oauth2_life_s, 1},
		{"keep-alive", NULL, &out->keep_alive_ms, 1},
		{"every", NULL, &out->every_ms, 0},
		{"window-s", NULL, &out->window_s, 1},
		{"replies-per-day", NULL, &out->replies_per_day, 1},
		{"create-ms", NULL, &out->create_ms, 0},
		{"timeline-lag", NULL, &out->timeline_lag_ms, 0},
		{"mentions-lag", NULL, &out->mentions_lag_ms, 0},
	};
	_Static_assert(sizeof all / sizeof *all < SETTINGS_MAX, "room for the end");
	memcpy(settings, all, sizeof all);
	return sizeof all / sizeof *all;
}

static void take(struct arguments *out, const struct setting *setting, const char *value)
{
	if (setting->text)
		*setting->text = value;
	else if (setting->number)
		*setting->number = run_number(setting->name, value, setting->least);
	else if (str_is(setting->name, "limit"))
		add_limit(out, value);
	else if (str_is(setting->name, "no-duplicate-rule"))
		out->no_duplicate_rule = true;
	else
		fputs(usage, stdout), exit(0);
}

static void read_arguments(int argc, char **argv, struct arguments *out)
{
	*out = (struct arguments){.user_id = "1700000000000000001",
		.username = "UPPolNRI",
		.every_ms = 1000,
		.oauth2_life_s = 7200,
		.window_s = 900};
	struct setting settings[SETTINGS_MAX];
	struct option options[SETTINGS_MAX] = {{0}};
	size_t count = list_settings(out, settings);
	for (size_t i = 0; i < count; i++) {
		bool alone = !settings[i].text && !settings[i].number &&
			     !str_is(settings[i].name, "limit");
		options[i] = (struct option){.name = settings[i].name,
			.has_arg = alone ? no_argument : required_argument};
	}
	int option, index = 0;
	while ((option = getopt_long(argc, argv, "", options, &index)) != -1) {
		if (option != 0) {
			fputs(usage, stderr);
			exit(2);
		}
		take(out, &settings[index], optarg);
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
	site->window_ms = 1000 * arguments->window_s;
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
		code = run_until_signal(loop, (uint16_t)arguments.port, x_site_serve, &site, &err);
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
