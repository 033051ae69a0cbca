#include "unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/counter.h"

static void a_number_is_the_same_at_every_asking(void **state)
{
	(void)state;
	struct counter *a = counter_get("t_same", "lane=\"x\"", "Help.");
	counter_add(a, 2);
	assert_ptr_equal(counter_get("t_same", "lane=\"x\"", "Other help."), a);
	assert_ptr_not_equal(counter_get("t_same", "lane=\"y\"", "Help."), a);
	assert_int_equal(counter_value(a), 2);
	struct counter *g = gauge_get("t_gauge", "", "Up and down.");
	gauge_set(g, 7);
	gauge_set(g, -3);
	assert_int_equal(counter_value(g), -3);
}

static void numbers_are_written_grouped_by_name(void **state)
{
	(void)state;
	counter_add(counter_get("t_sent", "lane=\"a\"", "Sent."), 1);
	gauge_set(gauge_get("t_open", "", "Open."), 4);
	counter_add(counter_get("t_sent", "lane=\"b\"", "Sent."), 5);
	struct buf out;
	buf_init(&out, 100000);
	counter_write_all(&out);
	assert_non_null(strstr(out.bytes, "# HELP t_sent Sent.\n# TYPE t_sent counter\n"
					  "t_sent{lane=\"a\"} 1\nt_sent{lane=\"b\"} 5\n"));
	assert_non_null(strstr(out.bytes, "# HELP t_open Open.\n# TYPE t_open gauge\nt_open 4\n"));
	buf_release(&out);
}

static void *add_thousand(void *arg)
{
	for (int i = 0; i < 1000; i++)
		counter_add(counter_get("t_threads", "", "Threads."), 1);
	return arg;
}

static void threads_lose_no_count(void **state)
{
	(void)state;
	pthread_t threads[4];
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_thousand, NULL), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(counter_value(counter_get("t_threads", "", "")), 4000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_the_same_at_every_asking),
		cmocka_unit_test(numbers_are_written_grouped_by_name),
		cmocka_unit_test(threads_lose_no_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
