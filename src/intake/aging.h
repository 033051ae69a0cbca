/*
 * Texts that are old enough are wiped: those of cases that ended so long ago, and what belongs to no case. Some at a
 * time, so that no transaction is long.
 */
#ifndef INTAKE_AGING_H
#define INTAKE_AGING_H

#include <stdint.h>

#include "loop/loop.h"
#include "store/store.h"

struct aging;

struct aging *aging_new(struct loop *loop, int64_t wipe_after_ms);

/* Look now, and every hour. */
void aging_start(struct aging *aging, struct store *store);

/* Begin nothing new. */
void aging_stop(struct aging *aging);

/* After the store is closed. */
void aging_free(struct aging *aging);

#endif
