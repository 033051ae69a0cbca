#include "unit.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "district/receive.h"
#include "parts.h"

#define NOW INT64_C(1790000000)

static char case_id[CASE_ID_SIZE]; /* a good one */

/* A request that is right, to be spoiled by tests. */
struct letter {
	struct parts *p;
	struct district_desk *desk;
	char body[400];
	char signature[NRISEVA_WEBHOOK_ENTRY_SIZE];
	char timestamp[24];
	struct received received;
	struct status_update update;
	struct err err;
};

static void sign(struct letter *letter, const struct nriseva_webhook_key *key, int64_t at_s)
{
	letter->received.length = strlen(letter->body);
	snprintf(letter->timestamp, sizeof letter->timestamp, "%lld", (long long)at_s);
	assert_int_equal(
		nriseva_webhook_sign(key, 1, letter->received.headers.id, at_s, letter->body,
			letter->received.length, letter->signature, sizeof letter->signature),
		NRISEVA_WEBHOOK_OK);
}

static void write_body(struct letter *letter, const char *sender, const char *recipient,
	const char *id, const char *rest)
{
	snprintf(letter->body, sizeof letter->body,
		"{\"type\":\"case.status\",\"timestamp\":\"2026-09-21T14:13:20Z\",\"data\":{"
		"\"sender\":\"%s\","
		"\"recipient\":\"%s\",\"case\":\"%s\",%s}}",
		sender, recipient, id, rest);
}

static void begin(struct letter *letter, struct parts *p)
{
	*letter = (struct letter){.p = p};
	memset(&fake, 0, sizeof fake);
	case_id_make("NRI", 0x123456789, case_id);
	assert_int_equal(district_desk_new(&p->parts, &letter->desk, NULL), ERR_OK);
	letter->received = (struct received){.sender = "lucknow", .body = letter->body};
	letter->received.headers = (struct nriseva_webhook_headers){
		.id = "msg_1", .timestamp = letter->timestamp, .signature = letter->signature};
	write_body(letter, "lucknow", "uppolnri", case_id, "\"status\":\"in_progress\"");
	sign(letter, &p->theirs, NOW);
}

static int check(struct letter *letter)
{
	letter->err.text[0] = '\0';
	return receive_check(letter->desk, &letter->received, NOW, &letter->update, &letter->err);
}

static void a_signed_update_is_taken(void **state)
{
	struct letter letter;
	begin(&letter, *state);
	assert_int_equal(check(&letter), 0);
	assert_string_equal(letter.update.sender, "lucknow");
	assert_string_equal(letter.update.case_id, case_id);
	assert_int_equal(letter.update.status, CASE_IN_PROGRESS);
	district_desk_free(letter.desk);
}

static void a_case_id_is_read_as_people_write_it(void **state)
{
	struct letter letter;
	char lower[CASE_ID_SIZE];
	begin(&letter, *state);
	for (size_t i = 0; i < sizeof lower; i++)
		lower[i] = (char)(case_id[i] >= 'A' && case_id[i] <= 'Z' ? case_id[i] + 32
									 : case_id[i]);
	write_body(&letter, "lucknow", "uppolnri", lower, "\"status\":\"in_progress\"");
	sign(&letter, &letter.p->theirs, NOW);
	assert_int_equal(check(&letter), 0);
	assert_string_equal(letter.update.case_id, case_id);
	district_desk_free(letter.desk);
}

static void whoever_cannot_sign_as_the_sender_gets_401(void **state)
{
	struct letter letter;
	begin(&letter, *state);
	letter.body[20] ^= 1;
	assert_int_equal(check(&letter), 401);
	letter.body[20] ^= 1;
	letter.received.sender = "nowhere";
	assert_int_equal(check(&letter), 401);
	letter.received.sender = "agra"; /* has no trusted key */
	assert_int_equal(check(&letter), 401);
	letter.received.sender = "lucknow";
	letter.received.headers.signature = NULL;
	assert_int_equal(check(&letter), 401);
	letter.received.headers.signature = letter.signature;
	letter.received.headers.id = "msg_2";
	assert_int_equal(check(&letter), 401);
	letter.received.headers.id = "msg_1";
	sign(&letter, &letter.p->ours, NOW);
	assert_int_equal(check(&letter), 401);
	sign(&letter, &letter.p->theirs, NOW - 301);
	assert_int_equal(check(&letter), 401);
	sign(&letter, &letter.p->theirs, NOW - 300);
	assert_int_equal(check(&letter), 0);
	district_desk_free(letter.desk);
}

static void nothing_is_parsed_before_the_signature_is_verified(void **state)
{
	struct letter letter;
	begin(&letter, *state);
	strcpy(letter.body, "{{{{");
	letter.received.length = 4;
	assert_int_equal(check(&letter), 401);
	sign(&letter, &letter.p->theirs, NOW);
	assert_int_equal(check(&letter), 400);
	assert_non_null(strstr(letter.err.text, "line 1"));
	district_desk_free(letter.desk);
}

