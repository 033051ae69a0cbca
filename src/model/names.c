#include "model/names.h"

#include "base/str.h"

static const char *const langs[] = {"en", "hi", "hinglish", "other"};
static const char *const intents[] = {"complaint", "followup", "status_query", "thanks", "greeting",
	"optout", "spam", "abuse", "other"};
static const char *const verdicts[] = {NULL, "solved", "not_solved"};
static const char *const bands[] = {"no", "doubtful", "yes"};
static const char *const statuses[] = {
	[CASE_DOUBTFUL] = "doubtful",
	[CASE_RECEIVED] = "received",
	[CASE_FORWARDED] = "forwarded",
	[CASE_IN_PROGRESS] = "in_progress",
	[CASE_NEEDS_INFO] = "needs_info",
	[CASE_RESOLVED] = "resolved",
	[CASE_REOPENED] = "reopened",
	[CASE_REDIRECTED] = "redirected",
	[CASE_CONFIRMED] = "confirmed",
	[CASE_CLOSED] = "closed",
	[CASE_DECLINED] = "declined",
	[CASE_WITHDRAWN] = "withdrawn",
	[CASE_MERGED] = "merged",
};
static const char *const situations[] = {
	[SITUATION_ACKNOWLEDGED] = "acknowledged",
	[SITUATION_ACKNOWLEDGED_URGENT] = "acknowledged_urgent",
	[SITUATION_ACKNOWLEDGED_QUIET] = "acknowledged_quiet",
	[SITUATION_ACKNOWLEDGED_LATE] = "acknowledged_late",
	[SITUATION_ACKNOWLEDGED_DOUBTFUL] = "acknowledged_doubtful",
	[SITUATION_ASK_PLACE] = "ask_place",
	[SITUATION_ASK_WHICH_PLACE] = "ask_which_place",
	[SITUATION_POINT_ELSEWHERE] = "point_elsewhere",
	[SITUATION_NOTED] = "noted",
	[SITUATION_STATUS] = "status",
	[SITUATION_FORWARDED] = "forwarded",
	[SITUATION_IN_PROGRESS] = "in_progress",
	[SITUATION_NEEDS_INFO] = "needs_info",
	[SITUATION_RESOLVED] = "resolved",
	[SITUATION_REDIRECTED] = "redirected",
	[SITUATION_REOPENED] = "reopened",
	[SITUATION_CONFIRMED] = "confirmed",
	[SITUATION_CLOSED] = "closed",
	[SITUATION_DECLINED] = "declined",
	[SITUATION_WITHDRAWN] = "withdrawn",
	[SITUATION_OPTED_OUT] = "opted_out",
};
static const char *const event_types[] = {"case.opened", "case.updated", "case.closed"};

const char *lang_name(enum lang lang)
{
	return langs[lang];
}

bool lang_from_name(const char *name, enum lang *out)
{
	int i = str_index(name, langs, LANG_COUNT);
	if (i >= 0)
		*out = (enum lang)i;
	return i >= 0;
}

const char *intent_name(enum intent intent)
{
	return intents[intent];
}

const char *verdict_name(enum verdict verdict)
{
	return verdicts[verdict];
}

const char *band_name(enum band band)
{
	return bands[band];
}

const char *case_status_name(enum case_status status)
{
	return statuses[status];
}

bool case_status_from_name(const char *name, enum case_status *out)
{
	int i = str_index(name, statuses, CASE_STATUS_COUNT);
	if (i >= 0)
		*out = (enum case_status)i;
	return i >= 0;
}

const char *situation_name(enum situation situation)
{
	return situations[situation];
}

bool situation_from_name(const char *name, enum situation *out)
{
	int i = str_index(name, situations, SITUATION_COUNT);
	if (i >= 0)
		*out = (enum situation)i;
	return i >= 0;
}

const char *event_type_name(enum event_type type)
{
	return event_types[type];
}

bool event_type_from_name(const char *name, enum event_type *out)
{
	int i = str_index(name, event_types, EVENT_TYPE_COUNT);
	if (i >= 0)
		*out = (enum event_type)i;
	return i >= 0;
}
