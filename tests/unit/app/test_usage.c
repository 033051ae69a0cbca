#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/app.h"

static void a_wrong_command_line_is_told_with_the_way_to_help(void **state)
{
	(void)state;
	const struct command command = {.name = "read"};
	char said[200] = "";
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO);
	fflush(stderr);
	dup2(fileno(file), STDERR_FILENO);
	int code = usage_error(&command, "unexpected argument %s", "x");
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	rewind(file);
	said[fread(said, 1, sizeof said - 1, file)] = '\0';
	fclose(file);
	assert_int_equal(code, 2);
	assert_string_equal(said, "nriseva read: unexpected argument x; see nriseva read --help\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_command_line_is_told_with_the_way_to_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
