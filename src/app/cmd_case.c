/*
 * The operators' view of cases, and their word on them. Looking works beside a running daemon;
 * acting needs the store for itself.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/app.h"
#include "app/load.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/case_id.h"
#include "store/store.h"
#include "json/json.h"

static const char usage[] =
	"Usage: nriseva case list [--open | --doubtful] [--limit N] [--json]\n"
	"       nriseva case show ID [--json]\n"
	"       nriseva case accept ID            a doubtful case: yes, it is for us\n"
	"       nriseva case decline ID           no, it is not\n"
	"       nriseva case assign ID DISTRICT   it belongs to this district\n"
	"       nriseva case redirect ID WHERE    it belongs elsewhere; WHERE is told to the "
	"citizen\n"
	"       nriseva case reopen ID            it is not solved\n"
	"       nriseva case merge ID INTO-ID     it is the same matter as another case\n"
	"       nriseva case note ID TEXT         for the log; nobody outside sees it\n"
	"\n"
	"Looking works while the daemon runs. Acting takes the store's lock: stop the daemon "
	"first; what follows from the\n"
	"action is sent when it starts again.\n"
	"\n"
	"  --by NAME       who acts, for the log (default: $USER)\n"
	"  --store PATH    instead of the configuration's\n"
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, "
	"/etc/nriseva/nriseva.yaml\n";

struct arguments {
	const char *config;
	const char *store;
	const char *by;
	enum store_case_filter filter;
	int limit;
	bool json;
	char *const *words; /* after the options: the verb and what it takes */
	int count;
};

enum { OUT_CAP = 64 * 1024 };

static void print_json(json_t *value)
{
	struct buf line;
	buf_init(&line, OUT_CAP);
	json_encode(value, &line);
	puts(line.bytes);
	buf_release(&line);
	json_decref(value);
}

static json_t *case_json(const struct case_record *record)
{
	char opened[CLOCK_ISO_SIZE], changed[CLOCK_ISO_SIZE];
	json_t *object = json_object();
	json_set_string(object, "case", record->id);
	json_set_string(object, "status", case_status_name(record->status));
	json_set_string(object, "handle", record->handle);
	json_set_string(object, "district", *record->owner ? record->owner : NULL);
	json_object_set_new(object, "accepted", json_boolean(record->owner_accepted));
	json_set_string(object, "matter", *record->matter ? record->matter : NULL);
	json_set_string(object, "conduct", *record->conduct ? record->conduct : NULL);
	json_set_string(object, "lang", lang_name(record->lang));
	json_object_set_new(object, "urgent", json_boolean(record->urgent));
	json_object_set_new(object, "sensitive", json_boolean(record->sensitive));
	json_set_string(object, "post", record->post_id);
	json_set_string(object, "opened", clock_iso(record->opened_at, opened));
	json_set_string(object, "changed", clock_iso(record->changed_at, changed));
	return object;
}

static void print_case(void *arg, const struct case_record *record)
{
	const struct arguments *arguments = arg;
	char iso[CLOCK_ISO_SIZE];
	if (arguments->json) {
		print_json(case_json(record));
		return;
	}
	clock_iso(record->opened_at, iso);
	printf("%-14s %-11s %-20s %-22s %.16s%s%s\n", record->id, case_status_name(record->status),
		*record->owner ? record->owner : "-",
		*record->conduct ? record->conduct : record->matter, iso,
		record->urgent ? "  urgent" : "", record->sensitive ? "  sensitive" : "");
}

/* A day and a time, the actor, what it was, its state; then the words, indented. */
static void print_story_line(void *arg, const struct store_story_line *line)
{
	const struct arguments *arguments = arg;
	char iso[CLOCK_ISO_SIZE];
	clock_iso(line->at, iso);
	if (arguments->json) {
		json_t *object = json_object();
		json_set_string(object, "at", iso);
		json_set_string(object, "who", line->who);
		json_set_string(object, "what", line->what);
		json_set_string(object, "state", line->state);
		json_set_string(object, "text", line->text);
		print_json(object);
		return;
	}
	printf("  %.10s %.8s  %-10s %s%s%s\n", iso, iso + 11, line->who, line->what,
		*line->state ? ": " : "", line->state);
	if (*line->text)
		printf("                       %s\n", line->text);
}

/* --- looking --- */

struct look {
	struct store_op op;
	struct arguments *arguments;
	char id[CASE_ID_SIZE];
};

static enum err_code list_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct look *look = container_of(op, struct look, op);
	return store_case_list(tx, look->arguments->filter, look->arguments->limit, print_case,
		look->arguments, err);
}

static enum err_code show_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct look *look = container_of(op, struct look, op);
	struct case_record record;
	enum err_code code = store_case_by_id(tx, look->id, &record, err);
	if (code == ERR_NOTFOUND)
		return err_set(err, code, "there is no case %s", look->id);
	if (code != ERR_OK)
		return code;
	print_case(look->arguments, &record);
	return store_case_story(tx, record.row, print_story_line, look->arguments, err);
}

/* --- acting --- */

static const struct {
	const char *name;
	enum operator_verb verb;
	int words; /* with the verb and the id */
} verbs[] = {
	{"accept", OPERATOR_ACCEPT, 2},
	{"decline", OPERATOR_DECLINE, 2},
	{"assign", OPERATOR_ASSIGN, 3},
	{"redirect", OPERATOR_REDIRECT, 3},
	{"reopen", OPERATOR_REOPEN, 2},
	{"merge", OPERATOR_MERGE, 3},
	{"note", OPERATOR_NOTE, 3},
};
enum { VERB_COUNT = sizeof verbs / sizeof *verbs };

