/*
 * Pretend edges of the channel room: a store that keeps one handle, an intake that takes posts or
 * refuses them, an outbox that remembers what it was told, and an X that answers from a script. The
 * functions stand in for those of the rooms below by having their names: the linker takes them
 * first.
 */
#ifndef EDGES_H
#define EDGES_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/channel.h"
#include "http/server.h"

enum { ASKED_MAX = 32, TAKEN_MAX = 6000, ANSWERS_MAX = 16, UNREADABLE_MAX = 8 };

struct scripted {
	int status;
	const char *body;
	const char *remaining, *reset, *retry_after, *limit, *access; /* headers, NULL: none */
	bool break_off;
	bool hold;    /* until the end of the test */
	bool goes_on; /* an answer that goes on: edges.stream, begun with `body` */
};

static struct {
	struct loop *loop;
	struct http_client *client;
	struct http_server *server;
	char folder[64], token_file[96], api_url[64];

	/* X */
	struct scripted script[ANSWERS_MAX]; /* the last one is repeated */
	size_t script_count;
	struct scripted stream_script[ANSWERS_MAX]; /* of the stream, its rules and connections */
	size_t stream_script_count, stream_asked[ASKED_MAX], stream_asked_count;
	struct http_exchange *stream; /* the one that goes on */
	struct asked {
		char method[8], path[200], since_id[32], page_token[32], authorization[64],
			type[40], fields[300], new_fields[300], expansions[100];
		char body[1000];
		char query[100];
		char ids[100];
	} asked[ASKED_MAX];
	size_t asked_count;
	struct http_exchange *held[ASKED_MAX];
	size_t held_count;

	/* store */
	struct store_handle handle;
	struct store_gaps gaps;
	size_t gaps_asked;
	bool store_fails;
	size_t store_submitted, store_ops; /* ... and run */
	char unreadable[UNREADABLE_MAX][ID_SIZE];
	size_t unreadable_count;
	struct spending spent, spent_today, spent_month; /* written; known before the start */
	size_t spends;
	char read_today[200]; /* ids of posts that came in today, with blanks between */
	char hints[100];      /* posts that seem to be gone: ID; */
	struct store_look due[STORE_LOOKS_MAX]; /* posts to be looked up, once */
	size_t due_count;
	size_t chosen; /* how often the store was asked for them */
	char looked
		[400]; /* what it was told of them: ID@seconds until the next[?]; ('?': said to be gone) */
	char gone[400];            /* what intake was told to wipe: ID:why; */
	struct store_kept kept[8]; /* posts of which there is a text */
	size_t kept_count;
	char checked[200];  /* of which it was told that they are there: FROM-TO; (rows) */
	char recalled[400]; /* our own posts that were kept: ID>PARENT:TEXT; */

	/* intake */
	char *taken[TAKEN_MAX];
	int64_t taken_now_ms[TAKEN_MAX];
	size_t taken_count, intake_open, intake_most;
	const char *refuse; /* the id of a post that cannot be stored */
	bool hold_posts;

	/* outbox */
	struct outcome outcomes[64];
	size_t outcome_count;
	int busy_looks; /* how often outbox_is_idle says no */
	char lane[LANE_SIZE];
	struct carrier carrier;
	size_t window;
} edges;

/* --- the loop --- */

static inline void edges_ring(void *arg)
{
	(void)arg;
	loop_stop(edges.loop);
}

/* Run until `size_t *count` is at least `wanted`, 6 s at most. */
static inline bool edges_run_until(const size_t *count, size_t wanted)
{
	struct loop_timer *timer = loop_timer_new(edges.loop, edges_ring, NULL);
	int64_t until = clock_mono_ms() + 6000;
	while (*count < wanted && clock_mono_ms() < until) {
		loop_timer_start(timer, 1);
		loop_run(edges.loop);
	}
	loop_timer_free(timer);
	return *count >= wanted;
}

