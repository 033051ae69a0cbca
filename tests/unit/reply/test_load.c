#include "reply_fixture.h"

#include "text/text.h"

static void a_good_folder_loads(void **state)
{
	fixture_must_load(*state);
}

static void the_replies_that_come_with_the_program_load_and_fit(void **state)
{
	struct fixture *fixture = *state;
	struct replies *replies = NULL;
	if (replies_load(&fixture->config, SOURCE_DIR "/replies", &replies, &fixture->mistakes) !=
		ERR_OK) {
		for (size_t i = 0; i < fixture->mistakes.count; i++)
			print_error("%s\n", fixture->mistakes.lines[i]);
		fail_msg("they do not load");
	}
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		for (int i = 0; i < SITUATION_COUNT; i++) {
			int longest = replies_longest(replies, (enum situation)i, (enum lang)lang);
			assert_in_range(longest, 20, TEXT_X_MAX);
		}
	}
	replies_free(replies);
}

static void a_missing_file_is_told(void **state)
{
	fixture_delete(*state, "hi/resolved.txt");
	fixture_must_tell(*state, "hi/resolved.txt:1:1: ", "missing");
}

static void a_missing_language_is_told_once(void **state)
{
	struct fixture *fixture = *state;
	char from[128], to[128];
	snprintf(from, sizeof from, "%s/hinglish", fixture->folder);
	snprintf(to, sizeof to, "%s/other", fixture->folder);
	assert_int_equal(rename(from, to), 0);
	fixture_must_tell(*state, "hinglish", "folder");
}

static void a_mistyped_file_name_is_told(void **state)
{
	fixture_write(*state, "en/aknowledged.txt", "x");
	fixture_must_tell(*state, "en/aknowledged.txt:1:1: ", "no situation of this name");
}

static void notes_and_copies_of_an_editor_are_left_alone(void **state)
{
	fixture_write(*state, "en/README.md", "x");
	fixture_write(*state, "en/status.txt~", "x");
	fixture_write(*state, "en/.status.txt.swp", "x");
	fixture_must_load(*state);
}

static void faults_are_told_with_their_place_in_the_file(void **state)
{
	static const struct {
		const char *text, *place, *words;
	} cases[] = {
		{"Case {{case_id}} {{districtt}}",
			"en/noted.txt:1:18: ", "there is no {{districtt}}"},
		{"# a comment\n#another\n\nCase {{case_id}}\n {{x}}\n",
			"en/noted.txt:5:2: ", "there is no {{x}}"},
		{"one {{case_id}}\n---\n\ntwo {{case_id}}\n---\nthree\n{{case_id}} "
		 "{{#district}}x\n",
			"en/noted.txt:7:13: ", "not closed"},
		{"one {{case_id}} {{", "en/noted.txt:1:17: ", "not closed"},
		{"one {{case_id}} {{#detail}}a{{#district}}b{{/detail}}{{/district}}",
			"en/noted.txt:1:43: ", "must come first"},
		{"", "en/noted.txt:1:1: ", "empty variant"},
		{"# only a comment", "en/noted.txt:2:1: ", "empty variant"},
		{"\n \n", "en/noted.txt:3:1: ", "empty variant"},
		{"one {{case_id}}\n---\n", "en/noted.txt:3:1: ", "empty variant"},
		{"one {{case_id}}\n---", "en/noted.txt:3:1: ", "empty variant"},
		{"---\none {{case_id}}\n", "en/noted.txt:1:1: ", "empty variant"},
		{"one {{case_id}}\n---\n\n---\ntwo, quite other {{case_id}}\n",
			"en/noted.txt:4:1: ", "empty variant"},
		{"{{case_id}} a b c\n---\n{{case_id}} d e f\n---\n{{case_id}} g h "
		 "i\n---\n{{case_id}} j k l\n---\n"
		 "{{case_id}} m n o",
			"en/noted.txt:9:1: ", "more than 4 variants"},
		{"fine {{case_id}}\nbroken \xff\n", "en/noted.txt:2:1: ", "UTF-8"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fixture_write(*state, "en/noted.txt", cases[i].text);
		fixture_must_tell(*state, cases[i].place, cases[i].words);
	}
}

static void all_faults_are_told_at_once(void **state)
{
	struct fixture *fixture = *state;
	fixture_write(
		fixture, "en/noted.txt", "{{nothing}}\n---\n{{case_id}} fine\n---\n{{#status}}");
	fixture_write(fixture, "hi/status.txt", "no id");
	fixture_delete(fixture, "hinglish/closed.txt");
	assert_int_equal(fixture_load(fixture), ERR_CONFIG);
	assert_int_equal(fixture->mistakes.count, 4);
}

static void values_that_a_situation_does_not_have_are_unknown_there(void **state)
{
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/acknowledged_quiet.txt", "{{case_id}} in {{district}}");
	fixture_must_tell(fixture, "en/acknowledged_quiet.txt:1:16: ", "there is no {{district}}");
	fixture_write(fixture, "en/acknowledged_quiet.txt", "{{case_id}} fine");
	fixture_write(fixture, "en/opted_out.txt", "bye {{detail}}");
	fixture_must_tell(fixture, "en/opted_out.txt:1:5: ", "there is case_id");
	fixture_write(fixture, "en/opted_out.txt", "bye");
	fixture_write(fixture, "en/point_elsewhere.txt", "elsewhere {{status}}");
	fixture_must_tell(fixture, "en/point_elsewhere.txt:1:11: ", "there is no {{status}}");
}

static const struct reply_history nothing;

static void files_written_elsewhere_are_read(void **state)
{
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/noted.txt",
		"\xef\xbb\xbf# comment\r\n\r\nfirst {{case_id}}\r\nof two lines\r\n--- \r\nsecond, "
		"other {{case_id}}\r\n");
	fixture_must_load(fixture);
	struct reply_values values = {.case_id = "NRI-1"};
	struct buf out;
	buf_init(&out, 1000);
	replies_render(fixture->replies, SITUATION_NOTED, LANG_EN, 0, &values, &nothing, &out);
	assert_string_equal(out.bytes, "first NRI-1\nof two lines");
	replies_render(fixture->replies, SITUATION_NOTED, LANG_EN, 1, &values, &nothing, &out);
	assert_string_equal(out.bytes, "second, other NRI-1");
	buf_release(&out);
}

static void a_mark_of_comment_below_the_top_is_text(void **state)
{
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/noted.txt", "{{case_id}}\n#tag");
	fixture_must_load(fixture);
	struct reply_values values = {.case_id = "NRI-1"};
	struct buf out;
	buf_init(&out, 1000);
	replies_render(fixture->replies, SITUATION_NOTED, LANG_EN, 0, &values, &nothing, &out);
	assert_string_equal(out.bytes, "NRI-1\n#tag");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_good_folder_loads),
		FIXTURE_TEST(the_replies_that_come_with_the_program_load_and_fit),
		FIXTURE_TEST(a_missing_file_is_told),
		FIXTURE_TEST(a_missing_language_is_told_once),
		FIXTURE_TEST(a_mistyped_file_name_is_told),
		FIXTURE_TEST(notes_and_copies_of_an_editor_are_left_alone),
		FIXTURE_TEST(faults_are_told_with_their_place_in_the_file),
		FIXTURE_TEST(all_faults_are_told_at_once),
		FIXTURE_TEST(values_that_a_situation_does_not_have_are_unknown_there),
		FIXTURE_TEST(files_written_elsewhere_are_read),
		FIXTURE_TEST(a_mark_of_comment_below_the_top_is_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
