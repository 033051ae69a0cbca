/* Compiles whatever comes, in both modes, and renders what compiles. */
#include <stddef.h>
#include <stdint.h>

#include "template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"a", "b", "list"};
	static const char *const items[] = {"x", "<y>", ""};
	static const struct template_value values[] = {
		{.name = "a", .string = "A&"}, {.name = "list", .items = items, .item_count = 3}};
	for (int mode = TEMPLATE_TEXT; mode <= TEMPLATE_HTML; mode++) {
		struct template_program *program;
		struct err err;
		struct buf out;
		if (template_compile((const char *)data, size, (enum template_mode)mode, names, 3,
			    &program, &err) != ERR_OK)
			continue;
		buf_init(&out, 1 << 16);
		(void)template_render(program, values, 2, &out);
		buf_release(&out);
		template_free(program);
	}
	return 0;
}
