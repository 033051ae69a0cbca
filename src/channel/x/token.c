#include "channel/x/token.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"

enum {
	FILE_CAP = 4096,
	KEY_SHOWN_MAX = 32,
	NONCE_BYTES = 16,
};

static const char *const key_names[X_TOKEN_KEYS] = {
	[X_CONSUMER_KEY] = "consumer_key",
	[X_CONSUMER_SECRET] = "consumer_secret",
	[X_TOKEN] = "token",
	[X_TOKEN_SECRET] = "token_secret",
};

static const char forms[] = "a token file is one word (a bearer token), or four lines: "
			    "consumer_key = ..., consumer_secret = ..., token = ..., "
			    "token_secret = ...";

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	mem_free(text);
}

void x_token_release(struct x_token *token)
{
	wipe(token->bearer);
	for (size_t i = 0; i < X_TOKEN_KEYS; i++)
		wipe(token->keys[i]);
	*token = (struct x_token){0};
}

static bool is_word(const char *text)
{
	for (; *text; text++) {
		if (*text <= ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

bool x_token_is_value(const char *value)
{
	return *value && is_word(value) && strlen(value) <= X_TOKEN_VALUE_MAX;
}

/* --- reading --- */

static char *trimmed(char *text)
{
	text += strspn(text, " \t\r");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r", text[length - 1]))
		text[--length] = '\0';
	return text;
}

/* Something that looks like a key may be shown; anything else may be a secret. */
static bool may_be_shown(const char *key)
{
	size_t length = strlen(key);
	return length > 0 && length <= KEY_SHOWN_MAX &&
	       strspn(key, "abcdefghijklmnopqrstuvwxyz_") == length;
}

/* Lines "name = value" of a file: what may be there, and what was. */
struct lines {
	const char *path, *forms;
	const char *const *names;
	size_t count;
	char **values;
};

static enum err_code read_line(const struct lines *lines, int number, char *line, struct err *err)
{
	const char *path = lines->path, *forms_of = lines->forms;
	char *equals = strchr(line, '=');
	if (!equals)
		return err_set(err, ERR_CONFIG, "%s:%d: the line is no \"key = value\"; %s", path,
			number, forms_of);
	*equals = '\0';
	const char *key = trimmed(line), *value = trimmed(equals + 1);
	int index = str_index(key, lines->names, lines->count);
	if (index < 0)
		return err_set(err, ERR_CONFIG, "%s:%d: unknown key%s%s; %s", path, number,
			may_be_shown(key) ? " " : "", may_be_shown(key) ? key : "", forms_of);
	if (lines->values[index])
		return err_set(err, ERR_CONFIG, "%s:%d: %s is there twice", path, number, key);
	if (!x_token_is_value(value))
		return err_set(err, ERR_CONFIG,
			"%s:%d: the value of %s is empty, longer than %d bytes, or has blanks in "
			"it; copy it once more",
			path, number, key, X_TOKEN_VALUE_MAX);
	lines->values[index] = mem_string(value);
	return ERR_OK;
}

static enum err_code read_each(const struct lines *lines, char *text, struct err *err)
{
	enum err_code code = ERR_OK;
	int number = 1;
	for (char *line = text; line && code == ERR_OK; number++) {
		char *end = strchr(line, '\n');
		if (end)
			*end = '\0';
		char *rest = trimmed(line);
		if (*rest && *rest != '#')
			code = read_line(lines, number, rest, err);
		line = end ? end + 1 : NULL;
	}
	return code;
}

static enum err_code read_lines(
	const char *path, char *text, size_t wanted, struct x_token *out, struct err *err)
{
	const struct lines lines = {path, forms, key_names, X_TOKEN_KEYS, out->keys};
	enum err_code code = read_each(&lines, text, err);
	for (size_t i = 0; i < X_TOKEN_KEYS && code == ERR_OK; i++) {
		if (i < wanted && !out->keys[i])
			code = err_set(err, ERR_CONFIG,
				"%s: %s is missing; add the line \"%s = ...\"", path, key_names[i],
				key_names[i]);
		else if (i >= wanted && out->keys[i])
			code = err_set(err, ERR_CONFIG,
				"%s: %s does not belong here; the file has the two lines of the app, "
				"consumer_key and consumer_secret",
				path, key_names[i]);
	}
	return code;
}

enum err_code x_token_read_values(const char *path, const char *forms_of, const char *const *names,
	size_t count, char **out_values, struct err *err)
{
	const struct lines lines = {path, forms_of, names, count, out_values};
	struct buf text;
	buf_init(&text, FILE_CAP);
	enum err_code code = file_read_secret(path, &text, err);
	if (code == ERR_OK)
		code = read_each(&lines, text.bytes, err);
	explicit_bzero(text.bytes, text.length);
	buf_release(&text);
	return code;
}

static void set_bearer(struct x_token *token, const char *word)
{
	struct buf line;
	buf_init(&line, FILE_CAP + 16);
	buf_add_format(&line, "Bearer %s", word);
	token->bearer = buf_detach(&line);
	buf_release(&line);
}

/* One line of the four, written without blanks, is a word too. */
static bool is_bearer(const char *text)
{
	size_t length = strcspn(text, "=");
	for (size_t i = 0; i < X_TOKEN_KEYS; i++) {
		if (text[length] && strlen(key_names[i]) == length &&
			strncmp(text, key_names[i], length) == 0)
			return false;
	}
	return is_word(text);
}

static enum err_code read_file(
	const char *path, size_t wanted, struct x_token *out, struct err *err)
{
	struct buf text;
	struct x_token token = {0};
	buf_init(&text, FILE_CAP);
	enum err_code code = file_read_secret(path, &text, err);
	if (code == ERR_OK && strlen(text.bytes) != text.length)
		code = err_set(err, ERR_CONFIG, "%s: the file is no text; %s", path, forms);
	else if (code == ERR_OK && wanted == X_TOKEN_KEYS && is_bearer(text.bytes))
		set_bearer(&token, text.bytes);
	else if (code == ERR_OK)
		code = read_lines(path, text.bytes, wanted, &token, err);
	explicit_bzero(text.bytes, text.length);
	buf_release(&text);
	if (code == ERR_OK)
		*out = token;
	else
		x_token_release(&token);
	return code;
}

enum err_code x_token_read(const char *path, struct x_token *out, struct err *err)
{
	return read_file(path, X_TOKEN_KEYS, out, err);
}

enum err_code x_token_read_consumer(const char *path, struct x_token *out, struct err *err)
{
	return read_file(path, X_CONSUMER_SECRET + 1, out, err);
}

/* --- writing --- */

enum err_code x_token_write(const char *path, const struct x_token *token, struct err *err)
{
	struct buf text;
	buf_init(&text, FILE_CAP);
	for (size_t i = 0; i < X_TOKEN_KEYS; i++)
		buf_add_format(&text, "%s = %s\n", key_names[i], token->keys[i]);
	enum err_code code = file_replace(path, text.bytes, text.length, 0600, err);
	explicit_bzero(text.bytes, text.length);
	buf_release(&text);
	return code;
}

/* --- using --- */

bool x_token_is_same(const struct x_token *one, const struct x_token *other)
{
	bool same = str_is(one->bearer, other->bearer);
	for (size_t i = 0; i < X_TOKEN_KEYS; i++)
		same = same && str_is(one->keys[i], other->keys[i]);
	return same;
}

const char *x_token_sign(const struct x_token *token, const char *method, const char *url,
	const struct oauth1_param *extra, size_t count, char room[X_AUTHORIZATION_SIZE])
{
	unsigned char random[NONCE_BYTES];
	char nonce[2 * NONCE_BYTES + 1];
	random_bytes(random, sizeof random);
	for (size_t i = 0; i < sizeof random; i++)
		snprintf(nonce + 2 * i, 3, "%02x", random[i]);
	const struct oauth1_keys keys = {token->keys[X_CONSUMER_KEY],
		token->keys[X_CONSUMER_SECRET], token->keys[X_TOKEN], token->keys[X_TOKEN_SECRET]};
	const struct oauth1_request request = {.method = method,
		.url = url,
		.extra = extra,
		.extra_count = count,
		.nonce = nonce,
		.time_s = clock_wall_ms() / 1000};
	struct buf line;
	buf_init(&line, X_AUTHORIZATION_SIZE - 1);
	enum err_code code = oauth1_authorization(&request, &keys, &line);
	memcpy(room, line.bytes, line.length + 1);
	buf_release(&line);
	return code == ERR_OK ? room : NULL;
}

const char *x_token_authorize(const struct x_token *token, const char *method, const char *url,
	char room[X_AUTHORIZATION_SIZE])
{
	return token->bearer ? token->bearer : x_token_sign(token, method, url, NULL, 0, room);
}
