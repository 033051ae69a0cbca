#include "lib/fault.h"

#include <string.h>

#include "base/str.h"
#include "json/json.h"

enum err_code faults_order(
	struct faults *faults, const json_t *order, const char *default_on, struct err *err)
{
	const char *what = json_get_string(order, "what");
	const char *on = json_get_string(order, "on");
	if (!what || !*what)
		return err_set(err, ERR_FORMAT, "a fault needs \"what\"");
	if (faults->count == FAULTS_MAX)
		return err_set(err, ERR_LIMIT, "there are %d faults waiting already", FAULTS_MAX);
	struct fault *fault = &faults->list[faults->count++];
	*fault = (struct fault){
		.count = json_get_int(order, "count", 1), .ms = json_get_int(order, "ms", 0)};
	str_copy(fault->what, sizeof fault->what, what);
	str_copy(fault->on, sizeof fault->on, on ? on : default_on);
	return ERR_OK;
}

bool faults_take(struct faults *faults, const char *on, struct fault *out)
{
	for (size_t i = 0; i < faults->count; i++) {
		struct fault *fault = &faults->list[i];
		if (!str_is(fault->on, on))
			continue;
		*out = *fault;
		if (--fault->count <= 0) {
			faults->count--;
			memmove(fault, fault + 1, (faults->count - i) * sizeof *fault);
		}
		return true;
	}
	return false;
}
