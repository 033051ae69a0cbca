#include "unit.h"

#include "model/case.h"

static void a_case_has_ended_where_only_reopening_leads_on(void **state)
{
	(void)state;
	static const bool ends[CASE_STATUS_COUNT] = {
		[CASE_REDIRECTED] = true,
		[CASE_CONFIRMED] = true,
		[CASE_CLOSED] = true,
		[CASE_DECLINED] = true,
		[CASE_WITHDRAWN] = true,
		[CASE_MERGED] = true,
	};
	for (int i = 0; i < CASE_STATUS_COUNT; i++)
		assert_int_equal(case_status_is_end((enum case_status)i), ends[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_has_ended_where_only_reopening_leads_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
