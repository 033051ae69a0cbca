#include "webhook/message.h"

#include <sodium.h>
#include <string.h>

enum nriseva_webhook_result message_timestamp(const char *text, int64_t *out_seconds)
{
	int64_t seconds = 0;
	size_t i = 0;
	for (; text[i] >= '0' && text[i] <= '9'; i++) {
		if (i == MESSAGE_TIMESTAMP_DIGITS)
			return NRISEVA_WEBHOOK_BAD_TIMESTAMP;
		seconds = seconds * 10 + (text[i] - '0');
	}
	if (i == 0 || text[i] != '\0')
		return NRISEVA_WEBHOOK_BAD_TIMESTAMP;
	*out_seconds = seconds;
	return NRISEVA_WEBHOOK_OK;
}

/* A dot in an id would let two different messages have the same signed bytes. */
static enum nriseva_webhook_result check_id(const char *id, size_t *out_length)
{
	size_t i = 0;
	for (; id[i] != '\0'; i++) {
		if (i == NRISEVA_WEBHOOK_ID_MAX || id[i] <= ' ' || id[i] > '~' || id[i] == '.')
			return NRISEVA_WEBHOOK_BAD_ID;
	}
	*out_length = i;
	return i > 0 ? NRISEVA_WEBHOOK_OK : NRISEVA_WEBHOOK_BAD_ID;
}

static void append(struct message *message, const void *bytes, size_t length)
{
	if (length > 0)
		memcpy(message->bytes + message->length, bytes, length);
	message->length += length;
}

enum nriseva_webhook_result message_build(
	const char *id, const char *timestamp, const void *body, size_t length, struct message *out)
{
	size_t id_length;
	int64_t seconds;
	enum nriseva_webhook_result result = check_id(id, &id_length);
	if (result == NRISEVA_WEBHOOK_OK)
		result = message_timestamp(timestamp, &seconds);
	if (result == NRISEVA_WEBHOOK_OK && length > NRISEVA_WEBHOOK_BODY_MAX)
		result = NRISEVA_WEBHOOK_TOO_LARGE;
	if (result != NRISEVA_WEBHOOK_OK)
		return result;
	out->length = 0;
	append(out, id, id_length);
	append(out, ".", 1);
	append(out, timestamp, strlen(timestamp));
	append(out, ".", 1);
	append(out, body, length);
	return NRISEVA_WEBHOOK_OK;
}

void message_hmac(const struct message *message, const struct nriseva_webhook_key *key,
	unsigned char out[MESSAGE_HMAC_SIZE])
{
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, key->bytes, key->length);
	crypto_auth_hmacsha256_update(&state, message->bytes, message->length);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof state);
}
