#include "x/oauth2.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "lib/answer.h"
#include "json/json.h"

enum {
	CAP = 64 * 1024,
	WORD_SIZE = 64,
	TEXT_SIZE = 512,
};

/* One pair that was given out. */
struct pair {
	char access[WORD_SIZE], refresh[WORD_SIZE];
	int64_t ends_at;
	size_t family; /* all that came from one sign-in */
	bool used;     /* the refresh token */
	bool dead;
};

/* The last code that was given out. */
struct code {
	char word[WORD_SIZE], challenge[WORD_SIZE], redirect_uri[TEXT_SIZE];
	int64_t ends_at;
};

struct x_oauth2 {
	char *client_id, *client_secret; /* the secret: NULL of a public client */
	int64_t life_s;
	bool reuse_kills;
	char scope[TEXT_SIZE];
	struct code code;
	struct pair *pairs;
	size_t pair_count, family_count;
	int64_t signed_in, renewed, reused, revoked;
};

/* --- the file --- */

static char *value_in(const char *text, const char *name)
{
	size_t length = strlen(name);
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncmp(line, name, length) != 0)
			continue;
		const char *value = line + length + strspn(line + length, " \t");
		if (*value != '=')
			continue;
		value += 1 + strspn(value + 1, " \t");
		return mem_string_n(value, strcspn(value, " \t\r\n"));
	}
	return NULL;
}

enum err_code x_oauth2_new(const char *path, int64_t life_s, struct x_oauth2 **out, struct err *err)
{
	struct buf text;
	buf_init(&text, CAP);
	enum err_code code = file_read(path, &text, err);
	char *client_id = code ? NULL : value_in(text.bytes, "client_id");
	if (!code && !client_id)
		code = err_set(err, ERR_CONFIG, "%s: client_id is missing", path);
	if (!code) {
		struct x_oauth2 *oauth2 = mem_new(1, sizeof *oauth2);
		oauth2->client_id = client_id;
		oauth2->client_secret = value_in(text.bytes, "client_secret");
		oauth2->life_s = life_s;
		*out = oauth2;
	}
	buf_release(&text);
	return code;
}

void x_oauth2_free(struct x_oauth2 *oauth2)
{
	if (!oauth2)
		return;
	mem_free(oauth2->client_id);
	mem_free(oauth2->client_secret);
	mem_free(oauth2->pairs);
	mem_free(oauth2);
}

/* --- tokens --- */

static void make_word(const char *prefix, char out[WORD_SIZE])
{
	snprintf(out, WORD_SIZE, "%s%016" PRIx64 "%016" PRIx64, prefix, random_u64(), random_u64());
}

static struct pair *give_pair(struct x_oauth2 *oauth2, size_t family)
{
	oauth2->pairs = mem_resize(oauth2->pairs, oauth2->pair_count + 1, sizeof *oauth2->pairs);
	struct pair *pair = &oauth2->pairs[oauth2->pair_count++];
	*pair = (struct pair){.family = family, .ends_at = clock_wall_ms() + oauth2->life_s * 1000};
	make_word("at-", pair->access);
	make_word("rt-", pair->refresh);
	return pair;
}

static void kill_family(struct x_oauth2 *oauth2, size_t family)
{
	for (size_t i = 0; i < oauth2->pair_count; i++) {
		if (oauth2->pairs[i].family == family)
			oauth2->pairs[i].dead = true;
	}
}

static struct pair *find(const struct x_oauth2 *oauth2, const char *token)
{
	for (size_t i = 0; token && i < oauth2->pair_count; i++) {
		struct pair *pair = &oauth2->pairs[i];
		if (str_is(pair->access, token) || str_is(pair->refresh, token))
			return pair;
	}
	return NULL;
}

static void log_refusal(struct x_site *site, const char *why)
{
	line_log_write(site->log, "oauth2_refused", json_pack("{s:s}", "why", why));
}

bool x_oauth2_is_good(struct x_site *site, const struct http_exchange *exchange)
{
	const char *given = http_header(exchange, "authorization");
	const struct pair *pair = given && str_starts(given, "Bearer ")
					  ? find(site->oauth2, given + strlen("Bearer "))
					  : NULL;
	const char *why = NULL;
	if (!pair || !str_is(pair->access, given + strlen("Bearer ")))
		why = "no access token of ours";
	else if (pair->dead)
		why = "ended before its time";
	else if (clock_wall_ms() >= pair->ends_at)
		why = "ended";
	if (why)
		log_refusal(site, why);
	return !why;
}

/* --- forms --- */

/* A value of a form, decoded; "" if it is not there. mem_free it. */
static char *form_value(const struct http_exchange *exchange, const char *name)
{
	size_t length, name_length = strlen(name);
	const char *form = http_body(exchange, &length);
	struct buf out;
	buf_init(&out, CAP);
	for (const char *at = form ? form : ""; *at; at += strcspn(at, "&"), at += *at == '&') {
		if (strncmp(at, name, name_length) != 0 || at[name_length] != '=')
			continue;
		for (at += name_length + 1; *at && *at != '&'; at++) {
			unsigned byte;
			if (*at == '%' && sscanf(at + 1, "%2x", &byte) == 1) {
				buf_add_char(&out, (char)byte);
				at += 2;
			} else {
				buf_add_char(&out, *at == '+' ? ' ' : *at);
			}
		}
		break;
	}
	return out.bytes;
}

