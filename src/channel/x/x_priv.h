/* What the files of this folder share. */
#ifndef CHANNEL_X_X_PRIV_H
#define CHANNEL_X_X_PRIV_H

#include "channel/channel.h"
#include "channel/x/judge.h"
#include "channel/x/pace.h"
#include "channel/x/token.h"
#include "channel/x/wire.h"
#include "http/client.h"
#include "loop/loop.h"

enum {
	X_CONNECT_MS = 10 * 1000,
	X_TIMEOUT_MS = 30 * 1000,
	X_READ_TIMEOUT_MS = 15 * 1000, /* a page that takes longer is asked for again */
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
	int64_t failing_since_at;    /* the feed; 0: it works */
	int64_t feed_after_at;       /* it is not asked before */
	int64_t hourly_at, daily_at; /* the next deeper polls */

	/* how it goes */
	struct x_limits limits;
	unsigned failures; /* in a row */
	enum x_trouble trouble;
	char trouble_text[200];
	int64_t last_poll_at;
	int64_t last_mention_at; /* the newest post seen; 0: none since the start */

	void (*stopped)(void *arg); /* not NULL: stop when nothing is under way */
	void *stopped_arg;
	struct deferred stop;
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
	struct x_lookup lookup;
	struct x_limits write_limits; /* as X said with its last answer to a reply */
	size_t sending;               /* sends, deletions and looks under way */
	enum x_alarm alarm;           /* the last one told */
	size_t still_open;            /* of polling and looking up, while they stop */
	void (*stopped)(void *arg);
	void *stopped_arg;
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

/* The fields that are asked of each post. */
extern const char x_post_fields[];

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

void x_poll_page_done(struct x *x);

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
