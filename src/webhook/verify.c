/*
 * Verifying. The headers are there, the id and timestamp are well-formed, the timestamp is near;
 * then each entry of the signature header is tried with each trusted key of its version until one
 * verifies.
 *
 * A message is refused with the first reason found, in the order of the checks. A malformed entry
 * is an entry that does not verify, never an error of its own: a good one may stand behind it.
 * Tries are capped, so that a header full of entries costs no more than MAX_ENTRIES times MAX_KEYS.
 */
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "webhook/message.h"

enum { MAX_KEYS = 4, MAX_ENTRIES = 8 };

static const char *const reasons[] = {
	[NRISEVA_WEBHOOK_OK] = "the signature is good",
	[NRISEVA_WEBHOOK_BAD_KEY] = "the key is not well-formed, or cannot do what is asked of it",
	[NRISEVA_WEBHOOK_MISSING_ID] = "the header webhook-id is missing",
	[NRISEVA_WEBHOOK_MISSING_TIMESTAMP] = "the header webhook-timestamp is missing",
	[NRISEVA_WEBHOOK_MISSING_SIGNATURE] = "the header webhook-signature is missing",
	[NRISEVA_WEBHOOK_BAD_ID] =
		"the webhook-id is empty, too long, or has a character it may not have",
	[NRISEVA_WEBHOOK_BAD_TIMESTAMP] = "the webhook-timestamp is not 1 to 12 digits",
	[NRISEVA_WEBHOOK_TOO_OLD] = "the webhook-timestamp is too far in the past",
	[NRISEVA_WEBHOOK_TOO_NEW] = "the webhook-timestamp is too far in the future",
	[NRISEVA_WEBHOOK_NO_KEYS] = "there is no usable key",
	[NRISEVA_WEBHOOK_NO_KNOWN_VERSION] =
		"no entry of webhook-signature is of a version that a trusted key can check",
	[NRISEVA_WEBHOOK_BAD_SIGNATURE] =
		"no entry of webhook-signature verifies with a trusted key",
	[NRISEVA_WEBHOOK_NO_ROOM] = "the output is too small",
	[NRISEVA_WEBHOOK_TOO_LARGE] = "the body is too large",
};

const char *nriseva_webhook_reason(enum nriseva_webhook_result result)
{
	size_t i = (size_t)result;
	return i < sizeof reasons / sizeof *reasons ? reasons[i] : "unknown result";
}

/* One entry of the signature header. */
struct entry {
	bool hmac;    /* v1, else v1a */
	bool decoded; /* `signature` is of the right length */
	unsigned char signature[crypto_sign_BYTES];
};

static bool starts(const char *text, size_t length, const char *prefix)
{
	size_t needed = strlen(prefix);
	return length >= needed && memcmp(text, prefix, needed) == 0;
}

/* False for a version that is not ours. */
static bool read_entry(const char *text, size_t length, struct entry *out)
{
	out->hmac = starts(text, length, "v1,");
	if (!out->hmac && !starts(text, length, "v1a,"))
		return false;
	size_t prefix = out->hmac ? 3 : 4, size = 0;
	size_t expected = out->hmac ? crypto_auth_hmacsha256_BYTES : crypto_sign_BYTES;
	out->decoded =
		sodium_base642bin(out->signature, sizeof out->signature, text + prefix,
			length - prefix, NULL, &size, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
		size == expected;
	return true;
}

static bool hmac_is(const struct nriseva_webhook_key *key, const struct message *message,
	const unsigned char *expected)
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	message_hmac(message, key, mac);
	bool same = sodium_memcmp(mac, expected, sizeof mac) == 0;
	sodium_memzero(mac, sizeof mac);
	return same;
}

static bool can_check(const struct nriseva_webhook_key *key, const struct entry *entry)
{
	return (key->kind == NRISEVA_WEBHOOK_KEY_HMAC) == entry->hmac;
}

