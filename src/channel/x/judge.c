#include "channel/x/judge.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/crash.h"
#include "base/str.h"
#include "channel/x/pace.h"
#include "channel/x/wire.h"

enum {
	TOKEN_PAUSE_MS = 5 * 60 * 1000,
	CREDIT_PAUSE_MS = 2 * 60 * 1000, /* danger tries again so soon, others later: budget.c */
	PERMISSION_PAUSE_MS = 15 * 60 * 1000,
	NOT_FOUND_PAUSE_MS = 60 * 1000,
	NOT_FOUND_ATTEMPTS = 3, /* outages of X answer 404 too */
};

struct rule {
	int status;
	const char *words; /* found in X's words, lower case; NULL: whatever it says */
	enum outcome_kind kind;
	int64_t pause_ms;
	enum x_alarm alarm;
	bool parent_gone;
};

/* The first that fits. Statuses above 499 are not here: their outcome is unknown. */
static const struct rule rules[] = {
	{401, NULL, OUTCOME_RETRY, TOKEN_PAUSE_MS, X_ALARM_TOKEN, false},
	{402, NULL, OUTCOME_RETRY, CREDIT_PAUSE_MS, X_ALARM_CREDIT, false},
	/* The same text of ours is there already: perhaps this very reply. */
	{403, "duplicate content", OUTCOME_SETTLE, 0, X_ALARM_NONE, false},
	{403, "not been mentioned", OUTCOME_GIVE_UP, 0, X_ALARM_NONE, false},
	{403, "where you are mentioned", OUTCOME_GIVE_UP, 0, X_ALARM_NONE, false},
	{403, "deleted or not visible", OUTCOME_GIVE_UP, 0, X_ALARM_NONE, true},
	{403, "oauth1 app permissions", OUTCOME_RETRY, PERMISSION_PAUSE_MS, X_ALARM_PERMISSION,
		false},
	{403, "client-not-enrolled", OUTCOME_RETRY, PERMISSION_PAUSE_MS, X_ALARM_PERMISSION, false},
	{403, "not permitted to perform this action", OUTCOME_RETRY, PERMISSION_PAUSE_MS,
		X_ALARM_PERMISSION, false},
	{403, NULL, OUTCOME_GIVE_UP, 0, X_ALARM_NONE, false},
	{404, NULL, OUTCOME_RETRY, NOT_FOUND_PAUSE_MS, X_ALARM_NONE, true},
	{408, NULL, OUTCOME_SETTLE, 0, X_ALARM_NONE, false},
};

const char *x_alarm_text(enum x_alarm alarm)
{
	static const char *const texts[] = {
		[X_ALARM_NONE] = "",
		[X_ALARM_TOKEN] = "X refuses the token (401); look whether it was revoked and "
				  "whether this machine's clock is right, or get a new one by "
				  "nriseva x login; the token file is read again by itself",
		[X_ALARM_CREDIT] =
			"X says that no credit is left; add credit in X's developer console",
		[X_ALARM_PERMISSION] =
			"X does not let this app or account write; look at its permissions and its "
			"state in X's developer console",
	};
	return texts[alarm];
}

/* X's words in lower case; "type" too, since some refusals are told only there. */
static void words_of(const struct x_answer *answer, char *out, size_t size)
{
	size_t i = 0;
	for (; i + 1 < size && i < answer->length && answer->body[i]; i++) {
		char c = answer->body[i];
		out[i] = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
	}
	out[i] = '\0';
}

static const struct rule *rule_for(const struct x_answer *answer)
{
	char words[2048];
	words_of(answer, words, sizeof words);
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (rules[i].status == answer->status &&
			(!rules[i].words || strstr(words, rules[i].words)))
			return &rules[i];
	}
	return NULL;
}

static void say(struct outcome *outcome, const struct x_answer *answer)
{
	char words[160];
	if (answer->code != ERR_OK) {
		str_copy(outcome->reason, sizeof outcome->reason,
			answer->error ? answer->error : "");
		return;
	}
	x_problem_read(answer->body, answer->length, words, sizeof words);
	snprintf(outcome->reason, sizeof outcome->reason, "X answered %d%s%s", answer->status,
		*words ? ": " : "", words);
}

