/*
 * The way of a delivery:
 *
 *   outbox_wake(lane) ── claim ──▶ [commit: leased, attempt recorded] ──▶ carrier.send ──▶ outbox_finish
 *                                                                           ▲                      │
 *                  [commit: outcome, what follows, next one leased] ────────┴──────────────────────┘
 *
 * Each lane has a window; claims of all lanes and completions share the store's group commit. A
 * lane that is full or has nothing due rests until a completion, a wake or its timer. Before each
 * claim the carrier says how far down the order it may go: when little is left to be sent, what is
 * pressing still goes.
 *
 * When it fails: the store cannot commit a claim: nothing was begun, the lane tries again later. It
 * cannot commit a completion: the outbound is kept and its result written again and again, for what
 * was sent must not be forgotten; the lane's slot stays taken. We die in between: the next start
 * finds the lease, and a begun reply is looked for before it is sent again.
 */
#include "outbox/outbox.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/counter.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/random.h"
#include "base/str.h"
#include "outbox/policy.h"

enum { CLAIM_MAX = 16, STORE_PAUSE_MS = 1000, SWEEP_MS = 30000, LANES_MAX = 256 };

struct lane {
	struct outbox *outbox;
	char name[LANE_SIZE];
	struct carrier carrier;
	size_t window;
	size_t under_way; /* slots taken: being claimed, sent, or completed */
	bool claiming;
	bool wanted;              /* something may be due */
	int64_t rests_until;      /* nothing is taken before this */
	struct allowance allowed; /* for the claim under way */
	struct loop_timer *timer; /* next due */
	struct counter *done;
	struct counter *retried;
	struct counter *given_up;

	/* the claim under way */
	struct store_op op;
	size_t claim_max;
	int64_t now_ms;
	struct delivery claimed[CLAIM_MAX];
	size_t claimed_count;
	int64_t next_due_at;
};

/* An outbound with all that its completion needs. */
struct parcel {
	struct outbound outbound; /* first: what the carrier sees */
	struct lane *lane;
	struct outcome answer;  /* as the carrier gave it */
	struct outcome outcome; /* as it is judged */
	struct store_result result;
	struct lane_set touched;
	int64_t now_ms;
	uint64_t random;          /* for the jitter */
	bool goes_on;             /* the slot shall take the next one */
	struct allowance allowed; /* for that one */
	struct loop_timer *again; /* while the store is broken */
	struct delivery next;     /* claimed in the same commit, for the slot that becomes free */
	size_t next_count;
	int64_t next_due_at;
	struct store_op op;
};

struct outbox {
	struct loop *loop;
	struct store *store;
	struct outbox_follow follow;
	struct lane *lanes[LANES_MAX];
	size_t lane_count;
	int64_t incarnation; /* 0: not started */
	bool draining;
	void (*drained)(void *arg);
	void *drained_arg;
	struct deferred drained_call;
	struct loop_timer *sweeper;

	/* the start under way */
	struct store_op start_op;
	int64_t start_now_ms;
	void (*started)(void *arg, enum err_code, const struct err *);
	void *started_arg;
};

static void lane_pull(struct lane *lane);
static void hand_over(struct lane *lane, struct delivery *delivery);
static void set_timer(struct lane *lane, int64_t next_due_at, int64_t now_ms);

void lane_set_add(struct lane_set *set, const char *name)
{
	for (size_t i = 0; i < set->count; i++) {
		if (str_is(set->lanes[i], name))
			return;
	}
	if (set->count == LANE_SET_MAX)
		panic("outbox: one transaction wrote on more than %d lanes", LANE_SET_MAX);
	str_copy(set->lanes[set->count++], LANE_SIZE, name);
}

static struct lane *lane_by_name(const struct outbox *outbox, const char *name)
{
	for (size_t i = 0; i < outbox->lane_count; i++) {
		if (str_is(outbox->lanes[i]->name, name))
			return outbox->lanes[i];
	}
	return NULL;
}

/* --- the end --- */

static bool nothing_under_way(const struct outbox *outbox)
{
	for (size_t i = 0; i < outbox->lane_count; i++) {
		if (outbox->lanes[i]->under_way || outbox->lanes[i]->claiming)
			return false;
	}
	return true;
}

static void call_drained(struct deferred *deferred)
{
	struct outbox *outbox = container_of(deferred, struct outbox, drained_call);
	outbox->drained(outbox->drained_arg);
}

