#include "x/record.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "json/json.h"

/* So that something stands there that no schema takes for what was meant. */
static json_t *words(const char *text, size_t length)
{
	return str_is_utf8(text, length) ? json_stringn(text, length) : json_string("(no UTF-8)");
}

static void add_parameter(void *arg, const char *name, const char *value)
{
	json_t *pair = json_array();
	json_array_append_new(pair, words(name, strlen(name)));
	json_array_append_new(pair, words(value, strlen(value)));
	json_array_append_new(arg, pair);
}

static json_t *begin(const struct http_exchange *exchange)
{
	json_t *fields = json_object(), *query = json_array();
	const char *path = http_path(exchange);
	json_set_string(fields, "method", http_method(exchange));
	json_object_set_new(fields, "path", words(path, strlen(path)));
	http_query_each(exchange, add_parameter, query);
	json_object_set_new(fields, "query", query);
	return fields;
}

static json_t *headers(const struct http_exchange *exchange)
{
	json_t *object = json_object();
	const char *type = http_header(exchange, "content-type");
	const char *authorization = http_header(exchange, "authorization");
	if (type)
		json_object_set_new(object, "content-type", words(type, strlen(type)));
	if (authorization)
		json_object_set_new(
			object, "authorization", words(authorization, strcspn(authorization, " ")));
	return object;
}

void x_record_request(struct line_log *log, const struct http_exchange *exchange)
{
	if (!log)
		return;
	json_t *fields = begin(exchange);
	size_t length;
	const char *body = http_body(exchange, &length);
	json_object_set_new(fields, "headers", headers(exchange));
	if (length > 0)
		json_object_set_new(fields, "body", words(body, length));
	line_log_write(log, "request", fields);
}

void x_record_answer(struct line_log *log, const struct http_exchange *exchange, int status,
	const json_t *document)
{
	if (!log)
		return;
	json_t *fields = begin(exchange);
	json_object_set_new(fields, "status", json_integer(status));
	json_object_set_new(fields, "body", json_deep_copy(document));
	line_log_write(log, "answer", fields);
}
