/*
 * Keeping an OAuth 2.0 token fresh.
 *
 *   off ◀──▶ resting ─▶ asking ─▶ keeping ─┐
 *               ▲ ▲        │               │
 *               │ └────────┘ it failed     │
 *               └──────────────────────────┘
 *
 * An access token lasts two hours, and a refresh token works once. So the pair is changed for a new
 * one when little is left, and not every hour; a lock beside the token file lets one process do it;
 * and after taking the lock the file is read again, for another one, or a sign-in, may have been
 * faster. A new pair is durable in the file before its access token is used. The pair before it
 * stays there until the new one has worked.
 *
 * What goes wrong:
 * - Nothing was done with the refresh token: by back-off, with the same.
 * - The answer is lost: once more with the same, soon. Lost again, or refused by X in its own words:
 *   somebody must sign in. That is told, and the file is looked at every few seconds. The access
 *   token is used as long as it lasts. Then nothing can get worse, and the refresh token is tried
 *   now and then.
 * - X refuses requests (401): one renewal, and none for a while after it. X has refused good tokens
 *   for hours, so a 401 is never taken for a revocation.
 *
 * Stopping waits for X's answer: a pair that nobody takes is lost.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/crash.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/random.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

enum {
	MARGIN_MS = 15 * 60 * 1000, /* so much is left when it is renewed */
	MARGIN_PART = 8, /* or this part of its life, which is the same for X's two hours */
	CALM_MS = 30 * 60 * 1000, /* a token younger than this is not renewed because of a 401 */
	CALM_PART = 4,
	BUSY_MS = 1000, /* somebody else has the lock */
	LOST_PAUSE_MS = 3 * 1000,
	KEEP_AGAIN_MS = 2 * 1000,
	LOOK_MS = 5 * 1000, /* at the file, when somebody must sign in */
	AGAIN_MS = 5 * 60 * 1000,
	STALE_MS = 1000, /* a request was refused with a token that is not used any more */
	SOON_MS = 10 * 1000,
};

static void begin(struct x *x);
static void keep(struct x *x);

/* --- time --- */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t life_of(const struct x_pair *pair)
{
	return pair->expires_at > pair->issued_at ? pair->expires_at - pair->issued_at : 0;
}

static void wait(struct x *x, int64_t ms)
{
	struct x_refresh *refresh = &x->refresh;
	refresh->state = refresh->stopped ? X_REFRESH_STOPPED : X_REFRESH_RESTING;
	if (refresh->stopped)
		refresh->stopped(refresh->stopped_arg);
	else
		loop_timer_start(refresh->timer, ms > 0 ? ms : 0);
}

/* Until little is left of the present pair. */
static void rest(struct x *x)
{
	const struct x_pair *pair = &x->refresh.grant.pair;
	int64_t margin_ms = least(MARGIN_MS, life_of(pair) / MARGIN_PART);
	wait(x, pair->expires_at - margin_ms - clock_wall_ms());
}

static void unlock(struct x *x)
{
	if (x->refresh.lock >= 0)
		file_unlock(x->refresh.lock);
	x->refresh.lock = -1;
}

/* --- trouble --- */

/* One line when there is some, not one per try. */
static void tell(struct x *x, enum log_level level, const char *text)
{
	struct x_refresh *refresh = &x->refresh;
	if (!refresh->text[0] || level == LOG_ERROR)
		log_line(level, "x", "%s: %s", x->handle->name, text);
	str_copy(refresh->text, sizeof refresh->text, text);
}

static void fail(struct x *x, const char *why, int64_t wait_ms)
{
	char text[sizeof x->refresh.text];
	snprintf(text, sizeof text,
		"the token cannot be renewed, and it will be tried again: %.120s", why);
	tell(x, LOG_WARN, text);
	unlock(x);
	x->refresh.failures++;
	wait(x, wait_ms > 0 ? wait_ms : x_pace_back_off_ms(x->refresh.failures, random_u64()));
}

static void end(struct x *x, const char *why)
{
	struct x_refresh *refresh = &x->refresh;
	char text[sizeof refresh->text];
	int64_t now_ms = clock_wall_ms(), lasts_until = refresh->grant.pair.expires_at;
	snprintf(text, sizeof text,
		"the token cannot be renewed (%.70s); sign in again: nriseva x login --oauth2 "
		"--handle %s",
		why, x->handle->name);
	if (!refresh->ended)
		tell(x, LOG_ERROR, text);
	refresh->ended = true;
	/* To show a used token might end the access token, too, while it lasts. */
	refresh->again_at = (lasts_until > now_ms ? lasts_until : now_ms) + AGAIN_MS;
	unlock(x);
	wait(x, LOOK_MS);
}

static void calm(struct x_refresh *refresh)
{
	refresh->worked = refresh->by_previous = refresh->ended = false;
	refresh->failures = refresh->lost = 0;
	refresh->text[0] = '\0';
}

/* --- the pair in use --- */

