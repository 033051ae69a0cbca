/*
 * A post comes in one of two dialects (referenced_tweets or referenced_posts,
 * edit_history_tweet_ids or edit_history_post_ids, note_tweet or note_post); we look for the old
 * name, then for the new one.
 *
 * A page is decoded post by post: one that lacks what we need is named and passed over, for a
 * page must never be lost because of one post. Only an answer that has neither posts nor the page's
 * own data is no page.
 *
 * Whether a post addresses us is X's word where it gives one: an entity that names us and ends
 * after the prefix of names that X puts before a reply. Where there are no entities at all we look
 * for @name in the words ourselves.
 */
#include "channel/x/wire.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "json/json.h"

/* X's longest posts have 25,000 characters, of up to four bytes. */
enum { TEXT_MAX = 100 * 1000 };

/* --- looks that both dialects share --- */

static const json_t *either(const json_t *object, const char *old_name, const char *new_name)
{
	const json_t *value = json_object_get(object, old_name);
	return value ? value : json_object_get(object, new_name);
}

static bool is_id(const char *id)
{
	size_t length = id ? strlen(id) : 0;
	return length > 0 && length < ID_SIZE && strspn(id, "0123456789") == length;
}

static const char *get_id(const json_t *object, const char *key)
{
	const char *id = json_get_string(object, key);
	return is_id(id) ? id : NULL;
}

/* The id of the post that is referred to in this way, or NULL. */
static const char *referenced(const json_t *object, const char *type)
{
	const json_t *list = either(object, "referenced_tweets", "referenced_posts");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);
		if (str_is(json_get_string(entry, "type"), type))
			return get_id(entry, "id");
	}
	return NULL;
}

/* --- one post --- */

static const char *whole_text(const json_t *object)
{
	/* The text of a long post is cut; the whole stands in its note. */
	const char *note = json_get_string(either(object, "note_tweet", "note_post"), "text");
	return note ? note : json_get_string(object, "text");
}

static int64_t prefix_end(const json_t *object)
{
	const json_t *start = json_at(object, "display_text_range", "0", NULL);
	return json_is_integer(start) ? json_integer_value(start) : 0;
}

