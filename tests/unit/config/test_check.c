#include "unit.h"

#include "files.h"

static struct config *load(struct files *files)
{
	struct config *config = NULL;
	files_write(files, "a.yaml",
		"store: {path: var/a.db}\nsender: us\nreplies: replies\n"
		"handles: [{name: A, user_id: 1, token_file: token}]\n"
		"endpoints: [{district: agra, url: \"https://a/\", sign_key_file: sk, "
		"trusted_key_files: [pk]}]\n");
	if (config_load(files->path, &config, &files->mistakes) != ERR_OK)
		fail_msg("%s", files->mistakes.lines[0]);
	return config;
}

static void write_mode(struct files *files, const char *name, mode_t mode)
{
	files_write(files, name, "content\n");
	assert_int_equal(chmod(files->path, mode), 0);
}

static void make_folder(struct files *files, const char *name)
{
	snprintf(files->path, sizeof files->path, "%s/%s", files->folder, name);
	assert_int_equal(mkdir(files->path, 0700), 0);
}

static void whatever_is_missing_is_told_with_a_remedy(void **state)
{
	struct files *files = *state;
	struct config *config = load(files);
	config_check_files(config, &files->mistakes);
	assert_told(files, ": store: ", "make the folder");
	assert_told(files, ": replies: ", "No such file");
	assert_told(files, ": token_file of A: ", "nriseva x login");
	assert_told(files, ": sign_key_file of agra: ", "whsk_");
	assert_told(files, ": trusted_key_files of agra: ", "whpk_");
	assert_int_equal(files->mistakes.count, 5);
	config_free(config);
}

static void nothing_is_told_when_all_is_there(void **state)
{
	struct files *files = *state;
	make_folder(files, "var");
	make_folder(files, "replies");
	write_mode(files, "token", 0600);
	write_mode(files, "sk", 0400);
	write_mode(files, "pk", 0644);
	struct config *config = load(files);
	config_check_files(config, &files->mistakes);
	for (size_t i = 0; i < files->mistakes.count; i++)
		print_message("%s\n", files->mistakes.lines[i]);
	assert_int_equal(files->mistakes.count, 0);
	config_free(config);
}

static void secrets_must_be_private_and_folders_be_folders(void **state)
{
	struct files *files = *state;
	make_folder(files, "var");
	write_mode(files, "replies", 0600);
	write_mode(files, "token", 0640);
	write_mode(files, "sk", 0604);
	write_mode(files, "pk", 0644);
	struct config *config = load(files);
	config_check_files(config, &files->mistakes);
	assert_told(files, ": replies: ", "is no folder");
	assert_told(files, ": token_file of A: ", "chmod 600");
	assert_told(files, ": sign_key_file of agra: ", "chmod 600");
	assert_int_equal(files->mistakes.count, 3);
	config_free(config);
}

static void a_socket_that_no_address_has_room_for_is_told(void **state)
{
	struct files *files = *state;
	struct config *config = NULL;
	make_folder(files, "var");
	make_folder(files, "replies");
	write_mode(files, "token", 0600);
	files_write(files, "a.yaml",
		"store: {path: var/a.db}\nsender: us\nreplies: replies\n"
		"socket: /run/a-folder-with-a-very-long-name/and-another-one-with-a-name-as-long/"
		"and-a-third-one-that-makes-it-longer-than-it-may-be\n"
		"handles: [{name: A, user_id: 1, token_file: token}]\n");
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
	config_check_files(config, &files->mistakes);
	assert_told(files, ": socket: ", "longer than 107 bytes");
	assert_int_equal(files->mistakes.count, 1);
	config_free(config);
}

static void a_sealed_token_needs_its_key(void **state)
{
	struct files *files = *state;
	static const char *const lines[] = {"", "seal_key_file: seal\n"};
	static const char *const places[] = {": token_file of A: ", ": seal_key_file of A: "};
	static const char *const remedies[] = {"add seal_key_file", "put back the key"};
	make_folder(files, "var");
	make_folder(files, "replies");
	files_write(files, "token", "nriseva-sealed-1\nAAAA\n");
	for (size_t i = 0; i < 2; i++) {
		struct config *config = NULL;
		char text[300], path[300];
		snprintf(path, sizeof path, "%s/token", files->folder);
		assert_int_equal(chmod(path, 0600), 0);
		snprintf(text, sizeof text,
			"store: {path: var/a.db}\nsender: us\nreplies: replies\n%s"
			"handles: [{name: A, user_id: 1, token_file: token}]\n",
			lines[i]);
		files_write(files, "a.yaml", text);
		assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
		config_check_files(config, &files->mistakes);
		assert_told(files, places[i], remedies[i]);
		assert_int_equal(files->mistakes.count, i + 1);
		config_free(config);
	}
}

static void a_user_id_that_was_not_filled_in_is_told(void **state)
{
	struct files *files = *state;
	struct config *config = NULL;
	files_write(files, "b.yaml",
		"store: {path: a.db}\nsender: us\nhandles: [{name: A, user_id: 0, token_file: "
		"token}]\n");
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
	config_check_files(config, &files->mistakes);
	assert_told(files, ": user_id of A is still 0", "");
	config_free(config);
}

static void the_apps_token_is_looked_for_where_it_is_wanted(void **state)
{
	struct files *files = *state;
	struct config *config = NULL;
	make_folder(files, "replies");
	write_mode(files, "token", 0600);
	write_mode(files, "open", 0640);
	files_write(files, "c.yaml",
		"store: {path: a.db}\nsender: us\nreplies: replies\nhandles:\n"
		"- {name: A, user_id: 1, token_file: token, stream: yes, app_token_file: gone}\n"
		"- {name: B, user_id: 2, token_file: token, stream: yes, app_token_file: open}\n"
		"- {name: C, user_id: 3, token_file: token, stream: no, app_token_file: gone}\n"
		"- {name: D, user_id: 4, token_file: token, compliance: yes, app_token_file: gone}\n");
	assert_int_equal(config_load(files->path, &config, &files->mistakes), ERR_OK);
	config_check_files(config, &files->mistakes);
	assert_told(files, ": app_token_file of A: ", "developer console");
	assert_told(files, ": app_token_file of B: ", "chmod 600");
	assert_told(files, ": app_token_file of D: ", "compliance: no");
	assert_int_equal(files->mistakes.count, 3);
	config_free(config);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, files_setup, files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whatever_is_missing_is_told_with_a_remedy),
		TEST(nothing_is_told_when_all_is_there),
		TEST(secrets_must_be_private_and_folders_be_folders),
		TEST(a_socket_that_no_address_has_room_for_is_told),
		TEST(a_sealed_token_needs_its_key),
		TEST(a_user_id_that_was_not_filled_in_is_told),
		TEST(the_apps_token_is_looked_for_where_it_is_wanted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
