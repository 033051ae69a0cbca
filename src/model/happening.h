/*
 * A happening: whatever a case may have to answer to. Five kinds, from five callers, all decided by
 * casework_decide(). What is random is an input: `seed` chooses the variant of a text.
 */
#ifndef MODEL_HAPPENING_H
#define MODEL_HAPPENING_H

#include "model/case.h"
#include "model/delivery.h"
#include "model/post.h"
#include "model/reading.h"

enum happening_kind {
	HAPPENING_MENTION,
	HAPPENING_STATUS,
	HAPPENING_OPERATOR,
	HAPPENING_TIMER,
	HAPPENING_OUTCOME,
};

/* A mention, read. */
struct mention {
	const struct post *post;
	const struct reading *reading;
	const char *handle; /* the handle that was addressed */
};

/* A district's signed word on a case. `status` is one of in_progress, needs_info, resolved,
 * redirected; or received with `hand_to`, which hands the case to another district. */
struct status_update {
	char sender[LABEL_SIZE];
	char case_id[CASE_ID_SIZE];
	enum case_status status;
	char hand_to[LABEL_SIZE]; /* district; "" unless handed over */
	char detail
		[400]; /* needs_info: the question to the citizen; redirected: where to; else "" */
	int64_t sequence; /* the sender's own number, growing per case; 0: it keeps none */
};

enum operator_verb {
	OPERATOR_ACCEPT,   /* doubtful: yes */
	OPERATOR_DECLINE,  /* doubtful or received: no */
	OPERATOR_ASSIGN,   /* to the district `to` */
	OPERATOR_REDIRECT, /* belongs elsewhere: `to` says where */
	OPERATOR_REOPEN,
	OPERATOR_MERGE, /* into the case with the id `to` */
	OPERATOR_NOTE,
	OPERATOR_WIPE, /* the texts of the case */
};

struct operator_action {
	enum operator_verb verb;
	char case_id[CASE_ID_SIZE];
	char operator_name[64];
	char to[80];
	char note[400];
};

struct happening {
	enum happening_kind kind;
	uint64_t seed;
	union {
		struct mention mention;
		struct status_update status;
		struct operator_action operator_action;
		enum timer_kind timer;
		struct {
			const struct delivery *delivery;
			const struct outcome
				*outcome; /* done or give_up; the others decide nothing */
		} delivered;
	};
};

/* How a mention came to belong to the case of the context. */
enum case_link {
	LINK_NONE,
	LINK_ANSWERS_OURS, /* it answers a post of ours about that case */
	LINK_CASE_ID,      /* it carries the id of a case of its author */
	LINK_CONVERSATION, /* its author has an open case in the same thread */
	LINK_AUTHOR, /* its author has one open case, somewhere else: enough to answer "what became of it?" */
	LINK_OTHERS_CASE, /* it carries the id of somebody else's case, or answers our post to somebody else */
};

/* Everything about the past that may matter, loaded in the transaction that saves the plan. */
struct case_context {
	bool has_case;
	struct case_record found; /* valid if has_case */
	enum case_link link;
	char new_case_id[CASE_ID_SIZE]; /* free to be used */
	bool before_start;              /* the post is older than the handle's starting point */
	bool known_post;                /* seen before: an edit, or shown again */
	bool opted_out;                 /* the author asked for no more replies */
	int replies_to_author;          /* written to this author in the last hour */
	bool unsaid; /* a reply of the case that waits for the citizen's word has not left yet; for timers */
	bool merge_target_exists; /* operator's merge: there is an open case with the id `to` */
};

/* What the operator set, as numbers. Built by `app` from the configuration. */
struct policy {
	int64_t acknowledge_max_age_ms; /* an older mention is not acknowledged by itself; default 24 h */
	int64_t late_after_ms; /* an older mention gets the text for late ones; default 1 h */
	int64_t no_answer_ms; /* a question without answer closes the case after this; default 7 days */
	int64_t no_objection_ms; /* a resolved case without objection is closed after this; default 7 days */
	enum follow_ups follow_ups;
	int max_follow_ups;         /* unasked, per case; default 5 */
	int max_replies_per_author; /* per hour; default 10 */
};

#endif
