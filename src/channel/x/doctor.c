#include "channel/x/doctor.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/str.h"
#include "channel/x/fields.h"
#include "channel/x/judge.h"
#include "channel/x/token.h"
#include "channel/x/wire.h"
#include "channel/x/x_priv.h"
#include "http/call.h"

enum {
	TEXT_SIZE = 400,
	PATH_SIZE = 512,
	WINDOW_MS = 15 * 60 * 1000,
	CLOCK_FAR_S = 60,      /* statements about the age of posts become wrong */
	CLOCK_TOO_FAR_S = 300, /* X refuses signatures */
};

/* What is looked at, and what came back. */
struct look {
	struct x_doctor *doctor;
	struct x_token token;
	size_t wrong;

	int status; /* 0: none */
	struct buf answer;
	struct err err;
	struct http_call_header headers[6];
};

enum { DATE, ACCESS, LIMIT, REMAINING, RESET };
static const char *const header_names[] = {"date", "x-access-level", "x-rate-limit-limit",
	"x-rate-limit-remaining", "x-rate-limit-reset"};

const char *x_finding_kind_name(enum x_finding_kind kind)
{
	static const char *const names[] = {"good", "note", "wrong"};
	return names[kind];
}

__attribute__((format(printf, 4, 5))) static void tell(
	struct look *look, enum x_finding_kind kind, const char *about, const char *format, ...)
{
	char text[TEXT_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	const struct x_finding finding = {kind, about, text};
	look->wrong += kind == X_FINDING_WRONG;
	look->doctor->tell(look->doctor->arg, &finding);
}

/* --- asking --- */

static void ask_as(struct look *look, const struct x_token *token, const char *path)
{
	const struct config_handle *handle = look->doctor->handle;
	char url[X_URL_SIZE], authorization[X_AUTHORIZATION_SIZE];
	const struct address_policy address = {.loopback = handle->plain_loopback};
	snprintf(url, sizeof url, "%s%s", handle->api_url, path);
	const struct http_request request = {
		.method = "GET",
		.url = url,
		.headers = {{"Authorization", x_token_authorize(token, "GET", url, authorization)}},
		.header_count = 1,
		.once = true,
		.connect_timeout_ms = X_CONNECT_MS,
		.timeout_ms = X_TIMEOUT_MS,
		.answer_cap = X_PAGE_CAP,
		.address = &address,
	};
	for (size_t i = 0; i < sizeof header_names / sizeof *header_names; i++)
		look->headers[i] = (struct http_call_header){.name = header_names[i]};
	buf_clear(&look->answer);
	if (http_call(look->doctor->loop, look->doctor->client, &request, look->headers,
		    &look->status, &look->answer, &look->err) != ERR_OK)
		look->status = 0;
}

static void ask(struct look *look, const char *path)
{
	ask_as(look, &look->token, path);
}

static int64_t number(const struct look *look, int header)
{
	const char *text = look->headers[header].value;
	return *text ? strtoll(text, NULL, 10) : -1;
}

/* What is wrong with an answer that is not 200, and what to do. `without` says what the daemon does
 * without it. */
static void tell_failed(
	struct look *look, const char *about, enum x_finding_kind kind, const char *without)
{
	const char *name = look->doctor->handle->name;
	char words[160], iso[CLOCK_ISO_SIZE];
	x_problem_read(look->answer.bytes, look->answer.length, words, sizeof words);
	if (look->status == 0)
		tell(look, kind, about, "X was not reached: %s%s", look->err.text, without);
	else if (look->status == 401)
		tell(look, kind, about,
			"X does not take the token (401: %s): sign in again, nriseva x login "
			"--handle %s; if that changes nothing, X itself may be in trouble%s",
			words, name, without);
	else if (look->status == 402)
		tell(look, kind, about,
			"nothing is left to spend (402: %s): buy credit, or raise the spending limit, "
			"in X's developer console%s",
			words, without);
	else if (look->status == 403)
		tell(look, kind, about,
			"the app or its plan may not do this (403: %s): look at the app's "
			"permissions and the plan in X's developer console%s",
			words, without);
	else if (look->status == 429 && number(look, RESET) > 0)
		tell(look, kind, about, "X's limit is used up until %s: wait%s",
			clock_iso(number(look, RESET) * 1000, iso), without);
	else
		tell(look, kind, about,
			"X answered %d: %s; most likely X is in trouble: try again later%s",
			look->status, words, without);
}

/* --- token, account, clock --- */

static bool look_at_token(struct look *look)
{
	struct err err;
	struct x_grant grant = {0};
	char iso[CLOCK_ISO_SIZE];
	const char *file = look->doctor->handle->token_file;
	if (x_grant_load(look->doctor->handle, &look->token, &grant, &err) != ERR_OK) {
		tell(look, X_FINDING_WRONG, "token", "%s", err.text);
		return false;
	}
	if (grant.client_id && !grant.pair.refresh)
		tell(look, X_FINDING_WRONG, "token",
			"%s holds a token of OAuth 2.0 that ends at %s and cannot be renewed: sign in "
			"again with the scope offline.access, nriseva x login --oauth2",
			file, clock_iso(grant.pair.expires_at, iso));
	else if (grant.client_id && grant.pair.expires_at < clock_wall_ms())
		tell(look, X_FINDING_NOTE, "token",
			"%s holds a token of OAuth 2.0 that ended at %s; the daemon renews it when it "
			"starts",
			file, clock_iso(grant.pair.expires_at, iso));
	else if (grant.client_id)
		tell(look, X_FINDING_GOOD, "token",
			"%s holds a token of OAuth 2.0, until %s; the daemon renews it", file,
			clock_iso(grant.pair.expires_at, iso));
	else if (look->token.bearer)
		tell(look, X_FINDING_GOOD, "token", "%s holds a bearer token", file);
	else
		tell(look, X_FINDING_GOOD, "token",
			"%s holds the keys of OAuth 1.0a; they do not expire", file);
	x_grant_release(&grant);
	return true;
}

/* RFC 9110, 5.6.7. */
static bool read_date(const char *text, int64_t *out_s)
{
	struct tm tm = {0};
	const char *end = strptime(text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	*out_s = timegm(&tm);
	return end && *end == '\0';
}

static void look_at_clock(struct look *look)
{
	int64_t theirs_s;
	if (!read_date(look->headers[DATE].value, &theirs_s)) {
		tell(look, X_FINDING_NOTE, "clock",
			"X does not say what time it is; see that this machine's clock is kept by "
			"NTP");
		return;
	}
	int64_t off_s = clock_wall_ms() / 1000 - theirs_s;
	long long by = off_s < 0 ? -off_s : off_s;
	const char *way = off_s < 0 ? "behind" : "before";
	if (by > CLOCK_TOO_FAR_S)
		tell(look, X_FINDING_WRONG, "clock",
			"this machine's clock goes %lld s %s X's, and X refuses what is signed: set "
			"it by NTP (timedatectl set-ntp true)",
			by, way);
	else if (by > CLOCK_FAR_S)
		tell(look, X_FINDING_NOTE, "clock",
			"this machine's clock goes %lld s %s X's: set it by NTP (timedatectl set-ntp "
			"true)",
			by, way);
	else
		tell(look, X_FINDING_GOOD, "clock", "%lld s apart from X's", by);
}

static void look_at_posting(struct look *look)
{
	const char *level = look->headers[ACCESS].value;
	if (!*level)
		tell(look, X_FINDING_NOTE, "posting",
			"X does not say whether this token may post, and nothing is posted to find "
			"out: see that the app has \"Read and write\" permission, and that the token "
			"was made after it got it");
	else if (!str_starts(level, "read-write"))
		tell(look, X_FINDING_WRONG, "posting",
			"this token may only read (%s): give the app \"Read and write\" permission in "
			"X's developer console, then sign in again, nriseva x login --handle %s",
			level, look->doctor->handle->name);
	else
		tell(look, X_FINDING_GOOD, "posting", "this token may post (%s)", level);
}

static void compare_account(struct look *look)
{
	const struct config_handle *handle = look->doctor->handle;
	struct x_account account;
	if (!x_account_read(look->answer.bytes, look->answer.length, &account))
		tell(look, X_FINDING_WRONG, "account",
			"X answered without an account: look whether api_url (%s) is X's API",
			handle->api_url);
	else if (!str_is(account.id, handle->user_id))
		tell(look, X_FINDING_WRONG, "account",
			"the token is @%s's (user_id %s), and not @%s's (user_id %s): sign in as @%s, "
			"or correct user_id in the configuration",
			account.name, account.id, handle->name, handle->user_id, handle->name);
	else if (strcasecmp(account.name, handle->name) != 0)
		tell(look, X_FINDING_WRONG, "account",
			"user_id %s is called @%s at X, and @%s in the configuration: correct the one "
			"that is wrong",
			account.id, account.name, handle->name);
	else
		tell(look, X_FINDING_GOOD, "account", "@%s, user_id %s", account.name, account.id);
}

static bool look_at_account(struct look *look)
{
	ask(look, "/2/users/me");
	/* A token of an app alone has no account. */
	if (look->status != 200) {
		tell_failed(look, "account", X_FINDING_WRONG, "");
		return look->status == 403;
	}
	compare_account(look);
	look_at_clock(look);
	look_at_posting(look);
	return true;
}

/* --- what is read --- */

static void tell_window(struct look *look, const char *about, int64_t wanted)
{
	int64_t limit = number(look, LIMIT), left = number(look, REMAINING);
	if (limit < 0)
		tell(look, X_FINDING_GOOD, about, "X answers; it names no limit");
	else if (limit < wanted)
		tell(look, X_FINDING_NOTE, about,
			"X lets us ask %" PRId64
			" times in 15 minutes, and poll_every asks for %" PRId64
			": it will be asked as often as X allows; make poll_every longer",
			limit, wanted);
	else
		tell(look, X_FINDING_GOOD, about,
			"X answers; %" PRId64 " of %" PRId64 " calls left in these 15 minutes",
			left, limit);
}

static void look_at_mentions(struct look *look)
{
	const struct config_handle *handle = look->doctor->handle;
	char path[PATH_SIZE];
	struct x_page page;
	struct err err;
	snprintf(path, sizeof path, "/2/users/%s/mentions?max_results=5&%s", handle->user_id,
		x_fields_of_mentions(X_DIALECT_TWEET));
	ask(look, path);
	if (look->status != 200) {
		tell_failed(look, "mentions", X_FINDING_WRONG,
			"; until then only recent search brings mentions");
		return;
	}
	if (x_page_decode(look->answer.bytes, look->answer.length, handle->user_id, handle->name,
		    &page, &err) != ERR_OK) {
		tell(look, X_FINDING_WRONG, "mentions", "%s", err.text);
		return;
	}
	if (page.fields_missing)
		tell(look, X_FINDING_NOTE, "mentions",
			"X sends posts without author or time by the old names of the fields: the "
			"daemon will ask by the new ones, which costs a user read per author");
	x_page_release(&page);
	tell_window(look, "mentions", WINDOW_MS / handle->poll_every_ms);
}

static void look_at_own_posts(struct look *look)
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "/2/users/%s/tweets?max_results=5&%s",
		look->doctor->handle->user_id, x_fields_of_own(X_DIALECT_TWEET));
	ask(look, path);
	if (look->status == 200)
		tell_window(look, "own posts", 0);
	else
		tell_failed(look, "own posts", X_FINDING_WRONG,
			"; until then replies of which it is not known whether they were posted are "
			"not sent again");
}