/* Whether one of the entities is the handle, beyond the prefix. */
static bool mentions_us(
	const json_t *entities, int64_t after, const char *user_id, const char *name)
{
	const json_t *mentions = json_object_get(entities, "mentions");
	for (size_t i = 0; i < json_array_size(mentions); i++) {
		const json_t *mention = json_array_get(mentions, i);
		const char *username = json_get_string(mention, "username");
		bool ours = str_is(json_get_string(mention, "id"), user_id) ||
			    (username && strcasecmp(username, name) == 0);
		if (ours && json_get_int(mention, "end", INT64_MAX) > after)
			return true;
	}
	return false;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The byte at which the code point of this number begins, or the end. */
static const char *at_code_point(const char *text, int64_t number)
{
	for (; *text && number > 0; number--) {
		text++;
		while (((unsigned char)*text & 0xc0) == 0x80)
			text++;
	}
	return text;
}

static bool has_name(const char *text, const char *name)
{
	size_t length = strlen(name);
	char before = ' ';
	for (; *text; before = *text++) {
		if (*text == '@' && !is_name_char(before) && before != '@' &&
			strncasecmp(text + 1, name, length) == 0 && !is_name_char(text[1 + length]))
			return true;
	}
	return false;
}

/* X tells it by our id, so it is known even while we do not know the id of what we posted (its
 * answer was lost on the way). */
static bool answers_us(const json_t *object, const char *user_id)
{
	return str_is(get_id(object, "in_reply_to_user_id"), user_id);
}

/* Whether the post itself names us, beyond so many code points. */
static bool names_us(const json_t *object, int64_t after, const char *user_id, const char *name)
{
	const json_t *entities = json_object_get(object, "entities");
	const json_t *note = json_object_get(either(object, "note_tweet", "note_post"), "entities");
	if (!entities && !note)
		return has_name(at_code_point(whole_text(object), after), name);
	return mentions_us(entities, after, user_id, name) ||
	       mentions_us(note, after, user_id, name);
}

/* A post that answers one of ours speaks to us, though X puts our name only into its prefix. */
static bool addresses_us(const json_t *object, const char *user_id, const char *name)
{
	return answers_us(object, user_id) || names_us(object, prefix_end(object), user_id, name);
}

/* The id of its first version. */
static const char *identity_of(const json_t *object, const char *id)
{
	const json_t *history = either(object, "edit_history_tweet_ids", "edit_history_post_ids");
	const json_t *first = json_array_get(history, 0);
	const char *first_id = json_string_value(first);
	return is_id(first_id) ? first_id : id;
}

static int64_t created_at(const json_t *object)
{
	const char *created = json_get_string(object, "created_at");
	int64_t at;
	return created && clock_from_iso(created, &at) == ERR_OK ? at : 0;
}

static void fill(const json_t *object, const char *user_id, const char *name, struct post *out)
{
	const char *id = get_id(object, "id"), *author = get_id(object, "author_id");
	*out = (struct post){
		.id = mem_string(id),
		.identity = mem_string(identity_of(object, id)),
		.author_id = mem_string(author),
		.conversation_id = mem_string(get_id(object, "conversation_id")),
		.parent_id = mem_string(referenced(object, "replied_to")),
		.text = mem_string(whole_text(object)),
		.repost = referenced(object, "retweeted") || referenced(object, "reposted"),
		.quote = referenced(object, "quoted") != NULL,
		.addressed = !id || addresses_us(object, user_id, name),
		.answers_us = id && answers_us(object, user_id),
		.own = author && str_is(author, user_id),
	};
	out->created_at = created_at(object);
}

enum err_code x_post_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct post *out, struct err *err)
{
	json_auto_t *object = NULL;
	enum err_code code = json_decode_foreign(bytes, length, &object, err);
	if (code != ERR_OK)
		return code;
	if (!json_is_object(object) || !whole_text(object))
		return err_set(err, ERR_FORMAT, "a post is an object with at least a \"text\"");
	if (json_object_get(object, "id") && !get_id(object, "id"))
		return err_set(err, ERR_FORMAT, "the \"id\" of a post is a string of digits");
	fill(object, user_id, name, out);
	return ERR_OK;
}

/* --- pages --- */

void x_page_release(struct x_page *page)
{
	for (size_t i = 0; i < page->count; i++)
		post_release(&page->posts[i]);
	mem_free(page->posts);
	mem_free(page->unreadable);
	mem_free(page->next_token);
	*page = (struct x_page){0};
}

static void name_author(const json_t *root, struct post *post)
{
	const json_t *users = json_at(root, "includes", "users", NULL);
	for (size_t i = 0; i < json_array_size(users); i++) {
		const json_t *user = json_array_get(users, i);
		if (str_is(json_get_string(user, "id"), post->author_id))
			mem_replace(&post->author_name, json_get_string(user, "username"));
	}
}

/* Why a post cannot be taken, or NULL. */
static const char *why_unreadable(const json_t *object)
{
	if (!json_is_object(object))
		return "it is no object";
	if (!get_id(object, "id"))
		return "it has no id of digits";
	const char *text = whole_text(object);
	if (!text)
		return "it has no text";
	if (strlen(text) > TEXT_MAX)
		return "its text is longer than a post can be";
	if (!get_id(object, "author_id"))
		return "it has no author_id of digits";
	if (created_at(object) == 0)
		return "it has no created_at that is a time";
	return NULL;
}

static void take_post(const json_t *root, const json_t *object, const char *user_id,
	const char *name, struct x_page *page)
{
	const char *reason = why_unreadable(object);
	if (reason) {
		struct x_unreadable *unreadable = &page->unreadable[page->unreadable_count++];
		unreadable->reason = reason;
		const char *id = get_id(object, "id");
		str_copy(unreadable->id, sizeof unreadable->id, id ? id : "");
		page->fields_missing |= id && whole_text(object) &&
					(!get_id(object, "author_id") || created_at(object) == 0);
		return;
	}
	struct post *post = &page->posts[page->count++];
	fill(object, user_id, name, post);
	name_author(root, post);
}

/* Decode what looks like a page: an object with posts, or with the page's data if it has no
 * posts. */
