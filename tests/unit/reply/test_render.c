#include "reply_fixture.h"

#include "text/text.h"

static const struct reply_values usual = {
	.case_id = "NRI-7K3F-9QXM", .district = "lucknow", .status = CASE_IN_PROGRESS};

static void render(const struct replies *replies, enum situation situation, enum lang lang,
	uint64_t seed, const struct reply_values *values, const char *previous, struct buf *out)
{
	buf_init(out, 4000);
	const struct reply_history history = {.last = previous};
	replies_render(replies, situation, lang, seed, values, &history, out);
}

static void each_language_speaks_for_itself_and_others_hear_english(void **state)
{
	static const struct {
		enum lang lang;
		const char *expected;
	} cases[] = {
		{LANG_EN, "NRI-7K3F-9QXM in_progress in en Lucknow"},
		{LANG_HI, "NRI-7K3F-9QXM in_progress in hi लखनऊ"},
		{LANG_HINGLISH, "NRI-7K3F-9QXM in_progress in hinglish Lucknow"},
		{LANG_OTHER, "NRI-7K3F-9QXM in_progress in en Lucknow"},
	};
	struct fixture *fixture = *state;
	for (int i = 0; i < REPLY_LANGS; i++) {
		char name[64];
		snprintf(name, sizeof name, "%s/status.txt", lang_name((enum lang)i));
		fixture_write(fixture, name, "{{case_id}} {{status}} {{district}}");
	}
	fixture_must_load(fixture);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		render(fixture->replies, SITUATION_STATUS, cases[i].lang, 0, &usual, NULL, &out);
		assert_string_equal(out.bytes, cases[i].expected);
		buf_release(&out);
	}
}

#define THREE                                                                                      \
	"{{case_id}} one apple a day\n---\n{{case_id}} two pears for me\n---\n{{case_id}} three "  \
	"plums were eaten"

static void the_seed_chooses_the_variant(void **state)
{
	static const struct {
		uint64_t seed;
		const char *expected;
	} cases[] = {{0, "NRI-7K3F-9QXM one apple a day"}, {1, "NRI-7K3F-9QXM two pears for me"},
		{2, "NRI-7K3F-9QXM three plums were eaten"}, {3, "NRI-7K3F-9QXM one apple a day"},
		{UINT64_MAX, "NRI-7K3F-9QXM one apple a day"}};
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/noted.txt", THREE);
	fixture_must_load(fixture);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		render(fixture->replies, SITUATION_NOTED, LANG_EN, cases[i].seed, &usual, NULL,
			&out);
		assert_string_equal(out.bytes, cases[i].expected);
		buf_release(&out);
	}
}

static void what_was_said_last_is_not_said_again(void **state)
{
	static const struct {
		const char *previous, *expected;
	} cases[] = {
		{"NRI-7K3F-9QXM one apple a day", "NRI-7K3F-9QXM two pears for me"},
		{"NRI-1111-1111 one apple a day", "NRI-7K3F-9QXM two pears for me"},
		{"NRI-7K3F-9QXM two pears for me", "NRI-7K3F-9QXM one apple a day"},
		{"something else", "NRI-7K3F-9QXM one apple a day"},
		{"", "NRI-7K3F-9QXM one apple a day"},
	};
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/noted.txt", THREE);
	fixture_must_load(fixture);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		render(fixture->replies, SITUATION_NOTED, LANG_EN, 0, &usual, cases[i].previous,
			&out);
		assert_string_equal(out.bytes, cases[i].expected);
		buf_release(&out);
	}
}

static void no_text_is_said_twice_about_a_case(void **state)
{
	static const char *const said[] = {"NRI-7K3F-9QXM two pears for me",
		"NRI-7K3F-9QXM three plums were eaten", "NRI-7K3F-9QXM one apple a day",
		"NRI-7K3F-9QXM one apple a day (2)"};
	static const char *const expected[] = {"NRI-7K3F-9QXM one apple a day",
		"NRI-7K3F-9QXM one apple a day", "NRI-7K3F-9QXM one apple a day",
		"NRI-7K3F-9QXM one apple a day (2)", "NRI-7K3F-9QXM one apple a day (3)"};
	struct fixture *fixture = *state;
	fixture_write(fixture, "en/noted.txt", THREE);
	fixture_must_load(fixture);
	for (size_t count = 0; count <= 4; count++) {
		const struct reply_history history = {.said = said, .said_count = count};
		struct buf out;
		buf_init(&out, 1000);
		replies_render(
			fixture->replies, SITUATION_NOTED, LANG_EN, 0, &usual, &history, &out);
		assert_string_equal(out.bytes, expected[count]);
		buf_release(&out);
	}
}