static void refused_after_signing(struct letter *letter, int status, const char *words)
{
	sign(letter, &letter->p->theirs, NOW);
	assert_int_equal(check(letter), status);
	if (!strstr(letter->err.text, words))
		fail_msg("said: %s", letter->err.text);
}

static void names_must_be_who_they_say(void **state)
{
	struct letter letter;
	begin(&letter, *state);
	write_body(&letter, "agra", "uppolnri", case_id, "\"status\":\"resolved\"");
	refused_after_signing(&letter, 400, "data.sender");
	write_body(&letter, "lucknow", "uppolusa", case_id, "\"status\":\"resolved\"");
	refused_after_signing(&letter, 400, "data.recipient must be uppolnri");
	write_body(&letter, "lucknow", "uppolnri", case_id,
		"\"status\":\"received\",\"hand_to\":\"paris\"");
	refused_after_signing(&letter, 400, "data.hand_to");
	write_body(&letter, "lucknow", "uppolnri", case_id,
		"\"status\":\"received\",\"hand_to\":\"meerut\"");
	refused_after_signing(&letter, 0, "");
	district_desk_free(letter.desk);
}

static void a_case_id_that_is_none_of_ours_gets_404(void **state)
{
	struct letter letter;
	begin(&letter, *state);
	char wrong[CASE_ID_SIZE];
	memcpy(wrong, case_id, sizeof wrong);
	wrong[strlen(wrong) - 1] = wrong[strlen(wrong) - 1] == 'A' ? 'B' : 'A';
	write_body(&letter, "lucknow", "uppolnri", wrong, "\"status\":\"resolved\"");
	refused_after_signing(&letter, 404, "no such case");
	write_body(&letter, "lucknow", "uppolnri", "USA-0000-0000", "\"status\":\"resolved\"");
	refused_after_signing(&letter, 404, "no such case");
	district_desk_free(letter.desk);
}

static void too_much_is_refused_unseen(void **state)
{
	struct letter letter;
	begin(&letter, *state);
	static char large[RECEIVE_BODY_CAP + 1];
	letter.received.body = large;
	letter.received.length = sizeof large;
	assert_int_equal(check(&letter), 413);
	district_desk_free(letter.desk);
}

static void the_longest_id_is_remembered_whole(void **state)
{
	struct letter letter;
	char id[129];
	begin(&letter, *state);
	memset(id, 'i', sizeof id);
	id[128] = '\0';
	letter.received.headers.id = id;
	refused_after_signing(&letter, 0, "");
	assert_true(sizeof((struct intake_status *)0)->webhook_id > NRISEVA_WEBHOOK_ID_MAX);
	district_desk_free(letter.desk);
}

/* --- on a real socket --- */

static struct {
	struct letter letter;
	struct loop *loop;
	struct http_server *server;
	enum err_code code;
	enum intake_status_answer answer;
	struct deferred later;
	int status;
	char body[200];
	char retry_after[16];
	struct status_update update; /* what intake was given */
	char webhook_id[128];
	int64_t now_ms;
} scene;

static void serve(void *arg, struct http_exchange *exchange)
{
	district_desk_serve_status(arg, exchange, "lucknow");
}

static void intake_is_done(struct deferred *deferred)
{
	(void)deferred;
	const struct err err = {.code = scene.code, .text = "the disk is full"};
	fake.submitted->answer = scene.answer;
	fake.submitted->done(fake.submitted, scene.code, scene.code == ERR_OK ? NULL : &err);
}

static void take_later(void)
{
	scene.update = fake.submitted->update;
	str_copy(scene.webhook_id, sizeof scene.webhook_id, fake.submitted->webhook_id);
	scene.now_ms = fake.submitted->now_ms;
	scene.later.call = intake_is_done;
	loop_defer(scene.loop, &scene.later);
}

static void on_answer(struct http_request *request, enum err_code code, const struct err *err)
{
	(void)err;
	assert_int_equal(code, ERR_OK);
	scene.status = request->status;
	snprintf(scene.body, sizeof scene.body, "%s", request->answer.bytes);
	const char *retry_after = http_answer_header(request, "retry-after");
	snprintf(scene.retry_after, sizeof scene.retry_after, "%s", retry_after ? retry_after : "");
	loop_stop(scene.loop);
}

