#include "x/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "x/record.h"
#include "x/site.h"
#include "x/wire.h"
#include "json/json.h"

enum { KEEP_ALIVE_MS = 20 * 1000, DRIP_CAP = 16 * 1024 * 1024 };

#define TYPE "https://api.twitter.com/2/problems/"

/* --- writing --- */

static void write_now(struct x_stream *stream, const char *bytes, size_t length)
{
	if (stream->exchange && !stream->stall)
		http_stream_write(stream->exchange, bytes, length);
}

static void on_drip(void *arg)
{
	struct x_stream *stream = arg;
	if (stream->dripped == stream->dripping.length) {
		buf_clear(&stream->dripping);
		stream->dripped = 0;
		return;
	}
	write_now(stream, stream->dripping.bytes + stream->dripped++, 1);
	loop_timer_start(stream->drip, 0);
}

static void write_bytes(struct x_stream *stream, const char *bytes, size_t length)
{
	if (!stream->split && stream->dripping.length == 0) {
		write_now(stream, bytes, length);
		return;
	}
	buf_add(&stream->dripping, bytes, length);
	loop_timer_start(stream->drip, 0);
}

static void write_line(struct x_stream *stream, const char *line)
{
	write_bytes(stream, line, strlen(line));
	write_bytes(stream, "\r\n", 2);
}

static void let_held_go(struct x_stream *stream)
{
	if (stream->held)
		write_line(stream, stream->held);
	mem_free(stream->held);
	stream->held = NULL;
}

static void on_keep_alive(void *arg)
{
	struct x_stream *stream = arg;
	let_held_go(stream);
	write_bytes(stream, "\r\n", 2);
	loop_timer_start(stream->keep_alive, stream->keep_alive_ms);
}

static void end(struct x_stream *stream, bool whole)
{
	if (!stream->exchange)
		return;
	loop_timer_stop(stream->keep_alive);
	loop_timer_stop(stream->drip);
	buf_clear(&stream->dripping);
	stream->dripped = 0;
	mem_replace(&stream->held, NULL);
	http_stream_end(stream->exchange, whole);
	stream->exchange = NULL;
}

/* --- rules --- */

static bool names(const struct x_world *world, const struct x_post *post, const char *username)
{
	for (size_t i = 0; i < post->mention_count; i++) {
		if (strcasecmp(world->users[post->mentions[i].user].username, username) == 0)
			return true;
	}
	return false;
}

static bool fits_word(const struct x_world *world, const struct x_post *post, const char *word)
{
	if (*word == '@') {
		const struct x_post *quoted = x_world_find(world, post->quoted);
		return names(world, post, word + 1) || (quoted && names(world, quoted, word + 1));
	}
	if (str_is(word, "-is:retweet"))
		return post->reposted == 0;
	if (str_starts(word, "-from:"))
		return strcasecmp(world->users[post->author].username, word + strlen("-from:")) !=
		       0;
	return false;
}

static bool fits(const struct x_world *world, const struct x_post *post, const char *value)
{
	char *words = mem_string(value), *rest = words;
	bool all = true;
	for (char *word; all && (word = strsep(&rest, " "));)
		all = !*word || fits_word(world, post, word);
	mem_free(words);
	return all;
}

static json_t *tell_rule(const struct x_stream_rule *rule)
{
	json_t *object = json_pack("{s:s, s:s}", "id", rule->id, "value", rule->value);
	if (rule->tag)
		json_set_string(object, "tag", rule->tag);
	return object;
}

json_t *x_stream_rules(const struct x_stream *stream)
{
	json_t *root = json_object(), *data = json_array();
	for (size_t i = 0; i < stream->rule_count; i++)
		json_array_append_new(data, tell_rule(&stream->rules[i]));
	if (stream->rule_count > 0)
		json_object_set(root, "data", data);
	json_decref(data);
	json_object_set_new(
		root, "meta", json_pack("{s:i}", "result_count", (int)stream->rule_count));
	return root;
}

