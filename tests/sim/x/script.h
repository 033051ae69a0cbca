/*
 * People who write by a script: a JSON Lines file of acts. Ordinary lines are played one after the
 * other in even steps; lines that wait for something (an answer needs a reply of ours to answer)
 * are played as soon as it has happened. README.md describes the lines.
 */
#ifndef SIM_X_SCRIPT_H
#define SIM_X_SCRIPT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct x_site;
struct x_script;

/* `lines` is kept (a reference is taken). Nothing is played before x_script_start. */
struct x_script *x_script_new(struct x_site *site, json_t *lines, int64_t every_ms);
void x_script_free(struct x_script *script);

/* Begin. Again: nothing. */
void x_script_start(struct x_script *script);

/* How many lines have not been played. */
size_t x_script_left(const struct x_script *script);

/* Play one line now, whatever it would wait for. ERR_FORMAT or ERR_NOTFOUND if it cannot be: the
 * sentence names its ref. */
enum err_code x_script_play(struct x_site *site, const json_t *line, struct err *err);

#endif
