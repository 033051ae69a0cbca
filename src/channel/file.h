/*
 * The channel of rehearsal: mentions from JSON Lines (X's post objects, or {"text": ...}), replies
 * and events to JSON Lines. Nothing is sent anywhere: whatever would be is written to a file and
 * counts as delivered.
 */
#ifndef CHANNEL_FILE_H
#define CHANNEL_FILE_H

#include <stdio.h>

#include "channel/channel.h"

struct channel_file;

struct channel_file_options {
	FILE *in;         /* kept until free */
	const char *name; /* of the input, for errors */
	FILE *out;        /* NULL: write nothing */
	const char *handle;
	const char *user_id; /* of the handle, to know its own posts; NULL: not known */
	/* Called once: everything was read and taken, and nothing is left to send. `bad_lines`
	 * could not be read; each was logged. */
	void (*finished)(
		void *arg, size_t posts, size_t bad_lines, enum err_code, const struct err *);
	void *arg;
};

struct channel_file *channel_file_new(
	const struct channel_parts *parts, const struct channel_file_options *options);

/* The carrier for every lane of a replay. Usable before the start. */
struct carrier channel_file_carrier(struct channel_file *file);

void channel_file_start(struct channel_file *file);

/* How many posts have been taken so far. */
size_t channel_file_posts(const struct channel_file *file);

/* After `finished`, when nothing is on its way. */
void channel_file_free(struct channel_file *file);

#endif
