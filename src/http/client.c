/*
 * The client: libcurl's multi interface on our loop.
 *
 * A request becomes a transfer (an easy handle and what belongs to it), which is given to the multi
 * handle. libcurl asks for its sockets to be watched and its timer to be set; whatever we tell it,
 * we then collect all transfers that have ended, each taken out of the multi handle before its
 * `done` is called. `done` may submit, cancel, and free the client: nothing of a transfer is
 * touched by libcurl by then.
 *
 * The body of a request with on_data is not given from inside libcurl, where the asker could do
 * nothing, but in the turn after it came; what is left is given before `done`. Its silence is
 * watched by a timer of our own: libcurl's counts in seconds, and pauses too.
 *
 * Failures. A request that cannot even begin, and one that was cancelled, ends in the next turn:
 * its `done` never comes from inside submit or cancel. An error of the multi handle itself makes
 * all transfers uncertain: all fail, and a new multi handle is made.
 */
#include "http/client.h"

#include "base/clock.h"
#include "base/list.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "http/transfer.h"

enum {
	CONNECTIONS_KEPT = 64,
	CONNECTIONS_MAX = 256, /* a backstop; who asks has its own window */
};

struct http_client {
	struct loop *loop;
	CURLM *multi;
	struct loop_timer *timer;
	struct list transfers; /* given to the multi handle */
	struct list ending;    /* ended by ourselves; `done` in the next turn */
	struct deferred end;
	unsigned depth; /* how many of our own calls are collecting or failing transfers */
	bool freed;     /* to be freed when depth is 0 again */
};

/* A socket of libcurl that we watch. */
struct watched {
	struct http_client *client;
	curl_socket_t fd;
	int wanted;
	struct loop_poll *poll;
};

/* --- the end of transfers --- */

static void client_free_now(struct http_client *client);

static void leave(struct http_client *client)
{
	if (--client->depth == 0 && client->freed)
		client_free_now(client);
}

/* All that has arrived: the first call has no bytes, the second has them. */
static void give_rest(struct transfer *transfer)
{
	if (!transfer->request->on_data)
		return;
	if (!transfer->told)
		transfer_give(transfer);
	transfer_give(transfer);
}

/* Collect what has ended. To be called after everything that was told to libcurl. */
static void collect(struct http_client *client)
{
	CURLMsg *message;
	int left;
	client->depth++;
	while (!client->freed && (message = curl_multi_info_read(client->multi, &left))) {
		if (message->msg != CURLMSG_DONE)
			continue;
		CURLcode result = message->data.result;
		char *private;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private);
		struct transfer *transfer = (struct transfer *)(void *)private;
		curl_multi_remove_handle(client->multi, transfer->easy);
		list_remove(&transfer->node);
		struct err err;
		enum err_code code = transfer_judge(transfer, result, &err);
		transfer->ended = true;
		give_rest(transfer);
		transfer_finish(transfer, code, &err);
	}
	leave(client);
}

/* End what we end ourselves. */
static void on_end(struct deferred *deferred)
{
	struct http_client *client = container_of(deferred, struct http_client, end);
	size_t count = 0;
	for (struct list *node = client->ending.next; node != &client->ending; node = node->next)
		count++;
	client->depth++;
	/* What ends meanwhile ends in the next turn: an asker that tries again at once must not
	 * stop the loop. */
	for (struct list *node; count-- > 0 && (node = list_pop(&client->ending));) {
		struct transfer *transfer = container_of(node, struct transfer, node);
		transfer_finish(transfer, transfer->own_code, &transfer->own_err);
	}
	leave(client);
}

static void end_later(struct transfer *transfer)
{
	list_remove(&transfer->node);
	list_append(&transfer->client->ending, &transfer->node);
	loop_defer(transfer->client->loop, &transfer->client->end);
}

/* --- the loop and the multi handle --- */

static CURLM *new_multi(struct http_client *client);

