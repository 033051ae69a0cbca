/*
 * All district offices of the rehearsal in one process.
 *
 *   office.c  receives signed events: POST /{district}/events; and what tests call: /sim/...
 *   clerk.c   works on cases by the plan: sends signed status updates, each until it is taken
 */
#ifndef SIM_DISTRICT_OFFICE_H
#define SIM_DISTRICT_OFFICE_H

#include <jansson.h>
#include <stdint.h>

#include "district/book.h"
#include "district/keys.h"
#include "district/plan.h"
#include "http/client.h"
#include "http/server.h"
#include "lib/fault.h"
#include "lib/lines.h"
#include "loop/loop.h"

struct office {
	struct loop *loop;
	struct line_log *log;
	struct http_client *client;
	struct keyring keys;
	struct plans plans;
	struct book book;
	struct faults faults;
	const char *daemon_url; /* "http://127.0.0.1:8470" */
	int64_t delay_ms;       /* between an event and the first status, and between statuses */
	json_t *events;         /* all that came, for /sim/state */
	json_t *statuses;       /* all that were taken or refused */
};

void office_init(struct office *office, struct loop *loop, struct line_log *log);

/* Ends what the clerks are doing. */
void office_release(struct office *office);

/* Serve one request; `arg` is the office. */
void office_serve(void *arg, struct http_exchange *exchange);

/* An event that is what it should be. Strings are borrowed from the body. */
struct office_event {
	const char *type;
	const char *sender; /* who tells us: the recipient of our status updates */
	const char *status; /* of the case */
	const char *text;   /* of the citizen's post, or NULL */
};

/* Let the district's clerk know of an event that was accepted. */
void clerk_tell(struct office *office, struct book_case *entry, const struct office_event *event);

/* End a clerk. */
void clerk_free(void *clerk);

#endif
