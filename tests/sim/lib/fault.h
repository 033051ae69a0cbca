/*
 * Faults that were ordered: what shall go wrong, on which kind of call, how often. Ordered over
 * HTTP (POST /sim/fault) or by a script, with the same object:
 *
 *   {"what": "503", "on": "create", "count": 2, "ms": 0}
 *
 * `on` defaults to the pretender's most important call, `count` to 1.
 */
#ifndef SIM_LIB_FAULT_H
#define SIM_LIB_FAULT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { FAULTS_MAX = 32, FAULT_NAME_SIZE = 40 };

struct fault {
	char what[FAULT_NAME_SIZE];
	char on[FAULT_NAME_SIZE];
	int64_t count; /* left */
	int64_t ms;    /* for faults of time */
};

struct faults {
	struct fault list[FAULTS_MAX];
	size_t count;
};

/* Add an order. ERR_FORMAT if it is none. */
enum err_code faults_order(
	struct faults *faults, const json_t *order, const char *default_on, struct err *err);

/* Use up one fault that is due on this call, the oldest first. False if there is none. */
bool faults_take(struct faults *faults, const char *on, struct fault *out);

#endif
