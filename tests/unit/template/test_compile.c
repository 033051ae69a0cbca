#include "unit.h"

#include <string.h>

#include "base/mem.h"
#include "template/template.h"

static const char *const names[] = {"case_id", "district", "candidates"};
enum { NAMES = sizeof names / sizeof *names };

static enum err_code compile(const char *source, struct template_program **out, struct err *err)
{
	return template_compile(source, strlen(source), TEMPLATE_TEXT, names, NAMES, out, err);
}

static void each_fault_is_told_with_line_and_column(void **state)
{
	static const struct {
		const char *source, *told;
	} cases[] = {
		{"Case {{case_id", "1:6: this tag is not closed"},
		{"{{", "1:1: this tag is not closed"},
		{"a\nb {{case_id} c", "2:3: this tag is not closed"},
		{"{{case_id {{district}}", "1:1: this tag is not closed"},
		{"{{! never ends", "1:1: this tag is not closed"},
		{"{{}}", "1:1: a tag without a name"},
		{"{{ }}", "1:1: a tag without a name"},
		{"{{#}}x{{/}}", "1:1: a tag without a name"},
		{"one\ntwo {{distrct}}", "2:5: there is no {{distrct}} here; there is case_id, "
					 "district, candidates"},
		{"{{Case_id}}", "1:1: there is no {{Case_id}} here"},
		{"{{case id}}", "1:1: there is no {{case id}} here"},
		{"{{#nobody}}{{/nobody}}", "1:1: there is no {{nobody}} here"},
		{"{{^nobody}}{{/nobody}}", "1:1: there is no {{nobody}} here"},
		{"{{#district}}x{{/nobody}}", "1:15: there is no {{nobody}} here"},
		{"x{{/district}}", "1:2: {{/district}} closes a section that was not opened"},
		{"{{#district}}{{#case_id}}{{/district}}{{/case_id}}",
			"1:26: {{/district}} stands where {{/case_id}} must come first"},
		{"{{^district}}{{/case_id}}",
			"1:14: {{/case_id}} stands where {{/district}} must come first"},
		{"a\n\n  {{#district}} b", "3:3: this section is not closed"},
		{"{{^district}}", "1:1: this section is not closed"},
		{"{{.}}", "1:1: {{.}} stands for an item"},
		{"{{^candidates}}{{.}}{{/candidates}}", "1:16: {{.}} stands for an item"},
		{"{{{case_id}}}", "1:1: only {{name}}"},
		{"{{&case_id}}", "1:1: only {{name}}"},
		{"{{>case_id}}", "1:1: only {{name}}"},
		{"{{=<% %>=}}", "1:1: only {{name}}"},
		{"मामला {{", "1:7: this tag is not closed"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct template_program *program = NULL;
		struct err err = {0};
		assert_int_equal(compile(cases[i].source, &program, &err), ERR_CONFIG);
		assert_null(program);
		if (strncmp(err.text, cases[i].told, strlen(cases[i].told)) != 0)
			fail_msg("%s\n  told:     %s\n  expected: %s", cases[i].source, err.text,
				cases[i].told);
	}
}

static void good_templates_compile(void **state)
{
	static const char *const sources[] = {"", "no tags", "} }} { single", "{{case_id}}",
		"{{ case_id }}",
		"{{#district}}in {{district}}{{/district}}{{^district}}somewhere{{/district}}",
		"{{#candidates}}{{.}}{{^district}}{{.}}{{/district}}{{/candidates}}",
		"{{! a comment with {{ in it }}", "{{#candidates}}{{/candidates}}"};
	(void)state;
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
		struct template_program *program = NULL;
		struct err err = {0};
		if (compile(sources[i], &program, &err) != ERR_OK)
			fail_msg("%s: %s", sources[i], err.text);
		template_free(program);
	}
}

static void nest(char *out, size_t depth)
{
	*out = '\0';
	for (size_t i = 0; i < depth; i++)
		memcpy(out + strlen(out), "{{#district}}", sizeof "{{#district}}");
	for (size_t i = 0; i < depth; i++)
		memcpy(out + strlen(out), "{{/district}}", sizeof "{{/district}}");
}

static void sections_may_be_nested_only_so_deep(void **state)
{
	char source[(TEMPLATE_DEPTH_MAX + 1) * 2 * sizeof "{{#district}}"];
	struct template_program *program = NULL;
	struct err err = {0};
	(void)state;
	nest(source, TEMPLATE_DEPTH_MAX);
	assert_int_equal(compile(source, &program, &err), ERR_OK);
	template_free(program);
	nest(source, TEMPLATE_DEPTH_MAX + 1);
	assert_int_equal(compile(source, &program, &err), ERR_CONFIG);
	assert_non_null(strstr(err.text, "1:105: too many sections"));
}

static void a_nul_byte_is_a_fault(void **state)
{
	struct template_program *program = NULL;
	struct err err = {0};
	(void)state;
	assert_int_equal(template_compile("ab\0{{case_id}}", 14, TEMPLATE_TEXT, names, NAMES,
				 &program, &err),
		ERR_CONFIG);
	assert_non_null(strstr(err.text, "1:3: a NUL byte"));
}

static void a_source_above_the_cap_is_refused(void **state)
{
	char *source = mem_new(TEMPLATE_SOURCE_MAX + 1, 1);
	struct template_program *program = NULL;
	struct err err = {0};
	(void)state;
	memset(source, 'x', TEMPLATE_SOURCE_MAX + 1);
	assert_int_equal(template_compile(source, TEMPLATE_SOURCE_MAX, TEMPLATE_TEXT, names, NAMES,
				 &program, &err),
		ERR_OK);
	template_free(program);
	assert_int_equal(template_compile(source, TEMPLATE_SOURCE_MAX + 1, TEMPLATE_TEXT, names,
				 NAMES, &program, &err),
		ERR_CONFIG);
	mem_free(source);
}

static void a_program_needs_neither_its_source_nor_its_names_any_more(void **state)
{
	char source[] = "x {{mine}} y", name[] = "mine";
	const char *list[] = {name};
	struct template_program *program = NULL;
	struct err err = {0};
	struct buf out;
	const struct template_value value = {.name = "mine", .string = "value"};
	(void)state;
	assert_int_equal(
		template_compile(source, strlen(source), TEMPLATE_TEXT, list, 1, &program, &err),
		ERR_OK);
	memset(source, '?', sizeof source);
	memset(name, '?', sizeof name);
	buf_init(&out, 100);
	assert_int_equal(template_render(program, &value, 1, &out), ERR_OK);
	assert_string_equal(out.bytes, "x value y");
	buf_release(&out);
	template_free(program);
}

static void a_program_knows_which_names_it_uses(void **state)
{
	struct template_program *program = NULL;
	struct err err = {0};
	(void)state;
	assert_int_equal(
		compile("{{case_id}}{{^candidates}}x{{/candidates}}", &program, &err), ERR_OK);
	assert_true(template_uses(program, "case_id"));
	assert_true(template_uses(program, "candidates"));
	assert_false(template_uses(program, "district"));
	template_free(program);
	template_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_told_with_line_and_column),
		cmocka_unit_test(good_templates_compile),
		cmocka_unit_test(sections_may_be_nested_only_so_deep),
		cmocka_unit_test(a_nul_byte_is_a_fault),
		cmocka_unit_test(a_source_above_the_cap_is_refused),
		cmocka_unit_test(a_program_needs_neither_its_source_nor_its_names_any_more),
		cmocka_unit_test(a_program_knows_which_names_it_uses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
