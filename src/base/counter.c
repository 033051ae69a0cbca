#include "base/counter.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/list.h"
#include "base/mem.h"

struct counter {
	struct list node;
	char *name;
	char *labels;
	char *help;
	const char *type;
	_Atomic int64_t value;
};

static struct list counters = {&counters, &counters};
static pthread_mutex_t counters_lock = PTHREAD_MUTEX_INITIALIZER;

/* The last counter of this name, so that a new one can stand beside its kin; else the list's
 * end. */
static struct list *place_for(const char *name)
{
	struct list *place = counters.prev;
	for (struct list *at = counters.next; at != &counters; at = at->next) {
		if (strcmp(container_of(at, struct counter, node)->name, name) == 0)
			place = at;
	}
	return place;
}

static struct counter *get(const char *name, const char *labels, const char *help, const char *type)
{
	pthread_mutex_lock(&counters_lock);
	struct counter *found = NULL;
	for (struct list *at = counters.next; at != &counters && !found; at = at->next) {
		struct counter *candidate = container_of(at, struct counter, node);
		if (strcmp(candidate->name, name) == 0 && strcmp(candidate->labels, labels) == 0)
			found = candidate;
	}
	if (!found) {
		found = mem_new(1, sizeof *found);
		found->name = mem_string(name);
		found->labels = mem_string(labels);
		found->help = mem_string(help);
		found->type = type;
		list_append(place_for(name)->next, &found->node);
	}
	pthread_mutex_unlock(&counters_lock);
	return found;
}

struct counter *counter_get(const char *name, const char *labels, const char *help)
{
	return get(name, labels, help, "counter");
}

struct counter *gauge_get(const char *name, const char *labels, const char *help)
{
	return get(name, labels, help, "gauge");
}

void counter_add(struct counter *counter, int64_t amount)
{
	atomic_fetch_add_explicit(&counter->value, amount, memory_order_relaxed);
}

void gauge_set(struct counter *gauge, int64_t value)
{
	atomic_store_explicit(&gauge->value, value, memory_order_relaxed);
}

int64_t counter_value(const struct counter *counter)
{
	return atomic_load_explicit(&counter->value, memory_order_relaxed);
}

void counter_write_all(struct buf *out)
{
	const char *last = "";
	pthread_mutex_lock(&counters_lock);
	for (struct list *at = counters.next; at != &counters; at = at->next) {
		const struct counter *counter = container_of(at, struct counter, node);
		if (strcmp(counter->name, last) != 0)
			buf_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", counter->name,
				counter->help, counter->name, counter->type);
		last = counter->name;
		buf_add_string(out, counter->name);
		if (*counter->labels)
			buf_add_format(out, "{%s}", counter->labels);
		buf_add_format(out, " %lld\n", (long long)counter_value(counter));
	}
	pthread_mutex_unlock(&counters_lock);
}
