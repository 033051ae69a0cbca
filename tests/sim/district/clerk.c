/*
 * A clerk has one case of one district and goes through the steps of its plan: wait the usual time,
 * send the step's status, and once the daemon has taken it go on; a step that awaits something ends
 * when the event comes. A status that was not taken is sent again under the same webhook-id; one
 * that was refused for good is written down and the clerk goes on. A case that is reopened after
 * the last step is worked on anew; one that is closed is left alone, but for a status whose taking
 * has not been confirmed.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"
#include "district/office.h"
#include "json/json.h"

enum { URL_SIZE = 200, BODY_CAP = 4000, SENDER_SIZE = 40, RETRY_MS = 400, TIMEOUT_MS = 5000 };

static const struct address_policy loopback_only = {.loopback = true};

struct clerk {
	struct office *office;
	struct book_case *entry;
	char sender[SENDER_SIZE]; /* the daemon's name */
	const json_t *steps;
	size_t at;   /* the present step */
	bool begun;  /* its status has been written */
	bool closed; /* no further step */
	struct loop_timer *timer;

	/* the status on its way */
	bool sending;
	char webhook_id[40];
	char timestamp[24];
	char signature[NRISEVA_WEBHOOK_ENTRY_SIZE];
	char url[URL_SIZE];
	struct buf body;
	struct http_request request;
};

static const json_t *present_step(const struct clerk *clerk)
{
	return json_array_get(clerk->steps, clerk->at);
}

/* Wait for the present step's time, unless it waits for an event or there is none. */
static void schedule(struct clerk *clerk)
{
	const json_t *step = present_step(clerk);
	if (!step || json_at(step, "await", NULL))
		return;
	loop_timer_start(clerk->timer, json_get_int(step, "after_ms", clerk->office->delay_ms));
}

static void next_step(struct clerk *clerk)
{
	clerk->at = clerk->closed ? json_array_size(clerk->steps) : clerk->at + 1;
	clerk->begun = false;
	schedule(clerk);
}

/* --- sending a status --- */

static void write_body(struct clerk *clerk, const json_t *step)
{
	char iso[CLOCK_ISO_SIZE];
	json_t *data = json_object();
	json_set_string(data, "sender", clerk->entry->district);
	json_set_string(data, "recipient", clerk->sender);
	json_set_string(data, "case", clerk->entry->id);
	json_set_string(data, "status", json_get_string(step, "status"));
	json_object_set_new(data, "sequence", json_integer(++clerk->entry->own_sequence));
	if (json_get_string(step, "detail"))
		json_set_string(data, "detail", json_get_string(step, "detail"));
	if (json_get_string(step, "hand_to"))
		json_set_string(data, "hand_to", json_get_string(step, "hand_to"));
	json_t *body = json_object();
	json_set_string(body, "type", "case.status");
	json_set_string(body, "timestamp", clock_iso(clock_wall_ms(), iso));
	json_object_set_new(body, "data", data);
	buf_clear(&clerk->body);
	json_encode(body, &clerk->body);
	json_decref(body);
}

static void log_status(struct clerk *clerk, const struct err *err)
{
	const json_t *step = present_step(clerk);
	const struct http_request *request = &clerk->request;
	json_t *fact = json_object();
	json_set_string(fact, "district", clerk->entry->district);
	json_set_string(fact, "case", clerk->entry->id);
	json_set_string(fact, "status", json_get_string(step, "status"));
	json_set_string(fact, "detail", json_get_string(step, "detail"));
	json_set_string(fact, "hand_to", json_get_string(step, "hand_to"));
	json_object_set_new(fact, "answer", json_integer(request->status));
	json_object_set_new(
		fact, "taken", json_boolean(request->status >= 200 && request->status < 300));
	if (err)
		json_set_string(fact, "error", err->text);
	json_array_append(clerk->office->statuses, fact);
	line_log_write(clerk->office->log, "status", fact);
}

static bool is_final(int status)
{
	return status >= 200 && status < 500 && status != 408 && status != 429;
}

