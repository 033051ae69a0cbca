#include "stderr.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "base/panic.h"

static struct captured seen;

static void a_panic_says_why_and_ends_the_process(void **state)
{
	(void)state;
	capture_begin(&seen);
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
		signal(SIGABRT, SIG_DFL);
		panic("%d of %d", 3, 2);
	}
	int status;
	waitpid(child, &status, 0);
	capture_end(&seen);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
	assert_non_null(strstr(seen.text, "nriseva: panic: 3 of 2\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_panic_says_why_and_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
