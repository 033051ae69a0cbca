#include "channel/x/vitals.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"

enum {
	MINUTE_MS = 60 * 1000,
	HOUR_MS = 60 * MINUTE_MS,
	FEW = 20, /* mentions in a week, below which no gap is unusual */
};

static struct counter *gauge(const char *handle, const char *name, const char *help)
{
	char labels[64];
	snprintf(labels, sizeof labels, "handle=\"%s\"", handle);
	return gauge_get(name, labels, help);
}

void x_vitals_init(struct x_vitals *vitals, const char *handle)
{
	*vitals = (struct x_vitals){.lag_ms = -1};
	vitals->last_poll = gauge(handle, "nriseva_x_last_poll_timestamp_seconds",
		"When X last answered a poll for mentions");
	vitals->last_mention = gauge(handle, "nriseva_x_last_mention_timestamp_seconds",
		"When the newest mention was written");
	vitals->lag = gauge(handle, "nriseva_x_mention_lag_seconds",
		"How old the newest mention was when it was taken");
	vitals->search_in_use = gauge(handle, "nriseva_x_search_in_use",
		"1 if the last poll asked recent search, 0 if it asked the feed of mentions");
	vitals->quiet = gauge(
		handle, "nriseva_x_too_quiet", "1 if nothing was heard for much longer than usual");
}

void x_vitals_see(struct x_vitals *vitals, int64_t created_at, int64_t now_ms)
{
	if (created_at <= vitals->last_mention_at)
		return;
	vitals->last_mention_at = created_at;
	vitals->lag_ms = now_ms > created_at ? now_ms - created_at : 0;
	gauge_set(vitals->last_mention, created_at / 1000);
	gauge_set(vitals->lag, vitals->lag_ms / 1000);
}

void x_vitals_polled(struct x_vitals *vitals, bool search, int64_t now_ms)
{
	gauge_set(vitals->last_poll, now_ms / 1000);
	gauge_set(vitals->search_in_use, search);
}

bool x_vitals_must_learn(const struct x_vitals *vitals, int64_t now_ms)
{
	return vitals->learned_at == 0 || now_ms - vitals->learned_at >= HOUR_MS;
}

void x_vitals_learn(struct x_vitals *vitals, const struct store_gaps *gaps, int64_t now_ms)
{
	vitals->gaps = *gaps;
	vitals->learned_at = now_ms;
	if (gaps->newest_at > vitals->last_mention_at) {
		vitals->last_mention_at = gaps->newest_at;
		gauge_set(vitals->last_mention, gaps->newest_at / 1000);
	}
}

int64_t x_vitals_patience_ms(const struct store_gaps *gaps)
{
	if (gaps->count < FEW)
		return INT64_MAX;
	return 2 * gaps->longest_ms > HOUR_MS ? 2 * gaps->longest_ms : HOUR_MS;
}

bool x_vitals_fell_quiet(struct x_vitals *vitals, const char *handle, int64_t now_ms)
{
	bool quiet = vitals->last_mention_at > 0 &&
		     now_ms - vitals->last_mention_at > x_vitals_patience_ms(&vitals->gaps);
	bool fell = quiet && !vitals->quiet_since_at;
	bool woke = !quiet && vitals->quiet_since_at;
	vitals->quiet_since_at = quiet ? vitals->last_mention_at : 0;
	gauge_set(vitals->quiet, quiet);
	if (fell) {
		char notice[200];
		x_vitals_notice(vitals, notice, sizeof notice);
		log_line(LOG_ERROR, "x", "%s: %s", handle, notice);
		counter_add(counter_get("nriseva_alarms_total", "",
				    "Things the operators were told at once"),
			1);
	} else if (woke) {
		log_line(LOG_INFO, "x", "%s: it is no longer quiet", handle);
	}
	return fell;
}

void x_vitals_notice(const struct x_vitals *vitals, char *out, size_t size)
{
	char iso[CLOCK_ISO_SIZE];
	*out = '\0';
	if (vitals->quiet_since_at)
		snprintf(out, size,
			"no mention since %s; the longest gap of the last week was %lld min: look at X "
			"whether somebody wrote, and tell X's support if so",
			clock_iso(vitals->quiet_since_at, iso),
			(long long)(vitals->gaps.longest_ms / MINUTE_MS));
}
