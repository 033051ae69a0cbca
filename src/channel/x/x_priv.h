/* What the files of this folder share. */
#ifndef CHANNEL_X_X_PRIV_H
#define CHANNEL_X_X_PRIV_H

#include "channel/channel.h"
#include "channel/x/authors.h"
#include "channel/x/breaker.h"
#include "channel/x/budget.h"
#include "channel/x/compliance.h"
#include "channel/x/fields.h"
#include "channel/x/grant.h"
#include "channel/x/judge.h"
#include "channel/x/oauth2.h"
#include "channel/x/pace.h"
#include "channel/x/seen.h"
#include "channel/x/stream.h"
#include "channel/x/token.h"
#include "channel/x/vitals.h"
#include "channel/x/wire.h"
#include "http/client.h"
#include "loop/loop.h"

enum {
	X_CONNECT_MS = 10 * 1000,
	X_TIMEOUT_MS = 30 * 1000,
	X_READ_TIMEOUT_MS = 15 * 1000,   /* a page that takes longer is asked for again */
	X_LOOK_UP_TIMEOUT_MS = 5 * 1000, /* a reply waits for it, and all behind that one */
	X_URL_SIZE = 1024,
	X_PAGE_CAP = 8 * 1024 * 1024, /* 100 posts of 25,000 characters with their fields */
	X_ANSWER_CAP = 64 * 1024,
};

/* Why polling does not go well. One line in the log when it changes, not one per try. */
enum x_trouble {
	X_TROUBLE_NONE,
	X_TROUBLE_LIMITED, /* a window of X is used up */
	X_TROUBLE_FAILING, /* no answer, or none that is a page */
	X_TROUBLE_REFUSED, /* the token */
	X_TROUBLE_CREDIT,
	X_TROUBLE_FIELDS, /* posts lack fields that we asked for */
	X_TROUBLE_STORE,  /* our own store does not take posts */
};

enum x_poll_state {
	X_POLL_OFF,
	X_POLL_STARTING,  /* the store is asked for the starting point */
	X_POLL_RECALLING, /* X is asked for our own posts since a backup; see recall.c */
	X_POLL_KEEPING,   /* a page of them is being written */
	X_POLL_READY,     /* to be started */
	X_POLL_ASKING,    /* X is asked for a page */
	X_POLL_TAKING,    /* the posts of a page are at intake */
	X_POLL_MOVING,    /* the cursor is being written */
	X_POLL_WAITING,   /* for the time of the next poll */
	X_POLL_STOPPED,
};

/* Where the posts of a poll come from. */
enum x_source {
	X_SOURCE_MENTIONS, /* the feed of mentions: moves the cursor */
	X_SOURCE_SEARCH,   /* recent search, when the feed fails or does not reach far enough */
};

/* The second source; see search.c. */
struct x_search {
	struct x_limits limits;
	int64_t from_at;   /* what was written before is known by search; 0: nothing is */
	int64_t sweep_at;  /* when it is asked beside the feed next */
	int64_t resume_at; /* X refused it: not before this */
	bool catching_up;  /* the feed did not reach back to the cursor: search must */
	bool refused;      /* X does not let us search */
	bool failing;      /* told once */
};

/* The watching of mentions; see poll.c. */
struct x_poll {
	enum x_poll_state state;
	struct loop_timer *timer;

	/* the store */
	struct store_op op;
	int64_t op_at;                 /* in */
	struct spending op_spent;      /* in */
	struct store_handle op_handle; /* out */
	struct store_handle known;
	bool prepared; /* `known` is valid, and what we said is known */
	void (*ready)(void *arg);
	void *ready_arg;

	/* what we said since a backup */
	struct x_own_page own;
	int recalled_pages;

	/* the present poll */
	enum x_source source;
	int64_t from_at; /* what was written before is not asked for */
	bool sweep;      /* of the feed: it goes deeper than it must */
	int64_t began_at;
	int64_t newest_at; /* of the posts seen */
	int64_t requests;
	size_t posts;
	size_t fresh; /* of these not read today before */
	char *next_token;
	struct http_request request;
	char url[X_URL_SIZE];
	char authorization[X_AUTHORIZATION_SIZE];
	size_t open;                     /* posts at intake */
	bool refused;                    /* intake did not take one */
	struct x_unreadable *unreadable; /* of the present page, while they are written */
	size_t unreadable_count;
	bool *unreadable_new; /* out, of each: it was not recorded before */

	/* when to ask whom */
	struct x_search search;
	int64_t failing_since_at;               /* the feed; 0: it works */
	int64_t feed_after_at;                  /* it is not asked before */
	int64_t hourly_at, daily_at, weekly_at; /* the next deeper polls */
	int64_t *deep_at;                       /* of a sweep: which of the three it is */

	/* how it goes */
	struct x_limits limits;
	int64_t pace_ms;   /* the last wait between two polls that went well; 0: none yet */
	unsigned failures; /* in a row */
	enum x_trouble trouble;
	char trouble_text[200];
	int64_t last_poll_at;
	struct x_vitals vitals;
	bool op_learns;            /* in: `gaps` is wanted */
	struct store_gaps op_gaps; /* out */