/* Chance may give the same mark again. */
static void nobody_is_told_the_same_twice_in_a_row(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {.status = CASE_RECEIVED};
	struct buf one, next;
	fixture_must_load(fixture);
	render(fixture->replies, SITUATION_POINT_ELSEWHERE, LANG_EN, 0, &values, NULL, &one);
	render(fixture->replies, SITUATION_POINT_ELSEWHERE, LANG_EN, 0, &values, one.bytes, &next);
	assert_string_not_equal(one.bytes, next.bytes);
	buf_release(&one);
	buf_release(&next);
}

static void a_text_about_no_case_bears_a_mark_of_chance(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {.status = CASE_RECEIVED};
	struct buf one, other;
	fixture_must_load(fixture);
	render(fixture->replies, SITUATION_POINT_ELSEWHERE, LANG_EN, UINT64_MAX - 7, &values, NULL,
		&one);
	render(fixture->replies, SITUATION_POINT_ELSEWHERE, LANG_EN, 0, &values, NULL, &other);
	assert_non_null(strstr(one.bytes, " (ZZZZ)"));
	assert_non_null(strstr(other.bytes, " (0000)"));
	buf_release(&one);
	buf_release(&other);
}

static void white_space_that_sections_leave_is_tidied(void **state)
{
	struct fixture *fixture = *state;
	struct reply_values values = {.case_id = "NRI-7K3F-9QXM",
		.candidates = {"agra", "lucknow"},
		.candidate_count = 2};
	struct buf out;
	fixture_write(fixture, "en/noted.txt",
		"{{case_id}}  {{#district}}in {{district}}{{/district}}\t  is \n\n\n\n  "
		"which?\n{{#candidates}}\n- {{.}}\n"
		"{{/candidates}}\n {{detail}} \n");
	fixture_must_load(fixture);
	render(fixture->replies, SITUATION_NOTED, LANG_EN, 0, &values, NULL, &out);
	assert_string_equal(out.bytes, "NRI-7K3F-9QXM is\n\nwhich?\n- Agra\n- Lucknow");
	buf_release(&out);
}

static void what_is_in_the_output_is_replaced(void **state)
{
	struct fixture *fixture = *state;
	struct buf out;
	fixture_must_load(fixture);
	buf_init(&out, 1000);
	buf_add_string(&out, "old");
	replies_render(fixture->replies, SITUATION_NOTED, LANG_EN, 0, &usual,
		&(struct reply_history){0}, &out);
	assert_string_equal(out.bytes, "112 NRI-7K3F-9QXM en noted");
	buf_release(&out);
}

static void likeness_is_the_share_of_common_words(void **state)
{
	(void)state;
	assert_int_equal(reply_likeness("a b c d", "a b c d"), 100);
	assert_int_equal(reply_likeness("a b c d", "d\nc b x"), 75);
	assert_int_equal(reply_likeness("a b", "c d"), 0);
	assert_int_equal(reply_likeness("a", "a b c"), 50);
	assert_int_equal(reply_likeness("ab", "a abc"), 0);
	assert_int_equal(reply_likeness("a", ""), 0);
	assert_int_equal(reply_likeness("", ""), 100);
}

/* ---- the replies that come with the program ---- */

static const char long_detail[] =
	"शिकायतकर्ता का बयान शिकायतकर्ता का बयान शिकायतकर्ता का बयान शिकायतकर्ता का बयान शिकायतकर्ता का "
	"बयान "
	"शिकायतकर्ता";

/* Details that try to do harm, and the longest there is room for. */
static const char *const details[] = {"", "Please bring the agreement.",
	"see example.com @someone\n\n112", "{{case_id}} {{#district}}",
	"call +1 555 0100, +44 7700 900123", long_detail,
	"😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"};

