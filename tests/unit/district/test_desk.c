#include "unit.h"

#include "parts.h"

static void refused(struct parts *p, const char *file, const char *words)
{
	struct district_desk *desk = NULL;
	struct err err = {0};
	fake.lane_count = 0;
	enum err_code code = district_desk_new(&p->parts, &desk, &err);
	assert_int_not_equal(code, ERR_OK);
	assert_null(desk);
	assert_int_equal(fake.lane_count, 0);
	if (!strstr(err.text, "endpoint lucknow: ") || !strstr(err.text, file) ||
		!strstr(err.text, words))
		fail_msg("said: %s", err.text);
}

static void each_endpoint_gets_its_lane(void **state)
{
	struct parts *p = *state;
	struct district_desk *desk = NULL;
	fake.lane_count = 0;
	assert_int_equal(district_desk_new(&p->parts, &desk, NULL), ERR_OK);
	assert_int_equal(fake.lane_count, 2);
	assert_string_equal(fake.lanes[0], "endpoint:lucknow");
	assert_string_equal(fake.lanes[1], "endpoint:agra");
	assert_in_range(fake.windows[0], 2, 16);
	assert_null(fake.carriers[0].look);
	assert_ptr_equal(fake.carriers[1].arg, district_endpoint_find(desk, "agra"));
	assert_null(district_endpoint_find(desk, "meerut"));
	district_desk_free(desk);
	district_desk_free(NULL);
}

static void keys_and_ranges_are_read(void **state)
{
	struct parts *p = *state;
	struct district_endpoint endpoint;
	static const char *const subnets[] = {"10.1.0.0/16", "fd00:1::/32"};
	p->endpoints[0].allowed_subnets = subnets;
	p->endpoints[0].allowed_subnet_count = 2;
	assert_int_equal(district_endpoint_read(&p->endpoints[0], &endpoint, NULL), ERR_OK);
	assert_memory_equal(endpoint.sign_key.bytes, p->ours.bytes, p->ours.length);
	assert_int_equal(endpoint.trusted_count, 1);
	assert_int_equal(endpoint.trusted[0].kind, NRISEVA_WEBHOOK_KEY_PUBLIC);
	assert_true(endpoint.address.loopback);
	assert_int_equal(endpoint.address.allowed_count, 2);
	assert_int_equal(endpoint.address.allowed[1].prefix, 32);
}

static void a_sign_key_must_be_there_private_and_able_to_sign(void **state)
{
	struct parts *p = *state;
	struct nriseva_webhook_key public_key;
	parts_write_key(p->sign_file, &p->ours, 0640);
	refused(p, p->sign_file, "chmod 600");
	assert_int_equal(nriseva_webhook_key_public(&p->ours, &public_key), NRISEVA_WEBHOOK_OK);
	parts_write_key(p->sign_file, &public_key, 0600);
	refused(p, p->sign_file, "put our whsk_ key");
	parts_write(p->sign_file, "no key at all", 0600);
	refused(p, p->sign_file, "one key");
	assert_int_equal(unlink(p->sign_file), 0);
	refused(p, p->sign_file, "No such file");
}

static void a_trusted_key_must_be_there_and_not_be_a_secret(void **state)
{
	struct parts *p = *state;
	parts_write_key(p->trusted_file, &p->theirs, 0600);
	refused(p, p->trusted_file, "whpk_");
	parts_write(p->trusted_file, "whpk_AAAA", 0644);
	refused(p, p->trusted_file, "one key");
	assert_int_equal(unlink(p->trusted_file), 0);
	refused(p, p->trusted_file, "No such file");
}

static void a_shared_key_must_be_private_on_both_sides(void **state)
{
	struct parts *p = *state;
	struct district_endpoint endpoint;
	parts_write(p->trusted_file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0644);
	refused(p, p->trusted_file, "chmod 600");
	parts_write(p->trusted_file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0600);
	parts_write(p->sign_file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 0600);
	assert_int_equal(district_endpoint_read(&p->endpoints[0], &endpoint, NULL), ERR_OK);
	assert_int_equal(endpoint.sign_key.kind, NRISEVA_WEBHOOK_KEY_HMAC);
	assert_int_equal(endpoint.trusted[0].kind, NRISEVA_WEBHOOK_KEY_HMAC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_endpoint_gets_its_lane),
		TEST(keys_and_ranges_are_read),
		TEST(a_sign_key_must_be_there_private_and_able_to_sign),
		TEST(a_trusted_key_must_be_there_and_not_be_a_secret),
		TEST(a_shared_key_must_be_private_on_both_sides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
