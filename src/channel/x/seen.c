#include "channel/x/seen.h"

#include <string.h>

#include "base/mem.h"

enum { SIZE_FIRST = 1024 };

static uint64_t number_of(const char *id)
{
	uint64_t number = 0;
	size_t length = strspn(id, "0123456789");
	if (length == 0 || length > 20 || id[length])
		return 0;
	for (; *id; id++)
		number = number * 10 + (uint64_t)(*id - '0');
	return number;
}

/* The place of an id, or the free one where it belongs. */
static uint64_t *place_of(const struct x_seen *seen, uint64_t id)
{
	/* Snowflakes are alike in their lower bits: mixed by a multiplication (Knuth). */
	size_t at = (size_t)((id * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (seen->size - 1);
	while (seen->ids[at] && seen->ids[at] != id)
		at = (at + 1) & (seen->size - 1);
	return &seen->ids[at];
}

static void grow(struct x_seen *seen)
{
	const struct x_seen old = *seen;
	seen->size = old.size ? old.size * 2 : SIZE_FIRST;
	seen->ids = mem_new(seen->size, sizeof *seen->ids);
	for (size_t i = 0; i < old.size; i++) {
		if (old.ids[i])
			*place_of(seen, old.ids[i]) = old.ids[i];
	}
	mem_free(old.ids);
}

bool x_seen_add(struct x_seen *seen, const char *id)
{
	uint64_t number = number_of(id);
	if (!number)
		return true;
	if ((seen->count + 1) * 2 > seen->size)
		grow(seen);
	uint64_t *place = place_of(seen, number);
	if (*place)
		return false;
	*place = number;
	seen->count++;
	return true;
}

void x_seen_clear(struct x_seen *seen)
{
	if (seen->size)
		memset(seen->ids, 0, seen->size * sizeof *seen->ids);
	seen->count = 0;
}

void x_seen_release(struct x_seen *seen)
{
	mem_free(seen->ids);
	*seen = (struct x_seen){0};
}
