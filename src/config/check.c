/*
 * What config_load does not look at, because some commands need none of it: secrets, keys, the
 * folder of templates, the folder of the store. Nothing here is kept; what uses a file later
 * checks it again.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "config/config.h"
#include "config/mistakes.h"

enum { SMALL_FILE_CAP = 64 * 1024 };

struct checking {
	const struct config *config;
	struct config_mistakes *mistakes;
};

static void check_file(const struct checking *c, const char *whose, const char *name,
	const char *path, enum err_code (*read)(const char *, struct buf *, struct err *),
	const char *remedy)
{
	struct buf content;
	struct err err;
	buf_init(&content, SMALL_FILE_CAP);
	enum err_code code = read(path, &content, &err);
	if (code == ERR_DENIED) /* it says itself what to run */
		mistakes_add(
			c->mistakes, "%s: %s of %s: %s", c->config->path, name, whose, err.text);
	else if (code != ERR_OK)
		mistakes_add(c->mistakes, "%s: %s of %s: %s; %s", c->config->path, name, whose,
			err.text, remedy);
	buf_release(&content);
}

static void check_folder(const struct checking *c, const char *name, const char *path,
	int access_mode, const char *remedy)
{
	struct stat st;
	if (stat(path, &st) != 0)
		mistakes_add(c->mistakes, "%s: %s: %s: %s; %s", c->config->path, name, path,
			strerror(errno), remedy);
	else if (!S_ISDIR(st.st_mode))
		mistakes_add(c->mistakes, "%s: %s: %s: is no folder; %s", c->config->path, name,
			path, remedy);
	else if (access(path, access_mode) != 0)
		mistakes_add(c->mistakes,
			"%s: %s: %s: %s; run: chown or chmod so that this user may use it",
			c->config->path, name, path, strerror(errno));
}

/* A sealed token file is of no use without its key; see channel/x/seal.h. */
static void check_seal(const struct checking *c, const struct config_handle *handle)
{
	static const char sealed[] = "nriseva-sealed-";
	struct buf token;
	buf_init(&token, SMALL_FILE_CAP);
	bool is_sealed = file_read_secret(handle->token_file, &token, NULL) == ERR_OK &&
			 strncmp(token.bytes, sealed, sizeof sealed - 1) == 0;
	if (is_sealed && !handle->seal_key_file)
		mistakes_add(c->mistakes,
			"%s: token_file of %s: %s: is sealed; add seal_key_file with the file of its "
			"key",
			c->config->path, handle->name, handle->token_file);
	else if (is_sealed)
		check_file(c, handle->name, "seal_key_file", handle->seal_key_file,
			file_read_secret,
			"put back the key that belongs to the token file, or sign in again by "
			"nriseva x login --oauth2");
	buf_release(&token);
}

static void check_handle(const struct checking *c, const struct config_handle *handle)
{
	check_seal(c, handle);
	check_file(c, handle->name, "token_file", handle->token_file, file_read_secret,
		"write it by nriseva x login");
	if (strcmp(handle->replies_path, c->config->replies_path) != 0)
		check_folder(c, handle->name, handle->replies_path, R_OK | X_OK,
			"put the folder of its templates there or mend the name");
	if (handle->stream || handle->compliance)
		check_file(c, handle->name, "app_token_file", handle->app_token_file,
			file_read_secret,
			handle->stream ? "put the app's bearer token there, as X's developer "
					 "console shows it, or write stream: no"
				       : "put the app's bearer token there, as X's developer "
					 "console shows it, or write compliance: no");
	if (strcmp(handle->user_id, "0") == 0)
		mistakes_add(c->mistakes,
			"%s: user_id of %s is still 0; write the number that X gave the account",
			c->config->path, handle->name);
}

static void check_endpoint(const struct checking *c, const struct config_endpoint *endpoint)
{
	check_file(c, endpoint->id, "sign_key_file", endpoint->sign_key_file, file_read_secret,
		"make a key pair and put its whsk_ half there");
	for (size_t i = 0; i < endpoint->trusted_key_count; i++)
		check_file(c, endpoint->id, "trusted_key_files", endpoint->trusted_key_files[i],
			file_read, "ask the district for its whpk_ key, or remove the line");
}

/* The system has room for so many bytes in the address of a unix socket. */
static void check_socket(const struct checking *c)
{
	const size_t most = sizeof((struct sockaddr_un *)0)->sun_path - 1;
	if (strlen(c->config->socket_path) > most)
		mistakes_add(c->mistakes,
			"%s: socket: %s is longer than %zu bytes; write a shorter path, like "
			"/run/nriseva.sock",
			c->config->path, c->config->socket_path, most);
}

void config_check_files(const struct config *config, struct config_mistakes *mistakes)
{
	const struct checking c = {config, mistakes};
	char *store_folder = file_beside(config->store_path, "");
	check_folder(&c, "store", *store_folder ? store_folder : ".", R_OK | W_OK | X_OK,
		"make the folder");
	mem_free(store_folder);
	check_socket(&c);
	check_folder(&c, "replies", config->replies_path, R_OK | X_OK,
		"put the folder of templates there or mend the name");
	for (size_t i = 0; i < config->handle_count; i++)
		check_handle(&c, &config->handles[i]);
	for (size_t i = 0; i < config->endpoint_count; i++)
		check_endpoint(&c, &config->endpoints[i]);
}
