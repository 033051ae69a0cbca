#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "console/wire.h"

/* --- orders --- */

static struct order action(
	enum operator_verb verb, const char *id, const char *to, const char *note, const char *by)
{
	struct order order = {.kind = ORDER_ACTION, .action = {.verb = verb}};
	str_copy(order.action.case_id, sizeof order.action.case_id, id);
	str_copy(order.action.to, sizeof order.action.to, to);
	str_copy(order.action.note, sizeof order.action.note, note);
	str_copy(order.action.operator_name, sizeof order.action.operator_name, by);
	return order;
}

static void assert_same(const struct order *a, const struct order *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->delivery, b->delivery);
	assert_int_equal(a->action.verb, b->action.verb);
	assert_string_equal(a->action.case_id, b->action.case_id);
	assert_string_equal(a->action.to, b->action.to);
	assert_string_equal(a->action.note, b->action.note);
	assert_string_equal(a->action.operator_name, b->action.operator_name);
}

/* Write and read; the bytes stay in `body`. */
static void go_round(const struct order *order, struct buf *body)
{
	struct err err = {0};
	struct order back;
	buf_clear(body);
	wire_order_write(order, body);
	if (wire_order_read(body->bytes, body->length, &back, &err) != ERR_OK)
		fail_msg("%s: %s", body->bytes, err.text);
	assert_same(order, &back);
}

static void every_order_comes_through_as_it_was(void **state)
{
	(void)state;
	struct buf body;
	buf_init(&body, 16 * 1024);
	for (int verb = OPERATOR_ACCEPT; verb <= OPERATOR_WIPE; verb++) {
		struct order order = action((enum operator_verb)verb, "NRI-7K3F-9QXM", "lucknow",
			"\"quoted\" \\ \n हिन्दी 😀", "asha");
		go_round(&order, &body);
		assert_non_null(strstr(body.bytes, order_verb_name((enum operator_verb)verb)));
	}
	struct order bare = action(OPERATOR_DECLINE, "nri7k3f9qxm", "", "", "asha");
	go_round(&bare, &body);
	assert_string_equal(
		body.bytes, "{\"do\":\"decline\",\"by\":\"asha\",\"case\":\"nri7k3f9qxm\"}");
	struct order replay = {.kind = ORDER_REPLAY, .delivery = INT64_MAX};
	str_copy(replay.action.operator_name, sizeof replay.action.operator_name, "asha");
	go_round(&replay, &body);
	buf_release(&body);
}

static void the_longest_texts_fit_into_what_the_door_takes(void **state)
{
	(void)state;
	struct order order = action(OPERATOR_REDIRECT, "NRI-7K3F-9QXM", "", "", "");
	/* a control character takes six bytes in JSON */
	memset(order.action.note, 1, sizeof order.action.note - 1);
	memset(order.action.to, 1, sizeof order.action.to - 1);
	memset(order.action.operator_name, 1, sizeof order.action.operator_name - 1);
	struct buf body;
	buf_init(&body, 16 * 1024);
	go_round(&order, &body);
	assert_true(body.length < 8 * 1024);
	buf_release(&body);
}

#define REST "\"case\": \"NRI-7K3F-9QXM\", \"by\": \"asha\""

