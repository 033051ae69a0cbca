#include "channel/x/reconnect.h"

enum {
	NETWORK_STEP_MS = 250,
	NETWORK_MOST_MS = 16 * 1000,
	HTTP_FIRST_MS = 5 * 1000,
	HTTP_MOST_MS = 320 * 1000,
	LIMITED_FIRST_MS = 60 * 1000,
	LIMITED_MOST_MS = 15 * 60 * 1000,
};

static int64_t doubled(int64_t first_ms, int64_t most_ms, unsigned failures)
{
	int64_t wait_ms = first_ms;
	for (unsigned i = 1; i < failures && wait_ms < most_ms; i++)
		wait_ms *= 2;
	return wait_ms < most_ms ? wait_ms : most_ms;
}

static int64_t stepped(unsigned failures)
{
	if (failures == 0 || failures > NETWORK_MOST_MS / NETWORK_STEP_MS)
		return failures ? NETWORK_MOST_MS : 0;
	return (int64_t)(failures - 1) * NETWORK_STEP_MS;
}

int64_t x_reconnect_ms(enum x_fault fault, unsigned failures)
{
	switch (fault) {
	case X_FAULT_NONE:
		return 0;
	case X_FAULT_NETWORK:
		return stepped(failures);
	case X_FAULT_LIMITED:
		return doubled(LIMITED_FIRST_MS, LIMITED_MOST_MS, failures);
	case X_FAULT_HTTP:
	case X_FAULT_REFUSED:
	case X_FAULT_RULES:
	case X_FAULT_CROWDED:
		break;
	}
	return doubled(HTTP_FIRST_MS, HTTP_MOST_MS, failures);
}