static void look_at_search(struct look *look)
{
	char path[PATH_SIZE];
	const char *name = look->doctor->handle->name;
	snprintf(path, sizeof path,
		"/2/tweets/search/recent?query=%%40%s%%20-is%%3Aretweet%%20-from%%3A%s&max_results=10"
		"&%s",
		name, name, x_fields_of_mentions(X_DIALECT_TWEET));
	ask(look, path);
	if (look->status == 200)
		tell_window(look, "search", 0);
	else
		tell_failed(look, "search", X_FINDING_NOTE,
			"; without it nothing stands in when the feed of mentions fails");
}

/* --- what the app has --- */

static void look_at_stream(struct look *look, const struct x_token *app)
{
	ask_as(look, app, "/2/tweets/search/stream/rules");
	if (look->status == 200)
		tell(look, X_FINDING_GOOD, "stream", "X lets the app have rules and the stream");
	else
		tell_failed(look, "stream", X_FINDING_NOTE,
			"; without it mentions come by polling only; or write stream: no");
}

static void look_at_jobs(struct look *look, const struct x_token *app)
{
	ask_as(look, app, "/2/compliance/jobs?type=tweets");
	if (look->status == 200)
		tell(look, X_FINDING_GOOD, "compliance", "X lets the app have compliance jobs");
	else
		tell_failed(look, "compliance", X_FINDING_NOTE,
			"; without them posts of open cases are looked up, which costs a post read each");
}

