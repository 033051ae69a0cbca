#include "x/compliance.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

enum { UPLOAD_MS = 15 * 60 * 1000, URL_SIZE = 300 };

static const int64_t DOWNLOAD_MS = INT64_C(7) * 24 * 3600 * 1000;

void x_compliance_release(struct x_compliance *compliance)
{
	for (size_t i = 0; i < compliance->count; i++)
		mem_free(compliance->jobs[i].ids);
}

enum err_code x_compliance_order(
	struct x_compliance *compliance, const json_t *order, struct err *err)
{
	(void)err;
	compliance->upload_ms = json_get_int(order, "upload_ms", compliance->upload_ms);
	compliance->download_ms = json_get_int(order, "download_ms", compliance->download_ms);
	return ERR_OK;
}

struct x_job *x_compliance_create(struct x_compliance *compliance, int64_t now_ms)
{
	for (size_t i = 0; i < compliance->count; i++) {
		if (str_is(compliance->jobs[i].status, "in_progress"))
			return NULL;
	}
	if (compliance->count == X_JOBS_MAX)
		return NULL;
	struct x_job *job = &compliance->jobs[compliance->count++];
	*job = (struct x_job){.id = x_id_at(now_ms) + compliance->count,
		.status = "created",
		.created_at = now_ms,
		.upload_ends_at =
			now_ms + (compliance->upload_ms ? compliance->upload_ms : UPLOAD_MS),
		.download_ends_at =
			now_ms + (compliance->download_ms ? compliance->download_ms : DOWNLOAD_MS)};
	return job;
}

struct x_job *x_compliance_find(struct x_compliance *compliance, const char *id)
{
	for (size_t i = 0; i < compliance->count; i++) {
		if (compliance->jobs[i].id == x_id_read(id))
			return &compliance->jobs[i];
	}
	return NULL;
}

/* Not a real signature, but one for each address that nobody guesses by counting. */
static void sign(const struct x_job *job, const char *which, char out[24])
{
	uint64_t mixed = (job->id ^ (uint64_t)which[0]) * UINT64_C(0x9E3779B97F4A7C15);
	snprintf(out, 24, "%016" PRIx64, mixed);
}

static void add_address(json_t *object, const struct x_job *job, const char *host,
	const char *which, int64_t ends_at)
{
	char id[X_ID_SIZE], signature[24], url[URL_SIZE], key[40], iso[CLOCK_ISO_SIZE];
	x_id_write(job->id, id);
	sign(job, which, signature);
	snprintf(url, sizeof url, "http://%.100s/storage/%s/%s?signature=%s", host, which, id,
		signature);
	snprintf(key, sizeof key, "%s_url", which);
	json_set_string(object, key, url);
	snprintf(key, sizeof key, "%s_expires_at", which);
	json_set_string(object, key, clock_iso(ends_at, iso));
}

json_t *x_compliance_show(const struct x_job *job, const char *host, int64_t now_ms)
{
	char id[X_ID_SIZE], iso[CLOCK_ISO_SIZE];
	json_t *object = json_object();
	bool late = str_is(job->status, "created") && now_ms > job->upload_ends_at;
	x_id_write(job->id, id);
	json_set_string(object, "id", id);
	json_set_string(object, "type", "tweets");
	json_set_string(object, "status", late ? "expired" : job->status);
	json_set_string(object, "created_at", clock_iso(job->created_at, iso));
	json_object_set_new(object, "resumable", json_false());
	add_address(object, job, host, "upload", job->upload_ends_at);
	add_address(object, job, host, "download", job->download_ends_at);
	return object;
}

int x_compliance_refuses(
	const struct x_job *job, const char *which, const char *signature, int64_t now_ms)
{
	char wanted[24];
	bool up = str_is(which, "upload");
	sign(job, which, wanted);
	if (!str_is(signature, wanted))
		return 403;
	if (now_ms > (up ? job->upload_ends_at : job->download_ends_at))
		return 400;
	return up || str_is(job->status, "complete") ? 0 : 404;
}

void x_compliance_take(
	struct x_compliance *compliance, struct x_job *job, const char *ids, size_t length)
{
	mem_free(job->ids);
	job->ids = mem_string_n(ids, length);
	job->status = "in_progress";
	compliance->uploads++;
}

static const char *reason_of(const struct x_world *world, const struct x_post *post)
{
	static const char *const hidden[] = {
		[X_PROTECTED] = "protected",
		[X_SUSPENDED] = "suspended",
		[X_DEACTIVATED] = "deactivated",
	};
	if (!post || post->deleted)
		return "deleted";
	return hidden[world->users[post->author].hiding];
}

static void write_line(const char *id, const char *reason, struct buf *out)
{
	char iso[CLOCK_ISO_SIZE];
	clock_iso(clock_wall_ms(), iso);
	buf_add_format(out,
		"{\"id\":\"%s\",\"action\":\"%s\",\"created_at\":\"%s\",\"redacted_at\":\"%s\","
		"\"reason\":\"%s\"}\n",
		id, str_is(reason, "scrub_geo") ? "scrub_geo" : "delete", iso, iso, reason);
}

void x_compliance_write(
	const struct x_world *world, const struct x_job *job, bool scrub_geo, struct buf *out)
{
	char *ids = mem_string(job->ids ? job->ids : ""), *rest = ids;
	for (char *id; (id = strtok_r(rest, "\n", &rest));) {
		const char *reason = reason_of(world, x_world_find(world, x_id_read(id)));
		if (!reason && scrub_geo)
			reason = "scrub_geo";
		if (reason)
			write_line(id, reason, out);
	}
	mem_free(ids);
}

json_t *x_compliance_tell(const struct x_compliance *compliance)
{
	return json_pack("{s:I, s:I, s:I}", "jobs", (json_int_t)compliance->count, "uploads",
		(json_int_t)compliance->uploads, "downloads", (json_int_t)compliance->downloads);
}
