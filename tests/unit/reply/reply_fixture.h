/* A small configuration and a folder of replies, for the tests of this room. */
#ifndef REPLY_FIXTURE_H
#define REPLY_FIXTURE_H

#include "unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "reply/reply_priv.h"

static const struct config_district fixture_districts[] = {
	{.id = "agra", .name_en = "Agra", .name_hi = "आगरा"},
	{.id = "lucknow", .name_en = "Lucknow", .name_hi = "लखनऊ"},
	{.id = "gautam-buddh-nagar", .name_en = "Gautam Buddh Nagar", .name_hi = "गौतम बुद्ध नगर"},
};

static const struct config fixture_config = {
	.case_prefix = "NRI",
	.follow_ups = FOLLOW_UPS_PUSH,
	.districts = fixture_districts,
	.district_count = sizeof fixture_districts / sizeof *fixture_districts,
};

struct fixture {
	char folder[64];
	struct config config;
	struct replies *replies; /* after fixture_load */
	struct config_mistakes mistakes;
};

static inline void fixture_write(const struct fixture *fixture, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline void fixture_delete(const struct fixture *fixture, const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
	assert_int_equal(remove(path), 0);
}

static inline void fixture_fill(const struct fixture *fixture, const char *lang)
{
	char name[128], text[1024] = "";
	snprintf(name, sizeof name, "%s/%s", fixture->folder, lang);
	assert_int_equal(mkdir(name, 0700), 0);
	for (int i = 0; i < SITUATION_COUNT; i++) {
		const char *situation = situation_name((enum situation)i);
		snprintf(name, sizeof name, "%s/%s.txt", lang, situation);
		snprintf(text, sizeof text, "112 {{case_id}} %s %s\n", lang, situation);
		fixture_write(fixture, name, text);
	}
	text[0] = '\0';
	for (int i = 0; i < CASE_STATUS_COUNT; i++) {
		const char *status = case_status_name((enum case_status)i);
		size_t used = strlen(text);
		snprintf(text + used, sizeof text - used, "%s: %s in %s\n", status, status, lang);
	}
	snprintf(name, sizeof name, "%s/status-words.txt", lang);
	fixture_write(fixture, name, text);
}

/* Make a folder in which every reply is there and good. */
static inline int fixture_setup(void **state)
{
	struct fixture *fixture = mem_new(1, sizeof *fixture);
	fixture->config = fixture_config;
	snprintf(fixture->folder, sizeof fixture->folder, P_tmpdir "/replies-XXXXXX");
	assert_non_null(mkdtemp(fixture->folder));
	fixture_fill(fixture, "en");
	fixture_fill(fixture, "hi");
	fixture_fill(fixture, "hinglish");
	*state = fixture;
	return 0;
}

static inline int fixture_unlink(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline int fixture_teardown(void **state)
{
	struct fixture *fixture = *state;
	replies_free(fixture->replies);
	config_mistakes_release(&fixture->mistakes);
	int failed = nftw(fixture->folder, fixture_unlink, 8, FTW_DEPTH | FTW_PHYS);
	mem_free(fixture);
	return failed;
}

/* Load, again if it was loaded. */
static inline enum err_code fixture_load(struct fixture *fixture)
{
	replies_free(fixture->replies);
	fixture->replies = NULL;
	config_mistakes_release(&fixture->mistakes);
	return replies_load(
		&fixture->config, fixture->folder, &fixture->replies, &fixture->mistakes);
}

static inline void fixture_must_load(struct fixture *fixture)
{
	if (fixture_load(fixture) == ERR_OK)
		return;
	for (size_t i = 0; i < fixture->mistakes.count; i++)
		print_error("%s\n", fixture->mistakes.lines[i]);
	fail_msg("the replies do not load");
}

/* Loading must tell exactly one mistake, which begins so behind the folder and contains the
 * words. */
static inline void fixture_must_tell(
	struct fixture *fixture, const char *begins, const char *contains)
{
	assert_int_equal(fixture_load(fixture), ERR_CONFIG);
	assert_null(fixture->replies);
	for (size_t i = 0; i < fixture->mistakes.count && fixture->mistakes.count != 1; i++)
		print_error("%s\n", fixture->mistakes.lines[i]);
	assert_int_equal(fixture->mistakes.count, 1);
	const char *told = fixture->mistakes.lines[0];
	size_t folder = strlen(fixture->folder) + 1;
	if (strlen(told) < folder || strncmp(told + folder, begins, strlen(begins)) != 0 ||
		!strstr(told, contains))
		fail_msg("told: %s\nexpected: .../%s ... %s", told, begins, contains);
}

/* A test that gets a fixture of its own. */
#define FIXTURE_TEST(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

#endif
