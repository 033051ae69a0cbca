/* The operators' view of what must leave, and a second chance for what was given up. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/app.h"
#include "app/operator.h"
#include "app/show.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "console/words.h"

static const char usage[] =
	"Usage: nriseva delivery list [--waiting | --given-up] [--lane LANE] [--limit N] [--json]\n"
	"       nriseva delivery show N [--json]\n"
	"       nriseva delivery replay N      one that was given up: try it again now\n"
	"       nriseva delivery replay --given-up [--lane LANE] [--limit N]\n"
	"                                      all that were, oldest first: when what hindered them is gone\n"
	"       nriseva delivery delete N      a reply: take it down\n"
	"\n"
	"Replies to citizens and events for districts, each with its number N and what the other side\n"
	"answered last. Replay keeps the count of attempts and is noted on the case; a reply is looked\n"
	"for at X first, because it may be there after all. A reply that has not been sent is not sent\n"
	"instead of being deleted. Both go through the daemon's door if it runs (as its own user); else\n"
	"what follows leaves when the daemon starts.\n"
	"\n"
	"  --waiting       what waits, is on its way, or is being looked for\n"
	"  --lane LANE     only to this destination: endpoint:DISTRICT, handle:NAME; self: timers\n"
	"  --limit N       newest first, this many at most (default: 50)\n"
	"  --by NAME       who acts, for the log (default: $USER)\n"
	"  --json          one object a line\n" OPERATOR_OPTIONS_USAGE;

struct looking {
	struct store_op op;
	const struct operator_place *place;
	enum store_delivery_filter filter;
	const char *lane;
	int limit;
	int64_t row;
	size_t count;
	int64_t *rows; /* of replay_all, newest first */
};

/* --- printing --- */

static json_t *delivery_json(const struct store_delivery *delivery)
{
	json_t *object = json_object();
	json_object_set_new(object, "delivery", json_integer(delivery->row));
	json_set_string(object, "state", delivery->state);
	json_set_string(object, "lane", delivery->lane);
	json_set_string(object, "kind", delivery->kind);
	json_set_string(object, "about", delivery->about);
	show_set_text(object, "case", delivery->case_id);
	json_object_set_new(object, "attempts", json_integer(delivery->attempts));
	show_set_time(object, "written", delivery->created_at);
	show_set_time(object, "attempted", delivery->attempt_at);
	show_set_time(object, "changed", delivery->changed_at);
	show_set_time(object, "due", delivery->due_at);
	show_set_text(object, "reason", delivery->reason);
	show_set_text(object, "remote_id", delivery->remote_id);
	show_set_text(object, "webhook_id", delivery->webhook_id);
	show_set_text(object, "answers", delivery->parent_id);
	show_set_time(object, "deleted", delivery->deleted_at);
	return object;
}

static bool is_due_some_time(const struct store_delivery *delivery)
{
	return str_is(delivery->state, "waiting") || str_is(delivery->state, "settling");
}

/* When it is due, or when it came to its state. */
static void print_when(const struct store_delivery *delivery, int64_t now_ms)
{
	char when[WORDS_TIME_SIZE], whole[WORDS_TIME_SIZE + 4];
	bool due = is_due_some_time(delivery);
	words_when(due && delivery->due_at > now_ms ? delivery->due_at : delivery->changed_at,
		now_ms, when);
	snprintf(whole, sizeof whole, "%s%s", due && delivery->due_at > now_ms ? "due " : "", when);
	printf("%-14s", due && delivery->due_at <= now_ms ? "due" : whole);
}

static void print_clean(const char *text)
{
	struct buf line;
	buf_init(&line, 256 * 1024);
	words_one_line(&line, text);
	fputs(line.bytes, stdout);
	buf_release(&line);
}

static void print_row(void *arg, const struct store_delivery *delivery)
{
	struct looking *looking = arg;
	char what[64];
	if (looking->place->json) {
		show_json_line(delivery_json(delivery));
		return;
	}
	if (looking->count++ == 0)
		printf("%6s  %-10s  %-22s  %-28s  %-16s  %5s  %-14s  %s\n", "N", "STATE", "LANE",
			"WHAT", "CASE", "TRIES", "WHEN", "LAST ANSWER");
	snprintf(what, sizeof what, "%s %s", delivery->kind, delivery->about);
	printf("%6" PRId64 "  %-10s  %-22s  %-28s  %-16s  %5d  ", delivery->row, delivery->state,
		delivery->lane, what, *delivery->case_id ? delivery->case_id : "-",
		delivery->attempts);
	print_when(delivery, looking->place->now_ms);
	fputs("  ", stdout);
	print_clean(*delivery->reason ? delivery->reason : "-");
	putchar('\n');
}

static void print_pair(const char *name, const char *value)
{
	if (!*value)
		return;
	printf("  %-12s", name);
	print_clean(value);
	putchar('\n');
}

static void print_time(const struct looking *looking, const char *name, int64_t at)
{
	char when[WORDS_TIME_SIZE];
	if (at)
		print_pair(name, words_when(at, looking->place->now_ms, when));
}

