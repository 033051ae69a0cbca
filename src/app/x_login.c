/*
 * `nriseva x login`. What is typed is asked for in words, secrets without echo; nothing is written
 * before X has said whose the keys are.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/app.h"
#include "app/x_commands.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/consent.h"
#include "channel/x/grant.h"
#include "channel/x/login.h"

enum { URL_CAP = 4096 };

/* --- asking --- */

static struct termios terminal;

/* Ends the program as the signal does, with the terminal as it was. */
static void restore_and_end(int number)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
	signal(number, SIG_DFL);
	raise(number);
}

static bool hide_typing(void)
{
	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &terminal) != 0)
		return false;
	struct termios silent = terminal;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ECHONL;
	signal(SIGINT, restore_and_end);
	signal(SIGTERM, restore_and_end);
	return tcsetattr(STDIN_FILENO, TCSADRAIN, &silent) == 0;
}

static void show_typing(void)
{
	tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
}

static char *without_blanks(const char *line)
{
	line += strspn(line, " \t\r\n");
	size_t length = strlen(line);
	while (length > 0 && strchr(" \t\r\n", line[length - 1]))
		length--;
	return mem_string_n(line, length);
}

/* Ask for a line on the terminal; mem_free *out. */
static enum err_code ask_line(const char *what, bool secret, char **out, struct err *err)
{
	char *line = NULL;
	size_t size = 0;
	bool hidden = secret && hide_typing();
	printf("%s: ", what);
	fflush(stdout);
	ssize_t length = getline(&line, &size, stdin);
	if (hidden)
		show_typing();
	*out = length < 0 ? NULL : without_blanks(line);
	if (line)
		explicit_bzero(line, size);
	free(line); /* getline's, not ours */
	return *out ? ERR_OK : err_set(err, ERR_FORMAT, "the input ended before the %s", what);
}

/* The same for one of the values that have no blanks in them. */
static enum err_code ask(const char *what, bool secret, char **out, struct err *err)
{
	char *value = NULL;
	enum err_code code = ask_line(what, secret, &value, err);
	if (code == ERR_OK && !x_token_is_value(value))
		code = err_set(err, ERR_FORMAT,
			"the %s is empty, longer than %d bytes, or has blanks in it; copy it once "
			"more",
			what, X_TOKEN_VALUE_MAX);
	if (code == ERR_OK)
		*out = value;
	else
		mem_free(value);
	return code;
}

static enum err_code ask_pair(struct x_token *token, enum x_token_key key, const char *key_words,
	const char *secret_words, struct err *err)
{
	enum err_code code = ask(key_words, false, &token->keys[key], err);
	if (code == ERR_OK)
		code = ask(secret_words, true, &token->keys[key + 1], err);
	return code;
}

/* --- signing in --- */

static enum err_code get_consumer(
	const struct x_options *options, struct x_token *token, struct err *err)
{
	if (options->consumer_file)
		return x_token_read_consumer(options->consumer_file, token, err);
	return ask_pair(token, X_CONSUMER_KEY, "consumer key", "consumer secret", err);
}

static enum err_code get_token_by_pin(struct x_login *login, struct err *err)
{
	char url[X_LOGIN_URL_SIZE], *pin = NULL;
	enum err_code code = x_login_begin(login, url, err);
	if (code != ERR_OK)
		return code;
	printf("Open this page in a browser that is signed in to X as @%s, authorize the app, and "
	       "type in the PIN that is shown:\n\n  %s\n\n",
		login->handle->name, url);
	code = ask("PIN", false, &pin, err);
	if (code == ERR_OK)
		code = x_login_finish(login, pin, err);
	mem_free(pin);
	return code;
}

