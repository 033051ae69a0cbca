/*
 * JSON Lines: the scripts that the pretenders play, and the logs in which they write down every act
 * so that others can read along.
 */
#ifndef SIM_LIB_LINES_H
#define SIM_LIB_LINES_H

#include <jansson.h>
#include <stddef.h>

#include "base/err.h"

/* Read a file of JSON objects, one a line; empty lines and lines that begin with '#' are passed
 * over. Gives an array. The error names file and line. */
enum err_code lines_read(const char *path, json_t **out_array, struct err *err);

/* A log being written. */
struct line_log;

/* Begin a new log (`path` NULL: write nothing). `who` names the writer in each line. */
enum err_code line_log_open(
	const char *path, const char *who, struct line_log **out, struct err *err);
void line_log_close(struct line_log *log);

/* One line: {"at": now in ms, "who", "act", and the fields}. Takes `fields` (NULL: none). One write
 * each, so that a reader never sees half a line from two writers mixed. */
void line_log_write(struct line_log *log, const char *act, json_t *fields);

/* A log being read while it grows. */
struct line_tail;

/* The file need not exist yet. */
struct line_tail *line_tail_new(const char *path);
void line_tail_free(struct line_tail *tail);

/* The next whole line as an object (a reference), or NULL if there is none yet. Lines that are no
 * JSON objects are passed over. */
json_t *line_tail_next(struct line_tail *tail);

#endif
