#include "house.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "console/console.h"
#include "console/door.h"

/* A folder with the path of a door, and whoever is behind it: nobody, a console in a process of
 * its own, or a thread that listens and answers from a script. */
static struct {
	char folder[64], socket_path[96];
	int fd; /* of who listens; -1: nobody does */
	pthread_t thread;
	const char *answer; /* NULL: break off */
	char heard[4000];
} place;

static int set_up(void **state)
{
	(void)state;
	place.fd = -1;
	str_copy(place.folder, sizeof place.folder, "/tmp/nriseva-door-XXXXXX");
	if (!mkdtemp(place.folder))
		return -1;
	snprintf(place.socket_path, sizeof place.socket_path, "%s/door", place.folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(place.socket_path);
	return rmdir(place.folder);
}

static void listen_there(void)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	str_copy(to.sun_path, sizeof to.sun_path, place.socket_path);
	place.fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(place.fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(listen(place.fd, 4), 0);
}

/* One request: hear it to its end, answer, close. */
static void *answer_one(void *arg)
{
	(void)arg;
	size_t length = 0;
	int fd = accept(place.fd, NULL, NULL);
	for (;;) {
		ssize_t got = recv(fd, place.heard + length, sizeof place.heard - 1 - length, 0);
		if (got <= 0)
			break;
		length += (size_t)got;
		place.heard[length] = '\0';
		const char *body = strstr(place.heard, "\r\n\r\n");
		if (body && (body[4] == '\0') == str_starts(place.heard, "GET"))
			break;
	}
	if (place.answer)
		send(fd, place.answer, strlen(place.answer), MSG_NOSIGNAL);
	close(fd);
	return NULL;
}

static void begin_script(const char *answer)
{
	listen_there();
	place.answer = answer;
	place.heard[0] = '\0';
	assert_int_equal(pthread_create(&place.thread, NULL, answer_one, NULL), 0);
}

static void end_script(void)
{
	pthread_join(place.thread, NULL);
	close(place.fd);
	unlink(place.socket_path);
}

static const struct order note = {.action = {.verb = OPERATOR_NOTE,
					  .case_id = HOUSE_CASE,
					  .operator_name = "asha",
					  .note = "seen"}};

/* --- nobody there --- */

static void assert_nobody(void)
{
	static struct status status;
	struct err err = {0};
	struct wire_done done;
	assert_int_equal(door_order(place.socket_path, &note, &done, &err), ERR_UNREACHABLE);
	status.daemon = STATUS_RUNS;
	door_health(place.socket_path, &status);
	assert_int_equal(status.daemon, STATUS_ABSENT);
}

static void without_a_socket_nobody_is_there(void **state)
{
	(void)state;
	assert_nobody();
}

static void with_a_dead_daemons_socket_nobody_is_there(void **state)
{
	(void)state;
	listen_there();
	close(place.fd);
	assert_nobody();
	assert_int_equal(access(place.socket_path, F_OK), 0); /* asking changes nothing */
}

static void without_its_folder_nobody_is_there(void **state)
{
	(void)state;
	snprintf(place.socket_path, sizeof place.socket_path, "%.60s/none/door", place.folder);
	assert_nobody();
}

static void a_door_that_is_not_ours_is_told_apart_from_none(void **state)
{
	(void)state;
	static struct status status;
	struct err err = {0};
	struct wire_done done;
	if (geteuid() != 0) {
		print_message("skipped: only root can pretend to be another user\n");
		skip();
	}
	listen_there();
	assert_int_equal(chmod(place.folder, 0755), 0);
	assert_int_equal(chmod(place.socket_path, 0600), 0);
	/* access() asks for the real user */
	assert_int_equal(setresuid(65534, 65534, 0), 0);
	enum err_code code = door_order(place.socket_path, &note, &done, &err);
	door_health(place.socket_path, &status);
	assert_int_equal(setresuid(0, 0, 0), 0);
	close(place.fd);
	assert_int_equal(code, ERR_DENIED);
	assert_non_null(strstr(err.text, "run this as the user that runs the daemon"));
	assert_int_equal(status.daemon, STATUS_CLOSED);
	assert_non_null(strstr(status.daemon_text, place.socket_path));
}

/* --- somebody who does not answer as the daemon does --- */

static void an_order_that_may_have_been_done_is_told_as_such(void **state)
{
	(void)state;
	static const char *const answers[] = {
		NULL,
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
		"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"about\":",
		"HTTP/1.1 503 No\r\nContent-Length: 17\r\n\r\nbeing restarted.\n",
		"HTTP/1.1 500 No\r\nContent-Length: 14\r\n\r\n{\"error\":\"no\"}",
		"220 mail.example.com ESMTP\r\n",
	};
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct err err = {0};
		struct wire_done done;
		begin_script(answers[i]);
		enum err_code code = door_order(place.socket_path, &note, &done, &err);
		end_script();
		if (code != ERR_REMOTE || !strstr(err.text, "look before you try again") ||
			!strstr(err.text, place.socket_path))
			fail_msg("%zu: %s: %s", i, err_name(code), err.text);
	}
}

