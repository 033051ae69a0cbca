#include "unit.h"

#include <string.h>

#include "template/template.h"

static const char *const names[] = {"a", "b", "list", "empty", "missing", "one"};
static const char *const items[] = {"Ballia", "Deoria", "<Mau>"};
static const char *const single[] = {"Agra"};
static const struct template_value values[] = {
	{.name = "a", .string = "A & <b> \"c\" 'd'"},
	{.name = "b", .string = "बी"},
	{.name = "list", .items = items, .item_count = 3},
	{.name = "empty", .string = ""},
	{.name = "one", .items = single, .item_count = 1},
};

static struct template_program *compile(const char *source, enum template_mode mode)
{
	struct template_program *program = NULL;
	struct err err = {0};
	if (template_compile(source, strlen(source), mode, names, sizeof names / sizeof *names,
		    &program, &err) != ERR_OK)
		fail_msg("%s: %s", source, err.text);
	return program;
}

struct render_case {
	const char *source, *expected;
};

static void run(const struct render_case *cases, size_t count, enum template_mode mode)
{
	for (size_t i = 0; i < count; i++) {
		struct template_program *program = compile(cases[i].source, mode);
		struct buf out;
		buf_init(&out, 1000);
		assert_int_equal(
			template_render(program, values, sizeof values / sizeof *values, &out),
			ERR_OK);
		assert_string_equal(out.bytes, cases[i].expected);
		buf_release(&out);
		template_free(program);
	}
}
#define RUN(cases, mode) run(cases, sizeof(cases) / sizeof *(cases), mode)

static void values_and_sections_are_rendered(void **state)
{
	static const struct render_case cases[] = {
		{"", ""},
		{"plain { text } }}", "plain { text } }}"},
		{"[{{b}}] [{{ b }}]", "[बी] [बी]"},
		{"[{{missing}}{{empty}}]", "[]"},
		{"{{#b}}yes {{b}} {{.}}{{/b}}{{^b}}no{{/b}}", "yes बी बी"},
		{"{{#missing}}yes{{/missing}}{{^missing}}no{{/missing}}", "no"},
		{"{{#empty}}yes{{/empty}}{{^empty}}no{{/empty}}", "no"},
		{"{{#missing}}{{#list}}{{.}}{{/list}}{{b}}{{/missing}}x", "x"},
		{"a{{! nothing }}b", "ab"},
		{"{{^missing}}{{^empty}}both{{/empty}}{{/missing}}", "both"},
	};
	(void)state;
	RUN(cases, TEMPLATE_TEXT);
}

static void lists_are_rendered_item_by_item_or_joined(void **state)
{
	static const struct render_case cases[] = {
		{"{{#list}}<{{.}}>{{/list}}", "<Ballia><Deoria><<Mau>>"},
		{"{{#list}}{{list}};{{/list}}", "Ballia;Deoria;<Mau>;"},
		{"which: {{list}}?", "which: Ballia, Deoria, <Mau>?"},
		{"{{one}} {{#one}}{{.}}{{/one}}", "Agra Agra"},
		{"{{^list}}none{{/list}}", ""},
		{"{{#list}}{{#one}}{{list}}/{{.}} {{/one}}{{/list}}",
			"Ballia/Agra Deoria/Agra <Mau>/Agra "},
		{"{{#list}}{{^missing}}{{.}} {{/missing}}{{/list}}", "Ballia Deoria <Mau> "},
		{"{{#list}}{{/list}}x", "x"},
	};
	(void)state;
	RUN(cases, TEMPLATE_TEXT);
}

static void a_section_alone_on_its_line_takes_the_line_with_it(void **state)
{
	static const struct render_case cases[] = {
		{"Which?\n{{#list}}\n- {{.}}\n{{/list}}\nend",
			"Which?\n- Ballia\n- Deoria\n- <Mau>\nend"},
		{"a\n  {{#b}}  \nb\n\t{{/b}}\nc", "a\nb\nc"},
		{"a\r\n{{#b}}\r\nb\r\n{{/b}}\r\nc", "a\r\nb\r\nc"},
		{"a\n{{! note }}\nb", "a\nb"},
		{"a\n{{#b}}\nx\n{{/b}}", "a\nx\n"},
		{"a\n{{b}}\nc", "a\nबी\nc"},
		{"a {{#b}}\nb{{/b}}\nc", "a \nb\nc"},
		{"{{#b}} {{/b}}\nc", " \nc"},
	};
	(void)state;
	RUN(cases, TEMPLATE_TEXT);
}

static void html_is_escaped_and_text_is_not(void **state)
{
	static const struct render_case text[] = {{"{{a}}", "A & <b> \"c\" 'd'"}};
	static const struct render_case html[] = {
		{"<p title=\"{{a}}\">&{{#list}}{{.}} {{/list}}{{list}}</p>",
			"<p title=\"A &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39;\">&"
			"Ballia Deoria &lt;Mau&gt; Ballia, Deoria, &lt;Mau&gt;</p>"}};
	(void)state;
	RUN(text, TEMPLATE_TEXT);
	RUN(html, TEMPLATE_HTML);
}

static void what_does_not_fit_is_told(void **state)
{
	struct template_program *program =
		compile("1234{{b}}{{#list}}{{.}}{{/list}}", TEMPLATE_TEXT);
	struct buf out;
	(void)state;
	buf_init(&out, 12);
	assert_int_equal(
		template_render(program, values, sizeof values / sizeof *values, &out), ERR_LIMIT);
	buf_release(&out);
	template_free(program);
}

static void a_rendering_is_added_to_what_is_there(void **state)
{
	struct template_program *program = compile("b", TEMPLATE_TEXT);
	struct buf out;
	(void)state;
	buf_init(&out, 12);
	buf_add_string(&out, "a");
	assert_int_equal(template_render(program, NULL, 0, &out), ERR_OK);
	assert_string_equal(out.bytes, "ab");
	buf_release(&out);
	template_free(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_sections_are_rendered),
		cmocka_unit_test(lists_are_rendered_item_by_item_or_joined),
		cmocka_unit_test(a_section_alone_on_its_line_takes_the_line_with_it),
		cmocka_unit_test(html_is_escaped_and_text_is_not),
		cmocka_unit_test(what_does_not_fit_is_told),
		cmocka_unit_test(a_rendering_is_added_to_what_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
