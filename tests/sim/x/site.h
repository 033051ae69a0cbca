/*
 * The pretend X as a whole: its world, what it counts, what shall go wrong, and the doors into it.
 *
 *   api.c      what the daemon calls: /2/...
 *   control.c  what tests call: /sim/...
 *   oauth1.c   who signs calls, and how an account lets an app in: /oauth/...
 *   oauth2.c   who asks for tokens and renews them: /2/oauth2/..., /i/oauth2/authorize
 *   stream.c   the filtered stream
 *   compliance.c  compliance jobs
 *   script.c   people who write by a script
 *   record.c   what was asked and answered, in full
 */
#ifndef SIM_X_SITE_H
#define SIM_X_SITE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "http/server.h"
#include "lib/fault.h"
#include "lib/lines.h"
#include "loop/loop.h"
#include "x/compliance.h"
#include "x/meter.h"
#include "x/rules.h"
#include "x/storm.h"
#include "x/stream.h"
#include "x/world.h"

enum x_endpoint {
	X_MENTIONS,
	X_CREATE,
	X_TIMELINE,
	X_DELETE,
	X_ME,
	X_USER,
	X_SEARCH,
	X_LOOKUP,
	X_RULES, /* from here on: the app's token */
	X_STREAM,
	X_CONNECTIONS,
	X_USAGE,
	X_JOBS, /* compliance jobs: new ones, and all of them */
	X_JOB,
	X_UPLOAD, /* from here on: none, the address is signed */
	X_DOWNLOAD,
};
enum { X_ENDPOINT_COUNT = X_DOWNLOAD + 1 };

/* "mentions", "create", ... as in faults and counts. */
extern const char *const x_endpoint_names[X_ENDPOINT_COUNT];

struct x_oauth1;
struct x_oauth2;
struct x_script;

struct x_site {
	struct loop *loop;
	struct line_log *log;
	struct line_log *requests; /* all that the daemon asks and is answered; or NULL */
	struct x_world world;
	struct x_rules rules;
	struct x_meter meter;
	struct x_window windows[X_ENDPOINT_COUNT];
	int64_t window_ms;
	const char *token;       /* the one that is taken; NULL: any */
	struct x_oauth1 *oauth1; /* not NULL: calls are signed, and no bearer token is taken */
	struct x_oauth2 *oauth2; /* not NULL: only access tokens that it gave are taken */
	const char *app_token;   /* the one that is taken for the stream; NULL: any */
	struct x_stream stream;
	struct x_compliance compliance;
	struct faults faults;
	struct x_storm storm;
	int64_t create_ms;       /* how long the answer to a create takes, when all is done */
	int64_t mentions_lag_ms; /* how long new mentions stay out of the feed */
	int64_t timeline_lag_ms; /* the same for our own posts */
	char dialect
		[8]; /* "tweet" or "post": the only words for fields that it understands; "": both */
	char without[64];         /* fields that it gives nobody any more, with commas between */
	int64_t login_down_until; /* nobody can sign in before this */
	int64_t calls[X_ENDPOINT_COUNT];
	json_t *rejects;         /* creates that were refused */
	bool polled;             /* somebody has asked for mentions */
	struct x_script *script; /* or NULL */
};

void x_site_init(struct x_site *site, struct loop *loop, struct line_log *log, const char *our_id,
	const char *our_username);
void x_site_release(struct x_site *site);

/* Serve one request; `arg` is the site. */
void x_site_serve(void *arg, struct http_exchange *exchange);

/* Order a fault: the timed ones ("lag_ms") act at once, others wait for their call. */
enum err_code x_site_fault(struct x_site *site, const json_t *order, struct err *err);

/* Order weather: {"percent", "seed"} for a storm; {"on": endpoint or "all", "status", "ms", "done"} for
 * an outage (see storm.h); {"on": "login", "ms"} for signing in, which is then answered 503. */
enum err_code x_site_storm(struct x_site *site, const json_t *order, struct err *err);
enum err_code x_site_outage(struct x_site *site, const json_t *order, struct err *err);

/* Fill up the account; see meter.h. */
enum err_code x_site_credit(struct x_site *site, const json_t *order, struct err *err);
/* Order what the stream does wrong: see stream.h. */
enum err_code x_site_stream(struct x_site *site, const json_t *order, struct err *err);
/* Refuse every reply in these words from now on: {"refuse": WORDS}; null: none. */
enum err_code x_site_rule(struct x_site *site, const json_t *order, struct err *err);
/* How long addresses of compliance jobs live: see compliance.h. */
enum err_code x_site_compliance(struct x_site *site, const json_t *order, struct err *err);
/* Hide or show: {"author": NAME, "how": "protected", "suspended", "deactivated" or "visible"}, or {"ref": REF, "how":
 * "withheld", "deleted" or "visible"}. */
enum err_code x_site_hide(struct x_site *site, const json_t *order, struct err *err);

/* A fact about a post for the log: ids, refs, texts. Gives an object. */
json_t *x_site_tell(const struct x_site *site, const struct x_post *post);

/* api.c, control.c: serve if the path is theirs (any path for the API). */
void x_api_serve(struct x_site *site, struct http_exchange *exchange);
void x_control_serve(struct x_site *site, struct http_exchange *exchange);

#endif
