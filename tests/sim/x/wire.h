/* The pretend X's bytes: posts and pages out with no more fields than were asked for, requests
 * in. */
#ifndef SIM_X_WIRE_H
#define SIM_X_WIRE_H

#include <jansson.h>

#include "base/err.h"
#include "x/feed.h"
#include "x/rules.h"

/* One post. `fields` is the value of tweet.fields, or NULL; names it does not know are passed
 * over. */
json_t *x_wire_post(const struct x_world *world, const struct x_post *post, const char *fields);

/* A page with its meta; `expansions` may hold author_id. */
json_t *x_wire_page(const struct x_world *world, const struct x_page_of *page, const char *fields,
	const char *expansions);

/* The answer to a look-up of ids with commas between: data for those that are shown, errors for the
 * others. */
json_t *x_wire_lookup(const struct x_world *world, const char *ids, const char *fields);

json_t *x_wire_user(const struct x_user *user);

json_t *x_wire_problem(const struct x_problem *problem);

/* Read the body of POST /2/tweets. Strings are borrowed from `body`. Status 0, or the problem:
 * properties that X does not know are refused. */
struct x_problem x_wire_create(const json_t *body, struct x_create *out);

#endif
