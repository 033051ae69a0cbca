/*
 * A thread of our own that takes items in batches.
 *
 * The loop appends to `queue` and wakes the thread; the thread moves up to batch_max items into a
 * batch, works on it without the lock, appends the batch to `finished` and wakes the loop, which
 * calls `done`, batch by batch. Nothing but the two lists is shared, and both are touched only
 * under the lock. `open` belongs to the loop's thread: while it is above 0 the async handle keeps
 * the loop running.
 *
 * worker_free gives back batches from its own call, waiting for the thread, until none is open (so
 * `done` may still submit more), and only then lets the thread end.
 */
#include <pthread.h>
#include <signal.h>

#include "base/mem.h"
#include "base/panic.h"
#include "loop/loop_priv.h"

struct batch {
	struct list node;
	struct list items;
	size_t count;
};

struct worker {
	struct loop *loop;
	struct worker_hooks hooks;
	void *arg;
	char name[16]; /* the system's limit for names of threads */
	uv_async_t async;
	size_t open; /* loop's thread */
	uv_thread_t thread;

	uv_mutex_t lock; /* of what follows */
	uv_cond_t wake;  /* the thread: there is something to do */
	uv_cond_t gave;  /* worker_free: something is finished */
	struct list queue;
	struct list finished; /* struct batch */
	bool stopping;
};

/* Wait for items and take some; NULL when the worker is to end and nothing is left. */
static struct batch *take_batch(struct worker *worker)
{
	uv_mutex_lock(&worker->lock);
	while (list_is_empty(&worker->queue) && !worker->stopping)
		uv_cond_wait(&worker->wake, &worker->lock);
	struct batch *batch = NULL;
	if (!list_is_empty(&worker->queue)) {
		batch = mem_new(1, sizeof *batch);
		list_init(&batch->items);
		while (batch->count < worker->hooks.batch_max && !list_is_empty(&worker->queue)) {
			list_append(&batch->items, list_pop(&worker->queue));
			batch->count++;
		}
	}
	uv_mutex_unlock(&worker->lock);
	return batch;
}

static void give_batch(struct worker *worker, struct batch *batch)
{
	uv_mutex_lock(&worker->lock);
	list_append(&worker->finished, &batch->node);
	uv_cond_signal(&worker->gave);
	uv_mutex_unlock(&worker->lock);
	uv_async_send(&worker->async);
}

static void thread_main(void *arg)
{
	struct worker *worker = arg;
	pthread_setname_np(pthread_self(), worker->name);
	if (worker->hooks.start)
		worker->hooks.start(worker->arg);
	for (struct batch *batch; (batch = take_batch(worker));) {
		worker->hooks.work(worker->arg, &batch->items);
		give_batch(worker, batch);
	}
	if (worker->hooks.end)
		worker->hooks.end(worker->arg);
}

static void set_open(struct worker *worker, size_t open)
{
	if (open > 0)
		uv_ref((uv_handle_t *)&worker->async);
	else
		uv_unref((uv_handle_t *)&worker->async);
	worker->open = open;
}

static struct batch *take_finished(struct worker *worker)
{
	uv_mutex_lock(&worker->lock);
	struct list *node = list_pop(&worker->finished);
	uv_mutex_unlock(&worker->lock);
	return node ? container_of(node, struct batch, node) : NULL;
}

/* Call `done` for what is finished. `done` may submit more; it must not free the worker. */
static void finish(struct worker *worker)
{
	for (struct batch *batch; (batch = take_finished(worker)); mem_free(batch)) {
		set_open(worker, worker->open - batch->count);
		worker->hooks.done(worker->arg, &batch->items);
		if (!list_is_empty(&batch->items))
			panic("worker %s: done left items behind", worker->name);
	}
}

static void on_async(uv_async_t *async)
{
	finish(async->data);
}

/* The thread inherits the mask: signals are for the loop's thread. */
static int start_thread(struct worker *worker)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int failed = uv_thread_create(&worker->thread, thread_main, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

struct worker *worker_new(
	struct loop *loop, const char *name, const struct worker_hooks *hooks, void *arg)
{
	struct worker *worker = mem_new(1, sizeof *worker);
	worker->loop = loop;
	worker->hooks = *hooks;
	worker->arg = arg;
	for (size_t i = 0; i < sizeof worker->name - 1 && name[i]; i++)
		worker->name[i] = name[i];
	if (worker->hooks.batch_max == 0)
		worker->hooks.batch_max = 1;
	list_init(&worker->queue);
	list_init(&worker->finished);
	if (uv_mutex_init(&worker->lock) != 0 || uv_cond_init(&worker->wake) != 0 ||
		uv_cond_init(&worker->gave) != 0 ||
		uv_async_init(&loop->uv, &worker->async, on_async) != 0)
		panic("worker %s: the system refused a lock or a wake-up descriptor", name);
	worker->async.data = worker;
	uv_unref((uv_handle_t *)&worker->async);
	if (start_thread(worker) != 0)
		panic("worker %s: the system refused a thread", name);
	loop->handles++;
	return worker;
}

void worker_submit(struct worker *worker, struct list *member)
{
	set_open(worker, worker->open + 1);
	uv_mutex_lock(&worker->lock);
	list_append(&worker->queue, member);
	uv_cond_signal(&worker->wake);
	uv_mutex_unlock(&worker->lock);
}

size_t worker_open(const struct worker *worker)
{
	return worker->open;
}

static void on_closed(uv_handle_t *handle)
{
	mem_free(handle->data);
}

static void wait_for_batch(struct worker *worker)
{
	uv_mutex_lock(&worker->lock);
	while (list_is_empty(&worker->finished))
		uv_cond_wait(&worker->gave, &worker->lock);
	uv_mutex_unlock(&worker->lock);
}

static void end_thread(struct worker *worker)
{
	uv_mutex_lock(&worker->lock);
	worker->stopping = true;
	uv_cond_signal(&worker->wake);
	uv_mutex_unlock(&worker->lock);
	uv_thread_join(&worker->thread);
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	while (worker->open > 0) {
		wait_for_batch(worker);
		finish(worker);
	}
	end_thread(worker);
	uv_cond_destroy(&worker->gave);
	uv_cond_destroy(&worker->wake);
	uv_mutex_destroy(&worker->lock);
	worker->loop->handles--;
	uv_close((uv_handle_t *)&worker->async, on_closed);
}
