#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/panic.h"

enum { BUF_FIRST = 64 };

void buf_init(struct buf *buf, size_t cap)
{
	*buf = (struct buf){.bytes = mem_new(BUF_FIRST, 1), .cap = cap, .capacity = BUF_FIRST};
}

void buf_release(struct buf *buf)
{
	mem_free(buf->bytes);
	*buf = (struct buf){0};
}

void buf_clear(struct buf *buf)
{
	buf->length = 0;
	buf->bytes[0] = '\0';
	buf->overflowed = false;
}

char *buf_detach(struct buf *buf)
{
	char *bytes = buf->bytes;
	buf_init(buf, buf->cap);
	return bytes;
}

/* Make room for `more` bytes and the NUL; false if that would pass the cap. */
static bool buf_reserve(struct buf *buf, size_t more)
{
	if (more > buf->cap - buf->length) {
		buf->overflowed = true;
		return false;
	}
	size_t needed = buf->length + more + 1;
	if (needed > buf->capacity) {
		size_t capacity = buf->capacity * 2 > needed ? buf->capacity * 2 : needed;
		buf->bytes = mem_resize(buf->bytes, capacity, 1);
		buf->capacity = capacity;
	}
	return true;
}

enum err_code buf_add(struct buf *buf, const void *bytes, size_t length)
{
	if (!buf_reserve(buf, length))
		return ERR_LIMIT;
	if (length)
		memcpy(buf->bytes + buf->length, bytes, length);
	buf->length += length;
	buf->bytes[buf->length] = '\0';
	return ERR_OK;
}

enum err_code buf_add_string(struct buf *buf, const char *string)
{
	return buf_add(buf, string, strlen(string));
}

enum err_code buf_add_char(struct buf *buf, char c)
{
	return buf_add(buf, &c, 1);
}

enum err_code buf_add_format(struct buf *buf, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0)
		panic("buf_add_format: bad format \"%s\"", format);
	if (!buf_reserve(buf, (size_t)length))
		return ERR_LIMIT;
	va_start(args, format);
	vsnprintf(buf->bytes + buf->length, (size_t)length + 1, format, args);
	va_end(args);
	buf->length += (size_t)length;
	return ERR_OK;
}

void buf_truncate(struct buf *buf, size_t length)
{
	if (length > buf->length)
		panic("buf_truncate: %zu of %zu bytes", length, buf->length);
	buf->length = length;
	buf->bytes[length] = '\0';
}
