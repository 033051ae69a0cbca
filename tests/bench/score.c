/*
 * Counting. Where a name is shared by several districts, only saying so is right: to choose one of
 * them is to guess. A reading that offers candidates, the true one among them, has missed the
 * district and not mistaken it: the citizen is asked.
 */
#include "score.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* The goals are those of the first release; false alarms have none but what they do to the rest. */
static const struct figure_about abouts[FIGURE_COUNT] = {
	[FIGURE_LANG] = {"lang", "language right", GOAL_NONE, 0},
	[FIGURE_INTENT] = {"intent", "intent right", GOAL_AT_LEAST, 88},
	[FIGURE_DISTRICT_RIGHT] = {"district_right", "district right", GOAL_AT_LEAST, 95},
	[FIGURE_DISTRICT_WRONG] = {"district_wrong", "  wrong", GOAL_NONE, 0},
	[FIGURE_DISTRICT_MISSED] = {"district_missed", "  missed", GOAL_NONE, 0},
	[FIGURE_DISTRICT_FALSE] = {"district_false", "  named where none is", GOAL_BELOW, 3},
	[FIGURE_MATTER] = {"matter", "matter right", GOAL_NONE, 0},
	[FIGURE_MATTER_FALSE] = {"matter_false", "  read where none is", GOAL_NONE, 0},
	[FIGURE_CONDUCT] = {"conduct", "conduct right", GOAL_NONE, 0},
	[FIGURE_CONDUCT_FALSE] = {"conduct_false", "  read where none is", GOAL_NONE, 0},
	[FIGURE_EITHER] = {"matter_or_conduct", "matter or conduct right", GOAL_AT_LEAST, 75},
	[FIGURE_EITHER_FALSE] = {"matter_or_conduct_false", "  read where neither is", GOAL_NONE,
		0},
	[FIGURE_YES_PRECISION] = {"yes_precision", "actionable: precision of yes", GOAL_AT_LEAST,
		85},
	[FIGURE_YES_RECALL] = {"yes_recall", "  recall of yes", GOAL_NONE, 0},
	[FIGURE_NOTICED_RECALL] = {"noticed_recall", "  recall of yes or doubtful", GOAL_AT_LEAST,
		90},
	[FIGURE_DOUBTFUL] = {"doubtful", "  doubtful, of all", GOAL_BELOW, 20},
	[FIGURE_URGENT_RECALL] = {"urgent_recall", "urgent: recall", GOAL_AT_LEAST, 95},
	[FIGURE_URGENT_FALSE] = {"urgent_false", "  false alarms", GOAL_NONE, 0},
	[FIGURE_ELSEWHERE_RECALL] = {"elsewhere_recall", "elsewhere: recall", GOAL_NONE, 0},
	[FIGURE_ELSEWHERE_FALSE] = {"elsewhere_false", "  false alarms", GOAL_NONE, 0},
	[FIGURE_SOLVED_RECALL] = {"solved_recall", "solved: recall", GOAL_NONE, 0},
	[FIGURE_SOLVED_FALSE] = {"solved_false", "  false alarms", GOAL_NONE, 0},
	[FIGURE_NOT_SOLVED_RECALL] = {"not_solved_recall", "not solved: recall", GOAL_NONE, 0},
	[FIGURE_NOT_SOLVED_FALSE] = {"not_solved_false", "  false alarms", GOAL_NONE, 0},
	[FIGURE_TAKEDOWN_RECALL] = {"takedown_recall", "takedown: recall", GOAL_NONE, 0},
	[FIGURE_TAKEDOWN_FALSE] = {"takedown_false", "  false alarms", GOAL_NONE, 0},
	[FIGURE_WITHDRAW_RECALL] = {"withdraw_recall", "withdraw: recall", GOAL_NONE, 0},
	[FIGURE_WITHDRAW_FALSE] = {"withdraw_false", "  false alarms", GOAL_NONE, 0},
};

const struct figure_about *figure_about(enum figure figure)
{
	return &abouts[figure];
}

double share_value(struct share share)
{
	return share.of ? (double)share.part / (double)share.of : 0;
}

