/*
 * An order goes to the daemon's door. When nobody is behind it, we take the store's lock and do the
 * same here; what must leave then waits in the store for the next start.
 *
 * Looking never asks the daemon: the store is open for reading beside it, and as well without it.
 */
#include "app/operator.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/show.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "console/door.h"

enum { LIMIT_MAX = 1000000, PATH_CAP = 64 * 1024 };

/* --- options --- */

struct operator_options operator_defaults(void)
{
	const char *user = getenv("USER");
	return (struct operator_options){.by = user && *user ? user : "operator", .limit = 50};
}

static bool take_limit(struct operator_options *options, const char *value)
{
	char *end;
	errno = 0;
	long limit = strtol(value, &end, 10);
	options->limit = (int)limit;
	return errno == 0 && *end == '\0' && end != value && limit >= 1 && limit <= LIMIT_MAX;
}

bool operator_take_option(struct operator_options *options, int option, const char *value)
{
	switch (option) {
	case 'c':
		options->config = value;
		return true;
	case 's':
		options->store = value;
		return true;
	case 'b':
		options->by = value;
		return true;
	case 'n':
		return take_limit(options, value);
	case 'j':
		return options->json = true;
	default:
		return false;
	}
}

/* --- store and door --- */

static char *door_beside(const char *store_path)
{
	struct buf path;
	buf_init(&path, PATH_CAP);
	buf_add_format(&path, "%s.sock", store_path);
	char *door = mem_string(path.bytes);
	buf_release(&path);
	return door;
}

bool operator_open(const struct operator_options *options, struct operator_place *out)
{
	*out = (struct operator_place){.json = options->json, .now_ms = clock_wall_ms()};
	if (!loaded_open(options->config, true, &out->loaded))
		return false;
	const struct config *config = out->loaded.config;
	out->store_path = options->store ? options->store : config->store_path;
	out->socket_path =
		options->store ? door_beside(options->store) : mem_string(config->socket_path);
	return true;
}

void operator_close(struct operator_place *place)
{
	mem_free(place->socket_path);
	loaded_release(&place->loaded);
}

static int report(enum err_code code, const struct err *err)
{
	if (code == ERR_OK)
		return EXIT_CODE_OK;
	fprintf(stderr, "nriseva: %s\n", err->text);
	return code == ERR_STORE || code == ERR_BUSY || code == ERR_IO || code == ERR_CONFIG
		       ? EXIT_CODE_STORE
		       : EXIT_CODE_FAILED;
}

int operator_look(const struct operator_place *place, struct store_op *op)
{
	struct err err = {0};
	struct store *store;
	const struct store_options options = {.path = place->store_path, .read_only = true};
	enum err_code code;
	if (access(place->store_path, F_OK) != 0)
		code = err_set(&err, ERR_STORE,
			"there is no store at %s; nriseva serve makes it at its first start",
			place->store_path);
	else
		code = store_open(NULL, &options, &store, &err);
	if (code == ERR_OK) {
		code = store_run(store, op, &err);
		store_close(store);
	}
	return report(code, &err);
}

/* --- orders --- */

static void print_done(
	const struct operator_place *place, const struct wire_done *done, bool daemon)
{
	if (place->json) {
		json_t *object = json_object();
		json_set_string(object, "about", done->about);
		json_set_string(object, "done", done->said);
		json_object_set_new(object, "daemon", json_boolean(daemon));
		show_json_line(object);
		return;
	}
	printf("%s: %s\n", done->about, done->said);
	if (!daemon)
		puts("No daemon runs; what follows is sent when it starts.");
}

static enum err_code order_here(const struct operator_place *place, const struct order *order,
	struct wire_done *out, struct err *err)
{
	struct store *store;
	struct order_job job = {.order = *order, .now_ms = place->now_ms};
	const struct store_options options = {.path = place->store_path};
	enum err_code code = order_check(place->loaded.config, &job.order, err);
	if (code == ERR_OK)
		code = store_open(NULL, &options, &store, err);
	if (code == ERR_BUSY)
		return err_prefix(err,
			"no daemon answers at %s, yet the store is in use (one that starts or "
			"stops?); try again in a moment: ",
			place->socket_path);
	if (code != ERR_OK)
		return code;
	struct intake *intake = intake_new(store, &place->loaded.rules);
	code = order_run(intake, store, &job, err);
	str_copy(out->about, sizeof out->about, job.about);
	str_copy(out->said, sizeof out->said, job.said);
	intake_free(intake);
	store_close(store);
	return code;
}

int operator_order(const struct operator_place *place, const struct order *order)
{
	struct err err = {0};
	struct wire_done done;
	enum err_code code = door_order(place->socket_path, order, &done, &err);
	bool daemon = code != ERR_UNREACHABLE;
	if (!daemon)
		code = order_here(place, order, &done, &err);
	if (code == ERR_OK)
		print_done(place, &done, daemon);
	return report(code, &err);
}