static inline void edges_run_ms(int64_t ms)
{
	struct loop_timer *timer = loop_timer_new(edges.loop, edges_ring, NULL);
	int64_t until = clock_mono_ms() + ms;
	while (clock_mono_ms() < until) {
		loop_timer_start(timer, until - clock_mono_ms());
		loop_run(edges.loop);
	}
	loop_timer_free(timer);
}

/* --- store --- */

struct waiting_op {
	struct deferred deferred;
	struct store_op *op;
};

static inline void edges_run_op(struct deferred *deferred)
{
	struct waiting_op *waiting = container_of(deferred, struct waiting_op, deferred);
	struct store_op *op = waiting->op;
	mem_free(waiting);
	edges.store_ops++;
	struct err err = {ERR_STORE, "the disk is full"};
	enum err_code code = edges.store_fails ? ERR_STORE : op->work(NULL, op, &err);
	op->done(op, code, code == ERR_OK ? NULL : &err);
}

void store_submit(struct store *store, struct store_op *op)
{
	(void)store;
	struct waiting_op *waiting = mem_new(1, sizeof *waiting);
	waiting->deferred.call = edges_run_op;
	waiting->op = op;
	edges.store_submitted++;
	loop_defer(edges.loop, &waiting->deferred);
}

enum err_code store_handle_start(struct store_tx *tx, const char *handle, int64_t start_at,
	struct store_handle *out, struct err *err)
{
	(void)tx;
	(void)err;
	assert_string_equal(handle, "UPPolNRI");
	if (edges.handle.start_at == 0)
		edges.handle = (struct store_handle){
			.start_at = start_at, .cursor_at = start_at, .fresh = true};
	*out = edges.handle;
	edges.handle.fresh = false;
	return ERR_OK;
}

enum err_code store_unreadable_save(
	struct store_tx *tx, const struct store_unreadable *post, bool *out_new, struct err *err)
{
	(void)tx;
	(void)err;
	*out_new = true;
	for (size_t i = 0; i < edges.unreadable_count; i++)
		*out_new = *out_new && !str_is(edges.unreadable[i], post->post_id);
	if (*out_new && edges.unreadable_count < UNREADABLE_MAX)
		str_copy(edges.unreadable[edges.unreadable_count++], ID_SIZE, post->post_id);
	return ERR_OK;
}

enum err_code store_own_post_save(
	struct store_tx *tx, const char *handle, const struct store_own_post *post, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)err;
	size_t used = strlen(edges.recalled);
	snprintf(edges.recalled + used, sizeof edges.recalled - used, "%s>%s:%s;", post->id,
		post->parent_id, post->text);
	return ERR_OK;
}

enum err_code store_handle_recovered(struct store_tx *tx, const char *handle, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)err;
	edges.handle.recover_from_at = 0;
	return ERR_OK;
}

enum err_code store_handle_move_cursor(
	struct store_tx *tx, const char *handle, int64_t cursor_at, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)err;
	edges.handle.cursor_at = cursor_at;
	return ERR_OK;
}

enum err_code store_handle_gaps(struct store_tx *tx, const char *handle, const char *after,
	struct store_gaps *out, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)after;
	(void)err;
	*out = edges.gaps;
	edges.gaps_asked++;
	return ERR_OK;
}

enum err_code store_spend(struct store_tx *tx, const char *handle, int64_t at,
	const struct spending *spent, struct err *err)
{
	(void)tx;
	(void)err;
	(void)at;
	assert_string_equal(handle, "UPPolNRI");
	spending_add(&edges.spent, spent);
	edges.spends++;
	return ERR_OK;
}

enum err_code store_spent(struct store_tx *tx, const char *handle, int64_t now_ms,
	struct spending *out_today, struct spending *out_month, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)now_ms;
	(void)err;
	*out_today = edges.spent_today;
	*out_month = edges.spent_month;
	return ERR_OK;
}

