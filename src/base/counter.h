/*
 * Numbers that an operator watches: counters that only grow and gauges that go both ways. They are
 * shown by `GET /metrics` in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include <stdint.h>

#include "base/buf.h"

struct counter;

/* The number of this name and labels, made at the first asking and kept until the end. `labels` is
 * what stands between the braces, like `lane="handle:UPPolNRI"`, or "". `help` is one sentence. */
struct counter *counter_get(const char *name, const char *labels, const char *help);
struct counter *gauge_get(const char *name, const char *labels, const char *help);

/* From every thread. */
void counter_add(struct counter *counter, int64_t amount);
void gauge_set(struct counter *gauge, int64_t value);
int64_t counter_value(const struct counter *counter);

/* Write all numbers, grouped by name. */
void counter_write_all(struct buf *out);

#endif
