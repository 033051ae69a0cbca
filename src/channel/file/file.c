/*
 * Rehearsal. Lines are read a few hundred at a time, so that the loop has its turns, and no more
 * than OPEN_MAX posts are at intake at once. When the last line is taken we wait until nothing is
 * open at intake and the outbox is idle, which we look at now and then, and say that we are
 * finished.
 *
 * A line that is no post is logged with its number and passed over. A post that the store does not
 * take ends the reading: the rest would fare the same.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/panic.h"
#include "base/str.h"
#include "channel/file.h"
#include "channel/file/lines.h"
#include "channel/x/wire.h"
#include "json/json.h"

enum { OPEN_MAX = 1000, LINES_PER_TURN = 100, IDLE_EVERY_MS = 2, OUT_CAP = 1024 * 1024 };

/* Ids of our own making begin here: those of X have 19 digits and begin with 1 or 2. */
static const uint64_t FIRST_ID = 9000000000000000000u;

struct channel_file {
	struct channel_parts parts;
	struct channel_file_options options;
	struct lines lines;
	struct deferred turn;
	struct loop_timer *idle;
	uint64_t next_id;
	size_t open;      /* posts at intake */
	size_t under_way; /* outbounds whose outcome is not yet said */
	size_t posts, bad_lines;
	bool read_all;
	bool finished;
	enum err_code code;
	struct err err;
};

static void make_id(struct channel_file *file, char **place)
{
	char id[ID_SIZE];
	snprintf(id, sizeof id, "%" PRIu64, file->next_id++);
	mem_replace(place, id);
}

static void stop_reading(struct channel_file *file, const struct err *err)
{
	file->read_all = true;
	if (file->code != ERR_OK)
		return;
	file->code = err->code;
	file->err = *err;
}

/* --- posts --- */

struct taking {
	struct channel_file *file;
	struct intake_post post;
};

static void on_taken(struct intake_post *post, enum err_code code, const struct err *err)
{
	struct taking *taking = container_of(post, struct taking, post);
	struct channel_file *file = taking->file;
	if (code == ERR_OK)
		file->posts++;
	else
		stop_reading(file, err);
	post_release(&post->post);
	mem_free(taking);
	file->open--;
	if (file->read_all ? file->open == 0 : file->open < OPEN_MAX / 2)
		loop_defer(file->parts.loop, &file->turn);
}

/* What {"text": ...} alone leaves open. */
static void complete(struct channel_file *file, struct post *post)
{
	if (!post->id)
		make_id(file, &post->id);
	if (!post->identity)
		mem_replace(&post->identity, post->id);
	if (!post->author_id)
		make_id(file, &post->author_id);
	if (post->created_at == 0)
		post->created_at = clock_wall_ms();
}

static void take_line(struct channel_file *file)
{
	const struct buf *line = &file->lines.line;
	if (line->bytes[strspn(line->bytes, " \t\r")] == '\0' && !file->lines.too_long)
		return;
	struct post post;
	struct err err;
	const char *user_id = file->options.user_id ? file->options.user_id : "";
	enum err_code code = file->lines.too_long
				     ? err_set(&err, ERR_LIMIT, "longer than the %d bytes allowed",
					       LINES_LINE_CAP)
				     : x_post_decode(line->bytes, line->length, user_id,
					       file->options.handle, &post, &err);
	if (code != ERR_OK) {
		file->bad_lines++;
		log_line(LOG_WARN, "replay", "%s line %zu was passed over: %s", file->options.name,
			file->lines.number, err.text);
		return;
	}
	complete(file, &post);
	struct taking *taking = mem_new(1, sizeof *taking);
	taking->file = file;
	taking->post.handle = file->options.handle;
	taking->post.post = post;
	taking->post.now_ms = post.created_at;
	taking->post.done = on_taken;
	file->open++;
	intake_post_submit(file->parts.intake, &taking->post);
}

static void on_idle(void *arg);

static void on_turn(struct deferred *deferred)
{
	struct channel_file *file = container_of(deferred, struct channel_file, turn);
	for (int i = 0; i < LINES_PER_TURN && !file->read_all && file->open < OPEN_MAX; i++) {
		if (lines_next(&file->lines))
			take_line(file);
		else
			file->read_all = true;
	}
	if (file->read_all && file->open == 0)
		on_idle(file);
	else if (!file->read_all && file->open < OPEN_MAX)
		loop_defer(file->parts.loop, &file->turn);
}

/* --- the end --- */

static void check_streams(struct channel_file *file)
{
	struct err err;
	if (ferror(file->options.in)) {
		err_set(&err, ERR_IO, "%s cannot be read to its end", file->options.name);
		stop_reading(file, &err);
	}
	if (file->options.out && (fflush(file->options.out) != 0 || ferror(file->options.out))) {
		err_set(&err, ERR_IO, "the replies and events cannot be written: %s",
			strerror(errno));
		stop_reading(file, &err);
	}
}

