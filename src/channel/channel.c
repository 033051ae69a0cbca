#include "channel/channel.h"

static void pass_send(void *arg, struct outbound *outbound)
{
	struct channel *channel = arg;
	if (outbound->delivery.kind == DELIVERY_DELETION)
		channel->kind->remove(channel, outbound);
	else
		channel->kind->send(channel, outbound);
}

static void pass_look(void *arg, struct outbound *outbound)
{
	struct channel *channel = arg;
	channel->kind->look(channel, outbound);
}

static struct allowance pass_allows(void *arg, int64_t now_ms)
{
	struct channel *channel = arg;
	return channel->kind->allows(channel, now_ms);
}

void channel_add_lane(struct channel *channel, struct outbox *outbox)
{
	char lane[LANE_SIZE];
	lane_of_handle(channel->handle, lane);
	channel->carrier = (struct carrier){.send = pass_send,
		.look = pass_look,
		.allows = channel->kind->allows ? pass_allows : NULL,
		.arg = channel};
	outbox_add_lane(outbox, lane, &channel->carrier, 1);
}
