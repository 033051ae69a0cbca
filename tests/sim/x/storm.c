/*
 * The table is what X was seen to answer, in its old forms and its new ones, and in the words of
 * different months. Two of a kind may share a name: readers of counts do not care for the form.
 */
#include "x/storm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "json/json.h"

enum {
	RESET_S =
		20, /* a window that is announced as used up, short: the daemon waits a minute anyway */
	LATE_MS = 5000,
	TOO_LATE_MS = 40000, /* for anybody who waits */
};

#define PROBLEM(status, title, detail, type)                                                       \
	"{\"title\":\"" title "\",\"detail\":\"" detail "\",\"type\":\"" type                      \
	"\",\"status\":" #status "}"
#define OLD_ERROR(code, message) "{\"errors\":[{\"code\":" #code ",\"message\":\"" message "\"}]}"
#define OLD_TYPE "https://api.twitter.com/2/problems/"
#define NEW_TYPE "https://api.x.com/2/problems/"
#define PAGE                                                                                       \
	"<!DOCTYPE html><html><head><title>Over capacity</title></head><body>Something went wrong.</body></html>"

static const struct x_blow blows[] = {
	{.name = "503",
		.weight = 4,
		.status = 503,
		.body = PROBLEM(503, "Service Unavailable", "Service Unavailable", "about:blank")},
	{.name = "503", .weight = 2, .status = 503, .body = OLD_ERROR(130, "Over capacity")},
	{.name = "500",
		.weight = 2,
		.status = 500,
		.body = PROBLEM(500, "Internal Server Error", "Something is broken.",
			NEW_TYPE "internal-error")},
	{.name = "500", .weight = 1, .status = 500, .body = OLD_ERROR(131, "Internal error")},
	{.name = "502",
		.weight = 3,
		.status = 502,
		.body = PROBLEM(502, "Bad Gateway", "Bad Gateway", "about:blank")},
	{.name = "504", .weight = 3, .status = 504, .body = ""},
	{.name = "429 with headers",
		.weight = 3,
		.status = 429,
		.tells_reset = true,
		.body = PROBLEM(429, "Too Many Requests", "Too Many Requests", "about:blank")},
	{.name = "429 without",
		.weight = 2,
		.status = 429,
		.body = OLD_ERROR(88, "Rate limit exceeded")},
	{.name = "404",
		.weight = 1,
		.status = 404,
		.body = PROBLEM(404, "Not Found Error", "Could not find it.",
			OLD_TYPE "resource-not-found")},
	{.name = "404",
		.weight = 1,
		.status = 404,
		.body = PROBLEM(404, "Not Found Error", "Could not find it.",
			NEW_TYPE "resource-not-found")},
	{.name = "404",
		.weight = 1,
		.status = 404,
		.body = OLD_ERROR(34, "Sorry, that page does not exist.")},
	{.name = "401",
		.weight = 1,
		.status = 401,
		.body = PROBLEM(401, "Unauthorized", "Unauthorized", "about:blank")},
	{.name = "401",
		.weight = 1,
		.status = 401,
		.body = OLD_ERROR(89, "Invalid or expired token.")},
	{.name = "402",
		.weight = 1,
		.status = 402,
		.body = PROBLEM(
			402, "Payment Required", "credits depleted", NEW_TYPE "credits-depleted")},
	{.name = "402",
		.weight = 1,
		.status = 402,
		.body = "{\"title\":\"CreditsDepleted\",\"type\":\"" OLD_TYPE "credits\"}"},
	{.name = "html 200", .weight = 2, .status = 200, .body = PAGE},
	{.name = "html 502", .weight = 2, .status = 502, .body = PAGE},
	{.name = "empty 200", .weight = 2, .status = 200, .body = ""},
	{.name = "drop", .weight = 4, .how = X_BLOW_BREAK_OFF},
	{.name = "cut off", .weight = 3, .how = X_BLOW_CUT, .done = true},
	{.name = "slow", .weight = 3, .how = X_BLOW_SLOW, .done = true, .ms = LATE_MS},
	{.name = "too slow", .weight = 2, .how = X_BLOW_SLOW, .done = true, .ms = TOO_LATE_MS},
	{.name = "drop after create",
		.weight = 6,
		.how = X_BLOW_BREAK_OFF,
		.creates_only = true,
		.done = true},
	{.name = "503 after create",
		.weight = 6,
		.creates_only = true,
		.done = true,
		.status = 503,
		.body = PROBLEM(503, "Service Unavailable", "Service Unavailable", "about:blank")},
	{.name = "duplicate after create",
		.weight = 2,
		.creates_only = true,
		.done = true,
		.status = 403,
		.body = PROBLEM(403, "Forbidden",
			"You are not allowed to create a Tweet with duplicate content.",
			"about:blank")},
	{.name = "duplicate",
		.weight = 2,
		.creates_only = true,
		.status = 403,
		.body = PROBLEM(403, "Forbidden",
			"You are not allowed to create a Post with duplicate content.",
			"about:blank")},
	{.name = "not summoned",
		.weight = 1,
		.creates_only = true,
		.status = 403,
		.body = PROBLEM(403, "Forbidden",
			"Reply to this conversation is not allowed because you have not been mentioned or otherwise "
			"engaged by the author of the post you are replying to.",
			"about:blank")},
	{.name = "not summoned",
		.weight = 1,
		.creates_only = true,
		.status = 403,
		.body = PROBLEM(403, "Forbidden",
			"You can only reply to or quote posts where you are mentioned or are the author.",
			"about:blank")},
};
enum { BLOW_COUNT = sizeof blows / sizeof *blows };
_Static_assert((int)BLOW_COUNT <= (int)X_STORM_KINDS_MAX, "a count for each kind");

