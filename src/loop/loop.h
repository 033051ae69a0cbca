/*
 * The event loop: libuv behind our words. One loop, one thread; whatever is not said to be callable
 * from elsewhere belongs to the loop's thread.
 */
#ifndef LOOP_LOOP_H
#define LOOP_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/list.h"

struct loop;

struct loop *loop_new(void);

/* Run until nothing is left that could happen, or loop_stop. */
void loop_run(struct loop *loop);

/* Make loop_run return after the present turn. */
void loop_stop(struct loop *loop);

/* Close what is left and free. Timers, polls, signals and workers must have been freed before:
 * panics otherwise. Deferred calls that were not made yet are dropped. */
void loop_free(struct loop *loop);

/* A call made in the next turn, never from inside the call that asks for it. Embed it in the
 * asker. */
struct deferred {
	void (*call)(struct deferred *);
	struct list node; /* private; zero the struct before first use */
	bool waiting;     /* private */
};

/* Ask for the call; asking again before it was made is one call. */
void loop_defer(struct loop *loop, struct deferred *deferred);

/* Take back what loop_defer was asked for (not loop_post). */
void loop_undefer(struct deferred *deferred);

/* The same from any thread: the call is made on the loop's thread. Wakes the loop, but does not
 * keep it running. A struct is either deferred or posted, not both. */
void loop_post(struct loop *loop, struct deferred *deferred);

/* --- timers --- */

struct loop_timer;

struct loop_timer *loop_timer_new(struct loop *loop, void (*ring)(void *arg), void *arg);
void loop_timer_free(struct loop_timer *timer); /* NULL allowed; callable from its own ring */

/* Ring once after `after_ms` (0: next turn); replaces what was set. */
void loop_timer_start(struct loop_timer *timer, int64_t after_ms);
void loop_timer_stop(struct loop_timer *timer);
bool loop_timer_is_set(const struct loop_timer *timer);

/* --- descriptors of other libraries --- */

enum { LOOP_READABLE = 1, LOOP_WRITABLE = 2, LOOP_FAILED = 4 };

struct loop_poll;

/* Watch a descriptor that stays its owner's. `ready` gets LOOP_ bits; after LOOP_FAILED (which
 * libuv reports for any POLLERR, a refused connect for one) watching has stopped until
 * loop_poll_want. */
struct loop_poll *loop_poll_new(
	struct loop *loop, int fd, void (*ready)(void *arg, int events), void *arg);
void loop_poll_want(
	struct loop_poll *poll, int events); /* LOOP_READABLE | LOOP_WRITABLE; 0 stops */

/* Stops now; the memory goes later by itself. Call it before the owner closes the descriptor. */
void loop_poll_free(struct loop_poll *poll);

/* --- signals --- */

struct loop_signal;

/* Does not keep the loop running. */
struct loop_signal *loop_signal_new(
	struct loop *loop, int number, void (*came)(void *arg), void *arg);
void loop_signal_free(struct loop_signal *signal);

/* --- a thread of our own --- */

/*
 * A worker is one thread that takes items in the order of their coming, many at a time. `work` gets
 * a batch on the thread; when it returns, `done` gets the same batch on the loop's thread.
 */
struct worker;

struct worker_hooks {
	void (*start)(void *arg);                    /* on the thread, first; may be NULL */
	void (*work)(void *arg, struct list *batch); /* on the thread */
	void (*done)(
		void *arg, struct list *batch); /* on the loop; takes the members out of the list */
	void (*end)(void *arg);                 /* on the thread, last; may be NULL */
	size_t batch_max;                       /* items per batch at most */
};

struct worker *worker_new(
	struct loop *loop, const char *name, const struct worker_hooks *hooks, void *arg);

/* Loop's thread only. The member is the worker's until `done` gives it back. */
void worker_submit(struct worker *worker, struct list *member);

/* How many items were submitted and are not done. Keeps the loop running while above 0. */
size_t worker_open(const struct worker *worker);

/* Finish what was submitted, call `done` for it (which may submit more, and that is finished too),
 * join the thread, and free. Blocks. Not from inside `done`. */
void worker_free(struct worker *worker);

/* --- how the loop feels --- */

/* Watch for turns above 50 ms: they are logged, and /metrics has the longest and a p99 of the last
 * minutes. */
void loop_watchdog_start(struct loop *loop);
void loop_watchdog_stop(struct loop *loop);

#endif
