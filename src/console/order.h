/*
 * What an operator orders: an action on a case, a second chance for a delivery that was given up,
 * or the deletion of a reply. The same order is carried out by the running daemon (order_submit) or, when none runs, by the
 * command itself (order_run).
 */
#ifndef CONSOLE_ORDER_H
#define CONSOLE_ORDER_H

#include "config/config.h"
#include "intake/intake.h"
#include "model/happening.h"
#include "outbox/outbox.h"
#include "store/store.h"

enum order_kind { ORDER_ACTION, ORDER_REPLAY, ORDER_DELETE };

struct order {
	enum order_kind kind;
	/* `operator_name` counts for all kinds; the rest for actions. Case ids may stand as people write
	 * them until order_check. */
	struct operator_action action;
	int64_t delivery; /* replay, delete */
};

/* The word for a verb on the command line and on the wire ("accept"); false if there is none such.
 */
const char *order_verb_name(enum operator_verb verb);
bool order_verb_from_name(const char *name, enum operator_verb *out);

/* From the words of a command: a case id, and what the verb takes after it. ERR_FORMAT: words are missing, too
 * many, or too long. */
enum err_code order_from_words(
	enum operator_verb verb, char *const *words, int count, struct order *out, struct err *err);

/* Check against the configuration, and write ids as we show them. ERR_FORMAT with what is wrong. */
enum err_code order_check(const struct config *config, struct order *order, struct err *err);

/* An order under way. Embed it in the asker. */
struct order_job {
	struct order order; /* checked */
	int64_t now_ms;
	/* Exactly once, on the loop, after the commit. ERR_NOTFOUND, ERR_DENIED: the sentence says why it
	 * cannot be; ERR_STORE. */
	void (*done)(struct order_job *, enum err_code, const struct err *);

	/* With ERR_OK: the case or delivery, and what was done, for people. */
	char about[64];
	char said[160];

	/* below: private */
	struct intake_action action;
	struct outbox *outbox;
	struct lane_set touched;
	struct store_op op;
};

/* By the daemon: what follows leaves at once. */
void order_submit(
	struct intake *intake, struct store *store, struct outbox *outbox, struct order_job *job);

/* By a command that has the store to itself: what follows leaves when the daemon starts. */
enum err_code order_run(
	struct intake *intake, struct store *store, struct order_job *job, struct err *err);

#endif