enum err_code store_posts_since(struct store_tx *tx, const char *handle, int64_t at,
	void (*each)(void *arg, const char *id), void *arg, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)at;
	(void)err;
	char ids[sizeof edges.read_today], *rest = ids;
	str_copy(ids, sizeof ids, edges.read_today);
	for (char *id; (id = strtok_r(rest, " ", &rest));)
		each(arg, id);
	return ERR_OK;
}

enum err_code store_look_soon(struct store_tx *tx, const char *handle, const char *post_id,
	int64_t case_row, int64_t now_ms, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)case_row;
	(void)now_ms;
	(void)err;
	size_t used = strlen(edges.hints);
	snprintf(edges.hints + used, sizeof edges.hints - used, "%s;", post_id);
	return ERR_OK;
}

enum err_code store_looks_due(struct store_tx *tx, const char *handle, int64_t now_ms,
	int64_t every_ms, struct store_look out[STORE_LOOKS_MAX], size_t *out_count,
	struct err *err)
{
	(void)tx;
	(void)handle;
	(void)now_ms;
	(void)every_ms;
	(void)err;
	memcpy(out, edges.due, sizeof edges.due);
	*out_count = edges.due_count;
	edges.due_count = 0;
	edges.chosen++;
	return ERR_OK;
}

enum err_code store_looked(struct store_tx *tx, const char *handle, const struct store_look *look,
	int64_t next_at, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)err;
	size_t used = strlen(edges.looked);
	snprintf(edges.looked + used, sizeof edges.looked - used, "%s@%lld%s;", look->id,
		(long long)((next_at - clock_wall_ms()) / 1000), look->gone_at ? "?" : "");
	return ERR_OK;
}

enum err_code store_kept_posts(struct store_tx *tx, const char *handle, struct store_place after,
	int64_t until_at, struct store_kept out[STORE_KEPT_MAX], size_t *out_count, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)err;
	*out_count = 0;
	/* Two a page. */
	for (size_t i = 0; i < edges.kept_count && *out_count < 2; i++) {
		if (edges.kept[i].place.row > after.row && edges.kept[i].place.at <= until_at)
			out[(*out_count)++] = edges.kept[i];
	}
	return ERR_OK;
}

enum err_code store_kept_checked(struct store_tx *tx, const char *handle, struct store_place after,
	struct store_place to, int64_t look_at, struct err *err)
{
	(void)tx;
	(void)handle;
	(void)look_at;
	(void)err;
	size_t used = strlen(edges.checked);
	snprintf(edges.checked + used, sizeof edges.checked - used, "%lld-%lld;",
		(long long)after.row, (long long)to.row);
	return ERR_OK;
}

/* --- intake --- */

struct waiting_gone {
	struct deferred deferred;
	struct intake_gone *gone;
};

static inline void edges_wipe(struct deferred *deferred)
{
	struct waiting_gone *waiting = container_of(deferred, struct waiting_gone, deferred);
	struct intake_gone *gone = waiting->gone;
	mem_free(waiting);
	for (size_t i = 0; i < gone->count; i++) {
		size_t used = strlen(edges.gone);
		snprintf(edges.gone + used, sizeof edges.gone - used, "%s:%s;",
			gone->posts[i].identity, gone->posts[i].why);
	}
	gone->done(gone, ERR_OK, NULL);
}

void intake_gone_submit(struct intake *intake, struct intake_gone *gone)
{
	(void)intake;
	struct waiting_gone *waiting = mem_new(1, sizeof *waiting);
	waiting->deferred.call = edges_wipe;
	waiting->gone = gone;
	loop_defer(edges.loop, &waiting->deferred);
}

struct waiting_post {
	struct deferred deferred;
	struct intake_post *post;
};

