/* Whether weights are learned: a made-up world in which parrots are stolen and zebras thanked for. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/pool.h"
#include "config/weights.h"
#include "fit.h"
#include "load.h"

enum { POSTS = 200, CAP = 1 << 20, ROW_CAP = 400 };

static struct loaded loaded;
static struct labelled_post posts[POSTS];
static struct labelled file = {.posts = posts, .count = POSTS};

/* Fifty posts of each kind, told by one word among others. */
static int open_world(void **state)
{
	static const char *const tellers[] = {"parrot", "zebra", "okapi", "lemur"};
	static const char *const others[] = {"blue", "seven", "under", "quick", "table"};
	(void)state;
	if (!load(SOURCE_DIR "/config/demo.yaml", &loaded))
		return -1;
	for (size_t i = 0; i < POSTS; i++) {
		char text[80];
		snprintf(text, sizeof text, "%s %s %s", others[i % 5], tellers[i % 4],
			others[(i / 5) % 5]);
		posts[i] = (struct labelled_post){.text = mem_string(text), .intent = INTENT_OTHER};
		if (i % 4 == 0) {
			posts[i].intent = INTENT_COMPLAINT;
			posts[i].act = ACT_YES;
			str_copy(posts[i].matter, LABEL_SIZE, "theft-robbery");
		}
		if (i % 4 == 1)
			posts[i].intent = INTENT_THANKS;
		posts[i].flags[FLAG_URGENT] = i % 4 == 2;
	}
	return 0;
}

static int close_world(void **state)
{
	(void)state;
	for (size_t i = 0; i < POSTS; i++)
		mem_free(posts[i].text);
	unload(&loaded);
	return 0;
}

static void learn(int fold, struct buf *out)
{
	struct err err;
	struct fitted fitted;
	buf_init(out, CAP);
	assert_int_equal(fit(loaded.config, &file, fold, 5, &fitted, &err), ERR_OK);
	fit_write(loaded.config, &fitted, out);
	fit_release(&fitted);
}

/* What the row of a phrase says, or "". */
static const char *row_of(const struct buf *weights, const char *phrase)
{
	static char row[ROW_CAP];
	char begin[80];
	snprintf(begin, sizeof begin, "\nphrase\t%s\t", phrase);
	const char *at = strstr(weights->bytes, begin);
	snprintf(row, sizeof row, "%s", at ? at + strlen(begin) : "");
	row[strcspn(row, "\n")] = '\0';
	return row;
}

static int weight_of(const struct buf *weights, const char *phrase, const char *label)
{
	char named[80];
	snprintf(named, sizeof named, "%s=", label);
	const char *at = strstr(row_of(weights, phrase), named);
	return at ? atoi(at + strlen(named)) : 0;
}

static void a_word_that_tells_a_label_speaks_for_it(void **state)
{
	(void)state;
	struct buf weights;
	learn(-1, &weights);
	assert_true(weight_of(&weights, "parrot", "intent:complaint") > 20);
	assert_true(weight_of(&weights, "parrot", "act") > 20);
	assert_true(weight_of(&weights, "parrot", "theft-robbery") > 20);
	assert_true(weight_of(&weights, "parrot", "intent:thanks") <= 0);
	assert_true(weight_of(&weights, "zebra", "intent:thanks") > 20);
	assert_true(weight_of(&weights, "okapi", "urgent") > 20);
	/* what stands with all of them says little */
	assert_true(weight_of(&weights, "blue", "act") < weight_of(&weights, "parrot", "act") / 2);
	buf_release(&weights);
}

static void the_same_posts_give_the_same_weights(void **state)
{
	(void)state;
	struct buf once, again;
	learn(-1, &once);
	learn(-1, &again);
	assert_string_equal(once.bytes, again.bytes);
	buf_release(&once);
	buf_release(&again);
}

static void a_fold_is_left_out(void **state)
{
	(void)state;
	struct buf all, most;
	char *text = posts[2].text;
	posts[2].text = mem_string("axolotl axolotl");
	learn(-1, &all);
	learn(2, &most);
	assert_string_not_equal(all.bytes, most.bytes);
	mem_free(posts[2].text);
	posts[2].text = text;
	buf_release(&all);
	buf_release(&most);
}

static void what_is_written_can_be_loaded_and_reads_as_it_was_taught(void **state)
{
	(void)state;
	struct buf weights;
	struct pool pool = {0};
	struct config config = *loaded.config;
	struct config_mistakes mistakes = {0};
	struct reader *reader;
	struct reading reading;
	struct err err;
	char path[] = "/tmp/nriseva-fit-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	learn(-1, &weights);
	assert_int_equal(file_replace(path, weights.bytes, weights.length, 0600, &err), ERR_OK);
	weights_load(path, &pool, &config, &mistakes);
	assert_int_equal(mistakes.count, 0);
	assert_int_equal(reader_new(&config, &reader, &err), ERR_OK);
	reader_read(reader, "quick parrot", strlen("quick parrot"), &reading);
	assert_string_equal(reading.matter, "theft-robbery");
	assert_int_equal(reading.actionable, BAND_YES);
	assert_false(reading.takedown); /* which no post had */
	reader_read(reader, "quick zebra", strlen("quick zebra"), &reading);
	assert_int_equal(reading.intent, INTENT_THANKS);
	assert_int_equal(reading.actionable, BAND_NO);
	reader_free(reader);
	unlink(path);
	pool_release(&pool);
	buf_release(&weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_word_that_tells_a_label_speaks_for_it),
		cmocka_unit_test(the_same_posts_give_the_same_weights),
		cmocka_unit_test(a_fold_is_left_out),
		cmocka_unit_test(what_is_written_can_be_loaded_and_reads_as_it_was_taught),
	};
	return cmocka_run_group_tests(tests, open_world, close_world);
}
