/*
 * What operators set: nriseva.yaml and the word lists beside it, loaded into one immutable
 * snapshot. Every mistake is told with file, line and column; `nriseva check` tells all of them.
 *
 * Relative paths in the file are seen from the folder of the file; here they are already resolved.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/case.h"
#include "model/names.h"

/* A district, as districts.tsv has it. */
struct config_district {
	const char *id; /* "lucknow" */
	const char *name_en;
	const char *name_hi;
	const char *const
		*aliases; /* official or earlier names, spellings, towns, in both scripts */
	size_t alias_count;
	const char *zone;
	const char *range;
	bool commissionerate;
};

/* A country from which people write, as countries.tsv has it. */
struct config_country {
	const char *id; /* ISO 3166-1 alpha-2: "GB" */
	const char *name_en;
	const char *name_hi;
	const char *const *names; /* other names, spellings and cities, in three scripts */
	size_t name_count;
};

enum config_category_kind { CATEGORY_MATTER, CATEGORY_CONDUCT };

/* A kind of matter or conduct, as categories.tsv has it. */
struct config_category {
	const char *id; /* "missing-kidnapping" */
	enum config_category_kind kind;
	bool sensitive; /* the public reply names neither matter nor place */
	bool elsewhere; /* not a police matter */
	const char *name_en;
	const char *name_hi;
	const char *const *words; /* words and phrases in English, Hindi, Hinglish */
	size_t word_count;
};

enum { CONFIG_CATEGORIES_MAX = 64 };
enum { CONFIG_CONDITIONS_MAX = 6, CONFIG_IDEAS_MAX = 128 };

/* A rule counts only if something else is (or is not) in the post. */
struct config_condition {
	int cue;  /* an enum cue, or -1 */
	int idea; /* number of an idea, or -1 */
	bool unless;
};

/* A rule of cues.tsv; see config/cues.h. */
struct config_rule {
	const char *id;
	int kind;   /* enum cue or enum rule_kind */
	int index;  /* of the category or the idea */
	int weight; /* of rules for a category */
	bool exact; /* other endings are other words */
	const char **phrases;
	uint32_t *columns; /* where each stands in its line */
	size_t phrase_count;
	struct config_condition conditions[CONFIG_CONDITIONS_MAX];
	size_t condition_count;
};

/* How much something speaks for a label; see config/weights.h. */
struct config_weight {
	int16_t target;
	int16_t weight; /* hundredths */
};

/* A row of weights.tsv. */
struct config_feature {
	int kind;           /* enum feature_kind */
	int index;          /* enum cue, of the category, or enum form */
	const char *phrase; /* of FEATURE_PHRASE */
	const struct config_weight *weights;
	size_t weight_count;
};

enum config_channel { CONFIG_CHANNEL_X };

/* What X asks for, in millionths of a dollar. */
struct config_prices {
	int64_t mention_read; /* a post of the account's own feeds, once a day */
	int64_t post_read;    /* a post that search finds, the same */
	int64_t reply;
	int64_t reply_with_link;
	int64_t lookup; /* of an account */
	int64_t delete;
};

/* What a handle may spend; see channel/x/budget.h. 0: no limit. */
struct config_limits {
	int64_t replies_per_15_min; /* until X's headers say */
	int64_t replies_per_day;    /* the same */
	int64_t money_per_day;      /* millionths of a dollar; days and months are UTC */
	int64_t money_per_month;
};

