#include "channel/x/pkce.h"

#include <string.h>

#include <sodium.h>

#include "base/random.h"

enum { RANDOM_BYTES = 32 };

static void encode(const unsigned char *bytes, char out[PKCE_SIZE])
{
	sodium_bin2base64(
		out, PKCE_SIZE, bytes, RANDOM_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void pkce_random(char out[PKCE_SIZE])
{
	unsigned char bytes[RANDOM_BYTES];
	random_bytes(bytes, sizeof bytes);
	encode(bytes, out);
}

void pkce_challenge(const char *verifier, char out[PKCE_SIZE])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	_Static_assert(sizeof hash == RANDOM_BYTES, "as many as are encoded");
	crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
	encode(hash, out);
}