/* No status came. */
static enum outcome_kind judge_silence(const struct x_answer *answer)
{
	return answer->sent ? OUTCOME_SETTLE : OUTCOME_RETRY;
}

static void judge_status(
	const struct x_answer *answer, int attempts, int64_t now_ms, struct x_verdict *out)
{
	struct outcome *outcome = &out->outcome;
	if (answer->status == 429) {
		outcome->kind = OUTCOME_RETRY;
		outcome->not_before_at = x_pace_resume_at(answer->resume_at, now_ms);
		outcome->lane_rests_until = outcome->not_before_at;
		outcome->keeps_place = true;
		return;
	}
	const struct rule *rule = rule_for(answer);
	if (!rule) {
		/* Below 500 X has decided against it; a success without an id, or a fault of X,
		 * decides nothing. */
		bool refused = answer->status >= 300 && answer->status < 500;
		outcome->kind = refused ? OUTCOME_GIVE_UP : OUTCOME_SETTLE;
		return;
	}
	outcome->kind = rule->kind;
	outcome->not_before_at = rule->pause_ms ? now_ms + rule->pause_ms : 0;
	out->alarm = rule->alarm;
	if (rule->alarm != X_ALARM_NONE) /* it would be the same for every other reply */
		outcome->lane_rests_until = outcome->not_before_at;
	outcome->keeps_place = rule->alarm == X_ALARM_TOKEN || rule->alarm == X_ALARM_CREDIT;
	out->parent_gone = rule->parent_gone;
	if (rule->status == 404 && attempts >= NOT_FOUND_ATTEMPTS) {
		outcome->kind = OUTCOME_GIVE_UP;
		outcome->not_before_at = 0;
	}
}

void x_judge_reply(
	const struct x_answer *answer, int attempts, int64_t now_ms, struct x_verdict *out)
{
	*out = (struct x_verdict){0};
	if (answer->code != ERR_OK)
		out->outcome.kind = judge_silence(answer);
	else if (answer->status >= 200 && answer->status < 300 &&
		 x_created_read(answer->body, answer->length, out->outcome.remote_id)) {
		out->outcome.kind = OUTCOME_DONE;
		out->outcome.lane_rests_until = answer->resume_at; /* the last of its window */
	} else {
		judge_status(answer, attempts, now_ms, out);
	}
	if (out->outcome.kind != OUTCOME_DONE)
		say(&out->outcome, answer);
}

/* What refuses a reply and would be the same for a deletion; all else is about its own post. */
void x_judge_deletion(
	const struct x_answer *answer, int attempts, int64_t now_ms, struct x_verdict *out)
{
	struct outcome *outcome = &out->outcome;
	*out = (struct x_verdict){.outcome.kind = OUTCOME_RETRY};
	if (answer->code == ERR_OK && answer->status == 200 &&
		x_deleted_read(answer->body, answer->length)) {
		outcome->kind = OUTCOME_DONE;
		return;
	}
	say(outcome, answer);
	if (answer->code != ERR_OK)
		return;
	if (answer->status == 404) {
		outcome->kind = attempts >= NOT_FOUND_ATTEMPTS ? OUTCOME_DONE : OUTCOME_RETRY;
		outcome->not_before_at = now_ms + crash_wait_ms(NOT_FOUND_PAUSE_MS);
	} else if (answer->status == 429) { /* of a window of its own: replies go on */
		outcome->not_before_at = x_pace_resume_at(answer->resume_at, now_ms);
	} else if (answer->status >= 400 && answer->status < 500 && answer->status != 408) {
		const struct rule *rule = rule_for(answer);
		out->alarm = rule ? rule->alarm : X_ALARM_NONE;
		if (out->alarm == X_ALARM_NONE)
			outcome->kind = OUTCOME_GIVE_UP;
		else
			outcome->not_before_at = now_ms + rule->pause_ms;
	}
}

enum x_read x_judge_read(const struct x_answer *answer)
{
	if (answer->code != ERR_OK || answer->cut)
		return X_READ_FAILED;
	switch (answer->status) {
	case 200:
		return X_READ_PAGE;
	case 401:
	case 403:
		return X_READ_REFUSED;
	case 402:
		return X_READ_CREDIT;
	case 429:
		return X_READ_LIMITED;
	default:
		return X_READ_FAILED;
	}
}
