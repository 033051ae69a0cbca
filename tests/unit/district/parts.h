/* A desk for tests: real keys in a folder, and an outbox and an intake that only remember what they
 * were told. */
#ifndef PARTS_H
#define PARTS_H

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "district/desk.h"

struct parts {
	char folder[64];
	char sign_file[100], trusted_file[100];
	const char *trusted_files[1];
	struct nriseva_webhook_key ours, theirs; /* secret halves */
	char url[100];
	struct config_district districts[3];
	struct config_endpoint endpoints[2];
	struct config config;
	struct district_parts parts;
};

static inline void parts_write(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static inline void parts_write_key(
	const char *path, const struct nriseva_webhook_key *key, mode_t mode)
{
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE], line[sizeof text + 1];
	assert_int_equal(nriseva_webhook_key_write(key, text), NRISEVA_WEBHOOK_OK);
	snprintf(line, sizeof line, "%s\n", text);
	parts_write(path, line, mode);
}

static inline void parts_make_endpoints(struct parts *p)
{
	p->districts[0].id = "lucknow";
	p->districts[1].id = "agra";
	p->districts[2].id = "meerut";
	p->trusted_files[0] = p->trusted_file;
	for (size_t i = 0; i < 2; i++)
		p->endpoints[i] = (struct config_endpoint){
			.id = p->districts[i].id,
			.url = p->url,
			.sign_key_file = p->sign_file,
			.trusted_key_files = p->trusted_files,
			.trusted_key_count = i == 0 ? 1 : 0,
			.plain_loopback = true,
		};
	p->config = (struct config){
		.sender = "uppolnri",
		.case_prefix = "NRI",
		.districts = p->districts,
		.district_count = 3,
		.endpoints = p->endpoints,
		.endpoint_count = 2,
	};
	p->parts.config = &p->config;
}

static inline int parts_setup(void **state)
{
	struct parts *p = calloc(1, sizeof *p);
	struct nriseva_webhook_key public_key;
	log_setup(LOG_ERROR + 1, false);
	assert_true(sodium_init() >= 0);
	strcpy(p->folder, "/tmp/nriseva-unit-XXXXXX");
	assert_non_null(mkdtemp(p->folder));
	snprintf(p->sign_file, sizeof p->sign_file, "%s/ours.whsk", p->folder);
	snprintf(p->trusted_file, sizeof p->trusted_file, "%s/theirs.whpk", p->folder);
	strcpy(p->url, "http://127.0.0.1:1/events");
	nriseva_webhook_key_make(&p->ours);
	nriseva_webhook_key_make(&p->theirs);
	assert_int_equal(nriseva_webhook_key_public(&p->theirs, &public_key), NRISEVA_WEBHOOK_OK);
	parts_write_key(p->sign_file, &p->ours, 0600);
	parts_write_key(p->trusted_file, &public_key, 0644);
	parts_make_endpoints(p);
	*state = p;
	return 0;
}

static inline int parts_teardown(void **state)
{
	struct parts *p = *state;
	unlink(p->sign_file);
	unlink(p->trusted_file);
	int code = rmdir(p->folder);
	free(p);
	return code;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, parts_setup, parts_teardown)

/* --- fakes: these stand in front of the real ones --- */

static struct {
	char lanes[8][LANE_SIZE];
	struct carrier carriers[8];
	size_t windows[8];
	size_t lane_count;
	struct outbound *finished;
	struct outcome outcome;
	size_t finish_count;
	void (*on_finish)(void);
	struct intake_status *submitted;
	void (*on_submit)(void);
} fake;

void outbox_add_lane(
	struct outbox *outbox, const char *lane, const struct carrier *carrier, size_t window)
{
	(void)outbox;
	str_copy(fake.lanes[fake.lane_count], sizeof *fake.lanes, lane);
	fake.windows[fake.lane_count] = window;
	fake.carriers[fake.lane_count++] = *carrier;
}

void outbox_finish(struct outbox *outbox, struct outbound *outbound, const struct outcome *outcome)
{
	(void)outbox;
	fake.finished = outbound;
	fake.outcome = *outcome;
	fake.finish_count++;
	if (fake.on_finish)
		fake.on_finish();
}

void intake_status_submit(struct intake *intake, struct intake_status *status)
{
	(void)intake;
	fake.submitted = status;
	if (fake.on_submit)
		fake.on_submit();
}

#endif