static enum err_code decode_page(const char *bytes, size_t length, json_t **out, struct err *err)
{
	enum err_code code = json_decode_foreign(bytes, length, out, err);
	if (code != ERR_OK)
		return err_prefix(err, "X's answer is no page of posts: ");
	if (json_is_array(json_object_get(*out, "data")) ||
		json_is_object(json_object_get(*out, "meta")))
		return ERR_OK;
	json_decref(*out);
	*out = NULL;
	char words[160];
	x_problem_read(bytes, length, words, sizeof words);
	return err_set(err, ERR_FORMAT, "X's answer is no page of posts: %s", words);
}

enum err_code x_page_decode(const char *bytes, size_t length, const char *user_id, const char *name,
	struct x_page *out, struct err *err)
{
	json_auto_t *root = NULL;
	enum err_code code = decode_page(bytes, length, &root, err);
	if (code != ERR_OK)
		return code;
	const json_t *data = json_object_get(root, "data");
	struct x_page page = {.posts = mem_new(json_array_size(data), sizeof *page.posts),
		.unreadable = mem_new(json_array_size(data), sizeof *page.unreadable)};
	for (size_t i = 0; i < json_array_size(data); i++)
		take_post(root, json_array_get(data, i), user_id, name, &page);
	page.next_token = mem_string(json_get_string(json_object_get(root, "meta"), "next_token"));
	*out = page;
	return ERR_OK;
}

/* Only a post that begins a conversation, or quotes or repeats another, has no parent. */
static bool answers_something(const json_t *object, const char *id)
{
	const char *conversation = get_id(object, "conversation_id");
	return !either(object, "referenced_tweets", "referenced_posts") &&
	       !(conversation && str_is(conversation, id));
}

/* --- lines of the stream --- */

static bool is_crowded(const json_t *object)
{
	return str_is(json_get_string(object, "connection_issue"), "TooManyConnections");
}

bool x_crowded_read(const char *bytes, size_t length)
{
	json_auto_t *root = NULL;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return false;
	return is_crowded(root) || is_crowded(json_at(root, "errors", "0", NULL));
}

static void read_line_post(
	const json_t *root, const char *user_id, const char *name, struct x_line *out)
{
	const json_t *object = json_object_get(root, "data");
	out->kind = X_LINE_UNREADABLE;
	if (why_unreadable(object))
		return;
	/* X matches a rule with the words of the quoted post, too; the feed does not. */
	out->kind = X_LINE_QUOTED;
	if (!answers_us(object, user_id) && !names_us(object, 0, user_id, name))
		return;
	out->kind = X_LINE_POST;
	fill(object, user_id, name, &out->post);
	name_author(root, &out->post);
}

void x_line_decode(
	const char *bytes, size_t length, const char *user_id, const char *name, struct x_line *out)
{
	json_auto_t *root = NULL;
	*out = (struct x_line){.kind = X_LINE_UNREADABLE};
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return;
	if (json_object_get(root, "data")) {
		read_line_post(root, user_id, name, out);
		return;
	}
	bool error = json_array_size(json_object_get(root, "errors")) > 0 || is_crowded(root);
	out->kind = error ? X_LINE_ERROR : X_LINE_UNKNOWN;
	out->crowded = is_crowded(root) || is_crowded(json_at(root, "errors", "0", NULL));
}

/* --- look-ups --- */

void x_lookup_answer_release(struct x_lookup_answer *answer)
{
	for (size_t i = 0; i < answer->found_count; i++)
		post_release(&answer->found[i].post);
	mem_free(answer->found);
	mem_free(answer->lost);
	*answer = (struct x_lookup_answer){0};
}

/* What X says of a post that it does not show, or NULL if it only could not tell. */
static const char *why_lost(const json_t *error)
{
	static const struct {
		const char *type; /* ends so; on both of X's hosts */
		const char *why;
	} types[] = {
		{"/problems/resource-not-found", "deleted"},
		{"/problems/not-authorized-for-resource", "protected or of a suspended account"},
		{"/problems/resource-unavailable", "not available any more"},
		{"/problems/disallowed-resource", "not available any more"},
	};
	const char *type = json_get_string(error, "type");
	const char *detail = json_get_string(error, "detail");
	for (size_t i = 0; type && i < sizeof types / sizeof *types; i++) {
		if (str_ends(type, types[i].type))
			return types[i].why;
	}
	return detail && strstr(detail, "suspended") ? "of a suspended account" : NULL;
}

