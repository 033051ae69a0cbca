/* The state of everything, as `nriseva status` tells it: what the store says, and what only the
 * running daemon knows. */
#ifndef CONSOLE_STATUS_H
#define CONSOLE_STATUS_H

#include "channel/channel.h"
#include "config/config.h"
#include "model/case.h"
#include "model/delivery.h"
#include "store/store.h"

enum { STATUS_HANDLES_MAX = 64, STATUS_LANES_MAX = 256, STATUS_TEXT_SIZE = 400 };

/* A lane whose oldest delivery waits for so long has a destination that somebody should ask. */
enum { STATUS_LONG_WAIT_MS = 3600 * 1000 };

struct status_handle {
	char handle[HANDLE_SIZE];
	int64_t cursor_at;    /* all mentions before it are taken; 0: never started */
	int64_t last_poll_at; /* as the daemon says; 0: unknown */
	struct channel_window reads, writes;                              /* as the daemon says */
	struct channel_allowance replies_today, money_today, money_month; /* the same */
	bool ok;
	char problem[STATUS_TEXT_SIZE];
	char notice[STATUS_TEXT_SIZE]; /* worth a look although it works; or "" */
};

struct status_lane {
	char lane[LANE_SIZE];
	int64_t waiting, leased, settling, given_up;
	int64_t oldest_at; /* 0: nothing waits */
	bool known;        /* it is in the configuration */
};

enum status_daemon {
	STATUS_ABSENT, /* no daemon runs */
	STATUS_MUTE,   /* something is there and does not answer: `daemon_text` */
	STATUS_CLOSED, /* its door is not ours to open: `daemon_text` */
	STATUS_RUNS,
};

struct status {
	enum status_daemon daemon;
	char daemon_text[STATUS_TEXT_SIZE];
	int64_t started_at;
	bool store_ok;
	int64_t store_since_at; /* since when it is not well, if the daemon says */
	char store_text[STATUS_TEXT_SIZE];
	struct status_handle handles[STATUS_HANDLES_MAX];
	size_t handle_count;
	struct status_lane lanes[STATUS_LANES_MAX];
	size_t lane_count;
	int64_t cases[CASE_STATUS_COUNT];
	int64_t given_up;
};

/* Start with the handles of the configuration; no daemon, a sound store. */
void status_init(struct status *status, const struct config *config);

/* The handle of that name, added if there is none; NULL when there is no room. */
struct status_handle *status_handle(struct status *status, const char *name);

/* Fill in what the store knows, inside a transaction. */
enum err_code status_read(
	struct status *status, const struct config *config, struct store_tx *tx, struct err *err);

/* What needs an operator: a sentence each, with what to do. Gives how many. */
size_t status_needs(const struct status *status, int64_t now_ms,
	void (*each)(void *arg, const char *sentence), void *arg);

#endif
