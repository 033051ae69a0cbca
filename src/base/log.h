/*
 * The program's log, on standard error: text for people on a terminal, one JSON object a line
 * otherwise. Four severities with a promise: in normal operation there is no warning and no error.
 *
 *   debug  what a developer wants to see
 *   info   a step of the work that an operator may want to follow
 *   warn   something failed and is being dealt with (a retry, a fallback)
 *   error  somebody must act; the sentence says on what and how
 *
 * No text of a post, no key, no token and no personal data goes into a log line.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* A named value beside the sentence, for programs that read the log. */
struct log_field {
	const char *name;
	const char *value;
};

/* Set what is shown, and whether as JSON. Before the first call: info and above, JSON unless
 * standard error is a terminal. Call it before threads start. */
void log_setup(enum log_level least, bool json);

/* One line; `area` is the room that speaks. Callable from every thread. */
__attribute__((format(printf, 3, 4))) void log_line(
	enum log_level level, const char *area, const char *format, ...);

/* The same with fields. */
__attribute__((format(printf, 5, 6))) void log_fields(enum log_level level, const char *area,
	const struct log_field *fields, size_t count, const char *format, ...);

#endif
