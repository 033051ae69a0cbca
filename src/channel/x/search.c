/*
 * Recent search as the second source of mentions.
 *
 * It is asked in three cases: the feed of mentions has failed for long, and search stands in while
 * the feed is left alone for its back-off; the feed showed all it shows and did not reach the
 * cursor, and search goes the rest of the way; and every hour beside the feed, which leaves out a
 * post now and then. X's index is another one, and they have failed on different days.
 *
 * Search never moves the cursor but when it catches up for the feed: what it may have missed, the
 * feed brings when it works again, and intake takes each post once. Where search has got to is
 * kept in memory only, so as not to pay for the same posts at each poll. A fault of search leaves
 * the feed as it is.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

enum {
	MINUTE_MS = 60 * 1000,
	SWEEP_SPAN_MS = 2 * 60 * MINUTE_MS,
	FAULT_PAUSE_MS = MINUTE_MS,
	REFUSED_PAUSE_MS = 60 * MINUTE_MS, /* it is not in the plan, or nothing is left to spend */
};

/* X searches seven days back and refuses an id that is older; a little is left for clocks. */
static const int64_t REACH_MS = (7 * 24 * 60 - 10) * (int64_t)MINUTE_MS;

bool x_search_stands_in(const struct x *x, int64_t now_ms)
{
	const struct x_poll *poll = &x->poll;
	return poll->prepared && poll->failing_since_at > 0 &&
	       now_ms - poll->failing_since_at >= x->handle->search_after_ms &&
	       now_ms >= poll->search.resume_at;
}

void x_search_choose(struct x *x, int64_t now_ms)
{
	struct x_poll *poll = &x->poll;
	int64_t from_at = poll->known.cursor_at - x->handle->overlap_ms;
	bool beside = !poll->search.catching_up && !poll->failing_since_at;
	if (beside)
		from_at = now_ms - SWEEP_SPAN_MS;
	else if (!poll->search.catching_up && poll->search.from_at > from_at)
		from_at = poll->search.from_at;
	if (from_at < now_ms - REACH_MS) {
		log_line(LOG_WARN, "x",
			"%s: X searches seven days back; mentions between the last one taken and "
			"then may be missing: look for them by hand",
			x->handle->name);
		from_at = now_ms - REACH_MS;
	}
	poll->source = X_SOURCE_SEARCH;
	poll->from_at = from_at;
}

void x_search_url(const struct x *x, char *url, size_t size)
{
	snprintf(url, size,
		"%s/2/tweets/search/recent?query=%%40%s%%20-is%%3Aretweet%%20-from%%3A%s"
		"&max_results=100&since_id=%" PRIu64 "&%s",
		x->handle->api_url, x->handle->name, x->handle->name, x_snowflake(x->poll.from_at),
		x_fields_of_mentions(x->dialect));
}

/* The feed's turn comes when its back-off is over. */
static void go_on(struct x *x)
{
	const struct x_poll *poll = &x->poll;
	int64_t now_ms = clock_wall_ms(), wait_ms = x->handle->poll_every_ms;
	if (poll->failing_since_at && !x_search_stands_in(x, now_ms) &&
		poll->feed_after_at - now_ms > wait_ms)
		wait_ms = poll->feed_after_at - now_ms;
	x_poll_wait(x, wait_ms);
}

void x_search_done(struct x *x)
{
	struct x_poll *poll = &x->poll;
	struct x_search *search = &poll->search;
	if (search->failing)
		log_line(LOG_INFO, "x", "%s: recent search answers again", x->handle->name);
	x_vitals_polled(&poll->vitals, true, clock_wall_ms());
	search->failing = search->refused = false;
	search->catching_up = false;
	search->from_at = poll->began_at - x->handle->overlap_ms;
	go_on(x);
}

void x_search_fail(struct x *x, const struct x_answer *answer, const char *text)
{
	struct x_search *search = &x->poll.search;
	enum x_read read = answer ? x_judge_read(answer) : X_READ_FAILED;
	int64_t now_ms = clock_wall_ms();
	char words[120];
	if (read == X_READ_LIMITED)
		search->resume_at = x_pace_resume_at(answer->resume_at, now_ms);
	else
		search->resume_at =
			now_ms + (read == X_READ_FAILED ? FAULT_PAUSE_MS : REFUSED_PAUSE_MS);
	/* What search is not allowed to find cannot be waited for. */
	search->refused = read == X_READ_REFUSED || read == X_READ_CREDIT;
	if (search->refused)
		search->catching_up = false;
	if (!text && answer->code != ERR_OK)
		text = answer->error;
	if (!text) {
		x_problem_read(answer->body, answer->length, words, sizeof words);
		text = words;
	}
	if (!search->failing)
		log_line(LOG_WARN, "x", "%s: recent search, our second source, fails: %s%.160s",
			x->handle->name, read == X_READ_LIMITED ? "X's limit is used up: " : "",
			text);
	search->failing = true;
	go_on(x);
}
