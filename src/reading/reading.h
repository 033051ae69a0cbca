/* Understanding a post: language, intent, place, matter, conduct, urgency and whether it is
 * actionable, with the words that led to each. All words come from the configuration. */
#ifndef READING_READING_H
#define READING_READING_H

#include "base/err.h"
#include "config/config.h"
#include "model/reading.h"

struct reader;

/* Compile the lists. Keeps `config`. ERR_CONFIG if one folded name belongs to two districts. */
enum err_code reader_new(const struct config *config, struct reader **out, struct err *err);
void reader_free(struct reader *reader);

/* Read a text of `length` bytes, valid UTF-8 or not. `reader` is not changed: callable from every
 * thread. Cost is linear in `length`. */
void reader_read(const struct reader *reader, const char *text, size_t length, struct reading *out);

#endif