void x_refresh_adopt(struct x *x, struct x_token *token, struct x_grant *grant)
{
	struct x_refresh *refresh = &x->refresh;
	x_token_release(&x->token);
	x->token = *token;
	x_grant_release(&refresh->grant);
	refresh->grant = *grant;
	*token = (struct x_token){0};
	*grant = (struct x_grant){0};
	calm(refresh);
	if (refresh->state == X_REFRESH_STOPPED)
		return;
	if (refresh->grant.client_id) {
		rest(x);
	} else {
		refresh->state = X_REFRESH_OFF;
		loop_timer_stop(refresh->timer);
	}
}

/* Another process, or a sign-in, may have put another pair into the file. True if it is ours still;
 * else it is dealt with. */
static bool is_ours_still(struct x *x)
{
	struct x_token token;
	struct x_grant grant;
	struct err err;
	if (x_grant_load(x->handle, &token, &grant, &err) != ERR_OK) {
		fail(x, err.text, 0);
		return false;
	}
	if (x_token_is_same(&token, &x->token)) {
		x_token_release(&token);
		x_grant_release(&grant);
		return true;
	}
	log_line(LOG_INFO, "x", "%s: the token file has a new token", x->handle->name);
	unlock(x);
	x_refresh_adopt(x, &token, &grant);
	x_poll_hurry(x);
	return false;
}

/* --- renewing --- */

static void on_answer(struct http_request *request, enum err_code code, const struct err *err);

static void ask(struct x *x, const char *refresh_token)
{
	struct x_refresh *refresh = &x->refresh;
	refresh->state = X_REFRESH_ASKING;
	refresh->asked_at = clock_wall_ms();
	refresh->request =
		x_oauth2_refresh(&refresh->call, x->handle, &refresh->grant, refresh_token);
	refresh->request.done = on_answer;
	crash_point("token.before_ask");
	http_client_submit(x->parts.client, &refresh->request);
}

static void begin(struct x *x)
{
	struct x_refresh *refresh = &x->refresh;
	struct err err;
	enum err_code code = x_grant_lock(x->handle, false, &refresh->lock, &err);
	if (code != ERR_OK) {
		refresh->lock = -1;
		if (code == ERR_BUSY)
			wait(x, BUSY_MS);
		else
			fail(x, err.text, 0);
		return;
	}
	if (!is_ours_still(x))
		return;
	if (refresh->ended && clock_wall_ms() < refresh->again_at) {
		unlock(x);
		wait(x, LOOK_MS);
	} else if (!refresh->grant.pair.refresh) {
		end(x, "X gave no refresh token");
	} else {
		refresh->by_previous = false;
		ask(x, refresh->grant.pair.refresh);
	}
}

static void take_pair(struct x *x, struct x_pair *pair)
{
	struct x_refresh *refresh = &x->refresh;
	/* Where X gives none, the old one goes on (RFC 6749, 6). */
	if (!pair->refresh)
		pair->refresh = mem_string(refresh->grant.pair.refresh);
	x_pair_release(&refresh->grant.previous);
	refresh->grant.previous = refresh->grant.pair;
	refresh->grant.pair = *pair;
	keep(x);
}

static void on_lost(struct x *x, const char *why)
{
	struct x_refresh *refresh = &x->refresh;
	refresh->lost++;
	if (refresh->lost == 1)
		fail(x, why, LOST_PAUSE_MS);
	else
		end(x, why);
}

static void on_refused(struct x *x, const char *words)
{
	struct x_refresh *refresh = &x->refresh;
	const char *before = refresh->grant.previous.refresh;
	/* The present one never worked: X may have forgotten that it gave it. */
	if (before && !refresh->worked && !refresh->by_previous) {
		refresh->by_previous = true;
		ask(x, before);
	} else {
		end(x, words);
	}
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err)
{
	struct x *x = container_of(request, struct x, refresh.request);
	struct x_refresh *refresh = &x->refresh;
	enum x_oauth2_fate fate = x_oauth2_judge(request, code);
	struct x_pair pair = {0};
	char words[100], *scope = NULL;
	struct err unreadable;
	if (code != ERR_OK)
		str_copy(words, sizeof words, err->text);
	else
		x_oauth2_words(request, words, sizeof words);
	if (fate == X_OAUTH2_RENEWED &&
		x_pair_read(request->answer.bytes, request->answer.length, refresh->asked_at, &pair,
			&scope, &unreadable) != ERR_OK) {
		fate = X_OAUTH2_UNKNOWN;
		str_copy(words, sizeof words, unreadable.text);
	}
	mem_free(scope);
	int64_t retry_after_ms = request->retry_after_s > 0 ? request->retry_after_s * 1000 : 0;
	x_oauth2_call_release(&refresh->call);
	switch (fate) {
	case X_OAUTH2_RENEWED:
		take_pair(x, &pair);
		break;
	case X_OAUTH2_KEPT:
		fail(x, words, least(retry_after_ms, AGAIN_MS));
		break;
	case X_OAUTH2_UNKNOWN:
		on_lost(x, words);
		break;
	case X_OAUTH2_REFUSED:
		on_refused(x, words);
		break;
	}
}

/* --- keeping --- */

