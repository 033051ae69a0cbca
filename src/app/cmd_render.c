/* What a template says: for those who write them. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/load.h"
#include "app/show.h"
#include "app/suggest.h"
#include "base/str.h"
#include "text/text.h"

static const char usage[] =
	"Usage: nriseva render SITUATION [OPTION]...\n"
	"       nriseva render --all [OPTION]...\n"
	"\n"
	"Print what would be replied in a situation (acknowledged, needs_info, resolved ...) with the length that X counts.\n"
	"\n"
	"  --handle NAME     the handle that speaks (default: the common templates)\n"
	"  --lang LANG       en, hi or hinglish (default: en; with --all and no SITUATION: each)\n"
	"  --all             every variant; without SITUATION of every situation\n"
	"  --seed N          the number that chooses the variant (default 0)\n"
	"  --district ID     the district that is named\n"
	"  --status STATUS   the status that is named (default: received)\n"
	"  --detail TEXT     the words of the district or operator\n"
	"  --candidate ID    a district to choose from; may be given several times\n"
	"  --json            one JSON object a line\n"
	"  --config FILE     instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, /etc/nriseva/nriseva.yaml\n";

enum { TEXT_CAP = 8192, SEEDS = 32 };

/* Bits for a case id like one that citizens get. */
static const uint64_t case_id_bits = 0x2e5a7f3c1;

struct arguments {
	const char *config;
	const char *handle; /* NULL: the common templates */
	struct reply_values values;
	enum situation situation;
	bool has_situation;
	enum lang lang;
	bool has_lang;
	bool all;
	bool json;
	uint64_t seed;
};

static void print_text(enum situation situation, enum lang lang, const struct buf *text, bool json)
{
	int weighted = text_x_length(text->bytes, text->length);
	if (!json) {
		printf("%s\n    -- %s, %s: %d of %d\n\n", text->bytes, situation_name(situation),
			lang_name(lang), weighted, TEXT_X_MAX);
		return;
	}
	json_t *object = json_object();
	json_set_string(object, "situation", situation_name(situation));
	json_set_string(object, "lang", lang_name(lang));
	json_object_set_new(object, "weighted", json_integer(weighted));
	json_set_string(object, "text", text->bytes);
	show_json_line(object);
}

/* Different texts that seeds give, in the order of the seeds. */
struct variants {
	struct buf texts[SEEDS];
	size_t count;
};

static bool is_new(const struct variants *variants, const struct buf *text)
{
	for (size_t i = 0; i < variants->count; i++) {
		if (str_is(variants->texts[i].bytes, text->bytes))
			return false;
	}
	return true;
}

static void render_variants(const struct loaded *loaded, const struct arguments *arguments,
	enum situation situation, enum lang lang)
{
	const struct replies *replies = arguments->handle
						? reply_book_of(loaded->replies, arguments->handle)
						: reply_book_common(loaded->replies);
	struct variants variants = {.count = 0};
	uint64_t seeds = arguments->all ? SEEDS : 1;
	for (uint64_t i = 0; i < seeds; i++) {
		struct buf *text = &variants.texts[variants.count];
		buf_init(text, TEXT_CAP);
		replies_render(replies, situation, lang, arguments->seed + i, &arguments->values,
			&(struct reply_history){0}, text);
		if (!is_new(&variants, text)) {
			buf_release(text);
			continue;
		}
		variants.count++;
		print_text(situation, lang, text, arguments->json);
	}
	for (size_t i = 0; i < variants.count; i++)
		buf_release(&variants.texts[i]);
}

static void render_langs(
	const struct loaded *loaded, const struct arguments *arguments, enum situation situation)
{
	if (arguments->has_lang || arguments->has_situation) {
		render_variants(loaded, arguments, situation, arguments->lang);
		return;
	}
	for (int lang = 0; lang < LANG_OTHER; lang++)
		render_variants(loaded, arguments, situation, (enum lang)lang);
}

static void render(const struct loaded *loaded, const struct arguments *arguments)
{
	if (arguments->has_situation) {
		render_langs(loaded, arguments, arguments->situation);
		return;
	}
	for (int situation = 0; situation < SITUATION_COUNT; situation++)
		render_langs(loaded, arguments, (enum situation)situation);
}

/* ---- the command line ---- */