static void print_whole(void *arg, const struct store_delivery *delivery)
{
	struct looking *looking = arg;
	char attempts[16];
	if (looking->place->json) {
		json_t *object = delivery_json(delivery);
		json_set_string(object, "body", delivery->body);
		show_json_line(object);
		return;
	}
	snprintf(attempts, sizeof attempts, "%d", delivery->attempts);
	printf("Delivery %" PRId64 ": %s %s on %s\n", delivery->row, delivery->kind,
		delivery->about, delivery->lane);
	print_pair("state", delivery->state);
	print_time(looking, "deleted", delivery->deleted_at);
	print_time(looking, "since", delivery->changed_at);
	if (is_due_some_time(delivery))
		print_time(looking, "due", delivery->due_at);
	print_pair("case", delivery->case_id);
	print_time(looking, "written", delivery->created_at);
	print_pair("attempts", attempts);
	print_time(looking, "last one", delivery->attempt_at);
	print_pair("answer", delivery->reason);
	print_pair("its id there", delivery->remote_id);
	print_pair("webhook-id", delivery->webhook_id);
	print_pair("answers", delivery->parent_id);
	print_pair("note", delivery->opted_out ? "its reader has asked for no more replies" : "");
	print_pair("text", delivery->body ? delivery->body : "(none, or wiped)");
}

/* --- looking --- */

static enum err_code list_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct looking *looking = container_of(op, struct looking, op);
	return store_view_deliveries(
		tx, looking->filter, looking->lane, looking->limit, print_row, looking, err);
}

static enum err_code show_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct looking *looking = container_of(op, struct looking, op);
	enum err_code code = store_view_delivery(tx, looking->row, print_whole, looking, err);
	if (code == ERR_NOTFOUND)
		return err_set(err, code, "there is no delivery %" PRId64, looking->row);
	return code;
}

static int list(struct looking *looking)
{
	looking->op.work = list_work;
	int code = operator_look(looking->place, &looking->op);
	if (code == EXIT_CODE_OK && !looking->place->json && looking->count == 0)
		puts("No such deliveries.");
	return code;
}

static int show(struct looking *looking)
{
	looking->op.work = show_work;
	return operator_look(looking->place, &looking->op);
}

static void keep_row(void *arg, const struct store_delivery *delivery)
{
	struct looking *looking = arg;
	if (delivery->body) /* else it is wiped, and was written anew without its text */
		looking->rows[looking->count++] = delivery->row;
}

static enum err_code rows_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct looking *looking = container_of(op, struct looking, op);
	looking->count = 0;
	return store_view_deliveries(tx, STORE_DELIVERIES_GIVEN_UP, looking->lane, looking->limit,
		keep_row, looking, err);
}

static int order_row(const struct looking *looking, enum order_kind kind, const char *by)
{
	struct order order = {.kind = kind, .delivery = looking->row};
	if (!str_copy(order.action.operator_name, sizeof order.action.operator_name, by))
		return usage_error(&cmd_delivery, "--by is too long");
	return operator_order(looking->place, &order);
}

/* Each by an order of its own, so that one which cannot be does not keep the others. */
static int replay_all(struct looking *looking, const char *by)
{
	looking->op.work = rows_work;
	looking->rows = mem_new((size_t)looking->limit, sizeof *looking->rows);
	int code = operator_look(looking->place, &looking->op);
	if (code == EXIT_CODE_OK && looking->count == 0)
		puts("Nothing was given up.");
	for (size_t i = looking->count; code == EXIT_CODE_OK && i-- > 0;) {
		looking->row = looking->rows[i];
		int ended = order_row(looking, ORDER_REPLAY, by);
		code = ended == EXIT_CODE_FAILED ? code : ended;
	}
	mem_free(looking->rows);
	return code;
}

/* --- the command --- */

static bool read_row(const char *word, int64_t *out)
{
	char *end;
	errno = 0;
	*out = strtoll(word, &end, 10);
	return errno == 0 && end != word && *end == '\0' && *out > 0;
}

static int run_words(const struct operator_options *options, struct looking *looking,
	char *const *words, int count)
{
	const char *verb = words[0];
	bool lists = str_is(verb, "list"), shows = str_is(verb, "show");
	bool deletes = str_is(verb, "delete");
	if (!lists && !shows && !deletes && !str_is(verb, "replay"))
		return usage_error(&cmd_delivery, "there is no \"%s\"", verb);
	if (lists && count > 1)
		return usage_error(&cmd_delivery, "list takes no \"%s\"", words[1]);
	bool all = str_is(verb, "replay") && count == 1 &&
		   looking->filter == STORE_DELIVERIES_GIVEN_UP;
	if (!lists && !all && (count != 2 || !read_row(words[1], &looking->row)))
		return usage_error(&cmd_delivery, "%s takes the number of a delivery", verb);
	struct operator_place place;
	if (!operator_open(options, &place))
		return EXIT_CODE_CONFIG;
	looking->place = &place;
	looking->limit = options->limit;
	int code = lists   ? list(looking)
		   : all   ? replay_all(looking, options->by)
		   : shows ? show(looking)
			   : order_row(looking, deletes ? ORDER_DELETE : ORDER_REPLAY, options->by);
	operator_close(&place);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option known[] = {
		{"waiting", no_argument, NULL, 'w'},
		{"given-up", no_argument, NULL, 'g'},
		{"lane", required_argument, NULL, 'l'},
		OPERATOR_OPTIONS,
		{0},
	};
	struct operator_options options = operator_defaults();
	struct looking looking = {.filter = STORE_DELIVERIES_ALL};
	int option;
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'w')
			looking.filter = STORE_DELIVERIES_OPEN;
		else if (option == 'g')
			looking.filter = STORE_DELIVERIES_GIVEN_UP;
		else if (option == 'l')
			looking.lane = optarg;
		else if (!operator_take_option(&options, option, optarg))
			return usage_error(&cmd_delivery, option == 'n'
								  ? "--limit takes a number above 0"
								  : "unknown option");
	}
	if (optind == argc)
		return usage_error(&cmd_delivery, "say what: list, show, replay, delete");
	return run_words(&options, &looking, argv + optind, argc - optind);
}

const struct command cmd_delivery = {
	"delivery", "list and show replies and events, replay or delete one", usage, run};
