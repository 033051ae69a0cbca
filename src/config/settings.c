/*
 * Happy path: group by group, a raw value or its default is checked for its form and put in its
 * place.
 *
 * Failures: each is told with its place and the next value is looked at, so that an operator sees
 * all of them in one run. What a place holds after a mistake does not matter: a configuration with
 * mistakes is never used.
 */
#include "config/settings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/str.h"
#include "config/value.h"

enum { TRUSTED_KEYS_MAX = 4, SUBNETS_MAX = 8 }; /* what district/ and http/ look at */
enum { PLACE_SIZE = 80 };

#define MINUTE INT64_C(60000)
#define DAY INT64_C(86400000)

struct making {
	const struct source *source;
	const struct raw_config *raw;
	struct pool *pool;
	struct config *out;
	struct config_mistakes *mistakes;
};

const char *settings_path(
	const struct source *source, struct pool *pool, const char *path, const char *otherwise)
{
	return pool_take(pool, file_beside(source->path, path ? path : otherwise));
}

static const char *path_of(const struct making *m, const char *path, const char *otherwise)
{
	return settings_path(m->source, m->pool, path, otherwise);
}

static const char *text_of(const struct making *m, const char *text, const char *otherwise)
{
	return pool_string(m->pool, text ? text : otherwise);
}

/* "handles/1/name" */
static char *entry_place(char out[PLACE_SIZE], const char *list, size_t index, const char *key)
{
	snprintf(out, PLACE_SIZE, "%s/%zu/%s", list, index, key);
	return out;
}

static void complain_if(
	const struct making *m, enum err_code code, const char *place, const struct err *err)
{
	if (code == ERR_OK)
		return;
	const char *key = strrchr(place, '/');
	source_complain(m->source, m->mistakes, place, "%s: %s", key ? key + 1 : place, err->text);
}

static void take_duration(const struct making *m, const char *place, const char *text,
	int64_t least, int64_t most, int64_t *out_ms)
{
	struct err err;
	enum err_code code = value_duration(text, out_ms, &err);
	if (code == ERR_OK && (*out_ms < least || *out_ms > most))
		code = err_set(&err, ERR_CONFIG,
			"%s is out of range; write something from %lldms to %lldms", text,
			(long long)least, (long long)most);
	complain_if(m, code, place, &err);
}

static int take_number(const struct making *m, const char *place, const int64_t *number,
	int otherwise, int least, int most)
{
	struct err err;
	if (!number)
		return otherwise;
	if (*number >= least && *number <= most)
		return (int)*number;
	complain_if(m,
		err_set(&err, ERR_CONFIG, "%lld is out of range; write a number from %d to %d",
			(long long)*number, least, most),
		place, &err);
	return otherwise;
}

static int64_t take_money(
	const struct making *m, const char *place, const char *text, int64_t least)
{
	struct err err;
	int64_t micro = 0;
	enum err_code code = value_money(text, &micro, &err);
	if (code == ERR_OK && micro < least)
		code = err_set(&err, ERR_CONFIG,
			"nothing could be said with 0; write more, or remove the key for no limit");
	complain_if(m, code, place, &err);
	return micro;
}

/* --- the single values --- */

/* The door stands beside the store unless it has a place of its own. */
static void make_store(const struct making *m)
{
	struct buf door;
	buf_init(&door, 64 * 1024);
	m->out->store_path = path_of(m, m->raw->store.path, NULL);
	buf_add_format(&door, "%s.sock", m->out->store_path);
	m->out->socket_path = m->raw->socket ? path_of(m, m->raw->socket, NULL)
					     : pool_string(m->pool, door.bytes);
	buf_release(&door);
}

static void make_listen(const struct making *m)
{
	struct err err;
	m->out->listen_address = text_of(m, m->raw->listen.address, "127.0.0.1");
	complain_if(m, value_listen_address(m->out->listen_address, &err), "listen/address", &err);
	m->out->listen_port =
		(uint16_t)take_number(m, "listen/port", m->raw->listen.port, 8470, 0, 65535);
}

