/*
 * A clock ticks every TICK_MS. When the next ordinary line is due it is played. A waiting line is
 * looked at on every tick: once what it waits for is there, it is played `after_ms` later. A line
 * that cannot be played (its ref does not exist) is written to the log and dropped, so that one
 * mistake does not stop the show.
 */
#include "x/script.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "lib/caseid.h"
#include "x/site.h"
#include "json/json.h"

enum { TICK_MS = 25, AFTER_MS = 300, TEXT_CAP = 30000 };

enum line_state { LINE_LEFT, LINE_READY, LINE_PLAYED };

struct waiting {
	enum line_state state;
	int64_t due_at; /* of a ready one */
};

struct x_script {
	struct x_site *site;
	json_t *lines;
	struct waiting *states; /* one per line */
	struct loop_timer *timer;
	int64_t every_ms;
	int64_t next_at;
	bool started;
	bool said_done;
};

/* --- what a line waits for --- */

static bool waits(const json_t *line)
{
	return json_at(line, "when", NULL) || json_at(line, "in_reply_to", NULL);
}

static bool contains_any(const char *text, const json_t *wanted)
{
	if (!wanted)
		return true;
	if (json_is_string(wanted))
		return strstr(text, json_string_value(wanted)) != NULL;
	size_t i;
	json_t *one;
	json_array_foreach(wanted, i, one)
	{
		if (strstr(text, json_string_value(one)))
			return true;
	}
	return false;
}

/* The newest reply of ours in the thread of `ref` that the line's condition wants, or NULL. */
static const struct x_post *awaited_reply(const struct x_world *world, const json_t *line)
{
	const json_t *when = json_at(line, "when", NULL);
	const char *ref = json_get_string(when, "after_reply_to");
	const struct x_post *asked =
		x_world_find_ref(world, ref ? ref : json_get_string(line, "in_reply_to"));
	int64_t count = json_get_int(when, "count", 1);
	const struct x_post *newest = NULL;
	for (size_t i = 0; asked && i < world->post_count; i++) {
		const struct x_post *post = world->posts[i];
		if (post->author != world->us || post->deleted ||
			post->conversation != asked->conversation ||
			!contains_any(post->said, json_at(when, "containing", NULL)))
			continue;
		newest = post;
		count--;
	}
	return count <= 0 ? newest : NULL;
}

static bool has_come(const struct x_world *world, const json_t *line)
{
	const char *posted = json_get_string(json_at(line, "when", NULL), "after_post");
	if (posted)
		return x_world_find_ref(world, posted) != NULL;
	return awaited_reply(world, line) != NULL;
}

/* --- playing --- */

/* Put the case id that the citizen of thread REF was told in place of "{case:REF}". */
static void expand(const struct x_world *world, const char *text, struct buf *out)
{
	const char *open;
	while ((open = strstr(text, "{case:"))) {
		size_t length = strcspn(open, "}") - strlen("{case:");
		char *ref = mem_string_n(open + strlen("{case:"), length);
		buf_add(out, text, (size_t)(open - text));
		char id[CASEID_SIZE] = "";
		for (size_t i = 0; i < world->post_count && !*id; i++) {
			const struct x_post *post = world->posts[i];
			if (post->author == world->us && str_is(post->thread, ref))
				caseid_find(post->said, id);
		}
		buf_add_string(out, id);
		text = open + strlen("{case:") + length + 1;
		mem_free(ref);
	}
	buf_add_string(out, text);
}

/* The id of the post that `key` of the line names; 0 if the line has no such key. */
static enum err_code named_post(const struct x_world *world, const json_t *line, const char *key,
	const struct x_post **out, struct err *err)
{
	const char *ref = json_get_string(line, key);
	*out = x_world_find_ref(world, ref);
	if (ref && !*out)
		return err_set(
			err, ERR_NOTFOUND, "%s names \"%s\", which has not been posted", key, ref);
	return ERR_OK;
}

static enum err_code set_relations(
	struct x_world *world, const json_t *line, struct x_draft *draft, struct err *err)
{
	const struct x_post *under, *quoted, *reposted, *edited;
	enum err_code code = named_post(world, line, "under", &under, err);
	if (code || (code = named_post(world, line, "quote", &quoted, err)) ||
		(code = named_post(world, line, "repost", &reposted, err)) ||
		(code = named_post(world, line, "edit", &edited, err)))
		return code;
	if (json_get_string(line, "in_reply_to")) {
		under = awaited_reply(world, line);
		if (!under)
			return err_set(err, ERR_NOTFOUND, "there is no reply of ours to answer");
	}
	draft->parent = under ? under->id : edited ? edited->parent : 0;
	draft->quoted = quoted ? quoted->id : 0;
	draft->reposted = reposted ? reposted->id : 0;
	draft->edits = edited;
	if (edited && !draft->ref)
		draft->ref = edited->ref;
	return ERR_OK;
}

