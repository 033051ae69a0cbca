/* How a reading is shown: as a JSON object and as lines for people. */
#ifndef APP_SHOW_H
#define APP_SHOW_H

#include "base/buf.h"
#include "model/reading.h"
#include "json/json.h"

/* Gives a reference. What is absent is null. */
json_t *show_reading_json(const struct reading *reading);

/* The labels in one line, then a line for each reason. */
void show_reading_lines(const struct reading *reading, struct buf *out);

/* Print as one line on standard output. Takes `value`. */
void show_json_line(json_t *value);

#endif