static void post(struct letter *letter)
{
	const struct http_server_options options = {
		.address = "127.0.0.1", .body_cap = 64 * 1024, .serve = serve, .arg = letter->desk};
	char url[64];
	const struct address_policy policy = {.loopback = true};
	scene.loop = loop_new();
	assert_int_equal(http_server_new(scene.loop, &options, &scene.server, NULL), ERR_OK);
	snprintf(url, sizeof url, "http://127.0.0.1:%u/", http_server_port(scene.server));
	struct http_client *client = http_client_new(scene.loop);
	struct http_request request = {.method = "POST",
		.url = url,
		.headers = {{"webhook-id", letter->received.headers.id},
			{"webhook-timestamp", letter->timestamp},
			{"webhook-signature", letter->signature},
			{"content-type", "application/json"}},
		.header_count = 4,
		.body = letter->body,
		.body_length = letter->received.length,
		.connect_timeout_ms = 5000,
		.timeout_ms = 5000,
		.answer_cap = 1000,
		.address = &policy,
		.done = on_answer};
	fake.on_submit = take_later;
	http_client_submit(client, &request);
	loop_run(scene.loop);
	http_client_free(client);
	http_server_free(scene.server);
	loop_free(scene.loop);
}

static void answered(struct parts *p, enum err_code code, enum intake_status_answer answer,
	int status, const char *body)
{
	struct letter letter;
	memset(&scene, 0, sizeof scene);
	scene.code = code;
	scene.answer = answer;
	begin(&letter, p);
	sign(&letter, &p->theirs, clock_wall_ms() / 1000);
	post(&letter);
	assert_int_equal(scene.status, status);
	assert_string_equal(scene.body, body);
	assert_string_equal(scene.retry_after, status == 503 ? "30" : "");
	district_desk_free(letter.desk);
}

static void the_answer_is_what_became_of_it(void **state)
{
	struct parts *p = *state;
	answered(p, ERR_OK, INTAKE_STATUS_TAKEN, 200, "{\"status\":\"taken\"}");
	answered(p, ERR_OK, INTAKE_STATUS_REPEATED, 200, "{\"status\":\"repeated\"}");
	answered(p, ERR_OK, INTAKE_STATUS_STALE, 200, "{\"status\":\"stale\"}");
	answered(p, ERR_OK, INTAKE_STATUS_NO_CASE, 404, "{\"error\":\"no such case\"}");
	answered(p, ERR_OK, INTAKE_STATUS_NOT_OWNER, 403,
		"{\"error\":\"the case is another district's\"}");
	answered(p, ERR_STORE, INTAKE_STATUS_TAKEN, 503,
		"{\"error\":\"not now; send it again under the same webhook-id\"}");
}

static void intake_gets_the_update_and_its_id(void **state)
{
	struct letter letter;
	memset(&scene, 0, sizeof scene);
	begin(&letter, *state);
	sign(&letter, &letter.p->theirs, clock_wall_ms() / 1000);
	post(&letter);
	assert_int_equal(scene.status, 200);
	assert_string_equal(scene.update.sender, "lucknow");
	assert_string_equal(scene.update.case_id, case_id);
	assert_int_equal(scene.update.status, CASE_IN_PROGRESS);
	assert_string_equal(scene.webhook_id, "msg_1");
	assert_in_range(scene.now_ms, clock_wall_ms() - 10000, clock_wall_ms());
	district_desk_free(letter.desk);
}

static void a_refusal_for_want_of_a_signature_says_no_more_than_that(void **state)
{
	struct letter letter;
	memset(&scene, 0, sizeof scene);
	begin(&letter, *state);
	sign(&letter, &letter.p->ours, clock_wall_ms() / 1000);
	post(&letter);
	assert_int_equal(scene.status, 401);
	assert_string_equal(scene.body, "{\"error\":\"unauthorized\"}");
	assert_null(fake.submitted);
	district_desk_free(letter.desk);
}

static void a_mistake_in_a_signed_body_is_told(void **state)
{
	struct letter letter;
	memset(&scene, 0, sizeof scene);
	begin(&letter, *state);
	write_body(&letter, "lucknow", "uppolnri", case_id, "\"status\":\"done\"");
	sign(&letter, &letter.p->theirs, clock_wall_ms() / 1000);
	post(&letter);
	assert_int_equal(scene.status, 400);
	assert_non_null(strstr(scene.body, "{\"error\":\"data.status must be in_progress"));
	assert_null(fake.submitted);
	district_desk_free(letter.desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_signed_update_is_taken),
		TEST(a_case_id_is_read_as_people_write_it),
		TEST(whoever_cannot_sign_as_the_sender_gets_401),
		TEST(nothing_is_parsed_before_the_signature_is_verified),
		TEST(names_must_be_who_they_say),
		TEST(a_case_id_that_is_none_of_ours_gets_404),
		TEST(too_much_is_refused_unseen),
		TEST(the_longest_id_is_remembered_whole),
		TEST(the_answer_is_what_became_of_it),
		TEST(intake_gets_the_update_and_its_id),
		TEST(a_refusal_for_want_of_a_signature_says_no_more_than_that),
		TEST(a_mistake_in_a_signed_body_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
