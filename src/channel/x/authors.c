#include "channel/x/authors.h"

#include "base/str.h"

static const struct x_author *find(const struct x_authors *authors, const char *id)
{
	for (size_t i = 0; i < authors->count; i++) {
		if (str_is(authors->known[i].id, id))
			return &authors->known[i];
	}
	return NULL;
}

static int64_t touched_at(const struct x_author *author)
{
	return author->answered_at > author->looked_up_at ? author->answered_at
							  : author->looked_up_at;
}

static struct x_author *oldest(struct x_authors *authors)
{
	struct x_author *oldest = &authors->known[0];
	for (size_t i = 1; i < authors->count; i++) {
		if (touched_at(&authors->known[i]) < touched_at(oldest))
			oldest = &authors->known[i];
	}
	return oldest;
}

/* The author's place, made if there is none; NULL for nobody. */
static struct x_author *place_of(struct x_authors *authors, const char *id)
{
	const struct x_author *known = find(authors, id);
	if (known)
		return &authors->known[known - authors->known];
	if (!*id)
		return NULL;
	struct x_author *place = authors->count < X_AUTHORS_MAX ? &authors->known[authors->count++]
								: oldest(authors);
	*place = (struct x_author){0};
	str_copy(place->id, sizeof place->id, id);
	return place;
}

static bool is_within(int64_t at, int64_t length_ms, int64_t now_ms)
{
	return at != 0 && now_ms - at < length_ms;
}

bool x_authors_must_look_up(
	const struct x_authors *authors, const char *id, enum priority priority, int64_t now_ms)
{
	const struct x_author *author = find(authors, id);
	bool answers = priority == PRIORITY_ACKNOWLEDGEMENT || priority == PRIORITY_ANSWER;
	return author && answers && now_ms >= authors->rests_until &&
	       is_within(author->answered_at, X_ANSWERED_MS, now_ms) &&
	       !is_within(author->looked_up_at, X_LOOKED_UP_MS, now_ms);
}

bool x_authors_is_automated(const struct x_authors *authors, const char *id, int64_t now_ms)
{
	const struct x_author *author = find(authors, id);
	return author && author->automated &&
	       is_within(author->looked_up_at, X_LOOKED_UP_MS, now_ms);
}

void x_authors_answered(struct x_authors *authors, const char *id, int64_t now_ms)
{
	struct x_author *author = place_of(authors, id);
	if (author)
		author->answered_at = now_ms;
}

void x_authors_looked_up(struct x_authors *authors, const char *id, bool automated, int64_t now_ms)
{
	struct x_author *author = place_of(authors, id);
	if (!author)
		return;
	author->looked_up_at = now_ms;
	author->automated = automated;
}
