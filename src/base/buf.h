/*
 * A growing byte buffer with a cap. The cap is mandatory: it is what stands between us and a peer
 * that sends without end. `bytes` is always followed by a NUL that `length` does not count, so it
 * can be read as a string when it holds text.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct buf {
	char *bytes;     /* never NULL after buf_init; ends in NUL */
	size_t length;   /* bytes in use */
	size_t cap;      /* `length` never grows beyond this */
	size_t capacity; /* private: bytes allocated */
	bool overflowed; /* an addition did not fit; stays set until buf_clear */
};

void buf_init(struct buf *buf, size_t cap);
void buf_release(struct buf *buf);

/* Empty it, keeping its memory. */
void buf_clear(struct buf *buf);

/* Give its bytes away (the caller frees them with mem_free) and start anew. */
char *buf_detach(struct buf *buf);

/* Add bytes; an addition that does not fit is not made at all, sets `overflowed` and gives
 * ERR_LIMIT. A caller that adds many pieces may look at `overflowed` once at the end. */
enum err_code buf_add(struct buf *buf, const void *bytes, size_t length);
enum err_code buf_add_string(struct buf *buf, const char *string);
enum err_code buf_add_char(struct buf *buf, char c);
__attribute__((format(printf, 2, 3))) enum err_code buf_add_format(
	struct buf *buf, const char *format, ...);

/* Cut to `length` bytes, which must not be more than there are. */
void buf_truncate(struct buf *buf, size_t length);

#endif
