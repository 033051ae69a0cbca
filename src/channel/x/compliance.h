/*
 * X's batch compliance jobs: X is given the ids of all posts of which we hold a text, and says which
 * of them are gone. Free, and certain, where look-ups (lookup.c) cost per post. See compliance.c.
 */
#ifndef CHANNEL_X_COMPLIANCE_H
#define CHANNEL_X_COMPLIANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "channel/x/chunks.h"
#include "channel/x/job.h"
#include "channel/x/token.h"
#include "http/client.h"
#include "intake/intake.h"
#include "loop/loop.h"
#include "store/store.h"

struct x;

enum x_compliance_state {
	X_COMPLIANCE_OFF,
	X_COMPLIANCE_WAITING,   /* for the time of the next job */
	X_COMPLIANCE_LISTING,   /* the store is asked for ids, page by page */
	X_COMPLIANCE_CREATING,  /* X is asked for a job */
	X_COMPLIANCE_UPLOADING, /* the ids are on their way */
	X_COMPLIANCE_PAUSING,   /* X works */
	X_COMPLIANCE_ASKING,    /* X is asked how far it is */
	X_COMPLIANCE_FETCHING,  /* the result is on its way */
	X_COMPLIANCE_TURNING,   /* the store notes a page, and gives the next */
	X_COMPLIANCE_WIPING,    /* those of it that are gone are at intake */
	X_COMPLIANCE_STOPPED,
};

enum { X_COMPLIANCE_PATH_SIZE = 512 };

struct x_compliance {
	enum x_compliance_state state;
	struct x_token token;     /* the app's */
	struct loop_timer *timer; /* WAITING, PAUSING */

	/* the pages, of the upload and then of what came back */
	struct store_op op;
	struct store_kept page[STORE_KEPT_MAX];
	size_t count;             /* of the page */
	struct store_place after; /* of the last one of the page before */
	struct store_place upto;  /* of the last one of the page that is being turned */
	struct store_place end;   /* of the last one that was uploaded */
	int64_t listed_at;        /* posts that came later are not in this job */

	/* the job */
	struct buf ids; /* one a line */
	size_t id_count;
	struct x_job job;
	int64_t began_at;
	int64_t deadline_at; /* then it is given up */
	int64_t pause_ms;
	struct http_request request;
	char url[X_COMPLIANCE_PATH_SIZE];

	/* the result */
	struct x_chunks chunks;
	struct x_redaction *redactions; /* owned; sorted by id when it is whole */
	size_t redaction_count, redaction_room;
	bool torn; /* something came that is no line of a result */
	struct gone_post gone_posts[STORE_KEPT_MAX];
	struct intake_gone gone;

	bool failing;      /* told once */
	bool refused;      /* the token */
	unsigned failures; /* in a row */
	void (*stopped)(void *arg);
	void *stopped_arg;
	struct deferred stop;
};

/* Takes `token`. */
void x_compliance_init(struct x *x, struct x_token *token);

/* Begin, if the configuration wants it. */
void x_compliance_start(struct x *x);

/* `stopped` comes when nothing is under way, in a later turn. */
void x_compliance_stop(struct x *x, void (*stopped)(void *arg), void *arg);

/* After it has stopped, or was never started. */
void x_compliance_release(struct x *x);

#endif