static void sent(struct http_request *request, enum err_code code, const struct err *err)
{
	struct clerk *clerk = container_of(request, struct clerk, request);
	clerk->sending = false;
	if (code == ERR_CANCELED)
		return;
	log_status(clerk, code ? err : NULL);
	if (!code && is_final(request->status))
		next_step(clerk);
	else
		loop_timer_start(clerk->timer, RETRY_MS); /* the same again */
}

static void sign(struct clerk *clerk)
{
	const struct district_keys *keys =
		keyring_find(&clerk->office->keys, clerk->entry->district);
	int64_t now_s = clock_wall_ms() / 1000;
	snprintf(clerk->timestamp, sizeof clerk->timestamp, "%lld", (long long)now_s);
	nriseva_webhook_sign(&keys->own, 1, clerk->webhook_id, now_s, clerk->body.bytes,
		clerk->body.length, clerk->signature, sizeof clerk->signature);
}

static void send_step(struct clerk *clerk)
{
	snprintf(clerk->url, sizeof clerk->url, "%s/v1/%s/status", clerk->office->daemon_url,
		clerk->entry->district);
	sign(clerk);
	clerk->request = (struct http_request){.method = "POST",
		.url = clerk->url,
		.headers = {{"content-type", "application/json"}, {"webhook-id", clerk->webhook_id},
			{"webhook-timestamp", clerk->timestamp},
			{"webhook-signature", clerk->signature}},
		.header_count = 4,
		.body = clerk->body.bytes,
		.body_length = clerk->body.length,
		.connect_timeout_ms = TIMEOUT_MS,
		.timeout_ms = TIMEOUT_MS,
		.answer_cap = BODY_CAP,
		.address = &loopback_only,
		.done = sent};
	clerk->sending = true;
	http_client_submit(clerk->office->client, &clerk->request);
}

/* The step's time has come, or its status is to be sent again. */
static void ring(void *arg)
{
	struct clerk *clerk = arg;
	const json_t *step = present_step(clerk);
	if (!step || clerk->sending)
		return;
	if (!clerk->begun) {
		clerk->begun = true;
		snprintf(clerk->webhook_id, sizeof clerk->webhook_id, "msg_%016llx",
			(unsigned long long)random_u64());
		write_body(clerk, step);
	}
	send_step(clerk);
}

/* --- events --- */

static struct clerk *clerk_new(struct office *office, struct book_case *entry)
{
	struct clerk *clerk = mem_new(1, sizeof *clerk);
	clerk->office = office;
	clerk->entry = entry;
	clerk->timer = loop_timer_new(office->loop, ring, clerk);
	buf_init(&clerk->body, BODY_CAP);
	return clerk;
}

void clerk_free(void *arg)
{
	struct clerk *clerk = arg;
	if (!clerk)
		return;
	loop_timer_free(clerk->timer);
	buf_release(&clerk->body);
	mem_free(clerk);
}

static bool is_idle(const struct clerk *clerk)
{
	return !present_step(clerk) && !clerk->sending;
}

static void begin(struct clerk *clerk, const json_t *steps)
{
	clerk->steps = steps;
	clerk->at = 0;
	clerk->begun = false;
	clerk->closed = false;
	schedule(clerk);
}

void clerk_tell(struct office *office, struct book_case *entry, const struct office_event *event)
{
	if (!entry->clerk)
		entry->clerk = clerk_new(office, entry);
	struct clerk *clerk = entry->clerk;
	str_copy(clerk->sender, sizeof clerk->sender, event->sender);
	if (str_is(event->type, "case.closed")) {
		clerk->closed = true;
		if (!clerk->begun) {
			clerk->at = json_array_size(clerk->steps);
			loop_timer_stop(clerk->timer);
		}
	} else if (str_is(json_get_string(present_step(clerk), "await"), event->type)) {
		next_step(clerk);
	} else if (is_idle(clerk)) {
		bool reopened = str_is(event->status, "reopened");
		if (reopened)
			begin(clerk, office->plans.usual);
		else if (str_is(event->type, "case.opened"))
			begin(clerk,
				plans_choose(&office->plans, entry->district, entry->text).steps);
	}
}
