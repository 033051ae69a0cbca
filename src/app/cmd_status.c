/* How it goes: the daemon, the store, the handles, the lanes, the cases; and what needs somebody. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "app/app.h"
#include "app/operator.h"
#include "app/show.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "console/door.h"
#include "console/words.h"
#include "model/spending.h"

static const char usage[] =
	"Usage: nriseva status [--json]\n"
	"\n"
	"Whether the daemon runs and since when; how store and handles are; what waits for whom; how\n"
	"many cases have which status; and last, what needs an operator, with what to do. Without a\n"
	"daemon the store is read all the same.\n"
	"\n"
	"Ends with 0 when nothing needs an operator, with 1 when something does: no daemon, trouble\n"
	"with store or handle, a delivery given up, one that waits for more than an hour. Doubtful\n"
	"cases are daily work and do not count.\n"
	"\n"
	"  --json          one object a line\n" OPERATOR_OPTIONS_USAGE;

struct looking {
	struct store_op op;
	const struct operator_place *place;
	struct status *status;
};

static enum err_code work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct looking *looking = container_of(op, struct looking, op);
	return status_read(looking->status, looking->place->loaded.config, tx, err);
}

/* --- for people --- */

static void print_daemon(const struct status *status, int64_t now_ms)
{
	static const char *const words[] = {[STATUS_ABSENT] = "does not run",
		[STATUS_MUTE] = "does not answer",
		[STATUS_CLOSED] = "cannot be asked"};
	char when[WORDS_TIME_SIZE];
	if (status->daemon == STATUS_RUNS)
		printf("Daemon   runs, started %s\n", words_when(status->started_at, now_ms, when));
	else
		printf("Daemon   %s\n", words[status->daemon]);
	if (status->store_ok)
		puts("Store    works");
	else
		printf("Store    fails since %s: %s\n",
			words_when(status->store_since_at, now_ms, when), status->store_text);
}

/* "438, anew in 12 min"; "-" when X has not said, or its window is over. */
static const char *window_words(const struct channel_window *window, int64_t now_ms, char out[64])
{
	char when[WORDS_TIME_SIZE];
	if (window->reset_at <= now_ms)
		return "-";
	snprintf(out, 64, "%" PRId64 ", anew %s", window->left,
		words_when(window->reset_at, now_ms, when));
	return out;
}

static void print_handles(const struct status *status, int64_t now_ms)
{
	char poll[WORDS_TIME_SIZE], cursor[WORDS_TIME_SIZE];
	char reads[64], writes[64];
	printf("\n%-26s  %-12s  %-12s  %-22s  %-22s\n", "HANDLE", "LAST POLL", "TAKEN UP TO",
		"POLLS LEFT", "POSTS LEFT");
	for (size_t i = 0; i < status->handle_count; i++) {
		const struct status_handle *handle = &status->handles[i];
		printf("%-26s  %-12s  %-12s  %-22s  %-22s%s\n", handle->handle,
			words_when(handle->last_poll_at, now_ms, poll),
			words_when(handle->cursor_at, now_ms, cursor),
			window_words(&handle->reads, now_ms, reads),
			window_words(&handle->writes, now_ms, writes),
			handle->ok ? "" : "  in trouble");
	}
}

/* "1.25 of 5.00"; without a limit what was spent. */
static const char *money_words(const struct channel_allowance *money, char out[80])
{
	char used[MONEY_SIZE], limit[MONEY_SIZE];
	if (money->limit)
		snprintf(out, 80, "%s of %s", money_text(money->used, used),
			money_text(money->limit, limit));
	else
		snprintf(out, 80, "%s", money_text(money->used, used));
	return out;
}