static void use(struct x *x)
{
	struct x_refresh *refresh = &x->refresh;
	x_token_release(&x->token);
	x_grant_bearer(&refresh->grant, &x->token);
	log_line(LOG_INFO, "x", "%s: the token is renewed", x->handle->name);
	calm(refresh);
	unlock(x);
	rest(x);
	x_poll_hurry(x);
}

static void keep(struct x *x)
{
	struct x_refresh *refresh = &x->refresh;
	struct err err;
	refresh->state = X_REFRESH_KEEPING;
	if (x_grant_save(x->handle, &refresh->grant, &err) == ERR_OK) {
		crash_point("token.kept");
		use(x);
		return;
	}
	char text[sizeof refresh->text];
	snprintf(text, sizeof text,
		"X gave a new token, which cannot be written and would be lost if this program "
		"ended now: %.100s",
		err.text);
	if (!refresh->text[0] || refresh->stopped)
		tell(x, LOG_ERROR, text);
	if (refresh->stopped) {
		unlock(x);
		wait(x, 0);
	} else {
		loop_timer_start(refresh->timer, KEEP_AGAIN_MS);
	}
}

static void on_timer(void *arg)
{
	struct x *x = arg;
	if (x->refresh.state == X_REFRESH_KEEPING)
		keep(x);
	else
		begin(x);
}

/* --- what requests show --- */

bool x_refresh_is_busy(const struct x *x)
{
	return x->refresh.state == X_REFRESH_ASKING || x->refresh.state == X_REFRESH_KEEPING;
}

/* What came before is not needed any more. It goes when the lock is free; there is no hurry. */
static void forget_previous(struct x *x)
{
	struct x_token token;
	struct x_grant grant;
	int lock;
	if (x_grant_lock(x->handle, false, &lock, NULL) != ERR_OK)
		return;
	if (x_grant_load(x->handle, &token, &grant, NULL) == ERR_OK) {
		if (grant.client_id && x_token_is_same(&token, &x->token)) {
			x_pair_release(&grant.previous);
			x_grant_save(x->handle, &grant, NULL);
		}
		x_token_release(&token);
		x_grant_release(&grant);
	}
	file_unlock(lock);
}

void x_refresh_worked(struct x *x, const char *authorization)
{
	struct x_refresh *refresh = &x->refresh;
	if (refresh->state != X_REFRESH_RESTING || refresh->worked ||
		!str_is(authorization, x->token.bearer))
		return;
	refresh->worked = true;
	if (refresh->grant.previous.access) {
		forget_previous(x);
		x_pair_release(&refresh->grant.previous);
	}
}

int64_t x_refresh_refused(struct x *x, const char *authorization, int64_t otherwise_ms)
{
	struct x_refresh *refresh = &x->refresh;
	const struct x_pair *pair = &refresh->grant.pair;
	if (refresh->state == X_REFRESH_OFF || refresh->state == X_REFRESH_STOPPED)
		return otherwise_ms;
	if (x_refresh_is_busy(x))
		return SOON_MS;
	if (!str_is(authorization, x->token.bearer))
		return STALE_MS;
	int64_t age_ms = clock_wall_ms() - pair->issued_at;
	int64_t calm_ms = least(CALM_MS, life_of(pair) / CALM_PART);
	if (refresh->failures > 0 || refresh->ended || (age_ms >= 0 && age_ms < calm_ms))
		return otherwise_ms;
	loop_timer_start(refresh->timer, 0);
	return SOON_MS;
}

void x_refresh_health(const struct x *x, struct channel_health *out)
{
	const struct x_refresh *refresh = &x->refresh;
	bool poll_knows_less = out->ok || x->poll.trouble == X_TROUBLE_REFUSED;
	/* While the access token lasts, a renewal that has failed so far hurts nobody. */
	bool matters = refresh->ended || refresh->state == X_REFRESH_KEEPING ||
		       clock_wall_ms() >= refresh->grant.pair.expires_at;
	if (!refresh->text[0] || !poll_knows_less || !matters)
		return;
	out->ok = false;
	str_copy(out->text, sizeof out->text, refresh->text);
}

/* --- starting and stopping --- */

void x_refresh_init(struct x *x, struct x_grant *grant)
{
	struct x_refresh *refresh = &x->refresh;
	refresh->lock = -1;
	refresh->timer = loop_timer_new(x->parts.loop, on_timer, x);
	refresh->grant = *grant;
	*grant = (struct x_grant){0};
	if (refresh->grant.client_id)
		rest(x);
}

void x_refresh_stop(struct x *x, void (*stopped)(void *arg), void *arg)
{
	struct x_refresh *refresh = &x->refresh;
	refresh->stopped = stopped;
	refresh->stopped_arg = arg;
	loop_timer_stop(refresh->timer);
	if (refresh->state == X_REFRESH_KEEPING)
		keep(x);
	else if (refresh->state != X_REFRESH_ASKING)
		wait(x, 0);
}

void x_refresh_release(struct x *x)
{
	struct x_refresh *refresh = &x->refresh;
	if (x_refresh_is_busy(x))
		panic("channel of %s: freed while its token is being renewed", x->handle->name);
	unlock(x);
	loop_timer_free(refresh->timer);
	x_grant_release(&refresh->grant);
}
