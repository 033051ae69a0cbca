#include "unit.h"

#include "reply/reply_fixture.h"

/* Two handles and the common folder of the fixture; the second handle speaks from a folder of its
 * own inside it. */
struct handles {
	struct config_handle handles[3];
	char own[128];
};

static void set_up_handles(struct fixture *fixture, struct handles *out)
{
	snprintf(out->own, sizeof out->own, "%s/own", fixture->folder);
	for (size_t i = 0; i < 3; i++)
		out->handles[i] = (struct config_handle){.name = i == 0   ? "One"
								 : i == 1 ? "Two"
									  : "Three",
			.replies_path = i == 0 ? fixture->folder : out->own};
	fixture->config.replies_path = fixture->folder;
	fixture->config.handles = out->handles;
	fixture->config.handle_count = 3;
}

static void fill_own(struct fixture *fixture, const struct handles *handles)
{
	struct fixture own = {.config = fixture->config};
	snprintf(own.folder, sizeof own.folder, "%.60s", handles->own);
	assert_int_equal(mkdir(own.folder, 0700), 0);
	fixture_fill(&own, "en");
	fixture_fill(&own, "hi");
	fixture_fill(&own, "hinglish");
	fixture_write(&own, "en/noted.txt", "Here speaks another {{case_id}}\n");
}

static void assert_says(const struct replies *replies, const char *words)
{
	const struct reply_values values = {.case_id = "NRI-AAAA-AAAA"};
	struct buf text;
	buf_init(&text, 4096);
	replies_render(
		replies, SITUATION_NOTED, LANG_EN, 0, &values, &(struct reply_history){0}, &text);
	if (!strstr(text.bytes, words))
		fail_msg("\"%s\" does not say \"%s\"", text.bytes, words);
	buf_release(&text);
}

static void a_handle_speaks_from_its_own_folder(void **state)
{
	struct fixture *fixture = *state;
	struct handles handles;
	struct reply_book *book;
	set_up_handles(fixture, &handles);
	fill_own(fixture, &handles);
	if (reply_book_load(&fixture->config, &book, &fixture->mistakes) != ERR_OK)
		fail_msg("%s", fixture->mistakes.lines[0]);
	assert_says(reply_book_of(book, "Two"), "Here speaks another");
	assert_says(reply_book_of(book, "One"), "en noted");
	assert_ptr_equal(reply_book_of(book, "One"), reply_book_common(book));
	assert_ptr_equal(reply_book_of(book, "Three"), reply_book_of(book, "Two"));
	assert_ptr_equal(reply_book_of(book, "Gone"), reply_book_common(book));
	reply_book_free(book);
}

static void a_mistake_in_any_folder_is_told_once(void **state)
{
	struct fixture *fixture = *state;
	struct handles handles;
	struct reply_book *book;
	set_up_handles(fixture, &handles);
	fill_own(fixture, &handles);
	fixture_write(fixture, "own/en/noted.txt", "{{nonsense}}\n");
	assert_int_equal(reply_book_load(&fixture->config, &book, &fixture->mistakes), ERR_CONFIG);
	assert_null(book);
	assert_int_equal(fixture->mistakes.count, 1);
	assert_non_null(strstr(fixture->mistakes.lines[0], "own/en/noted.txt:1:"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_handle_speaks_from_its_own_folder, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			a_mistake_in_any_folder_is_told_once, fixture_setup, fixture_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
