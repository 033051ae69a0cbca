/* The links that X sees in a text: private to this room. */
#ifndef TEXT_LINKS_H
#define TEXT_LINKS_H

#include <stddef.h>

struct link {
	size_t start, end; /* in bytes */
};

struct links {
	struct link *items; /* in the order of the text, none overlaps another */
	size_t count, capacity;
};

/* Find them, with "http://" and without. The text is in NFC. Cost is linear in `length`. */
void links_find(const char *text, size_t length, struct links *out);
void links_release(struct links *links);

#endif
