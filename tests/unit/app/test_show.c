#include "unit.h"

#include <string.h>

#include "app/show.h"

static const struct reading full = {
	.lang = LANG_HINGLISH,
	.intent = INTENT_COMPLAINT,
	.verdict = VERDICT_NOT_SOLVED,
	.actionable = BAND_YES,
	.score = 83,
	.candidates = {"hamirpur", "ballia"},
	.candidate_count = 2,
	.matter = "theft",
	.conduct = "fir-not-registered",
	.matter_next = "fraud",
	.urgent = true,
	.case_id = "NRI-7K3F-9QXM",
	.reasons = {{.label = "matter",
			    .value = "theft",
			    .rule = "chori-hi",
			    .words = "chori",
			    .speaks = 182,
			    .start = 4,
			    .end = 9},
		{.label = "actionable", .value = "place", .words = ""}},
	.reason_count = 2,
};

static void assert_json(const struct reading *reading, const char *wanted)
{
	struct buf out;
	buf_init(&out, 100000);
	json_t *object = show_reading_json(reading);
	assert_int_equal(json_encode(object, &out), ERR_OK);
	assert_string_equal(out.bytes, wanted);
	json_decref(object);
	buf_release(&out);
}

static void a_reading_is_shown_as_json(void **state)
{
	(void)state;
	assert_json(&full,
		"{\"lang\":\"hinglish\",\"intent\":\"complaint\",\"verdict\":\"not_solved\","
		"\"actionable\":\"yes\",\"score\":83,\"district\":null,\"zone\":null,\"range\":null,"
		"\"candidates\":[\"hamirpur\",\"ballia\"],\"matter\":\"theft\","
		"\"conduct\":\"fir-not-registered\",\"matter_next\":\"fraud\",\"conduct_next\":null,\"country\":null,\"urgent\":true,\"sensitive\":false,"
		"\"elsewhere\":false,\"consent\":false,\"takedown\":false,\"withdraw\":false,"
		"\"case_id\":\"NRI-7K3F-9QXM\",\"reasons\":["
		"{\"label\":\"matter\",\"value\":\"theft\",\"rule\":\"chori-hi\",\"speaks\":182,\"words\":\"chori\",\"start\":4,\"end\":"
		"9},"
		"{\"label\":\"actionable\",\"value\":\"place\",\"rule\":null,\"speaks\":null,\"words\":null,\"start\":0,\"end\":"
		"0}]}");
}

static void what_is_absent_is_null(void **state)
{
	(void)state;
	const struct reading empty = {.lang = LANG_OTHER, .intent = INTENT_OTHER};
	assert_json(&empty,
		"{\"lang\":\"other\",\"intent\":\"other\",\"verdict\":null,\"actionable\":\"no\","
		"\"score\":0,"
		"\"district\":null,\"zone\":null,\"range\":null,\"candidates\":[],\"matter\":null,\"conduct\":null,\"matter_next\":null,\"conduct_next\":null,\"country\":null,\"urgent\":"
		"false,"
		"\"sensitive\":false,\"elsewhere\":false,\"consent\":false,\"takedown\":false,"
		"\"withdraw\":false,\"case_id\":null,\"reasons\":[]}");
}

static void people_see_the_labels_and_under_them_the_reasons(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 100000);
	show_reading_lines(&full, &out);
	assert_string_equal(out.bytes,
		"  yes (83)  complaint  hinglish  hamirpur or ballia  theft  fir-not-registered"
		"  not_solved  urgent  NRI-7K3F-9QXM\n"
		"    matter     theft                    chori  (chori-hi +1.82)\n"
		"    actionable place                    \n");
	buf_clear(&out);
	show_reading_lines(&(struct reading){.intent = INTENT_THANKS, .sensitive = true}, &out);
	assert_string_equal(out.bytes, "  no (0)  thanks  en  (no place)  sensitive\n");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reading_is_shown_as_json),
		cmocka_unit_test(what_is_absent_is_null),
		cmocka_unit_test(people_see_the_labels_and_under_them_the_reasons),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
