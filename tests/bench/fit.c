/*
 * First the rows: the bias, every cue, category and form, and the phrases of the vocabulary. With
 * these rows, as yet without weights, each post is read for its features; they are the columns of a
 * sparse matrix. Then each label by itself: one weight after the other is moved to where it is best
 * (a Newton step with soft threshold), round after round, until nothing moves much.
 *
 * A label that few posts have would be drowned by those that have it not, so its posts count more.
 */
#include "fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "config/weights.h"
#include "reading/reading_priv.h"
#include "vocabulary.h"

enum {
	LEAST_WORD = 4, /* posts in which a word must stand */
	LEAST_PAIR = 8,
	ROUNDS_MAX = 60,
	HUNDRED = 100,
	LEAST_WEIGHT = 12, /* hundredths; what is less is not worth a reader's time */
};
static const float SPREAD = 2.0F;  /* penalty on the square of a weight, halved */
static const float SPARSE = 0.15F; /* penalty on its size */
static const float FIXED = 0.3F;   /* of both, for what is not a phrase: people wrote those lists */
static const float STILL = 0.005F; /* a round that moves nothing farther is the last */
static const float FIRM = 4;       /* a firm post counts so often */
static const float UNSURE = 0.45F; /* of a post of which people could not say whether to act */
static const float SURE = 12;      /* log-odds beyond which nothing is doubted */

/* --- rows --- */

struct rows {
	struct config_feature *features;
	size_t count, capacity;
};

static void add_row(struct rows *rows, int kind, int index, const char *name)
{
	if (rows->count == rows->capacity) {
		rows->capacity = rows->capacity ? 2 * rows->capacity : 1024;
		rows->features = mem_resize(rows->features, rows->capacity, sizeof *rows->features);
	}
	rows->features[rows->count++] =
		(struct config_feature){.kind = kind, .index = index, .phrase = name};
}

static void make_rows(
	const struct config *config, const struct vocabulary *vocabulary, struct rows *out)
{
	add_row(out, FEATURE_BIAS, 0, "-");
	for (int i = 0; i < FORM_COUNT; i++)
		add_row(out, FEATURE_FORM, i, form_name((enum form)i));
	for (int i = 0; i < CUE_COUNT; i++)
		add_row(out, FEATURE_CUE, i, cue_name((enum cue)i));
	for (size_t i = 0; i < config->category_count; i++)
		add_row(out, FEATURE_CATEGORY, (int)i, config->categories[i].id);
	for (size_t i = 0; i < vocabulary->count; i++)
		add_row(out, FEATURE_PHRASE, 0, vocabulary->phrases[i]);
}

/* --- the posts as numbers --- */

struct cell {
	uint32_t post;
	float value;
};

struct matrix {
	struct cell *cells; /* by row, then by post */
	size_t *begins;     /* by row; one more at the end */
	size_t rows, posts;
	size_t fixed; /* rows before those of phrases */
};

struct found {
	uint32_t row;
	struct cell cell;
};

struct founds {
	struct found *items;
	size_t count, capacity;
};

static void find_post(
	const struct reader *reader, const char *text, uint32_t post, struct founds *all)
{
	struct reading reading = {0};
	struct sight sight;
	reader_see(reader, text, strlen(text), &sight, &reading);
	for (size_t i = 0; i < sight.feature_count; i++) {
		if (all->count == all->capacity) {
			all->capacity = all->capacity ? 2 * all->capacity : 65536;
			all->items = mem_resize(all->items, all->capacity, sizeof *all->items);
		}
		all->items[all->count++] =
			(struct found){sight.features[i].row, {post, sight.features[i].value}};
	}
	sight_release(&sight);
}

/* By row; within a row the posts stay in their order. */
static void turn(const struct founds *all, struct matrix *out)
{
	out->begins = mem_new(out->rows + 2, sizeof *out->begins);
	out->cells = mem_new(all->count + 1, sizeof *out->cells);
	for (size_t i = 0; i < all->count; i++)
		out->begins[all->items[i].row + 2]++;
	for (size_t r = 2; r < out->rows + 2; r++)
		out->begins[r] += out->begins[r - 1];
	for (size_t i = 0; i < all->count; i++)
		out->cells[out->begins[all->items[i].row + 1]++] = all->items[i].cell;
}

/* --- one label --- */

struct task {
	const struct matrix *matrix;
	float *truth; /* by post: 1 if it has the label, 0 if not, between if people could not say */
	const float *shares; /* how much a post counts, whatever the label */
	float *counts;       /* the same, for this label */
	float *margins;      /* log-odds so far */
	float *weights;      /* by row */
};

static float chance(float margin)
{
	if (margin > SURE || margin < -SURE)
		return margin > 0;
	return 1 / (1 + expf(-margin));
}