static bool form_says(const struct http_exchange *exchange, const char *name, const char *wanted)
{
	char *value = form_value(exchange, name);
	bool same = str_is(value, wanted);
	mem_free(value);
	return same;
}

/* --- answers --- */

static void refuse(struct x_site *site, struct http_exchange *exchange, int status,
	const char *error, const char *description)
{
	log_refusal(site, description);
	answer_json(exchange, status,
		json_pack("{s:s, s:s}", "error", error, "error_description", description));
}

static void refuse_token(struct x_site *site, struct http_exchange *exchange)
{
	refuse(site, exchange, 400, "invalid_request", "Value passed for the token was invalid.");
}

static void reply_pair(struct x_site *site, struct http_exchange *exchange, const struct pair *pair)
{
	const struct x_oauth2 *oauth2 = site->oauth2;
	json_t *answer = json_pack("{s:s, s:I, s:s, s:s}", "token_type", "bearer", "expires_in",
		(json_int_t)oauth2->life_s, "access_token", pair->access, "scope", oauth2->scope);
	if (strstr(oauth2->scope, "offline.access"))
		json_set_string(answer, "refresh_token", pair->refresh);
	answer_json(exchange, 200, answer);
}

/* --- the page --- */

static void serve_authorize(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct x_oauth2 *oauth2 = ((struct x_site *)arg)->oauth2;
	const char *redirect_uri = http_query(exchange, "redirect_uri");
	const char *state = http_query(exchange, "state");
	const char *challenge = http_query(exchange, "code_challenge");
	const char *scope = http_query(exchange, "scope");
	struct buf url;
	if (!str_is(http_query(exchange, "response_type"), "code") ||
		!str_is(http_query(exchange, "client_id"), oauth2->client_id) || !redirect_uri ||
		!state || !challenge || !scope ||
		!str_is(http_query(exchange, "code_challenge_method"), "S256")) {
		static const char page[] = "<p>Something went wrong. You weren't able to give "
					   "access to the App.</p>";
		http_reply(exchange, 400, "text/html; charset=utf-8", page, sizeof page - 1);
		return;
	}
	make_word("code-", oauth2->code.word);
	str_copy(oauth2->code.challenge, sizeof oauth2->code.challenge, challenge);
	str_copy(oauth2->code.redirect_uri, sizeof oauth2->code.redirect_uri, redirect_uri);
	oauth2->code.ends_at = clock_wall_ms() + X_CODE_LIFE_MS;
	if (!*oauth2->scope)
		str_copy(oauth2->scope, sizeof oauth2->scope, scope);
	buf_init(&url, CAP);
	buf_add_format(&url, "%s?state=%s&code=%s", redirect_uri, state, oauth2->code.word);
	http_reply_header(exchange, "Location", url.bytes);
	http_reply(exchange, 302, NULL, NULL, 0);
	buf_release(&url);
}

/* --- the token endpoint --- */

/* "Basic ..." for a confidential client; the id in the form for a public one. */
static bool client_is_good(const struct x_oauth2 *oauth2, const struct http_exchange *exchange)
{
	if (!oauth2->client_secret)
		return form_says(exchange, "client_id", oauth2->client_id);
	struct buf pair;
	char wanted[TEXT_SIZE] = "Basic ";
	buf_init(&pair, TEXT_SIZE / 2);
	buf_add_format(&pair, "%s:%s", oauth2->client_id, oauth2->client_secret);
	EVP_EncodeBlock((unsigned char *)wanted + strlen(wanted), (const unsigned char *)pair.bytes,
		(int)pair.length);
	buf_release(&pair);
	return str_is(http_header(exchange, "authorization"), wanted);
}

/* S256: the challenge that belongs to a verifier. */
static void challenge_of(const char *verifier, char out[WORD_SIZE])
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	unsigned length = 0;
	EVP_Digest(verifier, strlen(verifier), hash, &length, EVP_sha256(), NULL);
	EVP_EncodeBlock((unsigned char *)out, hash, (int)length);
	for (char *c = out; *c; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	out[strcspn(out, "=")] = '\0';
}

static void exchange_code(struct x_site *site, struct http_exchange *exchange)
{
	struct x_oauth2 *oauth2 = site->oauth2;
	struct code code = oauth2->code;
	char *verifier = form_value(exchange, "code_verifier");
	char challenge[WORD_SIZE];
	challenge_of(verifier, challenge);
	mem_free(verifier);
	if (!*code.word || !form_says(exchange, "code", code.word) ||
		clock_wall_ms() >= code.ends_at) {
		refuse(site, exchange, 400, "invalid_request",
			"Value passed for the authorization code was invalid.");
	} else if (!str_is(challenge, code.challenge)) {
		refuse(site, exchange, 400, "invalid_request",
			"Value passed for the code verifier did not match the code challenge.");
	} else if (!form_says(exchange, "redirect_uri", code.redirect_uri)) {
		refuse(site, exchange, 400, "invalid_request",
			"Value passed for the redirect uri did not match the uri of the "
			"authorization code.");
	} else {
		oauth2->code = (struct code){0};
		oauth2->signed_in++;
		line_log_write(site->log, "oauth2_signed_in", NULL);
		reply_pair(site, exchange, give_pair(oauth2, oauth2->family_count++));
	}
}

