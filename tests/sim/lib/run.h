/* How a pretender runs: serve on a port of loopback until SIGTERM or SIGINT. */
#ifndef SIM_LIB_RUN_H
#define SIM_LIB_RUN_H

#include <stdint.h>

#include "base/err.h"
#include "http/server.h"
#include "loop/loop.h"

/* Listen (port 0: the system chooses), say so on standard output, and run the loop until a signal
 * comes. */
enum err_code run_until_signal(struct loop *loop, uint16_t port,
	void (*serve)(void *arg, struct http_exchange *exchange), void *arg, struct err *err);

/* Read a whole number from the command line, at least `least`; says what is wrong and ends the
 * program if it is none. */
int64_t run_number(const char *option, const char *text, int64_t least);

#endif
