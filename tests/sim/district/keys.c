#include "district/keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

enum { PATH_SIZE = 512, KEY_FILE_CAP = 1000, DISTRICTS_CAP = 1 << 20 };

/* The side of the districts; the daemon's is the folder itself. */
#define DISTRICT "/district"
#define DAEMON ""

#define SECRET ".whsk"
#define PUBLIC ".whpk"

static void key_path(const char *folder, const char *side, const char *id, const char *suffix,
	char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "%s%s/%s%s", folder, side, id, suffix);
}

/* --- making --- */

static enum err_code make_folder(const char *folder, const char *side, struct err *err)
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s%s", folder, side);
	if (mkdir(path, 0700) && errno != EEXIST)
		return err_set(err, ERR_IO, "%s: cannot be made: %s", path, strerror(errno));
	return ERR_OK;
}

/* Demo keys need not survive a power cut: written without waiting for the disk, so that 300 files
 * take no time. */
static enum err_code write_key(
	const char *path, const struct nriseva_webhook_key *key, mode_t mode, struct err *err)
{
	char text[NRISEVA_WEBHOOK_KEY_TEXT_SIZE];
	nriseva_webhook_key_write(key, text);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	ssize_t length = (ssize_t)strlen(text);
	bool written = fd >= 0 && write(fd, text, (size_t)length) == length;
	int reason = errno;
	if (fd >= 0)
		close(fd);
	sodium_memzero(text, sizeof text);
	return written ? ERR_OK
		       : err_set(err, ERR_IO, "%s: cannot be written: %s", path, strerror(reason));
}

/* A pair whose secret stays on one side and whose public key goes to the other. */
static enum err_code make_pair(const char *folder, const char *side, const char *other_side,
	const char *id, struct err *err)
{
	char secret_path[PATH_SIZE], public_path[PATH_SIZE];
	key_path(folder, side, id, SECRET, secret_path);
	key_path(folder, other_side, id, PUBLIC, public_path);
	if (access(secret_path, F_OK) == 0)
		return ERR_OK;
	struct nriseva_webhook_key secret, public;
	nriseva_webhook_key_make(&secret);
	nriseva_webhook_key_public(&secret, &public);
	enum err_code code = write_key(secret_path, &secret, 0600, err);
	if (!code)
		code = write_key(public_path, &public, 0644, err);
	sodium_memzero(&secret, sizeof secret);
	return code;
}

static enum err_code make_both(const char *folder, const char *id, struct err *err)
{
	enum err_code code = make_pair(folder, DAEMON, DISTRICT, id, err);
	return code ? code : make_pair(folder, DISTRICT, DAEMON, id, err);
}

/* The first column of each row, without comments and the header. */
static enum err_code make_all(
	const char *folder, const char *rows, size_t *out_count, struct err *err)
{
	enum err_code code = ERR_OK;
	for (const char *line = rows; !code && *line;
		line += strcspn(line, "\n"), line += *line == '\n') {
		char id[DISTRICT_ID_SIZE];
		size_t length = strcspn(line, "\t\n");
		if (*line == '#' || length == 0 || length >= sizeof id)
			continue;
		memcpy(id, line, length);
		id[length] = 0;
		if (str_is(id, "id"))
			continue;
		code = make_both(folder, id, err);
		(*out_count)++;
	}
	return code;
}

enum err_code keys_make(
	const char *folder, const char *districts_file, size_t *out_count, struct err *err)
{
	struct buf rows;
	buf_init(&rows, DISTRICTS_CAP);
	*out_count = 0;
	enum err_code code = file_read(districts_file, &rows, err);
	if (!code)
		code = make_folder(folder, DAEMON, err);
	if (!code)
		code = make_folder(folder, DISTRICT, err);
	if (!code)
		code = make_all(folder, rows.bytes, out_count, err);
	buf_release(&rows);
	return code;
}

/* --- reading --- */

static enum err_code read_key(const char *path, struct nriseva_webhook_key *out, struct err *err)
{
	struct buf text;
	buf_init(&text, KEY_FILE_CAP);
	enum err_code code = file_read(path, &text, err);
	while (text.length > 0 && strchr(" \n\r\t", text.bytes[text.length - 1]))
		buf_truncate(&text, text.length - 1);
	if (!code) {
		enum nriseva_webhook_result result = nriseva_webhook_key_read(text.bytes, out);
		if (result != NRISEVA_WEBHOOK_OK)
			code = err_set(
				err, ERR_FORMAT, "%s: %s", path, nriseva_webhook_reason(result));
	}
	sodium_memzero(text.bytes, text.length);
	buf_release(&text);
	return code;
}

static enum err_code add_district(
	const char *folder, const char *file_name, struct keyring *ring, struct err *err)
{
	struct district_keys keys = {0};
	char path[PATH_SIZE];
	snprintf(keys.id, sizeof keys.id, "%.*s", (int)(strlen(file_name) - strlen(SECRET)),
		file_name);
	key_path(folder, DISTRICT, keys.id, SECRET, path);
	enum err_code code = read_key(path, &keys.own, err);
	key_path(folder, DISTRICT, keys.id, PUBLIC, path);
	if (!code)
		code = read_key(path, &keys.sender, err);
	if (code)
		return code;
	ring->list = mem_resize(ring->list, ring->count + 1, sizeof *ring->list);
	ring->list[ring->count++] = keys;
	return ERR_OK;
}

enum err_code keyring_read(const char *folder, struct keyring *out, struct err *err)
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s" DISTRICT, folder);
	*out = (struct keyring){0};
	DIR *files = opendir(path);
	if (!files)
		return err_set(
			err, ERR_IO, "%s: %s; make keys with --make-keys", path, strerror(errno));
	enum err_code code = ERR_OK;
	const struct dirent *file;
	while (!code && (file = readdir(files))) {
		if (str_ends(file->d_name, SECRET))
			code = add_district(folder, file->d_name, out, err);
	}
	closedir(files);
	if (code)
		keyring_release(out);
	return code;
}

void keyring_release(struct keyring *ring)
{
	if (ring->list)
		sodium_memzero(ring->list, ring->count * sizeof *ring->list);
	mem_free(ring->list);
	*ring = (struct keyring){0};
}

const struct district_keys *keyring_find(const struct keyring *ring, const char *id)
{
	for (size_t i = 0; i < ring->count; i++) {
		if (str_is(ring->list[i].id, id))
			return &ring->list[i];
	}
	return NULL;
}
