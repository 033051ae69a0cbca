#include "config/pool.h"

#include <string.h>

#include "base/mem.h"

enum { POOL_FIRST = 64 };

void pool_release(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		mem_free(pool->pieces[i]);
	mem_free(pool->pieces);
	*pool = (struct pool){0};
}

void *pool_take(struct pool *pool, void *memory)
{
	if (pool->count == pool->capacity) {
		pool->capacity = pool->capacity ? pool->capacity * 2 : POOL_FIRST;
		pool->pieces = mem_resize(pool->pieces, pool->capacity, sizeof *pool->pieces);
	}
	pool->pieces[pool->count++] = memory;
	return memory;
}

void *pool_new(struct pool *pool, size_t count, size_t size)
{
	return pool_take(pool, mem_new(count, size));
}

char *pool_string(struct pool *pool, const char *from)
{
	return pool_take(pool, mem_string(from));
}

char *pool_string_n(struct pool *pool, const char *from, size_t length)
{
	return pool_take(pool, mem_string_n(from, length));
}
