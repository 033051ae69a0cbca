/* What an answer of X means: pure. The tables are in judge.c; they are the place to add what X is
 * seen to answer. */
#ifndef CHANNEL_X_JUDGE_H
#define CHANNEL_X_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/delivery.h"

/* An answer, taken out of the request. */
struct x_answer {
	enum err_code code; /* ERR_OK: a status came */
	const char *error;  /* the sentence, unless ERR_OK */
	bool sent;
	bool cut;
	int status;
	const char *body;
	size_t length;
	int64_t resume_at; /* when the exhausted windows are full again, by the headers; 0: they do not say */
};

/* What somebody must know beside the outcome. */
enum x_alarm {
	X_ALARM_NONE,
	X_ALARM_TOKEN,      /* the token is refused */
	X_ALARM_CREDIT,     /* nothing is left to spend */
	X_ALARM_PERMISSION, /* the app or the account may not do this */
};
const char *x_alarm_text(enum x_alarm alarm); /* what happened and what to do; "" for none */

struct x_verdict {
	struct outcome outcome;
	enum x_alarm alarm;
	bool parent_gone; /* the post that was answered is deleted or hidden */
};

/* Of POST /2/tweets. `attempts` counts this one. */
void x_judge_reply(
	const struct x_answer *answer, int attempts, int64_t now_ms, struct x_verdict *out);

/* Of DELETE /2/tweets/{id}: done, also if there is nothing (more) to delete; to repeat it does no
 * harm, so what is unknown is tried again. */
void x_judge_deletion(
	const struct x_answer *answer, int attempts, int64_t now_ms, struct x_verdict *out);

/* Of GET requests (mentions, own posts). */
enum x_read {
	X_READ_PAGE,    /* 200 */
	X_READ_LIMITED, /* 429: wait for the window */
	X_READ_REFUSED, /* the token, or the account */
	X_READ_CREDIT,
	X_READ_FAILED, /* anything else: it may work later */
};
enum x_read x_judge_read(const struct x_answer *answer);

#endif
