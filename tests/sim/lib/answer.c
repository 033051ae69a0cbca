#include "lib/answer.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/mem.h"
#include "json/json.h"

enum { ANSWER_CAP = 8 << 20 };

void answer_json(struct http_exchange *exchange, int status, json_t *document)
{
	struct buf bytes;
	buf_init(&bytes, ANSWER_CAP);
	json_encode(document, &bytes);
	http_reply(exchange, status, "application/json; charset=utf-8", bytes.bytes, bytes.length);
	buf_release(&bytes);
	json_decref(document);
}

void answer_error(struct http_exchange *exchange, int status, const char *sentence)
{
	json_t *document = json_object();
	json_set_string(document, "error", sentence);
	answer_json(exchange, status, document);
}

struct later {
	struct loop_timer *timer;
	struct http_exchange *exchange;
	int status;
	json_t *document;
};

static void later_ring(void *arg)
{
	struct later *later = arg;
	loop_timer_free(later->timer);
	if (later->status)
		answer_json(later->exchange, later->status, later->document);
	else
		http_break_off(later->exchange);
	mem_free(later);
}

void answer_later(struct loop *loop, struct http_exchange *exchange, int64_t after_ms, int status,
	json_t *document)
{
	struct later *later = mem_new(1, sizeof *later);
	later->exchange = exchange;
	later->status = status;
	later->document = document;
	later->timer = loop_timer_new(loop, later_ring, later);
	loop_timer_start(later->timer, after_ms);
}

enum err_code answer_body(const struct http_exchange *exchange, json_t **out, struct err *err)
{
	size_t length;
	const char *bytes = http_body(exchange, &length);
	enum err_code code = json_decode_strict(bytes, length, out, err);
	if (code)
		return code;
	if (json_is_object(*out))
		return ERR_OK;
	json_decref(*out);
	return err_set(err, ERR_FORMAT, "the body is not a JSON object");
}

void answer_ready(uint16_t port)
{
	printf("{\"ready\":true,\"port\":%u}\n", port);
	fflush(stdout);
}
