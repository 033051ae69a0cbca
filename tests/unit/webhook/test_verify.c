#include "unit.h"

#include <sodium.h>
#include <string.h>

#include "nriseva/webhook.h"

#define ID_B "msg_2a161f33-a287-419f-85f9-fc95dbecccdd"
#define TS_B "1790000000"
#define NOW_B 1790000000
#define BODY_B(cafe)                                                                               \
	"{\"eventType\":\"event.updated\",\"userId\":\"user_42\",\"provider\":\"google\","         \
	"\"calendarId\":"                                                                          \
	"\"primary\",\"events\":[{\"id\":\"evt_1\",\"title\":\"" cafe                              \
	" meeting ☕ — Zoë\",\"lastModified\":\"2026-09-21T10:00:00.000Z\"}]}"
#define ACTIVE "whpk_0r0+Z02Sv1SRb1QjsKUnil6t2oqtAyhn5HHfKgbTXFs="
#define PREVIOUS "whpk_4bVYVyWUPGQLCcnQQoGU4qTyIeucOFTnkZXlNFAlv6g="
#define UNRELATED "whpk_ayphRQPtMA3vgSzLAuQ80QvyDQbO3ha9Xgc6xCwBWXI="
#define SIG_ACTIVE                                                                                 \
	"v1a,ClNzh8jskfPsDqArmUq6vxG6/PAQmLXf7sMsXnReG1DAI3lMxKcQEyEqqWe/"                         \
	"weLoTo8g72qIJ+H0nA1WhNWEDA=="
#define SIG_PREVIOUS                                                                               \
	"v1a,MYPOv3exr1vMvu95bLYcu1k3hDAQeC66XmOy91Y34m2q/"                                        \
	"mBd3j1dhT+ubQYkMZF7FxvItnlwU9yXKqd2A1SWDQ=="

#define ID_A "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define BODY_A "{\"test\": 2432232314}"
#define SHARED_A "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIG_V1_A "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define PUBLIC_A "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
#define SECRET_A                                                                                   \
	"whsk_6Xb/dCcHpPea21PS1N9VY/"                                                              \
	"NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=="
#define SIG_V1A_A                                                                                  \
	"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/"                                                   \
	"enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="

enum { KEYS_MAX = 6 };

/* Key texts are read as a receiver would read its list: a malformed one becomes a key of kind
 * NONE. */
static enum nriseva_webhook_result verify(const char *const *key_texts,
	const struct nriseva_webhook_headers *headers, const char *body, int64_t now)
{
	struct nriseva_webhook_key keys[KEYS_MAX];
	size_t count = 0;
	for (; count < KEYS_MAX && key_texts[count]; count++)
		(void)nriseva_webhook_key_read(key_texts[count], &keys[count]);
	return nriseva_webhook_verify(
		keys, count, headers, body, strlen(body), now, NRISEVA_WEBHOOK_TOLERANCE_S);
}

struct verify_case {
	const char *name;
	const char *keys[KEYS_MAX];
	struct nriseva_webhook_headers headers;
	const char *body;
	int64_t now;
	enum nriseva_webhook_result expected;
};

static void run(const struct verify_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum nriseva_webhook_result result =
			verify(cases[i].keys, &cases[i].headers, cases[i].body, cases[i].now);
		if (result != cases[i].expected)
			fail_msg("%s: %s, expected: %s", cases[i].name,
				nriseva_webhook_reason(result),
				nriseva_webhook_reason(cases[i].expected));
	}
}
#define RUN(cases) run(cases, sizeof(cases) / sizeof *(cases))

