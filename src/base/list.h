/* A doubly linked list whose links live in its members. An empty list points at itself. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include <stdbool.h>

struct list {
	struct list *next;
	struct list *prev;
};

static inline void list_init(struct list *list)
{
	list->next = list;
	list->prev = list;
}

static inline bool list_is_empty(const struct list *list)
{
	return list->next == list;
}

static inline void list_append(struct list *list, struct list *member)
{
	member->prev = list->prev;
	member->next = list;
	list->prev->next = member;
	list->prev = member;
}

/* Take a member out of the list it is in; afterwards it is a list of its own. */
static inline void list_remove(struct list *member)
{
	member->prev->next = member->next;
	member->next->prev = member->prev;
	list_init(member);
}

/* Take the first member out, or give NULL. */
static inline struct list *list_pop(struct list *list)
{
	if (list_is_empty(list))
		return 0;
	struct list *member = list->next;
	list_remove(member);
	return member;
}

/* Move all members of `from` to the end of `to`. */
static inline void list_move_all(struct list *to, struct list *from)
{
	if (list_is_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

#endif
