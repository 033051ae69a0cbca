/* What stands behind the door: a store with two cases, intake with the demonstration's rules, and an
 * outbox whose carriers note what they get and answer that it is done. */
#ifndef HOUSE_H
#define HOUSE_H

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "console/order.h"
#include "intake/rules_fixture.h"
#include "scratch_store.h"

#define HOUSE_CASE "NRI-0000-0000"
#define HOUSE_REPLIES "handle:UPPolNRI"
#define HOUSE_EVENTS "endpoint:lucknow"

enum { HOUSE_PATIENCE_MS = 10000 };

struct house {
	struct scratch_store scratch;
	struct rules_fixture fixture;
	struct config config; /* the fixture's, with a door of its own */
	char socket_path[96];
	struct loop *loop;
	struct intake *intake;
	struct outbox *outbox;
	struct deferred answer;
	struct outbound *under_way[16];
	size_t under_way_count;
	char carried[1000]; /* "look acknowledged; send case.opened; " */
	bool ready;
};

static inline void house_answer(struct deferred *deferred)
{
	struct house *house = container_of(deferred, struct house, answer);
	while (house->under_way_count) {
		struct outbound *outbound = house->under_way[--house->under_way_count];
		struct outcome done = {.kind = OUTCOME_DONE};
		if (outbound->delivery.kind != DELIVERY_DELETION)
			str_copy(done.remote_id, sizeof done.remote_id, "9001");
		outbox_finish(house->outbox, outbound, &done);
	}
}

static inline void house_carry(struct house *house, const char *how, struct outbound *outbound)
{
	size_t used = strlen(house->carried);
	snprintf(house->carried + used, sizeof house->carried - used, "%s %s; ", how,
		delivery_about_name(&outbound->delivery));
	house->under_way[house->under_way_count++] = outbound;
	loop_defer(house->loop, &house->answer);
}

static inline void house_send(void *arg, struct outbound *outbound)
{
	house_carry(arg, "send", outbound);
}

static inline void house_look(void *arg, struct outbound *outbound)
{
	house_carry(arg, "look", outbound);
}

/* --- waiting --- */

struct house_wait {
	struct house *house;
	bool (*is_so)(struct house *);
	struct loop_timer *timer;
	int rings;
};

static inline void house_ring(void *arg)
{
	struct house_wait *wait = arg;
	if (wait->is_so(wait->house) || ++wait->rings > HOUSE_PATIENCE_MS)
		loop_stop(wait->house->loop);
	else
		loop_timer_start(wait->timer, 1);
}

/* Run the loop until it is so; fails the test when it does not come. */
static inline void house_until(struct house *house, bool (*is_so)(struct house *))
{
	struct house_wait wait = {.house = house, .is_so = is_so};
	wait.timer = loop_timer_new(house->loop, house_ring, &wait);
	loop_timer_start(wait.timer, 0);
	loop_run(house->loop);
	loop_timer_free(wait.timer);
	assert_true(wait.rings <= HOUSE_PATIENCE_MS);
}

static inline bool house_is_ready(struct house *house)
{
	return house->ready && outbox_is_idle(house->outbox) && !intake_open(house->intake) &&
	       !store_open_ops(house->scratch.store);
}

/* --- opening and closing --- */

static inline void house_started(void *arg, enum err_code code, const struct err *err)
{
	struct house *house = arg;
	if (code != ERR_OK)
		fail_msg("%s", err->text);
	house->ready = true;
}

static inline enum err_code house_fill(struct store_tx *tx, void *arg, struct err *err)
{
	(void)arg;
	struct case_record record = scratch_case(HOUSE_CASE);
	return store_case_insert(tx, &record, err);
}

