#include "channel/x/oauth1.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"

enum {
	PARAMS_MAX = 40,
	OAUTH_PARAMS_MAX = 12,
	TEXT_CAP = 16 * 1024, /* of a request; X takes less */
	SHA1_SIZE = 20,
};

/* --- percent encoding --- */

static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static void encode(const char *text, size_t length, struct buf *out)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (is_plain(c))
			buf_add_char(out, (char)c);
		else
			buf_add_format(out, "%%%02X", c);
	}
}

void oauth1_encode(const char *text, struct buf *out)
{
	encode(text, strlen(text), out);
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A name or value of a query or form; what is badly encoded stays as it is. */
static void decode(const char *text, size_t length, struct buf *out)
{
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '%' && i + 2 < length && hex(text[i + 1]) >= 0 &&
			hex(text[i + 2]) >= 0) {
			buf_add_char(out, (char)(hex(text[i + 1]) * 16 + hex(text[i + 2])));
			i += 2;
		} else {
			buf_add_char(out, text[i] == '+' ? ' ' : text[i]);
		}
	}
}

/* --- parameters, in their order --- */

struct pair {
	char *name, *value; /* encoded */
};

struct pairs {
	struct pair list[PARAMS_MAX];
	size_t count;
	bool full;
};

static char *encoded(const char *text, size_t length)
{
	struct buf out;
	buf_init(&out, TEXT_CAP);
	encode(text, length, &out);
	return out.bytes;
}

static void add_pair(struct pairs *pairs, const char *name, size_t name_length, const char *value,
	size_t value_length)
{
	if (pairs->count == PARAMS_MAX) {
		pairs->full = true;
		return;
	}
	pairs->list[pairs->count++] =
		(struct pair){encoded(name, name_length), encoded(value, value_length)};
}

static void add_piece(struct pairs *pairs, const char *piece, size_t length)
{
	const char *equals = memchr(piece, '=', length);
	size_t name_length = equals ? (size_t)(equals - piece) : length;
	struct buf name, value;
	buf_init(&name, TEXT_CAP);
	buf_init(&value, TEXT_CAP);
	decode(piece, name_length, &name);
	if (equals)
		decode(equals + 1, length - name_length - 1, &value);
	add_pair(pairs, name.bytes, name.length, value.bytes, value.length);
	buf_release(&name);
	buf_release(&value);
}

/* What a query or a form has. */
static void add_form(struct pairs *pairs, const char *form)
{
	while (form && *form && *form != '#') {
		size_t length = strcspn(form, "&#");
		if (length > 0)
			add_piece(pairs, form, length);
		form += length;
		form += *form == '&';
	}
}

static int compare(const void *a, const void *b)
{
	const struct pair *one = a, *other = b;
	int order = strcmp(one->name, other->name);
	return order ? order : strcmp(one->value, other->value);
}

static void pairs_release(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		mem_free(pairs->list[i].name);
		mem_free(pairs->list[i].value);
	}
}

/* "a=1&b=2", sorted, as 3.4.1.3.2 has it. */
static void write_pairs(struct pairs *pairs, struct buf *out)
{
	qsort(pairs->list, pairs->count, sizeof *pairs->list, compare);
	for (size_t i = 0; i < pairs->count; i++)
		buf_add_format(
			out, "%s%s=%s", i ? "&" : "", pairs->list[i].name, pairs->list[i].value);
}

/* --- base string --- */

static void add_lower(const char *text, size_t length, struct buf *out)
{
	for (size_t i = 0; i < length; i++)
		buf_add_char(out,
			(char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]));
}

/* Scheme and host in lower case, no default port, no query (3.4.1.2). */
static enum err_code write_base_url(const char *url, struct buf *out)
{
	const char *colon = strstr(url, "://");
	if (!colon || colon == url)
		return ERR_FORMAT;
	const char *host = colon + 3;
	size_t host_length = strcspn(host, "/?#");
	const char *path = host + host_length;
	size_t path_length = strcspn(path, "?#");
	size_t begin = out->length;
	add_lower(url, (size_t)(host - url), out);
	bool https = str_starts(out->bytes + begin, "https:");
	add_lower(host, host_length, out);
	const char *port = https ? ":443" : ":80";
	if (str_ends(out->bytes, port))
		buf_truncate(out, out->length - strlen(port));
	if (path_length > 0)
		buf_add(out, path, path_length);
	else
		buf_add_char(out, '/');
	return host_length > 0 ? ERR_OK : ERR_FORMAT;
}

