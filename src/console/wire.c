#include "console/wire.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "model/spending.h"
#include "json/json.h"

static const char REPLAY[] = "replay", DELETE[] = "delete";

static void write(json_t *value, struct buf *out)
{
	(void)json_encode(value, out);
	json_decref(value);
}

/* --- orders --- */

static void set_unless_empty(json_t *object, const char *key, const char *value)
{
	if (*value)
		json_set_string(object, key, value);
}

void wire_order_write(const struct order *order, struct buf *out)
{
	json_t *object = json_object();
	bool delivers = order->kind != ORDER_ACTION;
	json_set_string(object, "do",
		order->kind == ORDER_REPLAY   ? REPLAY
		: order->kind == ORDER_DELETE ? DELETE
					      : order_verb_name(order->action.verb));
	json_set_string(object, "by", order->action.operator_name);
	if (delivers) {
		json_object_set_new(object, "delivery", json_integer(order->delivery));
	} else {
		json_set_string(object, "case", order->action.case_id);
		set_unless_empty(object, "to", order->action.to);
		set_unless_empty(object, "note", order->action.note);
	}
	write(object, out);
}

static enum err_code read_string(
	const char *key, const json_t *value, char *out, size_t size, struct err *err)
{
	if (!json_is_string(value))
		return err_set(err, ERR_FORMAT, "%s must be a text", key);
	if (!str_copy(out, size, json_string_value(value)))
		return err_set(err, ERR_FORMAT, "%s is too long", key);
	return ERR_OK;
}

static enum err_code read_verb(const json_t *value, struct order *out, struct err *err)
{
	const char *verb = json_string_value(value);
	if (str_is(verb, REPLAY))
		out->kind = ORDER_REPLAY;
	else if (str_is(verb, DELETE))
		out->kind = ORDER_DELETE;
	else if (!verb || !order_verb_from_name(verb, &out->action.verb))
		return err_set(err, ERR_FORMAT, "\"do\" is nothing that can be done");
	return ERR_OK;
}

static enum err_code read_delivery(const json_t *value, struct order *out, struct err *err)
{
	if (!json_is_integer(value) || json_integer_value(value) < 1)
		return err_set(err, ERR_FORMAT, "delivery must be a number above 0");
	out->delivery = json_integer_value(value);
	return ERR_OK;
}

static enum err_code read_pair(
	const char *key, const json_t *value, struct order *out, struct err *err)
{
	struct operator_action *action = &out->action;
	if (str_is(key, "do"))
		return read_verb(value, out, err);
	if (str_is(key, "delivery"))
		return read_delivery(value, out, err);
	const struct {
		const char *key;
		char *out;
		size_t size;
	} strings[] = {
		{"by", action->operator_name, sizeof action->operator_name},
		{"case", action->case_id, sizeof action->case_id},
		{"to", action->to, sizeof action->to},
		{"note", action->note, sizeof action->note},
	};
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		if (str_is(key, strings[i].key))
			return read_string(key, value, strings[i].out, strings[i].size, err);
	}
	return err_set(err, ERR_FORMAT, "unknown key \"%.40s\"", key);
}

/* Whether the order has what its kind takes, and nothing else. */
static enum err_code check_keys(const struct order *order, struct err *err)
{
	const struct operator_action *action = &order->action;
	bool delivers = order->kind != ORDER_ACTION;
	if (delivers != (order->delivery != 0))
		return err_set(err, ERR_FORMAT, "\"delivery\" belongs to replay and delete");
	if (delivers && (*action->case_id || *action->to || *action->note))
		return err_set(err, ERR_FORMAT, "%s takes \"delivery\" and \"by\", no more",
			order->kind == ORDER_REPLAY ? REPLAY : DELETE);
	if (!delivers && !*action->case_id)
		return err_set(err, ERR_FORMAT, "\"case\" is missing");
	return ERR_OK;
}

enum err_code wire_order_read(const char *bytes, size_t length, struct order *out, struct err *err)
{
	json_t *object;
	enum err_code code = json_decode_strict(bytes, length, &object, err);
	if (code != ERR_OK)
		return code;
	*out = (struct order){0};
	if (!json_is_object(object) || !json_object_get(object, "do"))
		code = err_set(err, ERR_FORMAT, "an order is an object with \"do\"");
	for (void *at = json_object_iter(object); at && code == ERR_OK;
		at = json_object_iter_next(object, at))
		code = read_pair(json_object_iter_key(at), json_object_iter_value(at), out, err);
	json_decref(object);
	return code == ERR_OK ? check_keys(out, err) : code;
}

/* --- answers --- */

void wire_done_write(const struct order_job *job, struct buf *out)
{
	json_t *object = json_object();
	json_set_string(object, "about", job->about);
	json_set_string(object, "done", job->said);
	write(object, out);
}

