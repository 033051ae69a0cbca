/* A delivery: a reply, an event, a timer, or the deletion of a reply on its way out. Its row is the
 * queue. */
#ifndef MODEL_DELIVERY_H
#define MODEL_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/case.h"
#include "model/names.h"

enum { LANE_SIZE = 64 };       /* "handle:UPPolNRI", "endpoint:lucknow", "self" */
enum { WEBHOOK_ID_SIZE = 40 }; /* "msg_" and random symbols */

/* The lane on which timers wait for their hour. */
#define LANE_SELF "self"

enum delivery_kind { DELIVERY_REPLY, DELIVERY_EVENT, DELIVERY_TIMER, DELIVERY_DELETION };
enum { DELIVERY_KIND_COUNT = DELIVERY_DELETION + 1 };

/*
 *  waiting ──claimed──▶ leased ──▶ done
 *     ▲                   │──▶ given_up        (for good, with a reason; can be replayed by hand)
 *     ├──── retry ────────┤
 *     │                   └──▶ settling        (a write of unknown outcome: look before sending again)
 *     └── not found ◀──────────────┘ │
 *  waiting ──▶ superseded            └──▶ done (found)
 */
enum delivery_state {
	DELIVERY_WAITING,
	DELIVERY_LEASED,
	DELIVERY_SETTLING,
	DELIVERY_DONE,
	DELIVERY_GIVEN_UP,
	DELIVERY_SUPERSEDED,
};
enum { DELIVERY_STATE_COUNT = DELIVERY_SUPERSEDED + 1 };

enum timer_kind {
	TIMER_NO_ANSWER,    /* a question was put to the citizen and not answered */
	TIMER_NO_OBJECTION, /* a case is resolved and nobody objected */
};

/* What a delivery is about, by its kind. */
union delivery_about {
	enum situation situation; /* reply; deletion: of the reply that shall go */
	enum event_type event;    /* event */
	enum timer_kind timer;    /* timer */
};

struct delivery {
	int64_t row;
	enum delivery_kind kind;
	union delivery_about about;
	char lane[LANE_SIZE];
	enum priority priority;
	int64_t case_row;           /* 0: belongs to no case */
	char case_id[CASE_ID_SIZE]; /* for people; "" with case_row 0 */
	char author_id[ID_SIZE];    /* reply: to whom; "" when that is wiped */
	char parent_id[ID_SIZE];    /* reply: the post it answers; deletion: the post of ours that
				       shall go, "" if it was never published */
	char fallback_parent_id
		[ID_SIZE]; /* reply: the mention that opened the case, if parent_id is gone; "" if the same */
	char webhook_id[WEBHOOK_ID_SIZE]; /* event: the same on every attempt */
	char *body; /* reply: its text; event: the bytes to sign; timer: NULL; deletion: "". Owned. */
	int64_t target_row; /* deletion: the reply that shall go; 0: not known; not read back */
	enum delivery_state state;
	int64_t due_at;     /* not before this */
	int attempts;       /* begun so far, the present one included */
	int looks;          /* settling: how often we looked since the last attempt */
	int64_t attempt_at; /* when the last attempt began; 0: never */
	int64_t token;      /* fencing token of the lease */
	int64_t created_at;
};

/* The lane of a handle's replies ("handle:UPPolNRI"), and of a district's events
 * ("endpoint:lucknow"). */
void lane_of_handle(const char *handle, char out[LANE_SIZE]);
void lane_of_endpoint(const char *district, char out[LANE_SIZE]);

/* The handle of such a lane, a part of its name; NULL of any other lane. */
const char *lane_handle(const char *lane);

void delivery_release(struct delivery *delivery);

const char *delivery_kind_name(enum delivery_kind kind);
const char *delivery_state_name(enum delivery_state state);
bool delivery_state_from_name(const char *name, enum delivery_state *out);
const char *timer_kind_name(enum timer_kind kind);
bool timer_kind_from_name(const char *name, enum timer_kind *out);

/* The name of what it is about: a situation, an event type or a kind of timer. */
const char *delivery_about_name(const struct delivery *delivery);

/* Set `about` from such a name; false if `kind` has none of this name. */
bool delivery_about_from_name(enum delivery_kind kind, const char *name, union delivery_about *out);

/* What a carrier says of an attempt. */
enum outcome_kind {
	OUTCOME_DONE,    /* the other side has it; `remote_id` is its id there (replies) */
	OUTCOME_RETRY,   /* certainly not done; again, not before `not_before_at` */
	OUTCOME_SETTLE,  /* unknown whether it was done: look before sending again (replies only) */
	OUTCOME_MISSING, /* a look did not find it (answers a look only) */
	OUTCOME_GIVE_UP, /* it cannot be done; `reason` says why */
};

struct outcome {
	enum outcome_kind kind;
	char remote_id[ID_SIZE];
	int64_t not_before_at; /* 0: the outbox's own back-off decides */
	char reason[200];      /* for people: what was answered */
	bool meant;            /* given up as it should be: nobody need be told */
	int64_t micro_dollars; /* what a reply that is done costs */

	/* Nothing else goes to this destination before then either: what was answered is about all, not
	 * about this delivery. 0: the next goes at once. */
	int64_t lane_rests_until;

	/* Certainly nothing is wrong with this one: no back-off of its own, however often it was tried. */
	bool keeps_place;
};

#endif