static void make_names(const struct making *m)
{
	struct err err;
	m->out->sender = text_of(m, m->raw->sender, "");
	complain_if(m, value_label(m->out->sender, &err), "sender", &err);
	if (config_district(m->out, m->out->sender))
		source_complain(m->source, m->mistakes, "sender",
			"sender: \"%s\" is a district; choose a name of our own", m->out->sender);
	m->out->case_prefix = text_of(m, m->raw->case_prefix, "NRI");
	complain_if(m, value_case_prefix(m->out->case_prefix, &err), "case_prefix", &err);
}

static void make_policy(const struct making *m)
{
	const struct raw_config *raw = m->raw;
	struct config *out = m->out;
	const struct {
		const char *place;
		const char *text;
		const char *otherwise;
		int64_t least;
		int64_t *out_ms;
	} durations[] = {
		{"policy/acknowledge_max_age", raw->policy.acknowledge_max_age, "24h", MINUTE,
			&out->acknowledge_max_age_ms},
		{"policy/late_after", raw->policy.late_after, "1h", MINUTE, &out->late_after_ms},
		{"policy/no_answer", raw->policy.no_answer, "7d", 1000, &out->no_answer_ms},
		{"policy/no_objection", raw->policy.no_objection, "7d", 1000,
			&out->no_objection_ms},
		{"policy/wipe_after", raw->policy.wipe_after, "90d", 1000, &out->wipe_after_ms},
	};
	for (size_t i = 0; i < sizeof durations / sizeof *durations; i++) {
		const char *text = durations[i].text ? durations[i].text : durations[i].otherwise;
		take_duration(m, durations[i].place, text, durations[i].least, 365 * DAY,
			durations[i].out_ms);
	}
	if (out->late_after_ms > out->acknowledge_max_age_ms)
		source_complain(m->source, m->mistakes, "policy/late_after",
			"late_after: longer than acknowledge_max_age, so that nothing would ever "
			"be late; make it shorter");
	out->follow_ups = (enum follow_ups)raw->policy.follow_ups;
	out->max_follow_ups =
		take_number(m, "policy/max_follow_ups", raw->policy.max_follow_ups, 5, 0, 1000);
	out->max_replies_per_author = take_number(m, "policy/max_replies_per_author",
		raw->policy.max_replies_per_author, 10, 1, 1000);
}

static void make_reading(const struct making *m)
{
	struct config *out = m->out;
	out->actionable_yes = take_number(
		m, "reading/actionable_yes", m->raw->reading.actionable_yes, 60, 1, 100);
	out->actionable_doubtful = take_number(
		m, "reading/actionable_doubtful", m->raw->reading.actionable_doubtful, 30, 0, 100);
	out->urgent = take_number(m, "reading/urgent", m->raw->reading.urgent, 20, 1, 100);
	if (out->actionable_doubtful > out->actionable_yes)
		source_complain(m->source, m->mistakes, "reading/actionable_doubtful",
			"actionable_doubtful: %d is above actionable_yes (%d); make it lower",
			out->actionable_doubtful, out->actionable_yes);
}

/* --- handles --- */

static char *without_ending_slashes(char *url)
{
	for (size_t length = strlen(url); length > 0 && url[length - 1] == '/'; length--)
		url[length - 1] = '\0';
	return url;
}

static void check_handle_is_single(const struct making *m, size_t index)
{
	char place[PLACE_SIZE];
	const struct raw_handle *mine = &m->raw->handles[index];
	for (size_t i = 0; i < index; i++) {
		const struct raw_handle *other = &m->raw->handles[i];
		if (strcasecmp(other->name, mine->name) == 0)
			source_complain(m->source, m->mistakes,
				entry_place(place, "handles", index, "name"),
				"name: the handle \"%s\" is here a second time; remove one",
				mine->name);
		else if (strcmp(other->user_id, mine->user_id) == 0 &&
			 strcmp(mine->user_id, "0") != 0)
			source_complain(m->source, m->mistakes,
				entry_place(place, "handles", index, "user_id"),
				"user_id: %s is %s already; each account has its own",
				mine->user_id, other->name);
	}
}

