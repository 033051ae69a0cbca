#include "intake/lesson.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "reading/reading.h"

static bool verdict_of(const struct operator_action *action, enum lesson_verdict *out)
{
	if (action->verb == OPERATOR_ACCEPT)
		*out = LESSON_YES;
	else if (action->verb == OPERATOR_DECLINE)
		*out = LESSON_NO;
	else if (action->verb == OPERATOR_REDIRECT)
		*out = LESSON_ELSEWHERE;
	else
		return false;
	return true;
}

static bool came_before(const struct reading *reading, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (str_is(reading->reasons[i].rule, reading->reasons[index].rule))
			return true;
	}
	return false;
}

static enum err_code take_verdict(const struct reading *reading, struct store_tx *tx,
	enum lesson_verdict verdict, struct err *err)
{
	enum err_code code = store_lesson_score(tx, reading->score, verdict, err);
	for (size_t i = 0; i < reading->reason_count && code == ERR_OK; i++) {
		const struct reading_reason *reason = &reading->reasons[i];
		/* A weighted phrase is words of the post, of which nothing is kept. */
		if (*reason->rule && !reason->by_phrase && !came_before(reading, i))
			code = store_lesson_rule(
				tx, reason->rule, reading->actionable, verdict, err);
	}
	return code;
}

enum err_code lesson_take(const struct rules *rules, struct store_tx *tx,
	const struct case_record *before, const struct operator_action *action, struct err *err)
{
	enum lesson_verdict verdict;
	bool decides = verdict_of(action, &verdict);
	bool places = (action->verb == OPERATOR_ASSIGN || action->verb == OPERATOR_ACCEPT) &&
		      *action->to && !str_is(action->to, before->owner);
	char *text = NULL;
	enum err_code code = ERR_OK;
	if (places)
		code = store_lesson_place(tx, before->owner, action->to, err);
	if (code == ERR_OK && decides)
		code = store_post_text(tx, before->handle, before->post_id, &text, err);
	if (code == ERR_OK && text) {
		struct reading reading;
		reader_read(rules->reader, text, strlen(text), &reading);
		code = take_verdict(&reading, tx, verdict, err);
	}
	mem_free(text);
	return code;
}
