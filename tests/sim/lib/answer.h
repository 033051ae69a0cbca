/* What both pretenders do on HTTP: answer in JSON, later if need be, and read JSON bodies. */
#ifndef SIM_LIB_ANSWER_H
#define SIM_LIB_ANSWER_H

#include <jansson.h>
#include <stdint.h>

#include "base/err.h"
#include "http/server.h"
#include "loop/loop.h"

/* Answer with a document. Takes `document`. */
void answer_json(struct http_exchange *exchange, int status, json_t *document);

/* Answer with {"error": sentence}. */
void answer_error(struct http_exchange *exchange, int status, const char *sentence);

/* Answer later, or break off later (status 0). Takes `document` (NULL allowed with status 0). */
void answer_later(struct loop *loop, struct http_exchange *exchange, int64_t after_ms, int status,
	json_t *document);

/* Decode the request's body, which must be a JSON object. Gives a reference. */
enum err_code answer_body(const struct http_exchange *exchange, json_t **out, struct err *err);

/* Say on standard output that the program serves: {"ready":true,"port":N}. */
void answer_ready(uint16_t port);

#endif
