/*
 * sim-show: shows on a terminal what goes on between people on the pretended X, the daemon and the
 * pretended districts, from their logs; and judges a run by its script.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/lines.h"
#include "lib/run.h"
#include "show/judge.h"
#include "show/story.h"
#include "show/summary.h"
#include "show/view.h"
#include "show/width.h"
#include "json/json.h"

enum {
	TURN_MS = 40,
	SETTLED_MS = 1500,
	DEFAULT_COLUMNS = 100,
	LEAST_COLUMNS = 60,
	MOST_COLUMNS = 140
};

static const char usage[] =
	"sim-show: watch a rehearsal\n"
	"\n"
	"  --x FILE         log of sim-x\n"
	"  --district FILE  log of sim-district\n"
	"  --daemon FILE    log of the daemon, as JSON lines\n"
	"  --script FILE    the script that sim-x plays, with what is expected\n"
	"  --once           end when all that is expected was seen, with a summary; 0 if it was, else 1\n"
	"  --timeout MS     with --once: end at the latest after this (default 20000)\n"
	"  --pid PID        end (with 1) when this process is gone; may be given three times\n"
	"  --quiet          no conversations, only the summary\n"
	"\n"
	"Colour on a terminal, unless NO_COLOR is set. COLUMNS sets the width.\n";

enum { PIDS_MAX = 3 };

struct arguments {
	const char *x, *district, *daemon, *script;
	bool once, quiet;
	int64_t timeout_ms;
	pid_t pids[PIDS_MAX];
	size_t pid_count;
};

static void add_pid(struct arguments *arguments, const char *text)
{
	if (arguments->pid_count == PIDS_MAX) {
		fputs("--pid: given too often\n", stderr);
		exit(2);
	}
	arguments->pids[arguments->pid_count++] = (pid_t)run_number("pid", text, 1);
}

static void read_arguments(int argc, char **argv, struct arguments *out)
{
	static const struct option options[] = {
		{"x", required_argument, NULL, 'x'},
		{"district", required_argument, NULL, 'd'},
		{"daemon", required_argument, NULL, 'n'},
		{"script", required_argument, NULL, 's'},
		{"once", no_argument, NULL, 'o'},
		{"timeout", required_argument, NULL, 't'},
		{"pid", required_argument, NULL, 'p'},
		{"quiet", no_argument, NULL, 'q'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	*out = (struct arguments){.timeout_ms = 20000};
	int option;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 'x':
			out->x = optarg;
			break;
		case 'd':
			out->district = optarg;
			break;
		case 'n':
			out->daemon = optarg;
			break;
		case 's':
			out->script = optarg;
			break;
		case 'o':
			out->once = true;
			break;
		case 't':
			out->timeout_ms = run_number("timeout", optarg, 1);
			break;
		case 'p':
			add_pid(out, optarg);
			break;
		case 'q':
			out->quiet = true;
			break;
		default:
			fputs(usage, option == 'h' ? stdout : stderr);
			exit(option == 'h' ? 0 : 2);
		}
	}
	if (!out->x || !out->district || !out->daemon || !out->script) {
		fputs("sim-show: --x, --district, --daemon and --script must be given; see "
		      "--help\n",
			stderr);
		exit(2);
	}
}

static size_t terminal_columns(void)
{
	const char *said = getenv("COLUMNS");
	struct winsize size;
	size_t columns = said ? strtoul(said, NULL, 10) : 0;
	if (columns == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		columns = size.ws_col;
	if (columns == 0)
		columns = DEFAULT_COLUMNS;
	if (columns < LEAST_COLUMNS)
		return LEAST_COLUMNS;
	return columns > MOST_COLUMNS ? MOST_COLUMNS : columns;
}

/* The whole of it. */
struct show {
	const struct arguments *arguments;
	struct paper paper;
	struct story story;
	struct view *view;
	json_t *script;
	struct line_tail *x, *district, *daemon;
	int64_t began_at;
	int64_t changed_at; /* last time that a pretender wrote something */
};

