/*
 * An event on its way to a district.
 *
 * Happy path: sign the stored bytes for this very attempt, POST them, judge the answer, tell the
 * outbox.
 *
 * Failures: whatever happens on the way is an answer to be judged (answer.c); repeating is
 * harmless, because the webhook-id is the same on every attempt and the district knows the event
 * by it. An event that cannot be signed or has no body (it was wiped) can never be sent: given up,
 * in a later turn, because the outbox must not be answered from inside its call.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "district/answer.h"
#include "district/desk.h"

enum {
	CONNECT_TIMEOUT_MS = 5000,
	TIMEOUT_MS = 20000,
	ANSWER_CAP = 1024, /* nothing of it is used */
};

/* One attempt. */
struct flight {
	struct http_request request;
	struct deferred hopeless;
	struct district_endpoint *endpoint;
	struct outbound *outbound;
	char timestamp[24];
	char signature[NRISEVA_WEBHOOK_ENTRY_SIZE];
	char why_hopeless[160];
};

static void tell(const struct flight *flight, const struct outcome *outcome)
{
	const struct delivery *delivery = &flight->outbound->delivery;
	char attempt[16];
	snprintf(attempt, sizeof attempt, "%d", delivery->attempts);
	const struct log_field fields[] = {
		{"endpoint", flight->endpoint->config->id},
		{"case", delivery->case_id},
		{"webhook_id", delivery->webhook_id},
		{"attempt", attempt},
	};
	size_t count = sizeof fields / sizeof *fields;
	if (outcome->kind == OUTCOME_DONE)
		log_fields(
			LOG_INFO, "district", fields, count, "event accepted: %s", outcome->reason);
	else if (outcome->kind == OUTCOME_RETRY)
		log_fields(LOG_WARN, "district", fields, count,
			"event not accepted, goes again: %s", outcome->reason);
	else
		log_fields(LOG_ERROR, "district", fields, count,
			"event given up: %s; speak with the district, then replay it",
			outcome->reason);
}

static void end(struct flight *flight, const struct outcome *outcome)
{
	struct outbound *outbound = flight->outbound;
	struct district_desk *desk = flight->endpoint->desk;
	tell(flight, outcome);
	desk->open--;
	mem_free(flight);
	outbox_finish(desk->parts.outbox, outbound, outcome);
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err)
{
	struct flight *flight = container_of(request, struct flight, request);
	crash_point("event.answered");
	const struct district_answer answer = {
		.code = code,
		.text = err ? err->text : NULL,
		.status = request->status,
		.retry_after_s = request->retry_after_s,
	};
	struct outcome outcome;
	district_judge(&answer, clock_wall_ms(), &outcome);
	end(flight, &outcome);
}

static void on_hopeless(struct deferred *deferred)
{
	struct flight *flight = container_of(deferred, struct flight, hopeless);
	struct outcome outcome = {.kind = OUTCOME_GIVE_UP};
	str_copy(outcome.reason, sizeof outcome.reason, flight->why_hopeless);
	end(flight, &outcome);
}

static void give_up_later(struct flight *flight, const char *why)
{
	str_copy(flight->why_hopeless, sizeof flight->why_hopeless, why);
	flight->hopeless.call = on_hopeless;
	loop_defer(flight->endpoint->desk->parts.loop, &flight->hopeless);
}

static enum nriseva_webhook_result sign(struct flight *flight)
{
	const struct delivery *delivery = &flight->outbound->delivery;
	int64_t now_s = clock_wall_ms() / 1000;
	snprintf(flight->timestamp, sizeof flight->timestamp, "%" PRId64, now_s);
	return nriseva_webhook_sign(&flight->endpoint->sign_key, 1, delivery->webhook_id, now_s,
		delivery->body, strlen(delivery->body), flight->signature,
		sizeof flight->signature);
}

static void fill_request(struct flight *flight)
{
	const struct delivery *delivery = &flight->outbound->delivery;
	flight->request = (struct http_request){
		.method = "POST",
		.url = flight->endpoint->config->url,
		.headers = {{"content-type", "application/json"},
			{"webhook-id", delivery->webhook_id},
			{"webhook-timestamp", flight->timestamp},
			{"webhook-signature", flight->signature}},
		.header_count = 4,
		.body = delivery->body,
		.body_length = strlen(delivery->body),
		.connect_timeout_ms = CONNECT_TIMEOUT_MS,
		.timeout_ms = TIMEOUT_MS,
		.answer_cap = ANSWER_CAP,
		.address = &flight->endpoint->address,
		.done = on_answer,
	};
}

void district_send(void *arg, struct outbound *outbound)
{
	struct flight *flight = mem_new(1, sizeof *flight);
	flight->endpoint = arg;
	flight->outbound = outbound;
	flight->endpoint->desk->open++;
	if (!outbound->delivery.body || !*outbound->delivery.body) {
		give_up_later(flight, "its body was wiped");
		return;
	}
	enum nriseva_webhook_result result = sign(flight);
	if (result != NRISEVA_WEBHOOK_OK) {
		give_up_later(flight, nriseva_webhook_reason(result));
		return;
	}
	fill_request(flight);
	crash_point("event.before_send");
	http_client_submit(flight->endpoint->desk->parts.client, &flight->request);
	crash_point("event.handed_over");
}