static void known_good_messages_verify(void **state)
{
	static const struct verify_case cases[] = {
		{"v1 A", {SHARED_A}, {ID_A, "1614265330", SIG_V1_A}, BODY_A, 1614265330,
			NRISEVA_WEBHOOK_OK},
		{"v1 B", {"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"},
			{"msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", "1649367553",
				"v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
			"{\"email\":\"test@example.com\",\"username\":\"test_user\"}", 1649367553,
			NRISEVA_WEBHOOK_OK},
		{"v1a A", {PUBLIC_A}, {ID_A, "1614265330", SIG_V1A_A}, BODY_A, 1614265330,
			NRISEVA_WEBHOOK_OK},
		{"v1a A by the secret", {SECRET_A}, {ID_A, "1614265330", SIG_V1A_A}, BODY_A,
			1614265330, NRISEVA_WEBHOOK_OK},
		{"v1a B", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_OK},
		{"v1a B, previous", {PREVIOUS}, {ID_B, TS_B, SIG_PREVIOUS}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_OK},
	};
	(void)state;
	RUN(cases);
}

static void any_trusted_key_and_any_entry_may_be_the_one(void **state)
{
	static const struct verify_case cases[] = {
		{"key second in list", {UNRELATED, ACTIVE}, {ID_B, TS_B, SIG_ACTIVE},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_OK},
		{"dual-signed, active suffices", {ACTIVE},
			{ID_B, TS_B, SIG_ACTIVE " " SIG_PREVIOUS}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_OK},
		{"dual-signed, previous suffices", {PREVIOUS},
			{ID_B, TS_B, SIG_ACTIVE " " SIG_PREVIOUS}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_OK},
		{"v1 in front of v1a", {PUBLIC_A}, {ID_A, "1614265330", SIG_V1_A " " SIG_V1A_A},
			BODY_A, 1614265330, NRISEVA_WEBHOOK_OK},
		{"v1a in front of v1", {SHARED_A}, {ID_A, "1614265330", SIG_V1A_A " " SIG_V1_A},
			BODY_A, 1614265330, NRISEVA_WEBHOOK_OK},
		{"unknown versions in front", {ACTIVE},
			{ID_B, TS_B, "v2,x v1s,AAAA v1a nonsense , " SIG_ACTIVE}, BODY_B("Café"),
			NOW_B, NRISEVA_WEBHOOK_OK},
		{"bad base64 in front", {ACTIVE}, {ID_B, TS_B, "v1a,!!!! v1a, " SIG_ACTIVE},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_OK},
		{"more blanks than there should be", {ACTIVE},
			{ID_B, TS_B, "  " SIG_PREVIOUS "  " SIG_ACTIVE " "}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_OK},
		{"malformed key in the list is skipped", {"whpk_AAAA", "", ACTIVE},
			{ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_OK},
		{"malformed keys do not use up the four", {"x", "x", "x", "x", ACTIVE},
			{ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_OK},
	};
	(void)state;
	RUN(cases);
}

static void what_was_altered_does_not_verify(void **state)
{
	static const struct verify_case cases[] = {
		{"unrelated key", {UNRELATED}, {ID_B, TS_B, SIG_ACTIVE " " SIG_PREVIOUS},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"wrong key", {ACTIVE}, {ID_B, TS_B, SIG_PREVIOUS}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"body altered", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Cafe"), NOW_B,
			NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"id altered", {ACTIVE},
			{"msg_2a161f33-a287-419f-85f9-fc95dbecccde", TS_B, SIG_ACTIVE},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"timestamp altered", {ACTIVE}, {ID_B, "1790000001", SIG_ACTIVE}, BODY_B("Café"),
			NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"timestamp written otherwise", {ACTIVE}, {ID_B, "01790000000", SIG_ACTIVE},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"v1, body altered", {SHARED_A}, {ID_A, "1614265330", SIG_V1_A}, BODY_A " ",
			1614265330, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"v1, other key", {"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"},
			{ID_A, "1614265330", SIG_V1_A}, BODY_A, 1614265330,
			NRISEVA_WEBHOOK_BAD_SIGNATURE},
	};
	(void)state;
	RUN(cases);
}

static void malformed_signatures_do_not_verify(void **state)
{
	static const struct verify_case cases[] = {
		{"only v1", {ACTIVE}, {ID_B, TS_B, SIG_V1_A}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_NO_KNOWN_VERSION},
		{"only v1a for a shared key", {SHARED_A}, {ID_A, "1614265330", SIG_V1A_A}, BODY_A,
			1614265330, NRISEVA_WEBHOOK_NO_KNOWN_VERSION},
		{"empty", {ACTIVE}, {ID_B, TS_B, ""}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_NO_KNOWN_VERSION},
		{"bare base64", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE + 4}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_NO_KNOWN_VERSION},
		{"bad base64", {ACTIVE}, {ID_B, TS_B, "v1a,????"}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"url alphabet", {PREVIOUS},
			{ID_B, TS_B,
				"v1a,MYPOv3exr1vMvu95bLYcu1k3hDAQeC66XmOy91Y34m2q_mBd3j1dhT-"
				"ubQYkMZF7FxvItnlwU9yXKqd2A1SWDQ=="},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"wrong length", {ACTIVE},
			{ID_B, TS_B, "v1a,ClNzh8jskfPsDqArmUq6vxG6/PAQmLXf7sMsXnReG1A="},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"too long", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE "AAAA"}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_BAD_SIGNATURE},
		{"padding missing", {ACTIVE},
			{ID_B, TS_B,
				"v1a,ClNzh8jskfPsDqArmUq6vxG6/"
				"PAQmLXf7sMsXnReG1DAI3lMxKcQEyEqqWe/weLoTo8g72qIJ+H0nA1WhNWEDA"},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_BAD_SIGNATURE},
	};
	(void)state;
	RUN(cases);
}

static void missing_headers_are_named(void **state)
{
	static const struct verify_case cases[] = {
		{"no id", {ACTIVE}, {NULL, TS_B, SIG_ACTIVE}, "", NOW_B,
			NRISEVA_WEBHOOK_MISSING_ID},
		{"no timestamp", {ACTIVE}, {ID_B, NULL, SIG_ACTIVE}, "", NOW_B,
			NRISEVA_WEBHOOK_MISSING_TIMESTAMP},
		{"no signature", {ACTIVE}, {ID_B, TS_B, NULL}, "", NOW_B,
			NRISEVA_WEBHOOK_MISSING_SIGNATURE},
		{"empty id", {ACTIVE}, {"", TS_B, SIG_ACTIVE}, "", NOW_B, NRISEVA_WEBHOOK_BAD_ID},
		{"id with a dot", {ACTIVE}, {"msg.1", TS_B, SIG_ACTIVE}, "", NOW_B,
			NRISEVA_WEBHOOK_BAD_ID},
		{"empty list", {NULL}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B,
			NRISEVA_WEBHOOK_NO_KEYS},
		{"list without a usable key", {"whpk_AAAA", "x"}, {ID_B, TS_B, SIG_ACTIVE},
			BODY_B("Café"), NOW_B, NRISEVA_WEBHOOK_NO_KEYS},
	};
	(void)state;
	RUN(cases);
}

static void the_tolerance_is_inclusive_on_both_sides(void **state)
{
	static const struct verify_case cases[] = {
		{"+300", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B + 300,
			NRISEVA_WEBHOOK_OK},
		{"+301", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B + 301,
			NRISEVA_WEBHOOK_TOO_OLD},
		{"-300", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B - 300,
			NRISEVA_WEBHOOK_OK},
		{"-301", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), NOW_B - 301,
			NRISEVA_WEBHOOK_TOO_NEW},
		{"the end of time", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), INT64_MAX,
			NRISEVA_WEBHOOK_TOO_OLD},
		{"its beginning", {ACTIVE}, {ID_B, TS_B, SIG_ACTIVE}, BODY_B("Café"), INT64_MIN,
			NRISEVA_WEBHOOK_TOO_NEW},
	};
	(void)state;
	RUN(cases);
}