static void on_idle(void *arg)
{
	struct channel_file *file = arg;
	if (file->finished)
		return;
	if (file->under_way > 0 || intake_open(file->parts.intake) > 0 ||
		!outbox_is_idle(file->parts.outbox)) {
		loop_timer_start(file->idle, IDLE_EVERY_MS);
		return;
	}
	file->finished = true;
	check_streams(file);
	file->options.finished(
		file->options.arg, file->posts, file->bad_lines, file->code, &file->err);
}

void channel_file_start(struct channel_file *file)
{
	loop_defer(file->parts.loop, &file->turn);
}

size_t channel_file_posts(const struct channel_file *file)
{
	return file->posts;
}

/* --- the carrier --- */

/* An outcome to be said in the next turn. */
struct answer {
	struct deferred deferred;
	struct channel_file *file;
	struct outbound *outbound;
	struct outcome outcome;
};

static void on_answer(struct deferred *deferred)
{
	struct answer *answer = container_of(deferred, struct answer, deferred);
	answer->file->under_way--;
	outbox_finish(answer->file->parts.outbox, answer->outbound, &answer->outcome);
	mem_free(answer);
}

static void answer_later(
	struct channel_file *file, struct outbound *outbound, enum outcome_kind kind)
{
	struct answer *answer = mem_new(1, sizeof *answer);
	answer->deferred.call = on_answer;
	answer->file = file;
	answer->outbound = outbound;
	answer->outcome.kind = kind;
	if (kind == OUTCOME_DONE && outbound->delivery.kind == DELIVERY_REPLY)
		snprintf(answer->outcome.remote_id, sizeof answer->outcome.remote_id, "%" PRIu64,
			file->next_id++);
	file->under_way++;
	loop_defer(file->parts.loop, &answer->deferred);
}

static void set_body(json_t *line, const char *body)
{
	json_t *value;
	if (json_decode_strict(body, strlen(body), &value, NULL) == ERR_OK)
		json_object_set_new(line, "body", value);
	else
		json_set_string(line, "body", body);
}

static json_t *line_of(const struct delivery *delivery)
{
	json_t *line = json_object();
	bool reply = delivery->kind == DELIVERY_REPLY,
	     deletion = delivery->kind == DELIVERY_DELETION;
	json_set_string(line, "kind", delivery_kind_name(delivery->kind));
	json_set_string(line, "case", delivery->case_id);
	json_set_string(
		line, reply || deletion ? "situation" : "event", delivery_about_name(delivery));
	json_set_string(line, "lane", delivery->lane);
	if (reply) {
		json_set_string(line, "to", delivery->parent_id);
		json_set_string(line, "text", delivery->body);
	} else if (deletion) {
		json_set_string(line, "post", delivery->parent_id);
	} else {
		set_body(line, delivery->body ? delivery->body : "");
	}
	return line;
}

static void carrier_send(void *arg, struct outbound *outbound)
{
	struct channel_file *file = arg;
	if (file->options.out) {
		json_auto_t *line = line_of(&outbound->delivery);
		struct buf bytes;
		buf_init(&bytes, OUT_CAP);
		if (json_encode(line, &bytes) != ERR_OK || buf_add_char(&bytes, '\n') != ERR_OK)
			panic("a reply or event of more than %d bytes", OUT_CAP);
		/* A failure stays with the stream and is told at the end. */
		fwrite(bytes.bytes, 1, bytes.length, file->options.out);
		buf_release(&bytes);
	}
	answer_later(file, outbound, OUTCOME_DONE);
}

/* Only a store that is kept from an earlier rehearsal can ask. */
static void carrier_look(void *arg, struct outbound *outbound)
{
	answer_later(arg, outbound, OUTCOME_MISSING);
}

struct carrier channel_file_carrier(struct channel_file *file)
{
	return (struct carrier){.send = carrier_send, .look = carrier_look, .arg = file};
}

/* --- begin and end --- */

struct channel_file *channel_file_new(
	const struct channel_parts *parts, const struct channel_file_options *options)
{
	struct channel_file *file = mem_new(1, sizeof *file);
	file->parts = *parts;
	file->options = *options;
	/* Ids made in another run on the same store must not be met again. */
	file->next_id = FIRST_ID + (uint64_t)clock_wall_ms() * 1000;
	file->turn.call = on_turn;
	file->idle = loop_timer_new(parts->loop, on_idle, file);
	lines_init(&file->lines, options->in);
	return file;
}

void channel_file_free(struct channel_file *file)
{
	if (!file)
		return;
	if (file->open > 0 || file->under_way > 0)
		panic("channel_file_free: %zu posts and %zu deliveries are under way", file->open,
			file->under_way);
	loop_undefer(&file->turn);
	loop_timer_free(file->idle);
	lines_release(&file->lines);
	mem_free(file);
}
