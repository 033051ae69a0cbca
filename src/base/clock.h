/*
 * Time as an input. Wall times are milliseconds since 1970-01-01 UTC (`_at`); `_mono` times only
 * measure distances. Nothing outside this file asks the system what time it is.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

int64_t clock_wall_ms(void);
int64_t clock_mono_ms(void);

enum { CLOCK_ISO_SIZE = 25 }; /* "2026-11-25T02:31:12.000Z" and NUL */

/* Write a wall time as ISO 8601 in UTC with milliseconds. Gives `out`. */
char *clock_iso(int64_t at, char out[CLOCK_ISO_SIZE]);

/* Read "2026-11-25T02:31:12Z", with or without a fraction; only UTC ("Z" or "+00:00").
 * ERR_FORMAT for anything else. */
enum err_code clock_from_iso(const char *text, int64_t *out_at);

#endif
