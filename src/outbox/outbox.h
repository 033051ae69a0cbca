/*
 * What must leave. A delivery is a row, and the row is the queue; the outbox takes rows that are
 * due, lane by lane, gives them to the lane's carrier, and writes down what became of them together
 * with what follows from it, in one transaction.
 *
 *   lane        a destination: a handle (one write in flight) or an endpoint (a few)
 *   carrier     who speaks to that destination
 *   claim       take due rows: leased under a fencing token, attempt recorded, one commit, before the first byte
 *   allowance   what a carrier lets out now: its budget may be short
 *   settle      a write whose outcome is unknown is looked for at the other side before it is sent again
 */
#ifndef OUTBOX_OUTBOX_H
#define OUTBOX_OUTBOX_H

#include "base/err.h"
#include "loop/loop.h"
#include "model/delivery.h"
#include "store/store.h"

struct outbox;

/* A delivery on its way. Valid from the carrier's call until outbox_finish. */
struct outbound {
	struct delivery delivery;
	void *carrier_data; /* the carrier's own */
};

/* How far down its order a lane may be served. */
struct allowance {
	int least;     /* rows of a lower priority wait (enum priority; -1: all do) ... */
	int64_t until; /* ... and are asked for again then */
};

struct carrier {
	/* Send it. outbox_finish exactly once, not from inside this call. */
	void (*send)(void *arg, struct outbound *outbound);

	/* Replies: look whether this very reply is there already: done, missing, or retry if it
	 * cannot be told now. NULL for destinations where repeating is harmless; those never answer
	 * OUTCOME_SETTLE. */
	void (*look)(void *arg, struct outbound *outbound);

	/* What may leave now, asked before each claim, on the loop. Rows that wait cost nothing, so it
	 * may say other things each time. NULL: all may. */
	struct allowance (*allows)(void *arg, int64_t now_ms);

	void *arg;
};

/* Lanes on which a transaction wrote deliveries, to be woken when it is committed. */
enum { LANE_SET_MAX = 8 };
struct lane_set {
	char lanes[LANE_SET_MAX][LANE_SIZE];
	size_t count;
};
void lane_set_add(struct lane_set *set, const char *lane);

/* What follows from an outcome: intake registers it. Runs on the store's thread inside the
 * transaction that completes the row; for a timer that rings too. Adds to `touched` the lanes on
 * which it wrote. */
struct outbox_follow {
	enum err_code (*decide)(void *arg, struct store_tx *tx, const struct delivery *delivery,
		const struct outcome *outcome, int64_t now_ms, struct lane_set *touched,
		struct err *err);
	void *arg;
};

struct outbox *outbox_new(
	struct loop *loop, struct store *store, const struct outbox_follow *follow);

/* Make a lane known before the start. `window`: how many may be on their way at once (1 for
 * handles). Keeps the carrier. */
void outbox_add_lane(
	struct outbox *outbox, const char *lane, const struct carrier *carrier, size_t window);

/* Begin: a new incarnation, then whatever waits. `started` is called once, with the error if the
 * store refused. */
void outbox_start(struct outbox *outbox,
	void (*started)(void *arg, enum err_code, const struct err *), void *arg);

/* Something was written on these lanes and is committed. */
void outbox_wake(struct outbox *outbox, const struct lane_set *touched);

/* What became of it. The outbox owns the outbound again. */
void outbox_finish(struct outbox *outbox, struct outbound *outbound, const struct outcome *outcome);

/* Begin nothing new; `drained` is called (once, on the loop) when nothing is on its way. */
void outbox_drain(struct outbox *outbox, void (*drained)(void *arg), void *arg);

/* Nothing waits that is due now, and nothing is on its way. For replay. */
bool outbox_is_idle(const struct outbox *outbox);

void outbox_free(struct outbox *outbox); /* after drained */

#endif
