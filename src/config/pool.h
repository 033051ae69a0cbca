/* The memory of a snapshot: many pieces, freed together. */
#ifndef CONFIG_POOL_H
#define CONFIG_POOL_H

#include <stddef.h>

struct pool {
	void **pieces; /* private, as the rest */
	size_t count;
	size_t capacity;
};

/* A zeroed pool is empty. */
void pool_release(struct pool *pool);

/* Gives zeroed memory that lasts as long as the pool. */
void *pool_new(struct pool *pool, size_t count, size_t size);

char *pool_string(struct pool *pool, const char *from);
char *pool_string_n(struct pool *pool, const char *from, size_t length);

/* Takes memory from mem.h. Gives it back. */
void *pool_take(struct pool *pool, void *memory);

#endif