static inline void edges_take(struct deferred *deferred)
{
	struct waiting_post *waiting = container_of(deferred, struct waiting_post, deferred);
	struct intake_post *post = waiting->post;
	if (edges.hold_posts) {
		loop_defer(edges.loop, deferred);
		return;
	}
	mem_free(waiting);
	edges.intake_open--;
	struct err err = {ERR_STORE, "the disk is full"};
	bool refused = str_is(edges.refuse, post->post.id);
	post->done(post, refused ? ERR_STORE : ERR_OK, refused ? &err : NULL);
}

void intake_post_submit(struct intake *intake, struct intake_post *post)
{
	(void)intake;
	assert_true(edges.taken_count < TAKEN_MAX);
	edges.taken[edges.taken_count] = mem_string(post->post.id);
	edges.taken_now_ms[edges.taken_count++] = post->now_ms;
	if (++edges.intake_open > edges.intake_most)
		edges.intake_most = edges.intake_open;
	struct waiting_post *waiting = mem_new(1, sizeof *waiting);
	waiting->deferred.call = edges_take;
	waiting->post = post;
	loop_defer(edges.loop, &waiting->deferred);
}

size_t intake_open(const struct intake *intake)
{
	(void)intake;
	return edges.intake_open;
}

/* --- outbox --- */

void outbox_finish(struct outbox *outbox, struct outbound *outbound, const struct outcome *outcome)
{
	(void)outbox;
	(void)outbound;
	edges.outcomes[edges.outcome_count++] = *outcome;
}

bool outbox_is_idle(const struct outbox *outbox)
{
	(void)outbox;
	return edges.busy_looks-- <= 0;
}

void outbox_add_lane(
	struct outbox *outbox, const char *lane, const struct carrier *carrier, size_t window)
{
	(void)outbox;
	str_copy(edges.lane, sizeof edges.lane, lane);
	edges.carrier = *carrier;
	edges.window = window;
}

/* --- X --- */

