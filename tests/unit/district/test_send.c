#include "unit.h"

#include "base/clock.h"
#include "parts.h"

/* A district on a real socket, with a real client. */

static struct {
	struct loop *loop;
	struct http_server *server;
	int status;
	const char *retry_after;
	char method[8], path[64], content_type[64], id[64], timestamp[32], signature[128];
	char body[256];
	size_t length;
	unsigned requests;
} district;

static void remember(char *out, size_t size, const char *value)
{
	snprintf(out, size, "%s", value ? value : "");
}

static void serve(void *arg, struct http_exchange *exchange)
{
	(void)arg;
	district.requests++;
	remember(district.method, sizeof district.method, http_method(exchange));
	remember(district.path, sizeof district.path, http_path(exchange));
	remember(district.content_type, sizeof district.content_type,
		http_header(exchange, "content-type"));
	remember(district.id, sizeof district.id, http_header(exchange, "webhook-id"));
	remember(district.timestamp, sizeof district.timestamp,
		http_header(exchange, "webhook-timestamp"));
	remember(district.signature, sizeof district.signature,
		http_header(exchange, "webhook-signature"));
	const char *body = http_body(exchange, &district.length);
	memcpy(district.body, body, district.length);
	if (district.retry_after)
		http_reply_header(exchange, "retry-after", district.retry_after);
	if (district.status)
		http_reply(exchange, district.status, NULL, NULL, 0);
	else
		http_break_off(exchange);
}

static void stop(void)
{
	loop_stop(district.loop);
}

struct run {
	struct parts *p;
	struct district_desk *desk;
	struct outbound outbound;
};

static void run_begin(struct run *run, struct parts *p, int status, const char *retry_after)
{
	const struct http_server_options options = {
		.address = "127.0.0.1", .body_cap = 200, .serve = serve};
	memset(&district, 0, sizeof district);
	memset(&fake, 0, sizeof fake);
	*run = (struct run){.p = p};
	district.loop = loop_new();
	district.status = status;
	district.retry_after = retry_after;
	assert_int_equal(http_server_new(district.loop, &options, &district.server, NULL), ERR_OK);
	snprintf(p->url, sizeof p->url, "http://127.0.0.1:%u/lucknow/events",
		http_server_port(district.server));
	p->parts.loop = district.loop;
	p->parts.client = http_client_new(district.loop);
	fake.on_finish = stop;
	assert_int_equal(district_desk_new(&p->parts, &run->desk, NULL), ERR_OK);
	struct delivery *delivery = &run->outbound.delivery;
	delivery->kind = DELIVERY_EVENT;
	strcpy(delivery->webhook_id, "msg_1");
	delivery->created_at = clock_wall_ms();
	delivery->attempts = 1;
}

static void run_send(struct run *run)
{
	fake.carriers[0].send(fake.carriers[0].arg, &run->outbound);
	assert_int_equal(fake.finish_count, 0);
	loop_run(district.loop);
	assert_int_equal(fake.finish_count, 1);
	assert_ptr_equal(fake.finished, &run->outbound);
}

static void run_end(struct run *run)
{
	district_desk_free(run->desk);
	http_client_free(run->p->parts.client);
	http_server_free(district.server);
	loop_free(district.loop);
}

static void the_stored_bytes_arrive_signed(void **state)
{
	struct run run;
	char body[] = "{\"type\":\"case.opened\"}";
	run_begin(&run, *state, 204, NULL);
	run.outbound.delivery.body = body;
	run_send(&run);
	assert_int_equal(fake.outcome.kind, OUTCOME_DONE);
	assert_string_equal(district.method, "POST");
	assert_string_equal(district.path, "/lucknow/events");
	assert_string_equal(district.content_type, "application/json");
	assert_string_equal(district.id, "msg_1");
	assert_int_equal(district.length, strlen(body));
	assert_memory_equal(district.body, body, strlen(body));
	struct nriseva_webhook_key public_key;
	nriseva_webhook_key_public(&run.p->ours, &public_key);
	const struct nriseva_webhook_headers headers = {
		district.id, district.timestamp, district.signature};
	assert_int_equal(nriseva_webhook_verify(&public_key, 1, &headers, district.body,
				 district.length, clock_wall_ms() / 1000, 5),
		NRISEVA_WEBHOOK_OK);
	run_end(&run);
}

static void a_busy_district_gets_the_time_it_asks_for(void **state)
{
	struct run run;
	run_begin(&run, *state, 503, "120");
	int64_t before = clock_wall_ms();
	char body[] = "{}";
	run.outbound.delivery.body = body;
	run_send(&run);
	assert_int_equal(fake.outcome.kind, OUTCOME_RETRY);
	assert_in_range(fake.outcome.not_before_at, before + 119000, before + 125000);
	assert_string_equal(fake.outcome.reason, "HTTP 503");
	run_end(&run);
}

static void a_district_that_breaks_off_is_tried_again(void **state)
{
	struct run run;
	run_begin(&run, *state, 0, NULL);
	char body[] = "{}";
	run.outbound.delivery.body = body;
	run_send(&run);
	assert_int_equal(fake.outcome.kind, OUTCOME_RETRY);
	assert_int_equal(fake.outcome.not_before_at, 0);
	assert_true(fake.outcome.reason[0]);
	run_end(&run);
}

static void plain_http_needs_its_permission(void **state)
{
	struct parts *p = *state;
	struct run run;
	p->endpoints[0].plain_loopback = false;
	run_begin(&run, p, 200, NULL);
	char body[] = "{}";
	run.outbound.delivery.body = body;
	run_send(&run);
	assert_int_equal(fake.outcome.kind, OUTCOME_RETRY);
	assert_int_equal(district.requests, 0);
	run_end(&run);
}

static void what_cannot_be_sent_is_given_up_in_a_later_turn(void **state)
{
	struct run run;
	run_begin(&run, *state, 200, NULL);
	run.outbound.delivery.body = NULL;
	run_send(&run);
	assert_int_equal(fake.outcome.kind, OUTCOME_GIVE_UP);
	assert_non_null(strstr(fake.outcome.reason, "wiped"));
	run_end(&run);

	char body[] = "{}";
	run_begin(&run, *state, 200, NULL);
	run.outbound.delivery.body = body;
	strcpy(run.outbound.delivery.webhook_id, "msg.1");
	run_send(&run);
	assert_int_equal(fake.outcome.kind, OUTCOME_GIVE_UP);
	assert_int_equal(district.requests, 0);
	run_end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_stored_bytes_arrive_signed),
		TEST(a_busy_district_gets_the_time_it_asks_for),
		TEST(a_district_that_breaks_off_is_tried_again),
		TEST(plain_http_needs_its_permission),
		TEST(what_cannot_be_sent_is_given_up_in_a_later_turn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
