/* When to try X's stream again: X's own schedule. Pure. */
#ifndef CHANNEL_X_RECONNECT_H
#define CHANNEL_X_RECONNECT_H

#include <stdint.h>

/* Why there is no stream. */
enum x_fault {
	X_FAULT_NONE,
	X_FAULT_NETWORK, /* broken off, silent, or ended by X: at once, then 250 ms more each time, to 16 s */
	X_FAULT_HTTP,    /* an answer that is no stream: 5 s, doubled up to 320 s */
	X_FAULT_REFUSED, /* the app's token; as HTTP */
	X_FAULT_RULES,   /* our rule is not taken; as HTTP */
	X_FAULT_CROWDED, /* X thinks that the app has its one connection already; as HTTP */
	X_FAULT_LIMITED, /* too many requests: 60 s, doubled up to a window of 15 minutes */
};

/* How long to wait after so many failures of this kind in a row (from 1). */
int64_t x_reconnect_ms(enum x_fault fault, unsigned failures);

#endif
