/* The bytes that go through the door: orders in, answers out. Only this file and health.c see JSON.
 */
#ifndef CONSOLE_WIRE_H
#define CONSOLE_WIRE_H

#include "base/buf.h"
#include "console/order.h"
#include "console/status.h"

/* {"do": "accept", "case": "NRI-7K3F-9QXM", "by": "asha", "to": "lucknow", "note": "..."}
 * {"do": "replay", "delivery": 12, "by": "asha"}, "delete" the same */
void wire_order_write(const struct order *order, struct buf *out);

/* ERR_FORMAT for anything else: unknown keys and verbs, values of other types or too long. */
enum err_code wire_order_read(const char *bytes, size_t length, struct order *out, struct err *err);

/* {"about": "NRI-7K3F-9QXM", "done": "accepted"} or {"error": "..."} */
void wire_done_write(const struct order_job *job, struct buf *out);
void wire_error_write(const char *text, struct buf *out);

/* The HTTP status of an answer that is an error, and back. ERR_REMOTE for those that are none of
 * ours. */
int wire_status_of(enum err_code code);
enum err_code wire_code_of(int status);

/* What an order's answer says. With an error status: its code with the daemon's sentence. */
struct wire_done {
	char about[64];
	char said[160];
};
enum err_code wire_done_read(
	int status, const char *bytes, size_t length, struct wire_done *out, struct err *err);

/* The page of health.c. */
enum err_code wire_health_read(
	const char *bytes, size_t length, struct status *out, struct err *err);

#endif
