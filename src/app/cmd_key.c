/*
 * Keys for signed webhooks. The secret half is written with mode 0600 before anything else, and
 * neither half ever replaces a file: what the other side trusts would be lost without a trace.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "app/app.h"
#include "base/file.h"
#include "base/str.h"
#include "nriseva/webhook.h"

static const char usage[] =
	"Usage: nriseva key new FILE      make a key: FILE gets the secret half (whsk_, mode 0600), FILE.pub the public\n"
	"                                 one (whpk_), which is given to the other side; neither is overwritten\n"
	"       nriseva key public FILE   print the public half of the key in FILE\n";

enum { PATH_CAP = 4096, KEY_FILE_CAP = 1024 };

static int fail(enum err_code code, const struct err *err)
{
	fprintf(stderr, "nriseva: %s\n", err->text);
	if (code == ERR_CONFLICT)
		fputs("nriseva: a key is never overwritten; name another file, or move this one "
		      "away\n",
			stderr);
	return EXIT_CODE_FAILED;
}

static enum err_code write_key(
	const struct nriseva_webhook_key *key, const char *path, unsigned mode, struct err *err)
{
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE + 1];
	nriseva_webhook_key_write(key, text);
	strncat(text, "\n", sizeof text - strlen(text) - 1);
	enum err_code code = file_write_new(path, text, strlen(text), mode, err);
	sodium_memzero(text, sizeof text);
	return code;
}

/* Both halves, or neither. */
static enum err_code write_pair(const struct nriseva_webhook_key *secret, const char *path,
	const char *public_path, struct err *err)
{
	struct nriseva_webhook_key public;
	if (access(public_path, F_OK) == 0)
		return err_set(err, ERR_CONFLICT, "%s: exists", public_path);
	nriseva_webhook_key_public(secret, &public);
	enum err_code code = write_key(secret, path, 0600, err);
	if (code != ERR_OK)
		return code;
	code = write_key(&public, public_path, 0644, err);
	if (code != ERR_OK)
		unlink(path);
	return code;
}

static int make(const char *path)
{
	struct err err = {0};
	struct buf public_path;
	struct nriseva_webhook_key secret;
	buf_init(&public_path, PATH_CAP);
	buf_add_format(&public_path, "%s.pub", path);
	nriseva_webhook_key_make(&secret);
	enum err_code code = write_pair(&secret, path, public_path.bytes, &err);
	sodium_memzero(&secret, sizeof secret);
	if (code == ERR_OK)
		printf("%s: the secret half; keep it here\n%s: the public half; give it to the "
		       "other side\n",
			path, public_path.bytes);
	buf_release(&public_path);
	return code == ERR_OK ? EXIT_CODE_OK : fail(code, &err);
}

/* The public half as text, from a file with either half. */
static enum err_code read_public(
	const char *path, char out[NRISEVA_WEBHOOK_KEY_TEXT_SIZE], struct err *err)
{
	struct nriseva_webhook_key key, public;
	struct buf text;
	buf_init(&text, KEY_FILE_CAP);
	enum err_code code = file_read_secret(path, &text, err);
	if (code == ERR_OK &&
		(nriseva_webhook_key_read(text.bytes, &key) != NRISEVA_WEBHOOK_OK ||
			nriseva_webhook_key_public(&key, &public) != NRISEVA_WEBHOOK_OK ||
			nriseva_webhook_key_write(&public, out) != NRISEVA_WEBHOOK_OK))
		code = err_set(err, ERR_FORMAT,
			"%s: holds no key with a public half (one line that begins with whsk_)",
			path);
	sodium_memzero(text.bytes, text.length);
	sodium_memzero(&key, sizeof key);
	buf_release(&text);
	return code;
}

static int print_public(const char *path)
{
	struct err err = {0};
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	enum err_code code = read_public(path, text, &err);
	if (code != ERR_OK)
		return fail(code, &err);
	puts(text);
	return EXIT_CODE_OK;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{0}};
	if (getopt_long(argc, argv, "", options, NULL) != -1)
		return usage_error(&cmd_key, "unknown option");
	if (argc - optind != 2)
		return usage_error(&cmd_key, "say \"new FILE\" or \"public FILE\"");
	if (sodium_init() < 0) {
		fputs("nriseva: libsodium cannot start\n", stderr);
		return EXIT_CODE_FAILED;
	}
	const char *verb = argv[optind], *path = argv[optind + 1];
	if (str_is(verb, "new"))
		return make(path);
	if (str_is(verb, "public"))
		return print_public(path);
	return usage_error(&cmd_key, "there is no \"key %s\"; say new or public", verb);
}

const struct command cmd_key = {"key", "make keys for signed webhooks", usage, run};
