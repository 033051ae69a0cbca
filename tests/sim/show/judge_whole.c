/*
 * What holds for every run: no reply twice, none too long, none that X refuses, none to a repost;
 * every webhook verified, for its district, in order, and once; every status taken; and the first
 * reply soon after the first mention.
 */
#include "show/judge_priv.h"

#include "base/str.h"
#include "json/json.h"

enum { LONGEST = 280, FIRST_REPLY_MS = 10000 };

/* A finding about the whole: so many faults, none expected. */
static void judge_none(
	struct findings *findings, const char *expected, size_t faults, const char *example)
{
	struct finding *finding = finding_add(findings, "", "");
	buf_add_string(&finding->expected, expected);
	buf_add_format(&finding->seen, "%zu", faults);
	if (faults)
		buf_add_format(&finding->seen, ", e.g. %s", example ? example : "?");
	finding_set(findings, finding, faults == 0);
}

static bool is_same_reply(const json_t *a, const json_t *b)
{
	return str_is(json_get_string(a, "parent"), json_get_string(b, "parent")) &&
	       str_is(json_get_string(a, "text"), json_get_string(b, "text"));
}

static void judge_replies(const struct story *story, struct findings *findings)
{
	size_t doubled = 0, longer = 0, links = 0, i, j;
	const char *double_text = NULL, *long_text = NULL, *link_text = NULL;
	json_t *reply, *later;
	json_array_foreach(story->replies, i, reply)
	{
		const char *text = json_get_string(reply, "text");
		if (json_get_int(reply, "weight", 0) > LONGEST) {
			longer++;
			long_text = text;
		}
		if (json_get_bool(reply, "link", false)) {
			links++;
			link_text = text;
		}
		for (j = i + 1; (later = json_array_get(story->replies, j)); j++) {
			if (is_same_reply(reply, later)) {
				doubled++;
				double_text = text;
			}
		}
	}
	judge_none(findings, "no reply twice", doubled, double_text);
	judge_none(findings, "no reply longer than 280", longer, long_text);
	judge_none(findings, "no reply with a link", links, link_text);
}

static void judge_rejects(const struct story *story, struct findings *findings)
{
	const json_t *first = json_array_get(story->rejects, 0);
	judge_none(findings, "no reply that X refuses", json_array_size(story->rejects),
		json_get_string(first, "detail"));
}

/* A message that comes again is right only if the district did not take it, or its answer was
 * lost. */
static bool came_for_nothing(const struct story *story, const json_t *event)
{
	if (!json_get_bool(event, "duplicate", false))
		return false;
	size_t i;
	json_t *before;
	json_array_foreach(story->events, i, before)
	{
		if (str_is(json_get_string(before, "webhook_id"),
			    json_get_string(event, "webhook_id")) &&
			json_get_string(before, "fault"))
			return false;
	}
	return true;
}

static void judge_events(const struct story *story, struct findings *findings)
{
	size_t unverified = 0, misplaced = 0, unordered = 0, repeated = 0, i;
	json_t *event;
	json_array_foreach(story->events, i, event)
	{
		unverified += !str_is(json_get_string(event, "verdict"), "ok");
		misplaced += !json_get_bool(event, "recipient_ok", false);
		unordered += !json_get_bool(event, "sequence_ok", true);
		repeated += came_for_nothing(story, event);
	}
	judge_none(findings, "every webhook verified", unverified, "see the districts' log");
	judge_none(
		findings, "every webhook names its recipient", misplaced, "see the districts' log");
	judge_none(findings, "events of a case in order", unordered, "see the districts' log");
	judge_none(findings, "no event twice without need", repeated, "see the districts' log");
}

static void judge_statuses(const struct story *story, struct findings *findings)
{
	size_t refused = 0, i;
	json_t *status;
	const char *example = NULL;
	json_array_foreach(story->statuses, i, status)
	{
		int64_t answer = json_get_int(status, "answer", 0);
		if (answer >= 300 && answer < 500) {
			refused++;
			example = json_get_string(status, "case");
		}
	}
	judge_none(findings, "every status update taken", refused, example);
}

static void judge_mistakes(const struct story *story, struct findings *findings)
{
	judge_none(findings, "every line of the script playable", json_array_size(story->mistakes),
		json_get_string(json_array_get(story->mistakes, 0), "error"));
}

static void judge_first_reply(const struct story *story, struct findings *findings)
{
	struct finding *finding = finding_add(findings, "", "");
	int64_t after = story->first_reply_at - story->first_mention_at;
	bool replied = story->first_reply_at != 0;
	buf_add_format(&finding->expected, "first reply within %d s of the first mention",
		FIRST_REPLY_MS / 1000);
	if (replied)
		buf_add_format(&finding->seen, "%.2f s", (double)after / 1000.0);
	else
		buf_add_string(&finding->seen, "no reply");
	finding_set(findings, finding, replied && after <= FIRST_REPLY_MS);
}

void judge_whole(const struct story *story, struct findings *findings)
{
	judge_mistakes(story, findings);
	judge_replies(story, findings);
	judge_rejects(story, findings);
	judge_events(story, findings);
	judge_statuses(story, findings);
	judge_first_reply(story, findings);
}
