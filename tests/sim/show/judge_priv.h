/* What the judges of single posts and of the whole share. */
#ifndef SIM_SHOW_JUDGE_PRIV_H
#define SIM_SHOW_JUDGE_PRIV_H

#include "show/judge.h"

/* A new finding, to be filled in. Valid until the next one. */
struct finding *finding_add(struct findings *findings, const char *ref, const char *author);

/* Set whether it is met, and count. */
void finding_set(struct findings *findings, struct finding *finding, bool met);

/* judge_post.c: one script line's expectations. `words` names sets of words for follow_ups. */
void judge_post(const struct story *story, const json_t *line, const json_t *words,
	struct findings *findings);

/* judge_whole.c: what holds whatever the script says. */
void judge_whole(const struct story *story, struct findings *findings);

#endif