bool score_misses(enum figure figure, struct share share)
{
	const struct figure_about *about = &abouts[figure];
	size_t part = 100 * share.part, goal = about->percent * share.of;
	if (share.of == 0 || about->goal == GOAL_NONE)
		return false;
	return about->goal == GOAL_AT_LEAST ? part < goal : part >= goal;
}

/* --- one post --- */

static bool is_candidate(const struct reading *reading, const char *id)
{
	for (size_t i = 0; i < reading->candidate_count; i++) {
		if (strcmp(reading->candidates[i], id) == 0)
			return true;
	}
	return false;
}

/* Whether all districts of the label are among the candidates. */
static bool offers_all(const struct labelled_post *post, const struct reading *reading)
{
	for (size_t i = 0; i < post->district_count; i++) {
		if (!is_candidate(reading, post->districts[i]))
			return false;
	}
	return true;
}

/* A reading that chose may tell what it chose from. */
static bool names_district(const struct reading *reading)
{
	return reading->district[0] || reading->candidate_count > 0;
}

enum outcome { OUTCOME_RIGHT, OUTCOME_WRONG, OUTCOME_MISSED };

/* Of a post that names a place. */
static enum outcome district_outcome(
	const struct labelled_post *post, const struct reading *reading)
{
	if (!names_district(reading))
		return OUTCOME_MISSED;
	if (post->district_count == 1) {
		if (reading->district[0])
			return strcmp(reading->district, post->districts[0]) == 0 ? OUTCOME_RIGHT
										  : OUTCOME_WRONG;
		return is_candidate(reading, post->districts[0]) ? OUTCOME_MISSED : OUTCOME_WRONG;
	}
	bool same = !reading->district[0] && reading->candidate_count == post->district_count &&
		    offers_all(post, reading);
	return same ? OUTCOME_RIGHT : OUTCOME_WRONG;
}

static bool district_is_wrong(const struct labelled_post *post, const struct reading *reading)
{
	return post->district_count ? district_outcome(post, reading) != OUTCOME_RIGHT
				    : names_district(reading);
}

static bool either_is_right(const struct labelled_post *post, const struct reading *reading)
{
	return (post->matter[0] && strcmp(post->matter, reading->matter) == 0) ||
	       (post->conduct[0] && strcmp(post->conduct, reading->conduct) == 0);
}

static bool either_is_wrong(const struct labelled_post *post, const struct reading *reading)
{
	return post->matter[0] || post->conduct[0] ? !either_is_right(post, reading)
						   : reading->matter[0] || reading->conduct[0];
}

static bool actionable_is_wrong(const struct labelled_post *post, const struct reading *reading)
{
	return (post->act == ACT_YES && reading->actionable != BAND_YES) ||
	       (post->act == ACT_NO && reading->actionable != BAND_NO);
}

/* The flags that a reading has too. */
struct flag_about {
	enum labelled_flag flag;
	enum label label;
	enum figure recall; /* the next figure is the false alarms */
};

static const struct flag_about flags[] = {
	{FLAG_URGENT, LABEL_URGENT, FIGURE_URGENT_RECALL},
	{FLAG_ELSEWHERE, LABEL_ELSEWHERE, FIGURE_ELSEWHERE_RECALL},
	{FLAG_SOLVED, LABEL_SOLVED, FIGURE_SOLVED_RECALL},
	{FLAG_NOT_SOLVED, LABEL_NOT_SOLVED, FIGURE_NOT_SOLVED_RECALL},
	{FLAG_TAKEDOWN, LABEL_TAKEDOWN, FIGURE_TAKEDOWN_RECALL},
	{FLAG_WITHDRAW, LABEL_WITHDRAW, FIGURE_WITHDRAW_RECALL},
};
enum { FLAGS = sizeof flags / sizeof *flags };

