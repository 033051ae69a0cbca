/* What becomes of a delivery after an attempt: pure, by its kind, its past and the carrier's
 * answer. */
#ifndef OUTBOX_POLICY_H
#define OUTBOX_POLICY_H

#include "model/delivery.h"
#include "store/store.h"

/* Judge; `random` is for the jitter. May turn the outcome itself into OUTCOME_GIVE_UP when patience
 * is at its end, or into OUTCOME_RETRY when a look that was repeated found nothing: then the reply
 * is sent again. */
void outbox_judge(const struct delivery *delivery, struct outcome *outcome, int64_t now_ms,
	uint64_t random, struct store_result *out);

/* How long to wait after the given number of failed attempts: Standard Webhooks' example schedule
 * (5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h) for events, a steeper one for replies,
 * with up to 20 % more by `random`. */
int64_t outbox_back_off_ms(enum delivery_kind kind, int attempts, uint64_t random);

#endif
