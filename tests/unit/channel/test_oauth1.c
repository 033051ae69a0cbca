/* The examples of RFC 5849 and of X's own documentation. */
#include "unit.h"

#include <string.h>

#include "channel/x/oauth1.h"

enum { CAP = 4096 };

static void all_but_the_unreserved_is_encoded(void **state)
{
	(void)state;
	/* The last four are of X's page about percent encoding. */
	static const struct {
		const char *text, *encoded;
	} cases[] = {
		{"", ""},
		{"azAZ09-._~", "azAZ09-._~"},
		{"=%3D&", "%3D%253D%26"},
		{"Ladies + Gentlemen", "Ladies%20%2B%20Gentlemen"},
		{"An encoded string!", "An%20encoded%20string%21"},
		{"Dogs, Cats & Mice", "Dogs%2C%20Cats%20%26%20Mice"},
		{"\xe2\x98\x83", "%E2%98%83"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		buf_init(&out, CAP);
		oauth1_encode(cases[i].text, &out);
		assert_string_equal(out.bytes, cases[i].encoded);
		buf_release(&out);
	}
}

static void expect_base(const char *method, const char *url, const char *form,
	const struct oauth1_param *params, size_t count, const char *expected)
{
	struct buf out;
	buf_init(&out, CAP);
	assert_int_equal(oauth1_base_string(method, url, form, params, count, &out), ERR_OK);
	assert_string_equal(out.bytes, expected);
	buf_release(&out);
}

static void parameters_are_collected_decoded_and_sorted(void **state)
{
	(void)state;
	/* RFC 5849, 3.4.1.1. */
	static const struct oauth1_param params[] = {
		{"oauth_consumer_key", "9djdj82h48djs9d2"},
		{"oauth_token", "kkk9d7dh3k39sjv7"},
		{"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", "137131201"},
		{"oauth_nonce", "7d8f3e4a"},
	};
	expect_base("POST", "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
		"c2&a3=2+q", params, sizeof params / sizeof *params,
		"POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%"
		"3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth"
		"_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1371312"
		"01%26oauth_token%3Dkkk9d7dh3k39sjv7");
}

static void the_url_is_brought_to_one_form(void **state)
{
	(void)state;
	/* The first two are RFC 5849, 3.4.1.2. */
	static const struct {
		const char *url, *expected;
	} cases[] = {
		{"http://EXAMPLE.COM:80/r%20v/X?id=123",
			"GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&id%3D123"},
		{"https://www.example.net:8080/?q=1",
			"GET&https%3A%2F%2Fwww.example.net%3A8080%2F&q%3D1"},
		{"HTTPS://a.example:443", "GET&https%3A%2F%2Fa.example%2F&"},
		{"http://a.example:443/b", "GET&http%3A%2F%2Fa.example%3A443%2Fb&"},
		{"http://a.example?z=1&&a=%zz#part",
			"GET&http%3A%2F%2Fa.example%2F&a%3D%2525zz%26z%3D1"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		expect_base("GET", cases[i].url, NULL, NULL, 0, cases[i].expected);
}

/* RFC 5849, 1.2: the client gets its token, and then a photo. */
static void the_examples_of_the_rfc_have_its_signatures(void **state)
{
	(void)state;
	static const struct {
		const char *method, *url, *token_secret, *signature;
		struct oauth1_param params[6];
		size_t count;
	} cases[] = {
		{"POST", "https://photos.example.net/token", "hdhd0244k9j7ao03",
			"gKgrFCywp7rO0OXSjdot/IHF7IU=",
			{{"oauth_consumer_key", "dpf43f3p2l4k3l03"},
				{"oauth_token", "hh5s93j4hdidpola"},
				{"oauth_signature_method", "HMAC-SHA1"},
				{"oauth_timestamp", "137131201"}, {"oauth_nonce", "walatlh"},
				{"oauth_verifier", "hfdp7dh39dks9884"}},
			6},
		{"GET", "http://photos.example.net/photos?file=vacation.jpg&size=original",
			"pfkkdhi9sl3r4s00", "MdpQcU8iPSUjWoN/UDMsK2sui9I=",
			{{"oauth_consumer_key", "dpf43f3p2l4k3l03"},
				{"oauth_token", "nnch734d00sl2jdk"},
				{"oauth_signature_method", "HMAC-SHA1"},
				{"oauth_timestamp", "137131202"}, {"oauth_nonce", "chapoH"}},
			5},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf base;
		char signature[OAUTH1_SIGNATURE_SIZE];
		buf_init(&base, CAP);
		assert_int_equal(oauth1_base_string(cases[i].method, cases[i].url, NULL,
					 cases[i].params, cases[i].count, &base),
			ERR_OK);
		oauth1_sign(base.bytes, "kd94hf93k423kf44", cases[i].token_secret, signature);
		assert_string_equal(signature, cases[i].signature);
		buf_release(&base);
	}
}

static const struct oauth1_keys example_keys = {"xvz1evFS4wEEPTGEFPHBog",
	"kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
	"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
	"LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"};
static const char example_nonce[] = "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg";

/* "Creating a signature", of X's documentation. */
static void the_example_of_x_has_its_signature(void **state)
{
	(void)state;
	const struct oauth1_param params[] = {
		{"oauth_consumer_key", example_keys.consumer_key},
		{"oauth_nonce", example_nonce},
		{"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", "1318622958"},
		{"oauth_token", example_keys.token},
		{"oauth_version", "1.0"},
	};
	struct buf base;
	char signature[OAUTH1_SIGNATURE_SIZE];
	buf_init(&base, CAP);
	assert_int_equal(
		oauth1_base_string("POST",
			"https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
			"status=Hello%20Ladies%20%2b%20Gentlemen%2c%20a%20signed%20OAuth%20request%"
			"21",
			params, sizeof params / sizeof *params, &base),
		ERR_OK);
	oauth1_sign(base.bytes, example_keys.consumer_secret, example_keys.token_secret, signature);
	assert_string_equal(signature, "hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
	buf_release(&base);
}

static struct buf header(const struct oauth1_request *request, const struct oauth1_keys *keys)
{
	struct buf out;
	buf_init(&out, CAP);
	assert_int_equal(oauth1_authorization(request, keys, &out), ERR_OK);
	return out;
}

static void the_header_has_all_parameters_and_the_signature_of_them(void **state)
{
	(void)state;
	const struct oauth1_request request = {.method = "POST",
		.url = "https://api.twitter.com/1.1/statuses/update.json?include_entities=true"
		       "&status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%"
		       "21",
		.nonce = example_nonce,
		.time_s = 1318622958};
	struct buf out = header(&request, &example_keys);
	assert_string_equal(out.bytes,
		"OAuth oauth_consumer_key=\"xvz1evFS4wEEPTGEFPHBog\", "
		"oauth_nonce=\"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg\", "
		"oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"1318622958\", "
		"oauth_version=\"1.0\", "
		"oauth_token=\"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb\", "
		"oauth_signature=\"hCtSmYh%2BiHYCEqBWrE7C7hYmtUk%3D\"");
	buf_release(&out);
}

static void what_is_extra_is_signed_and_an_app_needs_no_token(void **state)
{
	(void)state;
	const struct oauth1_keys app = {.consumer_key = "key", .consumer_secret = "secret"};
	struct oauth1_param callback = {"oauth_callback", "http://a.example/?b"};
	const struct oauth1_request request = {.method = "POST",
		.url = "https://api.example.com/oauth/request_token",
		.extra = &callback,
		.extra_count = 1,
		.nonce = "n",
		.time_s = 1};
	struct buf one = header(&request, &app);
	assert_null(strstr(one.bytes, "oauth_token"));
	assert_non_null(strstr(one.bytes, "oauth_callback=\"http%3A%2F%2Fa.example%2F%3Fb\""));
	callback.value = "http://a.example/?c";
	struct buf other = header(&request, &app);
	assert_string_not_equal(
		strstr(one.bytes, "oauth_signature="), strstr(other.bytes, "oauth_signature="));
	buf_release(&one);
	buf_release(&other);
}

static void what_cannot_be_signed_is_an_error(void **state)
{
	(void)state;
	struct buf out;
	char many[400] = "http://a.example/?";
	buf_init(&out, CAP);
	assert_int_equal(oauth1_base_string("GET", "a.example/b", NULL, NULL, 0, &out), ERR_FORMAT);
	assert_int_equal(oauth1_base_string("GET", "http:///b", NULL, NULL, 0, &out), ERR_FORMAT);
	for (int i = 0; i < 100; i++)
		strcat(many, "a=&");
	assert_int_equal(oauth1_base_string("GET", many, NULL, NULL, 0, &out), ERR_LIMIT);
	buf_release(&out);
	buf_init(&out, 10);
	assert_int_equal(
		oauth1_base_string("GET", "http://a.example/b", NULL, NULL, 0, &out), ERR_LIMIT);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_but_the_unreserved_is_encoded),
		cmocka_unit_test(parameters_are_collected_decoded_and_sorted),
		cmocka_unit_test(the_url_is_brought_to_one_form),
		cmocka_unit_test(the_examples_of_the_rfc_have_its_signatures),
		cmocka_unit_test(the_example_of_x_has_its_signature),
		cmocka_unit_test(the_header_has_all_parameters_and_the_signature_of_them),
		cmocka_unit_test(what_is_extra_is_signed_and_an_app_needs_no_token),
		cmocka_unit_test(what_cannot_be_signed_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