void wire_error_write(const char *text, struct buf *out)
{
	json_t *object = json_object();
	json_set_string(object, "error", text);
	write(object, out);
}

static const struct {
	enum err_code code;
	int status;
} statuses[] = {
	{ERR_FORMAT, 400},
	{ERR_NOTFOUND, 404},
	{ERR_DENIED, 409},
	{ERR_CONFLICT, 409},
	{ERR_STORE, 503},
};
enum { STATUSES_COUNT = sizeof statuses / sizeof *statuses };

int wire_status_of(enum err_code code)
{
	for (size_t i = 0; i < STATUSES_COUNT; i++) {
		if (statuses[i].code == code)
			return statuses[i].status;
	}
	return 500;
}

enum err_code wire_code_of(int status)
{
	for (size_t i = 0; i < STATUSES_COUNT; i++) {
		if (statuses[i].status == status)
			return statuses[i].code;
	}
	return ERR_REMOTE;
}

enum err_code wire_done_read(
	int status, const char *bytes, size_t length, struct wire_done *out, struct err *err)
{
	json_t *object = NULL;
	enum err_code code = json_decode_strict(bytes, length, &object, NULL);
	const char *about = json_get_string(object, "about");
	const char *said = json_get_string(object, "done");
	const char *error = json_get_string(object, "error");
	if (status == 200 && about && said) {
		str_copy(out->about, sizeof out->about, about);
		str_copy(out->said, sizeof out->said, said);
	} else if (status != 200 && error) {
		code = err_set(err, wire_code_of(status), "%s", error);
	} else {
		code = err_set(
			err, ERR_REMOTE, "the daemon's answer (%d) is not one to an order", status);
	}
	json_decref(object);
	return code;
}

/* --- health --- */

static void copy_or_empty(char *out, size_t size, const char *text)
{
	str_copy(out, size, text ? text : "");
}

static int64_t time_or_0(const json_t *object, const char *key)
{
	int64_t at;
	const char *text = json_get_string(object, key);
	return text && clock_from_iso(text, &at) == ERR_OK ? at : 0;
}

static void read_window(const json_t *handle, const char *key, struct channel_window *out)
{
	const json_t *window = json_object_get(handle, key);
	*out = (struct channel_window){
		.left = json_get_int(window, "left", 0), .reset_at = time_or_0(window, "reset")};
}

static void read_count(const json_t *handle, const char *key, struct channel_allowance *out)
{
	const json_t *page = json_object_get(handle, key);
	*out = (struct channel_allowance){
		.used = json_get_int(page, "used", 0), .limit = json_get_int(page, "limit", 0)};
}

static void read_money(const json_t *handle, const char *key, struct channel_allowance *out)
{
	const json_t *page = json_object_get(handle, key);
	const char *used = json_get_string(page, "used"), *limit = json_get_string(page, "limit");
	*out = (struct channel_allowance){0};
	if (used)
		(void)money_read(used, &out->used);
	if (limit)
		(void)money_read(limit, &out->limit);
}

static void read_handle(const json_t *object, struct status *out)
{
	const char *name = json_get_string(object, "handle");
	struct status_handle *handle = name ? status_handle(out, name) : NULL;
	if (!handle)
		return;
	handle->ok = json_get_bool(object, "ok", false);
	handle->last_poll_at = time_or_0(object, "last_poll");
	read_window(object, "reads", &handle->reads);
	read_window(object, "writes", &handle->writes);
	read_count(object, "replies_today", &handle->replies_today);
	read_money(object, "money_today", &handle->money_today);
	read_money(object, "money_month", &handle->money_month);
	copy_or_empty(handle->problem, sizeof handle->problem, json_get_string(object, "problem"));
	copy_or_empty(handle->notice, sizeof handle->notice, json_get_string(object, "notice"));
}

enum err_code wire_health_read(
	const char *bytes, size_t length, struct status *out, struct err *err)
{
	json_t *page;
	enum err_code code = json_decode_strict(bytes, length, &page, err);
	if (code != ERR_OK)
		return code;
	const json_t *store = json_at(page, "store", NULL);
	const json_t *handles = json_at(page, "handles", NULL);
	if (!store || !json_is_array(handles)) {
		json_decref(page);
		return err_set(err, ERR_FORMAT, "its page of health is of another version");
	}
	out->started_at = time_or_0(page, "started");
	out->store_ok = json_get_bool(store, "ok", false);
	out->store_since_at = time_or_0(store, "since");
	copy_or_empty(out->store_text, sizeof out->store_text, json_get_string(store, "problem"));
	for (size_t i = 0; i < json_array_size(handles); i++)
		read_handle(json_array_get(handles, i), out);
	json_decref(page);
	return ERR_OK;
}
