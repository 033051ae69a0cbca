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
	struct store_wiped wiped; /* out: what the plan's wiping has wiped */
};

/* Write all effects. ERR_CONFLICT: the new case's id is taken, and nothing was written: decide
 * again with another. Adds the lanes written on to `touched`. */
enum err_code apply_plan(const struct rules *rules, struct store_tx *tx, const struct plan *plan,
	struct subject *subject, struct lane_set *touched, struct err *err);

/* --- after a restore (recover.c) --- */

/* What a post was answered before this store knew of it: the case id that its author was told, "" if
 * none; and by how much the numbers of that case's events must be higher than they would be. */
struct recovered {
	char case_id[CASE_ID_SIZE];
	int64_t sequence_shift;
};
enum err_code recover_case(const struct rules *rules, struct store_tx *tx, const char *handle,
	const struct post *post, struct recovered *out, struct err *err);

/* The plan opens that case: its events follow those that the district has seen. */
void recover_sequences(const struct recovered *recovered, struct plan *plan);

/* A reply was written: if we said it before, it is done. */
enum err_code recover_reply(const struct rules *rules, struct store_tx *tx,
	const struct effect *effect, const struct subject *subject, const struct delivery *delivery,
	struct err *err);

/* A mention that is answered no more (too late, say) but was answered then: keep that answer, so
 * that what the citizen answers to it finds the case. */
enum err_code recover_unsaid(struct store_tx *tx, const struct plan *plan,
	const struct subject *subject, const struct recovered *recovered, struct err *err);

/* --- wiping (wipe.c) --- */

/* All texts of the subject's case. What its district has not heard is written anew without them, so the case's sequence goes on. */
enum err_code wipe_case(const struct rules *rules, struct store_tx *tx, struct subject *subject,
	struct lane_set *touched, struct err *err);

/* A post that is gone: its text, and the events that carry it. ERR_NOTFOUND: there is nothing to wipe. */
enum err_code wipe_gone(const struct rules *rules, struct store_tx *tx, const char *handle,
	const struct gone_post *post, int64_t now_ms, struct lane_set *touched, struct err *err);

/* Say what was wiped: "2 posts, 1 reply, 3 events". */
enum { WIPED_WORDS_SIZE = 80 };
const char *wiped_words(const struct store_wiped *wiped, char out[WIPED_WORDS_SIZE]);

/* Tell a district of the subject's case as it is now; `text` and `post_id` may be NULL. */
enum err_code write_event_of(const struct rules *rules, struct store_tx *tx, enum event_type type,
	const char *to, int64_t sequence, const char *post_id, const char *text,
	const struct subject *subject, struct lane_set *touched, struct err *err);

/* Whether the plan changes or opens a case. */
bool plan_changes_case(const struct plan *plan);

/* Tell the operators what the plan wants them to know. */
void plan_log_alarms(const struct plan *plan, const char *case_id);

#endif
