/*
 * A status update from a district: POST /v1/{sender}/status.
 *
 * Happy path: the body's signature is verified with the keys we hold for the sender of the path,
 * before anything looks into it; then it is decoded, and given to intake; when that is committed,
 * the district is answered.
 *
 * Failures: whoever cannot sign as the sender learns nothing but 401, the same for an unknown
 * sender as for a bad signature; the exact reason is in our log. Who can sign is told what is
 * wrong. When the store fails, 503 with Retry-After: the district sends again under the same
 * webhook-id.
 */
#include "district/receive.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/crash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

static const char RETRY_AFTER_S[] = "30";

/* --- the checks --- */

static int check_signature(const struct district_endpoint *endpoint,
	const struct received *received, int64_t now_s, struct err *err)
{
	if (!endpoint) {
		err_set(err, ERR_DENIED, "no endpoint of this name");
		return 401;
	}
	enum nriseva_webhook_result result = nriseva_webhook_verify(endpoint->trusted,
		endpoint->trusted_count, &received->headers, received->body, received->length,
		now_s, NRISEVA_WEBHOOK_TOLERANCE_S);
	if (result == NRISEVA_WEBHOOK_OK)
		return 0;
	err_set(err, ERR_DENIED, "%s", nriseva_webhook_reason(result));
	return 401;
}

static int check_names(const struct district_desk *desk, const struct received *received,
	const struct status_update *update, const char *recipient, struct err *err)
{
	enum err_code code = ERR_OK;
	const char *us = desk->parts.config->sender;
	if (strcmp(update->sender, received->sender) != 0)
		code = err_set(err, ERR_FORMAT, "data.sender is not the sender of the URL");
	else if (strcmp(recipient, us) != 0)
		code = err_set(err, ERR_FORMAT, "data.recipient must be %s", us);
	else if (*update->hand_to && !config_district(desk->parts.config, update->hand_to))
		code = err_set(err, ERR_FORMAT, "data.hand_to is no district that we know");
	return code == ERR_OK ? 0 : 400;
}

int receive_check(const struct district_desk *desk, const struct received *received, int64_t now_s,
	struct status_update *out, struct err *err)
{
	char recipient[LABEL_SIZE], id[CASE_ID_SIZE];
	if (received->length > RECEIVE_BODY_CAP) {
		err_set(err, ERR_LIMIT, "the body is larger than %d bytes", RECEIVE_BODY_CAP);
		return 413;
	}
	int status = check_signature(
		district_endpoint_find(desk, received->sender), received, now_s, err);
	if (status != 0)
		return status;
	if (district_status_decode(received->body, received->length, out, recipient, err) != ERR_OK)
		return 400;
	status = check_names(desk, received, out, recipient, err);
	if (status != 0)
		return status;
	if (!case_id_read(
		    desk->parts.config->case_prefix, out->case_id, strlen(out->case_id), id)) {
		err_set(err, ERR_NOTFOUND, "no such case");
		return 404;
	}
	memcpy(out->case_id, id, sizeof id);
	return 0;
}

/* --- the answers --- */

static void reply(struct http_exchange *exchange, int status, const char *key, const char *text)
{
	struct buf body;
	json_t *answer = json_object();
	json_set_string(answer, key, text);
	buf_init(&body, 4096);
	json_encode(answer, &body);
	http_reply(exchange, status, "application/json", body.bytes, body.length);
	buf_release(&body);
	json_decref(answer);
}

/* The sender as it may stand in a log: it came from anywhere. */
static const char *loggable(const struct district_desk *desk, const char *sender)
{
	return district_endpoint_find(desk, sender) ? sender : "?";
}

static void refuse(const struct district_desk *desk, struct http_exchange *exchange,
	const char *sender, int status, const struct err *err)
{
	char number[8];
	snprintf(number, sizeof number, "%d", status);
	const struct log_field fields[] = {
		{"endpoint", loggable(desk, sender)}, {"answer", number}};
	log_fields(LOG_WARN, "district", fields, 2, "status update refused: %s", err->text);
	reply(exchange, status, "error", status == 401 ? "unauthorized" : err->text);
}

static const struct {
	int status;
	const char *key;
	const char *text;
} answers[] = {
	[INTAKE_STATUS_TAKEN] = {200, "status", "taken"},
	[INTAKE_STATUS_REPEATED] = {200, "status", "repeated"},
	[INTAKE_STATUS_STALE] = {200, "status", "stale"},
	[INTAKE_STATUS_NO_CASE] = {404, "error", "no such case"},
	[INTAKE_STATUS_NOT_OWNER] = {403, "error", "the case is another district's"},
};

/* --- one update, while intake has it --- */

struct reception {
	struct intake_status status;
	struct http_exchange *exchange;
	struct district_desk *desk;
};

static void tell(const struct reception *reception, enum log_level level, const char *said)
{
	const struct status_update *update = &reception->status.update;
	const struct log_field fields[] = {
		{"endpoint", update->sender},
		{"case", update->case_id},
		{"status", case_status_name(update->status)},
		{"webhook_id", reception->status.webhook_id},
	};
	log_fields(level, "district", fields, sizeof fields / sizeof *fields, "status update: %s",
		said);
}

static void on_taken(struct intake_status *status, enum err_code code, const struct err *err)
{
	struct reception *reception = container_of(status, struct reception, status);
	crash_point("status.committed");
	if (code == ERR_OK) {
		bool taken = answers[status->answer].status == 200;
		tell(reception, taken ? LOG_INFO : LOG_WARN, answers[status->answer].text);
		reply(reception->exchange, answers[status->answer].status,
			answers[status->answer].key, answers[status->answer].text);
	} else {
		tell(reception, LOG_WARN, err ? err->text : err_name(code));
		http_reply_header(reception->exchange, "retry-after", RETRY_AFTER_S);
		reply(reception->exchange, 503, "error",
			"not now; send it again under the same webhook-id");
	}
	reception->desk->open--;
	mem_free(reception);
}

static void submit(struct district_desk *desk, struct http_exchange *exchange,
	const struct status_update *update, const char *webhook_id, int64_t now_ms)
{
	struct reception *reception = mem_new(1, sizeof *reception);
	reception->exchange = exchange;
	reception->desk = desk;
	reception->status.update = *update;
	reception->status.now_ms = now_ms;
	reception->status.done = on_taken;
	str_copy(reception->status.webhook_id, sizeof reception->status.webhook_id, webhook_id);
	desk->open++;
	crash_point("status.received");
	intake_status_submit(desk->parts.intake, &reception->status);
}

void district_desk_serve_status(
	struct district_desk *desk, struct http_exchange *exchange, const char *sender)
{
	struct received received = {
		.sender = sender,
		.headers = {.id = http_header(exchange, "webhook-id"),
			.timestamp = http_header(exchange, "webhook-timestamp"),
			.signature = http_header(exchange, "webhook-signature")},
	};
	received.body = http_body(exchange, &received.length);
	struct status_update update;
	struct err err = {0};
	int64_t now_ms = clock_wall_ms();
	int status = receive_check(desk, &received, now_ms / 1000, &update, &err);
	if (status != 0)
		refuse(desk, exchange, sender, status, &err);
	else
		submit(desk, exchange, &update, received.headers.id, now_ms);
}