static void look_at_usage(struct look *look, const struct x_token *app)
{
	struct x_usage usage;
	ask_as(look, app, "/2/usage/tweets");
	if (look->status != 200 || !x_usage_read(look->answer.bytes, look->answer.length, &usage))
		tell(look, X_FINDING_NOTE, "usage",
			"X does not tell how much of the plan is used: look at its developer console");
	else if (usage.used >= usage.cap / 10 * 9)
		tell(look, X_FINDING_NOTE, "usage",
			"%" PRId64 " of %" PRId64
			" posts of the plan's month are read; day %d it begins anew: see in X's "
			"developer console whether that is enough",
			usage.used, usage.cap, usage.reset_day);
	else
		tell(look, X_FINDING_GOOD, "usage",
			"%" PRId64 " of %" PRId64
			" posts of the plan's month are read; day %d it begins anew",
			usage.used, usage.cap, usage.reset_day);
}

static void look_at_app(struct look *look)
{
	const struct config_handle *handle = look->doctor->handle;
	struct x_token app;
	struct err err;
	if (!handle->app_token_file)
		return;
	if (x_stream_read_token(handle, &app, &err) != ERR_OK) {
		tell(look, X_FINDING_WRONG, "stream", "%s", err.text);
		return;
	}
	if (handle->stream)
		look_at_stream(look, &app);
	if (handle->compliance)
		look_at_jobs(look, &app);
	look_at_usage(look, &app);
	x_token_release(&app);
}

size_t x_doctor_look(struct x_doctor *doctor)
{
	struct look look = {.doctor = doctor};
	buf_init(&look.answer, X_PAGE_CAP);
	if (look_at_token(&look) && look_at_account(&look)) {
		look_at_mentions(&look);
		look_at_own_posts(&look);
		look_at_search(&look);
		look_at_app(&look);
	}
	buf_release(&look.answer);
	x_token_release(&look.token);
	return look.wrong;
}