/* Take all that one log has. */
static void drain(struct line_tail *tail, json_t *lines)
{
	json_t *line;
	while ((line = line_tail_next(tail)))
		json_array_append_new(lines, line);
}

/* The effects' logs are read before the causes', and told after them: whatever is told has its
 * cause told before. */
static void take_all(struct show *show, int64_t now)
{
	json_t *daemon = json_array();
	json_t *district = json_array();
	json_t *x = json_array();
	drain(show->district, district);
	drain(show->daemon, daemon);
	drain(show->x, x);
	size_t i;
	json_t *line;
	json_array_foreach(x, i, line) story_take(&show->story, line);
	json_array_foreach(daemon, i, line) story_take_daemon(&show->story, line);
	json_array_foreach(district, i, line) story_take(&show->story, line);
	json_t *const all[] = {x, daemon, district};
	for (size_t which = 0; which < sizeof all / sizeof *all; which++) {
		json_array_foreach(all[which], i, line) view_take(show->view, line, now);
	}
	if (json_array_size(x) + json_array_size(district) > 0)
		show->changed_at = now;
	json_decref(x);
	json_decref(daemon);
	json_decref(district);
}

static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = TURN_MS * 1000000L}, NULL);
}

static bool all_alive(const struct arguments *arguments)
{
	for (size_t i = 0; i < arguments->pid_count; i++) {
		if (kill(arguments->pids[i], 0)) {
			fprintf(stderr, "sim-show: process %d has ended\n",
				(int)arguments->pids[i]);
			return false;
		}
	}
	return true;
}

/* Everything was played and seen, and nothing has happened for a while. */
static bool is_settled(const struct show *show, int64_t now)
{
	if (!show->story.script_done || now - show->changed_at < SETTLED_MS)
		return false;
	struct findings findings;
	judge(&show->story, show->script, &findings);
	bool settled = findings.missed == 0;
	findings_release(&findings);
	return settled;
}

static int conclude(struct show *show)
{
	struct findings findings;
	judge(&show->story, show->script, &findings);
	summary_print(&show->paper, &show->story, &findings);
	int code = findings.missed ? 1 : 0;
	findings_release(&findings);
	return code;
}

static int watch(struct show *show)
{
	bool alive = true;
	for (;;) {
		int64_t now = clock_mono_ms();
		take_all(show, now);
		if (!show->arguments->quiet)
			view_print(show->view, now, false);
		alive = all_alive(show->arguments);
		bool late = now - show->began_at >= show->arguments->timeout_ms;
		if (!alive || (show->arguments->once && (late || is_settled(show, now))))
			break;
		nap();
	}
	take_all(show, clock_mono_ms());
	if (!show->arguments->quiet)
		view_print(show->view, 0, true);
	int code = show->arguments->once ? conclude(show) : 1;
	return alive ? code : 1;
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	read_arguments(argc, argv, &arguments);
	width_setup();
	const char *no_colour = getenv("NO_COLOR");
	struct show show = {.arguments = &arguments, .began_at = clock_mono_ms()};
	show.paper.colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
	show.paper.columns = terminal_columns();
	struct err err;
	if (lines_read(arguments.script, &show.script, &err)) {
		fprintf(stderr, "sim-show: %s\n", err.text);
		return 1;
	}
	story_init(&show.story);
	show.view = view_new(&show.story, show.paper.colour, show.paper.columns);
	show.x = line_tail_new(arguments.x);
	show.district = line_tail_new(arguments.district);
	show.daemon = line_tail_new(arguments.daemon);
	int code = watch(&show);
	line_tail_free(show.x);
	line_tail_free(show.district);
	line_tail_free(show.daemon);
	view_free(show.view);
	story_release(&show.story);
	json_decref(show.script);
	return code;
}
