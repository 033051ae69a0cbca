/* What a post costs must grow as its length does, however it was made. */
#include "unit.h"

#include <time.h>

#include "base/mem.h"
#include "known.h"
#include "text/text.h"

/* Posts are a head, then a piece again and again up to the length. */
struct shape {
	const char *head, *piece;
};

static const struct shape shapes[] = {
	{"", "Please help, land of my father in Lucknow was taken, police no action. "},
	{"", "a"},
	{"", "मदद "},
	{"x", "\xCC\x81\xCC\xA3"},        /* marks of two classes on one letter */
	{"\xE0\xBD\x80", "\xE0\xBD\xB3"}, /* marks that are two each */
	{"क", "\xE0\xA5\x8D\xE0\xA4\xBC"},
	{"", "@"},
	{"", "@a"},
	{"", "a@"},
	{"", "a@."},
	{"#", "aB"},
	{"#", "लखनऊ"},
	{"", "#"},
	{"", "#a"},
	{"", "a "},
	{"", "a."},
	{"", "1"},
	{"", "1 "},
	{"", "12-"},
	{"", "("},
	{"", "+"},
	{"", "*"},
	{"", "****a "},
	{"", "a dot "},
	{"", "aa at aa dot "},
	{"", "at "},
	{"", " "},
	{"a", "'"},
	{"a", "\xE2\x80\x8B"},
	{"", "http://"},
	{"", "http://wa.me/"},
	{"", "http://wa.me/1 "},
	{"", "phone no "},
	{"", "a-1234-"},
	{"", "ab123456"},
	{"", "up32ab"},
	{"", "F.I.R."},
	{"", "NRI-"},
	{"", "NRI-7K3F-"},
	{"", "👨\xE2\x80\x8D"},
	{"", "🇮"},
	{"", "9️⃣"},
	{"", "\xFF"},
	{"", "\xE0"},
	{"", "\xE0\xA4"},
	{"", "\xF0\x9F\x98"},
	{"", "\xED\xA0\x80"}, /* half of a pair */
	{"", "\xC0\x80"},
	{"", "\xF4\x90\x80\x80"}, /* beyond Unicode */
	{"", "police lucknow fraud "},
	{"", "lucknow banda "},
	{"", "\n"},
};

static char *make(const struct shape *shape, size_t length)
{
	char *text = mem_new(length, 1);
	size_t head = strlen(shape->head), size = strlen(shape->piece);
	for (size_t i = 0; i < length; i++)
		text[i] = i < head ? shape->head[i] : shape->piece[(i - head) % size];
	return text;
}

static double seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* CPU time of all that is done to a post, without making it. */
static double cost(const struct shape *shape, size_t length)
{
	char *text = make(shape, length);
	struct text_tokens tokens;
	struct reading out;
	struct buf masked;
	buf_init(&masked, length * 6);
	double start = seconds();
	text_tokenize(text, length, &tokens);
	text_mask(text, length, &masked);
	reader_read(known.reader, text, length, &out);
	double took = seconds() - start;
	text_tokens_release(&tokens);
	buf_release(&masked);
	mem_free(text);
	return took;
}

/* Eight times the length costs about eight times as much; were it quadratic, 64 times. A machine
 * that is busy elsewhere gets five tries. */
static void is_linear(void **state)
{
	(void)state;
	enum { SHORT = 12800, LONG = 8 * SHORT, TRIES = 5, MOST = 20 };
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		double ratio = MOST;
		for (int try = 0; try < TRIES && ratio >= MOST; try++) {
			double once = cost(&shapes[i], SHORT);
			ratio = cost(&shapes[i], LONG) / (once > 1e-6 ? once : 1e-6);
		}
		if (ratio >= MOST)
			fail_msg("\"%s\" and \"%s\" on and on: %.1f times as much", shapes[i].head,
				shapes[i].piece, ratio);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(is_linear, known_open, known_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
