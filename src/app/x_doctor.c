/* `nriseva x doctor`: what the channel's doctor finds, and what X costs a month. */
#include <stdio.h>
#include <unistd.h>

#include "app/app.h"
#include "app/show.h"
#include "app/x_commands.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "channel/x/doctor.h"
#include "model/spending.h"
#include "store/store.h"

enum { WEEK_DAYS = 7, MONTH_DAYS = 30 };

struct visit {
	const struct x_options *options;
	const struct config *config;
	const struct config_handle *handle;
};

static void print_finding(void *arg, const struct x_finding *finding)
{
	const struct visit *visit = arg;
	const char *kind = x_finding_kind_name(finding->kind);
	if (!visit->options->json) {
		printf("  %-5s  %-12s %s\n", kind, finding->about, finding->text);
		fflush(stdout);
		return;
	}
	json_t *object = json_object();
	json_set_string(object, "handle", visit->handle->name);
	json_set_string(object, "kind", kind);
	json_set_string(object, "about", finding->about);
	json_set_string(object, "text", finding->text);
	show_json_line(object);
}

/* --- cost --- */

struct cost {
	struct store_op op;
	const char *handle;
	int64_t today;
	struct spending week;
	int64_t first_day;
};

static enum err_code cost_work(struct store_tx *tx, struct store_op *op, struct err *err)
{
	struct cost *cost = container_of(op, struct cost, op);
	return store_spent_since(tx, cost->handle, cost->today - (WEEK_DAYS - 1), &cost->week,
		&cost->first_day, err);
}

static enum err_code read_cost(const struct visit *visit, struct cost *cost, struct err *err)
{
	struct store *store;
	const struct store_options options = {.path = visit->config->store_path, .read_only = true};
	*cost = (struct cost){.op.work = cost_work,
		.handle = visit->handle->name,
		.today = spending_day(clock_wall_ms())};
	if (access(options.path, F_OK) != 0)
		return err_set(err, ERR_NOTFOUND, "the daemon has not run yet");
	enum err_code code = store_open(NULL, &options, &store, err);
	if (code != ERR_OK)
		return code;
	code = store_run(store, &cost->op, err);
	store_close(store);
	if (code == ERR_OK && cost->first_day > cost->today)
		return err_set(err, ERR_NOTFOUND, "nothing was spent in the last 7 days");
	return code;
}

static void tell_cost(struct visit *visit)
{
	struct cost cost;
	struct err err;
	char spent[MONEY_SIZE], month[MONEY_SIZE], limit[MONEY_SIZE], text[400];
	struct x_finding finding = {X_FINDING_NOTE, "cost", text};
	if (read_cost(visit, &cost, &err) != ERR_OK) {
		snprintf(text, sizeof text, "not known: %.380s", err.text);
		print_finding(visit, &finding);
		return;
	}
	int64_t days = cost.today - cost.first_day + 1;
	int64_t a_month = cost.week.micro_dollars / days * MONTH_DAYS;
	int64_t most = visit->handle->limits.money_per_month;
	bool over = most && a_month > most;
	finding.kind = over ? X_FINDING_NOTE : X_FINDING_GOOD;
	snprintf(text, sizeof text,
		"%lld replies, %lld posts read, %lld look-ups and %lld deletions in %lld days cost $%s "
		"by the prices of the configuration: about $%s a month%s%s%s",
		(long long)cost.week.replies, (long long)cost.week.posts_read,
		(long long)cost.week.lookups, (long long)cost.week.deletes, (long long)days,
		money_text(cost.week.micro_dollars, spent), money_text(a_month, month),
		over ? ", more than money_per_month ($" : "", over ? money_text(most, limit) : "",
		over ? "): raise the limit, or follow-ups and then more will wait" : "");
	print_finding(visit, &finding);
}

int x_doctor_command(const struct x_options *options, const struct config *config,
	const struct config_handle *handle)
{
	size_t wrong = 0;
	struct x_doctor doctor = {.loop = loop_new(), .tell = print_finding};
	doctor.client = http_client_new(doctor.loop);
	for (size_t i = 0; i < config->handle_count; i++) {
		struct visit visit = {options, config, &config->handles[i]};
		if (handle && handle != visit.handle)
			continue;
		if (!options->json)
			printf("@%s\n", visit.handle->name);
		doctor.handle = visit.handle;
		doctor.arg = &visit;
		wrong += x_doctor_look(&doctor);
		tell_cost(&visit);
	}
	http_client_free(doctor.client);
	loop_free(doctor.loop);
	return wrong ? EXIT_CODE_FAILED : EXIT_CODE_OK;
}
