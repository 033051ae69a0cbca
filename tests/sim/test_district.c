/* The pretend districts over HTTP: what they make of events, and the status updates they send to a
 * daemon (pretended here). */
#include "unit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "district/office.h"
#include "lib/answer.h"
#include "lib/ask.h"
#include "json/json.h"

enum { PATH_SIZE = 300, BODY_SIZE = 1000 };

struct bench {
	char folder[40];
	struct loop *loop;
	struct http_client *client;
	struct http_server *server, *daemon;
	char daemon_url[60];
	struct line_log *log;
	struct office office;
	int refusals; /* how many status updates the daemon still refuses with 503 */
	json_t *statuses; /* "status" of each status update the daemon took, "BAD" if its signature is wrong */
};

/* The daemon's end: verify by the district's public key. */
static void serve_daemon(void *arg, struct http_exchange *exchange)
{
	struct bench *bench = arg;
	struct nriseva_webhook_key key;
	struct nriseva_webhook_headers headers = {http_header(exchange, "webhook-id"),
		http_header(exchange, "webhook-timestamp"),
		http_header(exchange, "webhook-signature")};
	size_t length;
	const char *bytes = http_body(exchange, &length);
	json_t *body = NULL;
	if (bench->refusals-- > 0) {
		answer_error(exchange, 503, "later");
		return;
	}
	nriseva_webhook_key_public(&keyring_find(&bench->office.keys, "agra")->own, &key);
	bool good = nriseva_webhook_verify(&key, 1, &headers, bytes, length, clock_wall_ms() / 1000,
			    NRISEVA_WEBHOOK_TOLERANCE_S) == NRISEVA_WEBHOOK_OK &&
		    answer_body(exchange, &body, NULL) == ERR_OK &&
		    str_is(http_path(exchange), "/v1/agra/status");
	const char *status = json_get_string(json_at(body, "data", NULL), "status");
	json_array_append_new(bench->statuses, json_string(good && status ? status : "BAD"));
	json_decref(body);
	answer_json(exchange, 200, json_object());
}

static struct http_server *listen_on(
	struct loop *loop, void (*serve)(void *, struct http_exchange *), void *arg)
{
	struct http_server_options options = {.address = "127.0.0.1",
		.body_cap = 100000,
		.connections_max = 16,
		.idle_timeout_s = 10,
		.serve = serve,
		.arg = arg};
	struct http_server *server = NULL;
	struct err err;
	assert_int_equal(http_server_new(loop, &options, &server, &err), ERR_OK);
	return server;
}

static void make_keys(struct bench *bench)
{
	static const char rows[] = "# comment\nid\tname_en\nagra\tAgra\nlucknow\tLucknow\n";
	char path[PATH_SIZE];
	size_t count;
	struct err err;
	snprintf(path, sizeof path, "%s/districts.tsv", bench->folder);
	assert_int_equal(file_write_new(path, rows, sizeof rows - 1, 0600, &err), ERR_OK);
	char keys[PATH_SIZE];
	snprintf(keys, sizeof keys, "%s/keys", bench->folder);
	assert_int_equal(keys_make(keys, path, &count, &err), ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(keyring_read(keys, &bench->office.keys, &err), ERR_OK);
}

static int set_up(void **state)
{
	struct bench *bench = mem_new(1, sizeof *bench);
	snprintf(bench->folder, sizeof bench->folder, "/tmp/sim-district-XXXXXX");
	assert_non_null(mkdtemp(bench->folder));
	bench->loop = loop_new();
	bench->client = http_client_new(bench->loop);
	bench->statuses = json_array();
	line_log_open(NULL, "district", &bench->log, NULL);
	office_init(&bench->office, bench->loop, bench->log);
	plans_init(&bench->office.plans, NULL);
	make_keys(bench);
	bench->server = listen_on(bench->loop, office_serve, &bench->office);
	bench->daemon = listen_on(bench->loop, serve_daemon, bench);
	snprintf(bench->daemon_url, sizeof bench->daemon_url, "http://127.0.0.1:%u",
		http_server_port(bench->daemon));
	bench->office.daemon_url = bench->daemon_url;
	*state = bench;
	return 0;
}

static void remove_file(const struct bench *bench, const char *name)
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s/%s", bench->folder, name);
	remove(path);
}