static enum err_code play_post(struct x_site *site, const json_t *line, struct err *err)
{
	const char *author = json_get_string(line, "author");
	const char *name = json_get_string(line, "name");
	const char *text = json_get_string(line, "text");
	if (!author || !text)
		return err_set(err, ERR_FORMAT, "a post needs \"author\" and \"text\"");
	struct x_draft draft = {.author = x_world_user(&site->world, author),
		.ref = json_get_string(line, "ref"),
		.thread = json_get_string(line, "thread"),
		.shown = json_get_bool(line, "shown", false),
		.index_lag_ms = site->mentions_lag_ms,
		.age_ms = json_get_int(line, "age_ms", 0)};
	enum err_code code = set_relations(&site->world, line, &draft, err);
	if (code)
		return code;
	if (name)
		mem_replace(&site->world.users[draft.author].name, name);
	bool *automated = &site->world.users[draft.author].automated;
	*automated = json_get_bool(line, "automated", *automated);
	struct buf expanded;
	buf_init(&expanded, TEXT_CAP);
	expand(&site->world, text, &expanded);
	draft.text = expanded.bytes;
	const struct x_post *post = x_world_write(&site->world, &draft, clock_wall_ms());
	buf_release(&expanded);
	x_stream_post(&site->stream, post);
	json_t *fact = x_site_tell(site, post);
	json_set_string(fact, "kind",
		draft.edits      ? "edit"
		: draft.reposted ? "repost"
		: draft.quoted   ? "quote"
		: draft.parent   ? "answer"
				 : "post");
	line_log_write(site->log, "mention", fact);
	return ERR_OK;
}

static enum err_code play_delete(struct x_site *site, const char *ref, struct err *err)
{
	struct x_post *post = x_world_find_ref(&site->world, ref);
	if (!post)
		return err_set(
			err, ERR_NOTFOUND, "delete names \"%s\", which has not been posted", ref);
	post->deleted = true;
	line_log_write(site->log, "mention_deleted", x_site_tell(site, post));
	return ERR_OK;
}

enum err_code x_script_play(struct x_site *site, const json_t *line, struct err *err)
{
	const json_t *fault = json_at(line, "fault", NULL);
	const char *deleted = json_get_string(line, "delete");
	enum err_code code = ERR_OK;
	if (fault)
		code = x_site_fault(site, fault, err);
	if (!code && deleted)
		code = play_delete(site, deleted, err);
	if (!code && json_at(line, "text", NULL))
		code = play_post(site, line, err);
	const char *ref = json_get_string(line, "ref");
	return code ? err_prefix(err, "line with ref \"%s\": ", ref ? ref : "") : ERR_OK;
}

/* --- the clock --- */

static void play_line(struct x_script *script, size_t index)
{
	struct err err;
	script->states[index].state = LINE_PLAYED;
	if (x_script_play(script->site, json_array_get(script->lines, index), &err))
		line_log_write(
			script->site->log, "script_mistake", json_pack("{s:s}", "error", err.text));
}

static void play_next(struct x_script *script, int64_t now)
{
	if (now < script->next_at)
		return;
	for (size_t i = 0; i < json_array_size(script->lines); i++) {
		if (script->states[i].state != LINE_LEFT || waits(json_array_get(script->lines, i)))
			continue;
		play_line(script, i);
		script->next_at = now + script->every_ms;
		return;
	}
}

static void play_waiting(struct x_script *script, int64_t now)
{
	for (size_t i = 0; i < json_array_size(script->lines); i++) {
		const json_t *line = json_array_get(script->lines, i);
		struct waiting *waiting = &script->states[i];
		if (waiting->state == LINE_LEFT && waits(line) &&
			has_come(&script->site->world, line)) {
			waiting->state = LINE_READY;
			waiting->due_at = now + json_get_int(line, "after_ms", AFTER_MS);
		}
		if (waiting->state == LINE_READY && now >= waiting->due_at)
			play_line(script, i);
	}
}

static void tick(void *arg)
{
	struct x_script *script = arg;
	int64_t now = clock_mono_ms();
	play_next(script, now);
	play_waiting(script, now);
	if (x_script_left(script) > 0) {
		loop_timer_start(script->timer, TICK_MS);
	} else if (!script->said_done) {
		script->said_done = true;
		line_log_write(script->site->log, "script_done", NULL);
	}
}

struct x_script *x_script_new(struct x_site *site, json_t *lines, int64_t every_ms)
{
	struct x_script *script = mem_new(1, sizeof *script);
	script->site = site;
	script->lines = json_incref(lines);
	script->states = mem_new(json_array_size(lines), sizeof *script->states);
	script->every_ms = every_ms;
	script->timer = loop_timer_new(site->loop, tick, script);
	return script;
}

void x_script_free(struct x_script *script)
{
	if (!script)
		return;
	loop_timer_free(script->timer);
	json_decref(script->lines);
	mem_free(script->states);
	mem_free(script);
}

void x_script_start(struct x_script *script)
{
	if (script->started)
		return;
	script->started = true;
	loop_timer_start(script->timer, 0);
}

size_t x_script_left(const struct x_script *script)
{
	size_t left = 0;
	for (size_t i = 0; i < json_array_size(script->lines); i++)
		left += script->states[i].state != LINE_PLAYED;
	return left;
}
