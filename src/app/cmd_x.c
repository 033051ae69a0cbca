/* The way to X: signing in, and a look whether it is open. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "app/app.h"
#include "app/load.h"
#include "app/x_commands.h"
#include "base/str.h"
#include "channel/x/consent.h"

static const char usage[] =
	"Usage: nriseva x login [OPTION]...   get what the daemon needs to be let in at X, and write it into the handle's\n"
	"                                     token_file (mode 0600)\n"
	"       nriseva x doctor [OPTION]...  see whether the daemon will get all it needs of X: the account, the clock, the\n"
	"                                     permission to post, each way of reading, what the plan allows, what it costs a\n"
	"                                     month; each problem with its cure. Nothing is posted. Exit code 1 if\n"
	"                                     something is wrong\n"
	"\n"
	"  --handle NAME         for this handle of the configuration; login: may be left out if there is one only; doctor:\n"
	"                        without it, each\n"
	"  --json                doctor: one object a line\n"
	"  --config FILE         the configuration\n"
	"\n"
	"Login by OAuth 1.0a, keys that do not expire:\n"
	"  --console             type in the access token and its secret that X's developer console shows to the owner\n"
	"                        of the app; without it a page is named on which the account lets the app in, and its PIN\n"
	"                        is asked for\n"
	"  --consumer-file FILE  take the app's consumer_key and consumer_secret from FILE (mode 0600, two lines\n"
	"                        \"key = value\") instead of asking for them\n"
	"\n"
	"Login by OAuth 2.0, a token that the daemon renews by itself; it is sealed by the key in seal_key_file:\n"
	"  --oauth2              a page is named on which the account lets the app in; X's answer is waited for on this\n"
	"                        machine, where the browser must be\n"
	"  --client-file FILE    the app's client_id and, of a confidential client, client_secret (mode 0600, lines\n"
	"                        \"key = value\")\n"
	"  --paste               the browser is elsewhere: paste the address at which it ends\n"
	"  --port N              the app's redirect URI is http://127.0.0.1:N/callback; 8479 without this\n"
	"\n"
	"The app must have \"Read and write\" permission before. Nothing is written unless X says that what it gave is the\n"
	"handle's account's.\n";

/* --- the command --- */

static const struct config_handle *find_handle(const struct config *config, const char *name)
{
	if (!name)
		return config->handle_count == 1 ? &config->handles[0] : NULL;
	name += *name == '@';
	for (size_t i = 0; i < config->handle_count; i++) {
		if (strcasecmp(config->handles[i].name, name) == 0)
			return &config->handles[i];
	}
	return NULL;
}

static int no_handle(const struct x_options *options, const struct config *config)
{
	if (!options->handle)
		return usage_error(
			&cmd_x, "%s has more than one handle; say --handle NAME", config->path);
	fprintf(stderr, "nriseva: %s has no handle \"%s\"\n", config->path, options->handle);
	return EXIT_CODE_USAGE;
}

static int run_with(const struct x_options *options, bool doctor)
{
	struct loaded loaded;
	int code;
	if (!loaded_open(options->config, false, &loaded))
		return EXIT_CODE_CONFIG;
	const struct config_handle *handle = find_handle(loaded.config, options->handle);
	if (doctor && (handle || !options->handle))
		code = x_doctor_command(options, loaded.config, options->handle ? handle : NULL);
	else if (handle)
		code = x_login_command(options, handle);
	else
		code = no_handle(options, loaded.config);
	loaded_release(&loaded);
	return code;
}

/* What does not go together, and the port as a number. */
static const char *mistake_in(struct x_options *options, bool doctor)
{
	char *end = NULL;
	unsigned long port =
		options->port_text ? strtoul(options->port_text, &end, 10) : X_CONSENT_PORT;
	if (doctor && (options->oauth2 || options->console || options->consumer_file ||
			      options->client_file || options->paste || options->port_text))
		return "doctor takes --handle, --json and --config";
	if (!doctor && options->json)
		return "--json is of doctor";
	if (options->oauth2 && (options->console || options->consumer_file))
		return "--console and --consumer-file are of OAuth 1.0a, and do not go with --oauth2";
	if (!options->oauth2 && (options->client_file || options->paste || options->port_text))
		return "--client-file, --paste and --port need --oauth2";
	if (options->oauth2 && !options->client_file)
		return "--oauth2 needs --client-file FILE with the app's client_id";
	if ((end && *end) || port < 1 || port > UINT16_MAX)
		return "--port is a number from 1 to 65535";
	options->port = (uint16_t)port;
	return NULL;
}

static int run(int argc, char **argv)
{
	static const struct option known[] = {{"config", required_argument, NULL, 'c'},
		{"handle", required_argument, NULL, 'h'}, {"console", no_argument, NULL, 'o'},
		{"consumer-file", required_argument, NULL, 'f'}, {"oauth2", no_argument, NULL, '2'},
		{"client-file", required_argument, NULL, 'i'}, {"paste", no_argument, NULL, 'p'},
		{"port", required_argument, NULL, 't'}, {"json", no_argument, NULL, 'j'}, {0}};
	struct x_options options = {0};
	int option;
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'c':
			options.config = optarg;
			break;
		case 'h':
			options.handle = optarg;
			break;
		case 'o':
			options.console = true;
			break;
		case 'f':
			options.consumer_file = optarg;
			break;
		case '2':
			options.oauth2 = true;
			break;
		case 'i':
			options.client_file = optarg;
			break;
		case 'p':
			options.paste = true;
			break;
		case 't':
			options.port_text = optarg;
			break;
		case 'j':
			options.json = true;
			break;
		default:
			return usage_error(&cmd_x, "unknown option");
		}
	}
	if (argc - optind != 1)
		return usage_error(&cmd_x, "say \"login\" or \"doctor\"");
	bool doctor = str_is(argv[optind], "doctor");
	if (!doctor && !str_is(argv[optind], "login"))
		return usage_error(
			&cmd_x, "there is no \"x %s\"; say login or doctor", argv[optind]);
	const char *mistake = mistake_in(&options, doctor);
	if (mistake)
		return usage_error(&cmd_x, "%s", mistake);
	return run_with(&options, doctor);
}

const struct command cmd_x = {
	"x", "sign in to X, and see whether X gives what the daemon needs", usage, run};