static int tear_down(void **state)
{
	static const char *const names[] = {"keys/agra.whsk", "keys/agra.whpk", "keys/lucknow.whsk",
		"keys/lucknow.whpk", "keys/district/agra.whsk", "keys/district/agra.whpk",
		"keys/district/lucknow.whsk", "keys/district/lucknow.whpk", "keys/district", "keys",
		"districts.tsv", ""};
	struct bench *bench = *state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		remove_file(bench, names[i]);
	http_client_free(bench->client);
	office_release(&bench->office);
	http_server_free(bench->server);
	http_server_free(bench->daemon);
	line_log_close(bench->log);
	json_decref(bench->statuses);
	loop_free(bench->loop);
	mem_free(bench);
	return 0;
}

/* The daemon's signing key for the district. */
static struct nriseva_webhook_key daemon_key(const struct bench *bench, const char *district)
{
	char path[PATH_SIZE];
	struct buf text;
	struct nriseva_webhook_key key;
	snprintf(path, sizeof path, "%s/keys/%s.whsk", bench->folder, district);
	buf_init(&text, 1000);
	assert_int_equal(file_read_secret(path, &text, NULL), ERR_OK);
	assert_int_equal(nriseva_webhook_key_read(text.bytes, &key), NRISEVA_WEBHOOK_OK);
	buf_release(&text);
	return key;
}

struct message {
	const char *id, *to, *recipient, *type, *status;
	int sequence;
};

/* Send a signed event; gives the answer's status. */
static int tell(struct bench *bench, const struct message *message)
{
	char body[BODY_SIZE], url[PATH_SIZE], timestamp[24], signature[NRISEVA_WEBHOOK_ENTRY_SIZE];
	snprintf(body, sizeof body,
		"{\"type\":\"%s\",\"timestamp\":\"2026-01-01T00:00:00.000Z\",\"data\":{\"sender\":"
		"\"uppolnri\","
		"\"recipient\":\"%s\",\"case\":\"NRI-7K3F-9QXM\",\"sequence\":%d,\"status\":\"%s\","
		"\"post\":{\"id\":\"1\",\"text\":\"help\"}}}",
		message->type, message->recipient, message->sequence, message->status);
	int64_t now_s = clock_wall_ms() / 1000;
	struct nriseva_webhook_key key = daemon_key(bench, "agra");
	nriseva_webhook_sign(
		&key, 1, message->id, now_s, body, strlen(body), signature, sizeof signature);
	snprintf(timestamp, sizeof timestamp, "%lld", (long long)now_s);
	snprintf(url, sizeof url, "http://127.0.0.1:%u/%s/events", http_server_port(bench->server),
		message->to);
	const struct ask_header headers[] = {{"webhook-id", message->id},
		{"webhook-timestamp", timestamp}, {"webhook-signature", signature}, {NULL, NULL}};
	struct ask_answer answer = ask(bench->loop, bench->client, "POST", url, body, headers);
	json_decref(answer.document);
	return answer.code ? -1 : answer.status;
}

static const json_t *last_event(const struct bench *bench)
{
	return json_array_get(bench->office.events, json_array_size(bench->office.events) - 1);
}

static const char *status_at(const struct bench *bench, size_t index)
{
	return json_string_value(json_array_get(bench->statuses, index));
}

/* Let things happen until the daemon has had so many status updates. */
static void wait_for_statuses(struct bench *bench, size_t count)
{
	char url[PATH_SIZE];
	snprintf(url, sizeof url, "http://127.0.0.1:%u/sim/state", http_server_port(bench->server));
	int64_t until = clock_mono_ms() + 5000;
	while (json_array_size(bench->statuses) < count && clock_mono_ms() < until)
		json_decref(ask(bench->loop, bench->client, "GET", url, NULL, NULL).document);
	assert_int_equal(json_array_size(bench->statuses), count);
}

static struct message opened(void)
{
	return (struct message){"msg_1", "agra", "agra", "case.opened", "received", 1};
}

