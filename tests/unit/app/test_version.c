#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "app/version.h"
#include "base/file.h"

static void the_program_is_of_the_version_that_is_built(void **state)
{
	(void)state;
	struct buf build;
	struct err err;
	buf_init(&build, 100000);
	assert_int_equal(file_read(SOURCE_DIR "/CMakeLists.txt", &build, &err), ERR_OK);
	assert_non_null(strstr(build.bytes, "project(nriseva VERSION " NRISEVA_VERSION " "));
	buf_release(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_program_is_of_the_version_that_is_built),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
