#include "channel/x/pace.h"

#include <errno.h>
#include <stdlib.h>

int64_t x_pace_number(const char *text)
{
	if (!text || *text < '0' || *text > '9')
		return -1;
	char *end;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	return errno == 0 && *end == '\0' && number < INT64_MAX / 1000 ? number : -1;
}

struct x_limits x_limits_of(
	const struct x_window windows[X_WINDOWS], int status, int64_t retry_after_s, int64_t now_ms)
{
	struct x_limits limits = {.remaining = x_pace_number(windows[0].remaining)};
	int64_t reset_s = x_pace_number(windows[0].reset);
	limits.reset_at = reset_s > 0 ? reset_s * 1000 : 0;
	for (int i = 0; i < X_WINDOWS; i++) {
		int64_t remaining = x_pace_number(windows[i].remaining);
		int64_t at = x_pace_number(windows[i].reset) * 1000;
		/* A 429 that does not say what is left means the window of the endpoint. */
		bool exhausted = remaining == 0 || (i == 0 && remaining < 0 && status == 429);
		if (exhausted && at > limits.resume_at)
			limits.resume_at = at;
	}
	if (retry_after_s >= 0 && now_ms + retry_after_s * 1000 > limits.resume_at)
		limits.resume_at = now_ms + retry_after_s * 1000;
	return limits;
}

void x_windows_read(const struct http_request *request, struct x_window out[X_WINDOWS])
{
	static const char *const names[X_WINDOWS][3] = {
		{"x-rate-limit-remaining", "x-rate-limit-reset", "x-rate-limit-limit"},
		{"x-app-limit-24hour-remaining", "x-app-limit-24hour-reset",
			"x-app-limit-24hour-limit"},
		{"x-user-limit-24hour-remaining", "x-user-limit-24hour-reset",
			"x-user-limit-24hour-limit"},
	};
	for (size_t i = 0; i < X_WINDOWS; i++)
		out[i] = (struct x_window){http_answer_header(request, names[i][0]),
			http_answer_header(request, names[i][1]),
			http_answer_header(request, names[i][2])};
}

struct x_limits x_limits_read(const struct http_request *request, int64_t now_ms)
{
	struct x_window windows[X_WINDOWS];
	x_windows_read(request, windows);
	return x_limits_of(windows, request->status, request->retry_after_s, now_ms);
}

int64_t x_pace_resume_at(int64_t resume_at, int64_t now_ms)
{
	int64_t least = now_ms + X_LIMITED_LEAST_MS;
	return resume_at > least ? resume_at : least;
}

int64_t x_pace_wished_ms(int64_t last_ms, int64_t usual_ms, bool brought_new)
{
	int64_t least_ms = usual_ms < X_BUSY_LEAST_MS ? usual_ms : X_BUSY_LEAST_MS;
	int64_t half_ms = (last_ms ? last_ms : usual_ms) / 2;
	if (!brought_new)
		return usual_ms;
	return half_ms > least_ms ? half_ms : least_ms;
}

int64_t x_pace_wait_ms(
	const struct x_limits *limits, int64_t wished_ms, int64_t requests, int64_t now_ms)
{
	int64_t left_ms = limits->reset_at - now_ms;
	int64_t wait_ms = wished_ms;
	if (limits->remaining >= 0 && left_ms > 0) {
		int64_t polls = limits->remaining / (requests > 0 ? requests : 1);
		int64_t spaced_ms = polls > 0 ? left_ms / polls : left_ms;
		if (spaced_ms > wait_ms)
			wait_ms = spaced_ms;
	}
	if (limits->resume_at - now_ms > wait_ms)
		wait_ms = limits->resume_at - now_ms;
	return wait_ms;
}

int64_t x_pace_back_off_ms(unsigned failures, uint64_t random)
{
	int64_t whole = X_BACK_OFF_FIRST_MS;
	for (unsigned i = 1; i < failures && whole < X_BACK_OFF_MOST_MS; i++)
		whole *= 2;
	if (whole > X_BACK_OFF_MOST_MS)
		whole = X_BACK_OFF_MOST_MS;
	return whole / 2 + (int64_t)(random % (uint64_t)(whole / 2 + 1));
}
