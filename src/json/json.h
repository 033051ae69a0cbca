/*
 * JSON over jansson: strict decoding of what is ours or signed, forgiving decoding of what is not,
 * and typed access. `json_t` is seen only in the files that turn bytes into structs (wire.c,
 * body.c, ...).
 */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Decode a whole document, an object or an array: no duplicate keys, valid UTF-8, no U+0000,
 * nothing after it. Gives a reference (json_decref). The error names line and column, and quotes
 * nothing of the document. */
enum err_code json_decode_strict(const char *bytes, size_t length, json_t **out, struct err *err);

/* Decode what somebody else wrote: bad UTF-8, lone surrogates and \u0000 become U+FFFD first,
 * control characters in strings are taken as if they were escaped, numbers too big for us become
 * null, and of duplicate keys the last counts, so that one bad string never costs its page.
 * Nested deeper than jansson's cap (2,048) is ERR_FORMAT. */
enum err_code json_decode_foreign(const char *bytes, size_t length, json_t **out, struct err *err);

/* Add the compact encoding, keys in the order of their setting. ERR_LIMIT if it does not fit. */
enum err_code json_encode(const json_t *value, struct buf *out);

/* Typed looks. `object` may be NULL or no object; the answer is then as for a missing key.
 * Strings are borrowed from the object. */
const char *json_get_string(
	const json_t *object, const char *key); /* NULL if absent or no string */
int64_t json_get_int(const json_t *object, const char *key, int64_t otherwise);
bool json_get_bool(const json_t *object, const char *key, bool otherwise);

/* The value at a path of keys and array indexes: json_at(page, "data", "0", "id", NULL). NULL if
 * absent. */
const json_t *json_at(const json_t *value, ...) __attribute__((sentinel));

/* Set a string; a NULL value sets null. Bytes that are no UTF-8 become U+FFFD. */
void json_set_string(json_t *object, const char *key, const char *value);

#endif
