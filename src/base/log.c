#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"

enum { LOG_LINE_CAP = 8192 };

static enum log_level log_least = LOG_INFO;
static enum { LOG_UNDECIDED, LOG_AS_TEXT, LOG_AS_JSON } log_format = LOG_UNDECIDED;

static const char *const level_names[] = {"debug", "info", "warn", "error"};

void log_setup(enum log_level least, bool json)
{
	log_least = least;
	log_format = json ? LOG_AS_JSON : LOG_AS_TEXT;
}

static void add_json_string(struct buf *line, const char *text)
{
	buf_add_char(line, '"');
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		if (c == '"' || c == '\\')
			buf_add_format(line, "\\%c", c);
		else if (c < 0x20)
			buf_add_format(line, "\\u%04x", c);
		else
			buf_add_char(line, (char)c);
	}
	buf_add_char(line, '"');
}

/* Text on a terminal must not carry control characters that came from outside. */
static void add_plain(struct buf *line, const char *text)
{
	for (const char *p = text; *p; p++)
		buf_add_char(line, (unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p);
}

static void write_json(struct buf *line, enum log_level level, const char *area, const char *said,
	const struct log_field *fields, size_t count)
{
	char iso[CLOCK_ISO_SIZE];
	buf_add_format(line, "{\"time\":\"%s\",\"level\":\"%s\",\"area\":\"%s\",\"message\":",
		clock_iso(clock_wall_ms(), iso), level_names[level], area);
	add_json_string(line, said);
	for (size_t i = 0; i < count; i++) {
		buf_add_format(line, ",\"%s\":", fields[i].name);
		add_json_string(line, fields[i].value ? fields[i].value : "");
	}
	buf_add_string(line, "}\n");
}

static void write_text(struct buf *line, enum log_level level, const char *area, const char *said,
	const struct log_field *fields, size_t count)
{
	char iso[CLOCK_ISO_SIZE];
	clock_iso(clock_wall_ms(), iso);
	buf_add_format(line, "%.8s %-5s %-8s ", iso + 11, level_names[level], area);
	add_plain(line, said);
	for (size_t i = 0; i < count; i++) {
		if (!fields[i].value || !*fields[i].value)
			continue;
		buf_add_format(line, "  %s=", fields[i].name);
		add_plain(line, fields[i].value);
	}
	buf_add_char(line, '\n');
}

static void log_write(enum log_level level, const char *area, const struct log_field *fields,
	size_t count, const char *said)
{
	struct buf line;
	buf_init(&line, LOG_LINE_CAP);
	bool json = log_format == LOG_AS_JSON ||
		    (log_format == LOG_UNDECIDED && !isatty(STDERR_FILENO));
	(json ? write_json : write_text)(&line, level, area, said, fields, count);
	/* One write, so that lines of several threads and processes do not mix. A log that cannot
	 * be written must not stop the program. */
	ssize_t written = write(STDERR_FILENO, line.bytes, line.length);
	(void)written;
	buf_release(&line);
}

void log_line(enum log_level level, const char *area, const char *format, ...)
{
	if (level < log_least)
		return;
	char said[2048];
	va_list args;
	va_start(args, format);
	vsnprintf(said, sizeof said, format, args);
	va_end(args);
	log_write(level, area, NULL, 0, said);
}

void log_fields(enum log_level level, const char *area, const struct log_field *fields,
	size_t count, const char *format, ...)
{
	if (level < log_least)
		return;
	char said[2048];
	va_list args;
	va_start(args, format);
	vsnprintf(said, sizeof said, format, args);
	va_end(args);
	log_write(level, area, fields, count, said);
}
