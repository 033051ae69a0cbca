#include "channel/x/fields.h"

#define TWEET_FIELDS                                                                               \
	"tweet.fields=author_id,created_at,conversation_id,in_reply_to_user_id,"                   \
	"referenced_tweets,entities,edit_history_tweet_ids,edit_controls,reply_settings,"          \
	"display_text_range,lang,note_tweet"
#define POST_EXPANSIONS                                                                            \
	"expansions=author_id,in_reply_to_user_id,referenced_posts,edit_history_post_ids"
#define POST_FIELDS                                                                                \
	"post.fields=created_at,conversation_id,entities,edit_controls,reply_settings,"            \
	"display_text_range,lang,note_post,text"

static const char *const mentions[] = {
	[X_DIALECT_TWEET] = TWEET_FIELDS,
	[X_DIALECT_POST] = POST_FIELDS "&" POST_EXPANSIONS,
};

static const char *const look_ups[] = {
	[X_DIALECT_TWEET] = TWEET_FIELDS ",withheld",
	[X_DIALECT_POST] = POST_FIELDS ",withheld&" POST_EXPANSIONS,
};

static const char *const own[] = {
	[X_DIALECT_TWEET] = "tweet.fields=referenced_tweets,conversation_id,created_at,note_tweet",
	[X_DIALECT_POST] = "post.fields=conversation_id,created_at,note_post,text"
			   "&expansions=referenced_posts",
};

const char *x_fields_of_mentions(enum x_dialect dialect)
{
	return mentions[dialect];
}

const char *x_fields_of_look_ups(enum x_dialect dialect)
{
	return look_ups[dialect];
}

const char *x_fields_of_own(enum x_dialect dialect)
{
	return own[dialect];
}