static void check_drained(struct outbox *outbox)
{
	if (outbox->draining && nothing_under_way(outbox))
		loop_defer(outbox->loop, &outbox->drained_call);
}

/* --- what may leave --- */

static struct allowance allowance_of(const struct lane *lane, int64_t now_ms)
{
	const struct carrier *carrier = &lane->carrier;
	return carrier->allows ? carrier->allows(carrier->arg, now_ms)
			       : (struct allowance){PRIORITY_FOLLOW_UP, INT64_MAX};
}

/* The next look: when something falls due, or when more may leave. */
static int64_t next_look_at(int64_t next_due_at, const struct allowance *allowed)
{
	return allowed->until < next_due_at ? allowed->until : next_due_at;
}

/* --- completing --- */

/* A look that found a post which is another delivery's has not found this one. */
static enum err_code doubt_finding(struct store_tx *tx, struct parcel *parcel, struct err *err)
{
	const struct delivery *delivery = &parcel->outbound.delivery;
	bool taken = false;
	if (delivery->state != DELIVERY_SETTLING || parcel->answer.kind != OUTCOME_DONE)
		return ERR_OK;
	enum err_code code =
		store_remote_is_ours(tx, delivery->lane, parcel->answer.remote_id, &taken, err);
	if (taken)
		parcel->outcome = (struct outcome){.kind = OUTCOME_MISSING};
	return code;
}

/* The free slot takes the lane's next in the same commit. */
static enum err_code claim_next(struct store_tx *tx, struct parcel *parcel, struct err *err)
{
	const struct lane *lane = parcel->lane;
	if (!parcel->goes_on)
		return ERR_OK;
	return store_claim(tx, lane->name, parcel->allowed.least, 1, parcel->now_ms,
		lane->outbox->incarnation, &parcel->next, &parcel->next_count, &parcel->next_due_at,
		err);
}

static void forget_next(struct parcel *parcel)
{
	if (parcel->next_count)
		delivery_release(&parcel->next);
	parcel->next_count = 0;
}

/* In the commit that makes it done: what is published is counted once. */
static enum err_code count_spending(
	struct store_tx *tx, const struct parcel *parcel, struct err *err)
{
	const char *handle = lane_handle(parcel->lane->name);
	if (!handle || parcel->outcome.kind != OUTCOME_DONE)
		return ERR_OK;
	bool deletion = parcel->outbound.delivery.kind == DELIVERY_DELETION;
	const struct spending spent = {.replies = !deletion,
		.deletes = deletion,
		.micro_dollars = parcel->outcome.micro_dollars};
	return store_spend(tx, handle, parcel->now_ms, &spent, err);
}

static enum err_code complete_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct parcel *parcel = container_of(op, struct parcel, op);
	const struct delivery *delivery = &parcel->outbound.delivery;
	const struct outbox_follow *follow = &parcel->lane->outbox->follow;
	parcel->touched.count = 0;
	parcel->outcome = parcel->answer;
	forget_next(parcel);
	enum err_code code = doubt_finding(tx, parcel, err);
	if (code != ERR_OK)
		return code;
	outbox_judge(delivery, &parcel->outcome, parcel->now_ms, parcel->random, &parcel->result);
	code = store_finish(tx, delivery, &parcel->result, parcel->now_ms, err);
	if (code == ERR_OK)
		code = count_spending(tx, parcel, err);
	if (code != ERR_OK)
		return code;
	if (parcel->outcome.kind == OUTCOME_DONE || parcel->outcome.kind == OUTCOME_GIVE_UP)
		code = follow->decide(follow->arg, tx, delivery, &parcel->outcome, parcel->now_ms,
			&parcel->touched, err);
	code = code == ERR_OK ? claim_next(tx, parcel, err) : code;
	crash_point("completion.before_commit");
	return code;
}

