/*
 * Districts: signed events out to their endpoints, signed status updates in.
 *
 * Out: one lane per endpoint, "endpoint:ID". In: POST /v1/{sender}/status.
 */
#ifndef DISTRICT_DISTRICT_H
#define DISTRICT_DISTRICT_H

#include "base/err.h"
#include "config/config.h"
#include "http/client.h"
#include "http/server.h"
#include "intake/intake.h"
#include "outbox/outbox.h"

struct district_desk;

struct district_parts {
	struct loop *loop;
	struct intake *intake;
	struct outbox *outbox;
	struct http_client *client;
	const struct config *config;
};

/* Read the keys of all endpoints and register their lanes. The error names endpoint, file and
 * remedy. */
enum err_code district_desk_new(
	const struct district_parts *parts, struct district_desk **out, struct err *err);

/* After the outbox has drained and intake has nothing open: panics otherwise. NULL is allowed.
 * Wipes the keys. */
void district_desk_free(struct district_desk *desk);

/* The route's end of POST /v1/{sender}/status. Answers now, or when intake has taken it. */
void district_desk_serve_status(
	struct district_desk *desk, struct http_exchange *exchange, const char *sender);

/*
 * Read a status update as a district writes it, for tests, pretenders and documentation alike:
 *
 *  {"type":"case.status","timestamp":"...","data":{"sender":"lucknow","recipient":"uppolnri",
 *   "case":"NRI-...","status":"in_progress","sequence":1,"detail":"...","hand_to":"..."}}
 *
 * ERR_FORMAT with the first mistake, which may be told to the district. Does not know our names,
 * case ids or districts.
 */
enum err_code district_status_decode(const char *bytes, size_t length, struct status_update *out,
	char out_recipient[LABEL_SIZE], struct err *err);

#endif