static void what_is_no_order_is_refused_with_the_reason(void **state)
{
	(void)state;
	static const struct {
		const char *body, *reason;
	} cases[] = {
		{"", ""},
		{"no JSON", ""},
		{"{\"do\": \"accept\", " REST, ""},
		{"{\"do\": \"accept\", " REST "} and more", ""},
		{"{\"do\": \"accept\", \"do\": \"accept\", " REST "}", "duplicate"},
		{"{\"do\": \"accept\", \"case\": \"a\\u0000b\"}", ""},
		{"{\"do\": \"accept\", \"case\": \"\xff\"}", ""},
		{"[]", "an object"},
		{"[{\"do\": \"accept\", " REST "}]", "an object"},
		{"\"accept\"", ""},
		{"{}", "an object with \"do\""},
		{"{" REST "}", "an object with \"do\""},
		{"{\"do\": null, " REST "}", "nothing that can be done"},
		{"{\"do\": 1, " REST "}", "nothing that can be done"},
		{"{\"do\": \"\", " REST "}", "nothing that can be done"},
		{"{\"do\": \"Accept\", " REST "}", "nothing that can be done"},
		{"{\"do\": \"destroy\", " REST "}", "nothing that can be done"},
		{"{\"do\": \"delete\", " REST "}", "belongs to replay and delete"},
		{"{\"do\": \"delete\", \"delivery\": 12, " REST "}", "delete takes"},
		{"{\"do\": \"accept\", \"case\": 7, \"by\": \"asha\"}", "case must be a text"},
		{"{\"do\": \"accept\", \"case\": null, \"by\": \"asha\"}", "case must be a text"},
		{"{\"do\": \"accept\", \"by\": [\"asha\"]}", "by must be a text"},
		{"{\"do\": \"accept\", \"to\": {}, " REST "}", "to must be a text"},
		{"{\"do\": \"accept\", \"note\": false, " REST "}", "note must be a text"},
		{"{\"do\": \"accept\", \"force\": true, " REST "}", "unknown key \"force\""},
		{"{\"do\": \"accept\", \"Case\": \"NRI-7K3F-9QXM\"}", "unknown key \"Case\""},
		{"{\"do\": \"accept\", \"by\": \"asha\"}", "\"case\" is missing"},
		{"{\"do\": \"accept\", \"delivery\": 12, " REST "}", "belongs to replay"},
		{"{\"do\": \"replay\", \"by\": \"asha\"}", "belongs to replay"},
		{"{\"do\": \"replay\", \"delivery\": 0}", "a number above 0"},
		{"{\"do\": \"replay\", \"delivery\": -1}", "a number above 0"},
		{"{\"do\": \"replay\", \"delivery\": \"12\"}", "a number above 0"},
		{"{\"do\": \"replay\", \"delivery\": 12.0}", "a number above 0"},
		{"{\"do\": \"replay\", \"delivery\": 9223372036854775808}", ""},
		{"{\"do\": \"replay\", \"delivery\": 12, " REST "}", "no more"},
		{"{\"do\": \"replay\", \"delivery\": 12, \"note\": \"why\"}", "no more"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		struct order order;
		enum err_code code =
			wire_order_read(cases[i].body, strlen(cases[i].body), &order, &err);
		if (code != ERR_FORMAT || !*err.text || !strstr(err.text, cases[i].reason))
			fail_msg("%s: %s", cases[i].body, err.text);
	}
}

static void bytes_with_a_nul_are_no_order(void **state)
{
	(void)state;
	static const char body[] = "{\"do\": \"accept\", " REST "}\0{}";
	struct err err = {0};
	struct order order;
	assert_int_equal(wire_order_read(body, sizeof body - 1, &order, &err), ERR_FORMAT);
	assert_int_equal(wire_order_read(body, strlen(body), &order, &err), ERR_OK);
}

static void a_text_fits_whole_or_is_refused(void **state)
{
	(void)state;
	static const struct order room;
	static const struct {
		const char *key;
		size_t size;
	} keys[] = {
		{"by", sizeof room.action.operator_name},
		{"to", sizeof room.action.to},
		{"note", sizeof room.action.note},
		{"case", sizeof room.action.case_id},
	};
	for (size_t i = 0; i < 2 * (sizeof keys / sizeof *keys); i++) {
		const char *key = keys[i / 2].key;
		bool fits = i % 2 == 0;
		struct err err = {0};
		struct order order;
		struct buf body;
		buf_init(&body, 10000);
		buf_add_format(&body, "{\"do\": \"note\", %s\"%s\": \"%0*d\"}",
			str_is(key, "case") ? "" : "\"case\": \"a\", ", key,
			(int)keys[i / 2].size - (fits ? 1 : 0), 0);
		enum err_code code = wire_order_read(body.bytes, body.length, &order, &err);
		assert_int_equal(code, fits ? ERR_OK : ERR_FORMAT);
		if (!fits) {
			assert_non_null(strstr(err.text, key));
			assert_non_null(strstr(err.text, "too long"));
		}
		buf_release(&body);
	}
}

/* --- answers --- */

static void what_was_done_comes_through(void **state)
{
	(void)state;
	struct order_job job = {.about = "NRI-7K3F-9QXM", .said = "accepted"};
	struct wire_done done;
	struct buf body;
	buf_init(&body, 1000);
	wire_done_write(&job, &body);
	assert_int_equal(wire_done_read(200, body.bytes, body.length, &done, NULL), ERR_OK);
	assert_string_equal(done.about, job.about);
	assert_string_equal(done.said, job.said);
	buf_release(&body);
}

static void an_error_comes_through_with_code_and_sentence(void **state)
{
	(void)state;
	static const struct {
		enum err_code code;
		int status;
		enum err_code back;
	} cases[] = {
		{ERR_FORMAT, 400, ERR_FORMAT},
		{ERR_NOTFOUND, 404, ERR_NOTFOUND},
		{ERR_DENIED, 409, ERR_DENIED},
		{ERR_CONFLICT, 409, ERR_DENIED}, /* for whoever asks it is the same no */
		{ERR_STORE, 503, ERR_STORE},
		{ERR_IO, 500, ERR_REMOTE},
		{ERR_LIMIT, 500, ERR_REMOTE},
	};
	struct buf body;
	buf_init(&body, 1000);
	wire_error_write("case NRI-1 is closed: \"no\"", &body);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		struct wire_done done;
		assert_int_equal(wire_status_of(cases[i].code), cases[i].status);
		assert_int_equal(wire_code_of(cases[i].status), cases[i].back);
		assert_int_equal(
			wire_done_read(cases[i].status, body.bytes, body.length, &done, &err),
			cases[i].back);
		assert_string_equal(err.text, "case NRI-1 is closed: \"no\"");
	}
	buf_release(&body);
	assert_int_equal(wire_code_of(418), ERR_REMOTE);
}

