#include "model/delivery.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"

static const char *const kinds[] = {"reply", "event", "timer", "deletion"};
static const char *const states[] = {
	[DELIVERY_WAITING] = "waiting",
	[DELIVERY_LEASED] = "leased",
	[DELIVERY_SETTLING] = "settling",
	[DELIVERY_DONE] = "done",
	[DELIVERY_GIVEN_UP] = "given_up",
	[DELIVERY_SUPERSEDED] = "superseded",
};
static const char *const timers[] = {"no_answer", "no_objection"};

void lane_of_handle(const char *handle, char out[LANE_SIZE])
{
	snprintf(out, LANE_SIZE, "handle:%s", handle);
}

void lane_of_endpoint(const char *district, char out[LANE_SIZE])
{
	snprintf(out, LANE_SIZE, "endpoint:%s", district);
}

const char *lane_handle(const char *lane)
{
	static const char begin[] = "handle:";
	return str_starts(lane, begin) ? lane + sizeof begin - 1 : NULL;
}

void delivery_release(struct delivery *delivery)
{
	mem_free(delivery->body);
	*delivery = (struct delivery){0};
}

const char *delivery_kind_name(enum delivery_kind kind)
{
	return kinds[kind];
}

const char *delivery_state_name(enum delivery_state state)
{
	return states[state];
}

bool delivery_state_from_name(const char *name, enum delivery_state *out)
{
	int i = str_index(name, states, DELIVERY_STATE_COUNT);
	if (i >= 0)
		*out = (enum delivery_state)i;
	return i >= 0;
}

const char *timer_kind_name(enum timer_kind kind)
{
	return timers[kind];
}

bool timer_kind_from_name(const char *name, enum timer_kind *out)
{
	int i = str_index(name, timers, sizeof timers / sizeof *timers);
	if (i >= 0)
		*out = (enum timer_kind)i;
	return i >= 0;
}

const char *delivery_about_name(const struct delivery *delivery)
{
	switch (delivery->kind) {
	case DELIVERY_REPLY:
	case DELIVERY_DELETION:
		return situation_name(delivery->about.situation);
	case DELIVERY_EVENT:
		return event_type_name(delivery->about.event);
	case DELIVERY_TIMER:
		return timer_kind_name(delivery->about.timer);
	}
	return "";
}

bool delivery_about_from_name(enum delivery_kind kind, const char *name, union delivery_about *out)
{
	switch (kind) {
	case DELIVERY_REPLY:
	case DELIVERY_DELETION:
		return situation_from_name(name, &out->situation);
	case DELIVERY_EVENT:
		return event_type_from_name(name, &out->event);
	case DELIVERY_TIMER:
		return timer_kind_from_name(name, &out->timer);
	}
	return false;
}
