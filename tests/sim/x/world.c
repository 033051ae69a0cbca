#include "x/world.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"

enum { TEXT_CAP = 100000, NAME_MAX_AT_X = 15, MACHINES = 1024, IDS_A_MS = 1 << 22 };

void x_world_init(struct x_world *world, const char *our_id, const char *our_username)
{
	*world = (struct x_world){0};
	world->us = x_world_user(world, our_username);
	str_copy(world->users[world->us].id, X_ID_SIZE, our_id);
	world->machine = x_id_read(our_id) % MACHINES * (IDS_A_MS / MACHINES);
	world->users[world->us].automated = true;
}

static void post_free(struct x_post *post)
{
	mem_free(post->text);
	mem_free(post->said);
	mem_free(post->ref);
	mem_free(post->thread);
	mem_free(post);
}

void x_world_release(struct x_world *world)
{
	for (size_t i = 0; i < world->post_count; i++)
		post_free(world->posts[i]);
	for (size_t i = 0; i < world->user_count; i++) {
		mem_free(world->users[i].username);
		mem_free(world->users[i].name);
	}
	mem_free(world->posts);
	mem_free(world->users);
	*world = (struct x_world){0};
}

size_t x_world_user(struct x_world *world, const char *username)
{
	if (*username == '@')
		username++;
	for (size_t i = 0; i < world->user_count; i++) {
		if (strcasecmp(world->users[i].username, username) == 0)
			return i;
	}
	size_t made = world->user_count++;
	world->users = mem_resize(world->users, world->user_count, sizeof *world->users);
	struct x_user *user = &world->users[made];
	*user = (struct x_user){.username = mem_string(username), .name = mem_string(username)};
	snprintf(user->id, sizeof user->id, "17000000000000%05zu", made + 1);
	return made;
}

uint64_t x_id_read(const char *text)
{
	uint64_t id = 0;
	size_t length = text ? strlen(text) : 0;
	if (length == 0 || length > 19)
		return 0;
	for (const char *p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return 0;
		id = id * 10 + (uint64_t)(*p - '0');
	}
	return id;
}

void x_id_write(uint64_t id, char out[X_ID_SIZE])
{
	snprintf(out, X_ID_SIZE, "%llu", (unsigned long long)id);
}

uint64_t x_id_at(int64_t at)
{
	return at <= X_EPOCH_MS ? 0 : (uint64_t)(at - X_EPOCH_MS) << 22;
}

static uint64_t next_id(struct x_world *world, int64_t now)
{
	uint64_t id = x_id_at(now) + world->machine;
	if (id <= world->last_id)
		id = world->last_id + 1;
	world->last_id = id;
	return id;
}

