/*
 * Dying on order, and living faster: for tests that show by killing that nothing is lost. Both are
 * there only in a build with -DNRISEVA_CRASH=ON and follow two variables of the environment; in any
 * other build nothing reads them and nothing of this is left in the program.
 *
 *   NRISEVA_CRASH=reply.sent:3      kill the process when it passes `reply.sent` for the third time
 *   NRISEVA_TIME_SCALE=100          back-offs and looks come a hundred times sooner
 */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { CRASH_NAME_SIZE = 40 };

#ifdef NRISEVA_CRASH

/* A step is done and the next is not begun. Does not return if an order says so: SIGKILL. */
void crash_point(const char *name);

/* A wait, as long as it is in this process; at least 1. */
int64_t crash_wait_ms(int64_t ms);

#else

static inline void crash_point(const char *name)
{
	(void)name;
}

static inline int64_t crash_wait_ms(int64_t ms)
{
	return ms;
}

#endif

/* Read NAME[:N]; without N it is the first passing. ERR_CONFIG tells what is wrong with it. */
struct crash_order {
	char name[CRASH_NAME_SIZE];
	int64_t passing;
};
enum err_code crash_order_read(const char *text, struct crash_order *out, struct err *err);

#endif