static bool reads_flag(const struct reading *reading, enum labelled_flag flag)
{
	switch (flag) {
	case FLAG_URGENT:
		return reading->urgent;
	case FLAG_ELSEWHERE:
		return reading->elsewhere;
	case FLAG_SOLVED:
		return reading->verdict == VERDICT_SOLVED;
	case FLAG_NOT_SOLVED:
		return reading->verdict == VERDICT_NOT_SOLVED;
	case FLAG_TAKEDOWN:
		return reading->takedown;
	case FLAG_WITHDRAW:
		return reading->withdraw;
	case FLAG_RHETORIC:
	case FLAG_FIRM:
		break;
	}
	return false;
}

static const struct flag_about *flag_of(enum label label)
{
	for (size_t i = 0; i < FLAGS; i++) {
		if (flags[i].label == label)
			return &flags[i];
	}
	return NULL;
}

/* --- counting --- */

static void count(struct scores *scores, enum figure figure, bool part)
{
	scores->figures[figure].part += part;
	scores->figures[figure].of++;
}

static void add_district(
	struct scores *scores, const struct labelled_post *post, const struct reading *reading)
{
	if (post->district_count == 0) {
		count(scores, FIGURE_DISTRICT_FALSE, names_district(reading));
		return;
	}
	enum outcome outcome = district_outcome(post, reading);
	count(scores, FIGURE_DISTRICT_RIGHT, outcome == OUTCOME_RIGHT);
	count(scores, FIGURE_DISTRICT_WRONG, outcome == OUTCOME_WRONG);
	count(scores, FIGURE_DISTRICT_MISSED, outcome == OUTCOME_MISSED);
}

static void add_categories(
	struct scores *scores, const struct labelled_post *post, const struct reading *reading)
{
	if (post->matter[0])
		count(scores, FIGURE_MATTER, strcmp(post->matter, reading->matter) == 0);
	else
		count(scores, FIGURE_MATTER_FALSE, reading->matter[0]);
	if (post->conduct[0])
		count(scores, FIGURE_CONDUCT, strcmp(post->conduct, reading->conduct) == 0);
	else
		count(scores, FIGURE_CONDUCT_FALSE, reading->conduct[0]);
	if (post->matter[0] || post->conduct[0])
		count(scores, FIGURE_EITHER, either_is_right(post, reading));
	else
		count(scores, FIGURE_EITHER_FALSE, either_is_wrong(post, reading));
}

static void add_actionable(
	struct scores *scores, const struct labelled_post *post, const struct reading *reading)
{
	count(scores, FIGURE_DOUBTFUL, reading->actionable == BAND_DOUBTFUL);
	if (post->act != ACT_UNSURE && reading->actionable == BAND_YES)
		count(scores, FIGURE_YES_PRECISION, post->act == ACT_YES);
	if (post->act == ACT_YES) {
		count(scores, FIGURE_YES_RECALL, reading->actionable == BAND_YES);
		count(scores, FIGURE_NOTICED_RECALL, reading->actionable != BAND_NO);
	}
}

void score_add(
	struct scores *scores, const struct labelled_post *post, const struct reading *reading)
{
	scores->posts++;
	count(scores, FIGURE_LANG, post->lang == reading->lang);
	count(scores, FIGURE_INTENT, post->intent == reading->intent);
	add_district(scores, post, reading);
	add_categories(scores, post, reading);
	add_actionable(scores, post, reading);
	for (size_t i = 0; i < FLAGS; i++) {
		bool is = post->flags[flags[i].flag];
		count(scores, is ? flags[i].recall : flags[i].recall + 1,
			reads_flag(reading, flags[i].flag));
	}
}

/* --- labels --- */

static const char *const label_names[LABEL_COUNT] = {"lang", "intent", "district", "matter",
	"conduct", "matter-or-conduct", "actionable", "urgent", "elsewhere", "solved", "not_solved",
	"takedown", "withdraw"};

const char *label_name(enum label label)
{
	return label_names[label];
}

bool label_from_name(const char *name, enum label *out)
{
	int label = str_index(name, label_names, LABEL_COUNT);
	if (label >= 0)
		*out = (enum label)label;
	return label >= 0;
}