/* The post that an error is about, or NULL. (An error may be about its author.) */
static const char *lost_id(const json_t *error)
{
	const char *parameter = json_get_string(error, "parameter");
	if (parameter && !str_is(parameter, "ids"))
		return NULL;
	const char *id = get_id(error, "resource_id");
	return id ? id : get_id(error, "value");
}

static void take_found(
	const json_t *object, const char *user_id, const char *name, struct x_lookup_answer *answer)
{
	const json_t *history = either(object, "edit_history_tweet_ids", "edit_history_post_ids");
	const json_t *last = json_array_get(history, json_array_size(history) - 1);
	if (why_unreadable(object))
		return;
	struct x_found *found = &answer->found[answer->found_count++];
	fill(object, user_id, name, &found->post);
	const char *newest = json_string_value(last);
	str_copy(
		found->newest_id, sizeof found->newest_id, is_id(newest) ? newest : found->post.id);
	const json_t *withheld = json_object_get(object, "withheld");
	found->withheld = withheld && !json_is_null(withheld);
}

static void take_lost(const json_t *error, struct x_lookup_answer *answer)
{
	const char *id = lost_id(error), *why = why_lost(error);
	if (!id || !why)
		return;
	struct x_lost *lost = &answer->lost[answer->lost_count++];
	str_copy(lost->id, sizeof lost->id, id);
	lost->why = why;
}

enum err_code x_lookup_decode(const char *bytes, size_t length, const char *user_id,
	const char *name, struct x_lookup_answer *out, struct err *err)
{
	json_auto_t *root = NULL;
	enum err_code code = json_decode_foreign(bytes, length, &root, err);
	if (code != ERR_OK)
		return err_prefix(err, "X's answer is no list of posts: ");
	const json_t *data = json_object_get(root, "data");
	const json_t *errors = json_object_get(root, "errors");
	if (!json_is_array(data) && !json_is_array(errors))
		return err_set(err, ERR_FORMAT, "X's answer is no list of posts");
	*out = (struct x_lookup_answer){
		.found = mem_new(json_array_size(data) + 1, sizeof *out->found),
		.lost = mem_new(json_array_size(errors) + 1, sizeof *out->lost)};
	for (size_t i = 0; i < json_array_size(data); i++)
		take_found(json_array_get(data, i), user_id, name, out);
	for (size_t i = 0; i < json_array_size(errors); i++)
		take_lost(json_array_get(errors, i), out);
	return ERR_OK;
}

void x_own_page_release(struct x_own_page *page)
{
	for (size_t i = 0; i < page->count; i++)
		mem_free(page->posts[i].text);
	mem_free(page->posts);
	mem_free(page->next_token);
	*page = (struct x_own_page){0};
}

enum err_code x_own_page_decode(
	const char *bytes, size_t length, struct x_own_page *out, struct err *err)
{
	json_auto_t *root = NULL;
	enum err_code code = decode_page(bytes, length, &root, err);
	if (code != ERR_OK)
		return code;
	const json_t *data = json_object_get(root, "data");
	struct x_own_page page = {.posts = mem_new(json_array_size(data), sizeof *page.posts)};
	for (size_t i = 0; i < json_array_size(data); i++) {
		const json_t *object = json_array_get(data, i);
		const char *id = get_id(object, "id"), *parent = referenced(object, "replied_to");
		if (!id || !whole_text(object))
			continue;
		struct x_own_post *post = &page.posts[page.count++];
		str_copy(post->id, sizeof post->id, id);
		str_copy(post->parent_id, sizeof post->parent_id, parent ? parent : "");
		page.fields_missing |= !parent && answers_something(object, id);
		post->text = mem_string(whole_text(object));
		post->created_at = created_at(object);
	}
	page.next_token = mem_string(json_get_string(json_object_get(root, "meta"), "next_token"));
	*out = page;
	return ERR_OK;
}

/* --- replies --- */

