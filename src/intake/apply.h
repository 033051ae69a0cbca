/* Carrying a plan out, inside the transaction. For the files of this room only. */
#ifndef INTAKE_APPLY_H
#define INTAKE_APPLY_H

#include "intake/intake.h"

/* What a plan is about, beside itself. */
struct subject {
	const char *handle;
	const char *author_id;
	const struct post *post; /* the mention, if it is one; else NULL */
	const char *who; /* who stands in the log for notes: "nriseva", a district, an operator */
	struct case_record
		record; /* the case of the context; row 0 if none. Afterwards: as it is now. */
	uint64_t seed;
	int64_t now_ms;
};

/* Write all effects. ERR_CONFLICT: the new case's id is taken, and nothing was written: decide
 * again with another. Adds the lanes written on to `touched`. */
enum err_code apply_plan(const struct rules *rules, struct store_tx *tx, const struct plan *plan,
	struct subject *subject, struct lane_set *touched, struct err *err);

/* Whether the plan changes or opens a case. */
bool plan_changes_case(const struct plan *plan);

/* Tell the operators what the plan wants them to know. */
void plan_log_alarms(const struct plan *plan, const char *case_id);

#endif