static inline void house_open(struct house *house)
{
	*house = (struct house){.answer.call = house_answer};
	log_setup(LOG_ERROR, true);
	rules_fixture_open(&house->fixture);
	house->loop = loop_new();
	scratch_open(&house->scratch, house->loop);
	snprintf(house->socket_path, sizeof house->socket_path, "%s/door", house->scratch.folder);
	house->config = *house->fixture.config;
	house->config.socket_path = house->socket_path;
	house->fixture.rules.config = &house->config;
	house->intake = intake_new(house->scratch.store, &house->fixture.rules);
	const struct outbox_follow follow = intake_follow(house->intake);
	house->outbox = outbox_new(house->loop, house->scratch.store, &follow);
	intake_set_outbox(house->intake, house->outbox);
	const struct carrier replies = {.send = house_send, .look = house_look, .arg = house};
	const struct carrier events = {.send = house_send, .arg = house};
	outbox_add_lane(house->outbox, HOUSE_REPLIES, &replies, 1);
	outbox_add_lane(house->outbox, HOUSE_EVENTS, &events, 4);
	scratch_run(&house->scratch, house_fill, NULL);
	outbox_start(house->outbox, house_started, house);
	house_until(house, house_is_ready);
}

static inline void house_drained(void *arg)
{
	loop_stop(((struct house *)arg)->loop);
}

static inline void house_close(struct house *house)
{
	outbox_drain(house->outbox, house_drained, house);
	loop_run(house->loop);
	outbox_free(house->outbox);
	intake_free(house->intake);
	store_close(house->scratch.store);
	loop_free(house->loop);
	unlink(house->socket_path);
	scratch_remove(&house->scratch);
	rules_fixture_close(&house->fixture);
}

/* --- what is in the store --- */

/* A delivery that was tried once and given up. */
struct house_given_up {
	enum delivery_kind kind;
	const char *lane;
	int64_t row;
};

static inline enum err_code house_give_up_work(struct store_tx *tx, void *arg, struct err *err)
{
	struct house_given_up *what = arg;
	struct case_record record;
	struct delivery got;
	size_t count;
	int64_t next;
	const struct store_result result = {.state = DELIVERY_GIVEN_UP, .reason = "403"};
	assert_int_equal(store_case_by_id(tx, HOUSE_CASE, &record, err), ERR_OK);
	struct delivery delivery = {.kind = what->kind,
		.case_row = record.row,
		.body = what->kind == DELIVERY_TIMER ? NULL : (char[]){"text"},
		.due_at = 10,
		.created_at = 10};
	str_copy(delivery.lane, sizeof delivery.lane, what->lane);
	str_copy(delivery.webhook_id, sizeof delivery.webhook_id,
		what->kind == DELIVERY_EVENT ? "msg_1" : "");
	str_copy(delivery.parent_id, sizeof delivery.parent_id,
		what->kind == DELIVERY_REPLY ? "100" : "");
	assert_int_equal(store_delivery_insert(tx, &delivery, "11", err), ERR_OK);
	assert_int_equal(
		store_claim(tx, what->lane, PRIORITY_FOLLOW_UP, 1, 20, 1, &got, &count, &next, err),
		ERR_OK);
	assert_int_equal(count, 1);
	what->row = delivery.row;
	enum err_code code = store_finish(tx, &got, &result, 30, err);
	delivery_release(&got);
	return code;
}

static inline int64_t house_give_up(struct house *house, enum delivery_kind kind, const char *lane)
{
	struct house_given_up what = {.kind = kind, .lane = lane};
	scratch_run(&house->scratch, house_give_up_work, &what);
	return what.row;
}

/* The case's story, a line each: "who: text". */
struct house_story {
	char text[4000];
};

static inline void house_take_line(void *arg, const struct store_story_line *line)
{
	struct house_story *story = arg;
	size_t used = strlen(story->text);
	snprintf(story->text + used, sizeof story->text - used, "%s: %s\n", line->who, line->text);
}

static inline enum err_code house_story_work(struct store_tx *tx, void *arg, struct err *err)
{
	struct house_story *story = arg;
	struct case_record record;
	story->text[0] = '\0';
	enum err_code code = store_case_by_id(tx, HOUSE_CASE, &record, err);
	return code == ERR_OK ? store_case_story(tx, record.row, house_take_line, story, err)
			      : code;
}

static inline bool house_story_has(struct house *house, const char *words)
{
	struct house_story story;
	scratch_run(&house->scratch, house_story_work, &story);
	return strstr(story.text, words) != NULL;
}

#endif