static int exit_code_of(enum err_code code)
{
	if (code == ERR_OK)
		return EXIT_CODE_OK;
	return code == ERR_NOTFOUND || code == ERR_DENIED ? EXIT_CODE_FAILED : EXIT_CODE_STORE;
}

static int report(enum err_code code, const struct err *err)
{
	if (code != ERR_OK)
		fprintf(stderr, "nriseva: %s\n", err->text);
	return exit_code_of(code);
}

static int look(struct arguments *arguments, const char *store_path, struct look *look)
{
	struct err err = {0};
	struct store *store;
	const struct store_options options = {.path = store_path, .read_only = true};
	look->arguments = arguments;
	enum err_code code = store_open(NULL, &options, &store, &err);
	if (code == ERR_OK) {
		code = store_run(store, &look->op, &err);
		store_close(store);
	}
	return report(code, &err);
}

static int act(const struct loaded *loaded, const char *store_path, struct intake_action *action)
{
	struct err err = {0};
	struct store *store;
	const struct store_options options = {.path = store_path};
	enum err_code code = store_open(NULL, &options, &store, &err);
	if (code != ERR_OK)
		return report(code, &err);
	struct intake *intake = intake_new(store, &loaded->rules);
	action->now_ms = clock_wall_ms();
	code = intake_action_run(intake, action, &err);
	if (code == ERR_OK)
		printf("%s: %s\n", action->action.case_id, action->plan.why);
	intake_free(intake);
	store_close(store);
	return report(code, &err);
}

/* Set what the verb's third word means; false after telling what is wrong with it. */
static bool take_object(
	const struct loaded *loaded, struct operator_action *action, const char *word)
{
	bool good = true;
	if (action->verb == OPERATOR_NOTE) {
		str_copy(action->note, sizeof action->note, word);
		return true;
	}
	if (action->verb == OPERATOR_MERGE)
		good = case_id_read(loaded->config->case_prefix, word, strlen(word), action->to);
	else
		str_copy(action->to, sizeof action->to, word);
	if (action->verb == OPERATOR_ASSIGN)
		good = config_district(loaded->config, word) != NULL;
	if (!good)
		fprintf(stderr, "nriseva: %s is not a %s\n", word,
			action->verb == OPERATOR_MERGE ? "case id" : "district of the list");
	return good;
}

static int dispatch(struct arguments *arguments, const struct loaded *loaded)
{
	const char *store_path = arguments->store ? arguments->store : loaded->config->store_path;
	const char *verb = arguments->words[0];
	if (str_is(verb, "list"))
		return look(arguments, store_path, &(struct look){.op.work = list_work});
	char id[CASE_ID_SIZE];
	if (arguments->count < 2)
		return usage_error(&cmd_case, "%s wants a case id", verb);
	const char *word = arguments->words[1];
	if (!case_id_read(loaded->config->case_prefix, word, strlen(word), id)) {
		fprintf(stderr, "nriseva: %s is not a case id (a letter may be mistyped)\n", word);
		return EXIT_CODE_FAILED;
	}
	if (str_is(verb, "show")) {
		struct look show = {.op.work = show_work};
		str_copy(show.id, sizeof show.id, id);
		return look(arguments, store_path, &show);
	}
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (!str_is(verbs[i].name, verb))
			continue;
		if (arguments->count != verbs[i].words)
			return usage_error(
				&cmd_case, "%s takes %d words", verb, verbs[i].words - 1);
		struct intake_action action = {.action.verb = verbs[i].verb};
		str_copy(action.action.case_id, sizeof action.action.case_id, id);
		str_copy(action.action.operator_name, sizeof action.action.operator_name,
			arguments->by);
		if (verbs[i].words == 3 &&
			!take_object(loaded, &action.action, arguments->words[2]))
			return EXIT_CODE_FAILED;
		return act(loaded, store_path, &action);
	}
	return usage_error(&cmd_case, "unknown word %s", verb);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"store", required_argument, NULL, 's'},
		{"by", required_argument, NULL, 'b'},
		{"limit", required_argument, NULL, 'n'},
		{"open", no_argument, NULL, 'o'},
		{"doubtful", no_argument, NULL, 'd'},
		{"json", no_argument, NULL, 'j'},
		{0},
	};
	const char *user = getenv("USER");
	struct arguments arguments = {.by = user ? user : "operator", .limit = 50};
	int option;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			arguments.config = optarg;
			break;
		case 's':
			arguments.store = optarg;
			break;
		case 'b':
			arguments.by = optarg;
			break;
		case 'n':
			arguments.limit = (int)strtol(optarg, NULL, 10);
			break;
		case 'o':
			arguments.filter = STORE_CASES_OPEN;
			break;
		case 'd':
			arguments.filter = STORE_CASES_DOUBTFUL;
			break;
		case 'j':
			arguments.json = true;
			break;
		default:
			return usage_error(&cmd_case, "unknown option");
		}
	}
	if (arguments.limit < 1)
		return usage_error(&cmd_case, "--limit takes a number above 0");
	arguments.words = argv + optind;
	arguments.count = argc - optind;
	if (arguments.count == 0)
		return usage_error(&cmd_case, "say what: list, show, accept, ...");
	struct loaded loaded;
	if (!loaded_open(arguments.config, true, &loaded))
		return EXIT_CODE_CONFIG;
	int code = dispatch(&arguments, &loaded);
	loaded_release(&loaded);
	return code;
}

const struct command cmd_case = {
	"case", "list and show cases, decide the doubtful ones", usage, run};
