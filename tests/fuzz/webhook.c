/* Reads the input as three headers and a body, parted by line ends, and as a key. No input may
 * verify: the fuzzer does not know the secrets. */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nriseva/webhook.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const unsigned char seed[crypto_sign_SEEDBYTES] = {7};

static void make_keys(struct nriseva_webhook_key keys[2])
{
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	keys[0] = (struct nriseva_webhook_key){.kind = NRISEVA_WEBHOOK_KEY_SIGN, .length = 64};
	crypto_sign_seed_keypair(public, keys[0].bytes, seed);
	keys[1] = (struct nriseva_webhook_key){
		.kind = NRISEVA_WEBHOOK_KEY_HMAC, .length = 32, .bytes = {9}};
}

static void read_back(const char *text)
{
	struct nriseva_webhook_key key, again;
	char written[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	if (nriseva_webhook_key_read(text, &key) != NRISEVA_WEBHOOK_OK)
		return;
	if (nriseva_webhook_key_write(&key, written) != NRISEVA_WEBHOOK_OK ||
		nriseva_webhook_key_read(written, &again) != NRISEVA_WEBHOOK_OK ||
		memcmp(key.bytes, again.bytes, sizeof key.bytes) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nriseva_webhook_key keys[2];
	char *parts[4] = {NULL}, *text = malloc(size + 1), *at = text;
	if (!text || sodium_init() < 0)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < 4 && at; i++) {
		parts[i] = at;
		at = strchr(at, '\n');
		if (at && i < 3)
			*at++ = '\0';
	}
	const struct nriseva_webhook_headers headers = {parts[0], parts[1], parts[2]};
	make_keys(keys);
	if (nriseva_webhook_verify(keys, 2, &headers, parts[3], parts[3] ? strlen(parts[3]) : 0,
		    1790000000, 300) == NRISEVA_WEBHOOK_OK)
		abort();
	read_back(parts[0]);
	free(text);
	return 0;
}