static enum err_code write_base_string(
	const char *method, const char *url, struct pairs *pairs, struct buf *out)
{
	struct buf base_url, params;
	buf_init(&base_url, TEXT_CAP);
	buf_init(&params, TEXT_CAP);
	enum err_code code = write_base_url(url, &base_url);
	write_pairs(pairs, &params);
	oauth1_encode(method, out);
	buf_add_char(out, '&');
	oauth1_encode(base_url.bytes, out);
	buf_add_char(out, '&');
	oauth1_encode(params.bytes, out);
	if (code == ERR_OK && (base_url.overflowed || params.overflowed || out->overflowed))
		code = ERR_LIMIT;
	buf_release(&base_url);
	buf_release(&params);
	return code;
}

enum err_code oauth1_base_string(const char *method, const char *url, const char *form,
	const struct oauth1_param *params, size_t count, struct buf *out)
{
	struct pairs pairs = {.count = 0};
	/* Encoding makes three bytes of one. */
	if (strlen(url) > TEXT_CAP / 3 || (form && strlen(form) > TEXT_CAP / 3))
		return ERR_LIMIT;
	const char *query = strchr(url, '?');
	add_form(&pairs, query ? query + 1 : NULL);
	add_form(&pairs, form);
	for (size_t i = 0; i < count; i++)
		add_pair(&pairs, params[i].name, strlen(params[i].name), params[i].value,
			strlen(params[i].value));
	enum err_code code = pairs.full ? ERR_LIMIT : write_base_string(method, url, &pairs, out);
	pairs_release(&pairs);
	return code;
}

/* --- signature and header --- */

void oauth1_sign(const char *base_string, const char *consumer_secret, const char *token_secret,
	char out[OAUTH1_SIGNATURE_SIZE])
{
	struct buf key;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	buf_init(&key, TEXT_CAP);
	oauth1_encode(consumer_secret, &key);
	buf_add_char(&key, '&');
	oauth1_encode(token_secret ? token_secret : "", &key);
	if (!HMAC(EVP_sha1(), key.bytes, (int)key.length, (const unsigned char *)base_string,
		    strlen(base_string), digest, &length) ||
		length != SHA1_SIZE)
		panic("libcrypto gives no HMAC-SHA1");
	EVP_EncodeBlock((unsigned char *)out, digest, SHA1_SIZE);
	explicit_bzero(key.bytes, key.length);
	buf_release(&key);
}

static void write_header(const struct oauth1_param *params, size_t count, struct buf *out)
{
	buf_add_string(out, "OAuth ");
	for (size_t i = 0; i < count; i++) {
		buf_add_format(out, "%s%s=\"", i ? ", " : "", params[i].name);
		oauth1_encode(params[i].value, out);
		buf_add_char(out, '"');
	}
}

enum err_code oauth1_authorization(
	const struct oauth1_request *request, const struct oauth1_keys *keys, struct buf *out)
{
	char time[24], signature[OAUTH1_SIGNATURE_SIZE];
	snprintf(time, sizeof time, "%lld", (long long)request->time_s);
	struct oauth1_param params[OAUTH_PARAMS_MAX] = {
		{"oauth_consumer_key", keys->consumer_key},
		{"oauth_nonce", request->nonce},
		{"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", time},
		{"oauth_version", "1.0"},
	};
	size_t count = 5;
	if (keys->token)
		params[count++] = (struct oauth1_param){"oauth_token", keys->token};
	if (request->extra_count > OAUTH_PARAMS_MAX - count - 1)
		return ERR_LIMIT;
	for (size_t i = 0; i < request->extra_count; i++)
		params[count++] = request->extra[i];
	struct buf base;
	buf_init(&base, 4 * TEXT_CAP);
	enum err_code code =
		oauth1_base_string(request->method, request->url, NULL, params, count, &base);
	if (code == ERR_OK) {
		oauth1_sign(base.bytes, keys->consumer_secret, keys->token_secret, signature);
		params[count++] = (struct oauth1_param){"oauth_signature", signature};
		write_header(params, count, out);
	}
	buf_release(&base);
	return code == ERR_OK && out->overflowed ? ERR_LIMIT : code;
}