bool label_is_wrong(
	enum label label, const struct labelled_post *post, const struct reading *reading)
{
	const struct flag_about *flag = flag_of(label);
	if (flag)
		return post->flags[flag->flag] != reads_flag(reading, flag->flag);
	if (label == LABEL_LANG)
		return post->lang != reading->lang;
	if (label == LABEL_INTENT)
		return post->intent != reading->intent;
	if (label == LABEL_DISTRICT)
		return district_is_wrong(post, reading);
	if (label == LABEL_MATTER)
		return strcmp(post->matter, reading->matter) != 0;
	if (label == LABEL_CONDUCT)
		return strcmp(post->conduct, reading->conduct) != 0;
	return label == LABEL_EITHER ? either_is_wrong(post, reading)
				     : actionable_is_wrong(post, reading);
}

static void add_id(struct buf *out, const char *id)
{
	buf_add_string(out, id[0] ? id : "-");
}

static void add_ids(struct buf *out, const char ids[][LABEL_SIZE], size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_add_format(out, "%s%s", i ? "|" : "", ids[i]);
	if (count == 0)
		buf_add_char(out, '-');
}

void label_add_truth(enum label label, const struct labelled_post *post, struct buf *out)
{
	const struct flag_about *flag = flag_of(label);
	if (flag)
		buf_add_string(out, post->flags[flag->flag] ? "yes" : "no");
	else if (label == LABEL_LANG)
		buf_add_string(out, lang_name(post->lang));
	else if (label == LABEL_INTENT)
		buf_add_string(out, intent_name(post->intent));
	else if (label == LABEL_DISTRICT)
		add_ids(out, post->districts, post->district_count);
	else if (label == LABEL_ACTIONABLE)
		buf_add_string(out, act_name(post->act));
	if (label == LABEL_MATTER || label == LABEL_EITHER)
		add_id(out, post->matter);
	if (label == LABEL_EITHER)
		buf_add_char(out, '/');
	if (label == LABEL_CONDUCT || label == LABEL_EITHER)
		add_id(out, post->conduct);
}

void label_add_read(enum label label, const struct reading *reading, struct buf *out)
{
	const struct flag_about *flag = flag_of(label);
	if (flag)
		buf_add_string(out, reads_flag(reading, flag->flag) ? "yes" : "no");
	else if (label == LABEL_LANG)
		buf_add_string(out, lang_name(reading->lang));
	else if (label == LABEL_INTENT)
		buf_add_string(out, intent_name(reading->intent));
	else if (label == LABEL_DISTRICT && reading->district[0])
		buf_add_string(out, reading->district);
	else if (label == LABEL_DISTRICT)
		add_ids(out, reading->candidates, reading->candidate_count);
	else if (label == LABEL_ACTIONABLE)
		buf_add_format(out, "%s (%d)", band_name(reading->actionable), reading->score);
	if (label == LABEL_MATTER || label == LABEL_EITHER)
		add_id(out, reading->matter);
	if (label == LABEL_EITHER)
		buf_add_char(out, '/');
	if (label == LABEL_CONDUCT || label == LABEL_EITHER)
		add_id(out, reading->conduct);
}

/* --- confusions --- */

void confusions_add(struct confusions *confusions, const char *truth, const char *read)
{
	if (strcmp(truth, read) == 0)
		return;
	for (size_t i = 0; i < confusions->count; i++) {
		struct confusion *pair = &confusions->pairs[i];
		if (strcmp(pair->truth, truth) == 0 && strcmp(pair->read, read) == 0) {
			pair->count++;
			return;
		}
	}
	if (confusions->count == CONFUSIONS_MAX)
		abort();
	struct confusion *pair = &confusions->pairs[confusions->count++];
	str_copy(pair->truth, sizeof pair->truth, truth);
	str_copy(pair->read, sizeof pair->read, read);
	pair->count = 1;
}

static int compare(const void *a, const void *b)
{
	const struct confusion *left = a, *right = b;
	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	int by_truth = strcmp(left->truth, right->truth);
	return by_truth ? by_truth : strcmp(left->read, right->read);
}

void confusions_sort(struct confusions *confusions)
{
	qsort(confusions->pairs, confusions->count, sizeof *confusions->pairs, compare);
}