/* X's published prices, April 2026. */
static struct config_prices prices_of(const struct making *m)
{
	const __typeof__(m->raw->prices) *raw = &m->raw->prices;
	struct config_prices out;
	const struct {
		const char *place, *text, *otherwise;
		int64_t *micro;
	} prices[] = {
		{"prices/mention_read", raw->mention_read, "0.001", &out.mention_read},
		{"prices/post_read", raw->post_read, "0.005", &out.post_read},
		{"prices/reply", raw->reply, "0.010", &out.reply},
		{"prices/reply_with_link", raw->reply_with_link, "0.200", &out.reply_with_link},
		{"prices/lookup", raw->lookup, "0.010", &out.lookup},
		{"prices/delete", raw->delete, "0.010", &out.delete},
	};
	for (size_t i = 0; i < sizeof prices / sizeof *prices; i++)
		*prices[i].micro = take_money(m, prices[i].place,
			prices[i].text ? prices[i].text : prices[i].otherwise, 0);
	return out;
}

/* The lowest that X publishes: an account without verification. */
static void make_limits(const struct making *m, size_t index, struct config_limits *out)
{
	const __typeof__(m->raw->handles->limits) *raw = &m->raw->handles[index].limits;
	char place[PLACE_SIZE];
	out->replies_per_15_min =
		take_number(m, entry_place(place, "handles", index, "limits/replies_per_15_min"),
			raw->replies_per_15_min, 100, 1, 1000000);
	out->replies_per_day =
		take_number(m, entry_place(place, "handles", index, "limits/replies_per_day"),
			raw->replies_per_day, 200, 1, 1000000);
	if (raw->money_per_day)
		out->money_per_day =
			take_money(m, entry_place(place, "handles", index, "limits/money_per_day"),
				raw->money_per_day, 1);
	if (raw->money_per_month)
		out->money_per_month = take_money(m,
			entry_place(place, "handles", index, "limits/money_per_month"),
			raw->money_per_month, 1);
}

/* X gives an app one connection: two handles would throw each other out. */
static void check_stream_is_single(
	const struct making *m, size_t index, const struct config_handle *handle)
{
	char place[PLACE_SIZE];
	for (size_t i = 0; i < index; i++) {
		const struct raw_handle *other = &m->raw->handles[i];
		if (other->stream && other->app_token_file &&
			str_is(path_of(m, other->app_token_file, ""), handle->app_token_file))
			source_complain(m->source, m->mistakes,
				entry_place(place, "handles", index, "stream"),
				"stream: %s has the stream of this app_token_file already, and X "
				"gives an app one connection only; write no here, or the token of "
				"another app",
				other->name);
	}
}

static void make_stream(const struct making *m, size_t index, struct config_handle *out)
{
	const struct raw_handle *raw = &m->raw->handles[index];
	char place[PLACE_SIZE];
	out->stream = raw->stream;
	if (raw->app_token_file)
		out->app_token_file = path_of(m, raw->app_token_file, "");
	if (!raw->stream)
		return;
	if (!raw->app_token_file)
		source_complain(m->source, m->mistakes,
			entry_place(place, "handles", index, "stream"),
			"stream: X lets only the app itself have the stream; add app_token_file, a "
			"file with the app's bearer token, or write no");
	else
		check_stream_is_single(m, index, out);
}

