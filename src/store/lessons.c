/* What operators decided about what was read: counts, with nothing of any post. */
#include "store/tx.h"

static const char *const verdict_names[] = {
	[LESSON_YES] = "yes", [LESSON_NO] = "no", [LESSON_ELSEWHERE] = "elsewhere"};

enum err_code store_lesson_rule(struct store_tx *tx, const char *rule, enum band band,
	enum lesson_verdict verdict, struct err *err)
{
	struct query query = query_begin(tx, SQL_LESSON_RULE_ADD);
	query_text(&query, 1, rule);
	query_text(&query, 2, band_name(band));
	query_text(&query, 3, verdict_names[verdict]);
	return query_finish(&query, err);
}

enum err_code store_lesson_score(
	struct store_tx *tx, int score, enum lesson_verdict verdict, struct err *err)
{
	struct query query = query_begin(tx, SQL_LESSON_SCORE_ADD);
	query_int(&query, 1, score);
	query_text(&query, 2, verdict_names[verdict]);
	return query_finish(&query, err);
}

enum err_code store_lesson_place(
	struct store_tx *tx, const char *read_as, const char *corrected_to, struct err *err)
{
	struct query query = query_begin(tx, SQL_LESSON_PLACE_ADD);
	query_text(&query, 1, read_as);
	query_text(&query, 2, corrected_to);
	return query_finish(&query, err);
}

enum err_code store_view_lessons(
	struct store_tx *tx, const struct store_lessons_view *view, void *arg, struct err *err)
{
	struct query query = query_begin(tx, SQL_VIEW_LESSON_RULES);
	enum err_code code;
	while ((code = query_step(&query, err)) == ERR_OK) {
		const struct store_lesson_rule lesson = {.rule = column_text(&query, 0),
			.band = column_text(&query, 1),
			.yes = column_int(&query, 2),
			.no = column_int(&query, 3),
			.elsewhere = column_int(&query, 4)};
		view->rule(arg, &lesson);
	}
	query_end(&query);
	if (code != ERR_NOTFOUND)
		return code;
	query = query_begin(tx, SQL_VIEW_LESSON_SCORES);
	while ((code = query_step(&query, err)) == ERR_OK)
		view->score(arg, (int)column_int(&query, 0), column_int(&query, 1),
			column_int(&query, 2));
	query_end(&query);
	if (code != ERR_NOTFOUND)
		return code;
	query = query_begin(tx, SQL_VIEW_LESSON_PLACES);
	while ((code = query_step(&query, err)) == ERR_OK)
		view->place(
			arg, column_text(&query, 0), column_text(&query, 1), column_int(&query, 2));
	query_end(&query);
	return code == ERR_NOTFOUND ? ERR_OK : code;
}
