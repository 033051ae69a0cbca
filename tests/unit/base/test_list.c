#include "unit.h"

#include "base/list.h"
#include "base/mem.h"

struct item {
	int number;
	struct list node;
};

static int popped(struct list *list)
{
	struct list *node = list_pop(list);
	return node ? container_of(node, struct item, node)->number : 0;
}

static void members_come_out_in_the_order_they_went_in(void **state)
{
	(void)state;
	struct list list;
	struct item items[3] = {{.number = 1}, {.number = 2}, {.number = 3}};
	list_init(&list);
	assert_true(list_is_empty(&list));
	assert_null(list_pop(&list));
	for (int i = 0; i < 3; i++)
		list_append(&list, &items[i].node);
	assert_false(list_is_empty(&list));
	assert_int_equal(popped(&list), 1);
	list_remove(&items[1].node);
	list_remove(&items[1].node); /* a list of its own now: harmless */
	assert_int_equal(popped(&list), 3);
	assert_true(list_is_empty(&list));
}

static void all_members_move_behind_those_that_are_there(void **state)
{
	(void)state;
	struct list a, b;
	struct item items[4] = {{.number = 1}, {.number = 2}, {.number = 3}, {.number = 4}};
	list_init(&a);
	list_init(&b);
	list_move_all(&a, &b);
	assert_true(list_is_empty(&a));
	list_append(&a, &items[0].node);
	list_append(&b, &items[1].node);
	list_append(&b, &items[2].node);
	list_move_all(&a, &b);
	assert_true(list_is_empty(&b));
	list_append(&a, &items[3].node);
	for (int i = 1; i <= 4; i++)
		assert_int_equal(popped(&a), i);
	assert_true(list_is_empty(&a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_come_out_in_the_order_they_went_in),
		cmocka_unit_test(all_members_move_behind_those_that_are_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
