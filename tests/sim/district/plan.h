/*
 * What a district does about a case, by a plan: JSON Lines of
 *
 *   {"contains": "words of the complaint", "district": "lucknow", "refuse_first": 1, "slow_ms": 0, "steps": [STEP, ...]}
 *
 * The first line that fits is taken (`contains` and `district` may be left out); otherwise the
 * district begins work and then reports that it is resolved. A STEP is a status to send, or
 * something to wait for:
 *
 *   {"status": "in_progress"}    {"status": "needs_info", "detail": "question"}    {"status": "received", "hand_to": "agra"}
 *   {"await": "case.updated"}    each with "after_ms" if the usual delay does not do
 */
#ifndef SIM_DISTRICT_PLAN_H
#define SIM_DISTRICT_PLAN_H

#include <jansson.h>
#include <stdint.h>

struct plan_choice {
	const json_t *steps;  /* borrowed from the plans, or the usual ones */
	int64_t refuse_first; /* answer the first event so often with 503 */
	int64_t slow_ms;      /* answer the first event only after this */
};

struct plans {
	json_t *lines; /* array, or NULL */
	json_t *usual; /* steps */
};

/* `lines` may be NULL; a reference is taken. */
void plans_init(struct plans *plans, json_t *lines);
void plans_release(struct plans *plans);

struct plan_choice plans_choose(const struct plans *plans, const char *district, const char *text);

#endif
