#include "unit.h"

#include "base/clock.h"
#include "base/log.h"
#include "intake/intake.h"
#include "intake/rules_fixture.h"
#include "scratch_store.h"

/* Intake and outbox on a real store; every carrier answers done in a later turn. */
struct rig {
	struct scratch_store scratch;
	struct rules_fixture fixture;
	struct loop *loop;
	struct intake *intake;
	struct outbox *outbox;
	struct deferred answer;
	struct outbound *under_way[32];
	size_t under_way_count;
	char story[2000]; /* what left: "acknowledged:handle:UPPolNRI ..." */
	char case_id[CASE_ID_SIZE];
	struct loop_timer *look;
	enum err_code code;
	bool done;
};

static void answer_all(struct deferred *deferred)
{
	struct rig *rig = container_of(deferred, struct rig, answer);
	while (rig->under_way_count) {
		struct outcome outcome = {.kind = OUTCOME_DONE};
		struct outbound *outbound = rig->under_way[--rig->under_way_count];
		if (outbound->delivery.kind == DELIVERY_REPLY)
			snprintf(outcome.remote_id, sizeof outcome.remote_id, "9%lld",
				(long long)outbound->delivery.row);
		outbox_finish(rig->outbox, outbound, &outcome);
	}
}

static void carry(void *arg, struct outbound *outbound)
{
	struct rig *rig = arg;
	size_t used = strlen(rig->story);
	snprintf(rig->story + used, sizeof rig->story - used, "%s%s", used ? " " : "",
		delivery_about_name(&outbound->delivery));
	if (*outbound->delivery.case_id)
		snprintf(rig->case_id, sizeof rig->case_id, "%s", outbound->delivery.case_id);
	rig->under_way[rig->under_way_count++] = outbound;
	loop_defer(rig->loop, &rig->answer);
}

static void started(void *arg, enum err_code code, const struct err *err)
{
	(void)arg;
	if (code != ERR_OK)
		fail_msg("%s", err->text);
}

static void look_again(void *arg)
{
	struct rig *rig = arg;
	if (rig->done && outbox_is_idle(rig->outbox) && !intake_open(rig->intake))
		loop_stop(rig->loop);
	else
		loop_timer_start(rig->look, 1);
}

/* Run until what was submitted is done and all that follows has left. */
static void settle(struct rig *rig)
{
	loop_timer_start(rig->look, 0);
	loop_run(rig->loop);
}

static int set_up(void **state)
{
	struct rig *rig = mem_new(1, sizeof *rig);
	log_setup(LOG_ERROR, true);
	rules_fixture_open(&rig->fixture);
	rig->loop = loop_new();
	rig->answer.call = answer_all;
	rig->look = loop_timer_new(rig->loop, look_again, rig);
	scratch_open(&rig->scratch, rig->loop);
	rig->intake = intake_new(rig->scratch.store, &rig->fixture.rules);
	const struct outbox_follow follow = intake_follow(rig->intake);
	rig->outbox = outbox_new(rig->loop, rig->scratch.store, &follow);
	intake_set_outbox(rig->intake, rig->outbox);
	const struct carrier carrier = {.send = carry, .arg = rig};
	static const char *const lanes[] = {"handle:UPPolNRI", "endpoint:lucknow", "endpoint:agra"};
	for (size_t i = 0; i < 3; i++)
		outbox_add_lane(rig->outbox, lanes[i], &carrier, i ? 4 : 1);
	rig->done = true;
	outbox_start(rig->outbox, started, rig);
	settle(rig);
	*state = rig;
	return 0;
}

static void drained(void *arg)
{
	loop_stop(((struct rig *)arg)->loop);
}

static int tear_down(void **state)
{
	struct rig *rig = *state;
	outbox_drain(rig->outbox, drained, rig);
	loop_run(rig->loop);
	outbox_free(rig->outbox);
	intake_free(rig->intake);
	store_close(rig->scratch.store);
	loop_timer_free(rig->look);
	loop_free(rig->loop);
	scratch_remove(&rig->scratch);
	rules_fixture_close(&rig->fixture);
	mem_free(rig);
	return 0;
}

struct sent_post {
	struct intake_post post;
	struct rig *rig;
};

