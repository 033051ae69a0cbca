/*
 * Is everything that operators write as it should be? Every mistake is told, not only the first:
 * the configuration and its word lists, the files and keys they name, the templates. Then what is
 * allowed but worth knowing.
 *
 * What cannot be loaded hides what depends on it: without a configuration, templates are not looked
 * at, and that is said.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/load.h"
#include "app/show.h"
#include "base/mem.h"
#include "config/mistakes.h"
#include "text/text.h"

static const char usage[] =
	"Usage: nriseva check [--json] [--config FILE]\n"
	"\n"
	"Check the configuration, the word lists, the files and keys they name, and the reply templates. Every mistake is told as\n"
	"file:line:column: what is wrong; what to do. Exit code 3 if there is one.\n"
	"\n"
	"  --json          one JSON object: ok, config, mistakes, warnings, longest\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n";

struct findings {
	char *path;
	struct config *config;
	struct reply_book *replies;
	struct config_mistakes mistakes;
	struct config_mistakes warnings;
};

static void release(struct findings *findings)
{
	if (findings->replies)
		reply_book_free(findings->replies);
	if (findings->config)
		config_free(findings->config);
	config_mistakes_release(&findings->mistakes);
	config_mistakes_release(&findings->warnings);
	mem_free(findings->path);
}

/* ---- mistakes ---- */

static void check_words(struct findings *findings)
{
	struct err err = {0};
	struct reader *reader;
	if (reader_new(findings->config, &reader, &err) == ERR_OK)
		reader_free(reader);
	else
		mistakes_add(&findings->mistakes, "%s", err.text);
}

static void find_mistakes(const char *given, struct findings *findings)
{
	struct err err = {0};
	if (config_find(given, &findings->path, &err) != ERR_OK) {
		mistakes_add(&findings->mistakes, "%s", err.text);
		return;
	}
	if (config_load(findings->path, &findings->config, &findings->mistakes) != ERR_OK) {
		findings->config = NULL;
		mistakes_add(&findings->mistakes,
			"%s: keys and templates were not looked at; mend the above and check again",
			findings->path);
		return;
	}
	check_words(findings);
	config_check_files(findings->config, &findings->mistakes);
	(void)reply_book_load(findings->config, &findings->replies, &findings->mistakes);
}

/* ---- warnings ---- */

static void warn_of_follow_ups(struct findings *findings)
{
	const struct config *config = findings->config;
	if (config->follow_ups == FOLLOW_UPS_PUSH && config->max_follow_ups > 0)
		mistakes_add(&findings->warnings,
			"policy.follow_ups is push: up to %d unasked posts for each case. X's "
			"guideline is one automated reply per interaction; ask or on_request keep "
			"to it",
			config->max_follow_ups);
}

/* X forbids the same or nearly the same content across several accounts (developer guidelines). */
static void warn_of_shared_replies(struct findings *findings)
{
	const struct config *config = findings->config;
	for (size_t i = 1; i < config->handle_count; i++) {
		size_t first = 0;
		while (strcmp(config->handles[first].replies_path,
			       config->handles[i].replies_path) != 0)
			first++;
		if (first < i)
			mistakes_add(&findings->warnings,
				"handles %s and %s speak from one folder of templates, and X forbids "
				"several accounts to say the same: give each its own (handles[].replies)",
				config->handles[first].name, config->handles[i].name);
	}
}

static void warn_of_plain_http(struct findings *findings)
{
	const struct config *config = findings->config;
	for (size_t i = 0; i < config->handle_count; i++) {
		if (config->handles[i].plain_loopback)
			mistakes_add(&findings->warnings,
				"handle %s: plain_loopback, for rehearsal only",
				config->handles[i].name);
	}
	size_t plain = 0;
	for (size_t i = 0; i < config->endpoint_count; i++)
		plain += config->endpoints[i].plain_loopback;
	if (plain > 0)
		mistakes_add(&findings->warnings,
			"%zu of %zu endpoints have plain_loopback: http without TLS on this "
			"machine",
			plain, config->endpoint_count);
}

/* Their cases are opened and wait, and nobody is told. */
static void warn_of_deaf_districts(struct findings *findings)
{
	enum { NAMED = 5 };
	const struct config *config = findings->config;
	struct buf names;
	size_t deaf = 0;
	buf_init(&names, 1024);
	for (size_t i = 0; i < config->district_count; i++) {
		const char *id = config->districts[i].id;
		if (config_endpoint(config, id))
			continue;
		if (deaf++ < NAMED)
			buf_add_format(&names, "%s%s", deaf > 1 ? ", " : "", id);
	}
	if (deaf > 0)
		mistakes_add(&findings->warnings,
			"%zu of %zu districts have no endpoint, and what is meant for them waits: "
			"%s%s",
			deaf, config->district_count, names.bytes, deaf > NAMED ? ", ..." : "");
	buf_release(&names);
}

