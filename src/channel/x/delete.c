/*
 * Taking a reply down.
 *
 *   remove_1_ask ─▶ remove_2_judge ─▶ finish
 *
 * It may be repeated without harm: what is gone stays gone. So an unknown outcome is simply tried
 * again, and there is nothing to look for.
 */
#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/x_priv.h"

/* A deletion on its way. */
struct removing {
	struct x *x;
	struct outbound *outbound;
	struct http_request request;
	char url[X_URL_SIZE];
	char authorization[X_AUTHORIZATION_SIZE];
	struct deferred deferred; /* there is nothing to ask */
};

static void finish(struct removing *removing, const struct outcome *outcome, enum x_alarm alarm)
{
	struct x *x = removing->x;
	struct outbound *outbound = removing->outbound;
	mem_free(removing);
	x->sending--;
	if (outcome->kind == OUTCOME_DONE || alarm != X_ALARM_NONE)
		x_tell_alarm(x, alarm);
	outbox_finish(x->parts.outbox, outbound, outcome);
}

static void remove_2_judge(struct http_request *request, enum err_code code, const struct err *err)
{
	struct removing *removing = container_of(request, struct removing, request);
	int64_t now_ms = clock_wall_ms();
	const struct x_limits limits = x_limits_read(request, now_ms);
	const struct x_answer answer = x_answer_of(request, code, err, &limits);
	struct x_verdict verdict;
	x_judge_deletion(&answer, removing->outbound->delivery.attempts, now_ms, &verdict);
	if (verdict.outcome.kind == OUTCOME_DONE && answer.status == 200)
		verdict.outcome.micro_dollars = x_bill_deletion(removing->x);
	finish(removing, &verdict.outcome, verdict.alarm);
}

static void remove_1_ask(struct removing *removing)
{
	struct x *x = removing->x;
	snprintf(removing->url, sizeof removing->url, "%s/2/tweets/%s", x->handle->api_url,
		removing->outbound->delivery.parent_id);
	removing->request =
		x_request(x, "DELETE", removing->url, removing->authorization, X_ANSWER_CAP);
	removing->request.done = remove_2_judge;
	http_client_submit(x->parts.client, &removing->request);
}

/* The reply was never published after all. */
static void nothing_to_do(struct deferred *deferred)
{
	struct removing *removing = container_of(deferred, struct removing, deferred);
	struct outcome outcome = {.kind = OUTCOME_DONE};
	str_copy(outcome.reason, sizeof outcome.reason, "it was never published");
	finish(removing, &outcome, X_ALARM_NONE);
}

void x_remove(struct channel *channel, struct outbound *outbound)
{
	struct x *x = x_of(channel);
	struct removing *removing = mem_new(1, sizeof *removing);
	removing->x = x;
	removing->outbound = outbound;
	x->sending++;
	if (*outbound->delivery.parent_id) {
		remove_1_ask(removing);
		return;
	}
	removing->deferred.call = nothing_to_do;
	loop_defer(x->parts.loop, &removing->deferred);
}
