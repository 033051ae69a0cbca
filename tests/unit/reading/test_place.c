#include "unit.h"

#include "known.h"

struct case_row {
	const char *text;
	const char *district;   /* "" for none */
	const char *candidates; /* separated by blanks */
};

static const struct case_row rows[] = {
	{"theft in Lucknow", "lucknow", ""},
	{"लखनऊ में", "lucknow", ""},
	{"Lakhnau", "lucknow", ""},
	{"allahabad", "prayagraj", ""},
	{"Fatehpur Sikri", "agra", ""},
	{"Fatehpur", "fatehpur", ""},
	{"kanpur dehat", "kanpur-dehat", ""},
	{"Kanpur", "kanpur-nagar", ""},
	{"Rae Bareli", "raebareli", ""},
	{"Kaushambi Ghaziabad", "ghaziabad", ""},
	{"Kaushambi", "kaushambi", ""},
	{"अंबेडकरनगर", "ambedkar-nagar", ""},
	/* everyday words need a sign */
	{"ek banda aaya", "", ""},
	{"not Barabanki but Gonda, please correct", "gonda", ""},
	{"it was in the Banda bazaar", "banda", ""},
	{"from our house at night, Basti", "basti", ""}, /* written as a name */
	{"Banda bahut accha tha", "", ""},               /* as any first word is */
	{"thana banda", "banda", ""},
	{"banda UP", "banda", ""},
	{"गरीबों की बस्ती में", "", ""},
	{"जनपद बस्ती", "basti", ""},
	{"Basti", "basti", ""}, /* all that is said: an answer */
	{"sambhal ke", "", ""},
	{"sambhal police", "sambhal", ""},
	{"ETA 5 minutes", "", ""},
	{"mau district", "mau", ""},
	{"@bandapolice please", "banda", ""},
	{"@Uppolice please", "", ""},
	{"@agrapolice @mathurapolice", "", "agra mathura"},
	{"@agrapolice in Mathura", "mathura", ""},
	/* shared names */
	{"Akbarpur", "", "ambedkar-nagar kanpur-dehat"},
	{"अकबरपुर में", "", "ambedkar-nagar kanpur-dehat"},
	{"Akbarpur in Kanpur Dehat", "kanpur-dehat", ""},
	{"Akbarpur Ambedkar Nagar", "ambedkar-nagar", ""},
	{"Tanda, Rampur", "rampur", ""},
	/* several */
	{"Agra and Mathura", "", "agra mathura"},
	{"I live in Lucknow, land at Agra", "agra", ""},
	{"मैं लखनऊ में रहता हूं, जमीन आगरा में है", "agra", ""},
	{"not Agra but Mathura", "mathura", ""},
	{"agra nahi mathura", "mathura", ""},
	{"not in Agra", "", ""},
	{"agra police nahi sunti", "agra", ""},
	{"Agra, thana Vrindavan Mathura", "mathura", ""},
	/* elsewhere */
	{"I am in Toronto", "", ""},
	{"", "", ""},
	/* hashtags */
	{"#Lucknow", "lucknow", ""},
	{"#SaveLucknowNow", "lucknow", ""},
	{"#save_lucknow", "lucknow", ""},
	{"#लखनऊ", "lucknow", ""},
};

static void is_the_district_meant(void **state)
{
	(void)state;
	struct buf candidates;
	buf_init(&candidates, 1000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct reading reading;
		known_read(rows[i].text, &reading);
		buf_clear(&candidates);
		for (size_t c = 0; c < reading.candidate_count; c++)
			buf_add_format(&candidates, "%s%s", c ? " " : "", reading.candidates[c]);
		if (strcmp(reading.district, rows[i].district) != 0 ||
			strcmp(candidates.bytes, rows[i].candidates) != 0)
			fail_msg("\"%s\": district \"%s\", candidates \"%s\"", rows[i].text,
				reading.district, candidates.bytes);
	}
	buf_release(&candidates);
}

static void is_found_by_every_name_in_the_list(void **state)
{
	(void)state;
	for (size_t d = 0; d < known.config.district_count; d++) {
		const struct config_district *district = &known.config.districts[d];
		for (size_t a = 0; a < district->alias_count; a++) {
			int found = lexicon_find(
				known.reader->lexicon, district->aliases[a], KIND_DISTRICT);
			assert_int_equal(found, (int)d);
		}
	}
	assert_true(known.reader->shared_count >= 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_district_meant),
		cmocka_unit_test(is_found_by_every_name_in_the_list),
	};
	return cmocka_run_group_tests(tests, known_open, known_close);
}