/* True if a fault has answered; `after` those that come when all is done. */
static bool play(struct http_exchange *exchange, const struct fault *fault, bool after)
{
	static const char ending[] = "_after_rotation";
	if (str_ends(fault->what, ending) != after || !*fault->what)
		return false;
	int status = (int)strtol(fault->what, NULL, 10);
	if (status >= 400 && status <= 599)
		answer_json(exchange, status,
			json_pack("{s:s, s:i}", "title", "Error", "status", status));
	else
		http_break_off(exchange);
	return true;
}

static void renew(struct x_site *site, struct http_exchange *exchange)
{
	struct x_oauth2 *oauth2 = site->oauth2;
	struct fault fault = {0};
	faults_take(&site->faults, "token", &fault);
	char *shown = form_value(exchange, "refresh_token");
	struct pair *pair = find(oauth2, shown);
	bool known = pair && str_is(pair->refresh, shown) && !pair->dead;
	mem_free(shown);
	if (play(exchange, &fault, false))
		return;
	if (known && pair->used) {
		oauth2->reused++;
		line_log_write(site->log, "oauth2_reused", NULL);
		if (oauth2->reuse_kills)
			kill_family(oauth2, pair->family);
	}
	if (!known || pair->used) {
		refuse_token(site, exchange);
		return;
	}
	pair->used = true;
	oauth2->renewed++;
	line_log_write(site->log, "oauth2_renewed", NULL);
	const struct pair *next = give_pair(oauth2, pair->family);
	if (!play(exchange, &fault, true))
		reply_pair(site, exchange, next);
}

static void serve_token(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct x_site *site = arg;
	if (!client_is_good(site->oauth2, exchange))
		refuse(site, exchange, 401, "unauthorized_client",
			"Missing valid authorization header");
	else if (form_says(exchange, "grant_type", "authorization_code"))
		exchange_code(site, exchange);
	else if (form_says(exchange, "grant_type", "refresh_token"))
		renew(site, exchange);
	else
		refuse(site, exchange, 400, "invalid_request",
			"Value passed for the grant type was invalid.");
}

static void serve_revoke(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct x_site *site = arg;
	char *token = form_value(exchange, "token");
	const struct pair *pair = find(site->oauth2, token);
	mem_free(token);
	if (!client_is_good(site->oauth2, exchange)) {
		refuse(site, exchange, 401, "unauthorized_client",
			"Missing valid authorization header");
		return;
	}
	if (pair) {
		site->oauth2->revoked++;
		kill_family(site->oauth2, pair->family);
	}
	answer_json(exchange, 200, json_pack("{s:b}", "revoked", 1));
}

static const struct http_route routes[] = {
	{"GET", "/i/oauth2/authorize", serve_authorize},
	{"POST", "/2/oauth2/token", serve_token},
	{"POST", "/2/oauth2/revoke", serve_revoke},
};

bool x_oauth2_is_for(const struct http_exchange *exchange)
{
	return str_starts(http_path(exchange), "/2/oauth2/") ||
	       str_starts(http_path(exchange), "/i/oauth2/");
}

void x_oauth2_serve(struct x_site *site, struct http_exchange *exchange)
{
	http_dispatch(routes, sizeof routes / sizeof *routes, site, exchange);
}

/* --- orders --- */

enum err_code x_oauth2_order(struct x_site *site, const json_t *order, struct err *err)
{
	struct x_oauth2 *oauth2 = site->oauth2;
	if (!oauth2)
		return err_set(err, ERR_FORMAT, "start me with --oauth2-file");
	oauth2->life_s = json_get_int(order, "life_s", oauth2->life_s);
	oauth2->reuse_kills = json_get_bool(order, "reuse_kills", oauth2->reuse_kills);
	const char *scope = json_get_string(order, "scope");
	if (scope)
		str_copy(oauth2->scope, sizeof oauth2->scope, scope);
	if (json_get_bool(order, "forget", false)) {
		for (size_t i = 0; i < oauth2->pair_count; i++)
			oauth2->pairs[i].dead = true;
	}
	return ERR_OK;
}

json_t *x_oauth2_tell(const struct x_site *site)
{
	const struct x_oauth2 *oauth2 = site->oauth2;
	json_int_t living = 0;
	for (size_t i = 0; i < oauth2->pair_count; i++)
		living += !oauth2->pairs[i].dead && clock_wall_ms() < oauth2->pairs[i].ends_at;
	return json_pack("{s:I, s:I, s:I, s:I, s:I}", "living", living, "signed_in",
		(json_int_t)oauth2->signed_in, "renewed", (json_int_t)oauth2->renewed, "reused",
		(json_int_t)oauth2->reused, "revoked", (json_int_t)oauth2->revoked);
}
