#include "http/guard.h"

#include <string.h>
#include <strings.h>

static bool is_named(const char *name, size_t length, const char *wanted)
{
	return length == strlen(wanted) && strncasecmp(name, wanted, length) == 0;
}

/* A token of RFC 9110, 5.6.2. */
static bool is_token(const char *name, size_t length)
{
	static const char others[] = "!#$%&'*+-.^_`|~";
	for (size_t i = 0; i < length; i++) {
		char c = name[i];
		bool alphanumeric =
			(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!alphanumeric && (c == '\0' || !strchr(others, c)))
			return false;
	}
	return length > 0;
}

static bool is_value(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)value[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool is_digits(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (value[i] < '0' || value[i] > '9')
			return false;
	}
	return length > 0 && length <= 18;
}

void guard_see(struct guard *guard, const char *name, size_t name_length, const char *value,
	size_t value_length)
{
	bool length = is_named(name, name_length, "Content-Length");
	bool coding = is_named(name, name_length, "Transfer-Encoding");
	if (length || coding)
		guard->framings++;
	if (is_named(name, name_length, "Host"))
		guard->hosts++;
	if (!is_token(name, name_length))
		guard->fault = "a header name has characters that do not belong there";
	else if (!is_value(value, value_length))
		guard->fault = "a header value has control characters";
	else if (guard->hosts > 1)
		guard->fault = "more than one Host header";
	else if (guard->framings > 1)
		guard->fault = "more than one Content-Length or Transfer-Encoding header";
	else if (length && !is_digits(value, value_length))
		guard->fault = "the Content-Length header is no number";
	else if (coding && !is_named(value, value_length, "chunked"))
		guard->fault = "a transfer coding other than chunked";
}
