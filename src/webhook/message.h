/* The signed bytes of a message: id "." timestamp "." body, in one piece. */
#ifndef WEBHOOK_MESSAGE_H
#define WEBHOOK_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "nriseva/webhook.h"

enum { MESSAGE_TIMESTAMP_DIGITS = 12, MESSAGE_HMAC_SIZE = 32 };

struct message {
	size_t length;
	unsigned char bytes[NRISEVA_WEBHOOK_ID_MAX + 1 + MESSAGE_TIMESTAMP_DIGITS + 1 +
			    NRISEVA_WEBHOOK_BODY_MAX];
};

/* Read a timestamp header: 1 to 12 ASCII digits and nothing else, or BAD_TIMESTAMP. */
enum nriseva_webhook_result message_timestamp(const char *text, int64_t *out_seconds);

/* Put a message together. `timestamp` is the text of its header. BAD_ID, BAD_TIMESTAMP,
 * TOO_LARGE. */
enum nriseva_webhook_result message_build(const char *id, const char *timestamp, const void *body,
	size_t length, struct message *out);

/* The HMAC-SHA256 of a message with a whsec_ key. */
void message_hmac(const struct message *message, const struct nriseva_webhook_key *key,
	unsigned char out[MESSAGE_HMAC_SIZE]);

#endif
