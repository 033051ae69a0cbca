/* Our own cases, and those that X publishes, where they are present. */
#include "unit.h"

#include <string.h>
#include <time.h>

#include "text/links.h"
#include "text/text.h"

#include "published.h"

struct case_row {
	const char *text;
	const char *links; /* each with a blank behind */
};

static const struct case_row rows[] = {
	/* what people write, and what comes of it where a blank is missing */
	{"file fir.in lucknow", "fir.in "},
	{"Please file FIR.In Lucknow", "FIR.In "},
	{"pls help.My father", "help.My "},
	{"he is lost.So are we", "lost.So "},
	{"Call me.At once", "me.At "},
	{"see case.No record", "case.No "},
	{"go to www.uppolice.gov.in now", "www.uppolice.gov.in "},
	{"(uppolice.gov.in)", "uppolice.gov.in "},
	{"uppolice.gov.in.", "uppolice.gov.in "},
	{"uppolice.gov.in, nic.in; x.com!", "uppolice.gov.in nic.in x.com "},
	{"Rs.500", ""},
	{"Rs.5,000/-", ""},
	{"u.p", ""},
	{"U.P.Police", ""},
	{"case no.12", ""},
	{"S.H.O.", ""},
	{"F.I.R.", ""},
	{"at 10.30am", ""},
	{"on 12.03.2026", ""},
	{"wait...in", ""},
	{"a..in", ""},
	{".in", ""},
	{"done.", ""},
	/* e-mail and payment addresses */
	{"mail sho@uppolice.gov.in", ""},
	{"first.last@example.com", ""},
	{"first.co@example.com", ""},
	{"a.co.in@example.com", "a.co "},
	{"name@okbank", ""},
	{"a@my-site.com", ""},
	/* Devanagari: the danda parts nothing for X */
	{"मेरी गाड़ी चोरी हो गई है।", ""},
	{"चोरी हो गई।मदद करें", ""},
	{"चोरी हो गई.मदद करें", ""},
	{"मदद.in", ""},
	{"देखेंuppolice.gov.inपर", "uppolice.gov.in "},
	{"है।fir.in", "fir.in "},
	{"FIR.भारत", "FIR.भारत "},
	{"FIR.भारतीय", "FIR.भारत "},
	{"मेरी.भारत", ""},
	{"http://पुलिस.भारत/क", "http://पुलिस.भारत/ "},
	{"https://पुलिस.भारत", "https://पुलिस.भारत "},
	{"http://कखग.in", "http://कखग.in "},
	{"рф.РФ рф.com", ""},
	{"http://рф.РФ", "http://рф.РФ "},
	/* with a protocol */
	{"HTTPS://X.COM/a", "HTTPS://X.COM/a "},
	{"http://x.com:8080/a?b=c", "http://x.com:8080/a?b=c "},
	{"http://x.com:/a", "http://x.com "},
	{"http://x.com?a=b!", "http://x.com?a=b "},
	{"http://x.com?!", "http://x.com "},
	{"http://localhost/a", ""},
	{"http://10.0.0.1/", ""},
	{"ftp://x.com", ""},
	{"xhttp://x.com", ""},
	{"http://a_b.c.in http://a.b_c.in", "http://a_b.c.in "},
	{"http://xn--p1b6ci4b4b3a.xn--h2brj9c", "http://xn--p1b6ci4b4b3a.xn--h2brj9c "},
	/* without: port and query belong to it only with a path */
	{"x.com:80", "x.com "},
	{"x.com?a=b", "x.com "},
	{"x.com:80/a?b=c", "x.com:80/a?b=c "},
	{"-x.com _x.com /x.com .x.com", ""},
	{"#x.com @x.com $x.com ax.com", "ax.com "},
	{"x.com-y x.com+y x.com@y x.com_y", "x.com "},
	{"x.zzz x.c", ""},
	/* parentheses and punctuation */
	{"x.com/a_(b)", "x.com/a_(b) "},
	{"x.com/a_(b(c)d)", "x.com/a_(b(c)d) "},
	{"x.com/a_(b(c(d)))", "x.com/a_ "},
	{"x.com/a_()", "x.com/a_ "},
	{"x.com/a_(b", "x.com/a_ "},
	{"(x.com/a)", "x.com/a "},
	{"x.com/a, x.com/b. x.com/c' x.com/d: ", "x.com/a x.com/b x.com/c x.com/d "},
	{"x.com/a।", "x.com/a "},
	{"\"x.com\"", "x.com "},
	{"😷x.com😷", "x.com "},
	/* the first letter of a text may stand in front of a link or belong to it */
	{"été.in été.in", "té.in été.in "},
	{"é.in", "é.in "},
	{"http://été.in", "http://été.in "},
	{"x.com\xE2\x80\xAE", "x.com "},
	{"\xEF\xBB\xBFx.com", ""},
};

static void find(const char *text, size_t length, struct buf *out)
{
	struct links links;
	links_find(text, length, &links);
	buf_clear(out);
	for (size_t i = 0; i < links.count; i++) {
		const struct link *link = &links.items[i];
		assert_true(link->start < link->end && link->end <= length);
		assert_true(i == 0 || link->start >= link[-1].end);
		buf_add(out, text + link->start, link->end - link->start);
		buf_add_char(out, ' ');
	}
	links_release(&links);
}

static void finds_what_x_finds(void **state)
{
	(void)state;
	struct buf found;
	buf_init(&found, 10000);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		find(rows[i].text, strlen(rows[i].text), &found);
		if (strcmp(found.bytes, rows[i].links) != 0)
			fail_msg("\"%s\": \"%s\" instead of \"%s\"", rows[i].text, found.bytes,
				rows[i].links);
	}
	buf_release(&found);
}

