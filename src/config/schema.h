/* The keys of nriseva.yaml, in one table: raw structs as libcyaml fills them, not yet checked
 * against each other. */
#ifndef CONFIG_SCHEMA_H
#define CONFIG_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/source.h"

/* Text and numbers that are absent are NULL. */

struct raw_handle {
	char *name;
	int channel; /* enum config_channel */
	char *user_id;
	char *api_url;
	char *token_file;
	int plain_loopback; /* 0 or 1: libcyaml's own booleans take any unknown word for a yes */
	char *poll_every;
	char *overlap;
	char *search_after;
	char *replies;
	char *coordinator;
	struct {
		int64_t *replies_per_15_min;
		int64_t *replies_per_day;
		char *money_per_day;
		char *money_per_month;
	} limits;
	int stream; /* 0 or 1 */
	char *app_token_file;
	char *look_up_every;
	int compliance; /* 0 or 1 */
};

struct raw_endpoint {
	char *district;    /* an id, or "each" */
	char *coordinator; /* a name; one of the two */
	char *url;
	char *sign_key_file;
	char **trusted_key_files;
	unsigned trusted_key_files_count;
	char **allowed_subnets;
	unsigned allowed_subnets_count;
	int plain_loopback;
	int cleared;
};

struct raw_config {
	struct {
		char *path;
	} store;
	struct {
		char *address;
		int64_t *port;
	} listen;
	char *socket;
	char *sender;
	char *case_prefix;
	char *replies;
	char *seal_key_file;
	struct {
		char *districts;
		char *countries;
		char *categories;
		char *cues;
		char *weights;
	} word_lists;
	struct {
		char *acknowledge_max_age;
		char *late_after;
		char *no_answer;
		char *no_objection;
		char *wipe_after;
		int follow_ups; /* enum follow_ups */
		int64_t *max_follow_ups;
		int64_t *max_replies_per_author;
	} policy;
	struct {
		int64_t *actionable_yes;
		int64_t *actionable_doubtful;
		int64_t *urgent;
	} reading;
	struct {
		char *mention_read;
		char *post_read;
		char *reply;
		char *reply_with_link;
		char *lookup;
		char *delete;
	} prices;
	struct raw_handle *handles;
	unsigned handles_count;
	struct raw_endpoint *endpoints;
	unsigned endpoints_count;
};

/* Check a file against the table, telling every unknown, missing and mistyped key, and fill the
 * structs. Gives `*out` (schema_free). ERR_CONFIG: there is a line in `mistakes`. */
enum err_code schema_load(
	const struct source *source, struct raw_config **out, struct config_mistakes *mistakes);
void schema_free(struct raw_config *raw);

#endif
