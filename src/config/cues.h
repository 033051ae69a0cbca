/*
 * What the reading looks for beside places: the rules of cues.tsv. Their meaning is in src/reading;
 * here is what may be written.
 */
#ifndef CONFIG_CUES_H
#define CONFIG_CUES_H

#include "config/config.h"
#include "config/pool.h"

/* What a rule speaks for. Up to CUE_COUNT: something said in a post, counted. */
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
	CUE_ABROAD,    /* another country or a city in one */
	CUE_FORCE,     /* another state's or country's police */
	CUE_JOKE,      /* laughs, or speaks of films, food, matches */
	CUE_WISH,      /* festival wishes, home-sickness: nothing is asked */
	CUE_BUT,       /* takes back what was said before: "but", "lekin" */
	CUE_DOUBT,     /* something is wrong, and it is not said what */
	CUE_COUNT,
};

/* Kinds of rules that count nothing: they mark single words, or are there for others' `needs`. */
enum rule_kind {
	RULE_FILLER = CUE_COUNT, /* may stand between the words of a phrase */
	RULE_ENGLISH,            /* small words by which the language is told */
	RULE_HINGLISH,
	RULE_NEGATION,
	RULE_PLACE_SIGN,  /* says that a place is named beside it */
	RULE_TRAP,        /* a place, and an everyday word */
	RULE_TRAP_STRICT, /* the more so: even in "basti me" */
	RULE_IN,          /* "in", in front of a place */
	RULE_ME,          /* "mein", behind a place */
	RULE_WEAK,        /* counts little when it stands alone */
	RULE_MASK,        /* what stands within it is not looked at */
	RULE_IDEA,        /* idea:NAME */
	RULE_CATEGORY,    /* the id of a category, with a weight */
	RULE_KINDS,
};

/* The name of a cue, for reasons and for cues.tsv. */
const char *cue_name(enum cue cue);

/* The cue of that name, or -1. */
int cue_from_name(const char *name);

/* Read cues.tsv; after the categories. Adds a line to `mistakes` for all that is wrong. */
void cues_load(
	const char *path, struct pool *pool, struct config *out, struct config_mistakes *mistakes);

#endif
