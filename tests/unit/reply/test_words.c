#include "reply_fixture.h"

#define REST                                                                                       \
	"forwarded: c\nin_progress: d\nneeds_info: e\nresolved: f\nreopened: g\nredirected: h\n"   \
	"confirmed: i\nclosed: j\ndeclined: k\nwithdrawn: l\nmerged: m\n"

static void words_are_read_by_status(void **state)
{
	struct fixture *fixture = *state;
	char path[128];
	char *words[CASE_STATUS_COUNT] = {0};
	fixture_write(fixture, "en/status-words.txt",
		"\xef\xbb\xbf# comment: with a colon\r\n\r\n  received :  got: it  "
		"\r\ndoubtful:b\r\n" REST);
	snprintf(path, sizeof path, "%s/en/status-words.txt", fixture->folder);
	reply_load_words(path, words, &fixture->mistakes);
	assert_int_equal(fixture->mistakes.count, 0);
	assert_string_equal(words[CASE_RECEIVED], "got: it");
	assert_string_equal(words[CASE_DOUBTFUL], "b");
	assert_string_equal(words[CASE_MERGED], "m");
	for (size_t i = 0; i < CASE_STATUS_COUNT; i++)
		mem_free(words[i]);
}

static void each_fault_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *place, *words;
	} cases[] = {
		{"doubtful: a\n" REST, "en/status-words.txt:13:1: ", "no words for \"received\""},
		{"doubtful: a\nreceived: b\nrecieved: b\n" REST,
			"en/status-words.txt:3:1: ", "no status \"recieved\""},
		{"doubtful: a\nreceived: b\nreceived: c\n" REST,
			"en/status-words.txt:3:1: ", "twice"},
		{"doubtful: a\nreceived: b\nhello\n" REST, "en/status-words.txt:3:1: ", "no colon"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fixture_write(*state, "en/status-words.txt", cases[i].text);
		fixture_must_tell(*state, cases[i].place, cases[i].words);
	}
}

static void empty_or_broken_words_are_told(void **state)
{
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/status-words.txt", "doubtful: a\nreceived:  \n" REST);
	assert_int_equal(fixture_load(fixture), ERR_CONFIG);
	assert_non_null(strstr(
		fixture->mistakes.lines[0], "en/status-words.txt:2:1: \"received\" has no words"));
	fixture_write(fixture, "en/status-words.txt", "doubtful: a\nreceived: \xff\n" REST);
	assert_int_equal(fixture_load(fixture), ERR_CONFIG);
	assert_non_null(strstr(
		fixture->mistakes.lines[0], "en/status-words.txt:2:1: \"received\" has no words"));
}

static void a_missing_file_is_told(void **state)
{
	fixture_delete(*state, "hi/status-words.txt");
	fixture_must_tell(*state, "hi/status-words.txt:1:1: ", "cannot be read");
}

static void each_situation_has_its_variables(void **state)
{
	static const struct {
		enum situation situation;
		size_t count;
	} cases[] = {
		{SITUATION_ACKNOWLEDGED, 6},
		{SITUATION_ACKNOWLEDGED_QUIET, 2},
		{SITUATION_POINT_ELSEWHERE, 1},
		{SITUATION_OPTED_OUT, 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t count;
		const char *const *names = reply_names(cases[i].situation, &count);
		assert_int_equal(count, cases[i].count);
		assert_string_equal(names[0], "case_id");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(words_are_read_by_status),
		FIXTURE_TEST(each_fault_is_told_with_its_line),
		FIXTURE_TEST(empty_or_broken_words_are_told),
		FIXTURE_TEST(a_missing_file_is_told),
		cmocka_unit_test(each_situation_has_its_variables),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
