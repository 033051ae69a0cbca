/* What an operator's decision says of the reading. For the files of this room only. */
#ifndef INTAKE_LESSON_H
#define INTAKE_LESSON_H

#include "intake/intake.h"

/*
 * Count a decision about the case as it was before: accept, decline and redirect say whether the post
 * that opened it was read into the right band, assign and accept with a district which place it was.
 * The post is read once more by today's rules, and only the names of the rules are kept; X's terms
 * forbid to train on its posts. A text that is wiped teaches nothing but the place. Inside the
 * transaction of the action.
 */
enum err_code lesson_take(const struct rules *rules, struct store_tx *tx,
	const struct case_record *before, const struct operator_action *action, struct err *err);

#endif
