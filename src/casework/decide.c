/* One door for whatever happens: five kinds, one file each. */
#include "casework/casework_priv.h"

void casework_decide(const struct policy *policy, const struct happening *happening,
	const struct case_context *context, int64_t now_ms, struct plan *out_plan)
{
	struct draft draft;
	draft_begin(&draft, policy, context, now_ms, out_plan);
	switch (happening->kind) {
	case HAPPENING_MENTION:
		decide_mention(&draft, &happening->mention);
		break;
	case HAPPENING_STATUS:
		decide_status(&draft, &happening->status);
		break;
	case HAPPENING_OPERATOR:
		decide_operator(&draft, &happening->operator_action);
		break;
	case HAPPENING_TIMER:
		decide_timer(&draft, happening->timer);
		break;
	case HAPPENING_OUTCOME:
		decide_outcome(&draft, happening->delivered.delivery, happening->delivered.outcome);
		break;
	}
	draft_finish(&draft);
}