/* What became of the transfers cannot be known: fail all. */
static void start_over(struct http_client *client, CURLMcode code)
{
	log_line(LOG_ERROR, "http",
		"libcurl: %s; all open requests fail and are tried again by those who asked",
		curl_multi_strerror(code));
	for (struct list *node = client->transfers.next, *next; node != &client->transfers;
		node = next) {
		next = node->next;
		struct transfer *transfer = container_of(node, struct transfer, node);
		curl_multi_remove_handle(client->multi, transfer->easy);
		transfer->own_code =
			err_set(&transfer->own_err, ERR_REMOTE, "%s: libcurl failed: %s",
				transfer->request->url, curl_multi_strerror(code));
		transfer->ended = true;
		loop_undefer(&transfer->give);
		end_later(transfer);
	}
	curl_multi_cleanup(client->multi);
	client->multi = new_multi(client);
}

static void tell(struct http_client *client, curl_socket_t fd, int events)
{
	int running;
	CURLMcode code = curl_multi_socket_action(client->multi, fd, events, &running);
	if (code != CURLM_OK)
		start_over(client, code);
	collect(client);
}

static void on_timer(void *arg)
{
	tell(arg, CURL_SOCKET_TIMEOUT, 0);
}

static int on_set_timer(CURLM *multi, long after_ms, void *arg)
{
	(void)multi;
	struct http_client *client = arg;
	if (after_ms < 0)
		loop_timer_stop(client->timer);
	else
		loop_timer_start(client->timer, after_ms);
	return 0;
}

static void on_ready(void *arg, int events)
{
	struct watched *watched = arg;
	int bits = 0;
	if (events & LOOP_READABLE)
		bits |= CURL_CSELECT_IN;
	if (events & LOOP_WRITABLE)
		bits |= CURL_CSELECT_OUT;
	if (events & LOOP_FAILED) {
		bits |= CURL_CSELECT_ERR;
		/* Watching has stopped. If libcurl wants the socket on, it wants what it wanted. */
		loop_poll_want(watched->poll, watched->wanted);
	}
	tell(watched->client, watched->fd, bits);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *socket_arg)
{
	(void)easy;
	struct http_client *client = arg;
	struct watched *watched = socket_arg;
	if (what == CURL_POLL_REMOVE) {
		if (watched) {
			loop_poll_free(watched->poll);
			mem_free(watched);
			curl_multi_assign(client->multi, fd, NULL);
		}
		return 0;
	}
	if (client->freed)
		return 0;
	if (!watched) {
		watched = mem_new(1, sizeof *watched);
		watched->client = client;
		watched->fd = fd;
		watched->poll = loop_poll_new(client->loop, fd, on_ready, watched);
		curl_multi_assign(client->multi, fd, watched);
	}
	watched->wanted = (what & CURL_POLL_IN ? LOOP_READABLE : 0) |
			  (what & CURL_POLL_OUT ? LOOP_WRITABLE : 0);
	loop_poll_want(watched->poll, watched->wanted);
	return 0;
}

static CURLM *new_multi(struct http_client *client)
{
	CURLM *multi = curl_multi_init();
	if (!multi)
		panic("out of memory (curl_multi_init)");
	curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, client);
	curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_set_timer);
	curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client);
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
	curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_MAX);
	return multi;
}

struct http_client *http_client_new(struct loop *loop)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		panic("libcurl did not start");
	struct http_client *client = mem_new(1, sizeof *client);
	client->loop = loop;
	client->end.call = on_end;
	list_init(&client->transfers);
	list_init(&client->ending);
	client->timer = loop_timer_new(loop, on_timer, client);
	client->multi = new_multi(client);
	return client;
}

static void client_free_now(struct http_client *client)
{
	loop_undefer(&client->end);
	/* Still calls on_socket for kept connections. */
	curl_multi_cleanup(client->multi);
	loop_timer_free(client->timer);
	mem_free(client);
	curl_global_cleanup();
}

