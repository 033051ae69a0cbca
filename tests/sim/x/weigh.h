/*
 * X's length of a text, counted independently of the daemon's own counting, so that the one checks
 * the other. A pretender's sum: exact for the scripts and signs that the service writes, careful
 * (never too low) for the rest.
 */
#ifndef SIM_X_WEIGH_H
#define SIM_X_WEIGH_H

#include <stdbool.h>

enum { X_LENGTH_MAX = 280 };

int x_weigh(const char *text);

/* Whether X would make a link of some part of it (and charge for it). */
bool x_has_link(const char *text);

#endif