/* Move one weight; gives how far. The bias is not held back. */
static float move(struct task *task, size_t row)
{
	const struct matrix *matrix = task->matrix;
	float slope = 0, bend = 1e-6F, old = task->weights[row];
	for (size_t i = matrix->begins[row]; i < matrix->begins[row + 1]; i++) {
		const struct cell *cell = &matrix->cells[i];
		float p = chance(task->margins[cell->post]), count = task->counts[cell->post];
		slope += count * cell->value * (p - task->truth[cell->post]);
		bend += count * cell->value * cell->value * fmaxf(p * (1 - p), 0.01F);
	}
	bool free = row == 0;
	float hold = free ? 0 : row < task->matrix->fixed ? FIXED : 1;
	slope += hold * SPREAD * old;
	bend += hold * SPREAD;
	float aim = bend * old - slope, sparse = hold * SPARSE;
	float new = aim > sparse    ? (aim - sparse) / bend
		    : aim < -sparse ? (aim + sparse) / bend
				    : 0;
	float far = fminf(fmaxf(new - old, -1), 1);
	if (far == 0)
		return 0;
	task->weights[row] = old + far;
	for (size_t i = matrix->begins[row]; i < matrix->begins[row + 1]; i++)
		task->margins[matrix->cells[i].post] += far * matrix->cells[i].value;
	return fabsf(far);
}

static void learn(struct task *task)
{
	size_t rows = task->matrix->rows, posts = task->matrix->posts, have = 0;
	for (size_t i = 0; i < posts; i++)
		have += task->truth[i] > 0;
	float lack = have ? (float)(posts - have) / (float)have : 1;
	float more = fminf(fmaxf(sqrtf(lack) / 2, 1), 4);
	for (size_t i = 0; i < posts; i++) {
		task->counts[i] = task->shares[i] * (task->truth[i] > 0 ? more : 1);
		task->margins[i] = 0;
	}
	memset(task->weights, 0, rows * sizeof *task->weights);
	if (!have) /* never seen: never said */
		task->weights[0] = -SURE;
	float most = 1;
	for (int round = 0; round < ROUNDS_MAX && most > STILL && have; round++) {
		most = 0;
		for (size_t r = 0; r < rows; r++)
			most = fmaxf(most, move(task, r));
	}
}

/* --- labels --- */

static float truth_of(const struct config *config, const struct labelled_post *post, int target)
{
	static const enum labelled_flag flags[] = {FLAG_URGENT, FLAG_ELSEWHERE, FLAG_SOLVED,
		FLAG_NOT_SOLVED, FLAG_TAKEDOWN, FLAG_WITHDRAW};
	if (target < TARGET_ACT)
		return (float)((int)post->intent == target);
	if (target == TARGET_ACT)
		return post->act == ACT_UNSURE ? UNSURE : (float)(post->act == ACT_YES);
	if (target == TARGET_PLACE)
		return (float)(post->district_count > 0);
	if (target < TARGET_CATEGORY)
		return (float)post->flags[flags[target - TARGET_URGENT]];
	const char *id = config->categories[target - TARGET_CATEGORY].id;
	return (float)(strcmp(post->matter, id) == 0 || strcmp(post->conduct, id) == 0);
}

/* --- the file --- */

static const char head[] =
	"# How much what stands in a post speaks for each label, in hundredths of log-odds. Learned "
	"from labelled posts that were written for this\n"
	"# project (tests/bench/run --reading --fit); rows may be changed and added by hand, see "
	"config/README.md. UTF-8, tabs between columns.\n"
	"kind\tname\tweights\n";

static void put_row(const struct config *config, const struct config_feature *row, struct buf *out)
{
	buf_add_format(
		out, "%s\t%s\t", feature_kind_name((enum feature_kind)row->kind), row->phrase);
	for (size_t i = 0; i < row->weight_count; i++)
		buf_add_format(out, "%s%s=%d", i ? " " : "",
			target_name(config, row->weights[i].target), row->weights[i].weight);
	buf_add_char(out, '\n');
}

void fit_write(const struct config *config, const struct fitted *fitted, struct buf *out)
{
	buf_add_string(out, head);
	for (size_t i = 0; i < fitted->count; i++)
		put_row(config, &fitted->features[i], out);
}

/* --- all --- */

/* What is learned from. */
struct school {
	const struct labelled_post **posts;
	float *shares; /* how much each counts */
	size_t count;
};

