/* The forms that values must have. Each function gives ERR_OK, or ERR_CONFIG with "what is
 * wrong; what to do" in `err`. */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* A whole number from `least` to `most`, and nothing else in the text; false if it is none. */
bool value_number(const char *text, long least, long most, int *out);

/* A number and its unit, ms s m h or d: "200ms", "7d". At most ten years. */
enum err_code value_duration(const char *text, int64_t *out_ms, struct err *err);

/* Dollars with up to six decimals, in millionths: "0.010", "5". At most a million. */
enum err_code value_money(const char *text, int64_t *out_micro, struct err *err);

/* https, or http to a loopback address where `plain_loopback`; without user, password and
 * fragment. */
enum err_code value_url(const char *text, bool plain_loopback, struct err *err);

/* "10.1.0.0/16" or "fd00:1::/32". */
enum err_code value_subnet(const char *text, struct err *err);

/* The address that a server of ours listens on: loopback, as a number. */
enum err_code value_listen_address(const char *text, struct err *err);

/* An id as in the word lists and in events: a-z, 0-9, - and _, shorter than LABEL_SIZE. */
enum err_code value_label(const char *text, struct err *err);

/* 1 to 8 capital letters or digits. */
enum err_code value_case_prefix(const char *text, struct err *err);

/* A name at X, without @: 1 to 15 letters, digits or _. */
enum err_code value_handle_name(const char *text, struct err *err);

/* An id at X: 1 to 20 digits. */
enum err_code value_user_id(const char *text, struct err *err);

#endif
