#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

static char folder[] = "unit-file-XXXXXX";

static const char *in_folder(const char *name)
{
	static char paths[4][200];
	static int turn;
	char *path = paths[turn++ % 4];
	snprintf(path, 200, "%s/%s", folder, name);
	return path;
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	static const char *const names[] = {"plain", "secret", "empty", "lock", "new", "new.new"};
	for (size_t i = 0; i < 6; i++)
		unlink(in_folder(names[i]));
	return rmdir(folder);
}

static void put(const char *name, const char *text, unsigned mode)
{
	struct err err;
	unlink(in_folder(name));
	assert_int_equal(file_write_new(in_folder(name), text, strlen(text), mode, &err), ERR_OK);
	assert_int_equal(chmod(in_folder(name), (mode_t)mode), 0);
}

static void a_file_is_read_whole(void **state)
{
	(void)state;
	struct buf buf;
	struct err err;
	put("plain", "one\ntwo\n", 0644);
	buf_init(&buf, 8);
	assert_int_equal(file_read(in_folder("plain"), &buf, &err), ERR_OK);
	assert_string_equal(buf.bytes, "one\ntwo\n");
	buf_release(&buf);
}

static void what_cannot_be_read_is_named(void **state)
{
	(void)state;
	struct buf buf;
	struct err err;
	buf_init(&buf, 4);
	put("plain", "too long", 0644);
	assert_int_equal(file_read(in_folder("plain"), &buf, &err), ERR_LIMIT);
	assert_non_null(strstr(err.text, in_folder("plain")));
	assert_int_equal(file_read(in_folder("none"), &buf, &err), ERR_NOTFOUND);
	assert_non_null(strstr(err.text, in_folder("none")));
	assert_int_equal(file_read(folder, &buf, &err), ERR_IO);
	buf_release(&buf);
}

static void a_secret_is_read_only_if_it_is_one(void **state)
{
	(void)state;
	struct err err;
	static const struct {
		unsigned mode;
		enum err_code code;
	} cases[] = {{0600, ERR_OK}, {0400, ERR_OK}, {0640, ERR_DENIED}, {0604, ERR_DENIED},
		{0620, ERR_DENIED}, {0644, ERR_DENIED}, {0601, ERR_DENIED}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf buf;
		buf_init(&buf, 100);
		put("secret", "whsk_abc \n\n", cases[i].mode);
		assert_int_equal(file_read_secret(in_folder("secret"), &buf, &err), cases[i].code);
		assert_string_equal(buf.bytes, cases[i].code == ERR_OK ? "whsk_abc" : "");
		if (cases[i].code == ERR_DENIED) {
			assert_non_null(strstr(err.text, "chmod 600"));
			assert_null(strstr(err.text, "whsk_"));
		}
		buf_release(&buf);
	}
}

static void an_empty_secret_is_a_mistake(void **state)
{
	(void)state;
	struct buf buf;
	struct err err;
	buf_init(&buf, 100);
	put("empty", " \n", 0600);
	assert_int_equal(file_read_secret(in_folder("empty"), &buf, &err), ERR_CONFIG);
	buf_release(&buf);
}

