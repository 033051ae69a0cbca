/*
 * The room is pure because of what it cannot call: this reads the undefined symbols of its library
 * and allows no other than these. Whoever needs a clock, a file or chance here has taken a wrong
 * turn.
 */
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

static const char *const allowed[] = {"memcpy", "memset", "strcmp", "snprintf", "vsnprintf",
	"buf_add_format", "buf_add_string", "str_copy", "case_status_name", "case_status_is_end",
	"intent_name", "timer_kind_name", "delivery_kind_name", "delivery_about_name",
	"lane_of_endpoint"};

/* What compilers put in by themselves: hardening, sanitizers, coverage. */
static const char *const compilers_own[] = {"__stack_chk_fail", "__memcpy_chk", "__memset_chk",
	"__snprintf_chk", "__vsnprintf_chk", "__asan_", "__ubsan_", "__tsan_", "__sanitizer_",
	"__gcov_", "_GLOBAL_OFFSET_TABLE_"};

static bool is_allowed(const char *symbol)
{
	for (size_t i = 0; i < sizeof compilers_own / sizeof *compilers_own; i++) {
		if (str_starts(symbol, compilers_own[i]))
			return true;
	}
	return str_index(symbol, allowed, sizeof allowed / sizeof *allowed) >= 0;
}

/* The library stands beside this test in the build folder. */
static bool library_path(char out[4096])
{
	ssize_t length = readlink("/proc/self/exe", out, 4000);
	if (length <= 0)
		return false;
	out[length] = '\0';
	for (int up = 0; up < 3; up++) {
		char *slash = strrchr(out, '/');
		if (!slash)
			return false;
		*slash = '\0';
	}
	str_copy(out + strlen(out), 96, "/src/libcasework.a");
	return access(out, R_OK) == 0;
}

/* `nm -P` writes "symbol T value size" a line; U is undefined, T, t, r, d, b are the room's own. */
static FILE *list_symbols(void)
{
	char path[4096], command[4200];
	if (!library_path(path))
		return NULL;
	snprintf(command, sizeof command, "nm -P '%s' 2>/dev/null", path);
	return popen(command, "r"); /* NOLINT(cert-env33-c): a fixed command on our own path */
}

struct symbols {
	char names[400][64];
	size_t count;
};

static bool has(const struct symbols *symbols, const char *name)
{
	for (size_t i = 0; i < symbols->count; i++) {
		if (strcmp(symbols->names[i], name) == 0)
			return true;
	}
	return false;
}

static void add(struct symbols *symbols, const char *name)
{
	assert_true(symbols->count < 400);
	str_copy(symbols->names[symbols->count++], 64, name);
}

static void the_room_calls_nothing_that_could_make_it_impure(void **state)
{
	(void)state;
	static struct symbols own, wanted;
	FILE *nm = list_symbols();
	char line[1024], name[512], type;
	while (nm && fgets(line, sizeof line, nm)) {
		if (sscanf(line, "%511s %c", name, &type) == 2)
			add(type == 'U' ? &wanted : &own, name);
	}
	if (nm)
		pclose(nm);
	if (own.count == 0) {
		print_message("nm, or the library beside this test, is not here\n");
		skip();
	}
	assert_true(has(&own, "casework_decide"));
	for (size_t i = 0; i < wanted.count; i++) {
		bool fine = has(&own, wanted.names[i]) || is_allowed(wanted.names[i]);
		if (!fine)
			print_message("casework must not use %s\n", wanted.names[i]);
		assert_true(fine);
	}
}

static void the_room_keeps_no_state(void **state)
{
	(void)state;
	FILE *nm = list_symbols();
	char line[1024], name[512], type;
	while (nm && fgets(line, sizeof line, nm)) {
		bool variable = sscanf(line, "%511s %c", name, &type) == 2 && strchr("bBC", type);
		if (variable && !str_starts(name, "__") && !str_starts(name, "."))
			fail_msg("casework must not keep %s", name);
	}
	if (nm)
		pclose(nm);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_room_calls_nothing_that_could_make_it_impure),
		cmocka_unit_test(the_room_keeps_no_state),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
