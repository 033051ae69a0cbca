#include "unit.h"

#include <limits.h>

#include "channel/x/reconnect.h"

static void xs_schedule_is_kept(void **state)
{
	(void)state;
	static const struct {
		enum x_fault fault;
		unsigned failures;
		int64_t wait_ms;
	} table[] = {
		{X_FAULT_NONE, 0, 0},
		{X_FAULT_NETWORK, 1, 0},
		{X_FAULT_NETWORK, 2, 250},
		{X_FAULT_NETWORK, 3, 500},
		{X_FAULT_NETWORK, 64, 15750},
		{X_FAULT_NETWORK, 65, 16000},
		{X_FAULT_NETWORK, 66, 16000},
		{X_FAULT_NETWORK, UINT_MAX, 16000},
		{X_FAULT_HTTP, 1, 5000},
		{X_FAULT_HTTP, 2, 10000},
		{X_FAULT_HTTP, 7, 320000},
		{X_FAULT_HTTP, 8, 320000},
		{X_FAULT_HTTP, UINT_MAX, 320000},
		{X_FAULT_REFUSED, 2, 10000},
		{X_FAULT_RULES, 3, 20000},
		{X_FAULT_CROWDED, 1, 5000},
		{X_FAULT_LIMITED, 1, 60000},
		{X_FAULT_LIMITED, 2, 120000},
		{X_FAULT_LIMITED, 5, 900000},
		{X_FAULT_LIMITED, UINT_MAX, 900000},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		int64_t wait_ms = x_reconnect_ms(table[i].fault, table[i].failures);
		if (wait_ms != table[i].wait_ms)
			fail_msg("fault %d, failure %u: %lld ms", (int)table[i].fault,
				table[i].failures, (long long)wait_ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(xs_schedule_is_kept)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
