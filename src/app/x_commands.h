/* What `nriseva x` does, by the second word: x_login.c, x_doctor.c. Each gives an exit code. */
#ifndef APP_X_COMMANDS_H
#define APP_X_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "config/config.h"

struct x_options {
	const char *config, *handle, *consumer_file, *client_file, *port_text;
	bool console, oauth2, paste;
	uint16_t port;
	bool json;
};

int x_login_command(const struct x_options *options, const struct config_handle *handle);

/* Of all handles if `handle` is NULL. */
int x_doctor_command(const struct x_options *options, const struct config *config,
	const struct config_handle *handle);

#endif
