/* What the files of this room share. Nobody else includes it. */
#ifndef LOOP_LOOP_PRIV_H
#define LOOP_LOOP_PRIV_H

#include <uv.h>

#include "loop/loop.h"

struct watchdog;

struct loop {
	uv_loop_t uv;
	uv_idle_t idle;       /* active while something is deferred */
	uv_async_t async;     /* wakes us for `posted`; does not keep the loop running */
	struct list deferred; /* struct deferred, loop's thread only */
	uv_mutex_t lock;      /* of the two lists below and of the `waiting` of their members */
	struct list posted;   /* by any thread */
	struct list taken;    /* posted before this turn, not yet called */
	bool stopped;         /* loop_stop was called */
	size_t handles;       /* timers, polls, signals and workers not yet freed */
	struct watchdog *watchdog;
};

/* Forget the time that passed outside of loop_run. */
void watchdog_rebase(struct watchdog *watchdog);

#endif