static void log_completion(const struct parcel *parcel)
{
	const struct delivery *delivery = &parcel->outbound.delivery;
	static const enum log_level levels[] = {
		[OUTCOME_DONE] = LOG_INFO,
		[OUTCOME_RETRY] = LOG_WARN,
		[OUTCOME_SETTLE] = LOG_WARN,
		[OUTCOME_MISSING] = LOG_INFO,
		[OUTCOME_GIVE_UP] = LOG_ERROR,
	};
	static const char *const said[] = {
		[OUTCOME_DONE] = "delivered",
		[OUTCOME_RETRY] = "not delivered, will be tried again",
		[OUTCOME_SETTLE] = "unknown whether it was delivered, will be looked for",
		[OUTCOME_MISSING] = "looked for and not found",
		[OUTCOME_GIVE_UP] = "given up; `nriseva case show` tells why",
	};
	if (delivery->kind == DELIVERY_TIMER)
		return;
	const struct log_field fields[] = {
		{"case", delivery->case_id},
		{"about", delivery_about_name(delivery)},
		{"lane", delivery->lane},
		{"reason", parcel->outcome.reason},
	};
	enum log_level level = parcel->outcome.meant ? LOG_INFO : levels[parcel->outcome.kind];
	log_fields(level, "outbox", fields, sizeof fields / sizeof *fields, "%s %s",
		delivery_kind_name(delivery->kind), said[parcel->outcome.kind]);
}

static void parcel_free(struct parcel *parcel)
{
	loop_timer_free(parcel->again);
	delivery_release(&parcel->outbound.delivery);
	mem_free(parcel);
}

/* The slot goes to what was claimed with the completion, or becomes free. */
static void pass_slot_on(struct parcel *parcel, bool committed)
{
	struct lane *lane = parcel->lane;
	struct outbox *outbox = lane->outbox;
	if (committed && parcel->goes_on)
		set_timer(
			lane, next_look_at(parcel->next_due_at, &parcel->allowed), parcel->now_ms);
	if (committed && parcel->next_count) {
		hand_over(lane, &parcel->next);
	} else {
		forget_next(parcel);
		lane->under_way--;
		lane->wanted = lane->wanted || !committed;
	}
	parcel_free(parcel);
	lane_pull(lane);
	check_drained(outbox);
}

static void complete_again(void *arg)
{
	struct parcel *parcel = arg;
	store_submit(parcel->lane->outbox->store, &parcel->op);
}

static void count_completion(const struct parcel *parcel)
{
	const struct lane *lane = parcel->lane;
	enum delivery_state state = parcel->result.state;
	if (state == DELIVERY_WAITING || state == DELIVERY_SETTLING)
		counter_add(lane->retried, 1);
	else
		counter_add(state == DELIVERY_GIVEN_UP ? lane->given_up : lane->done, 1);
}

static void complete_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct parcel *parcel = container_of(op, struct parcel, op);
	struct outbox *outbox = parcel->lane->outbox;
	if (code == ERR_STORE) {
		if (!parcel->again)
			parcel->again = loop_timer_new(outbox->loop, complete_again, parcel);
		loop_timer_start(parcel->again, STORE_PAUSE_MS);
		return;
	}
	if (code == ERR_OK) {
		log_completion(parcel);
		count_completion(parcel);
	} else {
		log_line(LOG_WARN, "outbox", "%s", err->text);
	}
	crash_point("completion.committed");
	struct lane_set touched = parcel->touched;
	pass_slot_on(parcel, code == ERR_OK);
	if (code == ERR_OK)
		outbox_wake(outbox, &touched);
}

/* What waits is looked at again when the rest is over. */
static void rest(struct lane *lane, int64_t until)
{
	lane->wanted = lane->wanted || until > 0;
	lane->rests_until = until > lane->rests_until ? until : lane->rests_until;
}

void outbox_finish(struct outbox *outbox, struct outbound *outbound, const struct outcome *outcome)
{
	struct parcel *parcel = container_of(outbound, struct parcel, outbound);
	parcel->answer = *outcome;
	parcel->now_ms = clock_wall_ms();
	parcel->random = random_u64();
	rest(parcel->lane, outcome->lane_rests_until);
	parcel->allowed = allowance_of(parcel->lane, parcel->now_ms);
	parcel->lane->wanted = parcel->lane->wanted || parcel->allowed.least < 0;
	parcel->goes_on = !outbox->draining && parcel->now_ms >= parcel->lane->rests_until;
	parcel->op = (struct store_op){.work = complete_work, .done = complete_done};
	store_submit(outbox->store, &parcel->op);
}

/* --- sending --- */

