#include "unit.h"

#include "known.h"

struct row {
	const char *text, *country;
};

static const struct row rows[] = {
	{"I live in Toronto and my land in Gonda was taken", "CA"},
	{"working in Dubai for ten years. My house in Ballia is occupied", "AE"},
	{"मैं दुबई में रहता हूं, गांव देवरिया", "AE"},
	{"main Riyadh me naukri karta hu, ghar Mau me hai", "SA"},
	{"Toronto me rehta hu", "CA"},
	{"here in Perth it is night", "AU"},
	{"writing from Leicester", "GB"},
	{"UK", "GB"},
	{"Sharjah, UAE", "AE"}, /* two names of one country */
	{"My brother in Qatar sent me this", ""},
	{"my husband is in Canada", ""},
	{"पति कनाडा में हैं", ""},
	{"He promised a visa for Canada and took four lakh rupees from us", ""},
	{"not Canada, I live in Dubai", "AE"},
	{"I am not in Dubai", ""},
	{"We met in Kuwait and in Oman", ""},
	{"I am in London, my brother is in Dubai", "GB"},
	{"My wife is in Gonda. Here in Doha nobody helps", "QA"},
	{"my bike was stolen in Agra", ""},
	{"", ""},
};

static void is_read_from_the_words_of_the_author(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reading reading;
		known_read(rows[i].text, &reading);
		if (strcmp(reading.country, rows[i].country) != 0)
			fail_msg("\"%s\": \"%s\"", rows[i].text, reading.country);
	}
}

static void says_why(void **state)
{
	(void)state;
	struct reading reading;
	known_read("I live in Toronto", &reading);
	bool found = false;
	for (size_t i = 0; i < reading.reason_count; i++) {
		if (strcmp(reading.reasons[i].label, "country") != 0)
			continue;
		found = true;
		assert_string_equal(reading.reasons[i].words, "Toronto");
		assert_string_equal(reading.reasons[i].rule, "CA");
	}
	assert_true(found);
}

static void no_city_is_in_two_countries(void **state)
{
	(void)state;
	static const char *const one[] = {"london"}, *const two[] = {"Londonn"};
	const struct config_country countries[] = {
		{"GB", "Britain", "ब्रिटेन", one, 1}, {"CA", "Canada", "कनाडा", two, 1}};
	struct config config = known.config;
	struct reader *reader;
	struct err err;
	config.countries = countries;
	config.country_count = 2;
	assert_int_equal(reader_new(&config, &reader, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "GB and CA"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_read_from_the_words_of_the_author),
		cmocka_unit_test(says_why),
		cmocka_unit_test(no_city_is_in_two_countries),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
