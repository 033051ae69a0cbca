/* Where an emoji ends: private to this room. */
#ifndef TEXT_EMOJI_H
#define TEXT_EMOJI_H

#include <stddef.h>

/* The length in bytes of the emoji that begins at `at`, however many code points it is made of; 0
 * if none does. */
size_t emoji_length(const char *text, size_t length, size_t at);

#endif
