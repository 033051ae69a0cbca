/*
 * The pure heart: what shall be done about a happening. No clock, no loop, no store, no randomness;
 * the same inputs give the same plan, always. A test allow-lists the symbols this room may use.
 */
#ifndef CASEWORK_CASEWORK_H
#define CASEWORK_CASEWORK_H

#include <stdint.h>

#include "base/buf.h"
#include "model/happening.h"
#include "model/plan.h"

/* Decide. Borrows its inputs; `out_plan` is the caller's and wholly overwritten. Never fails: a
 * happening that changes nothing gives a plan without effects (or with a note), and `why` says so.
 */
void casework_decide(const struct policy *policy, const struct happening *happening,
	const struct case_context *context, int64_t now_ms, struct plan *out_plan);

/* What may happen to a case, as the rows of the life-cycle table name it. */
enum casework_step {
	STEP_ACCEPT,    /* operator says yes to a doubtful case */
	STEP_DECLINE,   /* operator says no */
	STEP_DELIVERED, /* the present owner's system has the case: 2xx, or its first signed status
			 */
	STEP_START,     /* the owner works on it */
	STEP_ASK,       /* the owner, or we, ask the citizen */
	STEP_ANSWER,    /* the citizen answers */
	STEP_RESOLVE,   /* the owner reports what was done */
	STEP_HAND_OVER, /* to another district */
	STEP_REDIRECT,  /* to another department, state or court */
	STEP_CONFIRM,   /* the citizen says solved */
	STEP_REOPEN,    /* the citizen says not solved, or an operator */
	STEP_WITHDRAW,  /* the citizen takes it back */
	STEP_MERGE,
	STEP_NO_ANSWER,    /* timer */
	STEP_NO_OBJECTION, /* timer */
};
enum { CASEWORK_STEP_COUNT = STEP_NO_OBJECTION + 1 };

const char *casework_step_name(enum casework_step step);

/* The life cycle's table: where `step` leads from `from`. False if it leads nowhere. `accepted`:
 * the present owner has accepted the case (a guard of some rows). */
bool casework_next(
	enum case_status from, enum casework_step step, bool accepted, enum case_status *out_to);

/* Write the life cycle as a Mermaid state diagram; src/casework/README.md carries its output. */
void casework_draw(struct buf *out);

#endif
