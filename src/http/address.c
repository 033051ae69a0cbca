/*
 * Whom a request may reach. An IPv4 address inside an IPv6 one (::ffff:a.b.c.d) is judged as what
 * it is; other ways to wrap one (6to4, Teredo, NAT64) are closed as a whole, since they are no way
 * to reach a district.
 */
#include "http/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const struct address_subnet special[] = {
	{AF_INET, {0}, 8},                           /* this network */
	{AF_INET, {10}, 8},                          /* private */
	{AF_INET, {100, 64}, 10},                    /* shared by carriers */
	{AF_INET, {127}, 8},                         /* loopback */
	{AF_INET, {169, 254}, 16},                   /* link-local, metadata services of clouds */
	{AF_INET, {172, 16}, 12},                    /* private */
	{AF_INET, {192, 0, 0}, 24},                  /* protocol assignments */
	{AF_INET, {192, 0, 2}, 24},                  /* documentation */
	{AF_INET, {192, 88, 99}, 24},                /* 6to4 relays */
	{AF_INET, {192, 168}, 16},                   /* private */
	{AF_INET, {198, 18}, 15},                    /* benchmarks */
	{AF_INET, {198, 51, 100}, 24},               /* documentation */
	{AF_INET, {203, 0, 113}, 24},                /* documentation */
	{AF_INET, {224}, 4},                         /* multicast */
	{AF_INET, {240}, 4},                         /* reserved, broadcast */
	{AF_INET6, {0}, 96},                         /* unspecified, loopback, IPv4-compatible */
	{AF_INET6, {0, 0x64, 0xff, 0x9b}, 96},       /* NAT64 */
	{AF_INET6, {0, 0x64, 0xff, 0x9b, 0, 1}, 48}, /* NAT64, local */
	{AF_INET6, {0x01}, 64},                      /* discard only */
	{AF_INET6, {0x20, 0x01}, 23},                /* protocol assignments, Teredo among them */
	{AF_INET6, {0x20, 0x01, 0x0d, 0xb8}, 32},    /* documentation */
	{AF_INET6, {0x20, 0x02}, 16},                /* 6to4 */
	{AF_INET6, {0x3f, 0xff}, 20},                /* documentation */
	{AF_INET6, {0x5f}, 16},                      /* segment routing */
	{AF_INET6, {0xfc}, 7},                       /* private */
	{AF_INET6, {0xfe, 0x80}, 10},                /* link-local */
	{AF_INET6, {0xfe, 0xc0}, 10},                /* site-local, of old */
	{AF_INET6, {0xff}, 8},                       /* multicast */
};

static const struct address_subnet mapped = {
	AF_INET6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
static const struct address_subnet loopback_v4 = {AF_INET, {127}, 8};
static const struct address_subnet loopback_v6 = {
	AF_INET6, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};

/* An address as a subnet of one. */
struct address {
	int family;
	uint8_t bytes[16];
};

static bool is_in(const struct address *address, const struct address_subnet *subnet)
{
	if (address->family != subnet->family)
		return false;
	unsigned whole = subnet->prefix / 8, rest = subnet->prefix % 8;
	if (memcmp(address->bytes, subnet->bytes, whole) != 0)
		return false;
	unsigned mask = (0xff00u >> rest) & 0xffu;
	return rest == 0 || ((address->bytes[whole] ^ subnet->bytes[whole]) & mask) == 0;
}

/* False for what is no internet address. */
static bool take(const struct sockaddr *from, struct address *out)
{
	*out = (struct address){.family = from->sa_family};
	if (from->sa_family == AF_INET) {
		struct sockaddr_in v4;
		memcpy(&v4, from, sizeof v4);
		memcpy(out->bytes, &v4.sin_addr, sizeof v4.sin_addr);
		return true;
	}
	if (from->sa_family != AF_INET6)
		return false;
	struct sockaddr_in6 v6;
	memcpy(&v6, from, sizeof v6);
	memcpy(out->bytes, &v6.sin6_addr, sizeof v6.sin6_addr);
	if (is_in(out, &mapped)) {
		out->family = AF_INET;
		memmove(out->bytes, out->bytes + 12, 4);
	}
	return true;
}

static bool is_loopback(const struct address *address)
{
	return is_in(address, &loopback_v4) || is_in(address, &loopback_v6);
}

bool address_is_loopback(const struct sockaddr *address)
{
	struct address taken;
	return take(address, &taken) && is_loopback(&taken);
}

bool address_is_allowed(const struct address_policy *policy, const struct sockaddr *address)
{
	struct address taken;
	if (!take(address, &taken))
		return false;
	if (policy->loopback && is_loopback(&taken))
		return true;
	for (size_t i = 0; i < policy->allowed_count; i++) {
		if (is_in(&taken, &policy->allowed[i]))
			return true;
	}
	for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
		if (is_in(&taken, &special[i]))
			return false;
	}
	return true;
}

static bool has_bits_after_prefix(const struct address_subnet *subnet)
{
	for (unsigned bit = subnet->prefix; bit < (subnet->family == AF_INET ? 32u : 128u); bit++) {
		if (subnet->bytes[bit / 8] & (0x80u >> bit % 8))
			return true;
	}
	return false;
}

/* "16", of at most three digits. */
static bool read_prefix(const char *text, unsigned most, unsigned *out)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 3 || text[digits] != '\0')
		return false;
	*out = (unsigned)strtoul(text, NULL, 10);
	return *out <= most;
}

enum err_code address_subnet_read(const char *text, struct address_subnet *out, struct err *err)
{
	const char *slash = strchr(text, '/');
	char address[INET6_ADDRSTRLEN] = "";
	if (!slash || (size_t)(slash - text) >= sizeof address)
		return err_set(
			err, ERR_FORMAT, "\"%s\" is no subnet; write one like 10.1.0.0/16", text);
	memcpy(address, text, (size_t)(slash - text));
	struct address_subnet subnet = {.family = AF_INET};
	if (inet_pton(AF_INET, address, subnet.bytes) != 1) {
		subnet.family = AF_INET6;
		if (inet_pton(AF_INET6, address, subnet.bytes) != 1)
			return err_set(err, ERR_FORMAT, "\"%s\": %s is no address", text, address);
	}
	unsigned most = subnet.family == AF_INET ? 32 : 128;
	if (!read_prefix(slash + 1, most, &subnet.prefix))
		return err_set(err, ERR_FORMAT,
			"\"%s\": after the slash stands a number from 0 to %u", text, most);
	if (has_bits_after_prefix(&subnet))
		return err_set(err, ERR_FORMAT,
			"\"%s\": the address has bits beyond its first %u; write the first address "
			"of the subnet",
			text, subnet.prefix);
	*out = subnet;
	return ERR_OK;
}
