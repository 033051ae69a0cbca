/* X's batch compliance jobs as bytes: how one is asked for, what X says of it, and the lines of its
 * result. Pure. */
#ifndef CHANNEL_X_JOB_H
#define CHANNEL_X_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/case.h"

enum { X_JOB_URL_SIZE = 4096 }; /* signed addresses of a cloud's store have some hundred bytes */

enum x_job_status {
	X_JOB_OPEN, /* created, or X works on it */
	X_JOB_COMPLETE,
	X_JOB_FAILED, /* or expired: it will not be complete any more */
};

struct x_job {
	char id[ID_SIZE]; /* digits */
	enum x_job_status status;
	char status_name[24]; /* as X says it, for people */
	char upload_url[X_JOB_URL_SIZE], download_url[X_JOB_URL_SIZE]; /* "" if it has none */
};

/* The body of POST /2/compliance/jobs. */
extern const char x_job_wanted[];

/* The answer to that, and to GET /2/compliance/jobs/{id}. ERR_FORMAT if it is no job. Its addresses
 * are secrets: whoever has them may put or take the file. */
enum err_code x_job_decode(const char *bytes, size_t length, struct x_job *out, struct err *err);

/* A line of the result. */
struct x_redaction {
	char id[ID_SIZE];
	const char *why; /* why its text must go, for people; NULL: it may stay */
};

/* False if it is none, as where a file breaks off. */
bool x_redaction_decode(const char *bytes, size_t length, struct x_redaction *out);

#endif