/* An id of the past that is still free. */
static uint64_t old_id(const struct x_world *world, int64_t at)
{
	uint64_t id = x_id_at(at) + world->machine;
	while (x_world_find(world, id))
		id++;
	return id;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static bool is_code_point_start(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

static size_t code_points(const char *text, size_t length)
{
	size_t count = 0;
	for (size_t i = 0; i < length; i++)
		count += is_code_point_start(text[i]);
	return count;
}

/* Length of the name after an @ at `at`, 0 if none begins there. */
static size_t name_at(const char *text, const char *at)
{
	if (*at != '@' || (at > text && is_name_char(at[-1])))
		return 0;
	size_t length = 0;
	while (is_name_char(at[1 + length]))
		length++;
	return length <= NAME_MAX_AT_X ? length : 0;
}

static void find_mentions(struct x_world *world, struct x_post *post)
{
	for (const char *p = post->text; *p && post->mention_count < X_MENTIONS_MAX; p++) {
		size_t length = name_at(post->text, p);
		if (length == 0)
			continue;
		char name[NAME_MAX_AT_X + 1];
		memcpy(name, p + 1, length);
		name[length] = 0;
		size_t start = code_points(post->text, (size_t)(p - post->text));
		post->mentions[post->mention_count++] =
			(struct x_mention){.user = x_world_user(world, name),
				.start = start,
				.end = start + 1 + length};
	}
}

static void add_name(const struct x_world *world, size_t user, bool *taken, struct buf *prefix)
{
	if (taken[user])
		return;
	taken[user] = true;
	buf_add_format(prefix, "@%s ", world->users[user].username);
}

/* X puts the names of those who talk in the thread before a reply: its parent's author, then whom
 * the parent names. */
static void add_prefix(const struct x_world *world, const struct x_draft *draft, struct buf *prefix)
{
	const struct x_post *parent = draft->parent ? x_world_find(world, draft->parent) : NULL;
	if (!parent)
		return;
	bool *taken = mem_new(world->user_count, sizeof *taken);
	taken[draft->author] = true;
	add_name(world, parent->author, taken, prefix);
	for (size_t i = 0; i < parent->mention_count; i++)
		add_name(world, parent->mentions[i].user, taken, prefix);
	mem_free(taken);
}

static void set_text(struct x_world *world, struct x_post *post, const struct x_draft *draft)
{
	struct buf text;
	buf_init(&text, TEXT_CAP);
	add_prefix(world, draft, &text);
	post->said_from = text.length; /* names are ASCII */
	buf_add_string(&text, draft->text);
	post->said_to = code_points(text.bytes, text.length);
	post->text = buf_detach(&text);
	buf_release(&text);
	post->said = mem_string(draft->text);
	find_mentions(world, post);
}

static void set_thread(
	const struct x_world *world, struct x_post *post, const struct x_draft *draft)
{
	const struct x_post *above = draft->edits;
	if (!above && draft->parent)
		above = x_world_find(world, draft->parent);
	const char *thread = above ? above->thread : draft->ref;
	post->thread = mem_string(draft->thread ? draft->thread : thread);
}

static void set_versions(struct x_world *world, struct x_post *post, const struct x_draft *draft)
{
	struct x_post *old = draft->edits ? x_world_find(world, draft->edits->id) : NULL;
	if (old && old->version_count < X_VERSIONS_MAX) {
		memcpy(post->versions, old->versions, sizeof old->versions);
		post->version_count = old->version_count;
		post->conversation = old->conversation;
		post->parent = old->parent;
		old->replaced = true;
	}
	post->versions[post->version_count++] = post->id;
}

/* In the order of the ids, which is that of time. */
static void put(struct x_world *world, struct x_post *post)
{
	size_t place = world->post_count++;
	world->posts = mem_resize(world->posts, world->post_count, sizeof(struct x_post *));
	for (; place > 0 && world->posts[place - 1]->id > post->id; place--)
		world->posts[place] = world->posts[place - 1];
	world->posts[place] = post;
}

struct x_post *x_world_write(struct x_world *world, const struct x_draft *draft, int64_t now)
{
	struct x_post *post = mem_new(1, sizeof *post);
	now -= draft->age_ms;
	post->id = draft->age_ms ? old_id(world, now) : next_id(world, now);
	post->author = draft->author;
	post->created_at = now;
	post->indexed_at = now + draft->index_lag_ms;
	post->parent = draft->parent;
	post->quoted = draft->quoted;
	post->reposted = draft->reposted;
	post->shown = draft->shown;
	post->ref = mem_string(draft->ref);
	const struct x_post *parent = draft->parent ? x_world_find(world, draft->parent) : NULL;
	post->conversation = parent ? parent->conversation : post->id;
	set_text(world, post, draft);
	set_thread(world, post, draft);
	set_versions(world, post, draft);
	put(world, post);
	return post;
}

struct x_post *x_world_find(const struct x_world *world, uint64_t id)
{
	size_t low = 0;
	size_t high = world->post_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (world->posts[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < world->post_count && world->posts[low]->id == id ? world->posts[low] : NULL;
}

struct x_post *x_world_find_ref(const struct x_world *world, const char *ref)
{
	for (size_t i = world->post_count; ref && i-- > 0;) {
		if (str_is(world->posts[i]->ref, ref))
			return world->posts[i];
	}
	return NULL;
}

bool x_post_is_hidden(const struct x_world *world, const struct x_post *post)
{
	return post->deleted || world->users[post->author].hiding != X_VISIBLE;
}

bool x_post_mentions(const struct x_post *post, size_t user)
{
	for (size_t i = 0; i < post->mention_count; i++) {
		if (post->mentions[i].user == user)
			return true;
	}
	return false;
}

bool x_post_addresses(const struct x_post *post, size_t user)
{
	for (size_t i = 0; i < post->mention_count; i++) {
		if (post->mentions[i].user == user && post->mentions[i].start >= post->said_from)
			return true;
	}
	return false;
}
