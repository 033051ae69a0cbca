/*
 * Whether what was expected has been seen. The script says for each post what must come of it; the
 * pretenders' logs say what came. The daemon's word is not asked for.
 *
 * A post's "expect" may hold (README.md says more):
 *
 *   about our replies to it     reply, script, case_id, contains, lacks
 *   about its thread            replies, follow_ups
 *   about the thread's case     district, events, statuses, language, urgent, sensitive, matter, never
 */
#ifndef SIM_SHOW_JUDGE_H
#define SIM_SHOW_JUDGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "show/story.h"

/* One thing expected of one post, or of the whole. */
struct finding {
	const char *ref;     /* of the post; "" for the whole */
	const char *author;  /* of the post */
	struct buf expected; /* in words */
	struct buf seen;
	bool met;
};

struct findings {
	struct finding *list;
	size_t count;
	size_t missed;
};

/* Judge everything by what is known now. `script` is the array of script lines, and lasts as long
 * as the findings. */
void judge(const struct story *story, const json_t *script, struct findings *out);
void findings_release(struct findings *findings);

#endif
