/* A handle whose token file is a sealed pair, for the tests of those parts that use or renew it. */
#ifndef SEALED_H
#define SEALED_H

#include "edges.h"

#include "channel/x/grant.h"

static char seal_key_file[96], lock_file[112];

static inline struct config_handle sealed_handle(void)
{
	struct config_handle handle = edges_handle();
	snprintf(seal_key_file, sizeof seal_key_file, "%s/key", edges.folder);
	snprintf(lock_file, sizeof lock_file, "%s.lock", edges.token_file);
	handle.seal_key_file = seal_key_file;
	return handle;
}

static inline int sealed_tear_down(void **state)
{
	unlink(seal_key_file);
	unlink(lock_file);
	return edges_tear_down(state);
}

/* Put a pair into the file: "at-NAME" and "rt-NAME". */
static inline void put_pair(
	const struct config_handle *handle, const char *name, int64_t issued_at, int64_t expires_at)
{
	char access[40], refresh[40];
	struct err err;
	snprintf(access, sizeof access, "at-%s", name);
	snprintf(refresh, sizeof refresh, "rt-%s", name);
	struct x_grant grant = {.client_id = mem_string("ci"),
		.client_secret = mem_string("cs"),
		.pair = {mem_string(access), mem_string(refresh), issued_at, expires_at}};
	assert_int_equal(x_grant_save(handle, &grant, &err), ERR_OK);
	x_grant_release(&grant);
}

/* What the file has. Release both. */
static inline void get_pair(
	const struct config_handle *handle, struct x_token *out, struct x_grant *out_grant)
{
	struct err err;
	assert_int_equal(x_grant_load(handle, out, out_grant, &err), ERR_OK);
}

#endif