static void make_compliance(const struct making *m, size_t index, struct config_handle *out)
{
	const struct raw_handle *raw = &m->raw->handles[index];
	char place[PLACE_SIZE];
	out->compliance = raw->compliance;
	if (!raw->compliance)
		return;
	if (!raw->app_token_file)
		source_complain(m->source, m->mistakes,
			entry_place(place, "handles", index, "compliance"),
			"compliance: X takes such jobs only from the app itself; add "
			"app_token_file, a file with the app's bearer token, or write no");
	if (raw->look_up_every && strcmp(raw->look_up_every, "never") == 0)
		source_complain(m->source, m->mistakes,
			entry_place(place, "handles", index, "compliance"),
			"compliance: a job is done within look_up_every, which is never; write a "
			"time there, like 20h, or no here");
}

/* "never" is 0. The default leaves room for a second look and for X's troubles within 24 hours. */
static void make_look_ups(const struct making *m, size_t index, struct config_handle *out)
{
	const char *every = m->raw->handles[index].look_up_every;
	char place[PLACE_SIZE];
	if (every && strcmp(every, "never") == 0)
		return;
	take_duration(m, entry_place(place, "handles", index, "look_up_every"),
		every ? every : "20h", 1000, 30 * DAY, &out->look_up_every_ms);
}

static void make_handle(const struct making *m, size_t index, struct config_handle *out)
{
	const struct raw_handle *raw = &m->raw->handles[index];
	char place[PLACE_SIZE];
	struct err err;
	out->name = text_of(m, raw->name, "");
	complain_if(m, value_handle_name(out->name, &err),
		entry_place(place, "handles", index, "name"), &err);
	out->channel = (enum config_channel)raw->channel;
	out->user_id = text_of(m, raw->user_id, "");
	complain_if(m, value_user_id(out->user_id, &err),
		entry_place(place, "handles", index, "user_id"), &err);
	out->plain_loopback = raw->plain_loopback;
	char *url = pool_string(m->pool, raw->api_url ? raw->api_url : "https://api.x.com");
	out->api_url = without_ending_slashes(url);
	complain_if(m, value_url(url, out->plain_loopback, &err),
		entry_place(place, "handles", index, "api_url"), &err);
	out->token_file = path_of(m, raw->token_file, "");
	out->seal_key_file = m->raw->seal_key_file ? path_of(m, m->raw->seal_key_file, NULL) : NULL;
	take_duration(m, entry_place(place, "handles", index, "poll_every"),
		raw->poll_every ? raw->poll_every : "20s", 50, 60 * MINUTE, &out->poll_every_ms);
	take_duration(m, entry_place(place, "handles", index, "overlap"),
		raw->overlap ? raw->overlap : "5m", 0, DAY, &out->overlap_ms);
	take_duration(m, entry_place(place, "handles", index, "search_after"),
		raw->search_after ? raw->search_after : "5m", 1000, DAY, &out->search_after_ms);
	out->replies_path = raw->replies ? path_of(m, raw->replies, NULL) : m->out->replies_path;
	out->coordinator = raw->coordinator ? pool_string(m->pool, raw->coordinator) : NULL;
	make_limits(m, index, &out->limits);
	make_stream(m, index, out);
	make_look_ups(m, index, out);
	make_compliance(m, index, out);
	check_handle_is_single(m, index);
}

static void make_handles(const struct making *m)
{
	struct config_handle *handles = pool_new(m->pool, m->raw->handles_count, sizeof *handles);
	for (size_t i = 0; i < m->raw->handles_count; i++)
		make_handle(m, i, &handles[i]);
	const struct config_prices prices = prices_of(m);
	for (size_t i = 0; i < m->raw->handles_count; i++)
		handles[i].prices = prices;
	m->out->handles = handles;
	m->out->handle_count = m->raw->handles_count;
}

/* --- endpoints --- */

/*
 * An endpoint is a district's, or a coordinator's, whose name is chosen here. Both are ids of the
 * same kind: a lane is named by them.
 */