static void find_warnings(struct findings *findings)
{
	if (!findings->config)
		return;
	if (findings->config->handle_count == 0)
		mistakes_add(&findings->warnings, "no handle is watched");
	warn_of_follow_ups(findings);
	warn_of_shared_replies(findings);
	warn_of_plain_http(findings);
	warn_of_deaf_districts(findings);
}

/* ---- telling ---- */

struct longest {
	enum situation situation;
	enum lang lang;
	int weighted;
};

/* In the templates of any handle. */
static int longest_of(const struct findings *findings, enum situation situation, enum lang lang)
{
	const struct config *config = findings->config;
	int longest = replies_longest(reply_book_common(findings->replies), situation, lang);
	for (size_t i = 0; i < config->handle_count; i++) {
		int weighted = replies_longest(
			reply_book_of(findings->replies, config->handles[i].name), situation, lang);
		longest = weighted > longest ? weighted : longest;
	}
	return longest;
}

static struct longest find_longest(const struct findings *findings)
{
	struct longest longest = {.weighted = 0};
	for (int lang = 0; lang < LANG_OTHER; lang++) {
		for (int situation = 0; situation < SITUATION_COUNT; situation++) {
			int weighted =
				longest_of(findings, (enum situation)situation, (enum lang)lang);
			if (weighted > longest.weighted)
				longest = (struct longest){
					(enum situation)situation, (enum lang)lang, weighted};
		}
	}
	return longest;
}

/* Lines may quote bytes that are no UTF-8: json_set_string mends them, json_string would refuse. */
static json_t *lines_json(const struct config_mistakes *lines)
{
	json_t *array = json_array();
	for (size_t i = 0; i < lines->count; i++) {
		json_t *object = json_object();
		json_set_string(object, "text", lines->lines[i]);
		json_array_append(array, json_object_get(object, "text"));
		json_decref(object);
	}
	return array;
}

static void tell_json(const struct findings *findings)
{
	json_t *object = json_object();
	json_object_set_new(object, "ok", json_boolean(findings->mistakes.count == 0));
	json_set_string(object, "config", findings->path);
	json_object_set_new(object, "mistakes", lines_json(&findings->mistakes));
	json_object_set_new(object, "warnings", lines_json(&findings->warnings));
	json_t *longest = json_object();
	for (int lang = 0; findings->replies && lang < LANG_OTHER; lang++) {
		json_t *situations = json_object();
		for (int i = 0; i < SITUATION_COUNT; i++) {
			int weighted = longest_of(findings, (enum situation)i, (enum lang)lang);
			json_object_set_new(situations, situation_name((enum situation)i),
				json_integer(weighted));
		}
		json_object_set_new(longest, lang_name((enum lang)lang), situations);
	}
	json_object_set_new(object, "longest", longest);
	show_json_line(object);
}

static void tell_people(const struct findings *findings)
{
	print_mistakes(&findings->mistakes);
	for (size_t i = 0; i < findings->warnings.count; i++)
		printf("warning: %s\n", findings->warnings.lines[i]);
	if (findings->replies) {
		struct longest longest = find_longest(findings);
		printf("longest reply: %d of %d, %s/%s\n", longest.weighted, TEXT_X_MAX,
			lang_name(longest.lang), situation_name(longest.situation));
	}
	if (findings->mistakes.count == 0)
		printf("%s: good; %zu handles, %zu districts, %zu endpoints\n", findings->path,
			findings->config->handle_count, findings->config->district_count,
			findings->config->endpoint_count);
	else
		fprintf(stderr, "nriseva: %zu mistakes\n", findings->mistakes.count);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"json", no_argument, NULL, 'j'}, {"config", required_argument, NULL, 'c'}, {0}};
	const char *config = NULL;
	bool json = false;
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'j')
			json = true;
		else if (option == 'c')
			config = optarg;
		else
			return usage_error(&cmd_check, "unknown option");
	}
	if (optind < argc)
		return usage_error(&cmd_check, "unexpected argument %s", argv[optind]);
	struct findings findings = {0};
	find_mistakes(config, &findings);
	find_warnings(&findings);
	(json ? tell_json : tell_people)(&findings);
	int code = findings.mistakes.count ? EXIT_CODE_CONFIG : EXIT_CODE_OK;
	release(&findings);
	return code;
}

const struct command cmd_check = {
	"check", "check what operators write: configuration, keys, templates", usage, run};