static void timestamps_that_are_no_plain_numbers_are_refused(void **state)
{
	char digits[5001];
	memset(digits, '1', sizeof digits - 1);
	digits[sizeof digits - 1] = '\0';
	const char *const bad[] = {"soon", "", "１７９００００００００", TS_B "\n", " " TS_B,
		"+" TS_B, TS_B ".0", digits};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *const keys[] = {ACTIVE, NULL};
		const struct nriseva_webhook_headers headers = {ID_B, bad[i], SIG_ACTIVE};
		assert_int_equal(verify(keys, &headers, BODY_B("Café"), NOW_B),
			NRISEVA_WEBHOOK_BAD_TIMESTAMP);
	}
}

static void append(char *out, size_t size, const char *text)
{
	size_t used = strlen(out);
	assert_true(used + strlen(text) < size);
	memcpy(out + used, text, strlen(text) + 1);
}

static void a_header_full_of_entries_is_not_read_to_its_end(void **state)
{
	char header[12 * sizeof SIG_PREVIOUS] = "";
	const char *const keys[] = {ACTIVE, NULL};
	const struct nriseva_webhook_headers headers = {ID_B, TS_B, header};
	(void)state;
	for (size_t i = 0; i < 7; i++)
		append(header, sizeof header, SIG_PREVIOUS " ");
	size_t seven = strlen(header);
	append(header, sizeof header, SIG_ACTIVE);
	assert_int_equal(verify(keys, &headers, BODY_B("Café"), NOW_B), NRISEVA_WEBHOOK_OK);
	header[seven] = '\0';
	append(header, sizeof header, SIG_PREVIOUS " " SIG_ACTIVE);
	assert_int_equal(
		verify(keys, &headers, BODY_B("Café"), NOW_B), NRISEVA_WEBHOOK_BAD_SIGNATURE);
}

