/* The inside of the desk: what sending and receiving share. */
#ifndef DISTRICT_DESK_H
#define DISTRICT_DESK_H

#include "district/district.h"
#include "http/address.h"
#include "nriseva/webhook.h"

enum { DISTRICT_TRUSTED_MAX = 4 }; /* as many as nriseva_webhook_verify looks at */

/* One district's endpoint, with its keys read. */
struct district_endpoint {
	struct district_desk *desk;
	const struct config_endpoint *config;
	struct address_policy address;
	struct nriseva_webhook_key sign_key;
	struct nriseva_webhook_key trusted[DISTRICT_TRUSTED_MAX];
	size_t trusted_count;
};

struct district_desk {
	struct district_parts parts;
	struct district_endpoint *endpoints;
	size_t count;
	size_t open; /* events on their way and status updates being taken */
};

/* Read the keys and the ranges of an endpoint. */
enum err_code district_endpoint_read(
	const struct config_endpoint *config, struct district_endpoint *out, struct err *err);

/* The endpoint of a district, or NULL. */
struct district_endpoint *district_endpoint_find(
	const struct district_desk *desk, const char *district);

/* The carrier's `send`; `arg` is the endpoint. */
void district_send(void *endpoint, struct outbound *outbound);

#endif