static bool verifies(const struct nriseva_webhook_key *key, const struct entry *entry,
	const struct message *message)
{
	struct nriseva_webhook_key public;
	if (!entry->decoded)
		return false;
	if (entry->hmac)
		return hmac_is(key, message, entry->signature);
	return nriseva_webhook_key_public(key, &public) == NRISEVA_WEBHOOK_OK &&
	       crypto_sign_verify_detached(
		       entry->signature, message->bytes, message->length, public.bytes) == 0;
}

/* The usable ones of the trusted keys. */
struct key_list {
	const struct nriseva_webhook_key *keys[MAX_KEYS];
	size_t count;
};

static void list_keys(const struct nriseva_webhook_key *trusted, size_t count, struct key_list *out)
{
	out->count = 0;
	for (size_t i = 0; i < count && out->count < MAX_KEYS; i++) {
		if (trusted[i].kind != NRISEVA_WEBHOOK_KEY_NONE &&
			trusted[i].length <= sizeof trusted->bytes)
			out->keys[out->count++] = &trusted[i];
	}
}

/* Try one entry with all keys; sets *known if there is a key of its version. */
static bool try_entry(const struct entry *entry, const struct key_list *list,
	const struct message *message, bool *known)
{
	bool good = false;
	for (size_t i = 0; i < list->count && !good; i++) {
		if (!can_check(list->keys[i], entry))
			continue;
		*known = true;
		good = verifies(list->keys[i], entry, message);
	}
	return good;
}

static enum nriseva_webhook_result try_entries(
	const char *header, const struct key_list *list, const struct message *message)
{
	bool known = false;
	size_t tried = 0;
	while (*header != '\0' && tried < MAX_ENTRIES) {
		struct entry entry;
		size_t length = strcspn(header, " ");
		if (read_entry(header, length, &entry)) {
			tried++;
			if (try_entry(&entry, list, message, &known))
				return NRISEVA_WEBHOOK_OK;
		}
		header += length;
		header += strspn(header, " ");
	}
	return known ? NRISEVA_WEBHOOK_BAD_SIGNATURE : NRISEVA_WEBHOOK_NO_KNOWN_VERSION;
}

static enum nriseva_webhook_result check_present(const struct nriseva_webhook_headers *headers)
{
	if (!headers->id)
		return NRISEVA_WEBHOOK_MISSING_ID;
	if (!headers->timestamp)
		return NRISEVA_WEBHOOK_MISSING_TIMESTAMP;
	return headers->signature ? NRISEVA_WEBHOOK_OK : NRISEVA_WEBHOOK_MISSING_SIGNATURE;
}

/* Unsigned differences cannot overflow, whatever `now` is. */
static enum nriseva_webhook_result check_time(
	const char *timestamp, int64_t now, int64_t tolerance_s)
{
	int64_t at;
	uint64_t allowed = tolerance_s > 0 ? (uint64_t)tolerance_s : 0;
	enum nriseva_webhook_result result = message_timestamp(timestamp, &at);
	if (result != NRISEVA_WEBHOOK_OK)
		return result;
	if (now > at && (uint64_t)now - (uint64_t)at > allowed)
		return NRISEVA_WEBHOOK_TOO_OLD;
	if (at > now && (uint64_t)at - (uint64_t)now > allowed)
		return NRISEVA_WEBHOOK_TOO_NEW;
	return NRISEVA_WEBHOOK_OK;
}

enum nriseva_webhook_result nriseva_webhook_verify(const struct nriseva_webhook_key *trusted,
	size_t trusted_count, const struct nriseva_webhook_headers *headers, const void *body,
	size_t length, int64_t now, int64_t tolerance_s)
{
	struct message message;
	struct key_list list;
	enum nriseva_webhook_result result = check_present(headers);
	if (result == NRISEVA_WEBHOOK_OK)
		result = message_build(headers->id, headers->timestamp, body, length, &message);
	if (result == NRISEVA_WEBHOOK_OK)
		result = check_time(headers->timestamp, now, tolerance_s);
	if (result != NRISEVA_WEBHOOK_OK)
		return result;
	list_keys(trusted, trusted_count, &list);
	if (list.count == 0)
		return NRISEVA_WEBHOOK_NO_KEYS;
	return try_entries(headers->signature, &list, &message);
}
