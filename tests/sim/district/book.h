/*
 * What the districts have received: which messages, which cases, in which order. Checks that are a
 * matter of receiving (recipient, order, repetition) are made here, without network or clock.
 */
#ifndef SIM_DISTRICT_BOOK_H
#define SIM_DISTRICT_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "district/keys.h"

enum { CASE_TEXT_SIZE = 24, MESSAGE_ID_SIZE = 80 };

/* A message, by its webhook-id. */
struct book_message {
	char id[MESSAGE_ID_SIZE];
	int64_t attempts; /* how often it came */
	bool accepted;    /* one of them was answered 2xx, as far as we can tell */
};

/* A case at one district. */
struct book_case {
	char district[DISTRICT_ID_SIZE];
	char id[CASE_TEXT_SIZE];
	int64_t sequence;     /* of the last event accepted */
	int64_t own_sequence; /* of the last status sent */
	char *text;           /* of the complaint, as told */
	void *clerk;          /* who works on it */
};

struct book {
	struct book_message *messages;
	size_t message_count;
	struct book_case **cases;
	size_t case_count;
};

void book_release(struct book *book);

/* Note that a message came; gives its entry, valid until the next call. */
struct book_message *book_message(struct book *book, const char *id);

/* The case at this district, made if it is new. Stays where it is. */
struct book_case *book_case(struct book *book, const char *district, const char *id);

/* Whether an event with this number may follow; then it becomes the last one. */
bool book_take_sequence(struct book_case *entry, int64_t sequence);

#endif
