#include "unit.h"

#include <string.h>

#include "http/transfer.h"

static const struct address_policy nowhere = {.loopback = false};
static const struct address_policy loopback = {.loopback = true};

static int dones;

static void on_done(struct http_request *request, enum err_code code, const struct err *err)
{
	(void)err;
	dones++;
	assert_int_equal(code, ERR_CANCELED);
	assert_int_equal(request->status, 0);
	assert_int_equal(request->retry_after_s, -1);
	assert_null(http_answer_header(request, "Date"));
}

static struct http_request new_request(const char *url, const struct address_policy *policy)
{
	return (struct http_request){.method = "GET",
		.url = url,
		.timeout_ms = 1000,
		.answer_cap = 100,
		.address = policy,
		.done = on_done};
}

static enum err_code begin(const char *url, const struct address_policy *policy, struct err *err)
{
	struct http_request request = new_request(url, policy);
	struct transfer *transfer = transfer_new(NULL, &request);
	enum err_code code = transfer_begin(transfer, err);
	transfer_finish(transfer, ERR_CANCELED, NULL);
	return code;
}

static void urls_are_judged_before_anything_is_asked(void **state)
{
	(void)state;
	const struct {
		const char *url;
		const struct address_policy *policy;
		enum err_code code;
	} cases[] = {
		{"https://example.com/path?q", &nowhere, ERR_OK},
		{"https://example.com:8443", &nowhere, ERR_OK},
		{"http://example.com/", &nowhere, ERR_DENIED},
		{"http://127.0.0.1/", &loopback, ERR_OK},
		{"https://user@example.com/", &nowhere, ERR_FORMAT},
		{"ftp://example.com/", &loopback, ERR_FORMAT},
		{"example.com", &nowhere, ERR_FORMAT},
		{"", &nowhere, ERR_FORMAT},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		enum err_code code = begin(cases[i].url, cases[i].policy, &err);
		if (code != cases[i].code)
			fail_msg("%s: %s %s", cases[i].url, err_name(code), err.text);
	}
}

static void an_ended_transfer_calls_done_once(void **state)
{
	(void)state;
	struct err err;
	dones = 0;
	begin("https://example.com/", &nowhere, &err);
	assert_int_equal(dones, 1);
}

struct row {
	CURLcode result;
	unsigned denied, tried, sendings;
	bool repeated, cut;
	enum err_code code;
};

static void every_result_has_its_meaning(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{CURLE_OK, 0, 1, 1, false, false, ERR_OK},
		{CURLE_WRITE_ERROR, 0, 1, 1, false, true, ERR_OK},
		{CURLE_WRITE_ERROR, 0, 1, 1, false, false, ERR_REMOTE},
		{CURLE_COULDNT_RESOLVE_HOST, 0, 0, 0, false, false, ERR_UNREACHABLE},
		{CURLE_COULDNT_CONNECT, 0, 1, 0, false, false, ERR_UNREACHABLE},
		{CURLE_COULDNT_CONNECT, 2, 0, 0, false, false, ERR_DENIED},
		{CURLE_COULDNT_CONNECT, 1, 1, 0, false, false, ERR_UNREACHABLE},
		{CURLE_ABORTED_BY_CALLBACK, 1, 0, 0, false, false, ERR_DENIED},
		{CURLE_ABORTED_BY_CALLBACK, 0, 2, 1, true, false, ERR_REMOTE},
		{CURLE_OPERATION_TIMEDOUT, 0, 1, 0, false, false, ERR_TIMEOUT},
		{CURLE_OPERATION_TIMEDOUT, 0, 1, 1, false, false, ERR_TIMEOUT},
		{CURLE_PEER_FAILED_VERIFICATION, 0, 1, 0, false, false, ERR_DENIED},
		{CURLE_SSL_CONNECT_ERROR, 0, 1, 0, false, false, ERR_UNREACHABLE},
		{CURLE_RECV_ERROR, 0, 1, 1, false, false, ERR_REMOTE},
		{CURLE_GOT_NOTHING, 0, 1, 1, false, false, ERR_REMOTE},
		{CURLE_PARTIAL_FILE, 0, 1, 1, false, false, ERR_REMOTE},
		{CURLE_UNSUPPORTED_PROTOCOL, 0, 1, 1, false, false, ERR_REMOTE},
		{CURLE_UNSUPPORTED_PROTOCOL, 0, 0, 0, false, false, ERR_FORMAT},
	};
	struct http_request request = new_request("https://example.com/", &nowhere);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct transfer transfer = {.request = &request,
			.denied = rows[i].denied,
			.tried = rows[i].tried,
			.sendings = rows[i].sendings,
			.repeated = rows[i].repeated,
			.cut = rows[i].cut};
		struct err err = {0};
		enum err_code code = transfer_judge(&transfer, rows[i].result, &err);
		if (code != rows[i].code)
			fail_msg("row %zu: %s %s", i, err_name(code), err.text);
		if (code != ERR_OK)
			assert_non_null(strstr(err.text, "https://example.com/"));
	}
}

int main(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_judged_before_anything_is_asked),
		cmocka_unit_test(an_ended_transfer_calls_done_once),
		cmocka_unit_test(every_result_has_its_meaning),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
