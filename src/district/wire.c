/*
 * A status update, from bytes to a struct. The bytes are signed and verified by then, but who
 * signs may still write nonsense: every field is checked for its kind, its length and its sense,
 * and the first mistake is told so that the district's programmers can find it. Keys that we do
 * not know are passed over, so that the format can grow.
 */
#include <string.h>

#include "base/str.h"
#include "district/district.h"
#include "json/json.h"

/* Copy the string `key`; if it is absent it is "", which is a mistake for those that `must` be
 * there. */
static enum err_code take_text(
	const json_t *data, const char *key, bool must, char *out, size_t size, struct err *err)
{
	const json_t *value = json_object_get(data, key);
	if (value && !json_is_null(value) && !json_is_string(value))
		return err_set(err, ERR_FORMAT, "data.%s must be a string", key);
	const char *text = json_is_string(value) ? json_string_value(value) : "";
	if (must && !*text)
		return err_set(err, ERR_FORMAT, "data.%s is missing", key);
	if (!str_copy(out, size, text))
		return err_set(err, ERR_FORMAT, "data.%s is longer than %zu bytes", key, size - 1);
	return ERR_OK;
}

static enum err_code take_status(const json_t *data, enum case_status *out, struct err *err)
{
	static const char *const names[] = {
		"in_progress", "needs_info", "resolved", "redirected", "received"};
	char name[32];
	enum err_code code = take_text(data, "status", true, name, sizeof name, err);
	if (code != ERR_OK)
		return code;
	if (str_index(name, names, sizeof names / sizeof *names) < 0 ||
		!case_status_from_name(name, out))
		return err_set(err, ERR_FORMAT,
			"data.status must be in_progress, needs_info, resolved, redirected, or "
			"received with hand_to");
	return ERR_OK;
}

static enum err_code take_sequence(const json_t *data, int64_t *out, struct err *err)
{
	const json_t *value = json_object_get(data, "sequence");
	*out = 0;
	if (!value || json_is_null(value))
		return ERR_OK;
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return err_set(err, ERR_FORMAT, "data.sequence must be a whole number, 0 or more");
	*out = json_integer_value(value);
	return ERR_OK;
}

/* Whether what is told belongs to the status. */
static enum err_code check_sense(const struct status_update *update, struct err *err)
{
	bool hands_over = update->status == CASE_RECEIVED;
	if (hands_over && !*update->hand_to)
		return err_set(err, ERR_FORMAT,
			"data.hand_to is missing: received means handed to another district");
	if (!hands_over && *update->hand_to)
		return err_set(err, ERR_FORMAT, "data.hand_to belongs to the status received only");
	if (hands_over && strcmp(update->hand_to, update->sender) == 0)
		return err_set(err, ERR_FORMAT, "data.hand_to is the sender itself");
	if (update->status == CASE_NEEDS_INFO && !*update->detail)
		return err_set(
			err, ERR_FORMAT, "data.detail is missing: needs_info needs the question");
	if (update->status == CASE_REDIRECTED && !*update->detail)
		return err_set(err, ERR_FORMAT,
			"data.detail is missing: redirected needs to say where to");
	return ERR_OK;
}

static enum err_code take_data(
	const json_t *data, struct status_update *out, char recipient[LABEL_SIZE], struct err *err)
{
	if (!json_is_object(data))
		return err_set(err, ERR_FORMAT, "data is missing or no object");
	enum err_code code = take_text(data, "sender", true, out->sender, sizeof out->sender, err);
	if (code == ERR_OK)
		code = take_text(data, "recipient", true, recipient, LABEL_SIZE, err);
	if (code == ERR_OK)
		code = take_text(data, "case", true, out->case_id, sizeof out->case_id, err);
	if (code == ERR_OK)
		code = take_status(data, &out->status, err);
	if (code == ERR_OK)
		code = take_text(data, "hand_to", false, out->hand_to, sizeof out->hand_to, err);
	if (code == ERR_OK)
		code = take_text(data, "detail", false, out->detail, sizeof out->detail, err);
	if (code == ERR_OK)
		code = take_sequence(data, &out->sequence, err);
	return code == ERR_OK ? check_sense(out, err) : code;
}

enum err_code district_status_decode(const char *bytes, size_t length, struct status_update *out,
	char out_recipient[LABEL_SIZE], struct err *err)
{
	struct status_update update = {0};
	char recipient[LABEL_SIZE];
	json_t *body;
	enum err_code code = json_decode_strict(bytes, length, &body, err);
	if (code != ERR_OK)
		return code;
	const char *type = json_get_string(body, "type");
	if (!type || strcmp(type, "case.status") != 0)
		code = err_set(err, ERR_FORMAT, "type must be case.status");
	else
		code = take_data(json_object_get(body, "data"), &update, recipient, err);
	json_decref(body);
	if (code == ERR_OK) {
		*out = update;
		memcpy(out_recipient, recipient, LABEL_SIZE);
	}
	return code;
}
