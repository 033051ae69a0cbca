#include "tune.h"

#include <string.h>

struct search {
	const struct knob *knobs;
	size_t knob_count;
	tune_measure *measure;
	void *context;
	struct attempt *best;
	size_t best_count, best_max;
};

double tune_worth(const struct scores *scores)
{
	enum { WEIGHT_OF_GOALS = 10 };
	double precision = share_value(scores->figures[FIGURE_YES_PRECISION]);
	double recall = share_value(scores->figures[FIGURE_YES_RECALL]);
	double worth = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
	worth -= share_value(scores->figures[FIGURE_DOUBTFUL]);
	for (int i = 0; i < FIGURE_COUNT; i++) {
		enum figure figure = (enum figure)i;
		if (!score_misses(figure, scores->figures[i]))
			continue;
		double gap =
			share_value(scores->figures[i]) - figure_about(figure)->percent / 100.0;
		worth -= WEIGHT_OF_GOALS * (gap < 0 ? -gap : gap);
	}
	return worth;
}

static void read_knobs(const struct search *search, int values[KNOBS_MAX])
{
	for (size_t i = 0; i < search->knob_count; i++)
		values[i] = *search->knobs[i].place;
}

static void turn_knobs(const struct search *search, const int values[KNOBS_MAX])
{
	for (size_t i = 0; i < search->knob_count; i++)
		*search->knobs[i].place = values[i];
}

static bool is_kept(const struct search *search, const struct attempt *attempt)
{
	size_t size = search->knob_count * sizeof *attempt->values;
	for (size_t i = 0; i < search->best_count; i++) {
		if (memcmp(search->best[i].values, attempt->values, size) == 0)
			return true;
	}
	return false;
}

/* Put it where it belongs; the worst falls out at the end. Equals stand as they came. */
static void keep(struct search *search, const struct attempt *attempt)
{
	size_t at = search->best_count;
	if (is_kept(search, attempt))
		return;
	while (at > 0 && search->best[at - 1].worth < attempt->worth)
		at--;
	if (at == search->best_max)
		return;
	if (search->best_count < search->best_max)
		search->best_count++;
	memmove(&search->best[at + 1], &search->best[at],
		(search->best_count - at - 1) * sizeof *search->best);
	search->best[at] = *attempt;
}

/* The knobs as they stand. False if they cannot. */
static bool attempt_now(struct search *search, struct attempt *out)
{
	*out = (struct attempt){0};
	read_knobs(search, out->values);
	if (!search->measure(search->context, &out->scores))
		return false;
	out->worth = tune_worth(&out->scores);
	keep(search, out);
	return true;
}

/* Try all values of a knob, and leave it at the best. Whether that is better than `*worth`. */
static bool turn_one(struct search *search, const struct knob *knob, double *worth)
{
	int best = *knob->place;
	bool better = false;
	for (int value = knob->from; value <= knob->to; value += knob->step) {
		struct attempt attempt;
		*knob->place = value;
		if (attempt_now(search, &attempt) && attempt.worth > *worth) {
			*worth = attempt.worth;
			best = value;
			better = true;
		}
	}
	*knob->place = best;
	return better;
}

size_t tune(const struct knob *knobs, size_t knob_count, tune_measure *measure, void *context,
	struct attempt *best, size_t best_max)
{
	struct search search = {knobs, knob_count, measure, context, best, 0, best_max};
	struct attempt start;
	int before[KNOBS_MAX];
	read_knobs(&search, before);
	bool better = attempt_now(&search, &start);
	double worth = better ? start.worth : -1000;
	do {
		better = false;
		for (size_t i = 0; i < knob_count; i++)
			better = turn_one(&search, &knobs[i], &worth) || better;
	} while (better);
	turn_knobs(&search, before);
	return search.best_count;
}
