/*
 * Happy path of both decoders: jansson reads the bytes and gives a tree.
 *
 * Strict: every doubt is an error, told by line and column. What jansson quotes of the document is
 * cut off the sentence, because it may be the text of a post and sentences go to logs.
 *
 * Foreign: the bytes go through the filter first (filter.c), and duplicate keys are no error. What
 * is no JSON even then is an error as above; the asker decides what becomes of the page.
 */
#include "json/json.h"

#include <stdarg.h>
#include <string.h>

#include "base/panic.h"
#include "json/filter.h"

static enum err_code tell(const json_error_t *from, struct err *err)
{
	if (json_error_code(from) == json_error_out_of_memory)
		panic("no memory left while decoding JSON");
	const char *quote = strstr(from->text, " near '");
	int length = quote ? (int)(quote - from->text) : (int)strlen(from->text);
	return err_set(err, ERR_FORMAT, "line %d, column %d: %.*s", from->line, from->column,
		length, from->text);
}

static enum err_code decode(
	const char *bytes, size_t length, size_t flags, json_t **out, struct err *err)
{
	json_error_t error;
	json_t *value = json_loadb(bytes, length, flags, &error);
	if (!value)
		return tell(&error, err);
	*out = value;
	return ERR_OK;
}

enum err_code json_decode_strict(const char *bytes, size_t length, json_t **out, struct err *err)
{
	return decode(bytes, length, JSON_REJECT_DUPLICATES, out, err);
}

/* The filter makes at most six bytes of one. */
enum { FILTER_GROWTH = 6 };

enum err_code json_decode_foreign(const char *bytes, size_t length, json_t **out, struct err *err)
{
	struct buf clean;
	buf_init(&clean, length * FILTER_GROWTH);
	json_filter_document(bytes, length, &clean);
	enum err_code code = decode(clean.bytes, clean.length, 0, out, err);
	buf_release(&clean);
	return code;
}

static int add_piece(const char *bytes, size_t length, void *arg)
{
	return buf_add(arg, bytes, length) == ERR_OK ? 0 : -1;
}

enum err_code json_encode(const json_t *value, struct buf *out)
{
	size_t before = out->length;
	if (json_dump_callback(value, add_piece, out, JSON_COMPACT | JSON_ENCODE_ANY) == 0)
		return ERR_OK;
	if (!out->overflowed)
		panic("json_encode: a value that cannot be encoded");
	buf_truncate(out, before);
	return ERR_LIMIT;
}

const char *json_get_string(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

int64_t json_get_int(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *value = json_object_get(object, key);
	return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

bool json_get_bool(const json_t *object, const char *key, bool otherwise)
{
	const json_t *value = json_object_get(object, key);
	return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

/* A decimal index, or SIZE_MAX, which no array has. */
static size_t index_from(const char *text)
{
	size_t index = 0;
	if (!*text)
		return SIZE_MAX;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || index > SIZE_MAX / 10 - 1)
			return SIZE_MAX;
		index = index * 10 + (size_t)(*text - '0');
	}
	return index;
}

const json_t *json_at(const json_t *value, ...)
{
	va_list args;
	va_start(args, value);
	const char *step;
	while (value && (step = va_arg(args, const char *)))
		value = json_is_array(value) ? json_array_get(value, index_from(step))
					     : json_object_get(value, step);
	va_end(args);
	return value;
}

static json_t *clean_string(const char *text)
{
	struct buf clean;
	buf_init(&clean, strlen(text) * FILTER_GROWTH);
	json_filter_text(text, strlen(text), &clean);
	json_t *string = json_stringn(clean.bytes, clean.length);
	buf_release(&clean);
	return string;
}

void json_set_string(json_t *object, const char *key, const char *value)
{
	json_t *string = value ? json_string(value) : json_null();
	if (!string)
		string = clean_string(value);
	if (json_object_set_new(object, key, string) != 0)
		panic("json_set_string: cannot set \"%s\"", key);
}