/* --- tests --- */

static void secrets_are_for_their_owner_only(void **state)
{
	struct bench *bench = *state;
	char path[PATH_SIZE];
	struct stat file;
	snprintf(path, sizeof path, "%s/keys/agra.whsk", bench->folder);
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
}

static void a_signed_event_is_taken_once(void **state)
{
	struct bench *bench = *state;
	const struct message message = opened();
	assert_int_equal(tell(bench, &message), 202);
	assert_string_equal(json_get_string(last_event(bench), "verdict"), "ok");
	assert_true(json_get_bool(last_event(bench), "sequence_ok", false));
	assert_int_equal(tell(bench, &message), 202);
	assert_true(json_get_bool(last_event(bench), "duplicate", false));
}

static void an_event_for_somebody_else_is_refused(void **state)
{
	struct message message = opened();
	message.recipient = "lucknow";
	assert_int_equal(tell(*state, &message), 400);
	message.to = "lucknow"; /* signed with agra's key */
	assert_int_equal(tell(*state, &message), 401);
	message.to = "atlantis";
	assert_int_equal(tell(*state, &message), 404);
}

static void a_number_that_does_not_follow_is_noted(void **state)
{
	struct bench *bench = *state;
	struct message message = opened();
	message.sequence = 2;
	tell(bench, &message);
	message.id = "msg_2";
	message.sequence = 1;
	tell(bench, &message);
	assert_false(json_get_bool(last_event(bench), "sequence_ok", true));
}

static void an_ordered_refusal_leaves_the_event_untaken(void **state)
{
	struct bench *bench = *state;
	const struct message message = opened();
	json_t *order = json_pack("{s:s, s:s}", "what", "503", "on", "event:agra");
	assert_int_equal(faults_order(&bench->office.faults, order, "event", NULL), ERR_OK);
	json_decref(order);
	assert_int_equal(tell(bench, &message), 503);
	assert_int_equal(tell(bench, &message), 202);
	assert_false(json_get_bool(last_event(bench), "duplicate", true));
}

static void status_updates_are_signed_and_sent_until_they_are_taken(void **state)
{
	struct bench *bench = *state;
	const struct message message = opened();
	bench->refusals = 1;
	tell(bench, &message);
	wait_for_statuses(bench, 2);
	assert_string_equal(status_at(bench, 0), "in_progress");
	assert_string_equal(status_at(bench, 1), "resolved");
}

static void a_reopened_case_is_worked_on_again(void **state)
{
	struct bench *bench = *state;
	struct message message = opened();
	tell(bench, &message);
	wait_for_statuses(bench, 2);
	message = (struct message){"msg_2", "agra", "agra", "case.updated", "reopened", 2};
	tell(bench, &message);
	wait_for_statuses(bench, 4);
	assert_string_equal(status_at(bench, 3), "resolved");
}

static void a_plan_can_wait_for_an_event(void **state)
{
	struct bench *bench = *state;
	json_t *lines = json_pack("[{s:s, s:[{s:s, s:s}, {s:s}, {s:s}]}]", "contains", "help",
		"steps", "status", "needs_info", "detail", "when?", "await", "case.updated",
		"status", "resolved");
	plans_release(&bench->office.plans);
	plans_init(&bench->office.plans, lines);
	json_decref(lines);
	struct message message = opened();
	tell(bench, &message);
	wait_for_statuses(bench, 1);
	assert_string_equal(status_at(bench, 0), "needs_info");
	message = (struct message){"msg_2", "agra", "agra", "case.updated", "forwarded", 2};
	tell(bench, &message);
	wait_for_statuses(bench, 2);
	assert_string_equal(status_at(bench, 1), "resolved");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			secrets_are_for_their_owner_only, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_signed_event_is_taken_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_event_for_somebody_else_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_number_that_does_not_follow_is_noted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_ordered_refusal_leaves_the_event_untaken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			status_updates_are_signed_and_sent_until_they_are_taken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_reopened_case_is_worked_on_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_plan_can_wait_for_an_event, set_up, tear_down),
	};
	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
