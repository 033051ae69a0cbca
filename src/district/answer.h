/* What a district's answer to an event means for the delivery: pure. */
#ifndef DISTRICT_ANSWER_H
#define DISTRICT_ANSWER_H

#include <stdint.h>

#include "base/err.h"
#include "model/delivery.h"

/* How an attempt ended. */
struct district_answer {
	enum err_code code;    /* of the request */
	const char *text;      /* its sentence, if code is not ERR_OK */
	int status;            /* HTTP status, if code is ERR_OK */
	int64_t retry_after_s; /* -1: none */
};

/*
 *  2xx                                   done
 *  410                                   again in a day
 *  429, 502, 503, 504 with Retry-After   again after that, a day at most
 *  anything else, or no answer           again when the outbox's back-off says so
 *
 * When it is given up is the outbox's to say.
 */
void district_judge(const struct district_answer *answer, int64_t now_ms, struct outcome *out);

#endif