/* The text with the district's id wherever it says {district}. */
static char *for_district(const struct making *m, const char *text, const char *district)
{
	static const char placeholder[] = "{district}";
	struct buf out;
	buf_init(&out, 64 * 1024);
	for (const char *at; (at = strstr(text, placeholder)); text = at + sizeof placeholder - 1) {
		buf_add(&out, text, (size_t)(at - text));
		buf_add_string(&out, district);
	}
	buf_add_string(&out, text);
	return pool_take(m->pool, out.bytes);
}

static bool is_for_each(const struct raw_endpoint *raw)
{
	return str_is(raw->district, "each");
}

static void check_endpoint_lists(const struct making *m, size_t index)
{
	const struct raw_endpoint *raw = &m->raw->endpoints[index];
	char place[PLACE_SIZE];
	struct err err;
	if (raw->trusted_key_files_count > TRUSTED_KEYS_MAX)
		source_complain(m->source, m->mistakes,
			entry_place(place, "endpoints", index, "trusted_key_files"),
			"trusted_key_files: more than %d keys; remove the oldest",
			TRUSTED_KEYS_MAX);
	if (raw->allowed_subnets_count > SUBNETS_MAX)
		source_complain(m->source, m->mistakes,
			entry_place(place, "endpoints", index, "allowed_subnets"),
			"allowed_subnets: more than %d ranges; join some", SUBNETS_MAX);
	for (unsigned i = 0; i < raw->allowed_subnets_count; i++) {
		char key[32];
		snprintf(key, sizeof key, "allowed_subnets/%u", i);
		enum err_code code = value_subnet(raw->allowed_subnets[i], &err);
		if (code != ERR_OK)
			source_complain(m->source, m->mistakes,
				entry_place(place, "endpoints", index, key), "allowed_subnets: %s",
				err.text);
	}
}

/* A status update of somebody by that name must not be taken for a district's or for ours. */
static void check_coordinator(const struct making *m, const char *place, const char *name)
{
	struct err err;
	complain_if(m, value_label(name, &err), place, &err);
	if (config_district(m->out, name) || str_is(name, "each") || str_is(name, m->out->sender))
		source_complain(m->source, m->mistakes, place,
			"coordinator: \"%.40s\" is a district, each, or our own name; choose another",
			name);
	bool asked_for = false;
	for (size_t i = 0; i < m->out->handle_count; i++)
		asked_for = asked_for || str_is(m->out->handles[i].coordinator, name);
	if (!asked_for)
		source_complain(m->source, m->mistakes, place,
			"coordinator: \"%.40s\" is the coordinator of no handle; name it there, or "
			"remove it here",
			name);
}

static void check_recipient(const struct making *m, size_t index)
{
	const struct raw_endpoint *raw = &m->raw->endpoints[index];
	char place[PLACE_SIZE];
	if (!raw->district == !raw->coordinator) {
		source_complain(m->source, m->mistakes,
			entry_place(place, "endpoints", index, "url"),
			"an endpoint is either a district's or a coordinator's; write one of the two "
			"keys");
		return;
	}
	const char *key = raw->district ? "district" : "coordinator";
	const char *id = raw->district ? raw->district : raw->coordinator;
	entry_place(place, "endpoints", index, key);
	if (raw->coordinator)
		check_coordinator(m, place, id);
	else if (!is_for_each(raw) && !config_district(m->out, id))
		source_complain(m->source, m->mistakes, place,
			"district: \"%.40s\" is not in the list of districts; write an id of it, "
			"or each",
			id);
	for (size_t i = 0; i < index; i++) {
		if (str_is(m->raw->endpoints[i].district, id) ||
			str_is(m->raw->endpoints[i].coordinator, id))
			source_complain(m->source, m->mistakes, place,
				"%s: \"%.40s\" has an endpoint above; remove one", key, id);
	}
}

static void check_endpoint(const struct making *m, size_t index)
{
	const struct raw_endpoint *raw = &m->raw->endpoints[index];
	char place[PLACE_SIZE];
	struct err err;
	check_recipient(m, index);
	const char *url =
		for_district(m, raw->url, raw->coordinator ? raw->coordinator : "district");
	complain_if(m, value_url(url, raw->plain_loopback, &err),
		entry_place(place, "endpoints", index, "url"), &err);
	check_endpoint_lists(m, index);
}

