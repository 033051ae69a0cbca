/* The rules of the demonstration, loaded from the project's own files. */
#ifndef RULES_FIXTURE_H
#define RULES_FIXTURE_H

#include "config/config.h"
#include "intake/intake.h"
#include "reading/reading.h"
#include "reply/reply.h"

struct rules_fixture {
	struct config *config;
	struct reader *reader;
	struct reply_book *replies;
	struct rules rules;
};

static inline void rules_fixture_open(struct rules_fixture *out)
{
	struct config_mistakes mistakes = {0};
	struct err err = {0};
	if (config_load(SOURCE_DIR "/config/demo.yaml", &out->config, &mistakes) != ERR_OK)
		fail_msg("%s", mistakes.lines[0]);
	if (reader_new(out->config, &out->reader, &err) != ERR_OK)
		fail_msg("%s", err.text);
	if (reply_book_load(out->config, &out->replies, &mistakes) != ERR_OK)
		fail_msg("%s", mistakes.lines[0]);
	config_mistakes_release(&mistakes);
	out->rules = (struct rules){
		.config = out->config,
		.reader = out->reader,
		.replies = out->replies,
		.policy = {.acknowledge_max_age_ms = 86400000,
			.late_after_ms = 3600000,
			.no_answer_ms = 600000,
			.no_objection_ms = 600000,
			.follow_ups = FOLLOW_UPS_PUSH,
			.max_follow_ups = 5,
			.max_replies_per_author = 10},
	};
}

static inline void rules_fixture_close(struct rules_fixture *fixture)
{
	reply_book_free(fixture->replies);
	reader_free(fixture->reader);
	config_free(fixture->config);
}

#endif
