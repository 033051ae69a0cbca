#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "channel/x/job.h"

static struct x_job job;
static struct err err;

static enum err_code decode(const char *text)
{
	return x_job_decode(text, strlen(text), &job, &err);
}

static void a_job_has_its_addresses_and_a_status(void **state)
{
	(void)state;
	assert_int_equal(
		decode("{\"data\":{\"id\":\"77\",\"type\":\"tweets\",\"status\":\"created\","
		       "\"upload_url\":\"https://a/u?s=1\",\"download_url\":\"https://a/d?s=2\"}}"),
		ERR_OK);
	assert_string_equal(job.id, "77");
	assert_string_equal(job.upload_url, "https://a/u?s=1");
	assert_string_equal(job.download_url, "https://a/d?s=2");
	assert_int_equal(job.status, X_JOB_OPEN);
	static const struct {
		const char *text;
		enum x_job_status status;
	} known[] = {
		{"{\"data\":{\"id\":\"7\",\"status\":\"in_progress\"}}", X_JOB_OPEN},
		{"{\"data\":{\"id\":\"7\",\"status\":\"complete\"}}", X_JOB_COMPLETE},
		{"{\"data\":{\"id\":\"7\",\"status\":\"failed\"}}", X_JOB_FAILED},
		{"{\"data\":{\"id\":\"7\",\"status\":\"expired\"}}", X_JOB_FAILED},
		{"{\"data\":{\"id\":\"7\",\"status\":\"resting\"}}", X_JOB_OPEN},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		assert_int_equal(decode(known[i].text), ERR_OK);
		assert_int_equal(job.status, known[i].status);
		assert_string_equal(job.upload_url, "");
	}
	assert_string_equal(job.status_name, "resting");
}

static void what_is_no_job_is_refused(void **state)
{
	(void)state;
	static const char *const none[] = {
		"<html>",
		"{\"data\":{\"id\":\"7",
		"{\"errors\":[]}",
		"{\"data\":{\"id\":7,\"status\":\"created\"}}",
		"{\"data\":{\"id\":\"7/../8\",\"status\":\"created\"}}",
		"{\"data\":{\"id\":\"\",\"status\":\"created\"}}",
		"{\"data\":{\"id\":\"7\"}}",
		"{\"data\":{\"id\":\"7\",\"status\":\"created\",\"upload_url\":\"file:///etc\"}}",
	};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_int_equal(decode(none[i]), ERR_FORMAT);
	/* An address that does not fit is not cut. */
	const size_t size = X_JOB_URL_SIZE + 200;
	char *text = mem_new(size, 1);
	static char address[X_JOB_URL_SIZE + 1];
	memset(address, 'x', X_JOB_URL_SIZE);
	int written = snprintf(text, size,
		"{\"data\":{\"id\":\"7\",\"status\":\"created\",\"upload_url\":\"https://a/%s\"}}",
		address);
	assert_in_range(written, X_JOB_URL_SIZE, size - 1);
	assert_int_equal(decode(text), ERR_FORMAT);
	mem_free(text);
}

static void only_where_the_place_is_to_go_the_text_stays(void **state)
{
	(void)state;
	static const char *const reasons[][2] = {
		{"deleted", "deleted"},
		{"bounced", "taken down by X"},
		{"protected", "protected"},
		{"suspended", "of a suspended account"},
		{"deactivated", "of a deactivated account"},
		{"something new", "gone, by X's compliance job"},
		{"scrub_geo", NULL},
	};
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
		struct x_redaction read;
		char text[200];
		snprintf(text, sizeof text,
			"{\"id\":\"12\",\"action\":\"delete\",\"created_at\":\"2026-07-01T10:00:00."
			"000Z\",\"redacted_at\":\"2026-07-02T10:00:00.000Z\",\"reason\":\"%s\"}",
			reasons[i][0]);
		assert_true(x_redaction_decode(text, strlen(text), &read));
		assert_string_equal(read.id, "12");
		if (reasons[i][1])
			assert_string_equal(read.why, reasons[i][1]);
		else
			assert_null(read.why);
	}
}

static void half_a_line_is_none(void **state)
{
	(void)state;
	static const char *const none[] = {"{\"id\":\"12\",\"reas", "<html>", "[]",
		"{\"id\":\"12\"}", "{\"reason\":\"deleted\"}",
		"{\"id\":\"x\",\"reason\":\"deleted\"}"};
	struct x_redaction read;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_false(x_redaction_decode(none[i], strlen(none[i]), &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_has_its_addresses_and_a_status),
		cmocka_unit_test(what_is_no_job_is_refused),
		cmocka_unit_test(only_where_the_place_is_to_go_the_text_stays),
		cmocka_unit_test(half_a_line_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
