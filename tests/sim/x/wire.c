#include "x/wire.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "json/json.h"

static bool is_in(const char *list, const char *name)
{
	size_t length = strlen(name);
	for (const char *p = list; p && *p; p += strspn(p, ",")) {
		size_t size = strcspn(p, ",");
		if (size == length && strncmp(p, name, size) == 0)
			return true;
		p += size;
	}
	return false;
}

static void set_id(json_t *object, const char *key, uint64_t id)
{
	char text[X_ID_SIZE];
	x_id_write(id, text);
	json_set_string(object, key, text);
}

static void set_time(json_t *object, const char *key, int64_t at)
{
	char iso[CLOCK_ISO_SIZE];
	json_set_string(object, key, clock_iso(at, iso));
}

static json_t *versions(const struct x_post *post)
{
	json_t *array = json_array();
	for (size_t i = 0; i < post->version_count; i++) {
		char id[X_ID_SIZE];
		x_id_write(post->versions[i], id);
		json_array_append_new(array, json_string(id));
	}
	return array;
}

static json_t *entities(const struct x_world *world, const struct x_post *post)
{
	json_t *mentions = json_array();
	for (size_t i = 0; i < post->mention_count; i++) {
		const struct x_mention *mention = &post->mentions[i];
		json_t *entry = json_object();
		json_object_set_new(entry, "start", json_integer((json_int_t)mention->start));
		json_object_set_new(entry, "end", json_integer((json_int_t)mention->end));
		json_set_string(entry, "username", world->users[mention->user].username);
		json_set_string(entry, "id", world->users[mention->user].id);
		json_array_append_new(mentions, entry);
	}
	json_t *all = json_object();
	json_object_set_new(all, "mentions", mentions);
	return all;
}

static void add_reference(json_t *array, const char *type, uint64_t id)
{
	if (id == 0)
		return;
	json_t *entry = json_object();
	json_set_string(entry, "type", type);
	set_id(entry, "id", id);
	json_array_append_new(array, entry);
}

static void set_references(json_t *object, const char *key, const struct x_post *post)
{
	json_t *array = json_array();
	add_reference(array, "replied_to", post->parent);
	add_reference(array, "quoted", post->quoted);
	add_reference(array, "retweeted", post->reposted);
	if (json_array_size(array) > 0)
		json_object_set_new(object, key, array);
	else
		json_decref(array);
}

/* X guesses a language; so do we, by the first letter of Devanagari. */
static const char *guess_lang(const char *text)
{
	return strstr(text, "\xe0\xa4") || strstr(text, "\xe0\xa5") ? "hi" : "en";
}

static void set_edit_controls(json_t *object, const struct x_post *post)
{
	json_t *controls = json_object();
	json_object_set_new(controls, "is_edit_eligible", json_boolean(post->parent == 0));
	json_object_set_new(controls, "edits_remaining",
		json_integer((json_int_t)(X_VERSIONS_MAX - post->version_count)));
	set_time(controls, "editable_until", post->created_at + 3600 * 1000);
	json_object_set_new(object, "edit_controls", controls);
}

/* Those that the newer words have as expansions. */
static bool is_expanded(const struct x_asked *asked, const char *old_name, const char *new_name)
{
	return asked->newer ? is_in(asked->expansions, new_name) : is_in(asked->fields, old_name);
}

/* Whether it is asked for, and X gives it. */
static bool comes(const struct x_asked *asked, const char *name)
{
	return is_in(asked->fields, name) && !is_in(asked->without, name);
}

json_t *x_wire_post(
	const struct x_world *world, const struct x_post *post, const struct x_asked *asked)
{
	json_t *object = json_object();
	set_id(object, "id", post->id);
	json_set_string(object, "text", post->text);
	if (!asked->newer)
		json_object_set_new(object, "edit_history_tweet_ids", versions(post));
	else if (is_in(asked->expansions, "edit_history_post_ids"))
		json_object_set_new(object, "edit_history_post_ids", versions(post));
	if (is_expanded(asked, "author_id", "author_id"))
		json_set_string(object, "author_id", world->users[post->author].id);
	if (comes(asked, "created_at"))
		set_time(object, "created_at", post->created_at);
	if (comes(asked, "conversation_id"))
		set_id(object, "conversation_id", post->conversation);
	const struct x_post *parent = post->parent ? x_world_find(world, post->parent) : NULL;
	if (parent && is_expanded(asked, "in_reply_to_user_id", "in_reply_to_user_id"))
		json_set_string(object, "in_reply_to_user_id", world->users[parent->author].id);
	if (is_expanded(asked, "referenced_tweets", "referenced_posts"))
		set_references(
			object, asked->newer ? "referenced_posts" : "referenced_tweets", post);
	if (comes(asked, "entities") && post->mention_count > 0)
		json_object_set_new(object, "entities", entities(world, post));
	if (comes(asked, "display_text_range"))
		json_object_set_new(object, "display_text_range",
			json_pack(
				"[I, I]", (json_int_t)post->said_from, (json_int_t)post->said_to));
	if (comes(asked, "edit_controls"))
		set_edit_controls(object, post);
	if (comes(asked, "reply_settings"))
		json_set_string(object, "reply_settings", "everyone");
	if (comes(asked, "withheld") && post->withheld)
		json_object_set_new(object, "withheld",
			json_pack("{s:b, s:[s]}", "copyright", 0, "country_codes", "IN"));
	if (comes(asked, "lang"))
		json_set_string(object, "lang", guess_lang(post->text));
	return object;
}

