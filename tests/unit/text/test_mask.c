#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "text/text.h"

struct case_row {
	const char *text, *masked; /* NULL: stays as it is */
	int count;
};

static const struct case_row rows[] = {
	/* phone numbers */
	{"call +1 555 0100 199", "call *************99", 1},
	{"+1 (555) 010-0199 please", "***************99 please", 1},
	{"(555) 010-0199", "************99", 1},
	{"+44 7700 900123", "*************23", 1},
	{"+44(0)7700 900123", "***************23", 1},
	{"9999900001 pe call karo", "********01 pe call karo", 1},
	{"99999-00001", "*********01", 1},
	{"99999 00001", "*********01", 1},
	{"99 99 90 00 01", "************01", 1},
	{"९९९९९००००१ पर", "********०१ पर", 1},
	{"मोबाइल: ९९९९९-००००१", "मोबाइल: *********०१", 1},
	{"+९१ ९९९९९ ००००१", "*************०१", 1},
	{"9999900001/9999900002", "********01/********02", 2},
	{"9999900001, 9999900002", "********01, ********02", 2},
	{"9999900001 9999900002", "********01 ********02", 2},
	{"mob9999900001", "mob********01", 1},
	{"phone 555-0101", "phone ******01", 1},
	{"wa.me link https://wa.me/919999900001", "wa.me link https://wa.me/**********01", 1},
	{"9️⃣9️⃣9️⃣9️⃣9️⃣0️⃣0️⃣0️⃣0️⃣1️⃣", NULL, -1},
	{"02 9000 0000 Sydney", "**********00 Sydney", 1},
	/* other numbers of a person */
	{"Aadhaar 2345 6789 0123", "Aadhaar ************23", 1},
	{"234567890123", "**********23", 1},
	{"a/c 00112233445566", "a/c ************66", 1},
	{"card 4000 0000 0000 0002", "card *****************02", 1},
	{"passport M1234567.", "passport ******67.", 1},
	{"passport m 1234567", "passport *******67", 1},
	{"passport AB123456", "passport ******56", 1},
	/* addresses */
	{"mail asha.k@example.com now", "mail ****************om now", 1},
	{"asha@example.com.", "**************om.", 1},
	{"sent to someone@okbank yesterday", "sent to ************nk yesterday", 1},
	{"mailto:asha@example.org", "mailto:**************rg", 1},
	/* what is left alone */
	{"NRI-7K3F-9QXM", NULL, 0},
	{"nri-1234-5678 status?", NULL, 0},
	{"NRI7K3F9QXM", NULL, 0},
	{"on 12.05.2024 and 12-05-2024 and 2024-05-12", NULL, 0},
	{"12/05/2024", NULL, 0},
	{"12 05 2024", NULL, 0},
	{"20240512", NULL, 0},
	{"FIR 123/2024 dated 01/02/2024", NULL, 0},
	{"since 2019-2021", NULL, 0},
	{"2019 2020 2021", NULL, 0},
	{"call 112 1090 1930 1098", NULL, 0},
	{"1930 or 112", NULL, 0},
	{"IPC 420 467 468 471", NULL, 0},
	{"धारा 420, 467", NULL, 0},
	{"Rs 15000000 lost", NULL, 0},
	{"₹50000000", NULL, 0},
	{"1,20,00,000 rupees", NULL, 0},
	{"UP32AB1234", NULL, 0},
	{"sector 62 plot 45", NULL, 0},
	{"10.30-11.45", NULL, 0},
	{"https://x.com/a/status/1790123456789012345", NULL, 0},
	{"x.com/a/status/1790123456789012345", NULL, 0},
	{"@user99999000011 hi", NULL, 0},
	{"12-05-2024 9999900001", "12-05-2024 ********01", 1},
	{"in 2019 9999900001", "in 2019 ********01", 1},
	{"112 9999900001", "112 ********01", 1},
	{"ph-5550-1234", "ph-*******34", 1},
	{"", NULL, 0},
	{"bad \xFF bytes 9999900001", "bad \xFF bytes ********01", 1},
};

static void masks_personal_data_and_nothing_else(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, 4000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int count = text_mask(rows[i].text, strlen(rows[i].text), &out);
		if (rows[i].count < 0) {
			assert_int_equal(count, 1);
			continue;
		}
		const char *want = rows[i].masked ? rows[i].masked : rows[i].text;
		if (strcmp(out.bytes, want) != 0)
			print_message("\"%s\"\n", rows[i].text);
		assert_string_equal(out.bytes, want);
		assert_int_equal(count, rows[i].count);
	}
	buf_release(&out);
}

/* A quadratic scan would take minutes here. */
static void is_linear(void **state)
{
	(void)state;
	enum { SIZE = 400 * 1000 };
	static const char *const pieces[] = {
		"a.", "1 ", "1", "12-", "a1234567 ", "@", "(", "अ.", "a-1234-"};
	char *text = mem_new(SIZE, 1);
	struct buf out;
	buf_init(&out, 2 * SIZE);
	for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
		for (size_t i = 0; i < SIZE; i++)
			text[i] = pieces[p][i % strlen(pieces[p])];
		text_mask(text, SIZE, &out);
		assert_false(out.overflowed);
	}
	buf_release(&out);
	mem_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_personal_data_and_nothing_else),
		cmocka_unit_test(is_linear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
