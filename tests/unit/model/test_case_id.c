#include "unit.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "model/case_id.h"

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static bool reads(const char *text)
{
	char out[CASE_ID_SIZE];
	return case_id_read("NRI", text, strlen(text), out);
}

static void make_random(char out[CASE_ID_SIZE])
{
	case_id_make("NRI", random_u64(), out);
}

/* Places of the symbols in "NRI-7K3F-9QXM". */
static const int places[] = {4, 5, 6, 7, 9, 10, 11, 12};

static void an_id_is_shown_in_two_groups_behind_its_prefix(void **state)
{
	(void)state;
	char id[CASE_ID_SIZE];
	case_id_make("NRI", 0, id);
	assert_string_equal(id, "NRI-0000-0000");
	case_id_make("ABCDEFGH", UINT64_MAX, id);
	assert_memory_equal(id, "ABCDEFGH-ZZZZ-ZZZ", 17);
	assert_int_equal(strlen(id), 18);
}

static void only_35_bits_count(void **state)
{
	(void)state;
	char a[CASE_ID_SIZE], b[CASE_ID_SIZE];
	case_id_make("NRI", 0x123456789, a);
	case_id_make("NRI", 0x123456789 | (uint64_t)1 << 35, b);
	assert_string_equal(a, b);
	case_id_make("NRI", 0x123456789 | (uint64_t)1 << 34, b);
	assert_string_not_equal(a, b);
}

static void every_id_made_is_read_back(void **state)
{
	(void)state;
	for (int i = 0; i < 10000; i++) {
		char id[CASE_ID_SIZE], out[CASE_ID_SIZE];
		make_random(id);
		assert_true(case_id_read("NRI", id, strlen(id), out));
		assert_string_equal(id, out);
	}
}

static void every_single_wrong_symbol_is_caught(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		char id[CASE_ID_SIZE];
		make_random(id);
		for (size_t p = 0; p < 8; p++) {
			char right = id[places[p]];
			for (const char *wrong = alphabet; *wrong; wrong++) {
				id[places[p]] = *wrong;
				assert_int_equal(reads(id), *wrong == right);
			}
			id[places[p]] = right;
		}
	}
}

static void swap(char id[CASE_ID_SIZE], size_t p)
{
	char c = id[places[p]];
	id[places[p]] = id[places[p + 1]];
	id[places[p + 1]] = c;
}

static void every_swap_of_neighbours_is_caught(void **state)
{
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char id[CASE_ID_SIZE];
		make_random(id);
		for (size_t p = 0; p < 7; p++) {
			bool same = id[places[p]] == id[places[p + 1]];
			swap(id, p);
			assert_int_equal(reads(id), same);
			swap(id, p);
		}
	}
}

/* Over all pairs of symbols at each place, not only the pairs that chance brings. */
static void every_pair_of_neighbours_is_told_from_its_swap(void **state)
{
	(void)state;
	for (unsigned place = 0; place < 6; place++) {
		for (uint64_t a = 0; a < 32; a++) {
			for (uint64_t b = 0; b < 32; b++) {
				char id[CASE_ID_SIZE];
				uint64_t rest = random_u64() & ~((uint64_t)0x3ff << (5 * place));
				case_id_make("NRI", rest | (a | b << 5) << (5 * place), id);
				swap(id, place);
				assert_int_equal(reads(id), a == b);
			}
		}
	}
}

static void an_id_is_read_however_a_person_writes_it(void **state)
{
	(void)state;
	char id[CASE_ID_SIZE];
	case_id_make("NRI", 0x0c0ffee01 | (uint64_t)1 << 33, id); /* has zeroes and ones */
	assert_non_null(strchr(id + 4, '0'));
	assert_non_null(strchr(id + 4, '1'));
	for (int look = 0; look < 32; look++) {
		char text[CASE_ID_SIZE] = "", out[CASE_ID_SIZE];
		size_t n = 0;
		for (const char *p = id; *p; p++) {
			char c = *p;
			if (c == '-' && (look & 1))
				continue;
			if (p > id + 3 && c == '0' && (look & 2))
				c = 'O';
			if (p > id + 3 && c == '1' && (look & 4))
				c = look & 8 ? 'I' : 'L';
			text[n++] = look & 16 ? (char)tolower(c) : c;
		}
		assert_true(case_id_read("NRI", text, n, out));
		assert_string_equal(out, id);
	}
}

