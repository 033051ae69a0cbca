/* The line is drawn over itself on standard error, a few times a second. */
#include "app/progress.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/mem.h"

enum { EVERY_MS = 200, BAR_WIDTH = 30 };

static const char CLEAR_LINE[] = "\r\033[K";

struct progress {
	FILE *in;
	int64_t size; /* bytes; 0: not known */
	int64_t begun_mono;
	size_t (*count)(void *arg);
	void *arg;
	struct loop_timer *timer;
};

static void draw_bar(int64_t at, int64_t size, int64_t took_ms)
{
	char bar[BAR_WIDTH + 1];
	size_t full = (size_t)(at * BAR_WIDTH / size);
	memset(bar, '-', BAR_WIDTH);
	memset(bar, '#', full < BAR_WIDTH ? full : BAR_WIDTH);
	bar[BAR_WIDTH] = '\0';
	fprintf(stderr, "[%s] %3" PRId64 " %%  ", bar, at * 100 / size);
	if (at > 0)
		fprintf(stderr, "%" PRId64 " s left, ", (size - at) * took_ms / at / 1000);
}

static void draw(void *arg)
{
	struct progress *progress = arg;
	int64_t took_ms = clock_mono_ms() - progress->begun_mono;
	int64_t at = (int64_t)ftello(progress->in);
	int64_t posts = (int64_t)progress->count(progress->arg);
	fputs(CLEAR_LINE, stderr);
	if (progress->size > 0 && at >= 0)
		draw_bar(at < progress->size ? at : progress->size, progress->size, took_ms);
	fprintf(stderr, "%" PRId64 " posts, %" PRId64 " a second", posts,
		took_ms > 0 ? posts * 1000 / took_ms : 0);
	fflush(stderr);
	loop_timer_start(progress->timer, EVERY_MS);
}

struct progress *progress_new(struct loop *loop, FILE *in, size_t (*count)(void *arg), void *arg)
{
	struct progress *progress = mem_new(1, sizeof *progress);
	struct stat about;
	progress->in = in;
	progress->count = count;
	progress->arg = arg;
	if (fstat(fileno(in), &about) == 0 && S_ISREG(about.st_mode))
		progress->size = (int64_t)about.st_size;
	progress->timer = loop_timer_new(loop, draw, progress);
	return progress;
}

void progress_begin(struct progress *progress)
{
	if (!progress)
		return;
	progress->begun_mono = clock_mono_ms();
	draw(progress);
}

void progress_end(struct progress *progress)
{
	if (!progress || !loop_timer_is_set(progress->timer))
		return;
	loop_timer_stop(progress->timer);
	fputs(CLEAR_LINE, stderr);
}

void progress_free(struct progress *progress)
{
	if (!progress)
		return;
	loop_timer_free(progress->timer);
	mem_free(progress);
}
