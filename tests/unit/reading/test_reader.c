/* The labelled posts of tests/data/reading/posts.tsv; the errors of reader_new; input of every
 * kind. */
#include "unit.h"

#include <stdio.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "known.h"

enum { FLAG_COUNT = 6 };

static const char *const flag_names[FLAG_COUNT] = {
	"urgent", "sensitive", "elsewhere", "consent", "takedown", "withdraw"};

static void flags_of(const struct reading *reading, bool out[FLAG_COUNT])
{
	out[0] = reading->urgent;
	out[1] = reading->sensitive;
	out[2] = reading->elsewhere;
	out[3] = reading->consent;
	out[4] = reading->takedown;
	out[5] = reading->withdraw;
}

static void joined_candidates(const struct reading *reading, struct buf *out)
{
	buf_clear(out);
	for (size_t i = 0; i < reading->candidate_count; i++)
		buf_add_format(out, "%s%s", i ? "," : "", reading->candidates[i]);
}

/* What the reading has for a label of the file, or NULL if there is no such label. */
static const char *value_of(
	const struct reading *reading, const char *label, struct buf *candidates)
{
	if (strcmp(label, "lang") == 0)
		return lang_name(reading->lang);
	if (strcmp(label, "intent") == 0)
		return intent_name(reading->intent);
	if (strcmp(label, "band") == 0)
		return band_name(reading->actionable);
	if (strcmp(label, "verdict") == 0)
		return reading->verdict ? verdict_name(reading->verdict) : "";
	if (strcmp(label, "district") == 0)
		return reading->district[0] ? reading->district : "-";
	if (strcmp(label, "matter") == 0)
		return reading->matter;
	if (strcmp(label, "conduct") == 0)
		return reading->conduct;
	if (strcmp(label, "id") == 0)
		return reading->case_id;
	joined_candidates(reading, candidates);
	return strcmp(label, "candidates") == 0 ? candidates->bytes : NULL;
}

static int check_label(
	const struct reading *reading, char *want, bool flags[FLAG_COUNT], const char *post)
{
	char *value = strchr(want, '=');
	if (!value) {
		int flag = str_index(want, flag_names, FLAG_COUNT);
		assert_true(flag >= 0);
		flags[flag] = true;
		return 0;
	}
	*value++ = '\0';
	struct buf candidates;
	buf_init(&candidates, 1000);
	const char *got = value_of(reading, want, &candidates);
	assert_non_null(got);
	int wrong = strcmp(got, value) != 0;
	if (wrong)
		print_message("%s is \"%s\" instead of \"%s\" (score %d): %s\n", want, got, value,
			reading->score, post);
	buf_release(&candidates);
	return wrong;
}

static int check_post(char *wants, const char *post)
{
	struct reading reading;
	bool want_flags[FLAG_COUNT] = {false}, flags[FLAG_COUNT];
	int wrong = 0;
	known_read(post, &reading);
	flags_of(&reading, flags);
	for (char *rest = wants, *want; (want = strsep(&rest, " "));)
		wrong += *want ? check_label(&reading, want, want_flags, post) : 0;
	for (size_t i = 0; i < FLAG_COUNT; i++) {
		if (flags[i] != want_flags[i]) {
			print_message("%s is %d: %s\n", flag_names[i], flags[i], post);
			wrong++;
		}
	}
	return wrong;
}

static void reads_the_labelled_posts(void **state)
{
	(void)state;
	struct buf file;
	struct err err;
	buf_init(&file, 1000 * 1000);
	if (file_read(SOURCE_DIR "/tests/data/reading/posts.tsv", &file, &err) != ERR_OK)
		fail_msg("%s", err.text);
	int posts = 0, wrong = 0;
	bool header = true;
	for (char *rest = file.bytes, *line; (line = strsep(&rest, "\n"));) {
		char *post = strchr(line, '\t');
		if (line[0] == '#' || !post)
			continue;
		*post++ = '\0';
		if (!header) {
			wrong += check_post(line, post);
			posts++;
		}
		header = false;
	}
	print_message("%d posts, %d labels wrong\n", posts, wrong);
	assert_true(posts >= 80);
	assert_int_equal(wrong, 0);
	buf_release(&file);
}

/* --- errors --- */

static void a_name_of_two_districts_is_an_error(void **state)
{
	(void)state;
	const char *const aliases[] = {"Nayapur", "नयापुर"};
	const char *const same[] = {"Naya-Puur"};
	const struct config_district districts[] = {
		{.id = "one",
			.name_en = "One",
			.name_hi = "एक",
			.aliases = aliases,
			.alias_count = 2},
		{.id = "two", .name_en = "Two", .name_hi = "दो", .aliases = same, .alias_count = 1},
	};
	struct config config = {.districts = districts, .district_count = 2};
	struct reader *reader = NULL;
	struct err err = {0};
	const char *const joined[] = {"nayapuur"};
	assert_int_equal(reader_new(&config, &reader, &err), ERR_OK); /* two words are not one */
	reader_free(reader);
	struct config_district clash[] = {districts[0], districts[1]};
	clash[1].aliases = joined;
	config.districts = clash;
	reader = NULL;
	assert_int_equal(reader_new(&config, &reader, &err), ERR_CONFIG);
	assert_null(reader);
	assert_non_null(strstr(err.text, "nayapuur"));
	assert_non_null(strstr(err.text, "one"));
	assert_non_null(strstr(err.text, "two"));
}