json_t *x_wire_user(const struct x_user *user, const char *expansions)
{
	json_t *object = json_object();
	json_set_string(object, "id", user->id);
	json_set_string(object, "name", user->name);
	json_set_string(object, "username", user->username);
	if (user->automated && is_in(expansions, "affiliation")) {
		json_t *affiliation = json_object();
		json_set_string(affiliation, "description", "Automated");
		json_object_set_new(object, "affiliation", affiliation);
	}
	return object;
}

/* X's words for a post that it does not show. */
static json_t *hidden_problem(
	const struct x_world *world, const struct x_post *post, const char *id)
{
	bool lost = !post || post->deleted || world->users[post->author].hiding == X_DEACTIVATED;
	char detail[160];
	snprintf(detail, sizeof detail,
		lost ? "Could not find tweet with ids: [%s]."
		     : "Sorry, you are not authorized to see the Tweet with ids: [%s].",
		id);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "value", id, "detail", detail,
		"title", lost ? "Not Found Error" : "Authorization Error", "resource_type", "tweet",
		"parameter", "ids", "resource_id", id, "type",
		lost ? "https://api.x.com/2/problems/resource-not-found"
		     : "https://api.x.com/2/problems/not-authorized-for-resource");
}

json_t *x_wire_lookup(const struct x_world *world, const char *ids, const struct x_asked *asked)
{
	json_t *data = json_array(), *errors = json_array(), *answer = json_object();
	for (const char *at = ids; *at; at += strspn(at, ",")) {
		char id[X_ID_SIZE] = "";
		size_t length = strcspn(at, ",");
		if (length < sizeof id)
			memcpy(id, at, length);
		const struct x_post *post = x_world_find(world, x_id_read(id));
		if (!post || x_post_is_hidden(world, post))
			json_array_append_new(errors, hidden_problem(world, post, id));
		else
			json_array_append_new(data, x_wire_post(world, post, asked));
		at += length;
	}
	if (json_array_size(data) > 0)
		json_object_set(answer, "data", data);
	if (json_array_size(errors) > 0)
		json_object_set(answer, "errors", errors);
	json_decref(data);
	json_decref(errors);
	return answer;
}

static json_t *includes(const struct x_world *world, const struct x_page_of *page)
{
	json_t *users = json_array();
	for (size_t user = 0; user < world->user_count; user++) {
		bool wrote = false;
		for (size_t i = 0; i < page->count; i++)
			wrote = wrote || page->posts[i]->author == user;
		if (wrote)
			json_array_append_new(users, x_wire_user(&world->users[user], NULL));
	}
	json_t *object = json_object();
	json_object_set_new(object, "users", users);
	return object;
}

static json_t *meta_of(const struct x_page_of *page)
{
	json_t *meta = json_object();
	json_object_set_new(meta, "result_count", json_integer((json_int_t)page->count));
	if (page->count == 0)
		return meta;
	uint64_t oldest = page->posts[page->count - 1]->id;
	set_id(meta, "newest_id", page->posts[0]->id);
	set_id(meta, "oldest_id", oldest);
	if (page->more) {
		char token[X_TOKEN_SIZE];
		x_token_write(oldest, token);
		json_set_string(meta, "next_token", token);
	}
	return meta;
}

json_t *x_wire_page(
	const struct x_world *world, const struct x_page_of *page, const struct x_asked *asked)
{
	json_t *answer = json_object();
	if (page->count > 0) {
		json_t *data = json_array();
		for (size_t i = 0; i < page->count; i++)
			json_array_append_new(data, x_wire_post(world, page->posts[i], asked));
		json_object_set_new(answer, "data", data);
		if (is_in(asked->expansions, "author_id"))
			json_object_set_new(answer, "includes", includes(world, page));
	}
	json_object_set_new(answer, "meta", meta_of(page));
	return answer;
}

json_t *x_wire_problem(const struct x_problem *problem)
{
	json_t *object = json_object();
	json_set_string(object, "title", problem->title);
	json_set_string(object, "type", problem->type);
	if (!problem->detail) /* X's short form */
		return object;
	json_set_string(object, "detail", problem->detail);
	json_object_set_new(object, "status", json_integer(problem->status));
	return object;
}

static bool known_only(const json_t *object, const char *const *names, size_t count)
{
	const char *key;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		if (str_index(key, names, count) < 0)
			return false;
	}
	return true;
}

static struct x_problem invalid(const char *detail)
{
	return (struct x_problem){400, "Invalid Request", detail,
		"https://api.twitter.com/2/problems/invalid-request"};
}

struct x_problem x_wire_create(const json_t *body, struct x_create *out)
{
	static const char *const properties[] = {"text", "reply", "reply_settings"};
	static const char *const reply_properties[] = {
		"in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"};
	*out = (struct x_create){.text = json_get_string(body, "text")};
	if (!known_only(body, properties, 3))
		return invalid("The body has a property that is not known.");
	const json_t *reply = json_at(body, "reply", NULL);
	if (!reply)
		return (struct x_problem){0};
	if (!json_is_object(reply) || !known_only(reply, reply_properties, 3))
		return invalid("reply has a property that is not known.");
	out->parent_id = json_get_string(reply, "in_reply_to_tweet_id");
	if (!out->parent_id)
		return invalid("reply.in_reply_to_tweet_id is missing or no string.");
	return (struct x_problem){0};
}
