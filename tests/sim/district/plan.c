#include "district/plan.h"

#include <string.h>

#include "base/str.h"
#include "json/json.h"

void plans_init(struct plans *plans, json_t *lines)
{
	plans->lines = json_incref(lines);
	plans->usual = json_pack("[{s:s}, {s:s}]", "status", "in_progress", "status", "resolved");
}

void plans_release(struct plans *plans)
{
	json_decref(plans->lines);
	json_decref(plans->usual);
}

static bool fits(const json_t *line, const char *district, const char *text)
{
	const char *words = json_get_string(line, "contains");
	const char *of = json_get_string(line, "district");
	return json_at(line, "steps", NULL) && (!of || str_is(of, district)) &&
	       (!words || (text && strstr(text, words)));
}

struct plan_choice plans_choose(const struct plans *plans, const char *district, const char *text)
{
	for (size_t i = 0; i < json_array_size(plans->lines); i++) {
		const json_t *line = json_array_get(plans->lines, i);
		if (fits(line, district, text))
			return (struct plan_choice){.steps = json_at(line, "steps", NULL),
				.refuse_first = json_get_int(line, "refuse_first", 0),
				.slow_ms = json_get_int(line, "slow_ms", 0)};
	}
	return (struct plan_choice){.steps = plans->usual};
}