	void (*stopped)(void *arg); /* not NULL: stop when nothing is under way */
	void *stopped_arg;
	struct deferred stop;
};

enum x_refresh_state {
	X_REFRESH_OFF,     /* the token is none that is renewed */
	X_REFRESH_RESTING, /* until its time has come */
	X_REFRESH_ASKING,  /* X is asked for a new pair */
	X_REFRESH_KEEPING, /* the new pair is being written */
	X_REFRESH_STOPPED,
};

/* Keeping an OAuth 2.0 token fresh; see refresh.c. */
struct x_refresh {
	enum x_refresh_state state;
	struct loop_timer *timer;
	struct x_grant grant; /* as in the file; in KEEPING: as it shall be there */
	struct x_oauth2_call call;
	struct http_request request;
	int64_t asked_at;
	int lock;          /* held while asking and keeping */
	bool worked;       /* X has taken the present access token */
	bool by_previous;  /* the refresh token before the present one is tried */
	unsigned failures; /* in a row */
	unsigned lost;     /* answers in a row, for this refresh token */
	bool ended;        /* somebody must sign in again */
	int64_t again_at;  /* ended: it is tried all the same, not before this */
	char text[200];    /* what is wrong; "" if nothing */
	void (*stopped)(void *arg);
	void *stopped_arg;
};

/* What X will bill; see bill.c. */
struct x_bill {
	struct x_seen seen; /* posts that were read today */
	int64_t seen_at;
	struct spending unwritten;          /* read, and not in the store yet */
	struct spending op_today, op_month; /* out, at the start */
};

enum x_lookup_state {
	X_LOOKUP_OFF,
	X_LOOKUP_WAITING,
	X_LOOKUP_CHOOSING, /* the store is asked which posts are due */
	X_LOOKUP_ASKING,   /* X is asked for them */
	X_LOOKUP_TAKING,   /* newer versions are at intake */
	X_LOOKUP_WIPING,   /* those that are gone are at intake */
	X_LOOKUP_NOTING,   /* the store is told when to look again */
	X_LOOKUP_STOPPED,
};

enum { X_LOOKUP_URL_SIZE = 4096 };

/* Looking up whether posts are still there; see lookup.c. */
struct x_lookup {
	enum x_lookup_state state;
	struct loop_timer *timer;
	struct store_op op;
	int64_t now_ms;
	struct store_look looks[STORE_LOOKS_MAX];
	int64_t next_at[STORE_LOOKS_MAX]; /* when to look at each again */
	size_t count;
	char newer[STORE_LOOKS_MAX][ID_SIZE]; /* versions we do not have, to be asked for */
	size_t newer_count;
	bool asks_newer;
	struct http_request request;
	char url[X_LOOKUP_URL_SIZE];
	char authorization[X_AUTHORIZATION_SIZE];
	struct x_limits limits;
	size_t open; /* posts at intake */
	struct gone_post gone_posts[STORE_LOOKS_MAX];
	struct intake_gone gone;
	unsigned failures; /* in a row */
	bool failing;      /* told once */
	void (*stopped)(void *arg);
	void *stopped_arg;
	struct deferred stop;
};

struct x {
	struct channel channel; /* first */
	struct channel_parts parts;
	const struct config_handle *handle;
	struct x_token token;
	struct address_policy address;
	struct x_poll poll;
	enum x_dialect dialect; /* in which X is asked for fields */
	struct x_refresh refresh;
	struct x_budget budget;
	struct x_bill bill;
	struct x_stream stream; /* beside it, if the configuration says so */
	size_t stopping;        /* of its parts, those that have not stopped */
	struct x_lookup lookup;
	struct x_compliance compliance; /* instead of most look-ups, if the configuration says so */
	struct x_limits write_limits;   /* as X said with its last answer to a reply */
	size_t sending;                 /* sends, deletions and looks under way */
	enum x_alarm alarm;             /* the last one told */
	void (*stopped)(void *arg);     /* of the whole */
	void *stopped_arg;
	struct x_authors authors;
	struct x_breaker breaker;
};

static inline struct x *x_of(struct channel *channel)
{
	return (struct x *)(void *)channel;
}

/* A GET or POST to X with what all of them carry. The URL is final: it may be signed, and then the
 * header stands in `authorization`; both must last as long as the request. */
struct http_request x_request(const struct x *x, const char *method, const char *url,
	char authorization[X_AUTHORIZATION_SIZE], size_t answer_cap);

/* What came back, for judge.h. Valid as long as the request's answer. */
struct x_answer x_answer_of(const struct http_request *request, enum err_code code,
	const struct err *err, const struct x_limits *limits);

/* The token file again: an operator may have put a valid one there. */
void x_reread_token(struct x *x);

/* Posts came without fields that we asked for: from now on they are asked for in the other dialect,
 * and the operators are told. */
void x_change_dialect(struct x *x);
/* refresh.c: begin with what was loaded at the start (takes `grant`); replace what is used (takes
 * both); end, `stopped` comes when nothing is under way, perhaps at once. */