static void fill(struct buf *text, const char *head, const char *piece, const char *tail)
{
	buf_clear(text);
	buf_add_string(text, head);
	while (text->length < 200000)
		buf_add_string(text, piece);
	buf_add_string(text, tail);
}

/* What is quadratic takes minutes. */
static void takes_no_longer_for_hostile_texts(void **state)
{
	(void)state;
	static const char *const hostile[][3] = {{"", "a.", ""}, {"", "a.in.", ""},
		{"", "a", ".in"}, {"", "क", ".in"}, {"", "क.", ""}, {"", "क.", "in"},
		{"", "_", ".in"}, {"", "a_", ".in"}, {"", "a_b.", "x_y.in"},
		{"http://", "-a", ".in"}, {"", "http://", ""}, {"", "http://a.", ""},
		{"", "a.in/(", ""}, {"", "a.in/", ""}, {"a.in/", ".", ""}, {"a.in?", "!", ""},
		{"", "a.in?", ""}, {"", "a.in/(b", ""}, {"x.in/(", "a.in,", ""}, {"", "a.भारत", ""},
		{"", "क-a.", "in"}, {"", "xn--", ".com"}, {"", "a.xn--", ""}, {"", "xn--क.", "com"},
		{"", "t.co/a ", ""}};
	struct buf text, found;
	buf_init(&text, 300000);
	buf_init(&found, 1000000);
	clock_t start = clock();
	for (size_t i = 0; i < sizeof(hostile) / sizeof(*hostile); i++) {
		fill(&text, hostile[i][0], hostile[i][1], hostile[i][2]);
		find(text.bytes, text.length, &found);
	}
	double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	print_message("%zu hostile texts of 200 kB in %.2f s\n", sizeof(hostile) / sizeof(*hostile),
		seconds);
	assert_true(seconds < 20);
	buf_release(&text);
	buf_release(&found);
}

/* --- the published cases --- */

struct tally {
	int passed, all;
};

/* Everything in quotes behind a case is a link. */
static void read_expected(const struct published *published, struct buf *out)
{
	struct buf link;
	buf_init(&link, 10000);
	buf_clear(out);
	for (const char *at = published->expected; at && at < published->at;) {
		at = memchr(at, '"', (size_t)(published->at - at));
		if (!at)
			break;
		at = published_string(at, &link);
		buf_add(out, link.bytes, link.length);
		buf_add_char(out, ' ');
	}
	buf_release(&link);
}

static void check_extraction(struct published *published, const char *section, struct tally *tally)
{
	struct buf composed, found, expected;
	buf_init(&composed, 100000);
	buf_init(&found, 100000);
	buf_init(&expected, 100000);
	published_section(published, section);
	while (published_next(published)) {
		read_expected(published, &expected);
		text_nfc(published->text.bytes, published->text.length, &composed);
		find(composed.bytes, composed.length, &found);
		bool same = strcmp(found.bytes, expected.bytes) == 0;
		if (!same)
			print_message("%s: \"%s\": \"%s\" instead of \"%s\"\n", section,
				composed.bytes, found.bytes, expected.bytes);
		tally->passed += same;
		tally->all++;
	}
	buf_release(&composed);
	buf_release(&found);
	buf_release(&expected);
}

static void agrees_with_the_published_extractions(void **state)
{
	(void)state;
	static const char *const sections[] = {"urls", "urls_with_indices",
		"urls_with_directional_markers", "tco_urls_with_params"};
	struct published published;
	published_open(&published, "extract.yml");
	struct tally tally = {0};
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		check_extraction(&published, sections[i], &tally);
	print_message("extract.yml: %d of %d cases\n", tally.passed, tally.all);
	assert_true(tally.all >= 100);
	assert_int_equal(tally.passed, tally.all);
	published_close(&published);
}

/* These judge by the grammar of URLs in general, which takes user names, IP addresses and more; what
 * counts is what is found in a text. */
static bool is_other_grammar(const char *text)
{
	return strstr(text, "PASSW0RD@") || strstr(text, "//192.168.") ||
	       strstr(text, "//[3ffe:") || strstr(text, "/?stories+");
}

static void check_whole(
	struct published *published, const char *section, struct tally *tally, int *other)
{
	struct buf found;
	buf_init(&found, 10000);
	published_section(published, section);
	while (published_next(published)) {
		find(published->text.bytes, published->text.length, &found);
		bool whole =
			found.length == published->text.length + 1 &&
			memcmp(found.bytes, published->text.bytes, published->text.length) == 0;
		const char *expected = strstr(published->expected, "expected: ");
		assert_non_null(expected);
		if (is_other_grammar(published->text.bytes)) {
			(*other)++;
			continue;
		}
		bool same = whole == (strncmp(expected, "expected: true", 14) == 0);
		if (!same)
			print_message("%s: \"%s\": \"%s\"\n", section, published->text.bytes,
				found.bytes);
		tally->passed += same;
		tally->all++;
	}
	buf_release(&found);
}

static void agrees_with_the_published_validations(void **state)
{
	(void)state;
	struct published published;
	published_open(&published, "validate.yml");
	struct tally tally = {0};
	int other = 0;
	check_whole(&published, "urls", &tally, &other);
	check_whole(&published, "urls_without_protocol", &tally, &other);
	print_message("validate.yml, links: %d of %d cases, %d of another grammar passed over\n",
		tally.passed, tally.all, other);
	assert_int_equal(tally.passed, tally.all);
	assert_true(tally.all >= 20);
	published_close(&published);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_x_finds),
		cmocka_unit_test(takes_no_longer_for_hostile_texts),
		cmocka_unit_test(agrees_with_the_published_extractions),
		cmocka_unit_test(agrees_with_the_published_validations),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
