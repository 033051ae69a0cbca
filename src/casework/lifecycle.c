/*
 * The life of a case is one table: from where, by which step, to where. What is not in the table
 * cannot happen. Statuses that a step leaves as they are stand in it too (a case not yet accepted
 * changes hands, a second question is asked), because the step is allowed and its consequences
 * follow.
 */
#include "casework/casework_priv.h"

static const char *const step_names[] = {
	[STEP_ACCEPT] = "accept",
	[STEP_DECLINE] = "decline",
	[STEP_DELIVERED] = "delivered",
	[STEP_START] = "start",
	[STEP_ASK] = "ask",
	[STEP_ANSWER] = "answer",
	[STEP_RESOLVE] = "resolve",
	[STEP_HAND_OVER] = "hand_over",
	[STEP_REDIRECT] = "redirect",
	[STEP_CONFIRM] = "confirm",
	[STEP_REOPEN] = "reopen",
	[STEP_WITHDRAW] = "withdraw",
	[STEP_MERGE] = "merge",
	[STEP_NO_ANSWER] = "no_answer",
	[STEP_NO_OBJECTION] = "no_objection",
};

/* clang-format off */
static const struct lifecycle_row rows[] = {
	{CASE_DOUBTFUL,    STEP_ACCEPT,       GUARD_NONE,         CASE_RECEIVED},
	{CASE_DOUBTFUL,    STEP_DECLINE,      GUARD_NONE,         CASE_DECLINED},
	{CASE_DOUBTFUL,    STEP_REDIRECT,     GUARD_NONE,         CASE_REDIRECTED},
	{CASE_DOUBTFUL,    STEP_WITHDRAW,     GUARD_NONE,         CASE_WITHDRAWN},
	{CASE_DOUBTFUL,    STEP_MERGE,        GUARD_NONE,         CASE_MERGED},

	{CASE_RECEIVED,    STEP_DELIVERED,    GUARD_NONE,         CASE_FORWARDED},
	{CASE_RECEIVED,    STEP_ASK,          GUARD_NONE,         CASE_NEEDS_INFO},
	{CASE_RECEIVED,    STEP_HAND_OVER,    GUARD_NONE,         CASE_RECEIVED},
	{CASE_RECEIVED,    STEP_REDIRECT,     GUARD_NONE,         CASE_REDIRECTED},
	{CASE_RECEIVED,    STEP_DECLINE,      GUARD_NONE,         CASE_DECLINED},
	{CASE_RECEIVED,    STEP_WITHDRAW,     GUARD_NONE,         CASE_WITHDRAWN},
	{CASE_RECEIVED,    STEP_MERGE,        GUARD_NONE,         CASE_MERGED},

	{CASE_FORWARDED,   STEP_START,        GUARD_NONE,         CASE_IN_PROGRESS},
	{CASE_FORWARDED,   STEP_ASK,          GUARD_NONE,         CASE_NEEDS_INFO},
	{CASE_FORWARDED,   STEP_RESOLVE,      GUARD_NONE,         CASE_RESOLVED},
	{CASE_FORWARDED,   STEP_HAND_OVER,    GUARD_NONE,         CASE_RECEIVED},
	{CASE_FORWARDED,   STEP_CONFIRM,      GUARD_NONE,         CASE_CONFIRMED},
	{CASE_FORWARDED,   STEP_REDIRECT,     GUARD_NONE,         CASE_REDIRECTED},
	{CASE_FORWARDED,   STEP_WITHDRAW,     GUARD_NONE,         CASE_WITHDRAWN},
	{CASE_FORWARDED,   STEP_MERGE,        GUARD_NONE,         CASE_MERGED},

	{CASE_IN_PROGRESS, STEP_ASK,          GUARD_NONE,         CASE_NEEDS_INFO},
	{CASE_IN_PROGRESS, STEP_RESOLVE,      GUARD_NONE,         CASE_RESOLVED},
	{CASE_IN_PROGRESS, STEP_HAND_OVER,    GUARD_NONE,         CASE_RECEIVED},
	{CASE_IN_PROGRESS, STEP_CONFIRM,      GUARD_NONE,         CASE_CONFIRMED},
	{CASE_IN_PROGRESS, STEP_REDIRECT,     GUARD_NONE,         CASE_REDIRECTED},
	{CASE_IN_PROGRESS, STEP_WITHDRAW,     GUARD_NONE,         CASE_WITHDRAWN},

	{CASE_NEEDS_INFO,  STEP_ANSWER,       GUARD_ACCEPTED,     CASE_FORWARDED},
	{CASE_NEEDS_INFO,  STEP_ANSWER,       GUARD_NOT_ACCEPTED, CASE_RECEIVED},
	{CASE_NEEDS_INFO,  STEP_START,        GUARD_NONE,         CASE_IN_PROGRESS},
	{CASE_NEEDS_INFO,  STEP_ASK,          GUARD_NONE,         CASE_NEEDS_INFO},
	{CASE_NEEDS_INFO,  STEP_RESOLVE,      GUARD_NONE,         CASE_RESOLVED},
	{CASE_NEEDS_INFO,  STEP_HAND_OVER,    GUARD_NONE,         CASE_RECEIVED},
	{CASE_NEEDS_INFO,  STEP_REDIRECT,     GUARD_NONE,         CASE_REDIRECTED},
	{CASE_NEEDS_INFO,  STEP_WITHDRAW,     GUARD_NONE,         CASE_WITHDRAWN},
	{CASE_NEEDS_INFO,  STEP_NO_ANSWER,    GUARD_NONE,         CASE_CLOSED},

	{CASE_RESOLVED,    STEP_CONFIRM,      GUARD_NONE,         CASE_CONFIRMED},
	{CASE_RESOLVED,    STEP_REOPEN,       GUARD_NONE,         CASE_REOPENED},
	{CASE_RESOLVED,    STEP_NO_OBJECTION, GUARD_NONE,         CASE_CLOSED},

	{CASE_REOPENED,    STEP_DELIVERED,    GUARD_NONE,         CASE_FORWARDED},
	{CASE_REOPENED,    STEP_START,        GUARD_NONE,         CASE_IN_PROGRESS},
	{CASE_REOPENED,    STEP_ASK,          GUARD_NONE,         CASE_NEEDS_INFO},
	{CASE_REOPENED,    STEP_RESOLVE,      GUARD_NONE,         CASE_RESOLVED},
	{CASE_REOPENED,    STEP_HAND_OVER,    GUARD_NONE,         CASE_RECEIVED},
	{CASE_REOPENED,    STEP_REDIRECT,     GUARD_NONE,         CASE_REDIRECTED},
	{CASE_REOPENED,    STEP_WITHDRAW,     GUARD_NONE,         CASE_WITHDRAWN},

	{CASE_REDIRECTED,  STEP_REOPEN,       GUARD_NONE,         CASE_REOPENED},
	{CASE_CONFIRMED,   STEP_REOPEN,       GUARD_NONE,         CASE_REOPENED},
	{CASE_CLOSED,      STEP_REOPEN,       GUARD_NONE,         CASE_REOPENED},
	{CASE_DECLINED,    STEP_REOPEN,       GUARD_NONE,         CASE_REOPENED},
};
/* clang-format on */

const struct lifecycle_row *lifecycle_rows(size_t *out_count)
{
	*out_count = sizeof rows / sizeof *rows;
	return rows;
}

const char *casework_step_name(enum casework_step step)
{
	return step_names[step];
}

static bool guard_holds(const struct lifecycle_row *row, bool accepted)
{
	return row->guard == GUARD_NONE || (row->guard == GUARD_ACCEPTED) == accepted;
}

bool casework_next(
	enum case_status from, enum casework_step step, bool accepted, enum case_status *out_to)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct lifecycle_row *row = &rows[i];
		if (row->from == from && row->step == step && guard_holds(row, accepted)) {
			*out_to = row->to;
			return true;
		}
	}
	return false;
}