static void post_done(struct intake_post *post, enum err_code code, const struct err *err)
{
	struct sent_post *sent = container_of(post, struct sent_post, post);
	if (code != ERR_OK)
		fail_msg("%s", err->text);
	sent->rig->done = true;
	post_release(&post->post);
	mem_free(sent);
}

/* Take a post of an author; what leaves because of it stands in rig->story afterwards. */
static void mention(
	struct rig *rig, const char *id, const char *author, const char *parent, const char *text)
{
	struct sent_post *sent = mem_new(1, sizeof *sent);
	sent->rig = rig;
	sent->post = (struct intake_post){
		.handle = "UPPolNRI",
		.post = {.id = mem_string(id),
			.identity = mem_string(id),
			.author_id = mem_string(author),
			.conversation_id = mem_string(parent ? "100" : id),
			.parent_id = mem_string(parent),
			.text = mem_string(text),
			.addressed = true,
			.created_at = clock_wall_ms()},
		.now_ms = clock_wall_ms(),
		.done = post_done,
	};
	rig->story[0] = '\0';
	rig->done = false;
	intake_post_submit(rig->intake, &sent->post);
	assert_false(rig->done);
	settle(rig);
}

static const char complaint[] = "@UPPolNRI land mafia broke the lock of my house in Lucknow and "
				"grabbed my plot. Police refused to file FIR. Please help";

static void a_complaint_is_acknowledged_and_told_and_followed_up(void **state)
{
	struct rig *rig = *state;
	mention(rig, "100", "11", NULL, complaint);
	/* the acknowledgement and the event leave together; the follow-up waits for the district's
	 * 2xx */
	assert_non_null(strstr(rig->story, "acknowledged"));
	assert_non_null(strstr(rig->story, "case.opened"));
	assert_string_equal(rig->story + strlen(rig->story) - strlen("forwarded"), "forwarded");
}

static void a_mention_shown_again_changes_nothing(void **state)
{
	struct rig *rig = *state;
	mention(rig, "100", "11", NULL, complaint);
	mention(rig, "100", "11", NULL, complaint);
	assert_string_equal(rig->story, "");
}

static void what_a_handle_of_ours_writes_is_not_answered(void **state)
{
	struct rig *rig = *state;
	mention(rig, "100", rig->fixture.config->handles[0].user_id, NULL, complaint);
	assert_string_equal(rig->story, "");
}

struct sent_status {
	struct intake_status status;
	struct rig *rig;
};

static void status_done(struct intake_status *status, enum err_code code, const struct err *err)
{
	struct sent_status *sent = container_of(status, struct sent_status, status);
	if (code != ERR_OK)
		fail_msg("%s", err->text);
	sent->rig->done = true;
}

static enum intake_status_answer tell_status(struct rig *rig, const char *sender,
	const char *case_id, enum case_status status, const char *webhook_id, int64_t sequence)
{
	struct sent_status sent = {.rig = rig,
		.status = {.update = {.status = status, .sequence = sequence},
			.now_ms = clock_wall_ms(),
			.done = status_done}};
	snprintf(sent.status.update.sender, sizeof sent.status.update.sender, "%s", sender);
	snprintf(sent.status.update.case_id, sizeof sent.status.update.case_id, "%s", case_id);
	snprintf(sent.status.webhook_id, sizeof sent.status.webhook_id, "%s", webhook_id);
	rig->story[0] = '\0';
	rig->done = false;
	intake_status_submit(rig->intake, &sent.status);
	settle(rig);
	return sent.status.answer;
}

