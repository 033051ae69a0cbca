/* The command line of what is done with a store and one file: backup and restore. */
#ifndef APP_STORE_FILE_H
#define APP_STORE_FILE_H

#include <stdbool.h>

#include "app/app.h"

/* Read FILE, --store, --config and --json, and act; gives an exit code. Without --store it is the
 * store of the configuration. */
int store_file_command(const struct command *command, int argc, char **argv,
	int (*act)(const char *store_path, const char *file, bool json));

#endif
