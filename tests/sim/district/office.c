/*
 * An event is verified before anything looks into it, then checked for what receiving is about: is
 * it for this district, is it new, does its number follow. What the plan or an ordered fault says
 * of the answer comes last: a refusal leaves the event unaccepted, a lost answer does not.
 */
#include "district/office.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "lib/answer.h"
#include "json/json.h"

#define ON_EVENT "event"

void office_init(struct office *office, struct loop *loop, struct line_log *log)
{
	*office = (struct office){.loop = loop,
		.log = log,
		.client = http_client_new(loop),
		.events = json_array(),
		.statuses = json_array()};
}

void office_release(struct office *office)
{
	http_client_free(office->client);
	for (size_t i = 0; i < office->book.case_count; i++)
		clerk_free(office->book.cases[i]->clerk);
	book_release(&office->book);
	keyring_release(&office->keys);
	plans_release(&office->plans);
	json_decref(office->events);
	json_decref(office->statuses);
}

/* --- receiving --- */

/* One event on its way in. */
struct arrival {
	struct office *office;
	struct http_exchange *exchange;
	const char *district;
	json_t *fact; /* for the log */
	json_t *body;
	struct office_event event;
	const char *case_id;
};

static enum nriseva_webhook_result verify(const struct arrival *arrival)
{
	const struct district_keys *keys = keyring_find(&arrival->office->keys, arrival->district);
	struct nriseva_webhook_headers headers = {
		.id = http_header(arrival->exchange, "webhook-id"),
		.timestamp = http_header(arrival->exchange, "webhook-timestamp"),
		.signature = http_header(arrival->exchange, "webhook-signature"),
	};
	size_t length;
	const char *body = http_body(arrival->exchange, &length);
	return nriseva_webhook_verify(&keys->sender, 1, &headers, body, length,
		clock_wall_ms() / 1000, NRISEVA_WEBHOOK_TOLERANCE_S);
}

/* Write down and answer. Ends the arrival. */
static void finish(struct arrival *arrival, int status, const char *verdict)
{
	json_set_string(arrival->fact, "verdict", verdict);
	json_object_set_new(arrival->fact, "answer", json_integer(status));
	json_array_append(arrival->office->events, arrival->fact);
	line_log_write(arrival->office->log, "event", arrival->fact);
	json_decref(arrival->body);
}

static void refuse(struct arrival *arrival, int status, const char *verdict)
{
	finish(arrival, status, verdict);
	answer_error(arrival->exchange, status, verdict);
}

static void copy(struct arrival *arrival, const json_t *data, const char *key)
{
	json_t *value = json_object_get(data, key);
	if (value)
		json_object_set(arrival->fact, key, value);
}

/* Look into the body. False if it lacks what an event must have. */
static bool read_event(struct arrival *arrival)
{
	static const char *const told[] = {"case", "sequence", "status", "handle", "matter",
		"conduct", "country", "urgent", "sensitive", "language", "reason"};
	if (answer_body(arrival->exchange, &arrival->body, NULL))
		return false;
	const json_t *data = json_at(arrival->body, "data", NULL);
	arrival->event = (struct office_event){.type = json_get_string(arrival->body, "type"),
		.sender = json_get_string(data, "sender"),
		.status = json_get_string(data, "status"),
		.text = json_get_string(json_at(data, "post", NULL), "text")};
	arrival->case_id = json_get_string(data, "case");
	json_set_string(arrival->fact, "type", arrival->event.type);
	json_set_string(arrival->fact, "text", arrival->event.text);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		copy(arrival, data, told[i]);
	bool for_us = str_is(json_get_string(data, "recipient"), arrival->district);
	json_object_set_new(arrival->fact, "recipient_ok", json_boolean(for_us));
	return for_us && arrival->event.type && arrival->event.sender && arrival->event.status &&
	       arrival->case_id && json_get_int(data, "sequence", 0) > 0;
}

/* The district has it: once. */
static void take_in(struct arrival *arrival, struct book_message *message)
{
	struct office *office = arrival->office;
	struct book_case *entry = book_case(&office->book, arrival->district, arrival->case_id);
	json_object_set_new(arrival->fact, "duplicate", json_boolean(message->accepted));
	if (message->accepted)
		return;
	message->accepted = true;
	const json_t *data = json_at(arrival->body, "data", NULL);
	bool follows = book_take_sequence(entry, json_get_int(data, "sequence", 0));
	json_object_set_new(arrival->fact, "sequence_ok", json_boolean(follows));
	if (arrival->event.text && !entry->text)
		entry->text = mem_string(arrival->event.text);
	clerk_tell(office, entry, &arrival->event);
}

