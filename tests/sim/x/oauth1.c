#include "x/oauth1.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "lib/answer.h"

enum {
	CAP = 64 * 1024,
	PAIRS_MAX = 64,
	WORD_SIZE = 40,
	CLOCK_MS = 5 * 60 * 1000,
};

enum { CONSUMER_KEY, CONSUMER_SECRET, TOKEN, TOKEN_SECRET, KEY_COUNT };

static const char *const key_names[KEY_COUNT] = {
	"consumer_key", "consumer_secret", "token", "token_secret"};

struct nonce {
	int64_t at;
	char *word;
};

struct x_oauth1 {
	char *keys[KEY_COUNT];
	struct nonce *nonces; /* the ones that were seen within twice the time that is allowed */
	size_t nonce_count;

	/* an app that asks to be let in; the last one only */
	char request_token[WORD_SIZE], request_secret[WORD_SIZE], pin[8];
};

/* --- the file --- */

static char *word_of(const char *text, size_t length)
{
	while (length > 0 && strchr(" \t\r", *text)) {
		text++;
		length--;
	}
	while (length > 0 && strchr(" \t\r", text[length - 1]))
		length--;
	return mem_string_n(text, length);
}

static void read_line(struct x_oauth1 *oauth1, const char *line, size_t length)
{
	const char *equals = memchr(line, '=', length);
	if (!equals)
		return;
	char *name = word_of(line, (size_t)(equals - line));
	int index = str_index(name, key_names, KEY_COUNT);
	mem_free(name);
	if (index < 0)
		return;
	mem_free(oauth1->keys[index]);
	oauth1->keys[index] = word_of(equals + 1, length - (size_t)(equals - line) - 1);
}

enum err_code x_oauth1_new(const char *path, struct x_oauth1 **out, struct err *err)
{
	struct buf text;
	buf_init(&text, CAP);
	struct x_oauth1 *oauth1 = mem_new(1, sizeof *oauth1);
	enum err_code code = file_read(path, &text, err);
	for (const char *line = text.bytes; !code && *line;) {
		size_t length = strcspn(line, "\n");
		read_line(oauth1, line, length);
		line += length + (line[length] == '\n');
	}
	for (size_t i = 0; !code && i < KEY_COUNT; i++) {
		if (!oauth1->keys[i])
			code = err_set(err, ERR_CONFIG, "%s: %s is missing", path, key_names[i]);
	}
	buf_release(&text);
	if (code)
		x_oauth1_free(oauth1);
	else
		*out = oauth1;
	return code;
}

void x_oauth1_free(struct x_oauth1 *oauth1)
{
	if (!oauth1)
		return;
	for (size_t i = 0; i < KEY_COUNT; i++)
		mem_free(oauth1->keys[i]);
	for (size_t i = 0; i < oauth1->nonce_count; i++)
		mem_free(oauth1->nonces[i].word);
	mem_free(oauth1->nonces);
	mem_free(oauth1);
}

/* --- the signature --- */

static char *escaped(const char *text)
{
	struct buf out;
	buf_init(&out, CAP);
	for (; *text; text++) {
		bool kept = strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   "-._~",
			*text);
		buf_add_format(
			&out, kept ? "%c" : "%%%02X", kept ? *text : (int)(unsigned char)*text);
	}
	return out.bytes;
}

struct pair {
	char *name, *value;
};

static int by_name_and_value(const void *a, const void *b)
{
	const struct pair *one = a, *other = b;
	int order = strcmp(one->name, other->name);
	return order ? order : strcmp(one->value, other->value);
}

static char *joined_pairs(const char *const *pairs, size_t count)
{
	struct pair *sorted = mem_new(count, sizeof *sorted);
	struct buf out;
	buf_init(&out, CAP);
	for (size_t i = 0; i < count; i++)
		sorted[i] = (struct pair){escaped(pairs[2 * i]), escaped(pairs[2 * i + 1])};
	qsort(sorted, count, sizeof *sorted, by_name_and_value);
	for (size_t i = 0; i < count; i++) {
		buf_add_format(&out, "%s%s=%s", i ? "&" : "", sorted[i].name, sorted[i].value);
		mem_free(sorted[i].name);
		mem_free(sorted[i].value);
	}
	mem_free(sorted);
	return out.bytes;
}

/* The escaped texts with '&' between. */
static char *joined(const char *const *texts, size_t count)
{
	struct buf out;
	buf_init(&out, CAP);
	for (size_t i = 0; i < count; i++) {
		char *text = escaped(texts[i]);
		buf_add_format(&out, "%s%s", i ? "&" : "", text);
		mem_free(text);
	}
	return out.bytes;
}

char *x_oauth1_signature(const char *method, const char *base_url, const char *const *pairs,
	size_t pair_count, const char *consumer_secret, const char *token_secret)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	char *params = joined_pairs(pairs, pair_count);
	char *base = joined((const char *const[]){method, base_url, params}, 3);
	char *key = joined((const char *const[]){consumer_secret, token_secret}, 2);
	HMAC(EVP_sha1(), key, (int)strlen(key), (const unsigned char *)base, strlen(base), digest,
		&length);
	char *signature = mem_new(2 * sizeof digest, 1);
	EVP_EncodeBlock((unsigned char *)signature, digest, (int)length);
	mem_free(params);
	mem_free(base);
	mem_free(key);
	return signature;
}

