/*
 * What the daemon asked and was answered, in full, for a checker that knows X's document
 * (tests/openapi): one line each, without the token.
 */
#ifndef SIM_X_RECORD_H
#define SIM_X_RECORD_H

#include <jansson.h>

#include "http/server.h"
#include "lib/lines.h"

/* {"act":"request", "method", "path", "query": [[name, value]...], "headers": {...}, "body"}. Of
 * "authorization" only its first word; no "body" if there is none. `log` NULL: nothing. */
void x_record_request(struct line_log *log, const struct http_exchange *exchange);

/* {"act":"answer", "method", "path", "query", "status", "body"}; `document` is borrowed. */
void x_record_answer(struct line_log *log, const struct http_exchange *exchange, int status,
	const json_t *document);

#endif
