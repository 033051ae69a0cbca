#include "channel/x/rules.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "json/json.h"

#define TAG_PREFIX "nriseva:"

/* Names have 15 bytes at most, words of rules 1,024. */
enum { VALUE_SIZE = 128 };

static void write_value(const char *name, char out[VALUE_SIZE])
{
	snprintf(out, VALUE_SIZE, "@%s -is:retweet -from:%s", name, name);
}

static void write_tag(const char *name, char out[VALUE_SIZE])
{
	snprintf(out, VALUE_SIZE, TAG_PREFIX "%s", name);
}

enum err_code x_rules_compare(const char *bytes, size_t length, const char *name,
	struct x_rules_plan *out, struct err *err)
{
	json_auto_t *root = NULL;
	char wanted[VALUE_SIZE], wanted_tag[VALUE_SIZE];
	enum err_code code = json_decode_foreign(bytes, length, &root, err);
	if (code != ERR_OK)
		return err_prefix(err, "X's answer is no list of rules: ");
	const json_t *rules = json_object_get(root, "data");
	if (!json_is_array(rules) && !json_is_object(json_object_get(root, "meta")))
		return err_set(err, ERR_FORMAT, "X's answer is no list of rules");
	write_value(name, wanted);
	write_tag(name, wanted_tag);
	*out = (struct x_rules_plan){.add = true};
	for (size_t i = 0; i < json_array_size(rules); i++) {
		const json_t *rule = json_array_get(rules, i);
		const char *id = json_get_string(rule, "id"), *tag = json_get_string(rule, "tag");
		if (!id || !tag || !str_starts(tag, TAG_PREFIX))
			continue;
		if (out->add && str_is(tag, wanted_tag) &&
			str_is(json_get_string(rule, "value"), wanted))
			out->add = false;
		else if (out->stale_count < X_RULES_STALE_MAX)
			str_copy(out->stale[out->stale_count++], ID_SIZE, id);
	}
	return ERR_OK;
}

void x_rules_encode_add(const char *name, struct buf *out)
{
	char value[VALUE_SIZE], tag[VALUE_SIZE];
	write_value(name, value);
	write_tag(name, tag);
	json_auto_t *root = json_pack("{s:[{s:s, s:s}]}", "add", "value", value, "tag", tag);
	json_encode(root, out);
}

void x_rules_encode_delete(const struct x_rules_plan *plan, struct buf *out)
{
	json_auto_t *root = json_object();
	json_t *ids = json_array();
	for (size_t i = 0; i < plan->stale_count; i++)
		json_array_append_new(ids, json_string(plan->stale[i]));
	json_object_set_new(root, "delete", json_pack("{s:o}", "ids", ids));
	json_encode(root, out);
}

enum x_rule_answer x_rules_read(const char *bytes, size_t length)
{
	json_auto_t *root = NULL;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return X_RULE_REFUSED;
	const json_t *errors = json_object_get(root, "errors");
	if (json_array_size(json_object_get(root, "data")) > 0)
		return X_RULE_TAKEN;
	const char *type = json_get_string(json_array_get(errors, 0), "type");
	if (type && str_ends(type, "/duplicate-rules"))
		return X_RULE_TAKEN;
	return type && str_ends(type, "/rule-cap") ? X_RULE_CAPPED : X_RULE_REFUSED;
}
