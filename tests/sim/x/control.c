/*
 * What tests call: order a fault, write a post, look at what happened. Nothing here is part of X.
 */
#include "base/str.h"
#include "lib/answer.h"
#include "x/oauth2.h"
#include "x/script.h"
#include "x/site.h"
#include "json/json.h"

static void done(struct http_exchange *exchange)
{
	answer_json(exchange, 200, json_pack("{s:b}", "done", 1));
}

/* Serve a POST whose body is an order that `act` carries out. */
static void serve_order(struct x_site *site, struct http_exchange *exchange,
	enum err_code (*act)(struct x_site *, const json_t *, struct err *))
{
	struct err err;
	json_t *order = NULL;
	enum err_code code = answer_body(exchange, &order, &err);
	if (!code)
		code = act(site, order, &err);
	if (code)
		answer_error(exchange, 400, err.text);
	else
		done(exchange);
	json_decref(order);
}

static void serve_fault(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_fault);
}

static void serve_storm(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_storm);
}

static void serve_outage(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_outage);
}

static enum err_code set_dialect(struct x_site *site, const json_t *order, struct err *err)
{
	const char *only = json_get_string(order, "only");
	if (only && !str_is(only, "tweet") && !str_is(only, "post"))
		return err_set(err, ERR_FORMAT, "\"only\" is \"tweet\", \"post\" or null");
	const char *without = json_get_string(order, "without");
	str_copy(site->dialect, sizeof site->dialect, only ? only : "");
	str_copy(site->without, sizeof site->without, without ? without : "");
	return ERR_OK;
}

static void serve_dialect(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, set_dialect);
}

static void serve_oauth2(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_oauth2_order);
}

static void serve_credit(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_credit);
}

static void serve_bill(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	const struct x_site *site = arg;
	answer_json(exchange, 200, x_meter_tell(&site->meter));
}

static void serve_stream(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_stream);
}

static void serve_compliance(
	void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_compliance);
}

static void serve_post(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_script_play);
}

static void serve_hide(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_hide);
}

static void serve_rule(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	serve_order(arg, exchange, x_site_rule);
}

static json_t *counts(const struct x_site *site)
{
	json_t *object = json_object();
	for (size_t i = 0; i < X_ENDPOINT_COUNT; i++)
		json_object_set_new(object, x_endpoint_names[i], json_integer(site->calls[i]));
	return object;
}

static void serve_state(void *arg, struct http_exchange *exchange, const struct http_params *params)
{
	(void)params;
	const struct x_site *site = arg;
	json_t *replies = json_array();
	json_t *mentions = json_array();
	for (size_t i = 0; i < site->world.post_count; i++) {
		const struct x_post *post = site->world.posts[i];
		bool ours = post->author == site->world.us;
		json_array_append_new(ours ? replies : mentions, x_site_tell(site, post));
	}
	json_t *state = json_object();
	json_object_set_new(state, "counts", counts(site));
	json_object_set_new(state, "mentions", mentions);
	json_object_set_new(state, "replies", replies);
	json_object_set(state, "rejects", site->rejects);
	json_object_set_new(state, "script_left",
		json_integer(site->script ? (json_int_t)x_script_left(site->script) : 0));
	if (site->oauth2)
		json_object_set_new(state, "oauth2", x_oauth2_tell(site));
	json_object_set_new(state, "stream", x_stream_tell(&site->stream));
	json_object_set_new(state, "compliance", x_compliance_tell(&site->compliance));
	json_object_set_new(state, "failed", x_storm_tell(&site->storm));
	answer_json(exchange, 200, state);
}

void x_control_serve(struct x_site *site, struct http_exchange *exchange)
{
	static const struct http_route routes[] = {
		{"POST", "/sim/fault", serve_fault},
		{"POST", "/sim/storm", serve_storm},
		{"POST", "/sim/outage", serve_outage},
		{"POST", "/sim/dialect", serve_dialect},
		{"POST", "/sim/oauth2", serve_oauth2},
		{"POST", "/sim/credit", serve_credit},
		{"POST", "/sim/stream", serve_stream},
		{"POST", "/sim/compliance", serve_compliance},
		{"POST", "/sim/post", serve_post},
		{"POST", "/sim/hide", serve_hide},
		{"POST", "/sim/rule", serve_rule},
		{"GET", "/sim/bill", serve_bill},
		{"GET", "/sim/state", serve_state},
	};
	http_dispatch(routes, sizeof routes / sizeof *routes, site, exchange);
}
