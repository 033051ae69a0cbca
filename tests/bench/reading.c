/*
 * The measure of the reading: labelled posts are read, and what the reading says is compared with
 * what people say. See tests/data/reading/README.md for the posts and tests/README.md for figures.
 *
 * held.tsv is only measured. Whoever looked at its posts would soon mend the reading for them, and
 * nothing would be left that tells how posts fare that nobody has seen; so they are not listed, and
 * no number is chosen by them.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "cross.h"
#include "load.h"
#include "report.h"

enum {
	WEIGHTS_CAP = 8 << 20,
	FILES_MAX = 8,
	ATTEMPTS_MAX = 8,
	MISTAKES_CAP = 64 * 1024,
	VALUE_CAP = 1024
};

static const char usage[] =
	"Usage: bench-reading [--config FILE] [--json] [--speed [--seconds S]] [FILE...]\n"
	"       bench-reading --cross [--json] [FILE]\n"
	"       bench-reading --wrong LABEL [--cross] [FILE...]\n"
	"       bench-reading --tune [FILE]\n"
	"       bench-reading --fit OUT [FILE]\n"
	"\n"
	"  FILE         labelled posts (held.tsv; where posts are looked into or learned from: work.tsv)\n"
	"  --cross      read each fifth of the posts by weights that are learned from the others: what\n"
	"               was learned from is no measure\n"
	"  --wrong      list the posts that are read wrong in this label: lang, intent, district,\n"
	"               matter, conduct, matter-or-conduct, actionable, urgent, elsewhere, solved,\n"
	"               not_solved, takedown, withdraw; never those of held.tsv\n"
	"  --tune       search better thresholds by --cross, and print the best few; changes nothing\n"
	"  --fit        learn weights from the posts, and write them to OUT, a weights.tsv\n"
	"  --speed      measure speed, memory and loading too, S seconds (2) a round\n"
	"  --json       for programs\n";

struct options {
	const char *config;
	bool json, tune, speed, wrong, cross;
	const char *fit; /* where the weights go */
	enum label label;
	double seconds;
	const char *files[FILES_MAX];
	size_t file_count;
};

struct bench {
	struct loaded loaded;
	struct labelled files[FILES_MAX];
	struct speed speed;
	bool crosses;
	struct cross cross; /* if it does */
};