static void a_file_is_replaced_whole_with_its_mode(void **state)
{
	(void)state;
	struct buf buf;
	struct err err;
	struct stat st;
	put("new", "first", 0644);
	put("new.new", "left behind", 0644);
	assert_int_equal(file_replace(in_folder("new"), "2nd", 3, 0600, &err), ERR_OK);
	buf_init(&buf, 100);
	assert_int_equal(file_read(in_folder("new"), &buf, &err), ERR_OK);
	assert_string_equal(buf.bytes, "2nd");
	assert_int_equal(stat(in_folder("new"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_not_equal(access(in_folder("new.new"), F_OK), 0);
	assert_int_not_equal(file_replace(folder, "2nd", 3, 0600, &err), ERR_OK);
	assert_int_equal(file_replace(in_folder("none/new"), "2nd", 3, 0600, &err), ERR_IO);
	assert_non_null(strstr(err.text, "none/new"));
	buf_release(&buf);
}

static void a_new_file_never_replaces_an_old_one(void **state)
{
	(void)state;
	struct buf buf;
	struct err err;
	struct stat st;
	unlink(in_folder("new"));
	assert_int_equal(file_write_new(in_folder("new"), "first", 5, 0600, &err), ERR_OK);
	assert_int_equal(stat(in_folder("new"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(file_write_new(in_folder("new"), "second", 6, 0600, &err), ERR_CONFLICT);
	buf_init(&buf, 100);
	assert_int_equal(file_read(in_folder("new"), &buf, &err), ERR_OK);
	assert_string_equal(buf.bytes, "first");
	assert_int_equal(file_write_new(in_folder("no/folder"), "x", 1, 0600, &err), ERR_IO);
	buf_release(&buf);
}

/* flock belongs to the open file, so a second open in this process is like another process. */
static void a_lock_is_held_by_one(void **state)
{
	(void)state;
	struct err err;
	int first = -1, second = -1;
	assert_int_equal(file_lock(in_folder("lock"), &first, &err), ERR_OK);
	assert_int_equal(file_lock(in_folder("lock"), &second, &err), ERR_BUSY);
	assert_int_equal(second, -1);
	assert_non_null(strstr(err.text, in_folder("lock")));
	file_unlock(first);
	assert_int_equal(file_lock(in_folder("lock"), &second, &err), ERR_OK);
	file_unlock(second);
}

/* The other one holds it until it has written; only then does the wait end. */
static void a_command_waits_for_a_lock(void **state)
{
	(void)state;
	struct err err;
	int fd, go[2];
	char byte = 0;
	assert_int_equal(pipe2(go, O_NONBLOCK), 0);
	assert_int_equal(file_lock(in_folder("lock"), &fd, &err), ERR_OK);
	pid_t child = fork();
	if (child == 0) {
		int held;
		close(fd); /* the lock is the open file's, which we share */
		if (file_lock_wait(in_folder("lock"), &held, NULL) != ERR_OK)
			_exit(1);
		_exit(read(go[0], &byte, 1) == 1 ? 0 : 2); /* 2: it did not wait */
	}
	assert_int_equal(write(go[1], "x", 1), 1);
	file_unlock(fd);
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	close(go[0]);
	close(go[1]);
}

static void a_lock_ends_with_its_process(void **state)
{
	(void)state;
	struct err err;
	pid_t child = fork();
	if (child == 0) {
		int fd;
		_exit(file_lock(in_folder("lock"), &fd, NULL) == ERR_OK ? 0 : 1);
	}
	int status, fd;
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(file_lock(in_folder("lock"), &fd, &err), ERR_OK);
	file_unlock(fd);
}

static void a_path_is_seen_from_the_file_that_names_it(void **state)
{
	(void)state;
	static const struct {
		const char *base, *path, *joined;
	} cases[] = {
		{"/etc/nriseva/nriseva.yaml", "districts.tsv", "/etc/nriseva/districts.tsv"},
		{"config/nriseva.yaml", "../replies", "config/../replies"},
		{"nriseva.yaml", "districts.tsv", "districts.tsv"},
		{"config/nriseva.yaml", "/var/lib/x", "/var/lib/x"},
		{"/x", "y", "/y"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *joined = file_beside(cases[i].base, cases[i].path);
		assert_string_equal(joined, cases[i].joined);
		mem_free(joined);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_read_whole),
		cmocka_unit_test(what_cannot_be_read_is_named),
		cmocka_unit_test(a_secret_is_read_only_if_it_is_one),
		cmocka_unit_test(an_empty_secret_is_a_mistake),
		cmocka_unit_test(a_file_is_replaced_whole_with_its_mode),
		cmocka_unit_test(a_new_file_never_replaces_an_old_one),
		cmocka_unit_test(a_lock_is_held_by_one),
		cmocka_unit_test(a_command_waits_for_a_lock),
		cmocka_unit_test(a_lock_ends_with_its_process),
		cmocka_unit_test(a_path_is_seen_from_the_file_that_names_it),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