static void a_name_or_word_that_cannot_be_found_is_an_error(void **state)
{
	(void)state;
	const char *const nothing[] = {"..."};
	const struct config_district district = {
		.id = "one", .name_en = "One", .name_hi = "", .aliases = nothing, .alias_count = 1};
	const struct config_category category = {.id = "some", .words = nothing, .word_count = 1};
	struct config config = {.districts = &district, .district_count = 1};
	struct reader *reader;
	struct err err = {0};
	assert_int_equal(reader_new(&config, &reader, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "one"));
	config = (struct config){.categories = &category, .category_count = 1};
	assert_int_equal(reader_new(&config, &reader, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "some"));
}

static void too_long_lists_are_an_error(void **state)
{
	(void)state;
	struct config_district *districts = mem_new(DISTRICTS_MAX + 1, sizeof(*districts));
	struct config_category *categories =
		mem_new(CONFIG_CATEGORIES_MAX + 1, sizeof(*categories));
	struct reader *reader;
	struct err err;
	struct config config = {.districts = districts, .district_count = DISTRICTS_MAX + 1};
	assert_int_equal(reader_new(&config, &reader, &err), ERR_CONFIG);
	config = (struct config){
		.categories = categories, .category_count = CONFIG_CATEGORIES_MAX + 1};
	assert_int_equal(reader_new(&config, &reader, &err), ERR_CONFIG);
	mem_free(districts);
	mem_free(categories);
}

/* --- any input --- */

static void finds_our_case_ids(void **state)
{
	(void)state;
	char id[CASE_ID_SIZE], text[100];
	struct reading reading;
	case_id_make("NRI", 123456789, id);
	snprintf(text, sizeof(text), "my bike was stolen, see %s please", id);
	known_read(text, &reading);
	assert_string_equal(reading.case_id, id);
	assert_int_equal(reading.intent, INTENT_FOLLOWUP);
	snprintf(text, sizeof(text), "what is the status of %s", id);
	known_read(text, &reading);
	assert_int_equal(reading.intent, INTENT_STATUS_QUERY);
	known_read("NRI", &reading);
	assert_string_equal(reading.case_id, "");
}

static void takes_bytes_that_are_no_text(void **state)
{
	(void)state;
	struct reading reading;
	unsigned char bytes[256];
	for (unsigned i = 0; i < 256; i++)
		bytes[i] = (unsigned char)(255 - i);
	for (size_t from = 0; from < 256; from++)
		reader_read(known.reader, (const char *)bytes + from, 256 - from, &reading);
	known_read("\xE0\xA4 my bike \xFF was stolen \xF0\x9F", &reading);
	assert_string_equal(reading.matter, "theft-robbery");
	reader_read(known.reader, "", 0, &reading);
	assert_int_equal(reading.intent, INTENT_OTHER);
	assert_int_equal(reading.score, 0);
}

static int64_t read_ms(const char *text, size_t length)
{
	struct reading reading;
	clock_t from = clock();
	reader_read(known.reader, text, length, &reading);
	return (int64_t)(clock() - from) * 1000 / CLOCKS_PER_SEC;
}

/* Whatever is repeated a hundred thousand bytes long: what is not linear takes minutes. */
static void is_linear(void **state)
{
	(void)state;
	enum { SIZE = 100 * 1024 };
	static const char *const pieces[] = {"a", "police ", "fir nahi ", "fir abhi ", "Agra not ",
		"#Aa", "A.", "मेरी ", "\xFF", "jaan se maarne ki ", "I live in Agra ", "Dubai ",
		"my brother in Dubai ", "NRI-7K3F-9QXM ", "chori ho gayi ", "🇮🇳", "NRI-",
		"@agrapolice "};
	char *text = mem_new(SIZE, 1);
	for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
		for (size_t i = 0; i < SIZE; i++)
			text[i] = pieces[p][i % strlen(pieces[p])];
		int64_t ms = read_ms(text, SIZE);
		if (ms > 1500)
			fail_msg("\"%s\" repeated took %lld ms", pieces[p], (long long)ms);
	}
	mem_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_labelled_posts),
		cmocka_unit_test(a_name_of_two_districts_is_an_error),
		cmocka_unit_test(a_name_or_word_that_cannot_be_found_is_an_error),
		cmocka_unit_test(too_long_lists_are_an_error),
		cmocka_unit_test(finds_our_case_ids),
		cmocka_unit_test(takes_bytes_that_are_no_text),
		cmocka_unit_test(is_linear),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
