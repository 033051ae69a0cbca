#include "channel/x/grant.h"

#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/seal.h"
#include "json/json.h"

enum {
	FILE_CAP = 64 * 1024,
	PATH_CAP = 8192,
	LIFE_S = 7200, /* of an access token, where X does not say it */
	LIFE_MOST_S = 365 * 24 * 3600,
};

/* --- memory --- */

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	mem_free(text);
}

static void wipe_buf(struct buf *buf)
{
	explicit_bzero(buf->bytes, buf->length);
	buf_release(buf);
}

void x_pair_release(struct x_pair *pair)
{
	wipe(pair->access);
	wipe(pair->refresh);
	*pair = (struct x_pair){0};
}

void x_grant_release(struct x_grant *grant)
{
	wipe(grant->client_id);
	wipe(grant->client_secret);
	x_pair_release(&grant->pair);
	x_pair_release(&grant->previous);
	*grant = (struct x_grant){0};
}

/* --- X's answer --- */

/* A token goes into a header: printable, without blanks. */
static bool is_token(const char *text)
{
	size_t length = text ? strlen(text) : 0;
	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] == 0x7f)
			return false;
	}
	return length > 0 && length <= X_GRANT_WORD_MAX;
}

enum err_code x_pair_read(const char *bytes, size_t length, int64_t now_ms, struct x_pair *out,
	char **out_scope, struct err *err)
{
	json_t *answer = NULL;
	*out = (struct x_pair){0};
	*out_scope = NULL;
	if (json_decode_foreign(bytes, length, &answer, NULL) != ERR_OK ||
		!is_token(json_get_string(answer, "access_token"))) {
		json_decref(answer);
		return err_set(err, ERR_FORMAT,
			"X answered without an access token; look whether api_url is X's API");
	}
	const char *refresh = json_get_string(answer, "refresh_token");
	int64_t life_s = json_get_int(answer, "expires_in", LIFE_S);
	if (life_s <= 0 || life_s > LIFE_MOST_S)
		life_s = LIFE_S;
	out->access = mem_string(json_get_string(answer, "access_token"));
	out->refresh = is_token(refresh) ? mem_string(refresh) : NULL;
	out->issued_at = now_ms;
	out->expires_at = now_ms + life_s * 1000;
	*out_scope = mem_string(json_get_string(answer, "scope"));
	json_decref(answer);
	return ERR_OK;
}

/* --- the app's file --- */

enum err_code x_grant_read_client(const char *path, struct x_grant *out, struct err *err)
{
	static const char *const names[] = {"client_id", "client_secret"};
	char *values[2] = {0};
	enum err_code code = x_token_read_values(path,
		"the file has the lines client_id = ... and, if the app is a confidential client, "
		"client_secret = ...",
		names, 2, values, err);
	if (code == ERR_OK && !values[0])
		code = err_set(err, ERR_CONFIG,
			"%s: client_id is missing; add the line \"client_id = ...\" with the "
			"OAuth 2.0 Client ID of X's developer console",
			path);
	if (code == ERR_OK) {
		*out = (struct x_grant){.client_id = values[0], .client_secret = values[1]};
		return ERR_OK;
	}
	wipe(values[0]);
	wipe(values[1]);
	return code;
}

/* --- what is sealed --- */

static json_t *tell_pair(const struct x_pair *pair)
{
	json_t *object = json_object();
	json_set_string(object, "access_token", pair->access);
	json_set_string(object, "refresh_token", pair->refresh);
	json_object_set_new(object, "issued_at", json_integer(pair->issued_at));
	json_object_set_new(object, "expires_at", json_integer(pair->expires_at));
	return object;
}

static void take_pair(const json_t *object, struct x_pair *out)
{
	out->access = mem_string(json_get_string(object, "access_token"));
	out->refresh = mem_string(json_get_string(object, "refresh_token"));
	out->issued_at = json_get_int(object, "issued_at", 0);
	out->expires_at = json_get_int(object, "expires_at", 0);
}

static void encode(const struct x_grant *grant, struct buf *out)
{
	json_t *object = json_object();
	json_set_string(object, "client_id", grant->client_id);
	json_set_string(object, "client_secret", grant->client_secret);
	json_object_set_new(object, "pair", tell_pair(&grant->pair));
	if (grant->previous.access)
		json_object_set_new(object, "previous", tell_pair(&grant->previous));
	json_encode(object, out);
	json_decref(object);
}

