/* The operators' view of cases, and their word on them. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "app/app.h"
#include "app/operator.h"
#include "app/show.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "console/words.h"
#include "model/case_id.h"

static const char usage[] =
	"Usage: nriseva case list [--open | --doubtful | --given-up] [--limit N] [--json]\n"
	"       nriseva case show ID [--json]\n"
	"       nriseva case accept ID [DISTRICT]   a doubtful case: yes, it is for us (and theirs)\n"
	"       nriseva case decline ID             no, it is not\n"
	"       nriseva case assign ID DISTRICT     it belongs to this district\n"
	"       nriseva case redirect ID WHERE      it belongs elsewhere; WHERE is told to the citizen\n"
	"       nriseva case reopen ID              it is not solved\n"
	"       nriseva case merge ID INTO-ID       it is the same matter as another case\n"
	"       nriseva case note ID TEXT           for the log; nobody outside sees it\n"
	"       nriseva case wipe ID                forget the words of citizen and replies; the rest stays\n"
	"\n"
	"Looking reads the store, beside a running daemon or without one. Acting goes through the\n"
	"daemon's door if it runs (as its own user), and what follows leaves at once; else it is done\n"
	"in the store, and what follows leaves when the daemon starts.\n"
	"\n"
	"  --given-up      cases of which a reply or event was given up (nriseva delivery tells why)\n"
	"  --limit N       newest cases first, this many at most (default: 50)\n"
	"  --by NAME       who acts, for the log (default: $USER)\n"
	"  --note TEXT     why, for the log\n"
	"  --json          one object a line\n" OPERATOR_OPTIONS_USAGE;

struct looking {
	struct store_op op;
	const struct operator_place *place;
	enum store_case_filter filter;
	int limit;
	char id[CASE_ID_SIZE];
	size_t count;
	bool given_up; /* something in the story was */
};

/* --- printing --- */

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
	json_set_string(object, "country", *record->country ? record->country : NULL);
	json_set_string(object, "lang", lang_name(record->lang));
	json_object_set_new(object, "urgent", json_boolean(record->urgent));
	json_object_set_new(object, "sensitive", json_boolean(record->sensitive));
	json_set_string(object, "post", record->post_id);
	json_set_string(object, "opened", clock_iso(record->opened_at, opened));
	json_set_string(object, "changed", clock_iso(record->changed_at, changed));
	return object;
}

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

static void print_case(void *arg, const struct case_record *record)
{
	struct looking *looking = arg;
	char when[WORDS_TIME_SIZE];
	if (looking->place->json) {
		show_json_line(case_json(record));
		return;
	}
	if (looking->count++ == 0)
		printf("%-16s %-11s %-20s %-22s %s\n", "CASE", "STATUS", "DISTRICT", "MATTER",
			"OPENED");
	printf("%-16s %-11s %-20s %-22s %s%s%s%s%s\n", record->id, case_status_name(record->status),
		or_dash(record->owner),
		or_dash(*record->conduct ? record->conduct : record->matter),
		words_when(record->opened_at, looking->place->now_ms, when),
		record->urgent ? "  urgent" : "", record->sensitive ? "  sensitive" : "",
		*record->country ? "  from " : "", record->country);
}

static void print_story_json(const struct store_story_line *line)
{
	char iso[CLOCK_ISO_SIZE];
	json_t *object = json_object();
	json_set_string(object, "at", clock_iso(line->at, iso));
	json_set_string(object, "who", line->who);
	json_set_string(object, "what", line->what);
	json_set_string(object, "state", line->state);
	json_set_string(object, "text", line->wiped ? NULL : line->text);
	if (line->wiped)
		json_object_set_new(object, "wiped", json_true());
	show_json_line(object);
}

/* When, who, what it was, its state; then the words, indented. */
static void print_story_line(void *arg, const struct store_story_line *line)
{
	struct looking *looking = arg;
	char when[WORDS_TIME_SIZE];
	struct buf text;
	looking->given_up = looking->given_up || str_is(line->state, "given_up");
	if (looking->place->json) {
		print_story_json(line);
		return;
	}
	printf("  %-12s %-10s %s%s%s\n", words_when(line->at, looking->place->now_ms, when),
		line->who, line->what, *line->state ? ": " : "", line->state);
	buf_init(&text, 64 * 1024);
	words_one_line(&text, line->wiped ? "(the text is wiped)" : line->text);
	if (text.length)
		printf("               %s\n", text.bytes);
	buf_release(&text);
}

