#include "house.h"

#include <errno.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "console/console.h"
#include "http/client.h"

static struct house house;
static struct http_client *client;

static int set_up(void **state)
{
	(void)state;
	house_open(&house);
	client = http_client_new(house.loop);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	http_client_free(client);
	house_close(&house);
	return 0;
}

static enum err_code open_door(const char *path, struct console **out, struct err *err)
{
	house.config.socket_path = path;
	const struct console_parts parts = {
		.loop = house.loop,
		.config = &house.config,
		.store = house.scratch.store,
		.intake = house.intake,
		.outbox = house.outbox,
		.health = {.store = house.scratch.store, .started_at = 1000},
	};
	return console_new(&parts, out, err);
}

static struct console *open_own_door(void)
{
	struct err err = {0};
	struct console *console;
	if (open_door(house.socket_path, &console, &err) != ERR_OK)
		fail_msg("%s", err.text);
	return console;
}

/* --- who may have the path --- */

static void assert_no_door(const char *path, enum err_code code, const char *words)
{
	struct err err = {0};
	struct console *console;
	assert_int_equal(open_door(path, &console, &err), code);
	assert_non_null(strstr(err.text, "socket: in the configuration"));
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, words));
}

static void a_path_that_is_too_long_is_refused(void **state)
{
	(void)state;
	char path[200];
	snprintf(path, sizeof path, "%s/%0100d", house.scratch.folder, 0);
	assert_no_door(path, ERR_CONFIG, "107 bytes at most");
}

static void a_folder_that_is_not_there_is_told(void **state)
{
	(void)state;
	char path[100];
	snprintf(path, sizeof path, "%s/none/door", house.scratch.folder);
	assert_no_door(path, ERR_IO, "No such file");
}

