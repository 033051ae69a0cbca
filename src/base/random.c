#include "base/random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/panic.h"

void random_bytes(void *out, size_t size)
{
	unsigned char *p = out;
	while (size > 0) {
		ssize_t got = getrandom(p, size, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			panic("getrandom: %s", strerror(errno));
		p += got;
		size -= (size_t)got;
	}
}

uint64_t random_u64(void)
{
	uint64_t value;
	random_bytes(&value, sizeof value);
	return value;
}