static enum err_code sign_in_1(
	const struct x_options *options, struct x_login *login, struct err *err)
{
	enum err_code code = get_consumer(options, &login->token, err);
	if (code == ERR_OK)
		code = options->console ? ask_pair(&login->token, X_TOKEN, "access token",
						  "access token secret", err)
					: get_token_by_pin(login, err);
	if (code == ERR_OK)
		code = x_login_check(login, err);
	if (code == ERR_OK)
		code = x_token_write(login->handle->token_file, &login->token, err);
	return code;
}

static enum err_code wait_for_consent(
	const struct x_options *options, struct x_consent *consent, struct err *err)
{
	struct buf url;
	char *pasted = NULL;
	enum err_code code = ERR_OK;
	buf_init(&url, URL_CAP);
	x_consent_begin(consent, &url);
	if (!options->paste)
		code = x_consent_open(consent, err);
	if (code != ERR_OK) {
		buf_release(&url);
		return code;
	}
	printf("Open this page in a browser%s that is signed in to X as @%s, and authorize the "
	       "app%s:\n\n  %s\n\n",
		options->paste ? "" : " on this machine", consent->handle->name,
		options->paste ? "; it ends at an address of 127.0.0.1, which may show an error "
				 "and is what to paste here"
			       : "",
		url.bytes);
	fflush(stdout);
	buf_release(&url);
	if (!options->paste)
		return x_consent_wait(consent, err);
	code = ask_line("address", false, &pasted, err);
	if (code == ERR_OK)
		code = x_consent_take(consent, pasted, err);
	mem_free(pasted);
	return code;
}

/* The daemon may be renewing what it has, and must not write it over this. */
static enum err_code store_grant(
	const struct config_handle *handle, const struct x_grant *grant, struct err *err)
{
	int lock;
	enum err_code code = x_grant_lock(handle, true, &lock, err);
	if (code == ERR_OK) {
		code = x_grant_save(handle, grant, err);
		file_unlock(lock);
	}
	return code;
}

static enum err_code sign_in_2(
	const struct x_options *options, struct x_login *login, struct err *err)
{
	struct x_grant grant = {0};
	struct x_consent consent = {.loop = login->loop,
		.client = login->client,
		.handle = login->handle,
		.grant = &grant,
		.port = options->port};
	/* First: a sign-in whose end cannot be kept would be for nothing. */
	enum err_code code = x_grant_prepare(login->handle, err);
	if (code == ERR_OK)
		code = x_grant_read_client(options->client_file, &grant, err);
	if (code == ERR_OK)
		code = wait_for_consent(options, &consent, err);
	if (code == ERR_OK)
		code = x_consent_exchange(&consent, err);
	if (code == ERR_OK) {
		x_grant_bearer(&grant, &login->token);
		code = x_login_check(login, err);
	}
	if (code == ERR_OK)
		code = store_grant(login->handle, &grant, err);
	x_consent_end(&consent);
	x_grant_release(&grant);
	return code;
}

static enum err_code sign_in(
	const struct x_options *options, struct x_login *login, struct err *err)
{
	return options->oauth2 ? sign_in_2(options, login, err) : sign_in_1(options, login, err);
}

int x_login_command(const struct x_options *options, const struct config_handle *handle)
{
	struct err err = {0};
	struct x_login login = {.loop = loop_new(), .handle = handle};
	login.client = http_client_new(login.loop);
	enum err_code code = sign_in(options, &login, &err);
	if (code == ERR_OK)
		printf("%s: the %s of @%s; a daemon that runs takes %s at its next start, or "
		       "by itself if X refuses what it has\n",
			handle->token_file, options->oauth2 ? "token" : "keys", handle->name,
			options->oauth2 ? "it" : "them");
	else
		fprintf(stderr, "nriseva: %s\nnriseva: nothing was written\n", err.text);
	x_token_release(&login.token);
	http_client_free(login.client);
	loop_free(login.loop);
	return code == ERR_OK       ? EXIT_CODE_OK
	       : code == ERR_CONFIG ? EXIT_CODE_CONFIG
				    : EXIT_CODE_FAILED;
}
