#include "channel/x/job.h"

#include <string.h>

#include "base/str.h"
#include "json/json.h"

const char x_job_wanted[] = "{\"type\":\"tweets\"}";

static bool is_id(const char *text)
{
	size_t length = text ? strlen(text) : 0;
	return length > 0 && length < ID_SIZE && strspn(text, "0123456789") == length;
}

/* --- a job --- */

/* False if it is there and cannot be an address. */
static bool take_url(const json_t *job, const char *key, char out[X_JOB_URL_SIZE])
{
	const char *url = json_get_string(job, key);
	return str_copy(out, X_JOB_URL_SIZE, url ? url : "") &&
	       (!*out || str_starts(out, "https://") || str_starts(out, "http://"));
}

/* A word that we do not know is taken for one of a job that goes on; who waits has a deadline. */
static enum x_job_status status_of(const char *name)
{
	if (str_is(name, "complete"))
		return X_JOB_COMPLETE;
	return str_is(name, "failed") || str_is(name, "expired") ? X_JOB_FAILED : X_JOB_OPEN;
}

enum err_code x_job_decode(const char *bytes, size_t length, struct x_job *out, struct err *err)
{
	json_auto_t *root = NULL;
	enum err_code code = json_decode_foreign(bytes, length, &root, err);
	if (code != ERR_OK)
		return err_prefix(err, "X's answer is no compliance job: ");
	const json_t *job = json_object_get(root, "data");
	const char *id = json_get_string(job, "id"), *status = json_get_string(job, "status");
	*out = (struct x_job){.status = status_of(status)};
	if (!is_id(id) || !status)
		return err_set(err, ERR_FORMAT,
			"X's answer is no compliance job: it has no id or no status");
	str_copy(out->id, sizeof out->id, id);
	str_copy(out->status_name, sizeof out->status_name, status);
	if (!take_url(job, "upload_url", out->upload_url) ||
		!take_url(job, "download_url", out->download_url))
		return err_set(err, ERR_FORMAT,
			"X's answer names an address for a file that cannot be one");
	return ERR_OK;
}

/* --- its result --- */

/* X's words for why; only that the place is to be taken off leaves the text. */
static const char *why_of(const char *reason)
{
	static const struct {
		const char *reason, *why;
	} known[] = {
		{"deleted", "deleted"},
		{"bounced", "taken down by X"},
		{"protected", "protected"},
		{"suspended", "of a suspended account"},
		{"deactivated", "of a deactivated account"},
		{"scrub_geo", NULL},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (str_is(reason, known[i].reason))
			return known[i].why;
	}
	return "gone, by X's compliance job";
}

bool x_redaction_decode(const char *bytes, size_t length, struct x_redaction *out)
{
	json_auto_t *line = NULL;
	if (json_decode_foreign(bytes, length, &line, NULL) != ERR_OK)
		return false;
	const char *id = json_get_string(line, "id"), *reason = json_get_string(line, "reason");
	if (!is_id(id) || !reason)
		return false;
	str_copy(out->id, sizeof out->id, id);
	out->why = why_of(reason);
	return true;
}
