/* The pretend X's bytes: posts and pages out with no more fields than were asked for, requests
 * in. */
#ifndef SIM_X_WIRE_H
#define SIM_X_WIRE_H

#include <jansson.h>

#include "base/err.h"
#include "x/feed.h"
#include "x/rules.h"

/* What is asked of each post: in X's older words (tweet.fields), or in its newer ones (post.fields),
 * where some fields come by expansion and some have another name. Names that it does not know are
 * passed over. NULL: nothing is asked. */
struct x_asked {
	const char *fields;
	const char *expansions;
	bool newer;
	const char *
		without; /* names of fields that do not come although they are asked for; or NULL */
};
json_t *x_wire_post(
	const struct x_world *world, const struct x_post *post, const struct x_asked *asked);

/* A page with its meta. */
json_t *x_wire_page(
	const struct x_world *world, const struct x_page_of *page, const struct x_asked *asked);

/* The answer to a look-up of ids with commas between: data for those that are shown, errors for the
 * others. */
json_t *x_wire_lookup(const struct x_world *world, const char *ids, const struct x_asked *asked);

/* One account; `expansions` may hold affiliation, or be NULL. */
json_t *x_wire_user(const struct x_user *user, const char *expansions);

json_t *x_wire_problem(const struct x_problem *problem);

/* Read the body of POST /2/tweets. Strings are borrowed from `body`. Status 0, or the problem:
 * properties that X does not know are refused. */
struct x_problem x_wire_create(const json_t *body, struct x_create *out);

#endif
