/* What commands print: JSON lines, and a reading as lines for people. */
#ifndef APP_SHOW_H
#define APP_SHOW_H

#include "base/buf.h"
#include "model/reading.h"
#include "json/json.h"

/* Gives a reference. What is absent is null. */
json_t *show_reading_json(const struct reading *reading);

/* The labels in one line, then a line for each reason. */
void show_reading_lines(const struct reading *reading, struct buf *out);

/* A text, null for NULL or ""; a time in ISO 8601, null for 0. */
void show_set_text(json_t *object, const char *key, const char *value);
void show_set_time(json_t *object, const char *key, int64_t at);

/* Print as one line on standard output. Takes `value`. */
void show_json_line(json_t *value);

#endif
