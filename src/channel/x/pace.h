/* How fast we may ask: X's windows, read from its headers, and back-off. Pure but for
 * x_limits_read. */
#ifndef CHANNEL_X_PACE_H
#define CHANNEL_X_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "http/client.h"

enum {
	X_LIMITED_LEAST_MS =
		60 * 1000,          /* after a 429 at least this long, whatever the headers say */
	X_BUSY_LEAST_MS = 5 * 1000, /* between two polls, while mentions come in */
	X_BACK_OFF_FIRST_MS = 2 * 1000,
	X_BACK_OFF_MOST_MS = 5 * 60 * 1000,
};

/* What the headers of an answer say. */
struct x_limits {
	int64_t remaining; /* requests left in the window; -1 unknown */
	int64_t reset_at;  /* when the window is full again; 0 unknown */
	int64_t resume_at; /* the latest moment of: resets of windows with nothing left, Retry-After; 0: none */
};

struct x_limits x_limits_read(const struct http_request *request, int64_t now_ms);

/* A plain number of a header, or -1. */
int64_t x_pace_number(const char *text);

/* The same from the headers' values (NULL: absent). */
struct x_window {
	const char *remaining;
	const char *reset; /* seconds since the epoch */
	const char *limit;
};
enum { X_WINDOWS = 3 }; /* of the endpoint; of the app and of the user in 24 hours */
void x_windows_read(const struct http_request *request, struct x_window out[X_WINDOWS]);
struct x_limits x_limits_of(const struct x_window windows[X_WINDOWS], int status,
	int64_t retry_after_s, int64_t now_ms);

/* When to go on after a 429. */
int64_t x_pace_resume_at(int64_t resume_at, int64_t now_ms);

/* The wished wait after a poll: half of the last one while it brings new posts, as usual else. */
int64_t x_pace_wished_ms(int64_t last_ms, int64_t usual_ms, bool brought_new);

/* How long to wait before the next poll, which takes about `requests` requests: as wished, or so
 * that the window lasts. */
int64_t x_pace_wait_ms(
	const struct x_limits *limits, int64_t wished_ms, int64_t requests, int64_t now_ms);

/* Doubling with the number of failures in a row (from 1), between half and the whole by
 * `random`. */
int64_t x_pace_back_off_ms(unsigned failures, uint64_t random);

#endif