static int unknown_situation(const char *word)
{
	const char *names[SITUATION_COUNT];
	for (int i = 0; i < SITUATION_COUNT; i++)
		names[i] = situation_name((enum situation)i);
	const char *meant = suggest(word, names, SITUATION_COUNT);
	if (meant)
		return usage_error(&cmd_render,
			"there is no situation \"%s\"; did you mean \"%s\"?", word, meant);
	return usage_error(&cmd_render, "there is no situation \"%s\"", word);
}

static bool take_seed(struct arguments *arguments, const char *word)
{
	char *end;
	errno = 0;
	arguments->seed = strtoull(word, &end, 10);
	return errno == 0 && end != word && *end == '\0' && *word != '-';
}

static bool take_candidate(struct reply_values *values, const char *word)
{
	return values->candidate_count < READING_CANDIDATES_MAX &&
	       str_copy(values->candidates[values->candidate_count++], LABEL_SIZE, word);
}

/* NULL, or what is wrong with it. */
static const char *take_option(struct arguments *arguments, int option, const char *word)
{
	struct reply_values *values = &arguments->values;
	switch (option) {
	case 'c':
		arguments->config = word;
		return NULL;
	case 'h':
		arguments->handle = word;
		return NULL;
	case 'l':
		arguments->has_lang = true;
		return lang_from_name(word, &arguments->lang) ? NULL
							      : "--lang takes en, hi or hinglish";
	case 'a':
		arguments->all = true;
		return NULL;
	case 'j':
		arguments->json = true;
		return NULL;
	case 'n':
		return take_seed(arguments, word) ? NULL : "--seed takes a number";
	case 'd':
		return str_copy(values->district, LABEL_SIZE, word) ? NULL
								    : "--district is too long";
	case 't':
		return case_status_from_name(word, &values->status)
			       ? NULL
			       : "--status takes a status of a case";
	case 'w':
		(void)str_copy(values->detail, sizeof values->detail, word);
		return NULL;
	case 'p':
		return take_candidate(values, word) ? NULL
						    : "too many candidates, or too long a one";
	default:
		return "unknown option";
	}
}

/* Districts must be those of the list: a template would show nothing for others. */
static int check_districts(const struct loaded *loaded, const struct reply_values *values)
{
	const char *wrong = NULL;
	if (*values->district && !config_district(loaded->config, values->district))
		wrong = values->district;
	for (size_t i = 0; i < values->candidate_count; i++) {
		if (!config_district(loaded->config, values->candidates[i]))
			wrong = values->candidates[i];
	}
	return wrong ? usage_error(&cmd_render, "%s is not a district of the list", wrong)
		     : EXIT_CODE_OK;
}

static int run_with(struct arguments *arguments)
{
	struct loaded loaded;
	if (!loaded_open(arguments->config, true, &loaded))
		return EXIT_CODE_CONFIG;
	case_id_make(loaded.config->case_prefix, case_id_bits, arguments->values.case_id);
	int code = check_districts(&loaded, &arguments->values);
	if (arguments->handle && !config_handle(loaded.config, arguments->handle))
		code = usage_error(
			&cmd_render, "%s is no handle of the configuration", arguments->handle);
	if (code == EXIT_CODE_OK)
		render(&loaded, arguments);
	loaded_release(&loaded);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"handle", required_argument, NULL, 'h'},
		{"lang", required_argument, NULL, 'l'},
		{"all", no_argument, NULL, 'a'},
		{"seed", required_argument, NULL, 'n'},
		{"district", required_argument, NULL, 'd'},
		{"status", required_argument, NULL, 't'},
		{"detail", required_argument, NULL, 'w'},
		{"candidate", required_argument, NULL, 'p'},
		{"json", no_argument, NULL, 'j'},
		{"config", required_argument, NULL, 'c'},
		{0},
	};
	struct arguments arguments = {.values.status = CASE_RECEIVED, .lang = LANG_EN};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		const char *wrong = take_option(&arguments, option, optarg);
		if (wrong)
			return usage_error(&cmd_render, "%s", wrong);
	}
	if (argc - optind > 1)
		return usage_error(&cmd_render, "one situation at a time");
	arguments.has_situation = optind < argc;
	if (!arguments.has_situation && !arguments.all)
		return usage_error(&cmd_render, "name a situation, or say --all");
	if (arguments.has_situation && !situation_from_name(argv[optind], &arguments.situation))
		return unknown_situation(argv[optind]);
	return run_with(&arguments);
}

const struct command cmd_render = {
	"render", "show what would be replied, with its length", usage, run};
