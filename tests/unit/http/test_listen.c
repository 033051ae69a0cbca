#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/listen.h"

static void a_port_in_use_is_told_with_address_and_port(void **state)
{
	(void)state;
	struct err err;
	int first, second;
	assert_int_equal(listen_tcp("127.0.0.1", 0, &first, &err), ERR_OK);
	uint16_t port = listen_port(first);
	assert_true(port > 0);
	assert_int_equal(listen_tcp("127.0.0.1", port, &second, &err), ERR_BUSY);
	char number[8];
	snprintf(number, sizeof number, "%u", port);
	assert_non_null(strstr(err.text, "127.0.0.1"));
	assert_non_null(strstr(err.text, number));
	close(first);
}

static void what_is_no_address_is_refused(void **state)
{
	(void)state;
	struct err err;
	int fd;
	assert_int_equal(listen_tcp("localhost", 0, &fd, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "localhost"));
	assert_int_equal(listen_tcp("192.0.2.1", 0, &fd, &err), ERR_CONFIG);
}

struct folder {
	char path[64];
	char socket[96];
};

static int set_up(void **state)
{
	static struct folder folder;
	snprintf(folder.path, sizeof folder.path, "/tmp/nriseva-listen-XXXXXX");
	if (!mkdtemp(folder.path))
		return -1;
	snprintf(folder.socket, sizeof folder.socket, "%s/socket", folder.path);
	*state = &folder;
	return 0;
}

static int tear_down(void **state)
{
	struct folder *folder = *state;
	unlink(folder->socket);
	return rmdir(folder->path);
}

static void a_unix_socket_is_ours_alone(void **state)
{
	const struct folder *folder = *state;
	struct err err;
	int fd;
	mode_t before = umask(0);
	assert_int_equal(listen_unix(folder->socket, &fd, &err), ERR_OK);
	umask(before);
	struct stat st;
	assert_int_equal(stat(folder->socket, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0600);
	close(fd);
}

static void a_socket_left_behind_is_taken_over_but_not_one_in_use(void **state)
{
	const struct folder *folder = *state;
	struct err err;
	int fd, again;
	assert_int_equal(listen_unix(folder->socket, &fd, &err), ERR_OK);
	assert_int_equal(listen_unix(folder->socket, &again, &err), ERR_BUSY);
	assert_non_null(strstr(err.text, folder->socket));
	close(fd); /* as a crash would: the file stays */
	assert_int_equal(listen_unix(folder->socket, &again, &err), ERR_OK);
	close(again);
}

static void a_file_of_another_kind_is_left_alone(void **state)
{
	const struct folder *folder = *state;
	struct err err;
	int fd;
	FILE *file = fopen(folder->socket, "w");
	assert_non_null(file);
	fclose(file);
	assert_int_equal(listen_unix(folder->socket, &fd, &err), ERR_BUSY);
	assert_int_equal(access(folder->socket, F_OK), 0);
}

static void a_path_that_is_too_long_is_refused(void **state)
{
	(void)state;
	char path[300];
	memset(path, 'a', sizeof path - 1);
	path[0] = '/';
	path[sizeof path - 1] = '\0';
	struct err err;
	int fd;
	assert_int_equal(listen_unix(path, &fd, &err), ERR_CONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port_in_use_is_told_with_address_and_port),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test_setup_teardown(a_unix_socket_is_ours_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_socket_left_behind_is_taken_over_but_not_one_in_use, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_file_of_another_kind_is_left_alone, set_up, tear_down),
		cmocka_unit_test(a_path_that_is_too_long_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
