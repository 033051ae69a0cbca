/* The pretend X's signatures against public examples, and what it does not take. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "x/oauth1.h"
#include "x_bench.h"

static int set_up(void **state)
{
	const char *path = x_bench_secret(
		"consumer_key = ck\nconsumer_secret=cs\n token = t\ntoken_secret = ts\n");
	struct x_bench *bench = mem_new(1, sizeof *bench);
	struct err err;
	*state = bench;
	if (x_bench_open(bench, "17") || !path || x_oauth1_new(path, &bench->site.oauth1, &err))
		return -1;
	unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	x_bench_close(*state);
	mem_free(*state);
	return 0;
}

/* "Creating a signature", of X's documentation. */
static void the_example_of_x_has_its_signature(void **state)
{
	(void)state;
	static const char *const pairs[] = {"status",
		"Hello Ladies + Gentlemen, a signed OAuth request!", "include_entities", "true",
		"oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog", "oauth_nonce",
		"kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg", "oauth_signature_method", "HMAC-SHA1",
		"oauth_timestamp", "1318622958", "oauth_token",
		"370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb", "oauth_version", "1.0"};
	char *signature =
		x_oauth1_signature("POST", "https://api.twitter.com/1.1/statuses/update.json",
			pairs, 8, "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
			"LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE");
	assert_string_equal(signature, "hCtSmYh+iHYCEqBWrE7C7hYmtUk=");
	mem_free(signature);
}

/* A call for /2/users/me as a good client makes it, but for what is told. */
struct attempt {
	const char *key, *token, *nonce, *secret, *query;
	int64_t late_s;
};

static int status_of(struct x_bench *bench, const struct attempt *attempt)
{
	char url[300], base[100], time[24], header[600];
	snprintf(base, sizeof base, "http://127.0.0.1:%u/2/users/me",
		http_server_port(bench->server));
	snprintf(url, sizeof url, "%s?a=b%%20c%s", base, attempt->query ? attempt->query : "");
	snprintf(time, sizeof time, "%lld", (long long)(clock_wall_ms() / 1000 - attempt->late_s));
	const char *key = attempt->key ? attempt->key : "ck",
		   *token = attempt->token ? attempt->token : "t";
	const char *const pairs[] = {"a", "b c", "oauth_consumer_key", key, "oauth_nonce",
		attempt->nonce, "oauth_signature_method", "HMAC-SHA1", "oauth_timestamp", time,
		"oauth_token", token};
	char *signature = x_oauth1_signature(
		"GET", base, pairs, 6, attempt->secret ? attempt->secret : "cs", "ts");
	/* Of what base64 has, only these are not plain. */
	char escaped[100] = "";
	for (const char *p = signature; *p; p++)
		snprintf(escaped + strlen(escaped), 4, strchr("+/=", *p) ? "%%%02X" : "%c", *p);
	snprintf(header, sizeof header,
		"OAuth oauth_consumer_key=\"%s\", oauth_nonce=\"%s\", "
		"oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"%s\", oauth_token=\"%s\", "
		"oauth_signature=\"%s\"",
		key, attempt->nonce, time, token, escaped);
	mem_free(signature);
	const struct ask_header headers[] = {{"Authorization", header}, {NULL, NULL}};
	struct ask_answer answer = ask(bench->loop, bench->client, "GET", url, NULL, headers);
	json_decref(answer.document);
	return answer.code ? -1 : answer.status;
}

static void only_a_call_signed_now_once_by_the_app_for_the_account_is_taken(void **state)
{
	static const struct {
		struct attempt attempt;
		int status;
	} cases[] = {
		{{.nonce = "1"}, 200},
		{{.nonce = "1"}, 401},
		{{.nonce = "2", .late_s = 290}, 200},
		{{.nonce = "3", .late_s = -290}, 200},
		{{.nonce = "4", .late_s = 301}, 401},
		{{.nonce = "5", .late_s = -302}, 401},
		{{.nonce = "6", .key = "other"}, 401},
		{{.nonce = "7", .token = "other"}, 401},
		{{.nonce = "8", .secret = "other"}, 401},
		{{.nonce = "9", .query = "&more=1"}, 401},
		{{.nonce = "10"}, 200},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(status_of(*state, &cases[i].attempt), cases[i].status);
}

static void a_bearer_token_is_not_taken(void **state)
{
	struct x_bench *bench = *state;
	char url[100];
	snprintf(
		url, sizeof url, "http://127.0.0.1:%u/2/users/me", http_server_port(bench->server));
	const struct ask_header headers[] = {{"Authorization", "Bearer secret"}, {NULL, NULL}};
	struct ask_answer answer = ask(bench->loop, bench->client, "GET", url, NULL, headers);
	assert_int_equal(answer.status, 401);
	json_decref(answer.document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_x_has_its_signature),
		cmocka_unit_test_setup_teardown(
			only_a_call_signed_now_once_by_the_app_for_the_account_is_taken, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(a_bearer_token_is_not_taken, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