/* What the daemon counts; without one nothing is known. */
static void print_spending(const struct status *status)
{
	char replies[64], day[80], month[80];
	if (status->daemon != STATUS_RUNS)
		return;
	printf("\n%-26s  %-18s  %-22s  %-22s\n", "HANDLE", "REPLIES TODAY", "DOLLARS TODAY",
		"DOLLARS THIS MONTH");
	for (size_t i = 0; i < status->handle_count; i++) {
		const struct status_handle *handle = &status->handles[i];
		const struct channel_allowance *today = &handle->replies_today;
		snprintf(replies, sizeof replies, "%" PRId64 " of %" PRId64, today->used,
			today->limit);
		printf("%-26s  %-18s  %-22s  %-22s\n", handle->handle, today->limit ? replies : "-",
			money_words(&handle->money_today, day),
			money_words(&handle->money_month, month));
	}
}

static void print_lanes(const struct status *status, int64_t now_ms)
{
	char oldest[WORDS_TIME_SIZE];
	printf("\n%-26s  %8s  %9s  %9s  %8s  %s\n", "LANE", "WAITING", "ON THE WAY", "LOOKED FOR",
		"GIVEN UP", "OLDEST");
	for (size_t i = 0; i < status->lane_count; i++) {
		const struct status_lane *lane = &status->lanes[i];
		bool timers = str_is(lane->lane, LANE_SELF);
		printf("%-26s  %8" PRId64 "  %10" PRId64 "  %10" PRId64 "  %8" PRId64 "  %s\n",
			timers ? "self (timers)" : lane->lane, lane->waiting, lane->leased,
			lane->settling, lane->given_up,
			words_when(timers ? 0 : lane->oldest_at, now_ms, oldest));
	}
	if (status->lane_count == 0)
		puts("(nothing waits)");
}

static void print_cases(const struct status *status)
{
	const char *between = "\nCases    ";
	for (size_t i = 0; i < CASE_STATUS_COUNT; i++) {
		if (!status->cases[i])
			continue;
		printf("%s%" PRId64 " %s", between, status->cases[i],
			case_status_name((enum case_status)i));
		between = ", ";
	}
	puts(*between == ',' ? "" : "\nCases    none");
	printf("Given up %" PRId64 "\n", status->given_up);
}

static void print_need(void *arg, const char *sentence)
{
	bool *began = arg;
	struct buf line;
	buf_init(&line, 64 * 1024);
	words_one_line(&line, sentence);
	printf("%s  - %s\n", *began ? "" : "\nNeeds an operator:\n", line.bytes);
	buf_release(&line);
	*began = true;
}

static size_t print_status(const struct status *status, int64_t now_ms)
{
	bool began = false;
	print_daemon(status, now_ms);
	print_handles(status, now_ms);
	print_spending(status);
	print_lanes(status, now_ms);
	print_cases(status);
	size_t needs = status_needs(status, now_ms, print_need, &began);
	if (needs == 0)
		puts("\nNothing needs an operator.");
	return needs;
}

/* --- for programs --- */

static json_t *kind_json(const char *kind)
{
	json_t *object = json_object();
	json_set_string(object, "kind", kind);
	return object;
}

static void print_daemon_json(const struct status *status)
{
	static const char *const words[] = {[STATUS_ABSENT] = "absent",
		[STATUS_MUTE] = "mute",
		[STATUS_CLOSED] = "closed",
		[STATUS_RUNS] = "runs"};
	json_t *daemon = kind_json("daemon");
	json_set_string(daemon, "state", words[status->daemon]);
	show_set_time(daemon, "started", status->started_at);
	show_json_line(daemon);
	json_t *store = kind_json("store");
	json_object_set_new(store, "ok", json_boolean(status->store_ok));
	show_set_time(store, "since", status->store_since_at);
	show_set_text(store, "problem", status->store_text);
	show_json_line(store);
}

static void set_window(json_t *object, const char *key, const struct channel_window *window)
{
	json_t *value = json_null();
	if (window->reset_at) {
		value = json_object();
		json_object_set_new(value, "left", json_integer(window->left));
		show_set_time(value, "reset", window->reset_at);
	}
	json_object_set_new(object, key, value);
}

