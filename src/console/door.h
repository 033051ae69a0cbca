/* The operators' door from outside: a command asks the daemon and waits for its answer. */
#ifndef CONSOLE_DOOR_H
#define CONSOLE_DOOR_H

#include "console/wire.h"

/* Have an order carried out. ERR_UNREACHABLE: no daemon is there, and nothing was sent (no socket,
 * or one that a dead daemon left). ERR_DENIED with the operating system's word: the socket is not
 * ours to open. ERR_TIMEOUT, ERR_REMOTE: it is unknown whether it was done, and the sentence says
 * so. Otherwise the daemon's own answer. */
enum err_code door_order(
	const char *socket_path, const struct order *order, struct wire_done *out, struct err *err);

/* Ask how the daemon is, and note it in `status`. Never fails: what cannot be learned is noted as
 * absent, closed or mute. */
void door_health(const char *socket_path, struct status *status);

#endif
