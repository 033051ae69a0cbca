/* A reading: what a post was understood to mean, with the words that led to it. A plain value. */
#ifndef MODEL_READING_H
#define MODEL_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/case_id.h"
#include "model/names.h"

enum { LABEL_SIZE = 32 };  /* an id of districts.tsv or categories.tsv, and NUL */
enum { RULE_SIZE = 96 };   /* an id of cues.tsv or a phrase of weights.tsv, and NUL */
enum { COUNTRY_SIZE = 3 }; /* "GB", and NUL */
enum { READING_CANDIDATES_MAX = 6 };
enum { READING_REASONS_MAX = 24 };

/* Why a label was given. */
struct reading_reason {
	char label
		[24]; /* which: "lang", "intent", "district", "matter", "conduct", "urgent", ... */
	char value[LABEL_SIZE]; /* what was concluded: "hi", "complaint", "lucknow", ... */
	char rule[RULE_SIZE]; /* the id in cues.tsv, districts.tsv or categories.tsv, or the phrase
				 in weights.tsv; "" for none */
	int speaks;           /* how much for the label, in hundredths of log-odds; 0 for names */
	bool by_phrase;       /* the rule is a phrase of weights.tsv, and so words of the post */
	char words[64];       /* the words of the post, cut if long; "" where no word led to it */
	uint32_t start;       /* where they stand in the text, in bytes */
	uint32_t end;
};

struct reading {
	enum lang lang;
	enum intent intent;
	enum verdict verdict;
	enum band actionable;
	int score;                 /* 0..100 for "actionable"; the bands are cut from it */
	char district[LABEL_SIZE]; /* "" if none, or if several candidates share the name */
	char zone[LABEL_SIZE],
		range[LABEL_SIZE]; /* of the police, to which it belongs; "" without it */
	char candidates[READING_CANDIDATES_MAX]
		       [LABEL_SIZE]; /* districts that share the place named */
	size_t candidate_count;
	char country[COUNTRY_SIZE]; /* where the author lives, ISO 3166-1 alpha-2; "" if not told */
	char matter[LABEL_SIZE];    /* what happened; "" if nothing fits */
	char conduct[LABEL_SIZE];   /* how the police acted; "" if nothing is said of it */
	char matter_next[LABEL_SIZE]; /* the second best of each, or "" */
	char conduct_next[LABEL_SIZE];
	bool urgent;    /* danger now: life, abduction in progress, a child alone, self-harm */
	bool sensitive; /* the public reply must name neither matter nor place */
	bool elsewhere; /* another department or another state */
	bool consent;   /* "yes", to being told of changes */
	bool takedown;  /* asks us to delete our reply */
	bool withdraw;  /* takes the complaint back */
	char case_id[CASE_ID_SIZE]; /* an id of ours found in the text, or "" */
	struct reading_reason reasons[READING_REASONS_MAX];
	size_t reason_count;
};

#endif