static inline void edges_note(struct http_exchange *exchange)
{
	assert_true(edges.asked_count < ASKED_MAX);
	struct asked *asked = &edges.asked[edges.asked_count++];
	size_t length;
	const struct {
		char *to;
		size_t size;
		const char *from;
	} parts[] = {
		{asked->method, sizeof asked->method, http_method(exchange)},
		{asked->path, sizeof asked->path, http_path(exchange)},
		{asked->since_id, sizeof asked->since_id, http_query(exchange, "since_id")},
		{asked->page_token, sizeof asked->page_token,
			http_query(exchange, "pagination_token")},
		{asked->authorization, sizeof asked->authorization,
			http_header(exchange, "Authorization")},
		{asked->type, sizeof asked->type, http_header(exchange, "Content-Type")},
		{asked->fields, sizeof asked->fields, http_query(exchange, "tweet.fields")},
		{asked->new_fields, sizeof asked->new_fields, http_query(exchange, "post.fields")},
		{asked->expansions, sizeof asked->expansions, http_query(exchange, "expansions")},
		{asked->body, sizeof asked->body, http_body(exchange, &length)},
		{asked->query, sizeof asked->query, http_query(exchange, "query")},
		{asked->ids, sizeof asked->ids, http_query(exchange, "ids")},
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		str_copy(parts[i].to, parts[i].size, parts[i].from ? parts[i].from : "");
}

static inline bool edges_is_of_stream(const char *path)
{
	return str_starts(path, "/2/tweets/search/stream") || str_starts(path, "/2/connections");
}

/* Called when the request is noted. */
static inline const struct scripted *edges_next_of_stream(void)
{
	size_t number = edges.stream_asked_count;
	edges.stream_asked[edges.stream_asked_count++] = edges.asked_count - 1;
	return &edges.stream_script[number < edges.stream_script_count
					    ? number
					    : edges.stream_script_count - 1];
}

static inline void edges_end_stream(bool whole)
{
	if (edges.stream)
		http_stream_end(edges.stream, whole);
	edges.stream = NULL;
}

static inline void edges_serve(void *arg, struct http_exchange *exchange)
{
	(void)arg;
	size_t number =
		edges.asked_count < edges.script_count ? edges.asked_count : edges.script_count - 1;
	edges_note(exchange);
	const struct scripted *scripted = &edges.script[number];
	if (edges.stream_script_count && edges_is_of_stream(http_path(exchange)))
		scripted = edges_next_of_stream();
	if (scripted->goes_on) {
		edges_end_stream(false);
		edges.stream = exchange;
		http_stream_begin(exchange, 200, "application/json");
		http_stream_write(exchange, scripted->body, strlen(scripted->body));
		return;
	}
	if (scripted->hold) {
		edges.held[edges.held_count++] = exchange;
		return;
	}
	if (scripted->break_off) {
		http_break_off(exchange);
		return;
	}
	if (scripted->remaining)
		http_reply_header(exchange, "x-rate-limit-remaining", scripted->remaining);
	if (scripted->reset)
		http_reply_header(exchange, "x-rate-limit-reset", scripted->reset);
	if (scripted->limit)
		http_reply_header(exchange, "x-rate-limit-limit", scripted->limit);
	if (scripted->access)
		http_reply_header(exchange, "x-access-level", scripted->access);
	if (scripted->retry_after)
		http_reply_header(exchange, "Retry-After", scripted->retry_after);
	http_reply(exchange, scripted->status, "application/json", scripted->body,
		strlen(scripted->body));
}

static inline void edges_script(const struct scripted *script, size_t count)
{
	memcpy(edges.script, script, count * sizeof *script);
	edges.script_count = count;
}

#define SCRIPT(...)                                                                                \
	edges_script((const struct scripted[]){__VA_ARGS__},                                       \
		sizeof((const struct scripted[]){__VA_ARGS__}) / sizeof(struct scripted))

/* --- begin and end --- */

static inline void edges_write_token(const char *token, mode_t mode)
{
	unlink(edges.token_file);
	FILE *file = fopen(edges.token_file, "w");
	assert_non_null(file);
	fputs(token, file);
	fclose(file);
	chmod(edges.token_file, mode);
}

static inline int edges_set_up(void **state)
{
	(void)state;
	memset(&edges, 0, sizeof edges);
	edges.loop = loop_new();
	edges.client = http_client_new(edges.loop);
	const struct http_server_options options = {.address = "127.0.0.1",
		.body_cap = 10000,
		.connections_max = 100,
		.idle_timeout_s = 30,
		.serve = edges_serve};
	struct err err;
	assert_int_equal(http_server_new(edges.loop, &options, &edges.server, &err), ERR_OK);
	snprintf(edges.api_url, sizeof edges.api_url, "http://127.0.0.1:%u",
		http_server_port(edges.server));
	snprintf(edges.folder, sizeof edges.folder, "/tmp/nriseva-channel-XXXXXX");
	assert_non_null(mkdtemp(edges.folder));
	snprintf(edges.token_file, sizeof edges.token_file, "%s/token", edges.folder);
	edges_write_token("secret-1\n", 0600);
	return 0;
}

static inline int edges_tear_down(void **state)
{
	(void)state;
	for (size_t i = 0; i < edges.held_count; i++)
		http_reply(edges.held[i], 200, NULL, NULL, 0);
	http_client_free(edges.client);
	http_server_free(edges.server);
	edges_end_stream(true);
	loop_free(edges.loop);
	for (size_t i = 0; i < edges.taken_count; i++)
		mem_free(edges.taken[i]);
	unlink(edges.token_file);
	return rmdir(edges.folder);
}

static inline struct channel_parts edges_parts(void)
{
	return (struct channel_parts){.loop = edges.loop, .client = edges.client};
}

static inline struct config_handle edges_handle(void)
{
	return (struct config_handle){.name = "UPPolNRI",
		.user_id = "900",
		.api_url = edges.api_url,
		.token_file = edges.token_file,
		.plain_loopback = true,
		.poll_every_ms = 20,
		.overlap_ms = 60000,
		.search_after_ms = 60000};
}

#endif
