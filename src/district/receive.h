/* What is checked of a status update before it is taken: pure but for the keys of the desk. */
#ifndef DISTRICT_RECEIVE_H
#define DISTRICT_RECEIVE_H

#include "district/desk.h"

enum { RECEIVE_BODY_CAP = 16 * 1024 };

/* A request as it came. */
struct received {
	const char *sender; /* of the path */
	struct nriseva_webhook_headers headers;
	const char *body;
	size_t length;
};

/*
 * Check it, in this order: size, sender and signature, JSON and fields, that sender and recipient
 * are who they must be, that the case id can be one of ours. Gives 0, or the HTTP status to refuse
 * it with. `err` has the exact reason; for 401 it is for our log only.
 */
int receive_check(const struct district_desk *desk, const struct received *received, int64_t now_s,
	struct status_update *out, struct err *err);

#endif
