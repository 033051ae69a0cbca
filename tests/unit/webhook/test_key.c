#include "unit.h"

#include <sodium.h>
#include <string.h>

#include "nriseva/webhook.h"

#define SECRET                                                                                     \
	"whsk_6Xb/dCcHpPea21PS1N9VY/"                                                              \
	"NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
#define PUBLIC "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
#define SEED_HEX "e976ff742707a4f79adb53d2d4df5563f3595bbdb708473becde2b242b9b31b7"
/* Base64 of 63, 65 and 23 zero bytes. */
#define ZEROES_20 "AAAAAAAAAAAAAAAAAAAA"
#define ZEROES_80 ZEROES_20 ZEROES_20 ZEROES_20 ZEROES_20

static void keys_survive_reading_and_writing(void **state)
{
	static const char *const texts[] = {SECRET, PUBLIC,
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" ZEROES_80 "AAAAAA=="};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct nriseva_webhook_key key;
		char again[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
		assert_int_equal(nriseva_webhook_key_read(texts[i], &key), NRISEVA_WEBHOOK_OK);
		assert_int_equal(nriseva_webhook_key_write(&key, again), NRISEVA_WEBHOOK_OK);
		assert_string_equal(again, texts[i]);
	}
}

static void a_seed_gives_the_same_key_as_the_whole_secret(void **state)
{
	unsigned char seed[32];
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE] = "whsk_";
	struct nriseva_webhook_key key;
	(void)state;
	assert_int_equal(sodium_hex2bin(seed, sizeof seed, SEED_HEX, 64, NULL, NULL, NULL), 0);
	sodium_bin2base64(
		text + 5, sizeof text - 5, seed, sizeof seed, sodium_base64_VARIANT_ORIGINAL);
	assert_int_equal(nriseva_webhook_key_read(text, &key), NRISEVA_WEBHOOK_OK);
	assert_int_equal(nriseva_webhook_key_write(&key, text), NRISEVA_WEBHOOK_OK);
	assert_string_equal(text, SECRET);
}

static void a_public_key_in_der_is_read(void **state)
{
	struct nriseva_webhook_key key;
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	(void)state;
	assert_int_equal(
		nriseva_webhook_key_read(
			"whpk_MCowBQYDK2VwAyEA1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", &key),
		NRISEVA_WEBHOOK_OK);
	assert_int_equal(nriseva_webhook_key_write(&key, text), NRISEVA_WEBHOOK_OK);
	assert_string_equal(text, PUBLIC);
}

static void malformed_keys_are_refused_and_become_kind_none(void **state)
{
	static const char *const texts[] = {"", "whsk_", "whpk_", "whsec_", "hello",
		/* without a prefix, with another one, or the prefix of another kind */
		"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"whpk_6Xb/dCcHpPea21PS1N9VY/"
		"NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
		/* halves that do not belong together */
		"whsk_6Xb/dCcHpPea21PS1N9VY/"
		"NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlaaaaaaaaaaAJ6p9lMicMFs6Kvg==",
		/* base64: url alphabet, no padding, something around it, bits left over */
		"whsk_6Xb_dCcHpPea21PS1N9VY_"
		"NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
		"whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4",
		"whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir5=", PUBLIC "\n", " " PUBLIC,
		PUBLIC "=", SECRET "AAAA",
		/* lengths: 23 and 65 bytes shared, 63 and 65 bytes secret, 31 bytes public */
		"whsec_" ZEROES_20 "AAAAAAAAAAA=", "whsec_" ZEROES_80 "AAAAAAA=",
		"whsk_" ZEROES_80 "AAAA",
		"whsk_" ZEROES_80 "AAAAAAA=", "whpk_" ZEROES_20 ZEROES_20 "AA==",
		/* DER of another kind of key; the all-zero point, which libsodium's verify
		 * refuses */
		"whpk_MCowBQYDK2VuAyEA1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
		"whpk_" ZEROES_20 ZEROES_20 "AAA="};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct nriseva_webhook_key key = {.kind = NRISEVA_WEBHOOK_KEY_SIGN, .length = 64};
		if (nriseva_webhook_key_read(texts[i], &key) != NRISEVA_WEBHOOK_BAD_KEY)
			fail_msg("accepted: %s", texts[i]);
		assert_int_equal(key.kind, NRISEVA_WEBHOOK_KEY_NONE);
		assert_int_equal(key.length, 0);
		assert_true(sodium_is_zero(key.bytes, sizeof key.bytes));
	}
	struct nriseva_webhook_key key;
	assert_int_equal(nriseva_webhook_key_read(NULL, &key), NRISEVA_WEBHOOK_BAD_KEY);
}

static void the_public_half_of_a_secret_is_its_public_key(void **state)
{
	struct nriseva_webhook_key secret, public, again;
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	(void)state;
	assert_int_equal(nriseva_webhook_key_read(SECRET, &secret), NRISEVA_WEBHOOK_OK);
	assert_int_equal(nriseva_webhook_key_public(&secret, &public), NRISEVA_WEBHOOK_OK);
	assert_int_equal(nriseva_webhook_key_write(&public, text), NRISEVA_WEBHOOK_OK);
	assert_string_equal(text, PUBLIC);
	assert_int_equal(nriseva_webhook_key_public(&public, &again), NRISEVA_WEBHOOK_OK);
	assert_memory_equal(public.bytes, again.bytes, 32);
}

static void a_shared_key_or_none_has_no_public_half(void **state)
{
	struct nriseva_webhook_key shared, none = {0}, out;
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	(void)state;
	assert_int_equal(
		nriseva_webhook_key_read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &shared),
		NRISEVA_WEBHOOK_OK);
	assert_int_equal(nriseva_webhook_key_public(&shared, &out), NRISEVA_WEBHOOK_BAD_KEY);
	assert_int_equal(nriseva_webhook_key_public(&none, &out), NRISEVA_WEBHOOK_BAD_KEY);
	assert_int_equal(nriseva_webhook_key_write(&none, text), NRISEVA_WEBHOOK_BAD_KEY);
	assert_string_equal(text, "");
}

static void a_made_key_can_be_read_back_and_is_new_each_time(void **state)
{
	struct nriseva_webhook_key one, two, again;
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	(void)state;
	nriseva_webhook_key_make(&one);
	nriseva_webhook_key_make(&two);
	assert_memory_not_equal(one.bytes, two.bytes, 64);
	assert_int_equal(nriseva_webhook_key_write(&one, text), NRISEVA_WEBHOOK_OK);
	assert_int_equal(nriseva_webhook_key_read(text, &again), NRISEVA_WEBHOOK_OK);
	assert_int_equal(again.kind, NRISEVA_WEBHOOK_KEY_SIGN);
	assert_memory_equal(one.bytes, again.bytes, 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_survive_reading_and_writing),
		cmocka_unit_test(a_seed_gives_the_same_key_as_the_whole_secret),
		cmocka_unit_test(a_public_key_in_der_is_read),
		cmocka_unit_test(malformed_keys_are_refused_and_become_kind_none),
		cmocka_unit_test(the_public_half_of_a_secret_is_its_public_key),
		cmocka_unit_test(a_shared_key_or_none_has_no_public_half),
		cmocka_unit_test(a_made_key_can_be_read_back_and_is_new_each_time),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
