/*
 * What happened so far, as the logs tell it: the facts of the pretenders, and which matter (thread)
 * each belongs to. The daemon's own log serves only to show what was understood; nothing is judged
 * by it.
 */
#ifndef SIM_SHOW_STORY_H
#define SIM_SHOW_STORY_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct story {
	/* arrays of facts in the order of their coming */
	json_t *mentions;
	json_t *replies;
	json_t *rejects;
	json_t *events;
	json_t *statuses;
	json_t *mistakes; /* script lines that could not be played */
	json_t *threads;  /* object: case id -> thread */
	json_t *posts;    /* object: post id -> thread */
	bool script_done;
	int64_t first_mention_at, first_reply_at; /* 0: not yet */
};

void story_init(struct story *story);
void story_release(struct story *story);

/* Take in a line of a pretender's log. */
void story_take(struct story *story, json_t *line);

/* Take in a line of the daemon's log: which case a post belongs to, so that events can be shown
 * with their thread. */
void story_take_daemon(struct story *story, const json_t *line);

/* The thread that a line belongs to, or NULL if it belongs to none that is known (yet). */
const char *story_thread(const struct story *story, const json_t *line);

/* The case id that our replies in this thread name first, or NULL. Only from what X received. */
const char *story_case(const struct story *story, const char *thread);

#endif