static void what_the_daemon_refuses_is_told_in_its_words(void **state)
{
	(void)state;
	struct err err = {0};
	struct wire_done done;
	begin_script("HTTP/1.1 409 No\r\nContent-Length: 22\r\n\r\n{\"error\":\"it is over\"}\n");
	assert_int_equal(door_order(place.socket_path, &note, &done, &err), ERR_DENIED);
	end_script();
	assert_string_equal(err.text, "it is over");
	assert_true(str_starts(place.heard, "POST /orders HTTP/1.1\r\n"));
	assert_non_null(strstr(place.heard,
		"{\"do\":\"note\",\"by\":\"asha\",\"case\":\"" HOUSE_CASE "\",\"note\":\"seen\"}"));
}

static void a_daemon_whose_page_cannot_be_read_is_mute(void **state)
{
	(void)state;
	static const char *const answers[] = {
		NULL,
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	};
	static struct status status;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		begin_script(answers[i]);
		door_health(place.socket_path, &status);
		end_script();
		assert_int_equal(status.daemon, STATUS_MUTE);
		assert_true(*status.daemon_text);
	}
}

static void a_page_that_is_not_well_is_a_page(void **state)
{
	(void)state;
	static struct status status;
	begin_script("HTTP/1.1 503 No\r\nContent-Length: 61\r\n\r\n"
		     "{\"store\":{\"ok\":false,\"problem\":\"disk full\"},\"handles\":[]}    ");
	door_health(place.socket_path, &status);
	end_script();
	assert_int_equal(status.daemon, STATUS_RUNS);
	assert_string_equal(status.daemon_text, "");
	assert_string_equal(status.store_text, "disk full");
	assert_true(str_starts(place.heard, "GET /healthz HTTP/1.1\r\n"));
}

/* --- the daemon's own console --- */

/* In a process of its own: a house with its door at our place. Says on `ready` when it is open. */
_Noreturn static void be_the_daemon(int ready)
{
	static struct house house;
	struct err err = {0};
	struct console *console;
	house_open(&house);
	house.config.socket_path = place.socket_path;
	const struct console_parts parts = {.loop = house.loop,
		.config = &house.config,
		.store = house.scratch.store,
		.intake = house.intake,
		.outbox = house.outbox,
		.health = {.store = house.scratch.store, .started_at = 1000}};
	bool good = console_new(&parts, &console, &err) == ERR_OK;
	/* It will be killed, and its files live as long as it has them open. */
	scratch_remove(&house.scratch);
	if (good && write(ready, "!", 1) == 1)
		loop_run(house.loop);
	_exit(1);
}

static pid_t begin_daemon(void)
{
	int pipe_fds[2];
	char byte;
	assert_int_equal(pipe(pipe_fds), 0);
	pid_t pid = fork();
	if (pid == 0)
		be_the_daemon(pipe_fds[1]);
	close(pipe_fds[1]);
	assert_int_equal(read(pipe_fds[0], &byte, 1), 1);
	close(pipe_fds[0]);
	return pid;
}

static void the_daemon_does_what_it_is_told_and_says_how_it_is(void **state)
{
	(void)state;
	static struct status status;
	struct err err = {0};
	struct wire_done done;
	pid_t pid = begin_daemon();
	enum err_code noted = door_order(place.socket_path, &note, &done, &err);
	struct order other = note;
	str_copy(other.action.case_id, sizeof other.action.case_id, "NRI-0000-0002");
	enum err_code refused = door_order(place.socket_path, &other, &(struct wire_done){0}, &err);
	door_health(place.socket_path, &status);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(noted, ERR_OK);
	assert_string_equal(done.about, HOUSE_CASE);
	assert_string_equal(done.said, "noted");
	assert_int_equal(refused, ERR_FORMAT);
	assert_non_null(strstr(err.text, "not a case id"));
	assert_int_equal(status.daemon, STATUS_RUNS);
	assert_int_equal(status.started_at, 1000);
	assert_true(status.store_ok);
}

#define DOOR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DOOR_TEST(without_a_socket_nobody_is_there),
		DOOR_TEST(with_a_dead_daemons_socket_nobody_is_there),
		DOOR_TEST(without_its_folder_nobody_is_there),
		DOOR_TEST(a_door_that_is_not_ours_is_told_apart_from_none),
		DOOR_TEST(an_order_that_may_have_been_done_is_told_as_such),
		DOOR_TEST(what_the_daemon_refuses_is_told_in_its_words),
		DOOR_TEST(a_daemon_whose_page_cannot_be_read_is_mute),
		DOOR_TEST(a_page_that_is_not_well_is_a_page),
		DOOR_TEST(the_daemon_does_what_it_is_told_and_says_how_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
