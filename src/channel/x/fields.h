/*
 * The two dialects in which X can be asked for the fields of posts.
 *
 * The older one names them all in tweet.fields, and author_id costs nothing. The newer one, which
 * X's OpenAPI document (2.167) has alone, gives author, references and history of edits as
 * expansions, and bills a user read per author. X drops names that it does not know without a word.
 * So we ask in the older one until what comes back lacks what we asked for.
 */
#ifndef CHANNEL_X_FIELDS_H
#define CHANNEL_X_FIELDS_H

enum x_dialect { X_DIALECT_TWEET, X_DIALECT_POST };

/* Parameters of a query, "tweet.fields=...": what is needed of mentions, of our own
 * posts, and of posts that are looked up once more. */
const char *x_fields_of_mentions(enum x_dialect dialect);
const char *x_fields_of_own(enum x_dialect dialect);
const char *x_fields_of_look_ups(enum x_dialect dialect);

#endif