static void call_in(const struct labelled *posts, int fold, int folds, struct school *out)
{
	*out = (struct school){.posts = mem_new(posts->count + 1, sizeof(*out->posts)),
		.shares = mem_new(posts->count + 1, sizeof(*out->shares))};
	for (size_t i = 0; i < posts->count; i++) {
		const struct labelled_post *post = &posts->posts[i];
		if (fold >= 0 && i % (size_t)folds == (size_t)fold)
			continue;
		out->shares[out->count] = post->flags[FLAG_FIRM] ? FIRM : 1;
		out->posts[out->count++] = post;
	}
}

/* The weights of all rows, `targets` to a row. */
static void learn_all(const struct config *config, const struct school *school,
	const struct matrix *matrix, float *out, int targets)
{
	struct task task = {.matrix = matrix,
		.truth = mem_new(matrix->posts + 1, sizeof *task.truth),
		.shares = school->shares,
		.counts = mem_new(matrix->posts + 1, sizeof *task.counts),
		.margins = mem_new(matrix->posts + 1, sizeof *task.margins),
		.weights = mem_new(matrix->rows + 1, sizeof *task.weights)};
	for (int t = 0; t < targets; t++) {
		for (size_t i = 0; i < school->count; i++)
			task.truth[i] = truth_of(config, school->posts[i], t);
		learn(&task);
		for (size_t r = 0; r < matrix->rows; r++)
			out[r * (size_t)targets + (size_t)t] = task.weights[r];
	}
	mem_free(task.truth);
	mem_free(task.counts);
	mem_free(task.margins);
	mem_free(task.weights);
}

static enum err_code see_all(const struct config *config, const struct school *school,
	struct matrix *out, struct err *err)
{
	struct reader *reader;
	struct founds all = {0};
	enum err_code code = reader_new(config, &reader, err);
	if (code != ERR_OK)
		return code;
	*out = (struct matrix){.rows = config->feature_count,
		.posts = school->count,
		.fixed = 1 + FORM_COUNT + CUE_COUNT + config->category_count};
	for (size_t i = 0; i < school->count; i++)
		find_post(reader, school->posts[i]->text, (uint32_t)i, &all);
	turn(&all, out);
	mem_free(all.items);
	reader_free(reader);
	return ERR_OK;
}

/* Phrases that speak for nothing have no row. */
static void keep(const struct rows *rows, const float *weights, int targets, struct fitted *out)
{
	size_t count = 0;
	out->features = mem_new(rows->count, sizeof *out->features);
	out->weights = mem_new(rows->count * (size_t)targets, sizeof *out->weights);
	for (size_t r = 0; r < rows->count; r++) {
		struct config_feature row = rows->features[r];
		row.weights = out->weights + count;
		for (int t = 0; t < targets; t++) {
			long weight = lrintf(weights[r * (size_t)targets + (size_t)t] * HUNDRED);
			if (labs(weight) < LEAST_WEIGHT)
				continue;
			out->weights[count++] = (struct config_weight){(int16_t)t, (int16_t)weight};
			row.weight_count++;
		}
		if (row.weight_count || row.kind != FEATURE_PHRASE)
			out->features[out->count++] = row;
	}
}

static enum err_code learn_rows(const struct config *config, const struct school *school,
	const struct rows *rows, struct fitted *out, struct err *err)
{
	struct config own = *config;
	struct matrix matrix;
	own.features = rows->features;
	own.feature_count = rows->count;
	enum err_code code = see_all(&own, school, &matrix, err);
	if (code != ERR_OK)
		return code;
	int targets = TARGET_CATEGORY + (int)config->category_count;
	float *weights = mem_new(rows->count * (size_t)targets, sizeof *weights);
	learn_all(config, school, &matrix, weights, targets);
	keep(rows, weights, targets, out);
	mem_free(weights);
	mem_free(matrix.cells);
	mem_free(matrix.begins);
	return ERR_OK;
}

enum err_code fit(const struct config *config, const struct labelled *posts, int fold, int folds,
	struct fitted *out, struct err *err)
{
	struct config bare = *config;
	struct reader *reader;
	struct school school;
	struct rows rows = {0};
	*out = (struct fitted){0};
	bare.feature_count = 0;
	enum err_code code = reader_new(&bare, &reader, err);
	if (code != ERR_OK)
		return code;
	call_in(posts, fold, folds, &school);
	vocabulary_make(
		reader, school.posts, school.count, LEAST_WORD, LEAST_PAIR, &out->vocabulary);
	reader_free(reader);
	make_rows(config, &out->vocabulary, &rows);
	code = learn_rows(config, &school, &rows, out, err);
	mem_free(rows.features);
	mem_free(school.posts);
	mem_free(school.shares);
	return code;
}

void fit_release(struct fitted *fitted)
{
	vocabulary_release(&fitted->vocabulary);
	mem_free(fitted->features);
	mem_free(fitted->weights);
	*fitted = (struct fitted){0};
}
