#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "channel/x/seal.h"

static char folder[] = "/tmp/nriseva-seal-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/key", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

static void what_is_sealed_is_opened_by_its_key_only(void **state)
{
	(void)state;
	const struct seal_key key = {{1}}, other = {{2}};
	struct buf sealed, again, out;
	struct err err;
	buf_init(&sealed, 1000);
	buf_init(&again, 1000);
	buf_init(&out, 1000);
	assert_int_equal(seal_close(&key, "S3CRET", 6, &sealed), ERR_OK);
	assert_int_equal(seal_close(&key, "S3CRET", 6, &again), ERR_OK);
	assert_true(seal_is(sealed.bytes));
	assert_int_equal(strncmp(sealed.bytes, "nriseva-sealed-1\n", 17), 0);
	assert_null(strstr(sealed.bytes, "S3CRET"));
	assert_string_not_equal(sealed.bytes, again.bytes); /* a nonce is for one use */
	assert_int_equal(seal_open(&key, sealed.bytes, &out, &err), ERR_OK);
	assert_string_equal(out.bytes, "S3CRET");
	buf_clear(&out);
	assert_int_equal(seal_open(&other, sealed.bytes, &out, &err), ERR_DENIED);
	assert_non_null(strstr(err.text, "another key"));
	char *changed = strchr(sealed.bytes, '\n') + 30;
	*changed = *changed == 'A' ? 'B' : 'A';
	assert_int_equal(seal_open(&key, sealed.bytes, &out, &err), ERR_DENIED);
	assert_int_equal(out.length, 0);
	buf_release(&sealed);
	buf_release(&again);
	buf_release(&out);
}

static void half_a_file_is_none(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "token", "nriseva-sealed-1\n",
		"nriseva-sealed-1\nAAAA", "nriseva-sealed-1\n*", "nriseva-sealed-2\nAAAA"};
	const struct seal_key key = {{1}};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct buf out;
		struct err err;
		buf_init(&out, 1000);
		assert_int_equal(seal_open(&key, texts[i], &out, &err), ERR_FORMAT);
		assert_non_null(strstr(err.text, "sign in again"));
		buf_release(&out);
	}
}

static void a_key_is_made_once_and_private(void **state)
{
	(void)state;
	struct seal_key one = {0}, other = {0}, third;
	struct err err;
	struct stat st;
	assert_int_equal(seal_key_read(path, &one, &err), ERR_NOTFOUND);
	assert_int_equal(seal_key_read_or_make(path, &one, &err), ERR_OK);
	assert_int_equal(seal_key_read_or_make(path, &other, &err), ERR_OK);
	assert_memory_equal(&one, &other, sizeof one);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(seal_key_read(path, &other, &err), ERR_DENIED);
	unlink(path);
	assert_int_equal(seal_key_read_or_make(path, &third, &err), ERR_OK);
	assert_memory_not_equal(&one, &third, sizeof one);
}

static void what_is_no_key_is_told(void **state)
{
	(void)state;
	static const char *const texts[] = {"AAAA", "not base64!",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct seal_key key;
		struct err err;
		assert_int_equal(
			file_replace(path, texts[i], strlen(texts[i]), 0600, &err), ERR_OK);
		assert_int_equal(seal_key_read(path, &key, &err), ERR_CONFIG);
		assert_non_null(strstr(err.text, path));
		assert_null(strstr(err.text, texts[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_is_opened_by_its_key_only),
		cmocka_unit_test(half_a_file_is_none),
		cmocka_unit_test(a_key_is_made_once_and_private),
		cmocka_unit_test(what_is_no_key_is_told),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
