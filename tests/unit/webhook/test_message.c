#include "unit.h"

#include <string.h>

#include "webhook/message.h"

static void a_message_is_id_timestamp_and_body_with_dots_between(void **state)
{
	struct message message;
	(void)state;
	assert_int_equal(
		message_build("msg_1", "1614265330", "{\"a\":1}", 7, &message), NRISEVA_WEBHOOK_OK);
	assert_int_equal(message.length, 24);
	assert_memory_equal(message.bytes, "msg_1.1614265330.{\"a\":1}", 24);
}

static void a_body_may_be_empty_and_may_have_any_bytes(void **state)
{
	struct message message;
	(void)state;
	assert_int_equal(message_build("m", "0", NULL, 0, &message), NRISEVA_WEBHOOK_OK);
	assert_int_equal(message.length, 4);
	assert_int_equal(message_build("m", "0", "\0.\xff", 3, &message), NRISEVA_WEBHOOK_OK);
	assert_memory_equal(message.bytes, "m.0.\0.\xff", 7);
}

static void the_longest_message_fits_and_a_longer_one_is_refused(void **state)
{
	static char body[NRISEVA_WEBHOOK_BODY_MAX + 1];
	char id[NRISEVA_WEBHOOK_ID_MAX + 2] = {0};
	struct message message;
	(void)state;
	memset(id, 'x', NRISEVA_WEBHOOK_ID_MAX);
	assert_int_equal(message_build(id, "999999999999", body, sizeof body - 1, &message),
		NRISEVA_WEBHOOK_OK);
	assert_int_equal(message.length, sizeof message.bytes);
	assert_int_equal(
		message_build(id, "1", body, sizeof body, &message), NRISEVA_WEBHOOK_TOO_LARGE);
	id[NRISEVA_WEBHOOK_ID_MAX] = 'x';
	assert_int_equal(message_build(id, "1", body, 1, &message), NRISEVA_WEBHOOK_BAD_ID);
}

static void an_id_is_visible_ascii_without_dots(void **state)
{
	static const char *const bad[] = {
		"", "a.b", "a b", "a\n", "a\t", "\x7f", "caf\xc3\xa9", "."};
	struct message message;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(
			message_build(bad[i], "1", "", 0, &message), NRISEVA_WEBHOOK_BAD_ID);
	assert_int_equal(message_build("!~msg-_:/", "1", "", 0, &message), NRISEVA_WEBHOOK_OK);
}

static void a_timestamp_is_one_to_twelve_ascii_digits(void **state)
{
	static const char *const bad[] = {"", " 1", "1 ", "+1", "-1", "1.0", "0x1", "1e3",
		"1234567890123", "1\n", "\xef\xbc\x91", "\xe0\xa5\xa7"};
	int64_t seconds = -1;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(
			message_timestamp(bad[i], &seconds), NRISEVA_WEBHOOK_BAD_TIMESTAMP);
	assert_int_equal(seconds, -1);
	assert_int_equal(message_timestamp("999999999999", &seconds), NRISEVA_WEBHOOK_OK);
	assert_int_equal(seconds, 999999999999);
	assert_int_equal(message_timestamp("007", &seconds), NRISEVA_WEBHOOK_OK);
	assert_int_equal(seconds, 7);
}

/* RFC 4231, test case 2, with the data "what do ya want for nothing?" as a bare message. */
static void the_hmac_is_the_one_of_the_rfc(void **state)
{
	static const unsigned char expected[] = {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e,
		0x6a, 0x04, 0x24, 0x26, 0x08, 0x95, 0x75, 0xc7, 0x5a, 0x00, 0x3f, 0x08, 0x9d, 0x27,
		0x39, 0x83, 0x9d, 0xec, 0x58, 0xb9, 0x64, 0xec, 0x38, 0x43};
	struct nriseva_webhook_key key = {
		.kind = NRISEVA_WEBHOOK_KEY_HMAC, .length = 4, .bytes = "Jefe"};
	unsigned char mac[MESSAGE_HMAC_SIZE];
	struct message message = {.length = 28};
	(void)state;
	memcpy(message.bytes, "what do ya want for nothing?", 28);
	message_hmac(&message, &key, mac);
	assert_memory_equal(mac, expected, sizeof mac);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_id_timestamp_and_body_with_dots_between),
		cmocka_unit_test(a_body_may_be_empty_and_may_have_any_bytes),
		cmocka_unit_test(the_longest_message_fits_and_a_longer_one_is_refused),
		cmocka_unit_test(an_id_is_visible_ascii_without_dots),
		cmocka_unit_test(a_timestamp_is_one_to_twelve_ascii_digits),
		cmocka_unit_test(the_hmac_is_the_one_of_the_rfc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
