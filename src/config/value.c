#include "config/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "model/case_id.h"
#include "model/reading.h"
#include "model/spending.h"

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_made_of(const char *text, const char *set, size_t max)
{
	size_t length = strlen(text);
	return length > 0 && length <= max && strspn(text, set) == length;
}

/* A number of up to `max_digits` digits at the beginning; -1 if there is none or it is longer. */
static int64_t leading_number(const char *text, size_t max_digits)
{
	size_t length = strspn(text, DIGITS);
	if (length == 0 || length > max_digits)
		return -1;
	int64_t number = 0;
	for (size_t i = 0; i < length; i++)
		number = number * 10 + (text[i] - '0');
	return number;
}

enum err_code value_duration(const char *text, int64_t *out_ms, struct err *err)
{
	static const struct {
		const char *name;
		int64_t ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
	const int64_t ten_years = INT64_C(3650) * 86400000;

	int64_t number = leading_number(text, 12);
	const char *unit = text + strspn(text, DIGITS);
	for (size_t i = 0; number >= 0 && i < sizeof units / sizeof *units; i++) {
		if (strcmp(unit, units[i].name) != 0)
			continue;
		if (number > ten_years / units[i].ms)
			return err_set(err, ERR_CONFIG,
				"\"%.40s\" is more than ten years; write less", text);
		*out_ms = number * units[i].ms;
		return ERR_OK;
	}
	return err_set(err, ERR_CONFIG,
		"\"%.40s\" is no length of time; write a number and ms, s, m, h or d, like 24h",
		text);
}

enum err_code value_money(const char *text, int64_t *out_micro, struct err *err)
{
	if (money_read(text, out_micro))
		return ERR_OK;
	return err_set(err, ERR_CONFIG,
		"\"%.40s\" is no sum of money below a million; write dollars with at most six "
		"decimals, like 0.010 or 25",
		text);
}

/* --- URLs --- */

static bool is_loopback_host(const char *host, size_t length)
{
	char name[64];
	struct in_addr v4;
	if (length >= sizeof name)
		return false;
	memcpy(name, host, length);
	name[length] = '\0';
	if (strcmp(name, "localhost") == 0 || strcmp(name, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, name, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127;
}

static bool is_host(const char *host, size_t length)
{
	if (length > 2 && host[0] == '[' && host[length - 1] == ']')
		return strspn(host + 1, DIGITS "abcdefABCDEF:.") == length - 2;
	return length > 0 && length <= 253 && host[0] != '.' && host[0] != '-' &&
	       strspn(host, DIGITS LOWER UPPER ".-") >= length;
}

/* "", or ":" and a port. */
static bool is_port_part(const char *text, size_t length)
{
	if (length == 0)
		return true;
	int64_t port = text[0] == ':' ? leading_number(text + 1, 5) : -1;
	return port > 0 && port <= UINT16_MAX && strspn(text + 1, DIGITS) == length - 1;
}

static bool has_unusable_byte(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text <= 0x20 || (unsigned char)*text >= 0x7f ||
			strchr("#{}<>\"\\^`|", *text))
			return true;
	}
	return false;
}

enum err_code value_url(const char *text, bool plain_loopback, struct err *err)
{
	bool plain = str_starts(text, "http://");
	if (!plain && !str_starts(text, "https://"))
		return err_set(err, ERR_CONFIG, "\"%.100s\" is no URL; begin with https://", text);
	if (has_unusable_byte(text))
		return err_set(err, ERR_CONFIG,
			"\"%.100s\" has a character that a URL cannot have; write it as %%XX (the "
			"only placeholder is {district})",
			text);
	const char *host = text + (plain ? 7 : 8);
	size_t authority = strcspn(host, "/?");
	if (memchr(host, '@', authority))
		return err_set(err, ERR_CONFIG,
			"the URL carries a user or password; remove it: requests are signed "
			"instead");
	size_t length = host[0] == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":/?");
	if (length > authority || !is_host(host, length) ||
		!is_port_part(host + length, authority - length))
		return err_set(err, ERR_CONFIG,
			"\"%.100s\" is no URL; write https://host/path or https://host:port/path",
			text);
	if (plain && !plain_loopback)
		return err_set(err, ERR_CONFIG,
			"\"%.100s\" would send in the clear; use https (only for a rehearsal on "
			"this machine: plain_loopback: yes)",
			text);
	if (plain && !is_loopback_host(host, length))
		return err_set(err, ERR_CONFIG,
			"\"%.100s\" would send in the clear to another machine; plain_loopback is "
			"for 127.0.0.1, [::1] and localhost only",
			text);
	return ERR_OK;
}

/* --- addresses --- */

enum err_code value_subnet(const char *text, struct err *err)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t length = strcspn(text, "/");
	if (text[length] == '/' && length < sizeof address) {
		memcpy(address, text, length);
		address[length] = '\0';
		int64_t prefix = leading_number(text + length + 1, 3);
		bool ends = is_made_of(text + length + 1, DIGITS, 3);
		if (ends && prefix <= 32 && inet_pton(AF_INET, address, bytes) == 1)
			return ERR_OK;
		if (ends && prefix <= 128 && inet_pton(AF_INET6, address, bytes) == 1)
			return ERR_OK;
	}
	return err_set(err, ERR_CONFIG,
		"\"%.60s\" is no range of addresses; write like 10.1.0.0/16 or fd00:1::/32", text);
}

enum err_code value_listen_address(const char *text, struct err *err)
{
	struct in_addr v4;
	if (strcmp(text, "::1") == 0)
		return ERR_OK;
	if (inet_pton(AF_INET, text, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127)
		return ERR_OK;
	return err_set(err, ERR_CONFIG,
		"\"%.60s\" is no loopback address; write 127.0.0.1 or ::1 and put a TLS proxy in "
		"front (config/nginx.conf)",
		text);
}

/* --- names --- */

enum err_code value_label(const char *text, struct err *err)
{
	if (is_made_of(text, LOWER DIGITS "-_", LABEL_SIZE - 1))
		return ERR_OK;
	return err_set(err, ERR_CONFIG,
		"\"%.60s\" is no id; use at most %d of the letters a-z, digits, - and _", text,
		LABEL_SIZE - 1);
}

enum err_code value_case_prefix(const char *text, struct err *err)
{
	if (is_made_of(text, UPPER DIGITS, CASE_ID_PREFIX_MAX))
		return ERR_OK;
	return err_set(err, ERR_CONFIG,
		"\"%.60s\" cannot begin a case id; use 1 to %d of the letters A-Z and digits, like "
		"NRI",
		text, CASE_ID_PREFIX_MAX);
}

enum err_code value_handle_name(const char *text, struct err *err)
{
	if (is_made_of(text, UPPER LOWER DIGITS "_", 15))
		return ERR_OK;
	return err_set(err, ERR_CONFIG,
		"\"%.60s\" is no name at X; write it without @: 1 to 15 letters, digits or _",
		text);
}

enum err_code value_user_id(const char *text, struct err *err)
{
	if (is_made_of(text, DIGITS, 20))
		return ERR_OK;
	return err_set(err, ERR_CONFIG,
		"\"%.60s\" is no id of an account; write the number that X gave it, 1 to 20 digits",
		text);
}

bool value_number(const char *text, long least, long most, int *out)
{
	char *end;
	errno = 0;
	long number = strtol(text, &end, 10);
	if (!*text || *end || errno || number < least || number > most)
		return false;
	*out = (int)number;
	return true;
}
