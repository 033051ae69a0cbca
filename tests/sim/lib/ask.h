/* One HTTP call after the other, waited for: for tests that talk to a server on their own loop. */
#ifndef SIM_LIB_ASK_H
#define SIM_LIB_ASK_H

#include <jansson.h>

#include "base/err.h"
#include "http/client.h"
#include "loop/loop.h"

struct ask_answer {
	enum err_code code; /* ERR_OK: an answer came */
	int status;
	json_t *document;   /* NULL if the answer was no JSON; the caller's */
	char remaining[24]; /* x-rate-limit-remaining, or "" */
};

struct ask_header {
	const char *name, *value;
};

/* Call and run the loop until the answer is there. `body` NULL: none. `headers` ends with a NULL
 * name. */
struct ask_answer ask(struct loop *loop, struct http_client *client, const char *method,
	const char *url, const char *body, const struct ask_header *headers);

#endif
