#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	enum err_class class;
} codes[] = {
	[ERR_OK] = {"ok", ERR_CLASS_NONE},
	[ERR_CANCELED] = {"canceled", ERR_CLASS_RETRY},
	[ERR_TIMEOUT] = {"timeout", ERR_CLASS_RETRY},
	[ERR_UNREACHABLE] = {"unreachable", ERR_CLASS_RETRY},
	[ERR_REMOTE] = {"remote", ERR_CLASS_RETRY},
	[ERR_LIMIT] = {"limit", ERR_CLASS_PERMANENT},
	[ERR_FORMAT] = {"format", ERR_CLASS_PERMANENT},
	[ERR_DENIED] = {"denied", ERR_CLASS_OPERATOR},
	[ERR_NOTFOUND] = {"notfound", ERR_CLASS_PERMANENT},
	[ERR_CONFLICT] = {"conflict", ERR_CLASS_PERMANENT},
	[ERR_BUSY] = {"busy", ERR_CLASS_RETRY},
	[ERR_STORE] = {"store", ERR_CLASS_RETRY},
	[ERR_IO] = {"io", ERR_CLASS_RETRY},
	[ERR_CONFIG] = {"config", ERR_CLASS_OPERATOR},
};

enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
{
	if (!err)
		return code;
	va_list args;
	va_start(args, format);
	err->code = code;
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return code;
}

enum err_code err_prefix(struct err *err, const char *format, ...)
{
	struct err old = *err;
	va_list args;
	va_start(args, format);
	int used = vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	if (used >= 0 && (size_t)used < sizeof err->text)
		snprintf(err->text + used, sizeof err->text - (size_t)used, "%s", old.text);
	return err->code;
}

const char *err_name(enum err_code code)
{
	return codes[code].name;
}

enum err_class err_class(enum err_code code)
{
	return codes[code].class;
}
