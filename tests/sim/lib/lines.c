/*
 * Writing: a line is encoded in memory and leaves with one write(2). Reading a growing file: bytes
 * are taken as they come and only whole lines are looked at; what follows the last newline waits
 * for its rest.
 */
#include "lib/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "json/json.h"

enum { FILE_CAP = 4 << 20, LINE_CAP = 256 << 10, TAIL_CAP = 4 << 20, READ_SIZE = 64 << 10 };

static enum err_code add_line(const char *path, size_t number, const char *line, size_t length,
	json_t *array, struct err *err)
{
	if (length == 0 || line[0] == '#')
		return ERR_OK;
	json_t *object;
	enum err_code code = json_decode_strict(line, length, &object, err);
	if (code)
		return err_prefix(err, "%s:%zu: ", path, number);
	if (!json_is_object(object)) {
		json_decref(object);
		return err_set(err, ERR_FORMAT, "%s:%zu: not a JSON object", path, number);
	}
	json_array_append_new(array, object);
	return ERR_OK;
}

enum err_code lines_read(const char *path, json_t **out_array, struct err *err)
{
	struct buf file;
	buf_init(&file, FILE_CAP);
	json_t *array = json_array();
	enum err_code code = file_read(path, &file, err);
	size_t number = 1;
	for (char *line = file.bytes; !code && line < file.bytes + file.length; number++) {
		char *end = strchr(line, '\n');
		if (!end)
			end = file.bytes + file.length;
		code = add_line(path, number, line, (size_t)(end - line), array, err);
		line = end + 1;
	}
	buf_release(&file);
	if (code)
		json_decref(array);
	else
		*out_array = array;
	return code;
}

struct line_log {
	int fd;
	const char *who;
};

enum err_code line_log_open(
	const char *path, const char *who, struct line_log **out, struct err *err)
{
	int fd = -1;
	if (path) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
		if (fd < 0)
			return err_set(
				err, ERR_IO, "%s: cannot be written: %s", path, strerror(errno));
	}
	struct line_log *log = mem_new(1, sizeof *log);
	log->fd = fd;
	log->who = who;
	*out = log;
	return ERR_OK;
}

void line_log_close(struct line_log *log)
{
	if (log && log->fd >= 0)
		close(log->fd);
	mem_free(log);
}

void line_log_write(struct line_log *log, const char *act, json_t *fields)
{
	if (log->fd >= 0) {
		json_t *line = json_object();
		json_object_set_new(line, "at", json_integer(clock_wall_ms()));
		json_object_set_new(line, "who", json_string(log->who));
		json_object_set_new(line, "act", json_string(act));
		if (fields)
			json_object_update_missing(line, fields);
		struct buf bytes;
		buf_init(&bytes, LINE_CAP);
		json_encode(line, &bytes);
		buf_add_char(&bytes, '\n');
		ssize_t written = write(log->fd, bytes.bytes, bytes.length);
		(void)written; /* a full disk must not stop the pretence */
		buf_release(&bytes);
		json_decref(line);
	}
	json_decref(fields);
}

struct line_tail {
	char *path;
	int fd;
	struct buf bytes;
	size_t taken; /* bytes before this were handed out */
};

struct line_tail *line_tail_new(const char *path)
{
	struct line_tail *tail = mem_new(1, sizeof *tail);
	tail->path = mem_string(path);
	tail->fd = -1;
	buf_init(&tail->bytes, TAIL_CAP);
	return tail;
}

void line_tail_free(struct line_tail *tail)
{
	if (!tail)
		return;
	if (tail->fd >= 0)
		close(tail->fd);
	buf_release(&tail->bytes);
	mem_free(tail->path);
	mem_free(tail);
}

/* Take what the file has more than before. False if there was nothing. */
static bool tail_fill(struct line_tail *tail)
{
	if (tail->fd < 0)
		tail->fd = open(tail->path, O_RDONLY | O_CLOEXEC);
	if (tail->fd < 0)
		return false;
	if (tail->taken > 0) {
		size_t rest = tail->bytes.length - tail->taken;
		memmove(tail->bytes.bytes, tail->bytes.bytes + tail->taken, rest);
		buf_truncate(&tail->bytes, rest);
		tail->taken = 0;
	}
	char more[READ_SIZE];
	ssize_t count = read(tail->fd, more, sizeof more);
	return count > 0 && buf_add(&tail->bytes, more, (size_t)count) == ERR_OK;
}

/* One whole line, or NULL. */
static const char *tail_line(struct line_tail *tail, size_t *out_length)
{
	for (;;) {
		const char *start = tail->bytes.bytes + tail->taken;
		const char *end = memchr(start, '\n', tail->bytes.length - tail->taken);
		if (end) {
			*out_length = (size_t)(end - start);
			tail->taken += *out_length + 1;
			return start;
		}
		if (!tail_fill(tail))
			return NULL;
	}
}

json_t *line_tail_next(struct line_tail *tail)
{
	size_t length;
	const char *line;
	while ((line = tail_line(tail, &length))) {
		json_t *object;
		if (json_decode_foreign(line, length, &object, NULL))
			continue;
		if (json_is_object(object))
			return object;
		json_decref(object);
	}
	return NULL;
}