void x_refresh_init(struct x *x, struct x_grant *grant);
void x_refresh_adopt(struct x *x, struct x_token *token, struct x_grant *grant);
void x_refresh_stop(struct x *x, void (*stopped)(void *arg), void *arg);
void x_refresh_release(struct x *x);

/* Whether a token is just being changed for another. */
bool x_refresh_is_busy(const struct x *x);

/* X took, or refused (401), a request with this Authorization. The second gives how long to wait
 * before the next, where `otherwise_ms` is right if no other token is to be had soon. */
void x_refresh_worked(struct x *x, const char *authorization);
int64_t x_refresh_refused(struct x *x, const char *authorization, int64_t otherwise_ms);

/* Add its trouble to the channel's. */
void x_refresh_health(const struct x *x, struct channel_health *out);

/* The id that X would give to a post made at this time: for since_id. */
uint64_t x_snowflake(int64_t at);

/* Add "&pagination_token=..." for a page that is not the first. */
void x_add_token(char *url, size_t size, const char *next_token);

/* poll.c */
void x_poll_init(struct x *x);
void x_poll_prepare(struct x *x, void (*ready)(void *arg), void *arg);
void x_poll_start(struct x *x);
void x_poll_stop(struct x *x, void (*stopped)(void *arg), void *arg);
void x_poll_health(const struct x *x, struct channel_health *out);
void x_poll_release(struct x *x);

/* Of poll.c for recall.c: change the state; fail and try again later (0: by back-off); stop if
 * that is wanted; judge an answer, which has failed already if this gives false. */
void x_poll_move(struct x *x, enum x_poll_state next);
void x_poll_fail(struct x *x, enum x_trouble trouble, const char *text, int64_t wait_ms);
bool x_poll_stops(struct x *x);
bool x_poll_is_page(struct x *x, struct x_answer *out, enum err_code code, const struct err *err);
void x_poll_prepared(struct x *x);

/* There is a new token: a poll that waits because the old one was refused waits no more. */
void x_poll_hurry(struct x *x);

void x_poll_page_done(struct x *x);

/* Give a post to intake; takes it. `taken` comes as intake's done. */
typedef void x_taken(struct x *x, enum err_code code, const struct err *err);
void x_take(struct x *x, struct post *post, int64_t now_ms, x_taken *taken);

/* The stream does not bring posts any more: if a poll waits for long, it comes at the usual pace. */
void x_poll_quicken(struct x *x);

/* search.c: whether it stands in for the feed now; the address to ask; a poll of it is done; it has
 * failed (the feed's trouble is not touched). */
bool x_search_stands_in(const struct x *x, int64_t now_ms);
void x_search_choose(struct x *x, int64_t now_ms);
void x_search_url(const struct x *x, char *url, size_t size);
void x_search_done(struct x *x);
void x_search_fail(struct x *x, const struct x_answer *answer, const char *text);

/* Go on at the usual pace. */
void x_poll_wait(struct x *x, int64_t ms);

/* unreadable.c: record what the present page has of them, then x_poll_page_done; drop it. */
void x_unreadable_keep(struct x *x);
void x_unreadable_forget(struct x_poll *poll);

/* bill.c. At the start: what was spent, inside a transaction; then on the loop. */
enum err_code x_bill_load(struct x *x, struct store_tx *tx, int64_t now_ms, struct err *err);
void x_bill_loaded(struct x *x);

/* What a page of the poll costs; gives how many of its posts were not read today before. The same of
 * our own posts. */
size_t x_bill_page(struct x *x, const struct x_page *page);
void x_bill_own_page(struct x *x, const struct x_own_page *page);

/* A post came by the stream, or by a look-up of posts. An account was looked up. */
void x_bill_post(struct x *x, const struct post *post);
void x_bill_account(struct x *x);

/* Take what is not in the store yet, to write it; give it back if that failed. */
struct spending x_bill_take(struct x *x);
void x_bill_give_back(struct x *x, const struct spending *taken);

/* A reply is published: gives what it costs. The store learns it by the outbox. */
int64_t x_bill_reply(struct x *x, const char *text);

/* The same for one that was taken down. */
int64_t x_bill_deletion(struct x *x);

/* Tell an operator, once, of what is short or spent; the worst of it, "" if all is fine. */
void x_bill_tell(struct x *x);
enum x_purse_state x_bill_worst(const struct x *x, char out_text[X_PURSE_TEXT_SIZE]);

/* recall.c */
void x_recall_start(struct x *x);

/* send.c */
void x_send(struct channel *channel, struct outbound *outbound);
void x_look(struct channel *channel, struct outbound *outbound);

/* Of send.c for delete.c: an operator hears of each new kind of alarm once. */
void x_tell_alarm(struct x *x, enum x_alarm alarm);

/* lookup.c */
void x_lookup_init(struct x *x);
void x_lookup_start(struct x *x);
void x_lookup_stop(struct x *x, void (*stopped)(void *arg), void *arg);
void x_lookup_release(struct x *x);

/* delete.c */
void x_remove(struct channel *channel, struct outbound *outbound);

#endif