static json_t *add_rule(struct x_stream *stream, const json_t *wanted, json_t *data)
{
	const char *value = json_get_string(wanted, "value");
	for (size_t i = 0; i < stream->rule_count; i++) {
		if (str_is(stream->rules[i].value, value))
			return json_pack("{s:s, s:s, s:s, s:s}", "value", value, "id",
				stream->rules[i].id, "title", "DuplicateRule", "type",
				TYPE "duplicate-rules");
	}
	if (!value || (int64_t)stream->rule_count >= stream->rule_cap)
		return json_pack("{s:s, s:s, s:s}", "title", "RuleCap", "detail",
			"You have reached the limit of rules.", "type", TYPE "rule-cap");
	struct x_stream_rule *rule = &stream->rules[stream->rule_count++];
	*rule = (struct x_stream_rule){.value = mem_string(value),
		.tag = mem_string(json_get_string(wanted, "tag")),
		.acts_at = clock_wall_ms() + stream->rule_after_ms};
	x_id_write(1900000000000000000U + ++stream->last_rule, rule->id);
	json_array_append_new(data, tell_rule(rule));
	return NULL;
}

static void delete_rule(struct x_stream *stream, const char *id)
{
	for (size_t i = 0; i < stream->rule_count; i++) {
		struct x_stream_rule *rule = &stream->rules[i];
		if (!str_is(rule->id, id))
			continue;
		mem_free(rule->value);
		mem_free(rule->tag);
		*rule = stream->rules[--stream->rule_count];
		return;
	}
}

json_t *x_stream_change_rules(struct x_stream *stream, const json_t *order)
{
	const json_t *add = json_object_get(order, "add");
	const json_t *ids = json_at(order, "delete", "ids", NULL);
	json_t *root = json_object(), *data = json_array(), *errors = json_array();
	for (size_t i = 0; i < json_array_size(ids); i++)
		delete_rule(stream, json_string_value(json_array_get(ids, i)));
	for (size_t i = 0; i < json_array_size(add); i++) {
		json_t *error = add_rule(stream, json_array_get(add, i), data);
		if (error)
			json_array_append_new(errors, error);
	}
	if (json_array_size(data) > 0)
		json_object_set(root, "data", data);
	if (json_array_size(errors) > 0)
		json_object_set(root, "errors", errors);
	json_decref(data);
	json_decref(errors);
	return root;
}

/* --- the connection --- */

int x_stream_refuses(struct x_stream *stream)
{
	if (stream->exchange && !http_stream_is_open(stream->exchange))
		end(stream, false);
	if (stream->stuck || stream->exchange)
		return 429;
	return stream->rule_count == 0 ? 409 : 0;
}

void x_stream_open(struct x_stream *stream, struct http_exchange *exchange, const char *fields)
{
	stream->exchange = exchange;
	stream->opened++;
	mem_replace(&stream->fields, fields);
	http_stream_begin(exchange, 200, "application/json; charset=utf-8");
	loop_timer_start(stream->keep_alive, stream->keep_alive_ms);
}

json_t *x_stream_kill_all(struct x_stream *stream)
{
	int kills = stream->exchange || stream->stuck;
	stream->stuck = false;
	stream->killed += kills;
	end(stream, true);
	return json_pack("{s:{s:i, s:i, s:[]}}", "data", "successful_kills", kills, "failed_kills",
		0, "results");
}

/* --- posts --- */

/* The post with the rules that it fits, or NULL. */
static json_t *line_of(const struct x_stream *stream, const struct x_post *post)
{
	const struct x_world *world = &stream->site->world;
	json_t *matching = json_array();
	for (size_t i = 0; i < stream->rule_count; i++) {
		const struct x_stream_rule *rule = &stream->rules[i];
		if (rule->acts_at <= clock_wall_ms() && fits(world, post, rule->value))
			json_array_append_new(matching, json_pack("{s:s, s:s}", "id", rule->id,
								"tag", rule->tag ? rule->tag : ""));
	}
	if (json_array_size(matching) == 0) {
		json_decref(matching);
		return NULL;
	}
	const struct x_asked asked = {.fields = stream->fields};
	return json_pack(
		"{s:o, s:o}", "data", x_wire_post(world, post, &asked), "matching_rules", matching);
}

static void write_post(struct x_stream *stream, char *line)
{
	stream->written++;
	if (stream->shuffle && !stream->held) {
		stream->held = line;
		return;
	}
	write_line(stream, line);
	if (stream->twice)
		write_line(stream, line);
	mem_free(line);
	let_held_go(stream);
}