/* --- a call --- */

/* What is signed of a call, and the signature it shows. */
struct signed_call {
	char *words[2 * PAIRS_MAX]; /* name and value in turn */
	size_t count;
	char *signature;
};

static void add(void *arg, const char *name, const char *value)
{
	struct signed_call *call = arg;
	if (str_is(name, "oauth_signature")) {
		mem_replace(&call->signature, value);
	} else if (call->count < PAIRS_MAX) {
		call->words[2 * call->count] = mem_string(name);
		call->words[2 * call->count++ + 1] = mem_string(value);
	}
}

static const char *get(const struct signed_call *call, const char *name)
{
	for (size_t i = 0; i < call->count; i++) {
		if (str_is(call->words[2 * i], name))
			return call->words[2 * i + 1];
	}
	return NULL;
}

static char *unescaped(const char *text, size_t length)
{
	struct buf out;
	buf_init(&out, CAP);
	for (size_t i = 0; i < length; i++) {
		unsigned byte;
		if (text[i] == '%' && i + 2 < length && sscanf(text + i + 1, "%2x", &byte) == 1) {
			buf_add_char(&out, (char)byte);
			i += 2;
		} else {
			buf_add_char(&out, text[i]);
		}
	}
	return out.bytes;
}

/* OAuth a="b", c="d" */
static void add_header(struct signed_call *call, const char *header)
{
	if (!header || !str_starts(header, "OAuth "))
		return;
	for (const char *at = header + strlen("OAuth "); *at;) {
		at += strspn(at, " ,");
		size_t name_length = strcspn(at, "=");
		if (at[name_length] != '=' || at[name_length + 1] != '"')
			return;
		const char *value = at + name_length + 2;
		size_t value_length = strcspn(value, "\"");
		char *name = unescaped(at, name_length);
		char *word = unescaped(value, value_length);
		add(call, name, word);
		mem_free(name);
		mem_free(word);
		at = value + value_length + (value[value_length] == '"');
	}
}

static struct signed_call read_call(const struct http_exchange *exchange)
{
	struct signed_call call = {.count = 0};
	add_header(&call, http_header(exchange, "authorization"));
	http_query_each(exchange, add, &call);
	return call;
}

static void call_release(struct signed_call *call)
{
	for (size_t i = 0; i < 2 * call->count; i++)
		mem_free(call->words[i]);
	mem_free(call->signature);
}

static bool is_fresh(struct x_oauth1 *oauth1, const char *nonce, int64_t now_ms)
{
	size_t kept = 0;
	bool fresh = true;
	for (size_t i = 0; i < oauth1->nonce_count; i++) {
		struct nonce *seen = &oauth1->nonces[i];
		fresh = fresh && !str_is(seen->word, nonce);
		if (seen->at < now_ms - 2 * CLOCK_MS)
			mem_free(seen->word);
		else
			oauth1->nonces[kept++] = *seen;
	}
	oauth1->nonces = mem_resize(oauth1->nonces, kept + 1, sizeof *oauth1->nonces);
	oauth1->nonces[kept] = (struct nonce){now_ms, mem_string(nonce)};
	oauth1->nonce_count = kept + 1;
	return fresh;
}

static bool is_now(const char *seconds, int64_t now_ms)
{
	char *end;
	int64_t at = strtoll(seconds, &end, 10) * 1000;
	return *end == '\0' && at > now_ms - CLOCK_MS && at < now_ms + CLOCK_MS;
}

static bool signature_is_right(const struct x_oauth1 *oauth1, const struct http_exchange *exchange,
	const struct signed_call *call, const char *token_secret)
{
	struct buf url;
	const char *host = http_header(exchange, "host");
	buf_init(&url, CAP);
	buf_add_format(&url, "http://%s%s", host ? host : "", http_path(exchange));
	char *right = x_oauth1_signature(http_method(exchange), url.bytes,
		(const char *const *)call->words, call->count, oauth1->keys[CONSUMER_SECRET],
		token_secret);
	bool same = str_is(right, call->signature);
	mem_free(right);
	buf_release(&url);
	return same;
}

/* NULL if the call is signed for this token ("": none), or why it is not. */
static const char *judge(struct x_oauth1 *oauth1, const struct http_exchange *exchange,
	const struct signed_call *call, const char *token, const char *token_secret)
{
	int64_t now_ms = clock_wall_ms();
	const char *given = get(call, "oauth_token"), *time = get(call, "oauth_timestamp"),
		   *nonce = get(call, "oauth_nonce"), *version = get(call, "oauth_version");
	if (!call->signature)
		return "not signed";
	if (!str_is(get(call, "oauth_signature_method"), "HMAC-SHA1"))
		return "method";
	if (version && !str_is(version, "1.0"))
		return "version";
	if (!str_is(get(call, "oauth_consumer_key"), oauth1->keys[CONSUMER_KEY]))
		return "consumer key";
	if (!str_is(given ? given : "", token))
		return "token";
	if (!time || !is_now(time, now_ms))
		return "timestamp";
	if (!signature_is_right(oauth1, exchange, call, token_secret))
		return "signature";
	if (!nonce || !is_fresh(oauth1, nonce, now_ms))
		return "nonce";
	return NULL;
}

