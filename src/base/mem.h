/*
 * Memory that is always there: when the system has none left, the process ends here and nowhere
 * else. All state is in the store, so a restart loses nothing; what keeps us from getting there is
 * that every buffer and queue has a cap.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/* Gives zeroed memory for `count` things of `size` bytes; panics when there is none. */
void *mem_new(size_t count, size_t size);

/* Resize to `count` things of `size` bytes; new bytes are not set. Takes `old` (NULL allowed). */
void *mem_resize(void *old, size_t count, size_t size);

/* Gives a copy of `size` bytes. */
void *mem_copy(const void *from, size_t size);

/* Gives a copy of the string; NULL for NULL. */
char *mem_string(const char *from);

/* Gives a string made of the first `length` bytes. */
char *mem_string_n(const char *from, size_t length);

/* Takes memory back; NULL is allowed. */
void mem_free(void *memory);

/* Set *place to a copy of `value` (NULL allowed), freeing what was there. */
void mem_replace(char **place, const char *value);

/* The struct that embeds `member` at `pointer`. */
#define container_of(pointer, type, member)                                                        \
	((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