static void hand_over(struct lane *lane, struct delivery *delivery)
{
	struct parcel *parcel = mem_new(1, sizeof *parcel);
	parcel->lane = lane;
	parcel->outbound.delivery = *delivery;
	crash_point("claim.committed");
	if (delivery->state == DELIVERY_SETTLING && lane->carrier.look)
		lane->carrier.look(lane->carrier.arg, &parcel->outbound);
	else
		lane->carrier.send(lane->carrier.arg, &parcel->outbound);
}

static void set_timer(struct lane *lane, int64_t next_due_at, int64_t now_ms)
{
	int64_t wait_ms = next_due_at - now_ms;
	if (next_due_at == INT64_MAX)
		loop_timer_stop(lane->timer);
	else
		loop_timer_start(lane->timer, wait_ms < 1          ? 1
					      : wait_ms > SWEEP_MS ? SWEEP_MS
								   : wait_ms);
}

static enum err_code claim_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct lane *lane = container_of(op, struct lane, op);
	for (size_t i = 0; i < lane->claimed_count; i++) /* of a run that was rolled back */
		delivery_release(&lane->claimed[i]);
	lane->claimed_count = 0;
	enum err_code code = store_claim(tx, lane->name, lane->allowed.least, lane->claim_max,
		lane->now_ms, lane->outbox->incarnation, lane->claimed, &lane->claimed_count,
		&lane->next_due_at, err);
	crash_point("claim.before_commit");
	return code;
}

static void claim_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct lane *lane = container_of(op, struct lane, op);
	struct outbox *outbox = lane->outbox;
	size_t count = lane->claimed_count;
	lane->claiming = false;
	lane->claimed_count = 0;
	if (code != ERR_OK) {
		for (size_t i = 0; i < count; i++)
			delivery_release(&lane->claimed[i]);
		if (code != ERR_STORE)
			log_line(LOG_ERROR, "outbox", "lane %s: %s", lane->name, err->text);
		lane->under_way -= lane->claim_max;
		loop_timer_start(lane->timer, STORE_PAUSE_MS);
		check_drained(outbox);
		return;
	}
	lane->under_way -= lane->claim_max - count;
	if (count == lane->claim_max)
		lane->wanted = true;
	set_timer(lane, next_look_at(lane->next_due_at, &lane->allowed), lane->now_ms);
	for (size_t i = 0; i < count; i++)
		hand_over(lane, &lane->claimed[i]);
	lane_pull(lane);
	check_drained(outbox);
}

/* Take what is due, if there is room and reason to look. */
static void lane_pull(struct lane *lane)
{
	struct outbox *outbox = lane->outbox;
	size_t room = lane->window - lane->under_way;
	if (!lane->wanted || lane->claiming || !room || outbox->draining || !outbox->incarnation)
		return;
	lane->now_ms = clock_wall_ms();
	if (lane->now_ms < lane->rests_until) {
		set_timer(lane, lane->rests_until, lane->now_ms);
		return;
	}
	lane->allowed = allowance_of(lane, lane->now_ms);
	lane->wanted = false;
	lane->claiming = true;
	lane->claim_max = room < CLAIM_MAX ? room : CLAIM_MAX;
	lane->under_way += lane->claim_max;
	lane->op = (struct store_op){.work = claim_work, .done = claim_done};
	store_submit(outbox->store, &lane->op);
}

static void lane_due(void *arg)
{
	struct lane *lane = arg;
	lane->wanted = true;
	lane_pull(lane);
}

/* --- timers: they ring by being done --- */

struct ring {
	struct deferred deferred;
	struct outbox *outbox;
	struct outbound *outbound;
};

static void ring_now(struct deferred *deferred)
{
	struct ring *ring = container_of(deferred, struct ring, deferred);
	outbox_finish(ring->outbox, ring->outbound, &(struct outcome){.kind = OUTCOME_DONE});
	mem_free(ring);
}

static void ring_send(void *arg, struct outbound *outbound)
{
	struct outbox *outbox = arg;
	struct ring *ring = mem_new(1, sizeof *ring);
	*ring = (struct ring){.deferred.call = ring_now, .outbox = outbox, .outbound = outbound};
	loop_defer(outbox->loop, &ring->deferred);
}

/* --- making and starting --- */

static void wake_all(struct outbox *outbox)
{
	for (size_t i = 0; i < outbox->lane_count; i++)
		lane_due(outbox->lanes[i]);
}

/* What a lost wake or a clock that stepped would leave lying. */
static void sweep(void *arg)
{
	struct outbox *outbox = arg;
	wake_all(outbox);
	loop_timer_start(outbox->sweeper, SWEEP_MS);
}