void x_reply_encode(const char *text, const char *parent_id, struct buf *out)
{
	json_auto_t *root = json_object();
	json_t *reply = json_object();
	json_set_string(root, "text", text);
	json_set_string(reply, "in_reply_to_tweet_id", parent_id);
	json_object_set_new(root, "reply", reply);
	json_encode(root, out);
}

bool x_created_read(const char *bytes, size_t length, char out_id[ID_SIZE])
{
	json_auto_t *root = NULL;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return false;
	const char *id = get_id(json_object_get(root, "data"), "id");
	return id && str_copy(out_id, ID_SIZE, id);
}

bool x_deleted_read(const char *bytes, size_t length)
{
	json_auto_t *root = NULL;
	return json_decode_foreign(bytes, length, &root, NULL) == ERR_OK &&
	       json_get_bool(json_object_get(root, "data"), "deleted", false);
}

bool x_account_read(const char *bytes, size_t length, struct x_account *out)
{
	json_auto_t *root = NULL;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return false;
	const json_t *data = json_object_get(root, "data");
	const char *id = get_id(data, "id"), *name = json_get_string(data, "username");
	return id && name && str_copy(out->id, sizeof out->id, id) &&
	       str_copy(out->name, sizeof out->name, name);
}

static bool is_labelled_automated(const json_t *user)
{
	const char *label = json_get_string(json_object_get(user, "affiliation"), "description");
	return label && strcasecmp(label, "Automated") == 0;
}

/* The affiliation is asked for as an expansion; it stands in the user itself, and might stand in
 * the same user among what is included. */
bool x_user_read(const char *bytes, size_t length, struct x_user *out)
{
	json_auto_t *root = NULL;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return false;
	const json_t *data = json_object_get(root, "data");
	const char *id = get_id(data, "id");
	if (!id || !str_copy(out->id, sizeof out->id, id))
		return false;
	out->automated = is_labelled_automated(data);
	const json_t *users = json_at(root, "includes", "users", NULL);
	for (size_t i = 0; i < json_array_size(users); i++) {
		const json_t *user = json_array_get(users, i);
		if (str_is(get_id(user, "id"), id))
			out->automated = out->automated || is_labelled_automated(user);
	}
	return true;
}

/* X writes these as text, in spite of its document now and then as numbers. */
static bool get_count(const json_t *object, const char *key, int64_t *out)
{
	const json_t *value = json_object_get(object, key);
	const char *text = json_string_value(value);
	char *end = NULL;
	*out = text ? strtoll(text, &end, 10) : json_integer_value(value);
	return text ? end > text && !*end && *out >= 0 : json_is_integer(value) && *out >= 0;
}

bool x_usage_read(const char *bytes, size_t length, struct x_usage *out)
{
	json_auto_t *root = NULL;
	int64_t day;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK)
		return false;
	const json_t *data = json_object_get(root, "data");
	if (!get_count(data, "project_usage", &out->used) ||
		!get_count(data, "project_cap", &out->cap) ||
		!get_count(data, "cap_reset_day", &day) || day > 31)
		return false;
	out->reset_day = (int)day;
	return true;
}

static const char *problem_words(const json_t *object)
{
	static const char *const keys[] = {
		"detail", "message", "title", "error_description", "error"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		const char *words = json_get_string(object, keys[i]);
		if (words && *words)
			return words;
	}
	return NULL;
}

/* White space becomes one blank, so that a log line and a column stay one line. */
static void copy_line(char *out, size_t size, const char *from)
{
	str_copy(out, size, from);
	for (char *p = out; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	}
}

void x_problem_read(const char *bytes, size_t length, char *out, size_t size)
{
	json_auto_t *root = NULL;
	*out = '\0';
	if (length == 0)
		return;
	if (json_decode_foreign(bytes, length, &root, NULL) != ERR_OK) {
		/* HTML of a proxy, most likely; bytes that are no UTF-8 are not worth showing. */
		copy_line(out, size < 80 ? size : 80,
			str_is_utf8(bytes, length) ? bytes : "(not text)");
		return;
	}
	const char *words = problem_words(root);
	if (!words)
		words = problem_words(json_at(root, "errors", "0", NULL));
	copy_line(out, size, words ? words : "(no reason given)");
}