static void a_file_of_another_kind_is_left_as_it_is(void **state)
{
	(void)state;
	FILE *file = fopen(house.socket_path, "w");
	assert_non_null(file);
	fputs("precious", file);
	fclose(file);
	assert_no_door(house.socket_path, ERR_BUSY, "a file of another kind");
	struct stat st;
	assert_int_equal(stat(house.socket_path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_size, 8);
}

static void a_link_is_not_followed(void **state)
{
	(void)state;
	char target[100];
	snprintf(target, sizeof target, "%s/elsewhere", house.scratch.folder);
	assert_int_equal(symlink(target, house.socket_path), 0);
	assert_no_door(house.socket_path, ERR_BUSY, "");
	struct stat st;
	assert_int_equal(lstat(house.socket_path, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_not_equal(access(target, F_OK), 0);
}

static int listen_there(void)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	str_copy(to.sun_path, sizeof to.sun_path, house.socket_path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(chmod(house.socket_path, 0600), 0);
	assert_int_equal(listen(fd, 1), 0);
	return fd;
}

static bool is_socket(const char *path)
{
	struct stat st;
	return lstat(path, &st) == 0 && S_ISSOCK(st.st_mode);
}

static void a_socket_that_a_dead_daemon_left_is_taken_over(void **state)
{
	(void)state;
	close(listen_there());
	assert_true(is_socket(house.socket_path));
	console_free(open_own_door());
	assert_false(is_socket(house.socket_path));
}

static void a_socket_that_somebody_listens_on_is_left_to_them(void **state)
{
	(void)state;
	int fd = listen_there();
	assert_no_door(house.socket_path, ERR_BUSY, "is in use");
	assert_true(is_socket(house.socket_path));
	close(fd);
}

static void a_socket_that_another_user_listens_on_is_left_to_them(void **state)
{
	(void)state;
	const uid_t nobody = 65534;
	if (geteuid() != 0) {
		print_message("skipped: only root can pretend to be another user\n");
		skip();
	}
	assert_int_equal(chmod(house.scratch.folder, 0777), 0);
	int fd = listen_there();
	assert_int_equal(seteuid(nobody), 0);
	struct err err = {0};
	struct console *console;
	enum err_code code = open_door(house.socket_path, &console, &err);
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(code, ERR_BUSY);
	assert_true(is_socket(house.socket_path));
	close(fd);
}

static void the_door_is_for_our_own_user_and_goes_with_the_console(void **state)
{
	(void)state;
	mode_t before = umask(0);
	struct console *console = open_own_door();
	umask(before);
	struct stat st;
	assert_int_equal(lstat(house.socket_path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0600);
	console_free(console);
	assert_false(is_socket(house.socket_path));
	console_free(NULL);
}

/* --- what is asked through it --- */

struct ask {
	struct http_request request;
	enum err_code code;
	int status;
	char answer[4000];
	bool done;
};

static struct ask ask;

static void ask_done(struct http_request *request, enum err_code code, const struct err *err)
{
	(void)err;
	ask.code = code;
	ask.status = request->status;
	str_copy(ask.answer, sizeof ask.answer, request->answer.bytes);
	ask.done = true;
}

static bool is_answered(struct house *of)
{
	(void)of;
	return ask.done;
}

static void submit(const char *method, const char *url, const char *body)
{
	ask = (struct ask){.request = {
				   .method = method,
				   .url = url,
				   .headers = {{"Content-Type", "application/json"}},
				   .header_count = body ? 1 : 0,
				   .body = body,
				   .body_length = body ? strlen(body) : 0,
				   .connect_timeout_ms = 5000,
				   .timeout_ms = 5000,
				   .answer_cap = sizeof ask.answer - 1,
				   .unix_path = house.socket_path,
				   .done = ask_done,
			   }};
	http_client_submit(client, &ask.request);
}

static void assert_answer(
	const char *method, const char *path, const char *body, int status, const char *words)
{
	char url[100];
	snprintf(url, sizeof url, "http://nriseva%s", path);
	submit(method, url, body);
	house_until(&house, is_answered);
	if (ask.code != ERR_OK || ask.status != status || !strstr(ask.answer, words))
		fail_msg("%s %s %.99s: %d (%s) %s", method, path, body ? body : "", ask.status,
			err_name(ask.code), ask.answer);
}

static void an_order_is_carried_out_and_answered(void **state)
{
	(void)state;
	struct console *console = open_own_door();
	assert_answer("POST", "/orders",
		"{\"do\":\"decline\",\"case\":\"nri00000000\",\"by\":\"asha\",\"note\":\"no\"}",
		200, "{\"about\":\"" HOUSE_CASE "\",\"done\":\"declined\"}");
	house_until(&house, house_is_ready);
	assert_true(house_story_has(&house, "asha: declined: no"));
	assert_non_null(strstr(house.carried, "send declined"));
	console_free(console);
}

static void a_replay_is_carried_out_and_answered(void **state)
{
	(void)state;
	struct console *console = open_own_door();
	char body[100];
	snprintf(body, sizeof body, "{\"do\":\"replay\",\"delivery\":%d,\"by\":\"asha\"}",
		(int)house_give_up(&house, DELIVERY_REPLY, HOUSE_REPLIES));
	assert_answer("POST", "/orders", body, 200, "is looked for first");
	house_until(&house, house_is_ready);
	assert_string_equal(house.carried, "look acknowledged; ");
	console_free(console);
}

static void what_cannot_be_is_answered_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		int status;
		const char *words;
	} cases[] = {
		{"", 400, "{\"error\":\""},
		{"hello", 400, "{\"error\":\""},
		{"{\"do\":\"shout\",\"case\":\"" HOUSE_CASE "\",\"by\":\"asha\"}", 400,
			"nothing that can be done"},
		{"{\"do\":\"reopen\",\"case\":\"" HOUSE_CASE "\"}", 400, "nobody says who acts"},
		{"{\"do\":\"reopen\",\"case\":\"NRI-0000-0002\",\"by\":\"asha\"}", 400,
			"not a case id"},
		{"{\"do\":\"assign\",\"case\":\"" HOUSE_CASE
		 "\",\"by\":\"asha\",\"to\":\"nowhere\"}",
			400, "not a district"},
		{"{\"do\":\"reopen\",\"case\":\"NRI-1111-1111\",\"by\":\"asha\"}", 400,
			"not a case id"},
		{"{\"do\":\"accept\",\"case\":\"" HOUSE_CASE "\",\"by\":\"asha\"}", 409,
			"not allowed"},
		{"{\"do\":\"replay\",\"delivery\":9,\"by\":\"asha\"}", 404, "no delivery 9"},
	};
	struct console *console = open_own_door();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_answer("POST", "/orders", cases[i].body, cases[i].status, cases[i].words);
	assert_string_equal(house.carried, "");
	console_free(console);
}

/* The door closes on it before it is whole, so whoever sends may not hear why. */
static void an_order_that_is_too_large_is_not_taken(void **state)
{
	(void)state;
	struct console *console = open_own_door();
	char large[20000];
	snprintf(large, sizeof large,
		"{\"do\":\"note\",\"case\":\"" HOUSE_CASE
		"\",\"by\":\"asha\",\"note\":\"big\"%17000s",
		"}");
	submit("POST", "http://nriseva/orders", large);
	house_until(&house, is_answered);
	assert_true(ask.code == ERR_REMOTE || (ask.code == ERR_OK && ask.status == 413));
	house_until(&house, house_is_ready);
	assert_false(house_story_has(&house, "big"));
	console_free(console);
}

static void nothing_else_is_served(void **state)
{
	(void)state;
	struct console *console = open_own_door();
	assert_answer("GET", "/orders", NULL, 405, "");
	assert_answer("POST", "/healthz", "", 405, "");
	assert_answer("GET", "/metrics", NULL, 404, "");
	assert_answer("GET", "/", NULL, 404, "");
	console_free(console);
}

static void the_page_of_health_is_served(void **state)
{
	(void)state;
	struct console *console = open_own_door();
	assert_answer("GET", "/healthz", NULL, 200,
		"{\"status\":\"ok\",\"started\":\"1970-01-01T00:00:01.000Z\"");
	console_free(console);
}

/* --- closing it meanwhile --- */

static sem_t hold;

static enum err_code hold_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	(void)tx, (void)op, (void)err;
	while (sem_wait(&hold) != 0 && errno == EINTR)
		;
	sem_post(&hold); /* for a second run */
	return ERR_OK;
}

static void hold_done(struct store_op *op, enum err_code code, const struct err *err)
{
	(void)op, (void)code, (void)err;
}

static bool is_under_way(struct house *of)
{
	return intake_open(of->intake) > 0;
}

static void an_order_under_way_is_carried_out_though_the_door_closes(void **state)
{
	(void)state;
	struct store_op first = {.work = hold_work, .done = hold_done};
	sem_init(&hold, 0, 0);
	struct console *console = open_own_door();
	store_submit(house.scratch.store, &first);
	submit("POST", "http://nriseva/orders",
		"{\"do\":\"note\",\"case\":\"" HOUSE_CASE "\",\"by\":\"asha\",\"note\":\"late\"}");
	house_until(&house, is_under_way);
	console_free(console);
	sem_post(&hold);
	house_until(&house, house_is_ready);
	house_until(&house, is_answered);
	assert_true(ask.code != ERR_OK || ask.status == 503);
	assert_true(house_story_has(&house, "asha: late"));
	sem_destroy(&hold);
}

#define DOOR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DOOR_TEST(a_path_that_is_too_long_is_refused),
		DOOR_TEST(a_folder_that_is_not_there_is_told),
		DOOR_TEST(a_file_of_another_kind_is_left_as_it_is),
		DOOR_TEST(a_link_is_not_followed),
		DOOR_TEST(a_socket_that_a_dead_daemon_left_is_taken_over),
		DOOR_TEST(a_socket_that_somebody_listens_on_is_left_to_them),
		DOOR_TEST(a_socket_that_another_user_listens_on_is_left_to_them),
		DOOR_TEST(the_door_is_for_our_own_user_and_goes_with_the_console),
		DOOR_TEST(an_order_is_carried_out_and_answered),
		DOOR_TEST(a_replay_is_carried_out_and_answered),
		DOOR_TEST(what_cannot_be_is_answered_with_the_reason),
		DOOR_TEST(an_order_that_is_too_large_is_not_taken),
		DOOR_TEST(nothing_else_is_served),
		DOOR_TEST(the_page_of_health_is_served),
		DOOR_TEST(an_order_under_way_is_carried_out_though_the_door_closes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
