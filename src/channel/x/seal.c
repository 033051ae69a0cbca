#include "channel/x/seal.h"

#include <string.h>

#include <sodium.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "base/str.h"

_Static_assert(SEAL_KEY_BYTES == crypto_secretbox_KEYBYTES, "a key of secretbox");

enum {
	FILE_CAP = 4096,
	KEY_TEXT_SIZE = sodium_base64_ENCODED_LEN(SEAL_KEY_BYTES, sodium_base64_VARIANT_ORIGINAL),
	BEFORE = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES, /* what is not text */
};

static const char magic[] = "nriseva-sealed-1\n";

/* --- the key --- */

enum err_code seal_key_read(const char *path, struct seal_key *out, struct err *err)
{
	struct buf text;
	size_t length = 0;
	buf_init(&text, FILE_CAP);
	enum err_code code = file_read_secret(path, &text, err);
	if (code == ERR_OK &&
		(sodium_base642bin(out->bytes, sizeof out->bytes, text.bytes, text.length, NULL,
			 &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
			length != sizeof out->bytes))
		code = err_set(err, ERR_CONFIG,
			"%s: is no key for sealing; put back the one that nriseva x login made, or "
			"remove it and sign in again",
			path);
	sodium_memzero(text.bytes, text.length);
	buf_release(&text);
	return code;
}

static enum err_code make(const char *path, struct err *err)
{
	struct seal_key key;
	char text[KEY_TEXT_SIZE + 1];
	random_bytes(key.bytes, sizeof key.bytes);
	sodium_bin2base64(
		text, sizeof text, key.bytes, sizeof key.bytes, sodium_base64_VARIANT_ORIGINAL);
	size_t length = strlen(text);
	text[length] = '\n';
	enum err_code code = file_write_new(path, text, length + 1, 0600, err);
	sodium_memzero(&key, sizeof key);
	sodium_memzero(text, sizeof text);
	return code;
}

enum err_code seal_key_read_or_make(const char *path, struct seal_key *out, struct err *err)
{
	enum err_code code = seal_key_read(path, out, err);
	if (code != ERR_NOTFOUND)
		return code;
	code = make(path, err);
	/* Made by somebody else just now: it is the one to use. */
	return code == ERR_OK || code == ERR_CONFLICT ? seal_key_read(path, out, err) : code;
}

/* --- sealing --- */

bool seal_is(const char *text)
{
	return str_starts(text, magic);
}

enum err_code seal_close(
	const struct seal_key *key, const void *bytes, size_t length, struct buf *out)
{
	size_t size = BEFORE + length;
	size_t text_size = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
	unsigned char *box = mem_new(size, 1);
	char *text = mem_new(text_size, 1);
	random_bytes(box, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, bytes, length, box, key->bytes);
	sodium_bin2base64(text, text_size, box, size, sodium_base64_VARIANT_ORIGINAL);
	enum err_code code = buf_add_format(out, "%s%s\n", magic, text);
	mem_free(box);
	mem_free(text);
	return code;
}

static enum err_code open_box(const struct seal_key *key, const unsigned char *box, size_t size,
	struct buf *out, struct err *err)
{
	unsigned char *inside = mem_new(size, 1);
	enum err_code code = ERR_OK;
	if (crypto_secretbox_open_easy(inside, box + crypto_secretbox_NONCEBYTES,
		    size - crypto_secretbox_NONCEBYTES, box, key->bytes) != 0)
		code = err_set(err, ERR_DENIED,
			"is sealed by another key, or was changed; put back the key file that "
			"belongs to it, or sign in again by nriseva x login");
	else
		code = buf_add(out, inside, size - BEFORE);
	sodium_memzero(inside, size);
	mem_free(inside);
	return code;
}

enum err_code seal_open(
	const struct seal_key *key, const char *text, struct buf *out, struct err *err)
{
	size_t length = strlen(text), size = 0;
	unsigned char *box = mem_new(length + 1, 1);
	enum err_code code = ERR_OK;
	if (!seal_is(text) ||
		sodium_base642bin(box, length, text + strlen(magic), length - strlen(magic),
			"\r\n ", &size, NULL, sodium_base64_VARIANT_ORIGINAL) != 0 ||
		size < BEFORE)
		code = err_set(err, ERR_FORMAT,
			"is no whole sealed file; sign in again by nriseva x login");
	else
		code = open_box(key, box, size, out, err);
	mem_free(box);
	return code;
}
