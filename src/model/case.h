/* A case: one matter of one citizen, with an id that the citizen sees. */
#ifndef MODEL_CASE_H
#define MODEL_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/case_id.h"
#include "model/names.h"
#include "model/reading.h"

enum { ID_SIZE = 32 };     /* a channel's id of a post or person: up to 20 digits at X */
enum { HANDLE_SIZE = 32 }; /* the name of a handle, without @ (15 at X) */

/* The whole of what is known of a case, as its row says. A plain value. */
struct case_record {
	int64_t row; /* key in the store; 0 for a case that is not stored yet */
	char id[CASE_ID_SIZE];
	char handle[HANDLE_SIZE]; /* the handle that was addressed */
	char author_id[ID_SIZE];
	char conversation_id[ID_SIZE];
	char post_id[ID_SIZE];     /* identity of the mention that opened it */
	char reply_to_id[ID_SIZE]; /* the author's newest mention in it: where replies go */
	enum case_status status;
	char owner[LABEL_SIZE]; /* district; "" while unknown */
	bool owner_accepted;    /* the present owner's system has answered 2xx or sent a status */
	char matter[LABEL_SIZE];
	char conduct[LABEL_SIZE];
	char country[COUNTRY_SIZE]; /* where the author writes from; "" if not told */
	enum lang lang;
	bool urgent;
	bool sensitive;
	bool consent;     /* the citizen said yes to being told of changes */
	int64_t sequence; /* number of the last event about it that was written for a district */
	int64_t owner_sequence; /* number of the last status the owner sent */
	int follow_ups;         /* how many were written */
	int64_t opened_at;
	int64_t changed_at; /* last change of status */
};

/* Whether the case has come to an end from which only a reopening leads on (or nothing). */
bool case_status_is_end(enum case_status status);

#endif
