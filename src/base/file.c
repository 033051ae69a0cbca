#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { PATH_CAP = 8192 };

static enum err_code read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	char chunk[16384];
	for (;;) {
		ssize_t got = read(fd, chunk, sizeof chunk);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
		if (got == 0)
			return ERR_OK;
		if (buf_add(out, chunk, (size_t)got) != ERR_OK)
			return err_set(err, ERR_LIMIT, "%s: larger than the %zu bytes allowed",
				path, out->cap);
	}
}

static enum err_code open_for_reading(const char *path, int *out_fd, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_IO, "%s: %s", path,
			strerror(errno));
	*out_fd = fd;
	return ERR_OK;
}

enum err_code file_read(const char *path, struct buf *out, struct err *err)
{
	int fd = -1;
	enum err_code code = open_for_reading(path, &fd, err);
	if (code != ERR_OK)
		return code;
	code = read_all(fd, path, out, err);
	close(fd);
	return code;
}

static enum err_code check_private(int fd, const char *path, struct err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_set(err, ERR_DENIED,
			"%s: others may read this secret (mode %03o); run: chmod 600 %s", path,
			(unsigned)(st.st_mode & 0777), path);
	return ERR_OK;
}

enum err_code file_read_secret(const char *path, struct buf *out, struct err *err)
{
	int fd = -1;
	enum err_code code = open_for_reading(path, &fd, err);
	if (code != ERR_OK)
		return code;
	code = check_private(fd, path, err);
	if (code == ERR_OK)
		code = read_all(fd, path, out, err);
	close(fd);
	if (code != ERR_OK)
		return code;
	while (out->length > 0 && isspace((unsigned char)out->bytes[out->length - 1]))
		buf_truncate(out, out->length - 1);
	if (out->length == 0)
		return err_set(err, ERR_CONFIG, "%s: the file is empty", path);
	return ERR_OK;
}

static enum err_code write_all(
	int fd, const char *path, const char *bytes, size_t size, struct err *err)
{
	while (size > 0) {
		ssize_t put = write(fd, bytes, size);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
		bytes += put;
		size -= (size_t)put;
	}
	if (fsync(fd) != 0)
		return err_set(err, ERR_IO, "%s: fsync: %s", path, strerror(errno));
	return ERR_OK;
}

static enum err_code sync_folder_of(const char *path, struct err *err)
{
	char *folder = file_beside(path, ".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err_code code = ERR_OK;
	if (fd < 0 || fsync(fd) != 0)
		code = err_set(err, ERR_IO, "%s: fsync: %s", folder, strerror(errno));
	if (fd >= 0)
		close(fd);
	mem_free(folder);
	return code;
}

enum err_code file_write_new(
	const char *path, const void *bytes, size_t size, unsigned mode, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return err_set(err, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "%s: %s", path,
			strerror(errno));
	enum err_code code = write_all(fd, path, bytes, size, err);
	close(fd);
	if (code != ERR_OK) {
		unlink(path);
		return code;
	}
	return sync_folder_of(path, err);
}

enum err_code file_replace(
	const char *path, const void *bytes, size_t size, unsigned mode, struct err *err)
{
	struct buf beside;
	buf_init(&beside, PATH_CAP);
	buf_add_format(&beside, "%s.new", path);
	/* One that a crash left behind. */
	unlink(beside.bytes);
	enum err_code code = file_write_new(beside.bytes, bytes, size, mode, err);
	if (code == ERR_OK && rename(beside.bytes, path) != 0) {
		code = err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
		unlink(beside.bytes);
	}
	buf_release(&beside);
	return code == ERR_OK ? sync_folder_of(path, err) : code;
}

static enum err_code lock(const char *path, int how, int *out_fd, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), got;
	if (fd < 0)
		return err_set(err, ERR_IO, "%s: %s", path, strerror(errno));
	while ((got = flock(fd, how)) != 0 && errno == EINTR)
		continue;
	if (got != 0) {
		int reason = errno;
		close(fd);
		return err_set(err, reason == EWOULDBLOCK ? ERR_BUSY : ERR_IO, "%s: %s", path,
			reason == EWOULDBLOCK ? "another nriseva uses this store"
					      : strerror(reason));
	}
	*out_fd = fd;
	return ERR_OK;
}

enum err_code file_lock(const char *path, int *out_fd, struct err *err)
{
	return lock(path, LOCK_EX | LOCK_NB, out_fd, err);
}

enum err_code file_lock_wait(const char *path, int *out_fd, struct err *err)
{
	return lock(path, LOCK_EX, out_fd, err);
}

void file_unlock(int fd)
{
	close(fd);
}

char *file_beside(const char *base_file, const char *path)
{
	const char *slash = strrchr(base_file, '/');
	if (path[0] == '/' || !slash)
		return mem_string(path);
	struct buf joined;
	buf_init(&joined, PATH_CAP);
	buf_add(&joined, base_file, (size_t)(slash - base_file) + 1);
	buf_add_string(&joined, path);
	return joined.bytes;
}