void http_client_free(struct http_client *client)
{
	if (!client || client->freed)
		return;
	client->depth++;
	client->freed = true;
	for (struct list *node; (node = list_pop(&client->transfers));) {
		curl_multi_remove_handle(
			client->multi, container_of(node, struct transfer, node)->easy);
		list_append(&client->ending, node);
	}
	const struct err err = {ERR_CANCELED, "the program is stopping"};
	for (struct list *node; (node = list_pop(&client->ending));)
		transfer_finish(container_of(node, struct transfer, node), ERR_CANCELED, &err);
	leave(client);
}

/* --- requests --- */

static enum err_code begin(struct http_client *client, struct transfer *transfer)
{
	struct err *err = &transfer->own_err;
	if (client->freed)
		return err_set(err, ERR_CANCELED, "the program is stopping");
	enum err_code code = transfer_begin(transfer, err);
	if (code != ERR_OK)
		return code;
	CURLMcode added = curl_multi_add_handle(client->multi, transfer->easy);
	return added == CURLM_OK ? ERR_OK
				 : err_set(err, ERR_UNREACHABLE, "%s: libcurl: %s",
					   transfer->request->url, curl_multi_strerror(added));
}

/* End a transfer that libcurl has not ended; its own_err says why. */
static void break_off(struct http_client *client, struct transfer *transfer, enum err_code code)
{
	curl_multi_remove_handle(client->multi, transfer->easy);
	transfer->own_code = code;
	transfer->ended = true;
	loop_undefer(&transfer->give);
	if (transfer->silence)
		loop_timer_stop(transfer->silence);
	end_later(transfer);
}

static void on_give(struct deferred *deferred)
{
	transfer_give(container_of(deferred, struct transfer, give));
}

static void on_silence(void *arg)
{
	struct transfer *transfer = arg;
	const struct http_request *request = transfer->request;
	int64_t now = clock_mono_ms();
	int64_t left_ms = transfer->byte_mono + request->silence_ms - now;
	if (transfer->own_code != ERR_OK)
		return;
	if (transfer->paused || left_ms > 0) {
		loop_timer_start(
			transfer->silence, transfer->paused ? request->silence_ms : left_ms);
		return;
	}
	err_set(&transfer->own_err, ERR_TIMEOUT, "%s: nothing came for %lld ms", request->url,
		(long long)request->silence_ms);
	break_off(transfer->client, transfer, ERR_TIMEOUT);
}

static void watch(struct http_client *client, struct transfer *transfer)
{
	transfer->loop = client->loop;
	transfer->give.call = on_give;
	transfer->byte_mono = clock_mono_ms();
	transfer->silence = loop_timer_new(client->loop, on_silence, transfer);
	loop_timer_start(transfer->silence, transfer->request->silence_ms);
}

void http_client_submit(struct http_client *client, struct http_request *request)
{
	struct transfer *transfer = transfer_new(client, request);
	if (request->on_data)
		watch(client, transfer);
	list_append(&client->transfers, &transfer->node);
	transfer->own_code = begin(client, transfer);
	if (transfer->own_code != ERR_OK)
		end_later(transfer);
}

void http_client_cancel(struct http_client *client, struct http_request *request)
{
	struct transfer *transfer = request->inner;
	if (transfer->own_code != ERR_OK || transfer->ended)
		return; /* ends in the next turn already */
	err_set(&transfer->own_err, ERR_CANCELED, "%s: cancelled", request->url);
	break_off(client, transfer, ERR_CANCELED);
}

void http_client_pause(struct http_request *request)
{
	struct transfer *transfer = request->inner;
	transfer->paused = true;
	loop_undefer(&transfer->give);
}

void http_client_resume(struct http_request *request)
{
	struct transfer *transfer = request->inner;
	if (!transfer->paused)
		return;
	transfer->paused = false;
	transfer->byte_mono = clock_mono_ms();
	if (transfer->own_code == ERR_OK && !transfer->ended)
		loop_defer(transfer->loop, &transfer->give);
}