static bool log_refusal(struct x_site *site, const char *why, const struct http_exchange *exchange)
{
	if (why)
		line_log_write(site->log, "oauth1_refused",
			json_pack("{s:s, s:s}", "why", why, "path", http_path(exchange)));
	return !why;
}

bool x_oauth1_is_good(struct x_site *site, const struct http_exchange *exchange)
{
	struct x_oauth1 *oauth1 = site->oauth1;
	struct signed_call call = read_call(exchange);
	const char *why =
		judge(oauth1, exchange, &call, oauth1->keys[TOKEN], oauth1->keys[TOKEN_SECRET]);
	call_release(&call);
	return log_refusal(site, why, exchange);
}

/* --- letting an app in --- */

static void reply_text(struct http_exchange *exchange, int status, const char *text)
{
	http_reply(exchange, status, "text/html; charset=utf-8", text, strlen(text));
}

static void refuse(struct http_exchange *exchange)
{
	answer_json(exchange, 401,
		json_pack("{s:[{s:i, s:s}]}", "errors", "code", 32, "message",
			"Could not authenticate you."));
}

static void make_word(char out[WORD_SIZE])
{
	snprintf(out, WORD_SIZE, "%016" PRIx64, random_u64());
}

static void serve_request_token(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct x_site *site = arg;
	struct x_oauth1 *oauth1 = site->oauth1;
	struct signed_call call = read_call(exchange);
	const char *why = judge(oauth1, exchange, &call, "", "");
	if (!why && !str_is(get(&call, "oauth_callback"), "oob"))
		why = "callback";
	if (log_refusal(site, why, exchange)) {
		char text[200];
		make_word(oauth1->request_token);
		make_word(oauth1->request_secret);
		oauth1->pin[0] = '\0';
		snprintf(text, sizeof text,
			"oauth_token=%s&oauth_token_secret=%s&oauth_callback_confirmed=true",
			oauth1->request_token, oauth1->request_secret);
		reply_text(exchange, 200, text);
	} else {
		refuse(exchange);
	}
	call_release(&call);
}

/* The page that a person sees who is signed in as the account and presses "Authorize app". */
static void serve_authorize(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct x_oauth1 *oauth1 = ((struct x_site *)arg)->oauth1;
	const char *token = http_query(exchange, "oauth_token");
	char page[300];
	if (!token || !*token || !str_is(token, oauth1->request_token)) {
		reply_text(exchange, 403,
			"<p>The request token for this page is invalid. It may have already been "
			"used, or expired because it is too old.</p>");
		return;
	}
	snprintf(oauth1->pin, sizeof oauth1->pin, "%07u", (unsigned)(random_u64() % 10000000));
	snprintf(page, sizeof page,
		"<!DOCTYPE html><p>Next, return to the app and enter this PIN to complete the "
		"authorization process:</p><kbd><code>%s</code></kbd>",
		oauth1->pin);
	reply_text(exchange, 200, page);
}

static void serve_access_token(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct x_site *site = arg;
	struct x_oauth1 *oauth1 = site->oauth1;
	const struct x_user *us = &site->world.users[site->world.us];
	struct signed_call call = read_call(exchange);
	const char *why = oauth1->request_token[0]
				  ? judge(oauth1, exchange, &call, oauth1->request_token,
					    oauth1->request_secret)
				  : "token";
	if (!log_refusal(site, why, exchange)) {
		refuse(exchange);
	} else if (!oauth1->pin[0] || !str_is(get(&call, "oauth_verifier"), oauth1->pin)) {
		reply_text(exchange, 401,
			"Error processing your OAuth request: Invalid oauth_verifier parameter");
	} else {
		struct buf text;
		buf_init(&text, CAP);
		buf_add_format(&text,
			"oauth_token=%s&oauth_token_secret=%s&user_id=%s&screen_name=%s",
			oauth1->keys[TOKEN], oauth1->keys[TOKEN_SECRET], us->id, us->username);
		oauth1->request_token[0] = '\0';
		reply_text(exchange, 200, text.bytes);
		buf_release(&text);
	}
	call_release(&call);
}

void x_oauth1_serve(struct x_site *site, struct http_exchange *exchange)
{
	static const struct http_route routes[] = {
		{"POST", "/oauth/request_token", serve_request_token},
		{"GET", "/oauth/authorize", serve_authorize},
		{"POST", "/oauth/access_token", serve_access_token},
	};
	http_dispatch(routes, sizeof routes / sizeof *routes, site, exchange);
}
