/* Random bytes from the operating system. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fill `out`; panics if the system has none to give. */
void random_bytes(void *out, size_t size);

uint64_t random_u64(void);

#endif
