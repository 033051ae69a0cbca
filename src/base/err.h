/*
 * What can go wrong, as a code with a class, and a sentence for the log.
 *
 * Functions that can fail return `enum err_code`; those that know more than the code fill a
 * `struct err`, which belongs to the caller and is untouched on success.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_code {
	ERR_OK,
	ERR_CANCELED,    /* the asker took the request back, or the program is stopping */
	ERR_TIMEOUT,     /* the other side did not answer in the time it was given */
	ERR_UNREACHABLE, /* no connection could be made: nothing was sent */
	ERR_REMOTE,      /* the other side broke off, or answered with an error */
	ERR_LIMIT,       /* something is larger than its cap */
	ERR_FORMAT,      /* bytes are not what their format says */
	ERR_DENIED,      /* refused: by policy, permission, or a bad signature */
	ERR_NOTFOUND,    /* the thing asked for does not exist */
	ERR_CONFLICT,    /* it exists already, or somebody else was faster */
	ERR_BUSY,        /* cannot be done now; the same call may succeed later */
	ERR_STORE,       /* the store failed: full, damaged, or gone */
	ERR_IO,          /* the operating system refused a file or socket operation */
	ERR_CONFIG,      /* a file that an operator writes is wrong */
};

enum err_class {
	ERR_CLASS_NONE,      /* not an error */
	ERR_CLASS_RETRY,     /* the same thing may work later */
	ERR_CLASS_PERMANENT, /* it will fail the same way for ever */
	ERR_CLASS_OPERATOR,  /* somebody must act first */
};

struct err {
	enum err_code code;
	char text[400]; /* one sentence for people; never parsed */
};

/* Set code and sentence; returns code, so that a failing function can end in `return err_set(...)`.
 * `err` may be NULL. A sentence that is too long is cut. */
__attribute__((format(printf, 3, 4))) enum err_code err_set(
	struct err *err, enum err_code code, const char *format, ...);

/* Put words in front of the sentence that is there: "config/x.yaml: " + sentence. Returns its
 * code. */
__attribute__((format(printf, 2, 3))) enum err_code err_prefix(
	struct err *err, const char *format, ...);

/* The short name of a code ("timeout"), for logs, metrics and the store. */
const char *err_name(enum err_code code);

enum err_class err_class(enum err_code code);

#endif
