/* What words say beside naming a place or a matter: who speaks, what is asked, how it is meant.
 * Private to this room. */
#ifndef READING_CUES_H
#define READING_CUES_H

#include "reading/lexicon.h"

enum cue {
	CUE_PERSON,    /* the author, or theirs: "my", "mujhe" */
	CUE_KIN,       /* "father", "बेटी" */
	CUE_REQUEST,   /* asks for help or action */
	CUE_HARM,      /* something bad happens, whatever its kind */
	CUE_POLICE,    /* police, station, FIR */
	CUE_ONGOING,   /* it goes on: "since", "every night", "abhi" */
	CUE_NOW,       /* it happens now */
	CUE_PAST,      /* it is long over */
	CUE_COMPLAINT, /* the word complaint, case, application */
	CUE_FOLLOWUP,
	CUE_STATUS,
	CUE_WHAT_BECAME,
	CUE_THANKS,
	CUE_GREETING,
	CUE_OPTOUT,
	CUE_SPAM,
	CUE_ABUSE,
	CUE_SOLVED,
	CUE_NOT_SOLVED,
	CUE_YES,
	CUE_INFORM, /* "keep me informed" */
	CUE_TAKEDOWN,
	CUE_WITHDRAW,
	CUE_DANGER, /* life is in danger, said so outright */
	CUE_ABDUCTION,
	CUE_WEAPON, /* weapons, fire, blood: danger if it is now */
	CUE_CHILD_ALONE,
	CUE_SELF_HARM,
	CUE_NEWS,      /* told as news, or about politics */
	CUE_QUESTION,  /* asks how something is done */
	CUE_COURT,     /* it lies with a court */
	CUE_STATE,     /* another state or a city in one */
	CUE_UP,        /* Uttar Pradesh */
	CUE_RESIDENCE, /* "I live in" */
	CUE_COUNT,
};

/* Put all cues into the lexicon under this kind, and mark the small words of each language. */
void cues_add(struct lexicon *lexicon, uint16_t kind);

/* The name of a cue, for reasons and the README. */
const char *cue_name(enum cue cue);

#endif
