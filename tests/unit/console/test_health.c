#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "console/health.h"

/* The store and the HTTP server, pretended: the linker takes these before the rooms' own. */
static struct {
	bool store_ok;
	int status;
	char body[4000];
} page;

bool store_is_healthy(const struct store *store, int64_t *out_since_at, const char **out_text)
{
	(void)store;
	*out_since_at = INT64_C(1800000001000);
	*out_text = "disk full";
	return page.store_ok;
}

void http_reply(struct http_exchange *exchange, int status, const char *content_type,
	const void *body, size_t length)
{
	(void)exchange;
	assert_string_equal(content_type, "application/json");
	assert_true(length < sizeof page.body);
	memcpy(page.body, body, length);
	page.body[length] = '\0';
	page.status = status;
}

static void feel_well(const struct channel *channel, struct channel_health *out)
{
	(void)channel;
	*out = (struct channel_health){.ok = true,
		.last_poll_at = INT64_C(1800000002000),
		.last_mention_at = INT64_C(1800000001000),
		.lag_ms = 3400,
		.source = "mentions",
		.notice = "no mention since",
		.reads = {.left = 12, .reset_at = INT64_C(1800000003000)}};
}

static void feel_ill(const struct channel *channel, struct channel_health *out)
{
	(void)channel;
	*out = (struct channel_health){.text = "X refuses the token (401)", .lag_ms = -1};
}

static void feel_short(const struct channel *channel, struct channel_health *out)
{
	feel_well(channel, out);
	out->replies_today = (struct channel_allowance){170, 200};
	out->money_today = (struct channel_allowance){1234000, 5000000};
	out->money_month = (struct channel_allowance){20000000, 0};
	snprintf(out->notice, sizeof out->notice, "80 %% are used");
}

static const struct channel_kind well = {.health = feel_well}, ill = {.health = feel_ill};
static struct channel first = {.kind = &well, .handle = "UPPolNRI"},
		      second = {.kind = &ill, .handle = "UPPolTwo"};
static struct channel *const channels[] = {&first, &second};

static void serve(bool store_ok, size_t channel_count)
{
	const struct health health = {.channels = channels,
		.channel_count = channel_count,
		.started_at = INT64_C(1800000000000)};
	page.store_ok = store_ok;
	health_serve(&health, NULL);
}

static void all_well_is_200(void **state)
{
	(void)state;
	serve(true, 1);
	assert_int_equal(page.status, 200);
	assert_string_equal(page.body,
		"{\"status\":\"ok\",\"started\":\"2027-01-15T08:00:00.000Z\",\"store\":{\"ok\":true},"
		"\"handles\":[{\"handle\":\"UPPolNRI\",\"ok\":true,"
		"\"last_poll\":\"2027-01-15T08:00:02.000Z\",\"last_mention\":"
		"\"2027-01-15T08:00:01.000Z\",\"source\":\"mentions\","
		"\"reads\":{\"left\":12,\"reset\":\"2027-01-15T08:00:03.000Z\"},"
		"\"mention_lag_ms\":3400,\"notice\":\"no mention since\"}]}");
}

static void what_is_used_of_a_budget_is_told(void **state)
{
	(void)state;
	static const struct channel_kind kind = {.health = feel_short};
	static struct channel channel = {.kind = &kind, .handle = "UPPolNRI"};
	static struct channel *const only[] = {&channel};
	const struct health health = {.channels = only, .channel_count = 1};
	page.store_ok = true;
	health_serve(&health, NULL);
	assert_int_equal(page.status, 200);
	assert_non_null(strstr(page.body, "\"replies_today\":{\"used\":170,\"limit\":200},"
					  "\"money_today\":{\"used\":\"1.234\",\"limit\":\"5.00\"},"
					  "\"money_month\":{\"used\":\"20.00\",\"limit\":null},"
					  "\"notice\":\"80 % are used\""));
}

static void a_store_that_fails_is_503_and_says_since_when(void **state)
{
	(void)state;
	serve(false, 1);
	assert_int_equal(page.status, 503);
	assert_non_null(strstr(page.body, "\"status\":\"failing\""));
	assert_non_null(strstr(page.body,
		"{\"ok\":false,\"since\":\"2027-01-15T08:00:01.000Z\",\"problem\":\"disk full\"}"));
}

static void one_handle_in_trouble_is_503_and_says_which(void **state)
{
	(void)state;
	serve(true, 2);
	assert_int_equal(page.status, 503);
	assert_non_null(strstr(page.body,
		"{\"handle\":\"UPPolTwo\",\"ok\":false,\"last_poll\":null,\"last_mention\":null,"
		"\"source\":null,"
		"\"problem\":\"X refuses the token (401)\"}"));
	assert_non_null(strstr(page.body, "{\"handle\":\"UPPolNRI\",\"ok\":true"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_well_is_200),
		cmocka_unit_test(what_is_used_of_a_budget_is_told),
		cmocka_unit_test(a_store_that_fails_is_503_and_says_since_when),
		cmocka_unit_test(one_handle_in_trouble_is_503_and_says_which),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
