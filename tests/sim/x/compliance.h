/*
 * X's batch compliance jobs: a list of ids is put to an address, and a file says which of the posts
 * are gone. The addresses are on the pretended X itself, signed, and live for a time.
 */
#ifndef SIM_X_COMPLIANCE_H
#define SIM_X_COMPLIANCE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "x/world.h"

enum { X_JOBS_MAX = 512 };

struct x_job {
	uint64_t id;
	const char *status; /* "created", "in_progress", "complete", "failed", "expired" */
	int64_t created_at, upload_ends_at, download_ends_at;
	char *ids; /* owned, as they came; NULL: none did */
};

struct x_compliance {
	struct x_job jobs[X_JOBS_MAX];
	size_t count;
	int64_t upload_ms, download_ms; /* how long addresses live; 0: as X's */
	int64_t uploads, downloads;
};

void x_compliance_release(struct x_compliance *compliance);

/* {"upload_ms", "download_ms"}: of jobs that are made from now on. */
enum err_code x_compliance_order(
	struct x_compliance *compliance, const json_t *order, struct err *err);

/* A new job, or NULL: one is under way, and X lets an app have one. */
struct x_job *x_compliance_create(struct x_compliance *compliance, int64_t now_ms);
struct x_job *x_compliance_find(struct x_compliance *compliance, const char *id);

/* As X shows it; `host` is where the addresses are. Gives an object. */
json_t *x_compliance_show(const struct x_job *job, const char *host, int64_t now_ms);

/* Whether this address ("upload", "download") is signed and alive; else the status to answer. */
int x_compliance_refuses(
	const struct x_job *job, const char *which, const char *signature, int64_t now_ms);

/* The ids are here; takes a copy. */
void x_compliance_take(
	struct x_compliance *compliance, struct x_job *job, const char *ids, size_t length);

/* The result: a line for each post that is gone; with `scrub_geo` one for each that is there, too. */
void x_compliance_write(
	const struct x_world *world, const struct x_job *job, bool scrub_geo, struct buf *out);

/* For the state: how many jobs, uploads and downloads there were. Gives an object. */
json_t *x_compliance_tell(const struct x_compliance *compliance);

#endif
