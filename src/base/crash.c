/* The threads of the process pass points side by side, so passings are counted atomically. */
#include "base/crash.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* A whole number from 1 on, or 0. */
static int64_t read_number(const char *text)
{
	char *end;
	errno = 0;
	long long number = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && number > 0 ? number : 0;
}

enum err_code crash_order_read(const char *text, struct crash_order *out, struct err *err)
{
	size_t length = strcspn(text, ":");
	const char *number = text[length] ? text + length + 1 : "1";
	if (length == 0 || length >= sizeof out->name)
		return err_set(err, ERR_CONFIG, "NRISEVA_CRASH=%s: must be NAME or NAME:N", text);
	out->passing = read_number(number);
	if (out->passing == 0)
		return err_set(err, ERR_CONFIG,
			"NRISEVA_CRASH=%s: %s is no passing; the first is 1", text, number);
	memcpy(out->name, text, length);
	out->name[length] = '\0';
	return ERR_OK;
}

#ifdef NRISEVA_CRASH

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/panic.h"

void crash_point(const char *name)
{
	static _Atomic int64_t passings;
	const char *text = getenv("NRISEVA_CRASH");
	struct crash_order order;
	struct err err;
	if (!text)
		return;
	if (crash_order_read(text, &order, &err) != ERR_OK)
		panic("%s", err.text);
	if (!str_is(order.name, name) || atomic_fetch_add(&passings, 1) + 1 < order.passing)
		return;
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

int64_t crash_wait_ms(int64_t ms)
{
	const char *text = getenv("NRISEVA_TIME_SCALE");
	int64_t scale = text ? read_number(text) : 1;
	if (scale == 0)
		panic("NRISEVA_TIME_SCALE=%s: must be a whole number from 1 on", text);
	return ms / scale > 1 ? ms / scale : 1;
}

#endif
