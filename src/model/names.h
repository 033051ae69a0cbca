/*
 * The fixed vocabularies of the product, and their names in the store, on the wire and on the
 * command line. `x_name` never fails for a value of the enum; `x_from_name` is false for an unknown
 * name.
 */
#ifndef MODEL_NAMES_H
#define MODEL_NAMES_H

#include <stdbool.h>

enum lang { LANG_EN, LANG_HI, LANG_HINGLISH, LANG_OTHER };
enum { LANG_COUNT = LANG_OTHER + 1 };

enum intent {
	INTENT_COMPLAINT,
	INTENT_FOLLOWUP,     /* more about something told before */
	INTENT_STATUS_QUERY, /* what became of it? */
	INTENT_THANKS,
	INTENT_GREETING,
	INTENT_OPTOUT, /* do not answer me any more */
	INTENT_SPAM,
	INTENT_ABUSE,
	INTENT_OTHER,
};
enum { INTENT_COUNT = INTENT_OTHER + 1 };

/* What a citizen says of a resolved case. */
enum verdict { VERDICT_NONE, VERDICT_SOLVED, VERDICT_NOT_SOLVED };

/* Whether a post asks for something within the remit; see product.md's definition in
 * src/README.md. */
enum band { BAND_NO, BAND_DOUBTFUL, BAND_YES };

enum case_status {
	CASE_DOUBTFUL,    /* waits for an operator's yes or no */
	CASE_RECEIVED,    /* opened or handed over; its owner's system has not accepted it yet */
	CASE_FORWARDED,   /* the owner's system has accepted it */
	CASE_IN_PROGRESS, /* the owner works on it */
	CASE_NEEDS_INFO,  /* the citizen was asked something */
	CASE_RESOLVED,    /* disposed: the owner says what was done */
	CASE_REOPENED,    /* the citizen, or an operator, says it is not solved */
	CASE_REDIRECTED,  /* belongs elsewhere; the citizen was told where */
	CASE_CONFIRMED,   /* the citizen says it is solved */
	CASE_CLOSED,      /* ended for want of an answer or of an objection */
	CASE_DECLINED,    /* an operator said no */
	CASE_WITHDRAWN,   /* the citizen took it back */
	CASE_MERGED,      /* joined to another case */
};
enum { CASE_STATUS_COUNT = CASE_MERGED + 1 };

/* The situations in which we reply: one template file each, of the same name. */
enum situation {
	SITUATION_ACKNOWLEDGED,          /* a case was opened, its district is known */
	SITUATION_ACKNOWLEDGED_URGENT,   /* danger now: names 112 first */
	SITUATION_ACKNOWLEDGED_QUIET,    /* sensitive: names neither matter nor place */
	SITUATION_ACKNOWLEDGED_LATE,     /* the post is hours old */
	SITUATION_ACKNOWLEDGED_DOUBTFUL, /* received, an operator will look */
	SITUATION_ASK_PLACE,             /* opened; which district is it about? */
	SITUATION_ASK_WHICH_PLACE, /* opened; the place named is shared by several districts */
	SITUATION_POINT_ELSEWHERE, /* no case: another department or state */
	SITUATION_NOTED,           /* more about an open case was taken down */
	SITUATION_STATUS,          /* the answer to "what became of it?" */
	SITUATION_FORWARDED,       /* the district's system has accepted the case */
	SITUATION_IN_PROGRESS,
	SITUATION_NEEDS_INFO, /* the district asks something */
	SITUATION_RESOLVED,   /* and asks whether it is solved */
	SITUATION_REDIRECTED,
	SITUATION_REOPENED,
	SITUATION_CONFIRMED,
	SITUATION_CLOSED,
	SITUATION_DECLINED,
	SITUATION_WITHDRAWN,
	SITUATION_OPTED_OUT, /* the last word: no more replies */
};
enum { SITUATION_COUNT = SITUATION_OPTED_OUT + 1 };

enum event_type { EVENT_CASE_OPENED, EVENT_CASE_UPDATED, EVENT_CASE_CLOSED };
enum { EVENT_TYPE_COUNT = EVENT_CASE_CLOSED + 1 };

/* Order across cases on one lane: lower goes first. */
enum priority { PRIORITY_DANGER, PRIORITY_ACKNOWLEDGEMENT, PRIORITY_ANSWER, PRIORITY_FOLLOW_UP };

/* When status changes are told without being asked. */
enum follow_ups { FOLLOW_UPS_PUSH, FOLLOW_UPS_ASK, FOLLOW_UPS_ON_REQUEST };

const char *lang_name(enum lang lang);
bool lang_from_name(const char *name, enum lang *out);
const char *intent_name(enum intent intent);
const char *verdict_name(enum verdict verdict); /* NULL for none */
const char *band_name(enum band band);
const char *case_status_name(enum case_status status);
bool case_status_from_name(const char *name, enum case_status *out);
const char *situation_name(enum situation situation);
bool situation_from_name(const char *name, enum situation *out);
const char *event_type_name(enum event_type type);
bool event_type_from_name(const char *name, enum event_type *out);

#endif