static void dashes_that_a_keyboard_made_longer_are_read(void **state)
{
	(void)state;
	char out[CASE_ID_SIZE];
	const char *text = "NRI\xe2\x80\x93"
			   "0000\xe2\x88\x92"
			   "0000";
	assert_true(case_id_read("NRI", text, strlen(text), out));
	assert_string_equal(out, "NRI-0000-0000");
}

static void what_is_no_id_is_not_read(void **state)
{
	(void)state;
	static const char *const wrong[] = {"", "NRI", "NRI-", "NRI-0000-000", "NRI-0000-00000",
		"USA-0000-0000", "0000-0000", "NRI--0000-0000", "NRI-00-00-0000", "NRI 0000 0000",
		"NRI-0000-000U", "NRI-0000-0000 ", " NRI-0000-0000", "NRI-0000-0001",
		"NRI\xe2\x80"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(reads(wrong[i]));
	char out[CASE_ID_SIZE];
	assert_false(case_id_read("NRI", "NRI-0000-000\0", 13, out));
}

static void a_longer_prefix_than_the_text_reads_nothing_beyond_it(void **state)
{
	(void)state;
	char out[CASE_ID_SIZE] = "as it was";
	assert_false(case_id_read("NRIUSA", "NRI", 3, out));
	assert_string_equal(out, "as it was");
}

static void an_id_is_found_in_a_text_as_a_word_of_its_own(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool found;
	} cases[] = {
		{"(NRI-7K3F-%s).", true},
		{"nri7k3f%s", true},
		{"what became of nri7k3f-%s?", true},
		{"#NRI7K3F%s kya hua", true},
		{"@UPPolNRI NRI-7K3F-%s", true},
		{"मेरा केस NRI-7K3F-%s। क्या हुआ", true},
		{"केसNRI-7K3F-%sका क्या हुआ", true},
		{"NRI NRI-0000-0001 NRI-7K3F-%s", true},
		{"NRI-7K3F-%s, NRI-0000-0000", true},
		{"xNRI-7K3F-%s", false},
		{"_NRI-7K3F-%s", false},
		{"@NRI7K3F%s", false},
		{"NRI-7K3F-%sx", false},
		{"NRI-7K3F-%s9", false},
		{"USA-7K3F-%s", false},
		{"7K3F-%s", false},
		{"NRI 7K3F %s", false},
	};
	/* The check symbol that belongs to 7K3F-9QX. */
	char id[CASE_ID_SIZE] = "";
	for (const char *c = alphabet; *c && !reads(id); c++)
		snprintf(id, sizeof id, "NRI-7K3F-9QX%c", *c);
	assert_true(reads(id));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[200] = "", out[CASE_ID_SIZE] = "none";
		const char *hole = strstr(cases[i].text, "%s");
		snprintf(text, sizeof text, "%.*s%s%s", (int)(hole - cases[i].text), cases[i].text,
			id + 9, hole + 2);
		bool found = case_id_find("NRI", text, out);
		if (found != cases[i].found)
			print_message("%s\n", text);
		assert_int_equal(found, cases[i].found);
		assert_string_equal(out, found ? id : "none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_is_shown_in_two_groups_behind_its_prefix),
		cmocka_unit_test(only_35_bits_count),
		cmocka_unit_test(every_id_made_is_read_back),
		cmocka_unit_test(every_single_wrong_symbol_is_caught),
		cmocka_unit_test(every_swap_of_neighbours_is_caught),
		cmocka_unit_test(every_pair_of_neighbours_is_told_from_its_swap),
		cmocka_unit_test(an_id_is_read_however_a_person_writes_it),
		cmocka_unit_test(dashes_that_a_keyboard_made_longer_are_read),
		cmocka_unit_test(what_is_no_id_is_not_read),
		cmocka_unit_test(a_longer_prefix_than_the_text_reads_nothing_beyond_it),
		cmocka_unit_test(an_id_is_found_in_a_text_as_a_word_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