static void make_endpoint(const struct making *m, const struct raw_endpoint *raw, const char *id,
	struct config_endpoint *out)
{
	out->id = id;
	out->coordinator = raw->coordinator;
	out->url = for_district(m, raw->url, id);
	out->sign_key_file = path_of(m, for_district(m, raw->sign_key_file, id), NULL);
	const char **keys = pool_new(m->pool, raw->trusted_key_files_count, sizeof *keys);
	for (unsigned i = 0; i < raw->trusted_key_files_count; i++)
		keys[i] = path_of(m, for_district(m, raw->trusted_key_files[i], id), NULL);
	out->trusted_key_files = keys;
	out->trusted_key_count = raw->trusted_key_files_count;
	const char **subnets = pool_new(m->pool, raw->allowed_subnets_count, sizeof *subnets);
	for (unsigned i = 0; i < raw->allowed_subnets_count; i++)
		subnets[i] = pool_string(m->pool, raw->allowed_subnets[i]);
	out->allowed_subnets = subnets;
	out->allowed_subnet_count = raw->allowed_subnets_count;
	out->plain_loopback = raw->plain_loopback;
	out->cleared = raw->cleared;
}

/* The entry that speaks for a district: its own before the one for each. */
static const struct raw_endpoint *entry_for(const struct raw_config *raw, const char *district)
{
	const struct raw_endpoint *found = NULL;
	for (unsigned i = 0; i < raw->endpoints_count; i++) {
		if (str_is(raw->endpoints[i].district, district))
			return &raw->endpoints[i];
		if (is_for_each(&raw->endpoints[i]))
			found = &raw->endpoints[i];
	}
	return found;
}

static void make_endpoints(const struct making *m)
{
	for (unsigned i = 0; i < m->raw->endpoints_count; i++)
		check_endpoint(m, i);
	struct config_endpoint *endpoints = pool_new(
		m->pool, m->out->district_count + m->raw->endpoints_count, sizeof *endpoints);
	size_t count = 0;
	for (size_t i = 0; i < m->out->district_count; i++) {
		const char *district = m->out->districts[i].id;
		const struct raw_endpoint *raw = entry_for(m->raw, district);
		if (raw)
			make_endpoint(m, raw, district, &endpoints[count++]);
	}
	for (unsigned i = 0; i < m->raw->endpoints_count; i++) {
		const struct raw_endpoint *raw = &m->raw->endpoints[i];
		if (raw->coordinator)
			make_endpoint(
				m, raw, text_of(m, raw->coordinator, ""), &endpoints[count++]);
	}
	m->out->endpoints = endpoints;
	m->out->endpoint_count = count;
}

static void check_handles_coordinators(const struct making *m)
{
	char place[PLACE_SIZE];
	for (size_t i = 0; i < m->out->handle_count; i++) {
		const char *name = m->out->handles[i].coordinator;
		const struct config_endpoint *found = name ? config_endpoint(m->out, name) : NULL;
		if (name && !(found && found->coordinator))
			source_complain(m->source, m->mistakes,
				entry_place(place, "handles", i, "coordinator"),
				"coordinator: \"%.40s\" has no entry in endpoints; add one with "
				"\"coordinator: %.40s\" in place of a district",
				name, name);
	}
}

void settings_make(const struct source *source, const struct raw_config *raw, struct pool *pool,
	struct config *out, struct config_mistakes *mistakes)
{
	const struct making m = {source, raw, pool, out, mistakes};
	make_store(&m);
	out->replies_path = path_of(&m, raw->replies, "replies");
	make_listen(&m);
	make_names(&m);
	make_policy(&m);
	make_reading(&m);
	make_handles(&m);
	make_endpoints(&m);
	check_handles_coordinators(&m);
}