/* --- orders --- */

static enum err_code begin(struct x_storm *storm, int64_t percent, int64_t seed, struct err *err)
{
	if (percent < 0 || percent > 100)
		return err_set(err, ERR_FORMAT, "a storm needs \"percent\" from 0 to 100");
	storm->percent = percent;
	storm->seed = (uint64_t)seed;
	memset(storm->drawn, 0, sizeof storm->drawn);
	return ERR_OK;
}

enum err_code x_storm_order(struct x_storm *storm, const json_t *order, struct err *err)
{
	return begin(
		storm, json_get_int(order, "percent", -1), json_get_int(order, "seed", 0), err);
}

enum err_code x_storm_order_text(struct x_storm *storm, const char *text, struct err *err)
{
	char *colon, *end = NULL;
	errno = 0;
	long percent = strtol(text, &colon, 10);
	long long seed = *colon == ':' ? strtoll(colon + 1, &end, 10) : 0;
	if (errno || colon == text || !end || end == colon + 1 || *end)
		return err_set(err, ERR_FORMAT, "\"%s\" is not PERCENT:SEED", text);
	return begin(storm, percent, seed, err);
}

enum err_code x_outage_order(struct x_storm *storm, size_t endpoint, const json_t *order,
	int64_t now_ms, struct err *err)
{
	struct x_outage *outage = &storm->outages[endpoint];
	int64_t ms = json_get_int(order, "ms", 0);
	int64_t status = json_get_int(order, "status", 503);
	outage->until_ms = 0;
	if (ms <= 0)
		return ERR_OK;
	for (size_t i = 0; i < BLOW_COUNT; i++) {
		if (blows[i].status != status || status < 400 || blows[i].creates_only)
			continue;
		outage->blow = blows[i];
		outage->blow.done = json_get_bool(order, "done", false);
		outage->until_ms = now_ms + ms;
		return ERR_OK;
	}
	return err_set(
		err, ERR_FORMAT, "no outage of X with the status %lld is known", (long long)status);
}

/* --- dice --- */

/* A number from seed, endpoint and count (splitmix64): the same whenever it is asked for. */
static uint64_t throw(uint64_t seed, size_t endpoint, uint64_t count)
{
	uint64_t z = seed + ((uint64_t)endpoint << 56) + (count + 1) * UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static size_t draw(bool creates, uint64_t number)
{
	int whole = 0;
	for (size_t i = 0; i < BLOW_COUNT; i++)
		whole += creates || !blows[i].creates_only ? blows[i].weight : 0;
	int left = (int)(number % (uint64_t)whole);
	size_t i = 0;
	for (;; i++) {
		left -= creates || !blows[i].creates_only ? blows[i].weight : 0;
		if (left < 0)
			return i;
	}
}

const struct x_blow *x_storm_meet(
	struct x_storm *storm, size_t endpoint, bool creates, int64_t now_ms)
{
	if (now_ms < storm->outages[endpoint].until_ms) {
		storm->refused[endpoint]++;
		return &storm->outages[endpoint].blow;
	}
	if (!storm->percent)
		return NULL;
	uint64_t number = throw(storm->seed, endpoint, storm->drawn[endpoint]++);
	if (number % 100 >= (uint64_t)storm->percent)
		return NULL;
	size_t kind = draw(creates, number / 100);
	storm->played[kind]++;
	return &blows[kind];
}

/* --- playing --- */

static void tell_reset(struct http_exchange *exchange, int64_t now_ms)
{
	char text[24];
	int64_t reset_s = now_ms / 1000 + RESET_S;
	snprintf(text, sizeof text, "%lld", (long long)reset_s);
	http_reply_header(exchange, "x-rate-limit-limit", "100");
	http_reply_header(exchange, "x-rate-limit-remaining", "0");
	http_reply_header(exchange, "x-rate-limit-reset", text);
}

void x_blow_play(const struct x_blow *blow, struct http_exchange *exchange, int64_t now_ms)
{
	if (blow->how == X_BLOW_BREAK_OFF) {
		http_break_off(exchange);
		return;
	}
	if (blow->tells_reset)
		tell_reset(exchange, now_ms);
	const char *type = *blow->body == '<' ? "text/html; charset=utf-8" : "application/json";
	http_reply(exchange, blow->status, type, blow->body, strlen(blow->body));
}

void x_blow_cut(struct http_exchange *exchange, int status, json_t *document)
{
	char *text = json_dumps(document, JSON_COMPACT);
	http_reply(exchange, status, "application/json", text, strlen(text) / 2);
	free(text);
	json_decref(document);
}

json_t *x_storm_tell(const struct x_storm *storm)
{
	json_t *object = json_object();
	json_int_t refused = 0;
	for (size_t i = 0; i < BLOW_COUNT; i++) {
		int64_t before = json_get_int(object, blows[i].name, 0);
		json_object_set_new(object, blows[i].name, json_integer(before + storm->played[i]));
	}
	for (size_t i = 0; i < X_STORM_ENDPOINTS_MAX; i++)
		refused += storm->refused[i];
	json_object_set_new(object, "outage", json_integer(refused));
	return object;
}
