/* How a run is judged, and how text is laid out. */
#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "show/judge.h"
#include "show/story.h"
#include "show/width.h"
#include "json/json.h"

/* Give the story a line of a log. */
static void take(struct story *story, const char *text)
{
	json_t *line;
	assert_int_equal(json_decode_strict(text, strlen(text), &line, NULL), ERR_OK);
	story_take(story, line);
	json_decref(line);
}

/* A run in which all went well: one mention, acknowledged, told to Agra, and resolved. */
static void tell_good_run(struct story *story)
{
	take(story, "{\"at\":1000,\"act\":\"mention\",\"ref\":\"m1\",\"thread\":\"m1\",\"id\":"
		    "\"10\",\"author\":\"a\",\"text\":\"help\"}");
	take(story, "{\"at\":1500,\"act\":\"reply\",\"parent\":\"10\",\"thread\":\"m1\",\"id\":"
		    "\"11\",\"text\":\"Received: NRI-7K3F-9QXM\",\"weight\":23,\"after_ms\":500}");
	take(story, "{\"at\":1600,\"act\":\"event\",\"district\":\"agra\",\"case\":\"NRI-7K3F-"
		    "9QXM\",\"type\":\"case.opened\",\"verdict\":\"ok\",\"answer\":202,\"recipient_"
		    "ok\":true,\"sequence_ok\":true,\"webhook_id\":\"w1\",\"urgent\":false}");
	take(story, "{\"at\":1700,\"act\":\"status\",\"district\":\"agra\",\"case\":\"NRI-7K3F-"
		    "9QXM\",\"status\":\"resolved\",\"answer\":200,\"taken\":true}");
	take(story,
		"{\"at\":1800,\"act\":\"reply\",\"parent\":\"10\",\"thread\":\"m1\",\"id\":\"12\","
		"\"text\":\"NRI-7K3F-9QXM is resolved.\",\"weight\":26,\"after_ms\":800}");
}

/* Judge by one script line's expectations; gives how many were missed. */
static size_t missed_with(const struct story *story, const char *expect)
{
	json_t *wanted;
	assert_int_equal(json_decode_strict(expect, strlen(expect), &wanted, NULL), ERR_OK);
	json_t *script = json_pack("[{s:{s:[s]}}, {s:s, s:s, s:o}]", "words", "resolved",
		"is resolved", "ref", "m1", "author", "@a", "expect", wanted);
	struct findings findings;
	judge(story, script, &findings);
	size_t missed = findings.missed;
	findings_release(&findings);
	json_decref(script);
	return missed;
}

static void what_was_expected_and_seen_is_no_miss(void **state)
{
	static const char *const met[] = {
		"{\"reply\":\"some\",\"script\":\"latin\",\"case_id\":true,\"contains\":["
		"\"Received\"],\"lacks\":[\"112\"]}",
		"{\"replies\":2,\"follow_ups\":[\"resolved\"]}",
		"{\"replies\":[1,3]}",
		"{\"district\":\"agra\",\"events\":[\"case.opened\"],\"statuses\":[\"agra:"
		"resolved\"]}",
		"{\"urgent\":false,\"never\":[\"900123\"]}",
	};
	struct story story;
	(void)state;
	story_init(&story);
	tell_good_run(&story);
	for (size_t i = 0; i < sizeof met / sizeof *met; i++)
		assert_int_equal(missed_with(&story, met[i]), 0);
	story_release(&story);
}

static void each_expectation_can_be_missed(void **state)
{
	static const char *const missed[] = {
		"{\"reply\":\"none\"}",
		"{\"script\":\"devanagari\"}",
		"{\"case_id\":false}",
		"{\"contains\":[\"112\"]}",
		"{\"lacks\":[\"Received\"]}",
		"{\"replies\":1}",
		"{\"replies\":[3,4]}",
		"{\"follow_ups\":[\"resolved\",\"resolved\"]}",
		"{\"district\":\"lucknow\"}",
		"{\"district\":null}",
		"{\"events\":[\"lucknow:case.opened\"]}",
		"{\"events\":[\"case.opened\",\"case.closed\"]}",
		"{\"statuses\":[\"in_progress\",\"resolved\"]}",
		"{\"urgent\":true}",
		"{\"matter\":\"traffic\"}",
		"{\"never\":[\"resolved\"]}",
	};
	struct story story;
	(void)state;
	story_init(&story);
	tell_good_run(&story);
	for (size_t i = 0; i < sizeof missed / sizeof *missed; i++)
		assert_int_equal(missed_with(&story, missed[i]), 1);
	story_release(&story);
}