static void only_four_keys_are_tried(void **state)
{
	const char *const keys[] = {UNRELATED, UNRELATED, UNRELATED, UNRELATED, ACTIVE, NULL};
	const struct nriseva_webhook_headers headers = {ID_B, TS_B, SIG_ACTIVE};
	(void)state;
	assert_int_equal(verify(keys + 1, &headers, BODY_B("Café"), NOW_B), NRISEVA_WEBHOOK_OK);
	assert_int_equal(
		verify(keys, &headers, BODY_B("Café"), NOW_B), NRISEVA_WEBHOOK_BAD_SIGNATURE);
}

static void a_body_above_the_limit_is_refused(void **state)
{
	static char body[NRISEVA_WEBHOOK_BODY_MAX + 1];
	struct nriseva_webhook_key key;
	const struct nriseva_webhook_headers headers = {ID_B, TS_B, SIG_ACTIVE};
	(void)state;
	nriseva_webhook_key_make(&key);
	assert_int_equal(nriseva_webhook_verify(&key, 1, &headers, body, sizeof body, NOW_B, 300),
		NRISEVA_WEBHOOK_TOO_LARGE);
	assert_int_equal(
		nriseva_webhook_verify(&key, 1, &headers, body, sizeof body - 1, NOW_B, 300),
		NRISEVA_WEBHOOK_BAD_SIGNATURE);
}

static void what_is_signed_verifies(void **state)
{
	struct nriseva_webhook_key keys[3];
	char header[3 * NRISEVA_WEBHOOK_ENTRY_SIZE];
	const struct nriseva_webhook_headers headers = {"msg_1", TS_B, header};
	(void)state;
	nriseva_webhook_key_make(&keys[0]);
	nriseva_webhook_key_make(&keys[1]);
	assert_int_equal(nriseva_webhook_key_read(SHARED_A, &keys[2]), NRISEVA_WEBHOOK_OK);
	assert_int_equal(
		nriseva_webhook_sign(keys, 3, "msg_1", NOW_B, "{}", 2, header, sizeof header),
		NRISEVA_WEBHOOK_OK);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(nriseva_webhook_verify(&keys[i], 1, &headers, "{}", 2, NOW_B, 300),
			NRISEVA_WEBHOOK_OK);
		assert_int_equal(
			nriseva_webhook_verify(&keys[i], 1, &headers, "{ }", 3, NOW_B, 300),
			NRISEVA_WEBHOOK_BAD_SIGNATURE);
	}
}

static void every_result_has_a_sentence(void **state)
{
	(void)state;
	for (int i = NRISEVA_WEBHOOK_OK; i <= NRISEVA_WEBHOOK_TOO_LARGE; i++)
		assert_true(strlen(nriseva_webhook_reason((enum nriseva_webhook_result)i)) > 10);
	assert_string_equal(
		nriseva_webhook_reason((enum nriseva_webhook_result)99), "unknown result");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_good_messages_verify),
		cmocka_unit_test(any_trusted_key_and_any_entry_may_be_the_one),
		cmocka_unit_test(what_was_altered_does_not_verify),
		cmocka_unit_test(malformed_signatures_do_not_verify),
		cmocka_unit_test(missing_headers_are_named),
		cmocka_unit_test(the_tolerance_is_inclusive_on_both_sides),
		cmocka_unit_test(timestamps_that_are_no_plain_numbers_are_refused),
		cmocka_unit_test(a_header_full_of_entries_is_not_read_to_its_end),
		cmocka_unit_test(only_four_keys_are_tried),
		cmocka_unit_test(a_body_above_the_limit_is_refused),
		cmocka_unit_test(what_is_signed_verifies),
		cmocka_unit_test(every_result_has_a_sentence),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
