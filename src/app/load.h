/* The rules as one bundle: configuration, word lists, templates. */
#ifndef APP_LOAD_H
#define APP_LOAD_H

#include "config/config.h"
#include "intake/intake.h"
#include "reading/reading.h"
#include "reply/reply.h"

struct loaded {
	struct config *config;
	struct reader *reader;
	struct reply_book *replies; /* NULL unless asked for */
	struct rules rules;
};

/* Find and load; `given` is the value of --config or NULL. Every mistake is printed on standard
 * error. False if there was one; then nothing is left to release. */
bool loaded_open(const char *given, bool with_replies, struct loaded *out);
void loaded_release(struct loaded *loaded);

/* Print mistakes on standard error, one a line. */
void print_mistakes(const struct config_mistakes *mistakes);

#endif