static bool ordered_fault(struct arrival *arrival, struct fault *out)
{
	char on[FAULT_NAME_SIZE + 8];
	snprintf(on, sizeof on, ON_EVENT ":%s", arrival->district);
	return faults_take(&arrival->office->faults, on, out) ||
	       faults_take(&arrival->office->faults, ON_EVENT, out);
}

/* What the plan or an ordered fault makes of the answer. `what` is "" for nothing. */
static struct fault chosen_fault(struct arrival *arrival, const struct book_message *message)
{
	struct fault fault = {0};
	if (ordered_fault(arrival, &fault))
		return fault;
	struct plan_choice plan =
		plans_choose(&arrival->office->plans, arrival->district, arrival->event.text);
	if (message->attempts <= plan.refuse_first)
		return (struct fault){.what = "503"};
	if (plan.slow_ms > 0 && message->attempts == 1)
		return (struct fault){.what = "slow", .ms = plan.slow_ms};
	return fault;
}

static json_t *taken(void)
{
	return json_pack("{s:b}", "taken", 1);
}

/* A verified event for this district. */
static void receive(struct arrival *arrival)
{
	struct office *office = arrival->office;
	const char *id = http_header(arrival->exchange, "webhook-id");
	struct book_message *message = book_message(&office->book, id);
	struct fault fault = chosen_fault(arrival, message);
	int status = (int)strtol(fault.what, NULL, 10);
	json_object_set_new(arrival->fact, "attempt", json_integer(message->attempts));
	if (*fault.what)
		json_set_string(arrival->fact, "fault", fault.what);
	if (status >= 300) {
		refuse(arrival, status, "ok");
		return;
	}
	take_in(arrival, message);
	finish(arrival, str_is(fault.what, "timeout") ? 0 : 202, "ok");
	if (str_is(fault.what, "timeout"))
		answer_later(office->loop, arrival->exchange, fault.ms, 0, NULL);
	else if (str_is(fault.what, "slow"))
		answer_later(office->loop, arrival->exchange, fault.ms, 202, taken());
	else
		answer_json(arrival->exchange, 202, taken());
}

static void serve_event(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	struct arrival arrival = {.office = arg,
		.exchange = exchange,
		.district = params->values[0],
		.fact = json_object()};
	json_set_string(arrival.fact, "district", arrival.district);
	json_set_string(arrival.fact, "webhook_id", http_header(exchange, "webhook-id"));
	if (!keyring_find(&arrival.office->keys, arrival.district)) {
		refuse(&arrival, 404, "no such district");
		return;
	}
	enum nriseva_webhook_result result = verify(&arrival);
	if (result != NRISEVA_WEBHOOK_OK)
		refuse(&arrival, 401, nriseva_webhook_reason(result));
	else if (!read_event(&arrival))
		refuse(&arrival, 400, "not an event for this district");
	else
		receive(&arrival);
}

/* --- what tests call --- */

static void serve_fault(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct office *office = arg;
	struct err err;
	json_t *order = NULL;
	enum err_code code = answer_body(exchange, &order, &err);
	if (!code)
		code = faults_order(&office->faults, order, ON_EVENT, &err);
	if (code)
		answer_error(exchange, 400, err.text);
	else
		answer_json(exchange, 200, json_pack("{s:b}", "done", 1));
	json_decref(order);
}

static void serve_state(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	struct office *office = arg;
	answer_json(exchange, 200,
		json_pack("{s:i, s:O, s:O}", "cases", (int)office->book.case_count, "events",
			office->events, "statuses", office->statuses));
}

void office_serve(void *arg, struct http_exchange *exchange)
{
	static const struct http_route routes[] = {
		{"POST", "/sim/fault", serve_fault},
		{"GET", "/sim/state", serve_state},
		{"POST", "/{district}/events", serve_event},
	};
	http_dispatch(routes, sizeof routes / sizeof *routes, arg, exchange);
}
