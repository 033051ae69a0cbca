/* Which addresses a request may go to. Checked after resolution, for each address tried and again
 * before each request on a reused connection, so that a name that changes its mind gains
 * nothing. */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"

enum { ADDRESS_SUBNETS_MAX = 8 };

struct address_subnet {
	int family;        /* AF_INET or AF_INET6 */
	uint8_t bytes[16]; /* network order */
	unsigned prefix;   /* bits */
};

struct address_policy {
	bool loopback; /* loopback addresses, and http beside https: for rehearsal and tests */
	struct address_subnet allowed[ADDRESS_SUBNETS_MAX]; /* private ranges opened on purpose */
	size_t allowed_count;
};

/* Read "10.1.0.0/16" or "fd00:1::/32". ERR_FORMAT with the reason; bits after the prefix must be
 * zero. */
enum err_code address_subnet_read(const char *text, struct address_subnet *out, struct err *err);

/* Whether a request under this policy may go to the address: global ones always, the special ranges
 * of the IANA registries (RFC 6890 and its updates) only if the policy opens them. */
bool address_is_allowed(const struct address_policy *policy, const struct sockaddr *address);

/* 127.0.0.0/8 or ::1. */
bool address_is_loopback(const struct sockaddr *address);

#endif
