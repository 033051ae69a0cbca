#include "unit.h"

#include <sodium.h>
#include <string.h>

#include "nriseva/webhook.h"

#define BODY_A "{\"test\": 2432232314}"
#define SECRET                                                                                     \
	"whsk_6Xb/dCcHpPea21PS1N9VY/"                                                              \
	"NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
#define SIG_V1A_A                                                                                  \
	"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/"                                                   \
	"enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
#define SIG_V1_A "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static struct nriseva_webhook_key key(const char *text)
{
	struct nriseva_webhook_key read;
	assert_int_equal(nriseva_webhook_key_read(text, &read), NRISEVA_WEBHOOK_OK);
	return read;
}

/* Known answers that other implementations of the scheme give as well. */
static const struct {
	const char *key, *id;
	int64_t timestamp;
	const char *body, *signature;
} vectors[] = {
	{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
		BODY_A, SIG_V1_A},
	{"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553,
		"{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
		"v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
	{SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, BODY_A, SIG_V1A_A},
};

static void signatures_are_the_known_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
		char out[NRISEVA_WEBHOOK_ENTRY_SIZE];
		struct nriseva_webhook_key k = key(vectors[i].key);
		assert_int_equal(nriseva_webhook_sign(&k, 1, vectors[i].id, vectors[i].timestamp,
					 vectors[i].body, strlen(vectors[i].body), out, sizeof out),
			NRISEVA_WEBHOOK_OK);
		assert_string_equal(out, vectors[i].signature);
	}
}

static void each_key_gives_an_entry_in_order_with_one_blank_between(void **state)
{
	struct nriseva_webhook_key keys[] = {
		key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), key(SECRET)};
	char out[2 * NRISEVA_WEBHOOK_ENTRY_SIZE];
	(void)state;
	assert_int_equal(nriseva_webhook_sign(keys, 2, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
				 BODY_A, strlen(BODY_A), out, sizeof out),
		NRISEVA_WEBHOOK_OK);
	assert_string_equal(out, SIG_V1_A " " SIG_V1A_A);
}

static void what_cannot_be_signed_is_told_and_nothing_is_written(void **state)
{
	static char large[NRISEVA_WEBHOOK_BODY_MAX + 1];
	struct nriseva_webhook_key keys[] = {
		key(SECRET), key("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="), {0}};
	const struct {
		const struct nriseva_webhook_key *keys;
		size_t count;
		const char *id;
		int64_t timestamp;
		size_t length, room;
		enum nriseva_webhook_result expected;
	} cases[] = {
		{keys, 0, "m", 1, 1, 300, NRISEVA_WEBHOOK_NO_KEYS},
		{keys + 1, 1, "m", 1, 1, 300, NRISEVA_WEBHOOK_BAD_KEY},
		{keys + 2, 1, "m", 1, 1, 300, NRISEVA_WEBHOOK_BAD_KEY},
		{keys, 2, "m", 1, 1, 300, NRISEVA_WEBHOOK_BAD_KEY},
		{keys, 1, "m", 1, 1, NRISEVA_WEBHOOK_ENTRY_SIZE - 1, NRISEVA_WEBHOOK_NO_ROOM},
		{keys, 1, NULL, 1, 1, 300, NRISEVA_WEBHOOK_MISSING_ID},
		{keys, 1, "a.b", 1, 1, 300, NRISEVA_WEBHOOK_BAD_ID},
		{keys, 1, "m", -1, 1, 300, NRISEVA_WEBHOOK_BAD_TIMESTAMP},
		{keys, 1, "m", 1000000000000, 1, 300, NRISEVA_WEBHOOK_BAD_TIMESTAMP},
		{keys, 1, "m", 1, sizeof large, 300, NRISEVA_WEBHOOK_TOO_LARGE},
		{keys, 1, "m", 1, sizeof large - 1, 300, NRISEVA_WEBHOOK_OK},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[300] = "?";
		enum nriseva_webhook_result result =
			nriseva_webhook_sign(cases[i].keys, cases[i].count, cases[i].id,
				cases[i].timestamp, large, cases[i].length, out, cases[i].room);
		assert_int_equal(result, cases[i].expected);
		assert_int_equal(out[0] == '\0', result != NRISEVA_WEBHOOK_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signatures_are_the_known_answers),
		cmocka_unit_test(each_key_gives_an_entry_in_order_with_one_blank_between),
		cmocka_unit_test(what_cannot_be_signed_is_told_and_nothing_is_written),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
