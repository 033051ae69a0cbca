#include "district/answer.h"

#include <stdbool.h>
#include <stdio.h>

#define DAY_MS INT64_C(86400000)

enum { DAY_S = 86400 };

static bool is_busy(int status)
{
	return status == 429 || status == 502 || status == 503 || status == 504;
}

static void write_reason(const struct district_answer *answer, struct outcome *out)
{
	if (answer->code != ERR_OK)
		snprintf(out->reason, sizeof out->reason, "%s: %.160s", err_name(answer->code),
			answer->text ? answer->text : "");
	else if (answer->status == 410)
		snprintf(out->reason, sizeof out->reason, "endpoint gone (HTTP 410)");
	else
		snprintf(out->reason, sizeof out->reason, "HTTP %d", answer->status);
}

static int64_t not_before(const struct district_answer *answer, int64_t now_ms)
{
	if (answer->code != ERR_OK)
		return 0;
	if (answer->status == 410)
		return now_ms + DAY_MS;
	if (!is_busy(answer->status) || answer->retry_after_s < 0)
		return 0;
	return now_ms + (answer->retry_after_s < DAY_S ? answer->retry_after_s : DAY_S) * 1000;
}

void district_judge(const struct district_answer *answer, int64_t now_ms, struct outcome *out)
{
	*out = (struct outcome){.kind = OUTCOME_RETRY};
	write_reason(answer, out);
	if (answer->code == ERR_OK && answer->status >= 200 && answer->status < 300) {
		out->kind = OUTCOME_DONE;
		return;
	}
	out->not_before_at = not_before(answer, now_ms);
}