static void a_status_is_taken_once_and_only_from_the_owner(void **state)
{
	struct rig *rig = *state;
	mention(rig, "100", "11", NULL, complaint);
	char id[CASE_ID_SIZE];
	snprintf(id, sizeof id, "%s", rig->case_id);
	assert_int_equal(tell_status(rig, "agra", id, CASE_IN_PROGRESS, "msg_a", 1),
		INTAKE_STATUS_NOT_OWNER);
	assert_int_equal(tell_status(rig, "lucknow", "NRI-0000-0000", CASE_IN_PROGRESS, "msg_b", 1),
		INTAKE_STATUS_NO_CASE);
	assert_string_equal(rig->story, "");
	assert_int_equal(
		tell_status(rig, "lucknow", id, CASE_IN_PROGRESS, "msg_a", 1), INTAKE_STATUS_TAKEN);
	assert_string_equal(rig->story, "in_progress");
	assert_int_equal(tell_status(rig, "lucknow", id, CASE_IN_PROGRESS, "msg_a", 1),
		INTAKE_STATUS_REPEATED);
	assert_string_equal(rig->story, "");
	assert_int_equal(
		tell_status(rig, "lucknow", id, CASE_RESOLVED, "msg_c", 2), INTAKE_STATUS_TAKEN);
	assert_string_equal(rig->story, "resolved");
	/* an older word that comes late is recorded and changes nothing */
	assert_int_equal(
		tell_status(rig, "lucknow", id, CASE_IN_PROGRESS, "msg_d", 1), INTAKE_STATUS_STALE);
	assert_string_equal(rig->story, "");
}

static void a_refused_status_gives_its_webhook_id_back(void **state)
{
	struct rig *rig = *state;
	mention(rig, "100", "11", NULL, complaint);
	assert_int_equal(tell_status(rig, "lucknow", "NRI-0000-0000", CASE_IN_PROGRESS, "msg_x", 1),
		INTAKE_STATUS_NO_CASE);
	assert_int_equal(tell_status(rig, "lucknow", rig->case_id, CASE_IN_PROGRESS, "msg_x", 1),
		INTAKE_STATUS_TAKEN);
}

struct sent_action {
	struct intake_action action;
	struct rig *rig;
	char text[400];
};

static void action_done(struct intake_action *action, enum err_code code, const struct err *err)
{
	struct sent_action *sent = container_of(action, struct sent_action, action);
	sent->rig->code = code;
	if (code != ERR_OK)
		snprintf(sent->text, sizeof sent->text, "%.399s", err->text);
	sent->rig->done = true;
}

static enum err_code act(
	struct rig *rig, enum operator_verb verb, const char *case_id, char text[400])
{
	struct sent_action sent = {.rig = rig,
		.action = {.action = {.verb = verb, .operator_name = "asha", .note = "called"},
			.now_ms = clock_wall_ms(),
			.done = action_done}};
	snprintf(sent.action.action.case_id, CASE_ID_SIZE, "%s", case_id);
	rig->story[0] = '\0';
	rig->done = false;
	intake_action_submit(rig->intake, &sent.action);
	settle(rig);
	memcpy(text, sent.text, sizeof sent.text);
	return rig->code;
}

static void an_operators_action_is_refused_with_the_cases_status(void **state)
{
	struct rig *rig = *state;
	char text[400];
	mention(rig, "100", "11", NULL, complaint);
	assert_int_equal(act(rig, OPERATOR_ACCEPT, rig->case_id, text), ERR_DENIED);
	assert_non_null(strstr(text, rig->case_id));
	assert_non_null(strstr(text, "forwarded"));
	assert_int_equal(act(rig, OPERATOR_ACCEPT, "NRI-0000-0000", text), ERR_NOTFOUND);
	assert_int_equal(act(rig, OPERATOR_NOTE, rig->case_id, text), ERR_OK);
	assert_string_equal(rig->story, "");
}

static void the_authors_answer_in_the_thread_joins_the_case(void **state)
{
	struct rig *rig = *state;
	char id[CASE_ID_SIZE];
	mention(rig, "100", "11", NULL, complaint);
	snprintf(id, sizeof id, "%s", rig->case_id);
	tell_status(rig, "lucknow", id, CASE_RESOLVED, "msg_1", 1);
	mention(rig, "200", "11", "100", "@UPPolNRI not solved, they are still in my house");
	assert_string_equal(rig->case_id, id);
	assert_non_null(strstr(rig->story, "reopened"));
	assert_non_null(strstr(rig->story, "case.updated"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_complaint_is_acknowledged_and_told_and_followed_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_mention_shown_again_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_handle_of_ours_writes_is_not_answered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_status_is_taken_once_and_only_from_the_owner, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_refused_status_gives_its_webhook_id_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			an_operators_action_is_refused_with_the_cases_status, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_authors_answer_in_the_thread_joins_the_case, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