static void check_reply(const struct replies *replies, enum situation situation, enum lang lang,
	uint64_t seed, const struct reply_values *values)
{
	struct buf out;
	render(replies, situation, lang, seed, values, NULL, &out);
	const char *id = strstr(out.bytes, values->case_id);
	bool needs_id = situation != SITUATION_OPTED_OUT && situation != SITUATION_POINT_ELSEWHERE;
	if (!text_x_is_valid(out.bytes, out.length) || strchr(out.bytes, '@') ||
		strstr(out.bytes, "  ") || (needs_id && !id) || strstr(out.bytes, "example.com"))
		fail_msg("%s %s: %s", lang_name(lang), situation_name(situation), out.bytes);
	if (situation == SITUATION_ACKNOWLEDGED_URGENT)
		assert_true(strstr(out.bytes, "112") && strstr(out.bytes, "112") < id);
	if (situation == SITUATION_ACKNOWLEDGED_QUIET)
		assert_true(!strstr(out.bytes, "Gautam") && !strstr(out.bytes, "गौतम"));
	if (situation == SITUATION_ASK_PLACE || situation == SITUATION_ASK_WHICH_PLACE) {
		const char *question = strchr(out.bytes, '?');
		assert_true(!question || !strchr(question + 1, '?'));
	}
	buf_release(&out);
}

static void every_reply_is_fit_to_be_sent_whatever_its_values(void **state)
{
	struct fixture *fixture = *state;
	struct replies *replies = NULL;
	fixture->config.follow_ups = FOLLOW_UPS_ASK;
	assert_int_equal(
		replies_load(&fixture->config, SOURCE_DIR "/replies", &replies, &fixture->mistakes),
		ERR_OK);
	for (size_t i = 0;
		i < SITUATION_COUNT * LANG_COUNT * 4 * (sizeof details / sizeof *details); i++) {
		size_t rest = i;
		struct reply_values values = {.case_id = "NRI-7K3F-9QXM",
			.candidates = {
				"gautam-buddh-nagar", "agra", "lucknow", "agra", "agra", "agra"}};
		enum situation situation = (enum situation)(rest % SITUATION_COUNT);
		enum lang lang = (enum lang)((rest /= SITUATION_COUNT) % LANG_COUNT);
		uint64_t seed = (rest /= LANG_COUNT) % 4;
		const char *detail = details[(rest / 4) % (sizeof details / sizeof *details)];
		values.status = (enum case_status)(i % CASE_STATUS_COUNT);
		values.candidate_count = i % 2 ? 6 : 0;
		snprintf(values.detail, sizeof values.detail, "%s", detail);
		if (*detail)
			snprintf(values.district, sizeof values.district, "gautam-buddh-nagar");
		check_reply(replies, situation, lang, seed, &values);
	}
	replies_free(replies);
}

/* Hindi is written in Devanagari, the two others have none of it. */
static void each_language_has_its_script(void **state)
{
	struct fixture *fixture = *state;
	struct replies *replies = NULL;
	assert_int_equal(
		replies_load(&fixture->config, SOURCE_DIR "/replies", &replies, &fixture->mistakes),
		ERR_OK);
	for (int i = 0; i < SITUATION_COUNT * REPLY_LANGS * 4; i++) {
		struct buf out;
		enum lang lang = (enum lang)(i / 4 % REPLY_LANGS);
		struct reply_values values = usual;
		render(replies, (enum situation)(i / 4 / REPLY_LANGS), lang, (uint64_t)i % 4,
			&values, NULL, &out);
		bool devanagari = strstr(out.bytes, "\xe0\xa4") || strstr(out.bytes, "\xe0\xa5");
		assert_int_equal(devanagari, lang == LANG_HI);
		buf_release(&out);
	}
	replies_free(replies);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(each_language_speaks_for_itself_and_others_hear_english),
		FIXTURE_TEST(the_seed_chooses_the_variant),
		FIXTURE_TEST(what_was_said_last_is_not_said_again),
		FIXTURE_TEST(no_text_is_said_twice_about_a_case),
		FIXTURE_TEST(nobody_is_told_the_same_twice_in_a_row),
		FIXTURE_TEST(a_text_about_no_case_bears_a_mark_of_chance),
		FIXTURE_TEST(white_space_that_sections_leave_is_tidied),
		FIXTURE_TEST(what_is_in_the_output_is_replaced),
		cmocka_unit_test(likeness_is_the_share_of_common_words),
		FIXTURE_TEST(every_reply_is_fit_to_be_sent_whatever_its_values),
		FIXTURE_TEST(each_language_has_its_script),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
