#include "channel/x/chunks.h"

#include <string.h>

void x_chunks_init(struct x_chunks *chunks, size_t cap)
{
	*chunks = (struct x_chunks){0};
	buf_init(&chunks->line, cap);
}

void x_chunks_release(struct x_chunks *chunks)
{
	buf_release(&chunks->line);
}

void x_chunks_clear(struct x_chunks *chunks)
{
	buf_clear(&chunks->line);
	chunks->skipping = false;
}

static void add(struct x_chunks *chunks, const char *bytes, size_t length)
{
	if (chunks->skipping || buf_add(&chunks->line, bytes, length) == ERR_OK)
		return;
	chunks->skipping = true;
	chunks->long_ones++;
}

static void end_line(struct x_chunks *chunks,
	void (*give)(void *arg, const char *line, size_t length), void *arg)
{
	struct buf *line = &chunks->line;
	size_t length = line->length;
	if (length > 0 && line->bytes[length - 1] == '\r')
		length--;
	if (!chunks->skipping && length > 0)
		give(arg, line->bytes, length);
	x_chunks_clear(chunks);
}

void x_chunks_take(struct x_chunks *chunks, const char *bytes, size_t length,
	void (*give)(void *arg, const char *line, size_t length), void *arg)
{
	const char *end = bytes + length;
	for (const char *next; (next = memchr(bytes, '\n', (size_t)(end - bytes)));
		bytes = next + 1) {
		add(chunks, bytes, (size_t)(next - bytes));
		end_line(chunks, give, arg);
	}
	add(chunks, bytes, (size_t)(end - bytes));
}