static enum err_code decode(const struct buf *text, struct x_grant *out, struct err *err)
{
	json_t *object = NULL;
	enum err_code code = json_decode_strict(text->bytes, text->length, &object, err);
	if (code == ERR_OK) {
		out->client_id = mem_string(json_get_string(object, "client_id"));
		out->client_secret = mem_string(json_get_string(object, "client_secret"));
		take_pair(json_at(object, "pair", NULL), &out->pair);
		take_pair(json_at(object, "previous", NULL), &out->previous);
		if (!out->client_id || !is_token(out->pair.access))
			code = err_set(err, ERR_FORMAT,
				"holds no token; sign in again by nriseva x login");
	}
	json_decref(object);
	return code;
}

static enum err_code unseal(const struct config_handle *handle, const struct buf *text,
	struct x_grant *out, struct err *err)
{
	struct seal_key key;
	struct buf inside;
	if (!handle->seal_key_file)
		return err_set(err, ERR_CONFIG,
			"%s: is sealed, and the configuration does not say by which key; add "
			"seal_key_file",
			handle->token_file);
	enum err_code code = seal_key_read(handle->seal_key_file, &key, err);
	if (code != ERR_OK)
		return code;
	buf_init(&inside, FILE_CAP);
	code = seal_open(&key, text->bytes, &inside, err);
	if (code == ERR_OK)
		code = decode(&inside, out, err);
	if (code != ERR_OK) {
		err_prefix(err, "%s: ", handle->token_file);
		x_grant_release(out);
	}
	wipe_buf(&inside);
	explicit_bzero(&key, sizeof key);
	return code;
}

void x_grant_bearer(const struct x_grant *grant, struct x_token *out)
{
	struct buf line;
	buf_init(&line, X_AUTHORIZATION_SIZE);
	buf_add_format(&line, "Bearer %s", grant->pair.access);
	*out = (struct x_token){.bearer = buf_detach(&line)};
	buf_release(&line);
}

enum err_code x_grant_load(const struct config_handle *handle, struct x_token *out,
	struct x_grant *out_grant, struct err *err)
{
	struct buf text;
	*out_grant = (struct x_grant){0};
	buf_init(&text, FILE_CAP);
	enum err_code code = file_read_secret(handle->token_file, &text, err);
	if (code == ERR_OK && seal_is(text.bytes)) {
		code = unseal(handle, &text, out_grant, err);
		if (code == ERR_OK)
			x_grant_bearer(out_grant, out);
	} else if (code == ERR_OK) {
		code = x_token_read(handle->token_file, out, err);
	}
	wipe_buf(&text);
	return code;
}

static enum err_code get_key(
	const struct config_handle *handle, struct seal_key *out, struct err *err)
{
	if (!handle->seal_key_file)
		return err_set(err, ERR_CONFIG,
			"the configuration has no seal_key_file, by which the token would be sealed; "
			"add one, like seal_key_file: /etc/nriseva/seal-key");
	return seal_key_read_or_make(handle->seal_key_file, out, err);
}

enum err_code x_grant_prepare(const struct config_handle *handle, struct err *err)
{
	struct seal_key key;
	enum err_code code = get_key(handle, &key, err);
	explicit_bzero(&key, sizeof key);
	return code;
}

enum err_code x_grant_save(
	const struct config_handle *handle, const struct x_grant *grant, struct err *err)
{
	struct seal_key key;
	struct buf text, sealed;
	enum err_code code = get_key(handle, &key, err);
	if (code != ERR_OK)
		return code;
	buf_init(&text, FILE_CAP);
	buf_init(&sealed, FILE_CAP);
	encode(grant, &text);
	code = seal_close(&key, text.bytes, text.length, &sealed);
	if (code == ERR_OK)
		code = file_replace(handle->token_file, sealed.bytes, sealed.length, 0600, err);
	wipe_buf(&text);
	buf_release(&sealed);
	explicit_bzero(&key, sizeof key);
	return code;
}

enum err_code x_grant_lock(
	const struct config_handle *handle, bool wait, int *out_fd, struct err *err)
{
	struct buf path;
	buf_init(&path, PATH_CAP);
	buf_add_format(&path, "%s.lock", handle->token_file);
	enum err_code code =
		wait ? file_lock_wait(path.bytes, out_fd, err) : file_lock(path.bytes, out_fd, err);
	buf_release(&path);
	return code;
}
