/*
 * Happy path: for each endpoint of the configuration, read its keys, then make its lane known to
 * the outbox.
 *
 * Failures: all are an operator's to mend, and told with endpoint, file and remedy; the first one
 * ends the start, because a district that silently gets nothing is worse than a daemon that does
 * not start.
 */
#include "district/desk.h"

#include <ctype.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/panic.h"

enum {
	KEY_FILE_CAP = 4096,
	WINDOW = 4, /* events on their way to one endpoint */
};

/* --- keys --- */

typedef enum err_code read_file(const char *path, struct buf *out, struct err *err);

static void cut_ending_space(struct buf *text)
{
	while (text->length > 0 && isspace((unsigned char)text->bytes[text->length - 1]))
		buf_truncate(text, text->length - 1);
}

static enum err_code read_key(
	const char *path, read_file *read, struct nriseva_webhook_key *out, struct err *err)
{
	struct buf text;
	buf_init(&text, KEY_FILE_CAP);
	enum err_code code = read(path, &text, err);
	if (code == ERR_OK) {
		cut_ending_space(&text);
		enum nriseva_webhook_result result = nriseva_webhook_key_read(text.bytes, out);
		if (result != NRISEVA_WEBHOOK_OK)
			code = err_set(err, ERR_CONFIG,
				"%s: %s; the file must hold one key as text and nothing else", path,
				nriseva_webhook_reason(result));
	}
	sodium_memzero(text.bytes, text.capacity);
	buf_release(&text);
	return code;
}

static enum err_code read_sign_key(
	const char *path, struct nriseva_webhook_key *out, struct err *err)
{
	enum err_code code = read_key(path, file_read_secret, out, err);
	if (code == ERR_OK && out->kind == NRISEVA_WEBHOOK_KEY_PUBLIC)
		return err_set(err, ERR_CONFIG,
			"%s: a public key cannot sign; put our whsk_ key there", path);
	return code;
}

static enum err_code read_trusted_key(
	const char *path, struct nriseva_webhook_key *out, struct err *err)
{
	enum err_code code = read_key(path, file_read, out, err);
	if (code == ERR_OK && out->kind == NRISEVA_WEBHOOK_KEY_SIGN)
		return err_set(err, ERR_CONFIG,
			"%s: this is a secret key, which the district must keep to itself and now "
			"replace; put its whpk_ key there",
			path);
	/* A shared key is a secret of ours too. */
	if (code == ERR_OK && out->kind == NRISEVA_WEBHOOK_KEY_HMAC)
		return read_key(path, file_read_secret, out, err);
	return code;
}

static enum err_code read_trusted(
	const struct config_endpoint *config, struct district_endpoint *out, struct err *err)
{
	enum err_code code = ERR_OK;
	for (size_t i = 0;
		code == ERR_OK && i < config->trusted_key_count && i < DISTRICT_TRUSTED_MAX; i++) {
		code = read_trusted_key(config->trusted_key_files[i], &out->trusted[i], err);
		out->trusted_count = i + 1;
	}
	return code;
}

static enum err_code read_policy(
	const struct config_endpoint *config, struct address_policy *out, struct err *err)
{
	enum err_code code = ERR_OK;
	out->loopback = config->plain_loopback;
	for (size_t i = 0;
		code == ERR_OK && i < config->allowed_subnet_count && i < ADDRESS_SUBNETS_MAX;
		i++) {
		code = address_subnet_read(config->allowed_subnets[i], &out->allowed[i], err);
		out->allowed_count = i + 1;
	}
	return code;
}

enum err_code district_endpoint_read(
	const struct config_endpoint *config, struct district_endpoint *out, struct err *err)
{
	*out = (struct district_endpoint){.config = config};
	enum err_code code = read_policy(config, &out->address, err);
	if (code == ERR_OK)
		code = read_sign_key(config->sign_key_file, &out->sign_key, err);
	if (code == ERR_OK)
		code = read_trusted(config, out, err);
	if (code != ERR_OK)
		err_prefix(err, "endpoint %s: ", config->id);
	return code;
}

/* --- the desk --- */

static void wipe(struct district_desk *desk)
{
	sodium_memzero(
		desk->endpoints, desk->parts.config->endpoint_count * sizeof *desk->endpoints);
	mem_free(desk->endpoints);
	mem_free(desk);
}

static void add_lane(struct district_desk *desk, struct district_endpoint *endpoint)
{
	char lane[LANE_SIZE];
	const struct carrier carrier = {.send = district_send, .arg = endpoint};
	snprintf(lane, sizeof lane, "endpoint:%s", endpoint->config->id);
	outbox_add_lane(desk->parts.outbox, lane, &carrier, WINDOW);
}

enum err_code district_desk_new(
	const struct district_parts *parts, struct district_desk **out, struct err *err)
{
	if (sodium_init() < 0)
		panic("libsodium cannot be used on this machine");
	struct district_desk *desk = mem_new(1, sizeof *desk);
	desk->parts = *parts;
	desk->endpoints = mem_new(parts->config->endpoint_count, sizeof *desk->endpoints);
	for (; desk->count < parts->config->endpoint_count; desk->count++) {
		struct district_endpoint *endpoint = &desk->endpoints[desk->count];
		enum err_code code = district_endpoint_read(
			&parts->config->endpoints[desk->count], endpoint, err);
		if (code != ERR_OK) {
			wipe(desk);
			return code;
		}
		endpoint->desk = desk;
	}
	for (size_t i = 0; i < desk->count; i++)
		add_lane(desk, &desk->endpoints[i]);
	*out = desk;
	return ERR_OK;
}

void district_desk_free(struct district_desk *desk)
{
	if (!desk)
		return;
	if (desk->open > 0)
		panic("district: freed while %zu requests are open", desk->open);
	wipe(desk);
}

struct district_endpoint *district_endpoint_find(
	const struct district_desk *desk, const char *district)
{
	for (size_t i = 0; i < desk->count; i++) {
		if (strcmp(desk->endpoints[i].config->id, district) == 0)
			return &desk->endpoints[i];
	}
	return NULL;
}