static void set_allowance(json_t *object, const char *used_key, const char *limit_key,
	const struct channel_allowance *allowance, bool money)
{
	char text[MONEY_SIZE];
	const struct channel_allowance *is = allowance;
	json_t *limit = json_null();
	if (is->limit)
		limit = money ? json_string(money_text(is->limit, text)) : json_integer(is->limit);
	json_object_set_new(object, limit_key, limit);
	json_object_set_new(object, used_key,
		money ? json_string(money_text(is->used, text)) : json_integer(is->used));
}

static void print_handle_json(const struct status_handle *handle, int64_t now_ms)
{
	json_t *object = kind_json("handle");
	json_set_string(object, "handle", handle->handle);
	json_object_set_new(object, "ok", json_boolean(handle->ok));
	show_set_time(object, "last_poll", handle->last_poll_at);
	show_set_time(object, "cursor", handle->cursor_at);
	json_object_set_new(object, "lag_ms",
		handle->cursor_at ? json_integer(now_ms - handle->cursor_at) : json_null());
	set_window(object, "polls", &handle->reads);
	set_window(object, "posts", &handle->writes);
	set_allowance(object, "replies_today", "replies_per_day", &handle->replies_today, false);
	set_allowance(object, "money_today", "money_per_day", &handle->money_today, true);
	set_allowance(object, "money_month", "money_per_month", &handle->money_month, true);
	show_set_text(object, "problem", handle->problem);
	show_set_text(object, "notice", handle->notice);
	show_json_line(object);
}

static void print_lane_json(const struct status_lane *lane)
{
	json_t *object = kind_json("lane");
	json_set_string(object, "lane", lane->lane);
	json_object_set_new(object, "waiting", json_integer(lane->waiting));
	json_object_set_new(object, "leased", json_integer(lane->leased));
	json_object_set_new(object, "settling", json_integer(lane->settling));
	json_object_set_new(object, "given_up", json_integer(lane->given_up));
	show_set_time(object, "oldest", lane->oldest_at);
	json_object_set_new(object, "configured", json_boolean(lane->known));
	show_json_line(object);
}

static void print_need_json(void *arg, const char *sentence)
{
	(void)arg;
	json_t *object = kind_json("need");
	json_set_string(object, "text", sentence);
	show_json_line(object);
}

static size_t print_status_json(const struct status *status, int64_t now_ms)
{
	print_daemon_json(status);
	for (size_t i = 0; i < status->handle_count; i++)
		print_handle_json(&status->handles[i], now_ms);
	for (size_t i = 0; i < status->lane_count; i++)
		print_lane_json(&status->lanes[i]);
	json_t *cases = kind_json("cases");
	for (size_t i = 0; i < CASE_STATUS_COUNT; i++)
		json_object_set_new(cases, case_status_name((enum case_status)i),
			json_integer(status->cases[i]));
	show_json_line(cases);
	json_t *given_up = kind_json("given_up");
	json_object_set_new(given_up, "count", json_integer(status->given_up));
	show_json_line(given_up);
	return status_needs(status, now_ms, print_need_json, NULL);
}

/* --- the command --- */

static int tell(const struct operator_place *place)
{
	struct status *status = mem_new(1, sizeof *status);
	struct looking looking = {.op.work = work, .place = place, .status = status};
	status_init(status, place->loaded.config);
	int code = operator_look(place, &looking.op);
	if (code == EXIT_CODE_OK) {
		door_health(place->socket_path, status);
		size_t needs = place->json ? print_status_json(status, place->now_ms)
					   : print_status(status, place->now_ms);
		code = needs ? EXIT_CODE_FAILED : EXIT_CODE_OK;
	}
	mem_free(status);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option known[] = {OPERATOR_OPTIONS, {0}};
	struct operator_options options = operator_defaults();
	int option;
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'n' || option == 'b' ||
			!operator_take_option(&options, option, optarg))
			return usage_error(&cmd_status, "unknown option");
	}
	if (optind < argc)
		return usage_error(&cmd_status, "unexpected argument %s", argv[optind]);
	struct operator_place place;
	if (!operator_open(&options, &place))
		return EXIT_CODE_CONFIG;
	int code = tell(&place);
	operator_close(&place);
	return code;
}

const struct command cmd_status = {"status", "how it goes, and what needs an operator", usage, run};
