#include "console/status.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/str.h"
#include "console/words.h"

void status_init(struct status *status, const struct config *config)
{
	*status = (struct status){.daemon = STATUS_ABSENT, .store_ok = true};
	for (size_t i = 0; i < config->handle_count; i++)
		status_handle(status, config->handles[i].name);
}

struct status_handle *status_handle(struct status *status, const char *name)
{
	for (size_t i = 0; i < status->handle_count; i++) {
		if (str_is(status->handles[i].handle, name))
			return &status->handles[i];
	}
	if (status->handle_count == STATUS_HANDLES_MAX)
		return NULL;
	struct status_handle *handle = &status->handles[status->handle_count++];
	*handle = (struct status_handle){.ok = true};
	str_copy(handle->handle, sizeof handle->handle, name);
	return handle;
}

/* --- what the store knows --- */

struct reading_status {
	struct status *status;
	const struct config *config;
};

static void take_handle(void *arg, const char *name, const struct store_handle *known)
{
	struct reading_status *reading = arg;
	struct status_handle *handle = status_handle(reading->status, name);
	if (handle)
		handle->cursor_at = known->cursor_at;
}

static bool is_known(const struct config *config, const char *lane)
{
	char name[LANE_SIZE];
	if (str_is(lane, LANE_SELF))
		return true;
	for (size_t i = 0; i < config->handle_count; i++) {
		lane_of_handle(config->handles[i].name, name);
		if (str_is(lane, name))
			return true;
	}
	for (size_t i = 0; i < config->endpoint_count; i++) {
		lane_of_endpoint(config->endpoints[i].id, name);
		if (str_is(lane, name))
			return true;
	}
	return false;
}

static void take_lane(void *arg, const struct store_lane *known)
{
	struct reading_status *reading = arg;
	struct status *status = reading->status;
	status->given_up += known->given_up;
	if (status->lane_count == STATUS_LANES_MAX)
		return;
	struct status_lane *lane = &status->lanes[status->lane_count++];
	*lane = (struct status_lane){
		.waiting = known->waiting,
		.leased = known->leased,
		.settling = known->settling,
		.given_up = known->given_up,
		.oldest_at = known->oldest_at,
		.known = is_known(reading->config, known->lane),
	};
	str_copy(lane->lane, sizeof lane->lane, known->lane);
}

enum err_code status_read(
	struct status *status, const struct config *config, struct store_tx *tx, struct err *err)
{
	struct reading_status reading = {status, config};
	status->lane_count = 0;
	status->given_up = 0;
	enum err_code code = store_view_handles(tx, take_handle, &reading, err);
	if (code == ERR_OK)
		code = store_view_lanes(tx, take_lane, &reading, err);
	if (code == ERR_OK)
		code = store_view_case_counts(tx, status->cases, err);
	return code;
}

/* --- what needs an operator --- */

struct needs {
	void (*each)(void *arg, const char *sentence);
	void *arg;
	size_t count;
};

__attribute__((format(printf, 2, 3))) static void need(struct needs *needs, const char *format, ...)
{
	char sentence[2 * STATUS_TEXT_SIZE];
	va_list args;
	va_start(args, format);
	vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	needs->each(needs->arg, sentence);
	needs->count++;
}

static void need_daemon(struct needs *needs, const struct status *status)
{
	if (status->daemon == STATUS_ABSENT)
		need(needs, "No daemon runs: nothing is taken or sent. Start it: nriseva serve");
	if (status->daemon == STATUS_MUTE)
		need(needs,
			"The daemon does not answer (%s). Look at its log; if it stays so, start "
			"it again.",
			status->daemon_text);
	if (status->daemon == STATUS_CLOSED)
		need(needs, "The daemon could not be asked: %s", status->daemon_text);
	if (!status->store_ok)
		need(needs,
			"The store does not work: %s. Nothing is taken or sent until it does; look "
			"at its disk.",
			status->store_text);
}

static bool is_stuck(const struct status_lane *lane, int64_t now_ms)
{
	return !str_is(lane->lane, LANE_SELF) && lane->oldest_at &&
	       now_ms - lane->oldest_at >= STATUS_LONG_WAIT_MS;
}

static void need_lane(struct needs *needs, const struct status_lane *lane, int64_t now_ms)
{
	char when[WORDS_TIME_SIZE];
	if (lane->given_up)
		need(needs,
			"%s: %" PRId64
			" given up. See why: nriseva delivery list --given-up --lane %s; when the "
			"cause is gone: nriseva delivery replay N",
			lane->lane, lane->given_up, lane->lane);
	if (!lane->known && lane->oldest_at)
		need(needs,
			"%s: deliveries wait for it, and the configuration does not have it. Add "
			"it.",
			lane->lane);
	else if (is_stuck(lane, now_ms))
		need(needs,
			"%s: the oldest delivery was written %s. See why: nriseva delivery list "
			"--waiting --lane %s",
			lane->lane, words_when(lane->oldest_at, now_ms, when), lane->lane);
}

size_t status_needs(const struct status *status, int64_t now_ms,
	void (*each)(void *arg, const char *sentence), void *arg)
{
	struct needs needs = {each, arg, 0};
	need_daemon(&needs, status);
	for (size_t i = 0; i < status->handle_count; i++) {
		if (!status->handles[i].ok)
			need(&needs, "%s: %s", status->handles[i].handle,
				status->handles[i].problem);
		if (*status->handles[i].notice)
			need(&needs, "%s: %s", status->handles[i].handle,
				status->handles[i].notice);
	}
	for (size_t i = 0; i < status->lane_count; i++)
		need_lane(&needs, &status->lanes[i], now_ms);
	return needs.count;
}
