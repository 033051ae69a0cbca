/*
 * The one path for whatever happens: load the context, decide, render, save, wake the outbox. One
 * transaction for all that a happening causes.
 */
#ifndef INTAKE_INTAKE_H
#define INTAKE_INTAKE_H

#include "base/err.h"
#include "config/config.h"
#include "model/happening.h"
#include "model/plan.h"
#include "outbox/outbox.h"
#include "store/store.h"

struct reader;
struct reply_book;

/* The rules by which the store's thread decides and renders: immutable while the daemon runs. */
struct rules {
	const struct config *config;
	const struct reader *reader;
	const struct reply_book *replies;
	struct policy policy;
};

struct intake;

struct intake *intake_new(struct store *store, const struct rules *rules);
void intake_free(struct intake *intake);

/* What the outbox needs of us, and we of it. */
struct outbox_follow intake_follow(struct intake *intake);
void intake_set_outbox(struct intake *intake, struct outbox *outbox);

/* How many happenings were submitted and are not committed. */
size_t intake_open(const struct intake *intake);

/* One post. It is taken once, however often it is shown. */
struct intake_post {
	const char *handle;
	struct post post; /* takes */
	int64_t start_at; /* the handle's starting point */
	int64_t now_ms;   /* when it is taken */
	/* Exactly once, on the loop, after the commit. ERR_STORE: not taken; the cursor must
	 * stay. */
	void (*done)(struct intake_post *, enum err_code, const struct err *);

	/* below: private */
	struct intake *intake;
	struct reading reading;
	struct plan plan;
	struct lane_set touched;
	struct store_op op;
};
void intake_post_submit(struct intake *intake, struct intake_post *post);

/* One signed status. */
enum intake_status_answer {
	INTAKE_STATUS_TAKEN,
	INTAKE_STATUS_REPEATED, /* this webhook-id was taken before: same answer as for the first time */
	INTAKE_STATUS_STALE, /* recorded, but the case is past it */
	INTAKE_STATUS_NO_CASE,
	INTAKE_STATUS_NOT_OWNER, /* the case is another district's */
};
struct intake_status {
	struct status_update update;
	char webhook_id[132]; /* NRISEVA_WEBHOOK_ID_MAX and more */
	int64_t now_ms;
	/* Exactly once. With ERR_OK `answer` is set. */
	void (*done)(struct intake_status *, enum err_code, const struct err *);
	enum intake_status_answer answer;

	/* below: private */
	struct intake *intake;
	struct plan plan;
	struct lane_set touched;
	struct store_op op;
};
void intake_status_submit(struct intake *intake, struct intake_status *status);

/* One operator's action. ERR_NOTFOUND: no such case; ERR_DENIED: the case's status does not allow
 * it. */
struct intake_action {
	struct operator_action action;
	int64_t now_ms;
	void (*done)(struct intake_action *, enum err_code, const struct err *);

	/* below: private */
	struct intake *intake;
	struct plan plan;
	struct lane_set touched;
	struct store_op op;
};
void intake_action_submit(struct intake *intake, struct intake_action *action);

/* Posts that the channel shows no more: their texts are wiped, and the log of their cases tells it. Those of which we hold no
 * text are passed over. */
struct intake_gone {
	const char *handle;
	const struct gone_post {
		const char *identity;
		const char *why; /* for people: "deleted or not visible", "withheld" */
	} * posts;               /* kept until done */
	size_t count;
	int64_t now_ms;
	void (*done)(struct intake_gone *, enum err_code, const struct err *);
	size_t wiped; /* out: how many texts */

	/* below: private */
	struct intake *intake;
	struct lane_set touched;
	struct store_op op;
};
void intake_gone_submit(struct intake *intake, struct intake_gone *gone);

/* The same on the caller's thread, for a command that has the store to itself: nothing is sent; the
 * daemon does that when it starts. */
enum err_code intake_action_run(
	struct intake *intake, struct intake_action *action, struct err *err);

#endif
