/* Small files, read whole; secret files with their permissions; the lock of a store. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* Read a whole file into `out` (initialised; its cap is the limit). The error names the file, what
 * is wrong and what to do. */
enum err_code file_read(const char *path, struct buf *out, struct err *err);

/* The same for a secret: refused (ERR_DENIED) when others may read the file. Ending white space is
 * cut. */
enum err_code file_read_secret(const char *path, struct buf *out, struct err *err);

/* Write a new file with these permissions, durable before this returns (file and folder synced);
 * ERR_CONFLICT if it exists. */
enum err_code file_write_new(
	const char *path, const void *bytes, size_t size, unsigned mode, struct err *err);

/* Write the file in place of what is there, all or nothing: a new file beside it takes its name when
 * it is synced. Durable before this returns. */
enum err_code file_replace(
	const char *path, const void *bytes, size_t size, unsigned mode, struct err *err);

/* Hold an exclusive lock on the file, made if need be, until file_unlock or the end of the process.
 * ERR_BUSY when another process holds it. */
enum err_code file_lock(const char *path, int *out_fd, struct err *err);
/* The same, waiting for it as long as it takes: for a command. */
enum err_code file_lock_wait(const char *path, int *out_fd, struct err *err);
void file_unlock(int fd);

/* Gives `path` as seen from the folder of `base_file` (absolute paths are kept). mem_free it. */
char *file_beside(const char *base_file, const char *path);

#endif