/* --- looking --- */

static enum err_code list_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct looking *looking = container_of(op, struct looking, op);
	return store_case_list(tx, looking->filter, looking->limit, print_case, looking, err);
}

static enum err_code show_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct looking *looking = container_of(op, struct looking, op);
	struct case_record record;
	enum err_code code = store_case_by_id(tx, looking->id, &record, err);
	if (code == ERR_NOTFOUND)
		return err_set(err, code, "there is no case %s", looking->id);
	if (code != ERR_OK)
		return code;
	print_case(looking, &record);
	return store_case_story(tx, record.row, print_story_line, looking, err);
}

static int list(struct looking *looking)
{
	looking->op.work = list_work;
	int code = operator_look(looking->place, &looking->op);
	if (code == EXIT_CODE_OK && !looking->place->json && looking->count == 0)
		puts("No such cases.");
	return code;
}

static int show(struct looking *looking, const char *word)
{
	looking->op.work = show_work;
	if (!case_id_read(
		    looking->place->loaded.config->case_prefix, word, strlen(word), looking->id)) {
		fprintf(stderr, "nriseva: %s is not a case id; a letter may be mistyped\n", word);
		return EXIT_CODE_FAILED;
	}
	int code = operator_look(looking->place, &looking->op);
	if (code == EXIT_CODE_OK && looking->given_up && !looking->place->json)
		puts("Something was given up: nriseva delivery list --given-up tells why.");
	return code;
}

/* --- the command --- */

/* An order from the words after the options; false after telling what is wrong with them. */
static bool order_of(char *const *words, int count, const struct operator_options *options,
	const char *note, struct order *out, int *out_code)
{
	struct err err = {0};
	enum operator_verb verb;
	*out = (struct order){0};
	bool good = str_copy(out->action.operator_name, sizeof out->action.operator_name,
			    options->by) &&
		    str_copy(out->action.note, sizeof out->action.note, note ? note : "");
	if (!good)
		*out_code = usage_error(&cmd_case, "--by or --note is too long");
	else if (!order_verb_from_name(words[0], &verb))
		*out_code = usage_error(&cmd_case, "there is no \"%s\"", words[0]);
	else if (order_from_words(verb, words + 1, count - 1, out, &err) != ERR_OK)
		*out_code = usage_error(&cmd_case, "%s", err.text);
	else
		return true;
	return false;
}

static int run_words(const struct operator_options *options, const char *note,
	enum store_case_filter filter, char *const *words, int count)
{
	bool lists = str_is(words[0], "list"), shows = str_is(words[0], "show");
	struct order order;
	int code;
	if (lists && count > 1)
		return usage_error(&cmd_case, "list takes no \"%s\"", words[1]);
	if (shows && count != 2)
		return usage_error(&cmd_case, "show takes a case id");
	if (!lists && !shows && !order_of(words, count, options, note, &order, &code))
		return code;
	struct operator_place place;
	if (!operator_open(options, &place))
		return EXIT_CODE_CONFIG;
	struct looking looking = {.place = &place, .filter = filter, .limit = options->limit};
	code = lists   ? list(&looking)
	       : shows ? show(&looking, words[1])
		       : operator_order(&place, &order);
	operator_close(&place);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option known[] = {
		{"open", no_argument, NULL, 'o'},
		{"doubtful", no_argument, NULL, 'd'},
		{"given-up", no_argument, NULL, 'g'},
		{"note", required_argument, NULL, 't'},
		OPERATOR_OPTIONS,
		{0},
	};
	struct operator_options options = operator_defaults();
	enum store_case_filter filter = STORE_CASES_ALL;
	const char *note = NULL;
	int option;
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'o')
			filter = STORE_CASES_OPEN;
		else if (option == 'd')
			filter = STORE_CASES_DOUBTFUL;
		else if (option == 'g')
			filter = STORE_CASES_GIVEN_UP;
		else if (option == 't')
			note = optarg;
		else if (!operator_take_option(&options, option, optarg))
			return usage_error(&cmd_case, option == 'n'
							      ? "--limit takes a number above 0"
							      : "unknown option");
	}
	if (optind == argc)
		return usage_error(&cmd_case, "say what: list, show, accept, ...");
	return run_words(&options, note, filter, argv + optind, argc - optind);
}

const struct command cmd_case = {
	"case", "list and show cases, decide the doubtful ones", usage, run};
