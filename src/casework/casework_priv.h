/*
 * What the files of this room share: the draft of a plan.
 *
 * Deciding works on a copy of the case's record and leaves wishes in the draft: move the case, ask
 * for a reply, tell the owner. draft_finish() turns the draft into effects, always in the same
 * order, and adds what follows from the move itself (timers stop, an owner learns of the end), so
 * that no decision can forget it.
 */
#ifndef CASEWORK_PRIV_H
#define CASEWORK_PRIV_H

#include "casework/casework.h"

enum { DRAFT_NOTES_MAX = 4, DRAFT_EVENTS_MAX = 2, NOTE_SIZE = 400 };

struct draft {
	const struct policy *policy;
	const struct case_context *context;
	int64_t now_ms;
	struct plan *plan;

	struct case_record record; /* as it shall be */
	bool opens;                /* record is a new case */
	bool joined;  /* record is the case of the context, which belongs to the matter */
	bool changed; /* record differs from the context's */
	bool silent;  /* the mention is too old to be answered by itself */

	bool opts_out;
	bool deletes_reply;
	bool wipes;
	bool supersedes;
	bool stops_timers;

	bool has_timer;
	enum timer_kind timer;
	int64_t timer_due_at;

	bool has_reply;
	enum situation situation;
	enum priority priority;
	enum lang lang;
	char parent_id[ID_SIZE];
	const char *detail;               /* borrowed; NULL for none */
	const struct reading *candidates; /* borrowed; NULL for none */

	struct {
		enum event_type type;
		char to[LABEL_SIZE];
		int64_t sequence;
	} events[DRAFT_EVENTS_MAX];
	size_t event_count;

	char notes[DRAFT_NOTES_MAX][NOTE_SIZE];
	size_t note_count;

	bool alarms;
	char alarm[NOTE_SIZE];
};

/* ---- draft.c ---- */

void draft_begin(struct draft *draft, const struct policy *policy,
	const struct case_context *context, int64_t now_ms, struct plan *plan);

/* Work on the case of the context; false if there is none. */
bool draft_take_case(struct draft *draft);

/* The same for a mention that belongs to it: replies go below it and speak its language. */
void draft_take_mention(struct draft *draft, const struct mention *mention);

/* Turn the draft into the plan's effects. */
void draft_finish(struct draft *draft);

/* Why, for the plan. The last call wins. */
__attribute__((format(printf, 2, 3))) void draft_why(struct draft *draft, const char *format, ...);

/* The same, for what the case does not allow; it is noted on the case too, if there is one. */
__attribute__((format(printf, 2, 3))) void draft_refuse(
	struct draft *draft, const char *format, ...);

/* A line for the case's log. What is beyond DRAFT_NOTES_MAX is left out. */
__attribute__((format(printf, 2, 3))) void draft_note(struct draft *draft, const char *format, ...);

/* Tell the operators at once. It stands in the case's log like a note. */
__attribute__((format(printf, 2, 3))) void draft_alarm(
	struct draft *draft, const char *format, ...);

/* Take a step of the life cycle; false if the case does not allow it, and nothing is changed. */
bool draft_move(struct draft *draft, enum casework_step step);

/* Set the case's timer. */
void draft_timer(struct draft *draft, enum timer_kind kind);

/* Make `district` the owner, who knows of nothing yet. Does not move the case. */
void draft_set_owner(struct draft *draft, const char *district);

/* Tell the owner: opened if that is the first it hears, else updated. Nothing without an owner or
 * while the case is doubtful. */
void draft_tell_owner(struct draft *draft);

/* Tell a former owner that the case is no longer its own. */
void draft_tell_closed(struct draft *draft, const char *district);

/* Whether the author may be written to now. */
bool draft_can_reply(const struct draft *draft);

/* Write to the author, below the mention that is decided on, else below the author's newest one in
 * the case. A draft has one reply: the last call wins. Nothing if the author may not be written to.
 */
void draft_reply(struct draft *draft, enum situation situation, enum priority priority);

/* The same for a change of status nobody asked about: only as the policy of follow-ups allows. */
void draft_follow_up(struct draft *draft, enum situation situation);

/* Drop replies that wait, if there is one now in their place. An urgent case's are kept: the first
 * one names 112. */
void draft_replace_waiting(struct draft *draft);

/* Ask the citizen which district it is about, and wait for the answer. `reading` may name
 * candidates (NULL: none). False if the author may not be written to or the case does not allow it;
 * nothing is asked then. */
bool draft_ask_place(struct draft *draft, const struct reading *reading, enum priority priority);

/* ---- one file for each kind of happening ---- */

void decide_mention(struct draft *draft, const struct mention *mention);
void decide_status(struct draft *draft, const struct status_update *update);
void decide_operator(struct draft *draft, const struct operator_action *action);
void decide_timer(struct draft *draft, enum timer_kind kind);
void decide_outcome(
	struct draft *draft, const struct delivery *delivery, const struct outcome *outcome);

/* join.c: a mention that belongs to the author's case of the context. False if it is a matter of
 * its own after all. */
bool decide_join(struct draft *draft, const struct mention *mention);

/* mention.c: copy an id that may be absent. */
void copy_id(char out[ID_SIZE], const char *id);

/* lifecycle.c: visit the rows of the table, for the drawing. */
struct lifecycle_row {
	enum case_status from;
	enum casework_step step;
	enum {
		GUARD_NONE,
		GUARD_ACCEPTED,
		GUARD_NOT_ACCEPTED
	} guard; /* of the owner's acceptance */
	enum case_status to;
};
const struct lifecycle_row *lifecycle_rows(size_t *out_count);

#endif