static void what_is_no_answer_to_an_order_is_told_as_such(void **state)
{
	(void)state;
	static const struct {
		int status;
		const char *body;
	} cases[] = {
		{200, ""},
		{200, "<html>"},
		{200, "[]"},
		{200, "{}"},
		{200, "{\"about\": \"a\"}"},
		{200, "{\"done\": \"a\"}"},
		{200, "{\"about\": \"a\", \"done\": 1}"},
		{200, "{\"error\": \"it says no, and yes\"}"},
		{404, "{\"about\": \"a\", \"done\": \"b\"}"},
		{503, "This service is being restarted.\n"},
		{302, "{\"error\": 1}"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err = {0};
		struct wire_done done;
		const char *body = cases[i].body;
		assert_int_equal(wire_done_read(cases[i].status, body, strlen(body), &done, &err),
			ERR_REMOTE);
		assert_non_null(strstr(err.text, "not one to an order"));
	}
}

static void words_that_are_too_long_are_cut(void **state)
{
	(void)state;
	struct wire_done done;
	char body[1000];
	snprintf(body, sizeof body, "{\"about\": \"%0200d\", \"done\": \"%0300d\"}", 0, 0);
	assert_int_equal(wire_done_read(200, body, strlen(body), &done, NULL), ERR_OK);
	assert_int_equal(strlen(done.about), sizeof done.about - 1);
	assert_int_equal(strlen(done.said), sizeof done.said - 1);
}

/* --- health --- */

static enum err_code read_health(const char *page, struct status *out, struct err *err)
{
	static const struct config_handle handles[] = {{.name = "UPPolNRI"}};
	const struct config config = {.handles = handles, .handle_count = 1};
	status_init(out, &config);
	return wire_health_read(page, strlen(page), out, err);
}

static void a_page_of_health_is_taken_over(void **state)
{
	(void)state;
	static struct status status;
	struct err err = {0};
	assert_int_equal(
		read_health("{\"status\": \"failing\", \"started\": \"2027-01-15T08:00:00.000Z\","
			    "\"store\": {\"ok\": false, \"since\": \"2027-01-15T08:00:01.000Z\","
			    "\"problem\": \"disk full\"}, \"handles\": ["
			    "{\"handle\": \"UPPolNRI\", \"ok\": false, \"last_poll\": null,"
			    "\"problem\": \"the token\", \"notice\": \"quiet\"},"
			    "{\"handle\": \"Other\", \"ok\": true,"
			    "\"writes\": {\"left\": 7, \"reset\": \"2027-01-15T08:00:03.000Z\"},"
			    "\"replies_today\": {\"used\": 170, \"limit\": 200},"
			    "\"money_today\": {\"used\": \"1.234\", \"limit\": \"5.00\"},"
			    "\"money_month\": {\"used\": \"20.00\", \"limit\": null},"
			    "\"last_poll\": \"2027-01-15T08:00:02.000Z\"}, {}, 7], \"more\": 1}",
			&status, &err),
		ERR_OK);
	assert_int_equal(status.handles[0].writes.reset_at, 0);
	assert_string_equal(status.handles[0].notice, "quiet");
	assert_string_equal(status.handles[1].notice, "");
	assert_int_equal(status.handles[1].replies_today.used, 170);
	assert_int_equal(status.handles[1].replies_today.limit, 200);
	assert_int_equal(status.handles[1].money_today.used, 1234000);
	assert_int_equal(status.handles[1].money_today.limit, 5000000);
	assert_int_equal(status.handles[1].money_month.used, 20000000);
	assert_int_equal(status.handles[1].money_month.limit, 0);
	assert_int_equal(status.handles[1].writes.left, 7);
	assert_int_equal(status.handles[1].writes.reset_at, INT64_C(1800000003000));
	assert_int_equal(status.handles[1].reads.reset_at, 0);
	assert_int_equal(status.started_at, INT64_C(1800000000000));
	assert_false(status.store_ok);
	assert_int_equal(status.store_since_at, INT64_C(1800000001000));
	assert_string_equal(status.store_text, "disk full");
	assert_int_equal(status.handle_count, 2);
	assert_false(status.handles[0].ok);
	assert_string_equal(status.handles[0].problem, "the token");
	assert_int_equal(status.handles[0].last_poll_at, 0);
	assert_true(status.handles[1].ok);
	assert_string_equal(status.handles[1].handle, "Other");
	assert_int_equal(status.handles[1].last_poll_at, INT64_C(1800000002000));
}

static void a_page_of_another_version_changes_nothing(void **state)
{
	(void)state;
	static const char *const pages[] = {"", "ok", "[]", "{}", "{\"store\": {\"ok\": false}}",
		"{\"handles\": []}", "{\"store\": {}, \"handles\": {}}"};
	static struct status status;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		struct err err = {0};
		assert_int_equal(read_health(pages[i], &status, &err), ERR_FORMAT);
		assert_true(*err.text);
		assert_true(status.store_ok);
		assert_true(status.handles[0].ok);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order_comes_through_as_it_was),
		cmocka_unit_test(the_longest_texts_fit_into_what_the_door_takes),
		cmocka_unit_test(what_is_no_order_is_refused_with_the_reason),
		cmocka_unit_test(bytes_with_a_nul_are_no_order),
		cmocka_unit_test(a_text_fits_whole_or_is_refused),
		cmocka_unit_test(what_was_done_comes_through),
		cmocka_unit_test(an_error_comes_through_with_code_and_sentence),
		cmocka_unit_test(what_is_no_answer_to_an_order_is_told_as_such),
		cmocka_unit_test(words_that_are_too_long_are_cut),
		cmocka_unit_test(a_page_of_health_is_taken_over),
		cmocka_unit_test(a_page_of_another_version_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