/* Evenly: with 50 every second one, with 90 nine of ten. */
static bool drops(struct x_stream *stream)
{
	int64_t number = stream->matched++;
	return (number + 1) * stream->drop_percent / 100 > number * stream->drop_percent / 100;
}

void x_stream_post(struct x_stream *stream, const struct x_post *post)
{
	json_t *line = stream->exchange ? line_of(stream, post) : NULL;
	if (!line)
		return;
	if (drops(stream)) {
		stream->dropped++;
	} else {
		struct buf text;
		buf_init(&text, DRIP_CAP);
		json_encode(line, &text);
		x_record_answer(stream->site->requests, stream->exchange, 200, line);
		write_post(stream, buf_detach(&text));
		buf_release(&text);
	}
	json_decref(line);
}

/* --- orders --- */

static void say(struct x_stream *stream, const json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);
	write_line(stream, text);
	free(text);
}

static void end_with(struct x_stream *stream, const char *title)
{
	json_t *error = json_pack("{s:[{s:s, s:s, s:s, s:s}]}", "errors", "title", title,
		"disconnect_type", "UpstreamOperationalDisconnect", "detail",
		"This stream has been disconnected upstream for operational reasons.", "type",
		TYPE "operational-disconnect");
	say(stream, error);
	json_decref(error);
	end(stream, true);
}

enum err_code x_stream_order(struct x_stream *stream, const json_t *order, struct err *err)
{
	stream->stall = json_get_bool(order, "stall", stream->stall);
	stream->split = json_get_bool(order, "split", stream->split);
	stream->twice = json_get_bool(order, "twice", stream->twice);
	stream->shuffle = json_get_bool(order, "shuffle", stream->shuffle);
	stream->stuck = json_get_bool(order, "stuck", stream->stuck);
	stream->rule_cap = json_get_int(order, "rule_cap", stream->rule_cap);
	stream->rule_after_ms = json_get_int(order, "rule_after_ms", stream->rule_after_ms);
	stream->drop_percent = json_get_int(order, "drop_percent", stream->drop_percent);
	if (stream->drop_percent < 0 || stream->drop_percent > 100 ||
		stream->rule_cap > X_RULES_MAX)
		return err_set(err, ERR_FORMAT, "drop_percent goes from 0 to 100, rule_cap to %d",
			X_RULES_MAX);
	const char *raw = json_get_string(order, "raw"), *title = json_get_string(order, "end");
	if (json_object_get(order, "say"))
		say(stream, json_object_get(order, "say"));
	if (raw)
		write_line(stream, raw);
	if (title)
		end_with(stream, title);
	if (json_get_bool(order, "cut", false))
		end(stream, false);
	return ERR_OK;
}

json_t *x_stream_tell(const struct x_stream *stream)
{
	json_t *rules = json_array();
	for (size_t i = 0; i < stream->rule_count; i++)
		json_array_append_new(rules, tell_rule(&stream->rules[i]));
	bool open = stream->exchange && http_stream_is_open(stream->exchange);
	return json_pack("{s:b, s:o, s:I, s:I, s:I, s:I, s:I}", "open", open, "rules", rules,
		"matched", (json_int_t)stream->matched, "written", (json_int_t)stream->written,
		"dropped", (json_int_t)stream->dropped, "opened", (json_int_t)stream->opened,
		"killed", (json_int_t)stream->killed);
}

/* --- beginning and end --- */

void x_stream_init(struct x_stream *stream, struct x_site *site)
{
	*stream = (struct x_stream){
		.site = site, .rule_cap = X_RULES_MAX, .keep_alive_ms = KEEP_ALIVE_MS};
	stream->keep_alive = loop_timer_new(site->loop, on_keep_alive, stream);
	stream->drip = loop_timer_new(site->loop, on_drip, stream);
	buf_init(&stream->dripping, DRIP_CAP);
}

void x_stream_release(struct x_stream *stream)
{
	end(stream, false);
	for (size_t i = 0; i < stream->rule_count; i++) {
		mem_free(stream->rules[i].value);
		mem_free(stream->rules[i].tag);
	}
	loop_timer_free(stream->keep_alive);
	loop_timer_free(stream->drip);
	buf_release(&stream->dripping);
	mem_free(stream->fields);
}
