/* What a word tells of the number behind it: private to this room. */
#ifndef TEXT_TOLD_H
#define TEXT_TOLD_H

#include <stddef.h>

enum told {
	TOLD_NOTHING,
	TOLD_FILLER,  /* "is", "mera": what was told before still holds */
	TOLD_NUMBER,  /* "no", "नंबर": of what, was told before or was not */
	TOLD_PHONE,   /* a number at which somebody is reached */
	TOLD_ACCOUNT, /* an account, a card, Aadhaar, PAN */
	TOLD_PASSPORT,
	TOLD_REFERENCE, /* a FIR, case, complaint, payment, pin code: nobody's number */
	TOLD_LAW,       /* sections of a law */
	TOLD_CURRENCY
};

/* What a word of a plain text (plain.h) tells. */
enum told told_by(const char *word, size_t length);

#endif
