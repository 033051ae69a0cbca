/*
 * The keys of a rehearsal, made at run time: for each district a pair of the daemon's and a pair of
 * its own. Each side has its own secret and the other's public key:
 *
 *   DIR/ID.whsk             the daemon's, with which it signs what it tells the district
 *   DIR/ID.whpk             the district's, by which the daemon knows its status updates
 *   DIR/district/ID.whsk    the other halves
 *   DIR/district/ID.whpk
 *
 * Secrets are made with mode 0600.
 */
#ifndef SIM_DISTRICT_KEYS_H
#define SIM_DISTRICT_KEYS_H

#include <stddef.h>

#include "base/err.h"
#include "nriseva/webhook.h"

enum { DISTRICT_ID_SIZE = 40 };

struct district_keys {
	char id[DISTRICT_ID_SIZE];
	struct nriseva_webhook_key sender; /* public: of the daemon for this district */
	struct nriseva_webhook_key own;    /* secret: of the district */
};

struct keyring {
	struct district_keys *list;
	size_t count;
};

/* Make both pairs for each district of a districts.tsv. Folders are made; files that exist are left
 * alone. Gives how many districts there are. */
enum err_code keys_make(
	const char *folder, const char *districts_file, size_t *out_count, struct err *err);

/* Read the keys of every district for which there is a key of its own. */
enum err_code keyring_read(const char *folder, struct keyring *out, struct err *err);
void keyring_release(struct keyring *ring);

/* The keys of a district, or NULL. */
const struct district_keys *keyring_find(const struct keyring *ring, const char *id);

#endif