struct config_handle {
	const char *name; /* "UPPolNRI" */
	enum config_channel channel;
	const char *user_id;       /* the account's id at X */
	const char *api_url;       /* "https://api.x.com" */
	const char *token_file;    /* what lets us in at X, mode 0600; see channel/x/token.h */
	const char *seal_key_file; /* opens a token file that is sealed; NULL: not configured */
	bool plain_loopback;       /* api_url may be http on loopback: rehearsal only */
	int64_t poll_every_ms;
	int64_t overlap_ms;       /* how far behind the newest post a poll begins */
	int64_t search_after_ms;  /* recent search stands in when mentions fail for so long */
	const char *replies_path; /* folder of templates */
	const char *coordinator;  /* id of an endpoint that hears of all its cases, or NULL */
	struct config_limits limits;
	struct config_prices prices; /* the same for all handles */
	bool stream;                 /* X's filtered stream is used beside polling */
	const char *app_token_file;  /* the app's bearer token, mode 0600; NULL without */
	int64_t look_up_every_ms;    /* whether posts of open cases are still there; 0: never */
	bool compliance;             /* X's compliance jobs are used instead, while they work */
};

struct config_endpoint {
	const char *id;   /* a district's, or the name of a coordinator; each once */
	bool coordinator; /* hears of cases, and has no say in them */
	const char *url;
	const char *sign_key_file;            /* our `whsk_` key for it, mode 0600 */
	const char *const *trusted_key_files; /* its `whpk_` keys for status updates */
	size_t trusted_key_count;
	const char *const *allowed_subnets; /* private ranges it may resolve to */
	size_t allowed_subnet_count;
	bool plain_loopback;
	bool cleared; /* may see personal data unmasked */
};

struct config {
	const char *path; /* of the file */
	const char *store_path;
	const char *listen_address; /* of the HTTP server: status updates, healthz, metrics */
	uint16_t listen_port;
	const char *socket_path; /* the operators' door, a unix socket */
	const char *sender;      /* our name in events; the recipient of status updates */
	const char *case_prefix; /* "NRI" */
	const char
		*replies_path; /* folder of templates of the handles that name none of their own */

	/* policy, see model/happening.h */
	int64_t acknowledge_max_age_ms, late_after_ms, no_answer_ms, no_objection_ms;
	int64_t wipe_after_ms; /* texts go so long after their case ended; default 90 days */
	enum follow_ups follow_ups;
	int max_follow_ups;
	int max_replies_per_author;

	/* thresholds of the reading: a score of at least this is ... */
	int actionable_yes;      /* default 60 */
	int actionable_doubtful; /* default 30 */
	int urgent;              /* danger, from this chance in percent on; default 20 */

	const struct config_handle *handles;
	size_t handle_count;
	const struct config_endpoint *endpoints;
	size_t endpoint_count;
	const struct config_district *districts;
	size_t district_count;
	const struct config_country *countries;
	size_t country_count;
	const struct config_category *categories;
	size_t category_count;
	const struct config_rule *rules;
	size_t rule_count;
	const struct config_feature *features;
	size_t feature_count;

	void *memory; /* private */
};

/* The file to use: `given` if not NULL, else $NRISEVA_CONFIG if it is set, else the first that
 * exists of ./config/nriseva.yaml and /etc/nriseva/nriseva.yaml. ERR_NOTFOUND if a file that was
 * named does not exist, or none of the two; it names what was looked at. mem_free *out. */
enum err_code config_find(const char *given, char **out, struct err *err);

/* A mistake in the files: told as "file:line:column: what is wrong; what to do". */
struct config_mistakes {
	char **lines; /* owned */
	size_t count;
};
void config_mistakes_release(struct config_mistakes *mistakes);

/* Load everything. On ERR_CONFIG `mistakes` has one line or more. Does not open secrets, does
 * not look for replies. */
enum err_code config_load(const char *path, struct config **out, struct config_mistakes *mistakes);
void config_free(struct config *config);

/* Whether files that the configuration names are there, readable, and private where they must
 * be: adds a line for each that is not. */
void config_check_files(const struct config *config, struct config_mistakes *mistakes);

const struct config_district *config_district(
	const struct config *config, const char *id); /* or NULL */
const struct config_category *config_category(
	const struct config *config, const char *id); /* or NULL */
const struct config_endpoint *config_endpoint(
	const struct config *config, const char *id); /* or NULL */
const struct config_handle *config_handle(
	const struct config *config, const char *name); /* or NULL */

#endif