static void faults_of_the_whole_are_missed_whatever_the_script_says(void **state)
{
	static const char *const faults[] = {
		"{\"act\":\"reply\",\"parent\":\"10\",\"thread\":\"x\",\"id\":\"13\",\"text\":"
		"\"Received: NRI-7K3F-9QXM\",\"weight\":23}",
		"{\"act\":\"reply\",\"parent\":\"10\",\"thread\":\"x\",\"id\":\"13\",\"text\":"
		"\"long\",\"weight\":281}",
		"{\"act\":\"reject\",\"status\":403,\"detail\":\"no\"}",
		"{\"act\":\"event\",\"verdict\":\"bad signature\",\"recipient_ok\":true}",
		"{\"act\":\"event\",\"verdict\":\"ok\",\"recipient_ok\":false}",
		"{\"act\":\"event\",\"verdict\":\"ok\",\"recipient_ok\":true,\"sequence_ok\":"
		"false}",
		"{\"act\":\"event\",\"verdict\":\"ok\",\"recipient_ok\":true,\"duplicate\":true,"
		"\"webhook_id\":\"w1\"}",
		"{\"act\":\"status\",\"answer\":403}",
		"{\"act\":\"script_mistake\",\"error\":\"no such ref\"}",
	};
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct story story;
		story_init(&story);
		tell_good_run(&story);
		assert_int_equal(missed_with(&story, "{}"), 0);
		take(&story, faults[i]);
		assert_int_equal(missed_with(&story, "{}"), 1);
		story_release(&story);
	}
}

static void a_line_that_was_never_played_is_a_miss(void **state)
{
	struct story story;
	(void)state;
	story_init(&story);
	json_t *script = json_pack("[{s:s, s:{}}]", "ref", "m9", "expect");
	struct findings findings;
	judge(&story, script, &findings);
	assert_int_equal(findings.missed, 2); /* and there was no first reply */
	assert_string_equal(findings.list[0].ref, "m9");
	findings_release(&findings);
	json_decref(script);
	story_release(&story);
}

/* The daemon's word joins an event to its thread on the screen, but never counts as a reply with a
 * case id. */
static void the_daemons_log_proves_nothing(void **state)
{
	struct story story;
	(void)state;
	story_init(&story);
	take(&story, "{\"at\":1,\"act\":\"mention\",\"ref\":\"m1\",\"thread\":\"m1\",\"id\":\"10\","
		     "\"author\":\"a\",\"text\":\"help\"}");
	json_t *line = json_pack(
		"{s:s, s:s, s:s}", "area", "intake", "post", "10", "case", "NRI-7K3F-9QXM");
	story_take_daemon(&story, line);
	json_decref(line);
	json_t *event = json_pack("{s:s}", "case", "NRI-7K3F-9QXM");
	assert_string_equal(story_thread(&story, event), "m1");
	assert_null(story_case(&story, "m1"));
	json_decref(event);
	story_release(&story);
}

static void text_is_cut_between_words_by_its_columns(void **state)
{
	static const struct {
		const char *text;
		size_t columns, length;
	} cases[] = {
		{"", 10, 0}, {"short", 10, 5}, {"two words", 5, 3}, {"two words", 9, 9},
		{"unbreakable", 4, 4}, {"ab\ncd", 10, 2},
		{"कि कि", 2, 6},  /* a letter and its vowel sign stay together */
		{"日本語", 4, 6}, /* two columns each */
	};
	(void)state;
	width_setup();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(width_fit(cases[i].text, cases[i].columns), cases[i].length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_expected_and_seen_is_no_miss),
		cmocka_unit_test(each_expectation_can_be_missed),
		cmocka_unit_test(faults_of_the_whole_are_missed_whatever_the_script_says),
		cmocka_unit_test(a_line_that_was_never_played_is_a_miss),
		cmocka_unit_test(the_daemons_log_proves_nothing),
		cmocka_unit_test(text_is_cut_between_words_by_its_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