struct outbox *outbox_new(
	struct loop *loop, struct store *store, const struct outbox_follow *follow)
{
	struct outbox *outbox = mem_new(1, sizeof *outbox);
	outbox->loop = loop;
	outbox->store = store;
	outbox->follow = *follow;
	outbox->drained_call.call = call_drained;
	outbox->sweeper = loop_timer_new(loop, sweep, outbox);
	const struct carrier self = {.send = ring_send, .arg = outbox};
	outbox_add_lane(outbox, LANE_SELF, &self, CLAIM_MAX);
	return outbox;
}

void outbox_add_lane(
	struct outbox *outbox, const char *name, const struct carrier *carrier, size_t window)
{
	if (outbox->lane_count == LANES_MAX)
		panic("outbox: more than %d lanes", LANES_MAX);
	struct lane *lane = mem_new(1, sizeof *lane);
	lane->outbox = outbox;
	str_copy(lane->name, sizeof lane->name, name);
	lane->carrier = *carrier;
	lane->window = window;
	lane->timer = loop_timer_new(outbox->loop, lane_due, lane);
	char labels[LANE_SIZE + 16];
	struct buf text;
	buf_init(&text, sizeof labels);
	buf_add_format(&text, "lane=\"%s\"", name);
	lane->done = counter_get(
		"nriseva_deliveries_done_total", text.bytes, "Deliveries that the other side has");
	lane->retried = counter_get("nriseva_deliveries_retried_total", text.bytes,
		"Attempts that did not deliver and will be repeated or settled");
	lane->given_up = counter_get("nriseva_deliveries_given_up_total", text.bytes,
		"Deliveries that were given up and wait for an operator");
	buf_release(&text);
	outbox->lanes[outbox->lane_count++] = lane;
}

static void note_lane(void *arg, const char *name)
{
	const struct outbox *outbox = arg;
	if (!lane_by_name(outbox, name))
		log_line(LOG_WARN, "outbox",
			"deliveries wait on lane %s, which the configuration does not have; they "
			"are kept and sent when it does",
			name);
}

static enum err_code start_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct outbox *outbox = container_of(op, struct outbox, start_op);
	enum err_code code =
		store_new_incarnation(tx, outbox->start_now_ms, &outbox->incarnation, err);
	if (code == ERR_OK)
		code = store_lanes(tx, note_lane, outbox, err);
	return code;
}

static void start_done(struct store_op *op, enum err_code code, const struct err *err)
{
	struct outbox *outbox = container_of(op, struct outbox, start_op);
	if (code != ERR_OK)
		outbox->incarnation = 0;
	crash_point("start.committed");
	outbox->started(outbox->started_arg, code, err);
	if (code == ERR_OK)
		sweep(outbox);
}

void outbox_start(struct outbox *outbox,
	void (*started)(void *arg, enum err_code, const struct err *), void *arg)
{
	outbox->started = started;
	outbox->started_arg = arg;
	outbox->start_now_ms = clock_wall_ms();
	outbox->start_op = (struct store_op){.work = start_work, .done = start_done};
	store_submit(outbox->store, &outbox->start_op);
}

void outbox_wake(struct outbox *outbox, const struct lane_set *touched)
{
	for (size_t i = 0; i < touched->count; i++) {
		struct lane *lane = lane_by_name(outbox, touched->lanes[i]);
		if (lane)
			lane_due(lane);
	}
}

void outbox_drain(struct outbox *outbox, void (*drained)(void *arg), void *arg)
{
	outbox->draining = true;
	outbox->drained = drained;
	outbox->drained_arg = arg;
	check_drained(outbox);
}

bool outbox_is_idle(const struct outbox *outbox)
{
	for (size_t i = 0; i < outbox->lane_count; i++) {
		if (outbox->lanes[i]->wanted)
			return false;
	}
	return nothing_under_way(outbox);
}

void outbox_free(struct outbox *outbox)
{
	if (!outbox)
		return;
	loop_undefer(&outbox->drained_call);
	loop_timer_free(outbox->sweeper);
	for (size_t i = 0; i < outbox->lane_count; i++) {
		loop_timer_free(outbox->lanes[i]->timer);
		mem_free(outbox->lanes[i]);
	}
	mem_free(outbox);
}