static int fail(const char *what, const char *name)
{
	fprintf(stderr, "bench-reading: %s%s\n", name, what);
	return 2;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* --- options --- */

static bool is_held(const char *path)
{
	char *real = realpath(path, NULL);
	bool held = strcmp(last_part(real ? real : path), "held.tsv") == 0;
	free(real);
	return held;
}

static int take_files(int count, char **names, struct options *out)
{
	static const char work[] = SOURCE_DIR "/tests/data/reading/work.tsv";
	static const char held[] = SOURCE_DIR "/tests/data/reading/held.tsv";
	bool looks_inside = out->wrong || out->tune || out->fit || out->cross;
	bool learns = out->tune || out->fit || out->cross;
	if (count > FILES_MAX || (learns && count > 1))
		return fail("too many files", "");
	for (int i = 0; i < count; i++) {
		if (looks_inside && is_held(names[i]))
			return fail(" is only measured, never worked on; use work.tsv",
				last_part(names[i]));
		out->files[out->file_count++] = names[i];
	}
	if (count == 0)
		out->files[out->file_count++] = looks_inside ? work : held;
	return 0;
}

/* 0, or the exit code. */
static int take_option(int option, struct options *out)
{
	switch (option) {
	case 'c':
		out->config = optarg;
		return 0;
	case 'j':
		out->json = true;
		return 0;
	case 'x':
		out->cross = true;
		return 0;
	case 't':
		out->tune = true;
		return 0;
	case 'f':
		out->fit = optarg;
		return 0;
	case 's':
		out->speed = true;
		return 0;
	case 'S':
		out->seconds = strtod(optarg, NULL);
		return out->seconds > 0 ? 0 : fail(": seconds must be more than 0", optarg);
	case 'w':
		out->wrong = true;
		return label_from_name(optarg, &out->label) ? 0 : fail(": no such label", optarg);
	default:
		fputs(usage, stderr);
		return 2;
	}
}

static int take_options(int argc, char **argv, struct options *out)
{
	static const struct option options[] = {
		{"config", required_argument, NULL, 'c'},
		{"json", no_argument, NULL, 'j'},
		{"cross", no_argument, NULL, 'x'},
		{"tune", no_argument, NULL, 't'},
		{"fit", required_argument, NULL, 'f'},
		{"speed", no_argument, NULL, 's'},
		{"seconds", required_argument, NULL, 'S'},
		{"wrong", required_argument, NULL, 'w'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option, code = 0;
	*out = (struct options){.config = SOURCE_DIR "/config/demo.yaml", .seconds = 2};
	while (code == 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1)
		code = take_option(option, out);
	return code ? code : take_files(argc - optind, argv + optind, out);
}

/* --- reading a post --- */

static void read_post(
	void *context, size_t number, const struct labelled_post *post, struct reading *out)
{
	struct bench *bench = context;
	if (bench->crosses)
		cross_read(&bench->cross, number, post->text, out);
	else
		reader_read(bench->loaded.reader, post->text, strlen(post->text), out);
}

/* --- posts that are read wrong --- */

static void put_text(const char *text)
{
	fputs("    ", stdout);
	for (; *text; text++) {
		putchar(*text);
		if (*text == '\n')
			fputs("    ", stdout);
	}
	putchar('\n');
}

static void put_reasons(const struct reading *reading)
{
	fputs("  because", stdout);
	for (size_t i = 0; i < reading->reason_count; i++) {
		const struct reading_reason *reason = &reading->reasons[i];
		printf("%s %s=%s", i ? ";" : "", reason->label, reason->value);
		if (reason->words[0])
			printf(" \"%s\"", reason->words);
	}
	puts(reading->reason_count ? "" : " of nothing that was found");
}

static void put_wrong(const char *file, enum label label, const struct labelled_post *post,
	const struct reading *reading)
{
	struct buf truth, read;
	buf_init(&truth, VALUE_CAP);
	buf_init(&read, VALUE_CAP);
	label_add_truth(label, post, &truth);
	label_add_read(label, reading, &read);
	printf("%s:%zu  %s  %s: %s -> %s\n", file, post->line, lang_name(post->lang),
		label_name(label), truth.bytes, read.bytes);
	put_text(post->text);
	put_reasons(reading);
	putchar('\n');
	buf_release(&truth);
	buf_release(&read);
}

static void list_wrong(struct bench *bench, const struct options *options)
{
	for (size_t f = 0; f < options->file_count; f++) {
		const struct labelled *posts = &bench->files[f];
		const char *name = last_part(options->files[f]);
		size_t wrong = 0;
		for (size_t i = 0; i < posts->count; i++) {
			const struct labelled_post *post = &posts->posts[i];
			struct reading reading;
			read_post(bench, i, post, &reading);
			if (!label_is_wrong(options->label, post, &reading))
				continue;
			put_wrong(name, options->label, post, &reading);
			wrong++;
		}
		printf("%s: %zu of %zu posts are wrong in %s\n", name, wrong, posts->count,
			label_name(options->label));
	}
}

/* --- tuning --- */

/* Thresholds count when a post is read, so the readers stay the same. */
static bool measure_knobs(void *context, struct scores *out)
{
	struct bench *bench = context;
	const struct config *config = bench->loaded.config;
	const struct labelled *posts = &bench->files[0];
	*out = (struct scores){0};
	if (config->actionable_doubtful > config->actionable_yes)
		return false;
	for (size_t i = 0; i < posts->count; i++) {
		struct reading reading;
		read_post(bench, i, &posts->posts[i], &reading);
		score_add(out, &posts->posts[i], &reading);
	}
	return true;
}

/* What can be turned. Add a line for another number of the configuration. */
static void search(struct bench *bench)
{
	struct config *config = bench->loaded.config;
	const struct knob knobs[] = {
		{"actionable_yes", &config->actionable_yes, 5, 95, 1},
		{"actionable_doubtful", &config->actionable_doubtful, 5, 95, 1},
		{"urgent", &config->urgent, 5, 95, 1},
	};
	enum { KNOBS = sizeof knobs / sizeof *knobs };
	static struct attempt best[ATTEMPTS_MAX];
	struct scores now;
	if (measure_knobs(bench, &now)) {
		struct attempt present = {.scores = now, .worth = tune_worth(&now)};
		for (size_t k = 0; k < KNOBS; k++)
			present.values[k] = *knobs[k].place;
		puts("now:");
		report_attempts(knobs, KNOBS, &present, 1);
	}
	size_t count = tune(knobs, KNOBS, measure_knobs, bench, best, ATTEMPTS_MAX);
	puts("the best:");
	report_attempts(knobs, KNOBS, best, count);
}

/* --- all --- */

static bool load_files(struct bench *bench, const struct options *options)
{
	struct buf mistakes;
	bool good = true;
	buf_init(&mistakes, MISTAKES_CAP);
	for (size_t i = 0; i < options->file_count; i++)
		good = labelled_load(options->files[i], bench->loaded.config, &bench->files[i],
			       &mistakes) == ERR_OK &&
		       good;
	fputs(mistakes.bytes, stderr);
	buf_release(&mistakes);
	return good;
}

static struct labelled_post *all_posts(
	const struct bench *bench, const struct options *options, size_t *out_count)
{
	struct labelled_post *posts = NULL;
	size_t count = 0;
	for (size_t i = 0; i < options->file_count; i++) {
		const struct labelled *file = &bench->files[i];
		if (file->count == 0)
			continue;
		posts = mem_resize(posts, count + file->count, sizeof *posts);
		memcpy(posts + count, file->posts, file->count * sizeof *posts);
		count += file->count;
	}
	*out_count = count;
	return posts;
}

static void measure_speed(struct bench *bench, const struct options *options)
{
	size_t count;
	struct labelled_post *posts = all_posts(bench, options, &count);
	if (count)
		speed_read(bench->loaded.reader, posts, count, options->seconds, &bench->speed);
	mem_free(posts);
}

static void tell(struct bench *bench, const struct options *options)
{
	struct measure *measures = mem_new(options->file_count, sizeof *measures);
	for (size_t i = 0; i < options->file_count; i++) {
		measures[i].name = last_part(options->files[i]);
		measure_posts(read_post, bench, &bench->files[i], &measures[i]);
	}
	if (options->speed)
		measure_speed(bench, options);
	if (options->json)
		report_json(measures, options->file_count, options->speed ? &bench->speed : NULL);
	for (size_t i = 0; i < options->file_count && !options->json; i++)
		report_measure(&measures[i]);
	if (options->speed && !options->json)
		report_speed(&bench->speed);
	mem_free(measures);
}

static int tell_error(const struct err *err)
{
	fprintf(stderr, "bench-reading: %s\n", err->text);
	return 1;
}

static int learn(const struct bench *bench, const struct options *options)
{
	struct err err;
	struct buf weights;
	struct fitted fitted;
	buf_init(&weights, WEIGHTS_CAP);
	enum err_code code = fit(bench->loaded.config, &bench->files[0], -1, 1, &fitted, &err);
	if (code == ERR_OK) {
		fit_write(bench->loaded.config, &fitted, &weights);
		code = file_replace(options->fit, weights.bytes, weights.length, 0644, &err);
	}
	fit_release(&fitted);
	buf_release(&weights);
	return code == ERR_OK ? 0 : tell_error(&err);
}

static int run(struct bench *bench, const struct options *options)
{
	if (options->speed && !speed_load(options->config, &bench->speed))
		return 1;
	if (!load(options->config, &bench->loaded) || !load_files(bench, options))
		return 1;
	struct err err;
	bench->crosses = options->cross || options->tune;
	if (bench->crosses &&
		cross_open(bench->loaded.config, &bench->files[0], &bench->cross, &err) != ERR_OK)
		return tell_error(&err);
	if (options->wrong)
		list_wrong(bench, options);
	else if (options->fit)
		return learn(bench, options);
	else if (options->tune)
		search(bench);
	else
		tell(bench, options);
	return fflush(stdout) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct options options;
	static struct bench bench;
	int code = take_options(argc, argv, &options);
	if (code == 0)
		code = run(&bench, &options);
	for (size_t i = 0; i < FILES_MAX; i++)
		labelled_release(&bench.files[i]);
	cross_release(&bench.cross);
	unload(&bench.loaded);
	return code;
}
