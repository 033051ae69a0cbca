/* What the operators' commands share: they look into the store, and they order through the door. */
#ifndef APP_OPERATOR_H
#define APP_OPERATOR_H

#include "app/app.h"
#include "app/load.h"
#include "console/order.h"
#include "store/store.h"

/* The options that mean the same in all of them. */
struct operator_options {
	const char *config;
	const char *store;
	const char *by;
	int limit;
	bool json;
};

/* For getopt_long; a command adds its own in front and ends with a zeroed one. */
#define OPERATOR_OPTIONS                                                                           \
	{"config", required_argument, NULL, 'c'}, {"store", required_argument, NULL, 's'},         \
		{"by", required_argument, NULL, 'b'}, {"limit", required_argument, NULL, 'n'},     \
	{                                                                                          \
		"json", no_argument, NULL, 'j'                                                     \
	}

#define OPERATOR_OPTIONS_USAGE                                                                     \
	"  --store PATH    instead of the configuration's; its door is PATH.sock\n"                \
	"  --config FILE   instead of $NRISEVA_CONFIG, ./config/nriseva.yaml, "                    \
	"/etc/nriseva/nriseva.yaml\n"

struct operator_options operator_defaults(void);

/* Take an option if it is one of these. False: it is not, or its value is of no use. */
bool operator_take_option(struct operator_options *options, int option, const char *value);

struct operator_place {
	struct loaded loaded;
	const char *store_path;
	char *socket_path;
	bool json;
	int64_t now_ms;
};

/* Load the configuration and find store and door. False after telling why not. */
bool operator_open(const struct operator_options *options, struct operator_place *out);
void operator_close(struct operator_place *place);

/* Run a question on the store, which is only read. Gives an exit code; an error is told. */
int operator_look(const struct operator_place *place, struct store_op *op);

/* Have an order carried out: by the daemon if one runs, else here and now. What was done is printed. Gives an
 * exit code; an error is told. */
int operator_order(const struct operator_place *place, const struct order *order);

#endif
