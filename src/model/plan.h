/* A plan: what shall be done about a happening, as a list of effects. Effects are data; intake
 * carries them out in the transaction that loaded the context. */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include "model/happening.h"

enum { PLAN_EFFECTS_MAX = 16 };

enum effect_kind {
	EFFECT_OPEN_CASE,    /* insert `record` */
	EFFECT_CHANGE_CASE,  /* write `record` over the case of the context */
	EFFECT_NOTE,         /* add a line to the case's log: `note` */
	EFFECT_REPLY,        /* write a reply to the author: `reply` */
	EFFECT_EVENT,        /* tell the owner: `event` */
	EFFECT_TIMER,        /* set a timer, replacing one of the same kind on the case: `timer` */
	EFFECT_STOP_TIMERS,  /* no timer of the case shall ring */
	EFFECT_SUPERSEDE,    /* drop the case's replies that have not been begun */
	EFFECT_OPT_OUT,      /* remember that the author wants no replies; drop those not begun */
	EFFECT_DELETE_REPLY, /* delete our reply that the mention answers */
	EFFECT_WIPE, /* wipe the texts of the case; what its district has not heard is told without */
	EFFECT_ALARM, /* tell the operators at once, and add it to the case's log: `note` */
};

/* What the words of a reply may name. Empty strings are absent to the template. */
struct reply_values {
	char case_id[CASE_ID_SIZE];
	char district[LABEL_SIZE]; /* id; shown by its name in the reply's language */
	enum case_status status;   /* shown in words */
	char detail[400];          /* from the district or operator, cut to fit */
	char candidates[READING_CANDIDATES_MAX][LABEL_SIZE]; /* districts to choose from */
	size_t candidate_count;
};

struct effect {
	enum effect_kind kind;
	union {
		struct case_record record;
		char note[400];
		struct {
			enum situation situation;
			enum lang lang;
			enum priority priority;
			char parent_id[ID_SIZE];
			struct reply_values values;
		} reply;
		struct {
			enum event_type type;
			char to[LABEL_SIZE]; /* district */
			int64_t sequence;
		} event;
		struct {
			enum timer_kind kind;
			int64_t due_at;
		} timer;
	};
};

struct plan {
	struct effect effects[PLAN_EFFECTS_MAX];
	size_t count;
	/* An operator's action or a district's status that the case does not allow: it is noted and
	 * moves nothing. */
	bool refused;
	/* Why, in a word or two, for the log and for people: "opened", "joined", "ignored: repost",
	 * ... */
	char why[80];
};

#endif
